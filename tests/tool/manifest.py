#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""imapi --manifest, made again by hashlib and checked by sha256sum."""
import hashlib
import os
import shutil
import subprocess
import urllib.parse

import harness
from harness import case

BLOCK = 65536
SELF = 'MANIFEST.imapi'


def digest(data):
    return hashlib.sha256(data).digest()


def root_of(leaves):
    while len(leaves) > 1:
        pairs = [leaves[i:i + 2] for i in range(0, len(leaves), 2)]
        leaves = [digest(p[0] + p[1]) if len(p) == 2 else p[0] for p in pairs]
    return leaves[0]


def escape(path):
    return b''.join(b'%%%02X' % c if c < 32 or c in (127, 37) else bytes([c]) for c in path)


def lines_of(path, data):
    """The lines of one file, as docs/manifest.md says."""
    leaves = [digest(data[i:i + BLOCK]) for i in range(0, len(data), BLOCK)] or [digest(b'')]
    yield b'file %s %s %d %s' % (digest(data).hex().encode(), root_of(leaves).hex().encode(),
                                 len(data), escape(path))
    if len(leaves) > 1:
        for leaf in leaves:
            yield b'block ' + leaf.hex().encode()


def manifest_of(files, order):
    text = b'imapi-manifest 1\nself /MANIFEST.imapi\n'
    for path in order:
        text += b''.join(line + b'\n' for line in lines_of(path, files[path]))
    return text + b'end ' + digest(text).hex().encode() + b'\n'


def fill(b):
    folder = b.fill(megabytes=3)
    b.write('folder/exact.bin', bytes(range(256)) * 256)
    b.write('folder/two.bin', b'ab' * BLOCK)
    b.write('folder/odd%name\n', b'x')
    os.link(b.path('folder', 'two.bin'), b.path('folder', 'zwei.bin'))
    return folder


def files_of(folder):
    found = {}
    for path, _, names in os.walk(os.fsencode(folder)):
        for name in names:
            full = os.path.join(path, name)
            if not os.path.islink(full):
                with open(full, 'rb') as file:
                    found[b'/' + os.path.relpath(full, os.fsencode(folder))] = file.read()
    return found


def order_of(text):
    return [urllib.parse.unquote_to_bytes(line.split(b' ', 4)[4])
            for line in text.split(b'\n') if line.startswith(b'file ')]


def from_image(b, image, name=SELF):
    """A file of an image, read by a program that is not ours."""
    done = subprocess.run(['xorriso', '-osirrox', 'on', '-indev', b.path(image), '-extract',
                           '/' + name, b.path('extracted')], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    data = b.read('extracted')
    os.chmod(b.path('extracted'), 0o600)
    os.remove(b.path('extracted'))
    return data


def flip(b, name, data, at):
    image = bytearray(b.read(name))
    place = image.find(data)
    assert place >= 0
    image[place + at] ^= 1
    b.write('flipped.iso', image)


@case
def a_manifest_has_the_digests_that_hashlib_finds(b):
    folder = fill(b)
    b.imapi('image', '--manifest=copy', '-o', 'x.iso', folder).ok()
    copy, files = b.read('copy'), files_of(folder)
    assert sorted(order_of(copy)) == sorted(files)
    assert copy == manifest_of(files, order_of(copy))
    if shutil.which('xorriso'):
        assert from_image(b, 'x.iso') == copy
    b.imapi('verify', '--manifest', 'x.iso').ok()
    b.imapi('verify', '--manifest=copy', 'x.iso').ok()


@case
def it_is_the_same_for_every_file_system_and_through_a_pipe(b):
    folder = fill(b)
    b.imapi('image', '--manifest=1', '-o', 'x.iso', folder).ok()
    for number, options in enumerate((['--fs', 'udf'], ['--fs', 'iso,joliet,rr,udf', '--udf', '2.50'],
                                      ['--fs', 'udf', '--udf-layout', 'vat'])):
        copy = 'copy%d' % number
        b.imapi('image', '--manifest=' + copy, *options, '-o', 'y.iso', folder).ok()
        assert b.read(copy) == b.read('1')
        b.imapi('verify', '--manifest', 'y.iso').ok()
    b.write('pipe.iso', b.imapi('image', '--manifest', '-o', '-', folder).ok().bytes)
    assert b.read('pipe.iso') == b.read('x.iso')


@case
def sha256sum_checks_the_files(b):
    folder = fill(b)
    os.remove(b.path('folder', 'odd%name\n'))
    b.imapi('image', '--manifest=copy', '-o', 'x.iso', folder).ok()
    command = r"sed -n 's|^file \([0-9a-f]*\) [0-9a-f]* [0-9]* /|\1  |p' ../copy | sha256sum -c"
    done = subprocess.run(['sh', '-c', command], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done
    assert len(done.stdout.splitlines()) == len(files_of(folder))
    b.write('folder/read me.txt', b'Hello\n')
    done = subprocess.run(['sh', '-c', command], cwd=folder, capture_output=True, check=False)
    assert done.returncode != 0


@case
def one_flipped_byte_names_the_file_and_its_block(b):
    folder = fill(b)
    b.imapi('image', '--manifest', '-o', 'x.iso', folder).ok()
    data = b.read('folder/big/random.bin')
    flip(b, 'x.iso', data, 5 * BLOCK + 7)
    done = b.imapi('verify', '--manifest', '--json', 'flipped.iso').fails().json
    finding, = done['findings']
    place = b.read('x.iso').find(data) // 2048
    assert finding['kind'] == 'damaged' and finding['path'] == '/big/random.bin'
    assert (finding['offset'], finding['length']) == (5 * BLOCK, BLOCK)
    assert finding['block'] == place + 5 * BLOCK // 2048
    text = b.imapi('verify', '--manifest', 'flipped.iso').fails().out
    assert '/big/random.bin' in text and '327680-393215' in text, text


@case
def a_range_reads_its_blocks_alone(b):
    folder = fill(b)
    b.imapi('image', '--manifest', '-o', 'x.iso', folder).ok()
    flip(b, 'x.iso', b.read('folder/big/random.bin'), 5 * BLOCK + 7)

    def check(*args):
        return b.imapi('verify', '--manifest', '--json', '--file', *args, 'flipped.iso')

    assert check('/two.bin').ok().json['bytes_checked'] == 2 * BLOCK
    done = check('/big/random.bin', '--range', '65536-65536').ok().json
    assert done['bytes_checked'] == BLOCK and done['files_checked'] == 1
    assert check('/big/random.bin', '--range', '327679-327680').fails().json['findings']
    check('/big/random.bin', '--range', '0-327679').ok()
    check('/big/random.bin', '--range', '393216-').ok()
    check('/big/random.bin', '--range', '393215-').fails()
    assert 'goes further' in check('/two.bin', '--range', '0-131072').fails().out
    assert 'not in the manifest' in check('/nowhere').fails().out


@case
def missing_extra_and_longer_files_are_told(b):
    folder = fill(b)
    b.imapi('image', '--manifest=copy', '-o', 'x.iso', folder).ok()
    os.remove(b.path('folder', 'empty'))
    b.write('folder/new', b'new')
    b.write('folder/read me.txt', b'hello, world\n')
    b.imapi('image', '-o', 'y.iso', folder).ok()
    found = b.imapi('verify', '--manifest=copy', '--json', 'y.iso').fails().json['findings']
    assert sorted((f['kind'], f['path']) for f in found) == [
        ('extra', '/new'), ('missing', '/empty'), ('size', '/read me.txt')], found


@case
def a_disc_is_checked_by_its_manifest(b):
    folder = fill(b)
    disc = b.disc()
    b.imapi('burn', '--drive', disc, '--manifest=copy', folder).ok()
    b.imapi('verify', '--drive', disc, '--manifest').ok()
    b.imapi('verify', '--drive', disc, '--manifest=copy', '--file', '/big/random.bin',
            '--range', '100-200').ok()
    b.imapi('image', '--manifest=other', '-o', 'x.iso', folder).ok()
    assert b.read('other') == b.read('copy')


@case
def a_boot_info_table_is_in_the_digest(b):
    folder = fill(b)
    b.write('folder/boot.img', bytes(4096))
    b.imapi('image', '--manifest=copy', '--boot', 'boot.img,info-table', '-o', 'x.iso', folder).ok()
    if shutil.which('xorriso'):
        patched = from_image(b, 'x.iso', 'boot.img')
        assert patched != bytes(4096)
        assert digest(patched).hex().encode() in b.read('copy')
    assert digest(bytes(4096)).hex().encode() not in b.read('copy')
    b.imapi('verify', '--manifest', 'x.iso').ok()


@case
def a_damaged_manifest_is_no_proof(b):
    folder = fill(b)
    b.imapi('image', '--manifest=copy', '-o', 'x.iso', folder).ok()
    copy = b.read('copy')
    for bad in (copy[:-1], copy[:1000], b'', copy.replace(b'/two.bin', b'/TWO.bin'),
                copy + b'end\n', b'imapi-manifest 1\n'):
        b.write('bad', bad)
        b.imapi('verify', '--manifest=bad', 'x.iso').fails()


@case
def what_does_not_go_together_is_refused(b):
    folder = b.fill()
    b.imapi('image', '--manifest', '-o', 'x.iso', folder).ok()
    for args in (('image', '--manifest=-', '-o', 'y.iso', folder),
                 ('image', '--append', '--manifest', '-o', 'x.iso', folder),
                 ('burn', '--drive', 'sim:bd-r', '--manifest', 'x.iso'),
                 ('verify', '--file', '/a', '--drive', 'sim:bd-r'),
                 ('verify', '--manifest', '--range', '1-2', 'x.iso'),
                 ('verify', '--manifest', '--file', '/a', '--range', '2-1', 'x.iso'),
                 ('verify', '--manifest', '--drive', 'sim:bd-r', 'x.iso')):
        b.imapi(*args).fails(2)
    assert 'Rock Ridge' in b.imapi('image', '--manifest', '--fs', 'iso', '-o', 'y.iso',
                                   folder).fails().err
    b.write('folder/' + SELF, b'')
    assert 'exists' in b.imapi('image', '--manifest', '-o', 'y.iso', folder).fails().err


harness.main()
