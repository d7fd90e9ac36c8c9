#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The computer stays awake while the tool works: asked for over a private bus with a login
manager of the test's own. The third argument is that program."""
import os
import select
import signal
import socket
import subprocess
import sys
import time

FAKE = os.path.abspath(sys.argv.pop(2))

import harness
from harness import case

CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>custom</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/>
<allow receive_sender="*"/></policy></busconfig>"""
BOUND = 20  # seconds; a burn on a simulated disc takes far less than one


class Bus:
    """A bus, and on it a login manager (None: there is none)."""

    def __init__(self, b, manager=''):
        b.write('bus.conf', (CONFIG % b.path('bus')).encode())
        self.address = 'unix:path=' + b.path('bus')
        self.daemon = subprocess.Popen(['dbus-daemon', '--config-file', b.path('bus.conf'),
                                        '--nofork', '--print-address'], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL)
        assert b'unix:' in self.daemon.stdout.readline()
        self.manager, self.seen = None, b''
        if manager is None:
            return
        self.manager = subprocess.Popen([FAKE, manager], stdout=subprocess.PIPE,
                                        env=self.environment())
        os.set_blocking(self.manager.stdout.fileno(), False)
        self.await_('ready')

    def environment(self):
        return dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=self.address)

    def said(self):
        self.seen += self.manager.stdout.read() or b''
        return self.seen.decode()

    def await_(self, text):
        end = time.monotonic() + BOUND
        while text not in self.said() and time.monotonic() < end:
            select.select([self.manager.stdout], [], [], 0.05)
        assert text in self.said(), self.seen

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for process in (self.manager, self.daemon):
            if process:
                process.kill()
                process.wait()
                process.stdout.close()


def start(b, address, *args):
    return subprocess.Popen([harness.TOOL] + list(args), cwd=b.folder, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE,
                            env=dict(b.environment(), DBUS_SYSTEM_BUS_ADDRESS=address))


def run(b, address, *args):
    begun = time.monotonic()
    process = start(b, address, *args)
    out, err = process.communicate(timeout=120)
    return process.returncode, out.decode(), err.decode(), time.monotonic() - begun


def burn(b, address):
    if not os.path.exists(b.path('folder')):
        b.fill()
    status, out, err, seconds = run(b, address, 'burn', '--drive', 'sim:bd-r', 'folder')
    assert status == 0 and 'closed' in out and 'good' in out, (status, out, err)
    return out, err, seconds


def lines(text):
    """Without the numbers, which are never the same."""
    return [''.join(c for c in line if not c.isdigit()) for line in text.splitlines()]


@case
def a_burn_holds_a_lock_from_begin_to_end(b):
    with Bus(b) as bus:
        folder = b.fill()
        tool = start(b, bus.address, 'burn', '--drive', 'sim:bd-r?clock=real&close=3', '--json',
                     '--progress', folder)
        bus.await_('inhibit /org/freedesktop/login1|sleep:shutdown|imapi|Burning a disc|block')
        while b'closing' not in tool.stdout.readline():
            pass
        assert 'released' not in bus.said()
        tool.communicate(timeout=60)
        assert tool.returncode == 0
        bus.await_('released')
        assert bus.said().count('inhibit') == 1


@case
def a_tool_that_is_killed_leaves_no_lock(b):
    with Bus(b) as bus:
        folder = b.fill(megabytes=50)
        tool = start(b, bus.address, 'burn', '--drive', 'sim:bd-r?clock=real', folder)
        bus.await_('inhibit')
        assert 'released' not in bus.said()
        tool.send_signal(signal.SIGKILL)
        bus.await_('released')
        tool.communicate()


@case
def whatever_keeps_a_drive_busy_holds_a_lock_and_the_rest_does_not(b):
    folder = b.fill()
    b.disc('bd-re', 're.sim')
    b.disc('cd-rw', 'rw.sim')
    for why, words in [('Burning a disc', ['burn', '--drive', 'sim:rw.sim', folder]),
                       ('Verifying a disc', ['verify', '--drive', 'sim:rw.sim']),
                       ('Closing a disc', ['close', '--drive', 'sim:rw.sim']),
                       ('Erasing a disc', ['erase', '--drive', 'sim:rw.sim']),
                       ('Formatting a disc', ['format', '--drive', 'sim:re.sim']),
                       (None, ['info', '--drive', 'sim:rw.sim']), (None, ['list']),
                       (None, ['burn', '--dry-run', '--drive', 'sim:rw.sim', folder])]:
        with Bus(b) as bus:
            status, out, err, _ = run(b, bus.address, *words)
            assert status == 0, (words, out, err)
            if why:
                bus.await_('|%s|block' % why)
                bus.await_('released')
            assert bool(why) == ('inhibit' in bus.said()), (words, bus.said())


@case
def nothing_is_said_where_nobody_can_be_asked(b):
    with Bus(b) as bus:
        out, err, _ = burn(b, bus.address)
    with Bus(b, None) as bus:
        without_manager = burn(b, bus.address)[:2]
    with Bus(b, 'deny') as bus:
        denied = burn(b, bus.address)[:2]
        bus.await_('inhibit')
    without_bus = burn(b, 'unix:path=' + b.path('nowhere'))[:2]
    nonsense = burn(b, 'nonsense')[:2]
    for other in (without_manager, denied, without_bus, nonsense):
        assert lines(other[1]) == lines(err), (other, err)
        assert len(lines(other[0])) == len(lines(out)), (other, out)
    _, _, err, _ = run(b, 'unix:path=' + b.path('nowhere'), 'burn', '-v', '-v', '--drive',
                       'sim:bd-r', 'folder')
    assert 'no sleep inhibitor: ' in err, err


@case
def a_bus_or_manager_that_never_answers_costs_some_seconds(b):
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(b.path('silent'))
        silent.listen(8)
        *_, seconds = burn(b, 'unix:path=' + b.path('silent'))
        assert 1 < seconds < BOUND, seconds
    with Bus(b, 'mute') as bus:
        *_, seconds = burn(b, bus.address)
        bus.await_('inhibit')
        assert 1 < seconds < BOUND, seconds


@case
def a_bus_that_takes_no_more_callers_does_not_hold_up_a_burn(b):
    with socket.socket(socket.AF_UNIX) as full:
        full.bind(b.path('full'))
        full.listen(0)
        callers = []
        try:
            for _ in range(9):
                callers.append(socket.socket(socket.AF_UNIX))
                callers[-1].setblocking(False)
                callers[-1].connect(b.path('full'))
            assert False, 'the queue of callers is never full'
        except BlockingIOError:
            pass
        *_, seconds = burn(b, 'unix:path=' + b.path('full'))
        assert seconds < BOUND, seconds
        for caller in callers:
            caller.close()


@case
def a_bus_that_never_stops_talking_is_given_up(b):
    with socket.socket(socket.AF_UNIX) as chatty:
        chatty.bind(b.path('chatty'))
        chatty.listen(8)
        b.fill()
        begun = time.monotonic()
        tool = start(b, 'unix:path=' + b.path('chatty'), 'burn', '--drive', 'sim:bd-r', 'folder')
        end, _ = chatty.accept()
        try:
            while tool.poll() is None and time.monotonic() - begun < BOUND:
                end.sendall(b'D')
                time.sleep(0.01)
        except OSError:
            pass
        out, err = tool.communicate(timeout=60)
        assert tool.returncode == 0, (out, err)
        assert time.monotonic() - begun < BOUND
        end.close()


@case
def a_bus_that_talks_nonsense_or_hangs_up_does_not_matter(b):
    b.fill()
    for words in (b'', b'REJECTED\r\n', b'OK x\r\n', b'\0' * 5000, b'A' * 100000):
        with socket.socket(socket.AF_UNIX) as bad:
            bad.bind(b.path('bad'))
            bad.listen(8)
            tool = start(b, 'unix:path=' + b.path('bad'), 'burn', '--drive', 'sim:bd-r',
                         'folder')
            end, _ = bad.accept()
            try:
                end.sendall(words)
            except OSError:
                pass
            end.close()
            out, err = tool.communicate(timeout=60)
            assert tool.returncode == 0, (words[:9], out, err)
        os.unlink(b.path('bad'))


harness.main(at_once=3)
