#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each public header compiles alone as C11 and as C++17, and documents what it declares."""
import re
import subprocess

from common import Checks, ROOT, declared, files, text

WARN = ['-pedantic', '-Wall', '-Wextra', '-Wundef', '-Werror', '-fsyntax-only', '-Iinclude']


def compile_alone(header, command, language):
    source = '#include "%s"\n' % header.removeprefix('include/')
    run = subprocess.run(command + WARN + ['-x', language, '-'], input=source, cwd=ROOT,
                         capture_output=True, text=True, check=False)
    return run.stderr.splitlines()[:5] if run.returncode else []


def undocumented():
    """Public functions whose paragraph does not start with a docstring."""
    bad = []
    for path in files('include', ends=('.h',)):
        plain = re.sub(r'\btypedef\b[^;]*;', '', text(path))
        for match in re.finditer(r'^[a-z][\w \*]*?\b(imapi_\w+)\(', plain, re.M):
            before = plain[:match.start()]
            before = before[:-1] if before.endswith('*/\n\n') else before
            if '/**' not in before[before.rfind('\n\n') + 1:]:
                bad.append('%s: %s' % (path, match.group(1)))
    return bad


checks = Checks()
for header in files('include', ends=('.h',)):
    checks.check('%s compiles alone as C11' % header,
                 compile_alone(header, ['cc', '-std=c11'], 'c'))
    checks.check('%s compiles alone as C++17' % header,
                 compile_alone(header, ['c++', '-std=c++17'], 'c++'))
whole = text('include/imapi/imapi.h')
checks.check('imapi.h includes every public header',
             [h for h in files('include', ends=('.h',))
              if h != 'include/imapi/imapi.h' and h.removeprefix('include/') not in whole])
checks.check('public functions have a comment', undocumented())
checks.check('there are public functions', [] if len(declared()) > 20 else ['too few found'])
checks.done()
