#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""imapi burn with several drives: one image, one reading of the files."""
import ctypes
import json
import os
import re
import signal
import struct

import harness
from harness import case

IN_OPEN, IN_CLOSE_NOWRITE, IN_NONBLOCK = 0x20, 0x10, 0x800


class Opens:
    """Counts how often a file is opened, by inotify."""

    def __init__(self, path):
        libc = ctypes.CDLL(None, use_errno=True)
        self.fd = libc.inotify_init1(IN_NONBLOCK)
        assert self.fd >= 0
        assert libc.inotify_add_watch(self.fd, os.fsencode(path), IN_OPEN | IN_CLOSE_NOWRITE) > 0

    def count(self):
        try:
            events = os.read(self.fd, 1 << 20)
        except BlockingIOError:
            return 0
        found = at = 0
        while at < len(events):
            _, mask, _, length = struct.unpack_from('iIII', events, at)
            found += bool(mask & IN_OPEN)
            at += 16 + length
        return found


def drives(*names):
    return [word for name in names for word in ('--drive', name)]


def discs(b, *media):
    return [b.disc(medium, '%s-%d.sim' % (medium, i)) for i, medium in enumerate(media)]


def contents(b, drive):
    b.imapi('read', '--drive', drive, '-o', 'back.iso').ok()
    return b.read('back.iso')


@case
def three_drives_burn_one_folder_at_once_and_every_disc_is_the_image(b):
    folder = b.fill(megabytes=20)
    b.imapi('image', '-o', 'x.iso', '--volume', 'DISC', folder).ok()
    found = discs(b, 'cd-r', 'dvd+r', 'bd-r')
    done = b.imapi('burn', *drives(*found), '--volume', 'DISC', folder).ok()
    for drive in found:
        assert contents(b, drive) == b.read('x.iso'), drive
        assert '%s: burned and verified' % drive in done.out, done.story()
        assert 'Drive      ' + drive in done.out, done.story()
        b.imapi('verify', '--drive', drive, '--against', folder).ok()
    assert done.out.count('Verified   good') == 3, done.story()


@case
def models_of_their_own_ways_burn_side_by_side(b):
    found = ['sim:bd-r?model=close-25min', 'sim:dvd+r?model=close-3s', 'sim:cd-r']
    result = b.imapi('burn', *drives(*found), '--json', b.fill(megabytes=8)).ok().json
    digests = {one['result']['digest'] for one in result['drives']}
    assert len(digests) == 1, result
    assert [one['result']['verify'] for one in result['drives']] == ['passed'] * 3, result


@case
def the_files_are_read_once_however_many_drives_there_are(b):
    folder = b.fill(megabytes=5)
    path = os.path.join(folder, 'big', 'random.bin')
    counts = []
    for number in (1, 3):
        found = discs(b, *['bd-r'] * number)
        opens = Opens(path)
        b.imapi('burn', *drives(*found), folder).ok()
        counts.append(opens.count())
        for drive in found:
            os.unlink(b.path(drive[4:]))
    assert counts[0] == counts[1] >= 1, counts


@case
def an_image_file_goes_onto_all_discs(b):
    b.imapi('image', '-o', 'x.iso', b.fill()).ok()
    found = discs(b, 'bd-r', 'cd-rw')
    b.imapi('burn', *drives(*found), 'x.iso').ok()
    for drive in found:
        assert contents(b, drive) == b.read('x.iso'), drive


@case
def a_drive_that_fails_in_the_middle_does_not_stop_the_others(b):
    folder = b.fill(megabytes=80)
    good = discs(b, 'bd-r', 'dvd+r')
    bad = 'sim:bd-r?fault=write@lba=8000:3/0c/00x99999'
    done = b.imapi('burn', *drives(good[0], bad, good[1]), folder).fails(1)
    for drive in good:
        assert '%s: burned and verified' % drive in done.out, done.story()
        b.imapi('verify', '--drive', drive, '--against', folder).ok()
    assert '%s: FAILED' % bad in done.out, done.story()
    assert '1 of 3 drives did not succeed: ' + bad in done.err, done.story()
    assert 'error: %s: ' % bad in done.err, done.story()
    result = b.imapi('burn', *drives('sim:bd-r', bad), '--json', folder).fails(1).json
    assert [one['ok'] for one in result['drives']] == [True, False], result
    assert result['drives'][1]['error']['sense']['asc'] == 12, result
    assert result['drives'][1]['drive'] == bad and not result['ok'], result


@case
def json_names_the_drive_in_every_line_and_ends_with_all_results(b):
    found = discs(b, 'bd-r', 'dvd+r')
    out = b.imapi('burn', *drives(*found), '--json', '--progress', b.fill(megabytes=4)).ok().out
    lines = [json.loads(line) for line in out.splitlines()]
    assert {line['drive'] for line in lines[:-1] if 'drive' in line} == set(found), out
    assert lines[-1]['event'] == 'result' and lines[-1]['verb'] == 'burn'
    assert [one['drive'] for one in lines[-1]['drives']] == found, lines[-1]
    assert all(one['result']['verify'] == 'passed' for one in lines[-1]['drives'])
    single = b.imapi('burn', '--drive', 'sim:bd-r', '--json', b.fill('small')).ok().json
    assert 'drives' not in single and single['result']['verify'] == 'passed'


@case
def plain_progress_names_the_drive(b):
    found = discs(b, 'bd-r', 'dvd+r')
    err = b.imapi('burn', *drives(*found), b.fill()).ok().err
    for drive in found:
        assert drive + ': writing' in err and drive + ': verifying' in err, err
    err = b.imapi('burn', '-v', '-v', *drives('sim:bd-r', 'sim:dvd+r'), b.path('folder')).ok().err
    for drive in ('sim:bd-r', 'sim:dvd+r'):
        assert any(re.match(drive.replace('+', '.') + ': step 1: ', line) for line in err.splitlines()), err


@case
def nothing_is_written_if_one_disc_is_too_small(b):
    folder = b.fill(megabytes=60)
    large, small = b.disc('bd-r', 'large.sim'), b.disc('cd-r', 'small.sim', '45M')
    done = b.imapi('burn', *drives(large, small), folder).fails(1)
    assert 'nothing was written: %s: this takes' % small in done.err, done.story()
    for drive in (large, small):
        medium = b.imapi('info', '--drive', drive, '--json').ok().json['medium']
        assert 'blank' in medium['state'], medium


@case
def discs_that_go_on_at_different_places_are_refused(b):
    found = discs(b, 'bd-r', 'bd-r')
    b.imapi('burn', '--drive', found[0], b.fill()).ok()
    done = b.imapi('burn', *drives(*found), b.fill('more')).fails(1)
    assert 'no image fits both' in done.err, done.story()
    b.imapi('burn', '--drive', found[1], b.path('folder')).ok()
    b.imapi('burn', *drives(*found), b.path('more')).ok()
    for drive in found:
        b.imapi('verify', '--drive', drive, '--against', b.path('more')).ok()


@case
def what_cannot_be_meant_is_refused_before_anything_is_done(b):
    folder = b.fill()
    b.disc('bd-r', 'a.sim')
    os.symlink('a.sim', b.path('b.sim'))
    for first, second in (('sim:bd-r', 'sim:bd-r'), ('sim:a.sim', 'sim:b.sim?speed=1')):
        done = b.imapi('burn', *drives(first, second), folder).fails(2)
        assert 'are one drive' in done.err, done.story()
    done = b.imapi('burn', '--resume', *drives('sim:bd-r', 'sim:dvd+r')).fails(2)
    assert '--resume takes one drive' in done.err, done.story()
    assert 'info takes one drive' in b.imapi('info', *drives('sim:bd-r', 'sim:cd-r')).fails(2).err
    done = b.imapi('burn', *drives('sim:bd-r', 'sim:none'), folder).fails(1)
    assert 'nothing was written: sim:none' in done.err, done.story()


@case
def report_trace_and_tape_are_files_of_each_drive(b):
    found = discs(b, 'bd-r', 'dvd+r')
    done = b.imapi('burn', *drives(*found), '--report', 'r.x.json', '--trace', 'trace',
                   '--tape', 't.tape', b.fill()).ok()
    for number, drive in enumerate(found, 1):
        report = json.loads(b.read('r.x-%d.json' % number))
        assert drive in json.dumps(report), report
        assert b.read('trace-%d' % number) and b.read('t-%d.tape' % number)
        assert 'Report     r.x-%d.json' % number in done.out, done.story()


@case
def a_dry_run_shows_the_plan_of_each_drive(b):
    found = discs(b, 'bd-r', 'dvd+r')
    out = b.imapi('burn', *drives(*found), '--dry-run', b.fill()).ok().out
    assert all('Drive      ' + drive in out for drive in found), out
    plans = b.imapi('burn', *drives(*found), '--dry-run', '--json', b.path('folder')).ok().json
    assert all(one['plan'] for one in plans['drives']), plans


@case
def ctrl_c_stops_all_drives_in_order(b):
    os.makedirs(b.path('folder'))
    with open(b.path('folder', 'large'), 'wb') as file:
        file.truncate(3 << 30)
    found = discs(b, 'bd-r', 'dvd+r')
    tool = b.start('burn', *drives(*found), '--json', '--progress', b.path('folder'))
    for line in tool.stdout:
        if json.loads(line)['action'] == 'writing':
            break
    tool.send_signal(signal.SIGINT)
    out, err = tool.communicate(timeout=120)
    assert tool.returncode == 130, (tool.returncode, err)
    result = json.loads(out.splitlines()[-1])
    assert [one['status'] for one in result['drives']] == ['IMAPI_E_REQUEST_CANCELLED'] * 2, result
    assert b'Stopping' in err, err


harness.main()
