#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The symbol map, the headers and the built library agree. Usage: symbols.py LIBRARY [--write]"""
import re
import subprocess
import sys

from common import Checks, declared, text

MAP = 'lib/libimapi.map'


def mapped():
    return re.findall(r'^\s*(imapi_\w+);', text(MAP), re.M)


def exported(library):
    out = subprocess.run(['nm', '-D', '--defined-only', library], capture_output=True,
                         text=True, check=True).stdout
    names = [line.split()[-1] for line in out.splitlines() if line.split()[-2] in 'TDBRW']
    return {name.split('@')[0] for name in names if not name.startswith('LIBIMAPI_')}


def minus(a, b, what):
    return ['%s: %s' % (name, what) for name in sorted(set(a) - set(b))]


def write():
    rows = ''.join('\t%s;\n' % name for name in sorted(declared()))
    with open(MAP, 'w', encoding='utf-8') as file:
        file.write('LIBIMAPI_0.1 {\nglobal:\n%slocal:\n\t*;\n};\n' % rows)


if '--write' in sys.argv:
    write()
    sys.exit(0)
symbols, functions, library = mapped(), declared(), exported(sys.argv[1])
checks = Checks()
checks.check('the map is in alphabetical order', [] if symbols == sorted(symbols) else [MAP])
checks.check('every public function is in the map', minus(functions, symbols, 'not in the map'))
checks.check('everything in the map is declared', minus(symbols, functions, 'in no header'))
checks.check('everything in the map is exported', minus(symbols, library, 'not in the library'))
checks.check('nothing else is exported', minus(library, symbols, 'not in the map'))
checks.done()
