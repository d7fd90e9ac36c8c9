#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Ctrl-C, the progress line on a terminal, tapes and traces."""
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import time

import harness
from harness import case


def wait_for(stream, word, seconds=90):
    """Reads a pipe until the word has come."""
    seen, end = b'', time.monotonic() + seconds
    os.set_blocking(stream.fileno(), False)
    while word not in seen and time.monotonic() < end:
        seen += stream.read() or b''
        time.sleep(0.01)
    os.set_blocking(stream.fileno(), True)
    assert word in seen, seen
    return seen


@case
def ctrl_c_during_a_burn_ends_with_130_and_an_orderly_disc(b):
    b.disc()
    folder = b.fill(megabytes=200)
    process = b.start('burn', '--drive', 'sim:disc.sim?clock=real', '--json', '--progress',
                      folder)
    wait_for(process.stdout, b'"writing"')
    time.sleep(0.7)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, (process.returncode, out[-2000:], err)
    assert b'being brought into order' in err, err
    last = out.decode().splitlines()[-1]
    assert '"IMAPI_E_REQUEST_CANCELLED"' in last, last
    medium = b.imapi('info', '--drive', 'sim:disc.sim', '--json').ok().json['medium']
    assert 'damaged' not in medium['state'] and medium['next_writable'] is not None, medium
    b.imapi('burn', '--drive', 'sim:disc.sim', b.fill('small')).ok()


@case
def the_second_ctrl_c_explains_and_the_third_quits(b):
    b.disc()
    folder = b.fill(megabytes=3)
    process = b.start('burn', '--drive', 'sim:disc.sim?clock=real&close=60', '--json',
                      '--progress', folder)
    wait_for(process.stdout, b'"closing the session"')
    for text in [b'being brought into order', b'Once more'.lower()]:
        process.send_signal(signal.SIGINT)
        wait_for_either(process.stderr, text)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    process.stdout.close()
    process.stderr.close()


def wait_for_either(stream, word):
    end, seen = time.monotonic() + 20, b''
    os.set_blocking(stream.fileno(), False)
    while word not in seen.lower() and time.monotonic() < end:
        seen += stream.read() or b''
        time.sleep(0.01)
    assert word in seen.lower(), seen


def on_terminal(b, columns, *args, env=None):
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
    process = subprocess.Popen([harness.TOOL] + list(args), cwd=b.folder, stdout=slave,
                               stderr=slave, stdin=slave,
                               env=dict(b.environment(), TERM='xterm', **(env or {})))
    os.close(slave)
    seen = b''
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(master)
    return process.wait(60), seen.decode()


@case
def the_progress_line_fits_the_terminal_and_is_removed_at_the_end(b):
    folder = b.fill(megabytes=12)
    for columns, clock in [(30, 'virtual'), (60, 'virtual'), (120, 'real&close=2')]:
        status, seen = on_terminal(b, columns, 'burn', '--drive', 'sim:bd-r?clock=' + clock,
                                   folder)
        assert status == 0, seen
        lines = re.findall(r'\r([^\r\n]*?)\x1b\[K', seen)
        assert len(lines) >= 3, seen
        assert all(len(line) < columns for line in lines), lines
        assert any('%' in line for line in lines), lines
        assert seen.count('\x1b[?25l') == seen.count('\x1b[?25h') >= 1, seen
        assert lines[-1] == '', lines
    assert any('MB/s' in line and 'x,' in line for line in lines), lines


@case
def several_drives_have_a_line_each_and_share_one_where_there_is_no_room(b):
    folder = b.fill(megabytes=12)
    two = ['--drive', 'sim:bd-r?clock=real&close=1', '--drive', 'sim:dvd+r?clock=real&close=1']
    for columns, between in [(100, '\n'), (50, '  ')]:
        status, seen = on_terminal(b, columns, 'burn', *two, folder)
        assert status == 0, seen
        shown = re.findall(r'\r(?:\x1b\[1A)?([^\x1b]*)(?:\x1b\[K(\r?\n[^\x1b]*))?\x1b\[K', seen)
        frames = [first + rest.replace('\r', '') for first, rest in shown]
        both = [frame for frame in frames if frame.startswith('bd-r') and 'dvd+r' in frame]
        assert len(both) >= 3, seen
        assert all(between + 'dvd+r' in frame for frame in both), both
        assert any('%' in frame for frame in both), both
        assert all(len(line) < columns for frame in both for line in frame.split('\n')), both
        assert seen.count('\x1b[?25l') == seen.count('\x1b[?25h') >= 1, seen
        assert '\x1b[J' in seen, seen


@case
def no_color_means_no_colours(b):
    folder = b.fill()
    plain = on_terminal(b, 80, 'burn', '--drive', 'sim:bd-r', folder, env={'NO_COLOR': '1'})[1]
    assert not re.search(r'\x1b\[[\d;]*m', plain), plain
    colour = on_terminal(b, 80, 'burn', '--drive', 'sim:bd-r', folder)[1]
    assert re.search(r'\x1b\[[\d;]*m', colour), colour


@case
def a_tape_replays_to_the_same_result(b):
    folder = b.fill()
    burn = ['--json', '--no-history', '--volume', 'TAPE', folder]
    first = b.imapi('burn', '--drive', 'sim:bd-r', '--tape', 'x.tape', *burn).ok().json
    again = b.imapi('burn', '--drive', 'tape:x.tape', *burn).ok().json
    assert again == first


@case
def a_tape_of_a_failure_replays_to_the_same_failure(b):
    burn = ['--json', '--volume', 'TAPE', b.fill()]
    first = b.imapi('burn', '--drive', 'sim:bd-r?fault=write@3:3/0c/00', '--tape', 'x.tape',
                    *burn).fails(1).json
    again = b.imapi('burn', '--drive', 'tape:x.tape', *burn).fails(1).json
    assert again == first


@case
def other_work_does_not_fit_the_tape(b):
    b.imapi('info', '--drive', 'sim:bd-r', '--tape', 'x.tape').ok()
    result = b.imapi('burn', '--drive', 'tape:x.tape', '--json', b.fill()).fails(1).json
    assert result['status'] in ('IMAPI_E_TAPE_MISMATCH', 'IMAPI_E_TAPE_INVALID'), result


@case
def a_tape_is_printed_as_the_run_was_traced(b):
    traced = b.imapi('info', '--drive', 'sim:bd-r', '--tape', 'x.tape', '--trace',
                     'x.trace').ok()
    printed = b.imapi('trace', 'x.tape').ok().out
    assert 'INQUIRY' in printed and 'GET CONFIGURATION' in printed, printed
    assert [line.split(None, 1)[1] for line in printed.splitlines()] == \
        [line.split(None, 1)[1] for line in b.read('x.trace').decode().splitlines()]
    assert traced.out


@case
def trace_runs_a_verb_and_prints_its_exchanges(b):
    result = b.imapi('trace', '--', 'info', '--drive', 'sim:bd-r').ok()
    assert 'INQUIRY' in result.err and 'Medium' in result.out, result.story()
    result = b.imapi('trace', '--drive', 'sim:bd-r', 'info', '--json').ok()
    assert result.json['verb'] == 'info' and 'INQUIRY' in result.err, result.story()
    b.imapi('trace', '--', 'info', '--drive', 'sim:nowhere').fails(1)
    b.imapi('trace', '--', 'info').fails(2)
    b.imapi('trace', 'trace', 'x').fails(2)


@case
def what_is_no_tape_is_said_to_be_none(b):
    b.write('x.tape', b'imapi-tape 1\nnonsense\n')
    assert 'x.tape' in b.imapi('trace', 'x.tape').fails(1).err
    b.write('y.tape', bytes(range(256)) * 100)
    b.imapi('trace', 'y.tape').fails(1)
    b.imapi('info', '--drive', 'tape:y.tape').fails(1)


harness.main(at_once=6)
