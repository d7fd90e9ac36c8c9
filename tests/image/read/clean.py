#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""clean.py IMAGE-CHECK IMAGE-MAKE: the checker finds no error in images of programs that are trusted.

genisoimage, xorriso, bsdtar and our builder make them; warnings and notes are shown and do not count.
"""
import collections
import shutil
import subprocess
import sys
import tempfile

import agree


def main():
    checker, maker = sys.argv[1:3]
    if not all(shutil.which(t) for t in ('xorriso', 'genisoimage', 'bsdtar')):
        return 77
    work, failed = tempfile.mkdtemp(prefix='clean-'), 0
    try:
        for image in dict.fromkeys(image for image, _tree in agree.make_images(work, maker)):
            if image is None:
                failed += 1
                continue
            r = subprocess.run([checker, image], capture_output=True, timeout=60)
            lines = r.stdout.decode(errors='replace').splitlines()
            counts = collections.Counter(line.split('\t')[0] for line in lines[:-1])
            failed += r.returncode != 0
            print('ok  ' if r.returncode == 0 else 'FAIL', image.rsplit('/', 1)[-1], dict(counts))
            print('\n'.join('     ' + line for line in lines if line.startswith('error')))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
