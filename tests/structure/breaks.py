#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every structure test can fail: each rule is broken once, in a copy of the source.

Usage: breaks.py LIBRARY
"""
import os
import shutil
import subprocess
import sys
import tempfile

from common import Checks, ROOT

FOLDERS = ('lib', 'include', 'tools', 'examples', 'bench', 'docs', 'tests/burn',
           'tests/structure')
DOORS = ('dev', 'README.md', 'CONTRIBUTING.md', 'NEWS.md')
LIBRARY = os.path.abspath(sys.argv[1])
SPDX = '/* SPDX-License-Identifier: MIT */\n'
LATER = 'TO' + 'DO'
LONG = 'int long_one(int a)\n{\n' + '\ta++;\n' * 90 + '\treturn a;\n}\n'

# test, the file that breaks a rule, what is put at its end (or what becomes what in it), the
# check that must turn red
BREAKS = [
    ('layers', 'lib/base/x.c', SPDX + '#include "mmc/mmc.h"\n', 'every include in lib looks down'),
    ('layers', 'lib/scsi/x.c', SPDX + '#include <mmc/mmc.h>\n', 'every include in lib looks down'),
    ('layers', 'lib/base/x.c', SPDX + '#include "support/t.h"\n',
     'every include in lib looks down'),
    ('layers', 'lib/base/x.c', SPDX + '#include "mem.h"\n', 'every include in lib looks down'),
    ('layers', 'lib/sim/x.c', SPDX + '#include "mmc/mmc.h"\n', 'every include in lib looks down'),
    ('layers', 'include/imapi/x.h', SPDX + '#include "base/mem.h"\n',
     'public headers include public headers only'),
    ('layers', 'tools/x.c', SPDX + '#include "base/mem.h"\n', 'the tool uses the public API only'),
    ('layers', 'examples/x.c', SPDX + '#include <base/mem.h>\n',
     'examples use the public API only'),
    ('headers', 'include/imapi/version.h', 'FILE *imapi_x(void);\n',
     'include/imapi/version.h compiles alone as C11'),
    ('headers', 'include/imapi/version.h', 'int imapi_x(int class);\n',
     'include/imapi/version.h compiles alone as C++17'),
    ('headers', 'include/imapi/x.h', SPDX, 'imapi.h includes every public header'),
    ('headers', 'include/imapi/version.h', '\nint imapi_x(void);\n',
     'public functions have a comment'),
    ('source', 'lib/base/x.c', 'int x;\n', 'every file names its licence'),
    ('source', 'lib/base/x.c', SPDX + '#if 0\n#endif\n', 'no conditional compilation in a .c'),
    ('source', 'lib/burn/x.c', SPDX + 'void x(void) { usleep(us); }\n',
     'time comes from the transport'),
    ('source', 'lib/scsi/x.c', SPDX + 'long x(void) { return time(NULL); }\n',
     'time comes from the transport'),
    ('source', 'lib/base/x.c', SPDX + '/* %s */\n' % LATER, 'nothing promises later work'),
    ('source', 'docs/x.md', 'See /' + 'root/notes.\n', 'no machine paths'),
    ('source', 'lib/base/x.c', SPDX + 'int x; \n', 'no trailing white space'),
    ('source', 'lib/attic/x.c', SPDX, 'every room of lib is on the map'),
    ('worked', 'docs/adaptive-close.md', '\n### A drive that sings\n',
     'every worked example has its test'),
    ('worked', 'tests/burn/test-examples.c', '\nT(a_drive_that_sings)\n{\n}\n',
     'every test of an example has its heading'),
    ('size', 'lib/base/x.c', 'int x;\n' * 501, 'lib/base: files of at most 500 lines'),
    ('size', 'lib/base/x.c', LONG, 'lib/base: functions of at most 80 lines'),
    ('size', 'lib/base/x.c', 'int x(int a, int b, int c, int d, int e, int f, int g)\n{\n}\n',
     'lib/base: at most 6 parameters'),
    ('size', 'lib/base/x.c', 'int x(void (*a)(int, int), int b, int c)\n{\n}\n', None),
    ('size', 'examples/x.c', 'int x;\n' * 81, 'examples: files of at most 80 lines'),
    ('symbols', 'lib/libimapi.map', ('imapi_version;', 'imapi_aversion;'),
     'the map is in alphabetical order'),
    ('symbols', 'lib/libimapi.map', ('\timapi_version;\n', ''),
     'every public function is in the map'),
    ('symbols', 'lib/libimapi.map', ('\timapi_version;\n', ''), 'nothing else is exported'),
    ('symbols', 'lib/libimapi.map', ('imapi_version;', 'imapi_version;\n\timapi_versions;'),
     'everything in the map is declared'),
    ('symbols', 'lib/libimapi.map', ('imapi_version;', 'imapi_version;\n\timapi_versions;'),
     'everything in the map is exported'),
    ('symbols', 'include/imapi/version.h', 'int imapi_versions(void);\n',
     'every public function is in the map'),
]


def copy(folder):
    for name in FOLDERS:
        shutil.copytree(os.path.join(ROOT, name), os.path.join(folder, name))
    for name in DOORS:
        shutil.copy(os.path.join(ROOT, name), folder)


def red(folder, test):
    """The checks of a test that fail in the copy."""
    run = subprocess.run([sys.executable, 'tests/structure/%s.py' % test, LIBRARY],
                         cwd=folder, capture_output=True, text=True, check=False)
    found = [line[len('not ok '):] for line in run.stdout.splitlines()
             if line.startswith('not ok ')]
    if bool(found) != bool(run.returncode):
        found.append('exit status %d: %s' % (run.returncode, run.stderr))
    return set(found)


def problem(folder, before, test, path, addition, expected):
    whole = os.path.join(folder, path)
    old = open(whole, 'rb').read() if os.path.exists(whole) else None
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    with open(whole, 'a+', encoding='utf-8') as file:
        if isinstance(addition, tuple):
            file.seek(0)
            changed = file.read().replace(*addition)
            file.truncate(0)
            addition = changed
        file.write(addition)
    new = red(folder, test) - before[test]
    if old is None:
        os.unlink(whole)
    else:
        with open(whole, 'wb') as file:
            file.write(old)
    return [] if (expected in new if expected else not new) else ['red were: %s' % sorted(new)]


checks = Checks()
with tempfile.TemporaryDirectory() as scratch:
    copy(scratch)
    green = {test: red(scratch, test) for test in sorted({row[0] for row in BREAKS})}
    checks.check('every structure test runs on a copy',
                 [line for lines in green.values() for line in lines if 'exit status' in line])
    for row in BREAKS:
        checks.check('%s.py sees a break in %s: %s' % (row[0], row[1], row[3] or 'none'),
                     problem(scratch, green, *row))
checks.done()
