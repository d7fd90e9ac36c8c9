#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""imapi burn, read, verify and info on simulated discs."""
import os
import random
import re

import harness
from harness import case

MEDIA = ['cd-r', 'cd-rw', 'dvd+r', 'bd-r']


def info(b, drive):
    return b.imapi('info', '--drive', drive, '--json').ok().json['medium']


@case
def a_folder_goes_onto_every_medium_and_comes_back_as_the_image(b):
    folder = b.fill(megabytes=3)
    b.imapi('image', '-o', 'x.iso', '--volume', 'DISC', folder).ok()
    for medium in MEDIA:
        drive = b.disc(medium, medium + '.sim')
        out = b.imapi('burn', '--drive', drive, '--volume', 'DISC', folder).ok().out
        assert 'confirmed by the disc' in out and 'good' in out and 'Digest' in out, out
        b.imapi('read', '--drive', drive, '-o', 'back.iso').ok()
        assert b.read('back.iso') == b.read('x.iso'), medium
        b.imapi('verify', '--drive', drive, '--against', folder).ok()
        b.imapi('verify', '--drive', drive, '--against', 'x.iso').ok()
        b.imapi('verify', '--drive', drive).ok()


@case
def a_cd_is_written_session_at_once_and_tracks_follow(b):
    folder = b.fill()
    drive = b.disc('cd-rw', 'sao.sim')
    out = b.imapi('burn', '--drive', drive, '--write-method', 'sao', '-n', folder).ok().out
    assert 'cue sheet' in out and 'the flush has closed' in out, out
    for method in ('sao', 'tao', 'dao'):
        b.imapi('burn', '--drive', drive, '--write-method', method, folder).ok()
        b.imapi('verify', '--drive', drive, '--against', folder).ok()
    assert info(b, drive)['sessions'] == 3
    out = b.imapi('burn', '--drive', 'sim:bd-r', '--write-method', 'sao', folder).fails().err
    assert '--write-method' in out, out


@case
def tracks_are_added_to_a_session_that_stays_open(b):
    drive = b.disc('cd-r', 'tracks.sim')
    for name in ('a', 'b', 'c'):
        out = b.imapi('burn', '--drive', drive, '--leave-session-open', b.fill(name=name)).ok()
        assert 'imapi close' in out.out + out.err, out
    assert '--leave-session-open' in b.imapi('burn', '--drive', drive, b.path('a')).fails().err
    b.imapi('close', '--drive', drive).ok()
    b.imapi('verify', '--drive', drive, '--against', b.path('a')).ok()
    b.imapi('read', '--drive', drive, '--track', 1, '-o', 'back').ok()
    b.imapi('image', '--check', 'back').ok()
    tracks = info(b, drive)['tracks']
    assert [t['session'] for t in tracks] == [1, 1, 1, 2], tracks


@case
def a_disc_for_xa_stays_one(b):
    folder = b.fill()
    drive = b.disc('cd-r', 'xa.sim')
    b.imapi('burn', '--drive', drive, '--data-mode', 'xa', folder).ok()
    b.imapi('burn', '--drive', drive, '--append', folder).ok()
    assert [t['data_mode'] for t in info(b, drive)['tracks'][:2]] == [2, 2]
    assert '1 or xa' in b.imapi('burn', '--drive', drive, '--data-mode', '2', folder).fails(2).err


@case
def a_test_write_leaves_the_disc_as_it_was(b):
    folder = b.fill()
    drive = b.disc('cd-r', 'test.sim')
    for method in ('sao', 'tao'):
        out = b.imapi('burn', '--drive', drive, '--write-method', method, '--test-write', folder).ok().out
        assert 'as it was' in out and 'Written' not in out, out
    assert info(b, drive)['blank']
    b.imapi('burn', '--drive', drive, folder).ok()


@case
def stream_recording_leaves_bad_places_to_the_verification(b):
    folder = b.fill(megabytes=8)
    drive = 'sim:bd-re?defects=640'
    b.imapi('burn', '--drive', drive, folder).ok()
    out = b.imapi('burn', '--drive', drive, '--stream-recording', folder).fails(1)
    assert 'random.bin' in out.out + out.err, out.story()


@case
def a_speed_that_the_drive_does_not_have_is_told(b):
    folder = b.fill()
    result = b.imapi('burn', '--drive', 'sim:cd-r', '--speed', 5, '--json', folder).ok().json['result']
    assert result['speed_adjusted'] and result['write_speed'] == 300, result
    result = b.imapi('burn', '--drive', 'sim:cd-r', '--speed', 4, '--json', folder).ok().json['result']
    assert not result['speed_adjusted'], result


@case
def an_image_file_comes_back_as_it_was(b):
    b.imapi('image', '-o', 'x.iso', b.fill()).ok()
    drive = b.disc()
    b.imapi('burn', '--drive', drive, 'x.iso').ok()
    assert b.imapi('read', '--drive', drive, '-o', '-').ok().bytes == b.read('x.iso')


@case
def nothing_follows_an_image_file_that_ends_in_a_virtual_allocation_table(b):
    b.imapi('image', '-o', 'vat.iso', '--fs', 'udf', '--udf-layout', 'vat', b.fill()).ok()
    b.imapi('image', '-o', 'plain.iso', '--fs', 'udf', 'folder').ok()
    for image, run_out in (('vat.iso', 2), ('plain.iso', 152)):
        drive = b.disc('cd-r', image + '.sim')
        b.imapi('burn', '--drive', drive, image).ok()
        assert info(b, drive)['tracks'][0]['sectors'] == len(b.read(image)) // 2048 + run_out


@case
def standard_input_becomes_a_file_of_the_disc(b):
    data = random.Random(9).randbytes(3000001)
    for medium in 'cd-r', 'bd-re':
        drive = b.disc(medium, medium + '.sim')
        b.imapi('burn', '--drive', drive, '--stdin', 'dump/all.tar=3000001', stdin=data).ok()
        assert data in b.imapi('read', '--drive', drive, '-o', '-').ok().bytes
        b.imapi('burn', '--append', '--drive', drive, '--stdin', 'more=2000', stdin=data[-2000:]).ok()
        assert data[-2000:] + bytes(48) in b.imapi('read', '--drive', drive, '-o', '-').ok().bytes
    result = b.imapi('burn', '--drive', 'sim:bd-r', '--stdin', 'f=2001', stdin=data[:2000]).fails(1)
    assert '2000 bytes came, 2001 were announced' in result.err, result.err
    result = b.imapi('burn', '--drive', b.disc('bd-r', 'r.sim'), '--resume', '--stdin', 'f=1', stdin=b'1').fails(2)
    assert '--resume goes with none of' in result.err, result.err


@case
def an_image_that_is_no_multiple_of_a_sector_is_filled_up(b):
    b.write('x.img', b'data' * 1000)
    drive = b.disc()
    result = b.imapi('burn', '--drive', drive, '--json', 'x.img').ok().json['result']
    assert result['sectors_written'] >= 2, result
    back = b.imapi('read', '--drive', drive, '--track', 1, '-o', '-').ok().bytes
    assert back[:4096] == b'data' * 1000 + bytes(96), len(back)
    assert not any(back[4096:])
    b.imapi('verify', '--drive', drive, '--against', 'x.img').ok()


@case
def how_long_a_close_took_is_remembered_unless_it_is_switched_off(b):
    folder = b.fill()
    b.imapi('burn', '--drive', 'sim:bd-r', '--no-history', folder).ok()
    assert not os.path.exists(b.path('state'))
    for _ in range(2):
        b.imapi('burn', '--drive', 'sim:bd-r?model=close-3s', folder).ok()
    lines = b.read('state/imapi/close-times').decode().splitlines()
    closes = [line.split('\t') for line in lines if line.split('\t')[0].endswith('/o3')]
    assert len(closes) == 2 and 'SIM_CLOSE_3_S' in closes[0][0], lines
    assert 3000 <= int(closes[0][1]) < 8000, lines


@case
def a_drive_that_takes_longer_than_usual_is_told_of_once(b):
    folder = b.fill()
    for model, text in (('close-25min', 'answers that it is at work'),
                        ('silent', 'does not answer yet'), ('close-3s', None)):
        err = b.imapi('burn', '--drive', 'sim:bd-r?model=' + model, folder).ok().err
        assert err.count('longer than usual; the drive ' + str(text)) == (1 if text else 0), err
        assert text or 'longer' not in err, err


@case
def a_state_folder_that_cannot_be_written_does_not_matter(b):
    b.write('state', b'a file')
    b.imapi('burn', '--drive', 'sim:bd-r', b.fill()).ok()


@case
def an_empty_image_is_refused(b):
    b.write('x.iso', b'')
    assert 'is empty' in b.imapi('burn', '--drive', 'sim:bd-r', 'x.iso').fails(1).err


@case
def the_result_says_where_how_much_how_long_and_what_was_proved(b):
    drive = b.disc()
    result = b.imapi('burn', '--drive', drive, '--json', b.fill()).ok().json['result']
    assert result['start_lba'] == 0 and result['bytes'] > 1000000
    assert result['close'] == 'closed' and result['verify'] == 'passed'
    assert result['sectors_verified'] * 2048 >= 1000000 and result['sectors_bad'] == 0
    assert re.fullmatch('[0-9a-f]{32}', result['digest'])
    assert result['write_ms'] > 0 and result['average_kbps'] > 0


@case
def verification_is_full_by_default_and_can_be_less(b):
    folder = b.fill()
    for level, verdict in [('none', 'not-run'), ('quick', 'passed'), ('full', 'passed')]:
        result = b.imapi('burn', '--drive', 'sim:bd-r', '--verify', level, '--json',
                         folder).ok().json['result']
        assert result['verify'] == verdict, (level, result)


@case
def what_proves_the_data_is_named_with_verification_and_without(b):
    folder = b.fill(megabytes=12)
    for level, proof in [('none', ['state', 'time', 'samples']),
                         ('quick', ['state', 'time', 'samples']),
                         ('full', ['state', 'time', 'all-read', 'samples'])]:
        result = b.imapi('burn', '--drive', 'sim:dvd+r', '--verify', level, '--json',
                         folder).ok().json['result']
        assert result['proof'] == proof, (level, result)
        assert (result['sectors_sampled'] > 0) == (level != 'full'), result
    out = b.imapi('burn', '--drive', 'sim:dvd+r', '--verify', 'none', folder).ok().out
    assert re.search('Proved +state of the disc, time of writing, [0-9]+ blocks read past the '
                     'cache', out), out
    out = b.imapi('burn', '--drive', 'sim:bd-r?model=no-fua', '--verify', 'none',
                  b.fill('small')).ok().out
    assert re.search('Proved +state of the disc$', out, re.M), out


@case
def a_drive_that_has_to_be_reloaded_by_hand_is_no_failure(b):
    done = b.imapi('burn', '--drive', 'sim:bd-r?model=stale-slot', b.fill()).ok()
    assert 'take the disc out and in' in done.err, done.story()
    assert 'imapi verify --drive' in done.err and 'closed' in done.out, done.story()
    result = b.imapi('burn', '--drive', 'sim:bd-r?model=stale-slot', '--json',
                     b.fill('again')).ok().json
    assert result['status'] == 'IMAPI_S_RELOAD_NEEDED', result
    assert result['result']['verify'] == 'not-run' and result['result']['close'] == 'closed'


@case
def a_disc_that_the_drive_does_not_read_is_not_called_bad(b):
    folder = b.fill()
    for sense in ['2/04/01', '5/21/00', '6/29/00', '4/44/00']:
        result = b.imapi('burn', '--drive', 'sim:bd-r?fault=read@lba=300:%sx99999' % sense,
                         '--json', folder).fails(1).json
        assert result['status'] == 'IMAPI_E_VERIFICATION_NOT_RUN', (sense, result)
        assert result['result']['verify'] == 'not-run', (sense, result)
        assert 'imapi verify' in result['error']['advice'], (sense, result)
    drive = b.disc()
    b.imapi('burn', '--drive', drive, folder).ok()
    for sense in ['2/04/01', '5/21/00', '4/44/00']:
        found = b.imapi('verify', '--drive', '%s?fault=read@lba=300:%sx99999' % (drive, sense),
                        '--json').fails(1).json
        assert found['status'] != 'IMAPI_E_BURN_VERIFICATION_FAILED', (sense, found)


@case
def a_dry_run_prints_the_plan_and_leaves_the_disc_alone(b):
    folder = b.fill()
    drive = b.disc()
    before = b.read('disc.sim')
    out = b.imapi('burn', '--drive', drive, '--dry-run', folder).ok().out
    assert len(out.splitlines()) >= 3 and 'write' in out.lower(), out
    plan = b.imapi('burn', '--drive', drive, '--dry-run', '--json', folder).ok().json['plan']
    assert plan == out.splitlines()
    assert b.read('disc.sim') == before


@case
def a_second_session_is_added_and_both_can_be_read(b):
    drive = b.disc()
    one, two = b.fill('one'), b.fill('two', seed=2)
    b.imapi('burn', '--drive', drive, one).ok()
    first = b.imapi('read', '--drive', drive, '-o', '-').ok().bytes
    result = b.imapi('burn', '--drive', drive, two).ok()
    assert 'has 1 session already' in result.err, result.story()
    assert info(b, drive)['sessions'] == 2
    b.imapi('verify', '--drive', drive, '--against', two).ok()
    b.imapi('verify', '--drive', drive, '--against', one, '--session', 1).ok()
    b.imapi('verify', '--drive', drive, '--session', 2).ok()
    again = b.imapi('read', '--drive', drive, '--session', 1, '-o', '-').ok().bytes
    assert again == first
    b.imapi('read', '--drive', drive, '--session', 9, '-o', 'x').fails(1)
    b.imapi('read', '--drive', drive, '--track', 9, '-o', 'x').fails(1)


@case
def an_image_made_for_the_start_of_a_disc_is_not_added_behind_it(b):
    drive = b.disc()
    folder = b.fill()
    b.imapi('image', '-o', 'x.iso', folder).ok()
    b.imapi('burn', '--drive', drive, folder).ok()
    result = b.imapi('burn', '--drive', drive, 'x.iso').fails(1)
    assert 'was not made for LBA' in result.err and 'advice:' in result.err, result.story()
    assert info(b, drive)['sessions'] == 1


@case
def a_finalised_disc_takes_no_more(b):
    drive = b.disc()
    folder = b.fill()
    b.imapi('burn', '--drive', drive, '--close', folder).ok()
    assert 'finalised' in info(b, drive)['state']
    result = b.imapi('burn', '--drive', drive, folder).fails(1)
    assert 'nothing can be added' in result.err, result.story()


@case
def what_does_not_fit_is_refused_before_anything_is_written(b):
    drive = b.disc('cd-r', size='45M')
    before = b.read('disc.sim')
    result = b.imapi('burn', '--drive', drive, b.fill(megabytes=50)).fails(1)
    assert 'advice:' in result.err, result.story()
    assert b.read('disc.sim') == before


@case
def a_slow_close_is_waited_for(b):
    out = b.imapi('burn', '--drive', 'sim:bd-r?model=slow-closer', b.fill()).ok().out
    assert 'closed, confirmed' in out and 'good' in out, out
    assert re.search(r'\((2[5-9]|3\d):\d\d\)', out), out


@case
def a_wait_that_ends_is_no_failed_verification(b):
    result = b.imapi('burn', '--drive', 'sim:bd-r?model=slow-closer', '--max-wait', 60, '--json',
                     b.fill()).fails(1).json
    assert result['status'] == 'IMAPI_E_STILL_CLOSING', result
    assert result['result']['close'] == 'still-running'
    assert result['result']['verify'] == 'not-run'
    assert result['error']['advice']


@case
def a_write_error_is_told_with_all_that_the_drive_said(b):
    drive = 'sim:bd-r?fault=write@3:3/0c/00'
    folder = b.fill()
    result = b.imapi('burn', '--drive', drive, folder).fails(1)
    assert 'error:' in result.err and '3/0C/00' in result.err, result.story()
    error = b.imapi('burn', '--drive', drive, '--json', folder).fails(1).json['error']
    assert (error['sense']['key'], error['sense']['asc'], error['sense']['ascq']) == (3, 12, 0)
    assert error['sense']['text'] == 'medium error'
    assert error['cdb'].startswith('2A ') and error['lba'] >= 0
    assert 'Missing' in result.out, result.story()


def block_in_the_big_file(b, folder):
    """The LBA of a sector of big/random.bin on a disc that is burned from its start."""
    b.imapi('image', '-o', 'probe.iso', folder).ok()
    with open(os.path.join(folder, 'big', 'random.bin'), 'rb') as file:
        return b.read('probe.iso').find(file.read(4096)) // 2048 + 10


def check_bad_disc(b, drive, folder, lba, kind):
    result = b.imapi('verify', '--drive', drive, '--against', folder).fails(1)
    assert 'big/random.bin' in result.out, result.story()
    found = b.imapi('verify', '--drive', drive, '--against', folder, '--json').fails(1).json
    assert [(d['kind'], d['path']) for d in found['differences']] == \
        [(kind, '/big/random.bin')], found
    found = b.imapi('verify', '--drive', drive, '--against', 'probe.iso', '--json').fails(1).json
    assert found['status'] == 'IMAPI_E_BURN_VERIFICATION_FAILED', found
    assert found['result']['sectors_bad'] == 1, found
    where = found['result']['bad_ranges'][0]
    assert where['start_lba'] <= lba < where['start_lba'] + where['sectors'], found
    assert '/big/random.bin' in where['paths'], found


# Where a disc file holds sector 0, see lib/sim/store.c.
DISC_FILE_DATA = 1 << 20


def flip_byte(path, offset):
    with open(path, 'r+b') as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ 0xff]))


@case
def a_sector_that_differs_names_the_file_that_it_belongs_to(b):
    folder = b.fill(megabytes=2)
    lba = block_in_the_big_file(b, folder)
    drive = b.disc()
    b.imapi('burn', '--drive', drive, folder).ok()
    flip_byte(b.path(drive.removeprefix('sim:')), DISC_FILE_DATA + lba * 2048 + 1000)
    check_bad_disc(b, drive, folder, lba, 'content')


@case
def a_sector_that_cannot_be_read_names_the_file_that_it_belongs_to(b):
    folder = b.fill(megabytes=2)
    lba = block_in_the_big_file(b, folder)
    drive = b.disc()
    b.imapi('burn', '--drive', drive, folder).ok()
    bad = '%s?fault=read@lba=%d:3/11/05x1000000' % (drive, lba)
    check_bad_disc(b, bad, folder, lba, 'unreadable')
    result = b.imapi('verify', '--drive', bad).fails(1)
    assert '1 sectors cannot be read' in result.out, result.story()
    assert 'LBA %d cannot be read' % lba in result.err, result.story()
    b.imapi('read', '--drive', bad, '-o', 'x.iso').fails(1)
    assert not os.path.exists(b.path('x.iso'))


@case
def a_burn_that_reads_back_wrong_names_the_file_and_fails(b):
    folder = b.fill(megabytes=2)
    lba = block_in_the_big_file(b, folder)
    result = b.imapi('burn', '--drive', 'sim:bd-r?fault=write@lba=%d:corrupt' % lba,
                     folder).fails(1)
    assert 'big/random.bin' in result.out and 'FAILED' in result.out, result.story()
    assert 'advice:' in result.err, result.story()


@case
def the_speed_is_honoured(b):
    folder = b.fill(megabytes=20)
    def kbps(*extra):
        return b.imapi('burn', '--drive', 'sim:bd-r', '--verify', 'none', '--json', *extra,
                       folder).ok().json['result']['average_kbps']
    fast, slow = kbps(), kbps('--speed', '2x')
    assert slow < 2.2 * 4496 and fast > 1.3 * slow, (fast, slow)


@case
def a_blank_disc_has_nothing_to_read(b):
    for verb in ['verify', 'read']:
        extra = ['-o', 'x'] if verb == 'read' else []
        result = b.imapi(verb, '--drive', 'sim:bd-r', *extra).fails(1)
        assert 'is blank' in result.err, result.story()
    assert not os.path.exists(b.path('x'))


@case
def a_drive_without_a_medium_says_so(b):
    result = b.imapi('burn', '--drive', 'sim:none', b.fill()).fails(1)
    assert 'error:' in result.err and 'advice:' in result.err, result.story()
    assert b.imapi('info', '--drive', 'sim:none', '--json').ok().json['medium'] is None
    assert 'none' in b.imapi('info', '--drive', 'sim:none').ok().out


@case
def the_info_is_about_the_drive_and_the_medium(b):
    folder = b.fill()
    for medium, name in zip(MEDIA, ['CD-R', 'CD-RW', 'DVD+R', 'BD-R']):
        drive = b.disc(medium, medium + '.sim')
        blank = info(b, drive)
        assert blank['type'] == name and 'blank' in blank['state'], blank
        assert blank['free_sectors'] > 300000 and blank['write_speeds'], blank
        b.imapi('burn', '--drive', drive, folder).ok()
        used = info(b, drive)
        assert 'blank' not in used['state'] and used['sessions'] == 1, used
        assert used['used_sectors'] > 400, used
        track = used['tracks'][0]
        assert track['type'] == 'data' and track['start'] == 0 and track['session'] == 1, used
        out = b.imapi('info', '--drive', drive, '--features').ok().out
        assert 'profile list' in out and name in out, out


@case
def a_source_that_changes_while_it_is_burned_is_named(b):
    folder = b.fill()
    os.remove(os.path.join(folder, 'link'))
    os.mkfifo(os.path.join(folder, 'pipe'))
    b.imapi('burn', '--drive', 'sim:bd-r', folder).ok()  # a pipe is not opened
    result = b.imapi('image', '-o', 'x.iso', '/proc/self')
    assert result.status != 0 or os.path.exists(b.path('x.iso'))


harness.main()
