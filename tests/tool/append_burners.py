#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sessions of other people's programs and ours in turn: every file of all of them is there."""
import filecmp
import os
import random
import shutil
import subprocess

import harness
from harness import case

# genisoimage forgets what is nested deeper than eight and not relocated in the session that it
# goes on from.
FLAT = 'a/b'
PRELOAD = os.path.abspath(os.environ['BURNER_PRELOAD'])


def run(b, *args, env=None):
    done = subprocess.run(list(args), cwd=b.folder, env=dict(b.environment(), **(env or {})),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=200,
                          check=False)
    text = done.stdout.decode('utf-8', 'replace')
    assert done.returncode == 0, '%s: %s\n%s' % (args, done.returncode, text[-3000:])
    return text


def burner(b, disc, *args):
    """Another burner with the disc in /dev/sr0; its mounts are its own."""
    return run(b, 'unshare', '-m', 'env', 'LD_PRELOAD=' + PRELOAD, *args,
               env={'SIM_ADDRESS': 'sim:' + b.path(disc)})


class Tree:
    """What is added session by session, and what all of it together is."""

    def __init__(self, b, deep='a/b/c/d/e/f/g/h'):
        self.b, self.count, self.chance, self.deep = b, 0, random.Random(5), deep

    def next(self):
        self.count += 1
        name, n = 'part%d' % self.count, self.count
        for path, data in (('only %d.txt' % n, b'%d\n' % n), ('newest.txt', b'from %d\n' % n),
                           ('Grüße/мир %d.bin' % n, self.chance.randbytes(30000 * n + n)),
                           ('%s/deep %d' % (self.deep, n), b'deep %d' % n)):
            self.b.write(name + '/' + path, data)
            self.b.write('whole/' + path, data)
        return name

    def same(self, folder, what):
        def files(top):
            return sorted(os.path.relpath(os.path.join(d, f), top)
                          for d, _, names in os.walk(top) for f in names)
        one, two = self.b.path('whole'), self.b.path(folder)
        assert files(one) == files(two), (what, files(two))
        differ = filecmp.cmpfiles(one, two, files(one), shallow=False)[1:]
        assert differ == ([], []), (what, differ)
        subprocess.run(['chmod', '-R', 'u+w', two], check=True)
        shutil.rmtree(two)


def judge_image(b, tree, image):
    """All programs see the tree in an image whose descriptors are at block 16."""
    run(b, 'xorriso', '-report_about', 'WARNING', '-osirrox', 'on', '-indev', 'stdio:' + image,
        '-extract', '/', 'out')
    tree.same('out', 'xorriso')
    os.mkdir(b.path('out'))
    run(b, 'bsdtar', '-xf', image, '-C', 'out')
    tree.same('out', 'bsdtar')
    run(b, '7zz', 'x', '-bd', '-y', '-oout', image)
    tree.same('out', '7zz')
    listed = run(b, 'isoinfo', '-J', '-f', '-i', image)
    assert '/only 1.txt' in listed and '/only %d.txt' % tree.count in listed, listed


def judge_disc(b, tree, disc):
    """The last session of a disc shows the tree."""
    drive = 'sim:' + disc
    tracks = b.imapi('info', '--drive', drive, '--json').ok().json['medium']['tracks']
    last = [t for t in tracks if t['state'] != 'blank'][-1]['start']
    b.imapi('verify', '--drive', drive).ok()
    run(b, 'dd', 'if=' + disc, 'of=whole.iso', 'bs=1M', 'skip=1', 'conv=sparse', 'status=none')
    run(b, 'xorriso', '-report_about', 'WARNING', '-osirrox', 'on', '-indev',
        'stdio:whole.iso', '-load', 'sbsector', str(last), '-extract', '/', 'out')
    tree.same('out', 'xorriso')
    listed = run(b, 'isoinfo', '-R', '-f', '-N', '0', '-T', str(last), '-i', 'whole.iso')
    assert '/only 1.txt' in listed and '/only %d.txt' % tree.count in listed, listed
    os.remove(b.path('whole.iso'))


def append(b, tree, disc):
    b.imapi('burn', '-q', '--drive', 'sim:' + disc, '--append', tree.next()).ok()


def xorriso_append(b, tree, disc):
    burner(b, disc, 'xorriso', '-joliet', 'on', '-dev', '/dev/sr0', '-map', tree.next(), '/')


@case
def xorriso_and_we_add_to_one_disc_in_turn(b):
    for medium in ('bd-r', 'dvd+r', 'cd-r'):
        shutil.rmtree(b.path('whole'), ignore_errors=True)
        tree, disc = Tree(b), medium + '.sim'
        b.disc(medium, disc)
        for _ in range(2):
            xorriso_append(b, tree, disc)
            append(b, tree, disc)
            judge_disc(b, tree, disc)
        xorriso_append(b, tree, disc)
        judge_disc(b, tree, disc)


@case
def xorriso_goes_on_after_our_first_session(b):
    tree = Tree(b)
    b.disc('bd-r', 'disc.sim')
    append(b, tree, 'disc.sim')
    xorriso_append(b, tree, 'disc.sim')
    append(b, tree, 'disc.sim')
    judge_disc(b, tree, 'disc.sim')


@case
def we_add_to_a_disc_of_growisofs(b):
    tree = Tree(b)
    b.disc('dvd+r', 'disc.sim')
    burner(b, 'disc.sim', 'growisofs', '-use-the-force-luke=notray', '-Z', '/dev/sr0', '-quiet',
           '-R', '-J', tree.next())
    for _ in range(2):
        append(b, tree, 'disc.sim')
        judge_disc(b, tree, 'disc.sim')


@case
def wodim_and_genisoimage_and_we_add_to_one_cd_in_turn(b):
    tree = Tree(b, FLAT)
    b.disc('cd-r', 'disc.sim')
    run(b, 'genisoimage', '-quiet', '-R', '-J', '-o', 's.iso', tree.next())
    burner(b, 'disc.sim', 'wodim', 'dev=/dev/sr0', '-tao', '-multi', 's.iso')
    append(b, tree, 'disc.sim')
    info = burner(b, 'disc.sim', 'wodim', 'dev=/dev/sr0', '-msinfo').strip().splitlines()[-1]
    run(b, 'dd', 'if=disc.sim', 'of=w.iso', 'bs=1M', 'skip=1', 'conv=sparse', 'status=none')
    run(b, 'genisoimage', '-quiet', '-R', '-J', '-C', info, '-M', 'w.iso', '-o', 's.iso',
        tree.next())
    burner(b, 'disc.sim', 'wodim', 'dev=/dev/sr0', '-tao', '-multi', 's.iso')
    append(b, tree, 'disc.sim')
    judge_disc(b, tree, 'disc.sim')


@case
def xorriso_and_we_grow_an_image_file_in_turn(b):
    for first in (0, 1):
        shutil.rmtree(b.path('whole'), ignore_errors=True)
        tree, image = Tree(b), '%d.iso' % first
        if first == 0:
            b.imapi('image', '-o', image, tree.next()).ok()
        for _ in range(2):
            run(b, 'xorriso', '-joliet', 'on', '-dev', 'stdio:' + image, '-map', tree.next(), '/')
            b.imapi('image', '--append', '-o', image, tree.next()).ok()
            judge_image(b, tree, image)
            b.imapi('image', '--check', image).ok()


@case
def files_that_xorriso_compressed_stay_what_they_are(b):
    tree = Tree(b, FLAT)
    part = tree.next()
    for folder in (part, 'whole'):
        b.write(folder + '/text', b'compressible ' * 20000)
    run(b, 'xorriso', '-outdev', 'stdio:x.iso', '-map', part, '/', '-set_filter_r', '--zisofs',
        '/')
    assert os.path.getsize(b.path('x.iso')) < 700000
    for folder in ('more', 'whole'):
        b.write(folder + '/new', b'new')
    refused = b.imapi('image', '--append', '--fs', 'iso,joliet,rr', '-o', 'x.iso', 'more')
    assert refused.status and 'zisofs' in refused.err, refused.err
    b.imapi('image', '--append', '-o', 'x.iso', 'more').ok()
    os.mkdir(b.path('out'))
    run(b, 'bsdtar', '-xf', 'x.iso', '-C', 'out')
    tree.same('out', 'bsdtar')


@case
def a_genisoimage_that_grew_as_growisofs_does_it_grows_on(b):
    tree = Tree(b)
    run(b, 'genisoimage', '-quiet', '-R', '-J', '-o', 'x.iso', tree.next())
    start = -(-os.path.getsize(b.path('x.iso')) // 32768) * 16
    run(b, 'genisoimage', '-quiet', '-R', '-J', '-C', '16,%d' % start, '-M', 'x.iso', '-o',
        'more.iso', tree.next())
    more = b.read('more.iso')
    with open(b.path('x.iso'), 'r+b') as file:
        file.seek(start * 2048)
        file.write(more)
        head = bytearray(more[16 * 2048:32 * 2048])
        size = start + len(more) // 2048
        head[80:88] = size.to_bytes(4, 'little') + size.to_bytes(4, 'big')
        file.seek(16 * 2048)
        file.write(head)
    b.imapi('image', '--append', '-o', 'x.iso', tree.next()).ok()
    judge_image(b, tree, 'x.iso')


harness.main()
