# SPDX-License-Identifier: MIT
"""What the structure tests share: the project's files, and how a check reports."""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PUBLIC = os.path.join(ROOT, 'include', 'imapi')


def files(*folders, ends=('.c', '.h')):
    """Paths below the given folders of the project, relative to its root, sorted."""
    found = []
    for folder in folders:
        for path, dirs, names in os.walk(os.path.join(ROOT, folder)):
            dirs[:] = [d for d in dirs if not d.startswith('build')]
            found += [os.path.relpath(os.path.join(path, n), ROOT) for n in names
                      if n.endswith(ends)]
    return sorted(found)


def text(path):
    with open(os.path.join(ROOT, path), encoding='utf-8') as file:
        return file.read()


def without_comments(source):
    return re.sub(r'/\*.*?\*/|//[^\n]*', lambda m: '\n' * m.group().count('\n'), source,
                  flags=re.S)


def declared():
    """The functions that the public headers declare."""
    names = set()
    for path in files('include', ends=('.h',)):
        plain = re.sub(r'\btypedef\b[^;]*;', '', without_comments(text(path)))
        names |= set(re.findall(r'^[a-z][\w \*]*?\b(imapi_\w+)\(', plain, re.M))
    return names


class Checks:
    """Counts checks; report() prints one line each and ends the program."""

    def __init__(self):
        self.failed = 0

    def check(self, name, problems):
        print(('not ok ' if problems else 'ok ') + name)
        for problem in problems:
            print('# ' + problem)
        self.failed += bool(problems)

    def done(self):
        sys.exit(1 if self.failed else 0)
