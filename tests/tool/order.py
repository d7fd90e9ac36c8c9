#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""imapi --dedupe and --sort, judged by the image and by xorriso."""
import os
import random
import shutil
import subprocess

import harness
from harness import case

SIZE = 300000


def fill(b):
    data = random.Random(5).randbytes(SIZE)
    other = random.Random(6).randbytes(SIZE)
    for name, content in (('a/one', data), ('b/two', data), ('b/three', other), ('z', data),
                          ('small', b'x'), ('small too', b'x'), ('empty', b''), ('void', b'')):
        b.write('folder/' + name, content)
    os.chmod(b.path('folder', 'z'), 0o600)
    os.utime(b.path('folder', 'z'), (10**9, 10**9))
    return b.path('folder'), data, other


def same_as_folder(b, image):
    if not shutil.which('xorriso'):
        return
    shutil.rmtree(b.path('out'), ignore_errors=True)
    done = subprocess.run(['xorriso', '-osirrox', 'on', '-indev', b.path(image), '-extract',
                           '/', b.path('out')], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    done = subprocess.run(['diff', '-r', '-x', 'MANIFEST.imapi', b.path('folder'), b.path('out')], check=False)
    assert done.returncode == 0
    info = os.stat(b.path('out', 'z'))
    assert info.st_mtime == 10**9 and info.st_mode & 0o777 == 0o600 and info.st_nlink == 1


@case
def identical_files_are_recorded_once(b):
    folder, data, other = fill(b)
    b.imapi('image', '-o', 'x.iso', folder).ok()
    assert b.read('x.iso').count(data) == 3
    for options in ([], ['--fs', 'iso,joliet,rr,udf'], ['--fs', 'iso,rr,udf', '--udf', '2.50']):
        b.imapi('image', '--dedupe', *options, '-o', 'y.iso', folder).ok()
        assert b.read('y.iso').count(data) == 1 and b.read('y.iso').count(other) == 1
        same_as_folder(b, 'y.iso')
        b.imapi('image', '--check', 'y.iso').ok()
    b.imapi('image', '--dedupe', '-o', 'y.iso', folder).ok()
    saved = len(b.read('x.iso')) - len(b.read('y.iso'))
    assert saved == 2048 * (2 * -(-SIZE // 2048) + 1), saved


@case
def a_manifest_tells_of_each(b):
    folder, _, _ = fill(b)
    b.imapi('image', '--manifest=1', '-o', 'x.iso', folder).ok()
    b.imapi('image', '--manifest=2', '--dedupe', '-o', 'y.iso', folder).ok()
    assert b.read('1') == b.read('2')
    b.imapi('verify', '--manifest', 'y.iso').ok()


@case
def a_boot_image_is_recorded_by_itself(b):
    folder, _, _ = fill(b)
    boot = bytes(2048) + b'boot' * 512
    b.write('folder/boot.img', boot)
    b.write('folder/boot.copy', boot)
    b.imapi('image', '--dedupe', '--boot', 'boot.img,info-table', '-o', 'y.iso', folder).ok()
    assert b.read('y.iso').count(boot) == 1


@case
def a_volume_that_others_write_to_shares_nothing(b):
    folder, _, _ = fill(b)
    done = b.imapi('image', '--dedupe', '--fs', 'udf', '--udf-layout', 'overwritable', '-o',
                   'y.iso', folder).fails()
    assert 'share' in done.err, done.story()


@case
def the_heaviest_come_first(b):
    folder, data, other = fill(b)

    def places(rules, *options):
        b.write('sort', rules)
        b.imapi('image', '--sort', 'sort', *options, '-o', 'x.iso', folder).ok()
        same_as_folder(b, 'x.iso')
        image = b.read('x.iso')
        return image.find(data), image.find(other)

    first, second = places(b'')
    assert first < second
    first, second = places(b'# photos\n\n  three   5 \n')
    assert second < first
    first, second = places(b'/b 7\n')
    assert first - second == -(-SIZE // 2048) * 2048  # b/three, then b/two
    first, second = places(b'b 7\ntwo -1\na/* -2\nz -3\n')
    assert second < first
    first, second = places(b'* 3\nb/three 2\n', '--manifest')
    assert first < second
    b.imapi('verify', '--manifest', 'x.iso').ok()
    for bad in (b'three\n', b'three five\n', b'7\n', b'three 99999999999\n'):
        b.write('sort', bad)
        done = b.imapi('image', '--sort', 'sort', '-o', 'x.iso', folder).fails()
        assert 'line 1' in done.err, done.story()
    b.imapi('image', '--sort', 'nowhere', '-o', 'x.iso', folder).fails()


harness.main()
