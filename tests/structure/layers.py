#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every #include looks down the layers."""
import os
import re

from common import Checks, ROOT, files, text

# What each folder of lib/ may include besides itself.
BELOW = {
    'base': [],
    'host': ['base'],
    'transport': ['base'],
    'scsi': ['base', 'transport'],
    'mmc': ['base', 'transport', 'scsi'],
    'cdda': ['base'],
    'sim': ['base', 'transport', 'scsi', 'mmc', 'cdda'],
    'tcmu': ['base', 'transport', 'scsi', 'mmc'],
    'media': ['base', 'transport', 'scsi', 'mmc'],
    'stream': ['base'],
    'burn': ['base', 'transport', 'scsi', 'mmc', 'media', 'stream'],
    'image': ['base', 'stream'],
    'api': ['base', 'host', 'transport', 'scsi', 'mmc', 'sim', 'tcmu', 'media', 'stream', 'burn', 'image'],
}
# The simulated drive shares the tables of the layers above the transport, not their loops.
SIM_TABLES = {'scsi/cdb.h', 'scsi/sense.h', 'scsi/spc.h', 'mmc/command.h', 'mmc/replies.h'}
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)', re.M)


def lib_problem(path, include):
    layer, target = path.split('/')[1], include.split('/')[0]
    if include.startswith('imapi/') or target == layer:
        return None
    if target not in BELOW:
        return '%s includes "%s", which names no layer' % (path, include)
    if target not in BELOW[layer]:
        return '%s includes "%s": %s lies above %s' % (path, include, target, layer)
    if layer == 'sim' and target in ('scsi', 'mmc') and include not in SIM_TABLES:
        return '%s includes "%s", which is no table' % (path, include)
    return None


def outside_problem(path, include):
    local = '/' not in include
    if include.startswith('imapi/') or local or include.startswith('tools/'):
        return None
    return '%s includes "%s": programs use public headers only' % (path, include)


def includes(path):
    """What the file includes of the project; <scsi/sg.h>, for one, is the system's."""
    return [name for mark, name in INCLUDE.findall(text(path))
            if mark == '"' or name.startswith(('imapi/', 'support/')) or
            os.path.isfile(os.path.join(ROOT, 'lib', name))]


def problems(folder, judge):
    found = [judge(path, include) for path in files(folder) for include in includes(path)]
    return [problem for problem in found if problem]


checks = Checks()
checks.check('every include in lib looks down', problems('lib', lib_problem))
checks.check('public headers include public headers only', problems('include', outside_problem))
checks.check('the tool uses the public API only', problems('tools', outside_problem))
checks.check('examples use the public API only', problems('examples', outside_problem))
checks.done()
