#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""imapi burn --resume and imapi close: burns that were killed at any moment."""
import fcntl
import filecmp
import os
import random
import shutil
import signal
import subprocess

import harness
from harness import case

MEDIA = ['bd-r', 'dvd+r', 'cd-r']
DISC_FILE_DATA = 1 << 20  # where a disc file holds sector 0, see lib/sim/store.h


def info(b, drive):
    return b.imapi('info', '--drive', drive, '--json').ok().json['medium']


def journals(b):
    try:
        return [n for n in os.listdir(b.path('state', 'imapi')) if n.endswith('.journal')]
    except FileNotFoundError:
        return []


def start_traced(b, *args):
    """Starts the tool with its trace in a pipe so small that it cannot run far ahead."""
    ours, theirs = os.pipe()
    fcntl.fcntl(ours, fcntl.F_SETPIPE_SZ, 4096)
    process = subprocess.Popen(
        [harness.TOOL] + list(args) + ['--trace', '/dev/fd/%d' % theirs], cwd=b.folder,
        env=b.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        pass_fds=[theirs])
    os.close(theirs)
    return process, os.fdopen(ours, 'rb')


def kill_at(b, line, *args):
    """Kills the tool once it has traced so many lines; how many there were if it ended before."""
    process, trace = start_traced(b, *args)
    count = 0
    with trace:
        for _ in trace:
            count += 1
            if count == line:
                process.send_signal(signal.SIGKILL)
                break
    process.wait()
    return None if process.returncode == -signal.SIGKILL else count


def folder_of(b, name, seed):
    chance = random.Random(seed)
    b.write(name + '/read me.txt', b'seed %d\n' % seed)
    b.write(name + '/empty', b'')
    b.write(name + '/Grüße/мир.txt', b'peace\n')
    b.write(name + '/big.bin', chance.randbytes(2500000 + 777 * seed))
    b.write(name + '/deep/er/one more.bin', chance.randbytes(2049))
    return b.path(name)


def same_trees(one, two):
    left = sorted(os.path.relpath(os.path.join(d, f), one)
                  for d, _, files in os.walk(one) for f in files)
    right = sorted(os.path.relpath(os.path.join(d, f), two)
                   for d, _, files in os.walk(two) for f in files)
    return left == right and filecmp.cmpfiles(one, two, left, shallow=False)[1:] == ([], [])


def disc_image(b, file, name):
    """What lies in the sectors of a disc file, as an image of the whole disc."""
    subprocess.run(['dd', 'if=' + b.path(file), 'of=' + b.path(name), 'bs=1M', 'skip=1',
                    'conv=sparse', 'status=none'], check=True)
    return b.path(name)


def check_by_others(b, file, start, folder):
    """xorriso reads the files of a session that begins at @start."""
    image, out = disc_image(b, file, 'whole.iso'), b.path('out')
    result = subprocess.run(['xorriso', '-report_about', 'FATAL', '-osirrox', 'on', '-indev',
                             'stdio:' + image, '-load', 'sbsector', str(start), '-extract', '/',
                             out], capture_output=True, check=False)
    assert result.returncode == 0, result.stderr.decode('utf-8', 'replace')
    assert same_trees(folder, out), 'the files of the session at %d differ' % start
    subprocess.run(['chmod', '-R', 'u+w', out], check=True)
    shutil.rmtree(out)
    os.remove(image)


class Kills:
    """One medium: burns that are killed and taken up, and what came of them."""

    def __init__(self, b, medium):
        self.b, self.medium, self.file = b, medium, medium + '.sim'
        self.drive = 'sim:' + self.file
        self.one, self.two = folder_of(b, 'one', 1), folder_of(b, 'two', 2)
        self.starts = [0]
        b.disc(medium, 'prepared.sim')
        b.imapi('burn', '--drive', 'sim:prepared.sim', '-q', self.one).ok()
        self.counts = {'whole': 0, 'complete': 0, 'refused': 0, 'untouched': 0}
        self.insert()
        self.lines = kill_at(b, 0, 'burn', '--drive', self.drive, '-q', self.two)
        self.start = info(b, self.drive)['tracks'][1]['start']

    def insert(self):
        shutil.copyfile(self.b.path('prepared.sim'), self.b.path(self.file))

    def check(self):
        check_by_others(self.b, self.file, self.start, self.two)
        check_by_others(self.b, self.file, 0, self.one)

    def refused(self, result):
        b = self.b
        assert self.medium == 'cd-r', result.story()
        assert 'cannot be continued' in result.err and 'imapi close' in result.err, \
            result.story()
        again = b.imapi('burn', '--drive', self.drive, '-q', self.two).fails(1)
        assert '--resume' in again.err, again.story()
        b.imapi('close', '--drive', self.drive).ok()
        assert not journals(b)
        check_by_others(b, self.file, 0, self.one)
        result = b.imapi('burn', '--drive', self.drive, '-q', '--json', self.two).ok().json
        check_by_others(b, self.file, result['result']['start_lba'], self.two)
        return 'refused'

    def resumed(self, result):
        found = result.json['result']
        assert found['close'] == 'closed' and found['verify'] == 'passed', result.story()
        assert found['sectors_bad'] == 0 and found['complete'], result.story()
        assert not journals(self.b) and info(self.b, self.drive)['sessions'] == 2
        self.check()
        return 'whole'

    def outcome(self):
        b = self.b
        if journals(b):
            result = b.imapi('burn', '--resume', '--drive', self.drive, '--json', '-q')
            if result.status == 0:
                return self.resumed(result)
            assert result.json['status'] == 'IMAPI_E_RESUME_NOT_POSSIBLE', result.story()
            return self.refused(b.imapi('burn', '--resume', '--drive', self.drive).fails(1))
        result = b.imapi('burn', '--resume', '--drive', self.drive).fails(1)
        assert 'no burn of the drive' in result.err, result.story()
        if info(b, self.drive)['sessions'] == 2:
            self.check()
            return 'complete'
        check_by_others(b, self.file, 0, self.one)
        b.imapi('burn', '--drive', self.drive, '-q', self.two).ok()
        self.check()
        return 'untouched'

    def run(self, count, seed):
        chance = random.Random(seed)
        for i in range(count):
            # one slice of the burn for each, so that all of it is hit
            line = 1 + int((i + chance.random()) * self.lines / count)
            self.insert()
            kill_at(self.b, line, 'burn', '--drive', self.drive, '-q', self.two)
            try:
                self.counts[self.outcome()] += 1
            except AssertionError as error:
                raise AssertionError('%s, killed at line %d of %d: %s'
                                     % (self.medium, line, self.lines, error)) from error
        print('# %s, %d kills: %s' % (self.medium, count, self.counts), flush=True)
        assert self.counts['whole'] > 0, self.counts


@case
def seventeen_kills_of_a_bd_burn_lose_nothing(b):
    Kills(b, 'bd-r').run(17, 1)


@case
def seventeen_kills_of_a_dvd_burn_lose_nothing(b):
    Kills(b, 'dvd+r').run(17, 2)


@case
def sixteen_kills_of_a_cd_burn_lose_nothing(b):
    kills = Kills(b, 'cd-r')
    kills.run(16, 3)
    assert kills.counts['refused'] > 0, kills.counts


def interrupt(b, drive, folder, line=60, *more):
    assert kill_at(b, line, 'burn', '--drive', drive, '-q', *more, folder) is None
    assert len(journals(b)) == 1


@case
def a_resumed_folder_has_the_bytes_that_it_would_have_had(b):
    folder = folder_of(b, 'one', 1)
    drive = b.disc('dvd+r')
    interrupt(b, drive, folder, 60, '--volume', 'NAME', '--exclude', 'empty')
    b.imapi('burn', '--resume', '--drive', drive).ok()
    b.imapi('image', '-o', 'x.iso', '--volume', 'NAME', '--exclude', 'empty', folder).ok()
    b.imapi('read', '--drive', drive, '-o', 'back.iso').ok()
    assert b.read('back.iso') == b.read('x.iso')
    out = b.path('out')
    os.mkdir(out)
    subprocess.run(['bsdtar', '-xf', b.path('back.iso'), '-C', out], check=True)
    os.remove(os.path.join(folder, 'empty'))
    assert same_trees(folder, out)


@case
def a_resumed_folder_starts_a_computer_and_has_the_udf_that_it_would_have_had(b):
    folder = folder_of(b, 'one', 1)
    b.write('boot.bin', bytes(5000))
    b.write('efi.img', bytes(70000))
    b.write('mbr.bin', b'program')
    drive = b.disc('dvd+r')
    options = ['--fs', 'iso,udf', '--udf', '2.01', '--boot', 'boot.bin,info-table', '--boot', 'efi:efi.img',
               '--hybrid=mbr.bin']
    interrupt(b, drive, folder, 60, *options)
    b.imapi('burn', '--resume', '--drive', drive, '--boot', 'efi:efi.img').fails(2)
    b.imapi('burn', '--resume', '--drive', drive, '--hybrid=boot.bin').fails(2)
    b.imapi('burn', '--resume', '--drive', drive, '--hybrid=mbr.bin').ok()
    b.imapi('image', '-o', 'x.iso', *options, folder).ok()
    assert b.imapi('read', '--drive', drive, '-o', '-').ok().bytes == b.read('x.iso')


@case
def a_resumed_session_has_the_virtual_table_that_it_would_have_had(b):
    folder = folder_of(b, 'one', 1)
    drive = b.disc('bd-r')
    options = ['--fs', 'udf', '--udf-layout', 'vat']
    interrupt(b, drive, folder, 60, *options)
    b.imapi('burn', '--resume', '--drive', drive, '--udf-layout', 'sparable').fails(2)
    b.imapi('burn', '--resume', '--drive', drive).ok()
    b.imapi('image', '-o', 'x.iso', *options, folder).ok()
    assert b.imapi('read', '--drive', drive, '-o', '-').ok().bytes.startswith(b.read('x.iso'))
    b.imapi('image', '--check', 'x.iso').ok()


@case
def the_time_of_the_image_is_that_of_the_burn_that_was_cut_off(b):
    folder = folder_of(b, 'one', 1)
    drive = b.disc('bd-r')
    os.environ.pop('SOURCE_DATE_EPOCH', None)
    plain = b.environment
    b.environment = lambda: {k: v for k, v in plain().items() if k != 'SOURCE_DATE_EPOCH'}
    interrupt(b, drive, folder)
    b.environment = lambda: dict(plain(), SOURCE_DATE_EPOCH='1000000000')
    result = b.imapi('burn', '--resume', '--drive', drive, '--json').ok().json['result']
    assert result['verify'] == 'passed' and result['complete'], result


@case
def an_image_file_is_resumed_too(b):
    b.imapi('image', '-o', 'x.iso', folder_of(b, 'one', 1)).ok()
    drive = b.disc('bd-r')
    interrupt(b, drive, 'x.iso')
    b.imapi('burn', '--resume', '--drive', drive, b.path('x.iso')).ok()
    assert b.imapi('read', '--drive', drive, '-o', '-').ok().bytes == b.read('x.iso')


@case
def what_does_not_agree_with_the_interrupted_burn_is_refused(b):
    one, two = folder_of(b, 'one', 1), folder_of(b, 'two', 2)
    drive = b.disc('bd-r')
    interrupt(b, drive, one)
    for words in [[two], [one, two], ['--volume', 'X'], ['--fs', 'iso'], ['--exclude', 'y'],
                  ['--level', '1'], ['--dry-run'], ['--no-journal']]:
        result = b.imapi('burn', '--resume', '--drive', drive, *words).fails(2)
        assert 'error:' in result.err, result.story()
    assert len(journals(b)) == 1
    b.imapi('burn', '--resume', '--drive', drive, one).ok()


@case
def a_folder_that_changed_is_refused_and_the_disc_waits(b):
    folder = folder_of(b, 'one', 1)
    drive = b.disc('dvd+r')
    interrupt(b, drive, folder)
    before = b.read('disc.sim')
    big = os.path.join(folder, 'big.bin')
    with open(big, 'rb') as file:
        data = file.read()
    times = os.stat(big)
    with open(big, 'wb') as file:
        file.write(data[:1000] + b'X' + data[1001:])
    os.utime(big, ns=(times.st_atime_ns, times.st_mtime_ns))
    result = b.imapi('burn', '--resume', '--drive', drive, '--json').fails(1).json
    assert result['status'] == 'IMAPI_E_SOURCE_CHANGED', result
    with open(big, 'ab') as file:
        file.write(data)
    result = b.imapi('burn', '--resume', '--drive', drive, '--json').fails(1).json
    assert result['status'] == 'IMAPI_E_SOURCE_CHANGED' and result['error']['advice'], result
    assert b.read('disc.sim') == before
    with open(big, 'wb') as file:
        file.write(data)
    os.utime(big, ns=(times.st_atime_ns, times.st_mtime_ns))
    b.imapi('burn', '--resume', '--drive', drive).ok()


@case
def another_disc_is_refused_and_both_are_named(b):
    folder = folder_of(b, 'one', 1)
    drive = b.disc('dvd+r')
    interrupt(b, drive, folder)
    os.rename(b.path('disc.sim'), b.path('mine.sim'))
    b.disc('bd-r')
    result = b.imapi('burn', '--resume', '--drive', drive).fails(1)
    assert 'DVD+R' in result.err and 'a blank BD-R' in result.err, result.story()
    os.rename(b.path('mine.sim'), b.path('disc.sim'))
    b.imapi('burn', '--resume', '--drive', drive).ok()


@case
def without_a_journal_nothing_can_be_resumed(b):
    folder = folder_of(b, 'one', 1)
    drive = b.disc('bd-r')
    assert 'no burn of the drive' in b.imapi('burn', '--resume', '--drive', drive).fails(1).err
    kill_at(b, 60, 'burn', '--drive', drive, '--no-journal', '-q', folder)
    assert not journals(b)
    b.imapi('burn', '--resume', '--drive', 'sim:bd-r').fails(1)
    b.imapi('burn', '--drive', 'sim:bd-r', folder).ok()
    assert not journals(b)


@case
def a_damaged_journal_is_told_and_no_hindrance(b):
    folder = folder_of(b, 'one', 1)
    drive = b.disc('bd-r')
    interrupt(b, drive, folder)
    name = 'state/imapi/' + journals(b)[0]
    b.write(name, b'x' + b.read(name)[1:])
    result = b.imapi('burn', '--resume', '--drive', drive, '--json').fails(1).json
    assert result['status'] == 'IMAPI_E_JOURNAL_INVALID', result
    b.imapi('close', '--drive', drive).ok()
    b.imapi('burn', '--drive', drive, folder).ok()
    assert not journals(b)


@case
def a_burn_on_an_interrupted_disc_tells_of_the_ways_out(b):
    folder = folder_of(b, 'one', 1)
    for medium in MEDIA:
        drive = b.disc(medium, medium + '.sim')
        interrupt(b, drive, folder)
        result = b.imapi('burn', '--drive', drive, folder).fails(1)
        assert 'imapi burn --resume' in result.err and 'imapi close' in result.err, \
            result.story()
        b.imapi('close', '--drive', drive).ok()
        b.imapi('burn', '--drive', drive, folder).ok()
        assert not journals(b)


@case
def close_says_what_it_found_and_what_is_there_now(b):
    folder = folder_of(b, 'one', 1)
    for medium, name in zip(MEDIA, ['BD-R', 'DVD+R', 'CD-R']):
        drive = b.disc(medium, medium + '.sim')
        result = b.imapi('close', '--drive', drive, '--json').ok().json
        assert result['result']['nothing_to_close'] and 'blank' in result['before']['state']
        assert result['status'] == 'IMAPI_S_NOTHING_TO_CLOSE', result
        assert 'Nothing to close' in b.imapi('close', '--drive', drive).ok().out
        interrupt(b, drive, folder)
        out = b.imapi('close', '--drive', drive).ok().out
        assert 'Before     ' + name in out and 'has been begun' in out, out
        assert 'After      %s, 1 closed session;' % name in out, out
        assert 'Session    closed, more can be added' in out, out
        assert info(b, drive)['sessions'] == 1
        b.imapi('burn', '--drive', drive, folder).ok()
        result = b.imapi('close', '--drive', drive, '--finalise', '--json').ok().json
        assert result['result']['finalised'] and 'finalised' in result['after']['state'], result
        b.imapi('verify', '--drive', drive, '--against', folder).ok()


@case
def a_drive_that_is_not_there_or_empty_is_told(b):
    b.imapi('close').fails(2)
    b.imapi('close', '--drive', 'sim:missing.sim').fails(1)
    result = b.imapi('close', '--drive', 'sim:none', '--json').fails(1).json
    assert result['status'] == 'IMAPI_E_RECORDER_MEDIA_NO_MEDIA', result


harness.main(2)
