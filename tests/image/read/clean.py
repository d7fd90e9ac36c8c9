#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""clean.py IMAGE-CHECK IMAGE-MAKE: the checker finds no error in images of programs that are trusted.

genisoimage, xorriso, bsdtar and our builder make them; warnings and notes are shown and do not count.
"""
import collections
import itertools
import os
import shutil
import subprocess
import sys
import tempfile

import agree


def boot_images(work):
    tree = os.path.join(work, 'boot')
    os.mkdir(tree)
    with open(os.path.join(tree, 'boot.bin'), 'wb') as f:
        f.write(bytes(i * 7 % 251 for i in range(5003)))
    boot = ['-R', '-b', 'boot.bin', '-no-emul-boot', '-boot-load-size', '4', '-boot-info-table', '-eltorito-alt-boot',
            '-e', 'boot.bin', '-no-emul-boot']
    for name, command in [('gen-boot', ['genisoimage', '-quiet'] + boot),
                          ('xo-boot', ['xorriso', '-as', 'mkisofs'] + boot + ['-efi-boot-part', '--efi-boot-image'])]:
        out = os.path.join(work, name + '.iso')
        r = subprocess.run(command + ['-o', out, tree], capture_output=True)
        yield (out if r.returncode == 0 else None), None


def main():
    checker, maker = sys.argv[1:3]
    if not all(shutil.which(t) for t in ('xorriso', 'genisoimage', 'bsdtar')):
        return 77
    work, failed = tempfile.mkdtemp(prefix='clean-'), 0
    try:
        for image in dict.fromkeys(image for image, _tree in itertools.chain(
                agree.make_images(work, maker), boot_images(work))):
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
