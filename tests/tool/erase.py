#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""imapi erase and format on simulated discs."""
import json
import signal

import harness
from harness import case


def states(b, drive):
    return b.imapi('info', '--drive', drive, '--json').ok().json['medium']['state']


@case
def a_full_cd_rw_is_erased_and_burned_again(b):
    folder = b.fill()
    drive = b.disc('cd-rw')
    b.imapi('burn', '--drive', drive, '--close', folder).ok()
    refused = b.imapi('burn', '--drive', drive, folder).fails(1)
    assert 'has to be erased' in refused.err and 'imapi erase' in refused.err, refused.story()
    result = b.imapi('erase', '--drive', drive).ok()
    assert result.out.startswith('The CD-RW is blank now, with room for 737 MB.'), result.story()
    assert 'erasing' in result.err, result.story()
    b.imapi('burn', '--drive', drive, folder).ok()
    b.imapi('verify', '--drive', drive, '--against', folder).ok()


@case
def command_time_outs_are_asked_for_on_demand(b):
    for words, asked in (([], 0), (['--ask-times'], 4)):
        b.imapi('format', '--drive', 'sim:bd-re?model=opcodes', '--trace', 'x.trace', *words).ok()
        trace = b.read('x.trace').decode()
        assert trace.count('REPORT SUPPORTED OPERATION CODES') == asked, trace


@case
def a_bd_re_is_formatted_quickly_or_completely(b):
    for words, least, most in [(['format'], 30, 90), (['format', '--full'], 5000, 7000),
                               (['erase'], 30, 90)]:
        result = b.imapi(*words, '--drive', 'sim:bd-re', '--json').ok().json['result']
        assert result['medium'] == 'BD-RE' and 'overwritable' in result['states'], result
        assert result['capacity_bytes'] == 11826176 * 2048, result
        assert least * 1000 <= result['duration_ms'] <= most * 1000, result
        assert result['full'] == ('--full' in words), result


@case
def a_formatted_disc_stays_so_and_is_burned_erased_and_burned_again(b):
    drive, folder = b.disc('bd-re'), b.fill()
    b.imapi('format', '--drive', drive).ok()
    b.imapi('burn', '--drive', drive, folder, '--verify', 'full').ok()
    result = b.imapi('burn', '--drive', drive, folder).fails(1)
    assert 'there is data on the disc' in result.err, result.story()
    b.imapi('erase', '--drive', drive).ok()
    b.imapi('burn', '--drive', drive, folder, '--verify', 'full').ok()


@case
def a_format_is_chosen_from_those_that_are_listed(b):
    drive = b.disc('bd-re')
    formats = b.imapi('format', '--drive', drive, '--formats', '--json').ok().json['formats']
    assert len(formats) == 4 and {f['type'] for f in formats} == {'00', '30', '31'}, formats
    assert 'without spares' in b.imapi('format', '--drive', drive, '--formats').ok().out
    assert 'blank' in states(b, drive), 'a list changes nothing'
    for row in formats:
        result = b.imapi('format', '--drive', drive, '--type', row['type'], '--sectors',
                         row['sectors'], '--json').ok().json['result']
        assert result['capacity_bytes'] == row['sectors'] * 2048, (row, result)
    refused = b.imapi('format', '--drive', drive, '--type', '26').fails(1)
    assert 'no format of type 26h' in refused.err and '31h with 12219392' in refused.err, refused.err
    assert '--sectors needs --type' in b.imapi('format', '--drive', drive, '--sectors', 5).fails(2).err
    assert b.imapi('format', '--drive', drive, '--type', 'no-spares').ok().out.endswith('46 s.\n')
    assert 'hexadecimal' in b.imapi('format', '--drive', drive, '--type', 'x').fails(2).err


@case
def spares_are_chosen_by_a_word_or_a_number(b):
    for amount, sectors in (('none', 12219392), ('most', 10646528), (1000000, 11219392)):
        result = b.imapi('format', '--drive', 'sim:bd-re', '--spares', amount,
                         '--json').ok().json['result']
        assert result['capacity_bytes'] == sectors * 2048, (amount, result)
    refused = b.imapi('format', '--drive', 'sim:bd-re', '--spares', 5).fails(1)
    assert '393216 to 1572864 sectors' in refused.err, refused.story()
    refused = b.imapi('format', '--drive', 'sim:bd-r', '--spares', 'none').fails(1)
    assert 'Burn it without a format' in refused.err, refused.story()
    for words, text in ((('--spares', 'x'), 'none, least, usual, most'),
                        (('--spares', 'none', '--type', '30'), 'cannot go together'),
                        (('--restart', '--type', '26'), 'as it is')):
        refused = b.imapi('format', '--drive', 'sim:bd-re', *words).fails(2)
        assert text in refused.err, refused.story()


@case
def a_format_that_was_stopped_goes_on(b):
    drive, folder = b.disc('dvd+rw'), b.fill()
    refused = b.imapi('format', '--drive', drive, '--restart').fails(1)
    assert 'no format was stopped' in refused.err, refused.story()
    b.imapi('burn', '--drive', drive, folder).ok()
    b.imapi('format', '--drive', drive, '--restart', '--full').ok()
    b.imapi('verify', '--drive', drive, '--against', folder).ok()
    b.imapi('format', '--drive', drive, '--restart').fails(1)


@case
def what_was_cut_off_is_said_and_can_be_done_again(b):
    folder = b.fill()
    for medium, verb, work in (('dvd+rw', 'format', 'format'), ('bd-re', 'format', 'format'),
                               ('dvd-ram', 'erase', 'format'), ('dvd-rw', 'erase', 'blank'),
                               ('dvd-rw-ow', 'format', 'format'), ('cd-rw', 'erase', 'blank')):
        drive = b.disc(medium, medium + '.sim')
        b.imapi('burn', '--drive', drive, folder).ok()
        process = b.start(verb, '--drive', drive + f'?clock=real&lasts={work}:60', '--json',
                          '--progress')
        for text in process.stdout:
            line = json.loads(text)
            if line['action'] in ('erasing', 'formatting') and line['elapsed_ms'] > 0:
                break  # the drive is at it
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        if medium in ('dvd-rw', 'dvd-rw-ow', 'cd-rw'):
            assert 'damaged' in states(b, drive), medium
            refused = b.imapi('burn', '--drive', drive, folder).fails(1)
            assert 'imapi erase --drive' in refused.err, refused.story()
            b.imapi('erase', '--drive', drive).ok()
        b.imapi('burn', '--drive', drive, folder).ok()
        b.imapi('verify', '--drive', drive, '--against', folder).ok()


@case
def a_formatted_dvd_rw_becomes_one_for_sessions_again(b):
    drive, folder = b.disc('dvd-rw-ow'), b.fill()
    result = b.imapi('erase', '--drive', drive).ok()
    assert 'burned at once' in result.err and '--full' in result.err, result.story()
    medium = b.imapi('info', '--drive', drive, '--json').ok().json['medium']
    assert medium['profile'] == 0x14 or '0014' in json.dumps(medium), medium
    b.imapi('burn', '--drive', drive, folder).ok()
    b.imapi('format', '--drive', drive).ok()
    b.imapi('burn', '--drive', drive, folder).ok()
    b.imapi('verify', '--drive', drive, '--against', folder).ok()


@case
def a_blank_bd_r_is_formatted_for_each_way_of_recording(b):
    folder = b.fill()
    for mode in ('overwrite', 'sequential', 'random'):
        drive = b.disc('bd-r', mode + '.sim')
        b.imapi('format', '--drive', drive, '--recording', mode).ok()
        b.imapi('burn', '--drive', drive, folder).ok()
        b.imapi('verify', '--drive', drive, '--against', folder).ok()
        assert 'cannot be erased' in b.imapi('format', '--drive', drive).fails(1).err
        assert 'no format' in b.imapi('format', '--drive', drive, '--formats').ok().err


@case
def what_was_on_a_quickly_erased_disc_cannot_be_found_any_more(b):
    folder = b.fill()
    for medium in ('bd-re', 'dvd-ram', 'dvd+rw', 'dvd-rw', 'dvd-rw-ow', 'cd-rw'):
        drive = b.disc(medium, medium + '.sim')
        b.imapi('burn', '--drive', drive, folder).ok()
        b.imapi('erase', '--drive', drive).ok()
        assert 'blank' in states(b, drive), medium
        b.imapi('burn', '--drive', drive, folder).ok()


@case
def progress_is_told_line_by_line(b):
    out = b.imapi('erase', '--drive', 'sim:cd-rw?lasts=blank:4&clock=real', '--json',
                  '--progress').ok().out.splitlines()
    lines = [json.loads(line) for line in out]
    assert len([line for line in lines if line.get('action') == 'erasing']) >= 3, out
    assert lines[-1]['event'] == 'result' and lines[-1]['ok'], out


@case
def discs_that_last_and_empty_drives_are_refused(b):
    b.fill()
    for medium in ['cd-r', 'dvd+r', 'bd-r']:
        drive = b.disc(medium, medium + '.sim')
        b.imapi('burn', '--drive', drive, 'folder').ok()
        for verb in ['erase', 'format']:
            result = b.imapi(verb, '--drive', drive, '--trace', 'trace').fails(1)
            assert 'cannot be erased' in result.err, result.story()
            assert b'BLANK' not in b.read('trace') and b'FORMAT UNIT' not in b.read('trace')
        b.imapi('verify', '--drive', drive, '--against', 'folder').ok()
    assert 'Put a disc' in b.imapi('erase', '--drive', 'sim:none').fails(1).err
    assert 'blanked, not formatted' in b.imapi('format', '--drive', 'sim:cd-rw').fails(1).err


@case
def a_refusal_leaves_the_disc_as_it_was_and_says_so(b):
    folder = b.fill()
    drive = b.disc('cd-rw')
    b.imapi('burn', '--drive', drive, folder).ok()
    result = b.imapi('erase', '--drive', drive + '?fault=blank@1:5/30/05', '--json').fails(1).json
    assert result['status'] == 'IMAPI_E_ERASE_REJECTED', result
    assert 'as it was' in json.dumps(result), result
    b.imapi('verify', '--drive', drive, '--against', folder).ok()


@case
def an_erasure_that_fails_leaves_a_disc_that_can_be_erased_again(b):
    drive = b.disc('cd-rw')
    b.imapi('burn', '--drive', drive, b.fill()).ok()
    result = b.imapi('erase', '--drive', drive + '?model=fails').fails(1)
    assert '03/73/04' in result.err or '3/73/04' in result.err, result.story()
    assert 'damaged' in states(b, drive)
    b.imapi('erase', '--drive', drive, '--full').ok()
    assert states(b, drive) == ['blank']


@case
def a_disc_whose_zeros_cannot_be_written_is_called_worn_out(b):
    result = b.imapi('erase', '--drive', 'sim:bd-re?fault=write@1:3/0c/00').fails(1)
    assert 'worn out' in result.err and 'closing' not in result.err, result.story()
    result = b.imapi('erase', '--drive', 'sim:dvd+rw').ok()
    assert 'closing' not in result.err, result.story()


@case
def a_wait_that_ends_says_so(b):
    result = b.imapi('erase', '--drive', 'sim:cd-rw?lasts=blank:9000', '--max-wait', 60,
                     '--json').fails(1).json
    assert result['status'] == 'IMAPI_E_STILL_ERASING', result


@case
def ctrl_c_does_not_stop_a_drive_that_has_begun(b):
    process = b.start('erase', '--drive', 'sim:cd-rw?lasts=blank:3&clock=real')
    for line in process.stderr:
        if b'erasing' in line:
            break
    process.send_signal(signal.SIGINT)
    out = process.communicate(timeout=60)[0]
    assert process.returncode == 0 and b'blank now' in out, out


harness.main()
