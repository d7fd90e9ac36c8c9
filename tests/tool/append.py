#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""imapi burn --append and imapi image --append: the files of all sessions, and nothing else."""
import fcntl
import os
import random
import shutil
import signal
import subprocess

import harness
from harness import case

SEQUENTIAL = ['cd-r', 'cd-rw', 'dvd-r', 'dvd-rw', 'dvd+r', 'bd-r']
ANYWHERE = ['bd-re']


def fill(b, number):
    folder = 'folder%d' % number
    b.write('%s/only %d.txt' % (folder, number), b'session %d\n' % number)
    b.write('%s/shared/%d.bin' % (folder, number), os.urandom(5000 * number))
    b.write('%s/newest.txt' % folder, b'from session %d\n' % number)
    b.write('whole/only %d.txt' % number, b.read('%s/only %d.txt' % (folder, number)))
    b.write('whole/shared/%d.bin' % number, b.read('%s/shared/%d.bin' % (folder, number)))
    b.write('whole/newest.txt', b'from session %d\n' % number)
    for at, _, names in os.walk(b.path('whole'), topdown=False):
        for name in names + ['']:
            path = os.path.join(at, name).rstrip('/')
            twin = path.replace(b.path('whole'), b.path(folder), 1)
            if os.path.exists(twin):
                os.utime(twin, (1600000000 + number, 1600000000 + number))
                os.utime(path, (1600000000 + number, 1600000000 + number))
    return folder


def info(b, drive):
    return b.imapi('info', '--drive', drive, '--json').ok().json['medium']


@case
def three_appends_in_a_row_keep_every_file_of_every_session(b):
    drives = {medium: b.disc(medium, medium + '.sim') for medium in SEQUENTIAL + ANYWHERE}
    for number in range(1, 5):
        folder = fill(b, number)
        for medium, drive in drives.items():
            out = b.imapi('burn', '--drive', drive, '--append', folder).ok().out
            assert 'good' in out and 'Missing' not in out, out
            b.imapi('verify', '--drive', drive, '--against', 'whole').ok()
            b.imapi('verify', '--drive', drive).ok()
    for medium in SEQUENTIAL:
        tracks = info(b, drives[medium])['tracks']
        assert len([t for t in tracks if t['state'] != 'blank']) == 4, medium


@case
def a_medium_that_is_written_anywhere_shows_the_old_files_until_the_end(b):
    drive = b.disc('bd-re', 'first.sim')
    b.imapi('burn', '--drive', drive, '--append', fill(b, 1)).ok()
    before = b.read('first.sim')
    folder = fill(b, 2)
    args = ['burn', '--drive', 'sim:disc.sim', '-q', '--append', folder]
    shutil.copyfile(b.path('first.sim'), b.path('disc.sim'))
    lines = kill_at(b, 0, *args)
    seen = set()
    for at in range(1, 12):
        b.write('disc.sim', before)
        kill_at(b, lines * at // 11, *args)
        b.imapi('read', '-q', '--drive', 'sim:disc.sim', '-o', 'back.iso').ok()
        b.imapi('image', '--check', 'back.iso').ok()
        paths = {e['path'] for e in
                 b.imapi('image', '--list', 'back.iso', '--json').ok().json['entries']}
        assert '/only 1.txt' in paths, (at, paths)
        seen.add('/only 2.txt' in paths)
    assert seen == {False, True}, seen


@case
def a_blank_disc_gets_its_first_session(b):
    result = b.imapi('burn', '--drive', b.disc(), '--append', b.fill()).ok()
    assert 'first session' in result.err, result.story()


@case
def only_new_files_are_written(b):
    drive = b.disc('cd-r')
    b.write('big/large.bin', os.urandom(20000000))
    b.write('small/tiny', b'tiny')
    b.imapi('burn', '--drive', drive, 'big').ok()
    written = b.imapi('burn', '--drive', drive, '--append', '--json', 'small').ok().json
    assert written['result']['sectors_written'] < 600, written['result']


@case
def without_append_it_is_said_that_the_old_files_are_no_longer_seen(b):
    drive = b.disc()
    b.imapi('burn', '--drive', drive, b.fill()).ok()
    result = b.imapi('burn', '--drive', drive, b.fill('other')).ok()
    assert '--append' in result.err, result.story()
    assert 'the new one only' not in b.imapi('burn', '--drive', drive, '--append',
                                             b.fill('third')).ok().err


@case
def files_and_folders_can_be_removed_alone_or_with_an_addition(b):
    drive = b.disc('cd-r')
    b.write('one/keep', b'keep')
    b.write('one/drop', b'drop')
    b.write('one/dir/below', b'below')
    b.imapi('burn', '--drive', drive, 'one').ok()
    b.imapi('burn', '--drive', drive, '--append', '--remove', '/drop').ok()
    b.imapi('burn', '--drive', drive, '--append', '--remove', 'dir', '--remove', '/keep',
            b.fill('two')).ok()
    b.imapi('verify', '--drive', drive, '--against', 'two').ok()


@case
def what_does_not_go_with_append_is_refused_before_anything_is_written(b):
    drive = b.disc()
    b.imapi('image', '-o', 'x.iso', b.fill()).ok()
    for args in (['--remove', '/x', 'folder'], ['--tree', 'iso', 'folder'],
                 ['--append', 'x.iso'], ['--append', '--drive', 'sim:cd-r', 'folder'],
                 ['--append', '--tree', 'hfs', 'folder']):
        b.imapi('burn', '--drive', drive, *args).fails(2)
    err = b.imapi('burn', '--drive', drive, '--append', '--remove', '/x').fails(1).err
    assert 'no files that could be removed' in err, err
    b.imapi('burn', '--drive', drive, 'folder').ok()
    err = b.imapi('burn', '--drive', drive, '--append', '--remove', '/x').fails(1).err
    assert '/x is not among the files' in err, err
    assert len([t for t in info(b, drive)['tracks'] if t['state'] != 'blank']) == 1


@case
def a_closed_disc_is_refused(b):
    drive = b.disc()
    b.imapi('burn', '--drive', drive, '--close', b.fill()).ok()
    b.imapi('burn', '--drive', drive, '--append', b.fill('more')).fails(1)


@case
def a_disc_without_a_file_system_is_refused_with_advice(b):
    drive = b.disc()
    b.write('data.bin', bytes(200000))
    b.imapi('burn', '--drive', drive, 'data.bin').ok()
    result = b.imapi('burn', '--drive', drive, '--append', b.fill()).fails(1)
    assert 'no volume descriptor' in result.err and 'Nothing was written' in result.err, result.story()


@case
def the_volume_keeps_its_name_unless_another_is_given(b):
    b.imapi('image', '-o', 'x.iso', '--volume', 'HOLIDAYS', b.fill()).ok()
    b.imapi('image', '--append', '-o', 'x.iso', b.fill('more')).ok()
    assert b.imapi('image', '--list', 'x.iso', '--json').ok().json['volume'] == 'HOLIDAYS'
    b.imapi('image', '-o', 'y.iso', '--volume', 'Grüße 2024', 'more').ok()
    b.imapi('image', '--append', '-o', 'y.iso', 'more').ok()
    assert 'Grüße 2024'.encode('utf-16-be') in b.read('y.iso')[17 * 2048:18 * 2048]
    b.imapi('image', '--append', '-o', 'x.iso', '--volume', 'MORE', b.fill('third')).ok()
    assert b.imapi('image', '--list', 'x.iso', '--json').ok().json['volume'] == 'MORE'


@case
def an_image_file_grows_in_place_and_holds_all_files(b):
    b.imapi('image', '-o', 'x.iso', fill(b, 1)).ok()
    first = b.read('x.iso')
    for number in range(2, 5):
        b.imapi('image', '--append', '-o', 'x.iso', fill(b, number)).ok()
        assert b.imapi('image', '--check', 'x.iso').ok()
    grown = b.read('x.iso')
    assert grown[32 * 2048:len(first)] == first[32 * 2048:]
    paths = {e['path'] for e in b.imapi('image', '--list', 'x.iso', '--json').ok().json['entries']}
    assert {'/only %d.txt' % n for n in range(1, 5)} <= paths, paths
    drive = b.disc()
    b.imapi('burn', '--drive', drive, 'x.iso').ok()
    b.imapi('verify', '--drive', drive, '--against', 'whole').ok()


@case
def no_anchor_leads_to_what_a_volume_was_before_it_grew(b):
    """They are where readers look: at the end and 256 blocks before it (ECMA-167 3/8.4.2.1)."""
    folder = b.fill()
    for media in ('hd', 'dvdram', 'cdrw'):
        with open(b.path('x.img'), 'wb') as f:
            f.truncate(8 << 20)
        subprocess.run(['mkudffs', '--media-type=' + media, '--udfrev=2.01', '--blocksize=2048', b.path('x.img')],
                       check=True, capture_output=True)
        b.imapi('image', '--append', '-o', 'x.img', folder).ok()
        b.imapi('image', '--check', 'x.img').ok()
    for blocks in range(0, 320, 32):
        b.imapi('image', '--fs', 'udf', '-o', 'y.img', folder).ok()
        b.write('more/data', bytes(blocks * 2048))
        b.imapi('image', '--append', '-o', 'y.img', 'more').ok()
        b.imapi('image', '--check', 'y.img').ok()


@case
def an_image_that_cannot_grow_stays_as_it_is(b):
    b.write('x.iso', bytes(100000))
    b.imapi('image', '--append', '-o', 'x.iso', b.fill()).fails(1)
    assert b.read('x.iso') == bytes(100000)
    b.imapi('image', '--append', '-o', 'nothing.iso', 'folder').fails(1)
    assert not os.path.exists(b.path('nothing.iso'))


def kill_at(b, line, *args):
    """Kills the tool once it has traced so many lines; how many there were if it ended before."""
    ours, theirs = os.pipe()
    fcntl.fcntl(ours, fcntl.F_SETPIPE_SZ, 4096)
    process = subprocess.Popen(
        [harness.TOOL] + list(args) + ['--trace', '/dev/fd/%d' % theirs], cwd=b.folder,
        env=b.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        pass_fds=[theirs])
    os.close(theirs)
    count = 0
    with os.fdopen(ours, 'rb') as trace:
        for _ in trace:
            count += 1
            if count == line:
                process.send_signal(signal.SIGKILL)
                break
    process.wait()
    return count


@case
def an_append_that_was_killed_is_taken_up_again(b):
    b.imapi('burn', '--drive', b.disc('bd-r', 'first.sim'), fill(b, 1)).ok()
    b.write('folder2/large.bin', random.Random(1).randbytes(3000000))
    b.write('whole/large.bin', b.read('folder2/large.bin'))
    folder, taken_up = fill(b, 2), 0
    os.utime(b.path('whole/large.bin'), ns=2 * (os.stat(b.path('folder2/large.bin')).st_mtime_ns,))
    for name in ('folder2', 'whole'):
        os.utime(b.path(name), (1600000002, 1600000002))
    os.remove(b.path('whole/only 1.txt'))
    os.utime(b.path('whole'), (1600000002, 1600000002))
    args = ['burn', '--drive', 'sim:disc.sim', '-q', '--append', '--remove', '/only 1.txt', folder]
    shutil.copyfile(b.path('first.sim'), b.path('disc.sim'))
    lines = kill_at(b, 0, *args)
    for at in range(1, 6):
        shutil.rmtree(b.path('state'), ignore_errors=True)
        shutil.copyfile(b.path('first.sim'), b.path('disc.sim'))
        kill_at(b, lines * at // 6, *args)
        again = b.imapi('burn', '--drive', 'sim:disc.sim', '-q', '--resume')
        if 'was interrupted' in again.err:
            continue
        again.ok()
        taken_up += 1
        b.imapi('verify', '--drive', 'sim:disc.sim', '--against', 'whole').ok()
    assert taken_up, lines


@case
def verify_reads_old_files_too_and_names_what_cannot_be_read(b):
    drive = b.disc('cd-r')
    b.write('old/old.bin', random.Random(2).randbytes(500000))
    b.write('new/new.bin', random.Random(3).randbytes(500000))
    b.imapi('burn', '--drive', drive, 'old').ok()
    b.imapi('burn', '--drive', drive, '--append', 'new').ok()
    found = b.imapi('verify', '--drive', drive, '--json').ok().json
    assert found['sectors_earlier'] == 245, found
    start = found['start_lba']
    for lba, name in ((100, '/old.bin'), (start + 100, '/new.bin')):
        bad = b.imapi('verify', '--drive', '%s?fault=read@lba=%d:3/11/00x99999' % (drive, lba))
        assert 'LBA %d cannot be read: %s' % (lba, name) in bad.fails(1).err, bad.story()


harness.main()
