#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Rules that every source file keeps."""
import re

from common import Checks, files, text, without_comments

CODE = ('lib', 'modules', 'include', 'tools', 'examples', 'tests', 'bench')
CLOCKS = re.compile(r'(?<![\w>.])(sleep|usleep|nanosleep|clock_gettime|clock_nanosleep|clock|'
                    r'gettimeofday|time|timespec_get|thrd_sleep)\s*\(')
DOORS = ['dev', 'README.md', 'CONTRIBUTING.md', 'NEWS.md']
# The transport's clock, and the date that an image carries.
MAY_KNOW_TIME = ('lib/transport/', 'lib/base/wall-clock.c')
LATER = re.compile(r'\b(TODO|FIXME|XXX|HACK)\b')
PATHS = re.compile(r'(?<![\w.}*])/(home/\w\w+|root|work|tmp/\w+)/')


def lines(paths, pattern, strip=False):
    found = []
    for path in paths:
        source = without_comments(text(path)) if strip else text(path)
        for number, line in enumerate(source.splitlines(), 1):
            if pattern.search(line):
                found.append('%s:%d: %s' % (path, number, line.strip()[:80]))
    return found


every = files(*CODE, ends=('.c', '.h', '.def', '.tab', '.py', '.sh'))
c_files = [p for p in files('lib', 'modules', 'tools', 'examples') if p.endswith('.c')]
checks = Checks()
checks.check('every file names its licence',
             [p for p in every if 'SPDX-License-Identifier: MIT' not in text(p)[:200]])
checks.check('no conditional compilation in a .c',
             lines(c_files, re.compile(r'^\s*#\s*(if|ifdef|ifndef|elif)\b')))
checks.check('time comes from the transport',
             lines([p for p in c_files if p.startswith('lib/') and
                    not p.startswith(MAY_KNOW_TIME)], CLOCKS, strip=True))
checks.check('nothing promises later work',
             lines([p for p in every if not p.endswith('source.py')], LATER))
checks.check('no machine paths', lines([p for p in every + files('docs', ends=('.md',)) + DOORS
                                      if not p.endswith('source.py')], PATHS))
checks.check('no trailing white space', lines(every, re.compile(r'[ \t]+$')))
checks.check('every room of lib is on the map',
             [d for d in sorted({p.split('/')[1] for p in files('lib')})
              if 'lib/%s/' % d not in text('docs/map.md')])
checks.done()
