#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""clean.py IMAGE-CHECK IMAGE-MAKE: the checker finds no error in images of programs that are trusted.

genisoimage, xorriso, bsdtar, mkudffs and our builder make them; warnings and notes are shown and do not count.
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


def own_images(work, maker):
    """UDF alone in every revision and form, of a tree with everything that it can hold."""
    tree = os.path.join(work, 'udf')
    agree.make_tree(tree, True)
    os.mkdir(os.path.join(tree, 'folder'))
    for n in range(300):
        with open(os.path.join(tree, 'folder', 'a name that is not short %d' % n), 'wb') as f:
            f.write(b'x' * n * 37)
    with open(os.path.join(tree, 'sparse'), 'wb') as f:
        f.truncate(5 << 20)
    for revision in ('102', '150', '200', '201', '250', '260'):
        for form in ('udf', 'mirror', 'vat', 'overwritable', 'sparable'):
            if (form in ('vat', 'sparable') and revision == '102') or (form == 'mirror' and revision < '250'):
                continue
            out = os.path.join(work, 'own-%s-%s.img' % (revision, form))
            streams = ['streams'] if revision >= '200' else []
            r = subprocess.run([maker, out, tree, revision, form] + streams, capture_output=True)
            yield (out if r.returncode == 0 else None), None


def empty_images(work):
    """Volumes of mkudffs, which refuses what does not go together."""
    made = 0
    for media in ('hd', 'dvd', 'dvdram', 'dvdrw', 'dvdr', 'worm', 'mo', 'cdrw', 'cdr', 'cd', 'bdr'):
        for revision in ('1.02', '1.50', '2.01', '2.50', '2.60'):
            for block in ('512', '2048', '4096', '32768'):
                out = os.path.join(work, 'mk-%s-%s-%s.img' % (media, revision, block))
                with open(out, 'wb') as f:
                    f.truncate(24 << 20)
                r = subprocess.run(['mkudffs', '--media-type=' + media, '--udfrev=' + revision, '--blocksize=' + block, out],
                                   capture_output=True)
                made += r.returncode == 0
                if r.returncode == 0:
                    yield out, None
    if made < 80:
        yield None, None


def main():
    checker, maker = sys.argv[1:3]
    if not all(shutil.which(t) for t in ('xorriso', 'genisoimage', 'bsdtar', 'mkudffs')):
        return 77
    work, failed = tempfile.mkdtemp(prefix='clean-'), 0
    try:
        for image in dict.fromkeys(image for image, _tree in itertools.chain(
                agree.make_images(work, maker), boot_images(work), own_images(work, maker), empty_images(work))):
            if image is None:
                failed += 1
                print('FAIL an image could not be made')
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
