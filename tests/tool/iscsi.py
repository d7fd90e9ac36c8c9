#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Drives of iSCSI targets: tgt's DVD+R writer, and networks that fail. Arguments: the tool and
iscsi-probe."""
import json
import os
import re
import signal
import subprocess
import sys
import time

PROBE = os.path.abspath(sys.argv.pop(2))

import harness  # noqa: E402 (it reads the arguments)
from harness import case  # noqa: E402
from iscsi_target import (NAME, Proxy, Server, Target, add_terms, free_port,  # noqa: E402
                          login_response, read_pdu, wait_for)

SECRET = 'a-Secret-of-16-b'
LOST = 'IMAPI_E_CONNECTION_LOST'


def outcome(result):
    return dict(result['error'], status=result['status'])


def fails_soon(b, address, seconds=10):
    begin = time.monotonic()
    done = b.imapi('info', '--drive', address, '--json', timeout=60).fails(1)
    assert time.monotonic() - begin < seconds, done.story()
    return outcome(done.json), done


def probe(address, *commands, status=0):
    done = subprocess.run([PROBE, address, *commands], capture_output=True, timeout=60,
                          check=False, encoding='utf-8')
    assert done.returncode == status, done
    rows = [re.match(r'host=(\d+) status=(..) residual=(\d+) ms=(\d+) looks=(\d+)', line)
            for line in done.stdout.splitlines()]
    return [(int(r[1]), r[2], int(r[3]), int(r[4]), int(r[5])) for r in rows if r] or done.stdout


def no_file_holds_the_secret(b, target):
    for folder, _, files in os.walk(b.folder):
        for name in files:
            assert SECRET not in name
            if not folder.startswith(target.folder) and name != 'large':
                assert SECRET.encode() not in read_quietly(os.path.join(folder, name)), name


def read_quietly(path):
    try:
        with open(path, 'rb') as file:
            return file.read()
    except OSError:
        return b''


def large_folder(b):
    os.makedirs(b.path('folder'))
    with open(b.path('folder', 'large'), 'wb') as file:
        file.truncate(3 << 30)
    return b.path('folder')


def burn_and(b, address, event, seconds=15):
    """Starts a burn, lets @event happen while it writes; its JSON result."""
    tool = b.start('burn', '--drive', address, '--json', '--progress', large_folder(b))
    written = 0
    for line in tool.stdout:
        written += json.loads(line)['action'] == 'writing'
        if written == 2:
            break
    event()
    begin = time.monotonic()
    out, err = tool.communicate(timeout=60)
    assert time.monotonic() - begin < seconds, err
    assert tool.returncode == 1, (tool.returncode, out[-2000:], err)
    return json.loads(out.splitlines()[-1]), err.decode()


@case
def info_knows_the_drive_and_how_it_is_connected(b):
    with Target(b) as target:
        found = b.imapi('info', '--drive', target.address(), '--json').ok().json
        assert found['drive']['vendor'] == 'IET', found
        assert found['drive']['product'] == 'VIRTUAL-CDROM', found
        assert found['drive']['address'] == target.address(), found
        text = json.dumps(found)
        assert '"bus": "iSCSI"' in text and '"bus_type": 9' in text, found
        assert 'ip-127.0.0.1:%d-iscsi-%s-lun-1' % (target.port, NAME) in text, found
        assert 'blank' in found['medium']['state'], found


@case
def a_folder_is_burned_closed_verified_and_read_back(b):
    folder = b.fill(megabytes=20)
    b.imapi('image', '-o', 'x.iso', '--volume', 'DISC', folder).ok()
    with Target(b) as target:
        drive = ['--drive', target.address()]
        done = b.imapi('burn', *drive, '--volume', 'DISC', '--json', folder).ok().json
        assert done['result']['verify'] == 'passed', done
        image = b.read('x.iso')
        with open(target.disc(), 'rb') as file:
            assert file.read(len(image)) == image
        b.imapi('verify', *drive, '--against', folder).ok()
        b.imapi('read', *drive, '-o', 'back.iso').ok()
        assert b.read('back.iso')[:len(image)] == image


@case
def two_drives_burn_at_once(b):
    folder = b.fill(megabytes=20)
    b.imapi('image', '-o', 'x.iso', folder).ok()
    with Target(b, drives=2) as target:
        b.imapi('burn', '--drive', target.address(1), '--drive', target.address(2),
                'x.iso').ok()
        image = b.read('x.iso')
        for lun in (1, 2):
            with open(target.disc(lun), 'rb') as file:
                assert file.read(len(image)) == image, lun


@case
def one_drive_under_two_addresses_is_noticed(b):
    b.fill()
    for first, second in (('iscsi://bob@h/iqn.x/1', 'iscsi://H:3260/iqn.x/1?timeout=3'),
                          ('iscsi://[::1]/iqn.x/1', 'iscsi://eve@[::1]:3260/iqn.x/1')):
        done = b.imapi('burn', '--drive', first, '--drive', second, 'folder').fails(2)
        assert 'are one drive' in done.err, done.story()
    for other in ('iscsi://127.0.0.1:1/iqn.x/2', 'iscsi://127.0.0.1:2/iqn.x/1'):
        done = b.imapi('burn', '--drive', 'iscsi://127.0.0.1:1/iqn.x/1', '--drive', other,
                       'folder').fails(1)
        assert 'are one drive' not in done.err, done.story()


@case
def a_secret_opens_the_drive_and_is_shown_nowhere(b):
    with Target(b, drives=2) as target:
        target.require('bob', SECRET)
        who = 'bob%%%s@' % SECRET
        said = []
        wrong = b.imapi('info', '--drive', target.address(who='bob%not-the-Secret@')).fails(1)
        assert 'does not accept user and secret' in wrong.err, wrong.story()
        assert 'not-the-Secret' not in wrong.err, wrong.story()
        none = b.imapi('info', '--drive', target.address(), '--json').fails(1).json
        assert none['status'] == 'IMAPI_E_ACCESSDENIED', none
        for args in (['--json'], ['-vv', '--trace', 'trace', '--tape', 'tape'], []):
            said.append(b.imapi('info', '--drive', target.address(who=who), *args).ok())
        assert said[0].json['drive']['address'] == target.address(who='bob@'), said[0].story()
        said.append(b.imapi('info', '--drive', target.address(7, who=who)).fails(1))
        said.append(b.imapi('burn', '--drive', target.address(1, who=who), '--drive',
                            target.address(2, who=who), '--report', 'r.html', b.fill()))
        said.append(b.imapi('burn', '--drive', target.address(1, who=who), '--drive',
                            target.address(1, who=who), b.path('folder')).fails(2))
        said.append(b.imapi('burn', '--drive', 'iscsi://bob%' + SECRET, 'folder').fails(1))
        said.append(b.imapi('info', '--drive', 'iscs://bob%%%s@host/t/1' % SECRET).fails(1))
        for one in said:
            assert SECRET not in one.out + one.err, one.story()
        no_file_holds_the_secret(b, target)


@case
def the_environment_may_hold_user_and_secret(b):
    with Target(b) as target:
        target.require('bob', SECRET)
        plain = b.environment()

        def info(address, **more):
            b.environment = lambda: dict(plain, **more)
            return b.imapi('info', '--drive', address)

        info(target.address(who='bob@'), LIBISCSI_CHAP_PASSWORD=SECRET).ok()
        info(target.address(), LIBISCSI_CHAP_PASSWORD=SECRET).fails(1)
        info(target.address(), LIBISCSI_CHAP_PASSWORD=SECRET, LIBISCSI_CHAP_USERNAME='bob').ok()
        lacking = info(target.address(who='bob@')).fails(1)
        assert 'a user is given, but no secret' in lacking.err, lacking.story()


@case
def the_target_may_have_to_prove_who_it_is(b):
    with Target(b) as target:
        target.require('bob', SECRET)
        target.prove('dvd', 'of-the-Target-16')
        for options, good in (('target_password=of-the-Target-16&target_user=dvd', True),
                              ('target_user=dvd&target_password=another-Secret', False),
                              ('target_user=cd&target_password=of-the-Target-16', False),
                              ('target_user=dvd', False)):
            done = b.imapi('info', '--drive', target.address(
                who='bob%%%s@' % SECRET, options='?timeout=5&' + options))
            assert (done.status == 0) == good, done.story()
            assert good or 'IMAPI_E_ACCESSDENIED' in done.err, done.story()
            assert 'of-the-Target' not in done.out + done.err, done.story()
            assert 'another-Secret' not in done.out + done.err, done.story()


@case
def headers_may_have_checksums(b):
    with Target(b) as target:
        for digest in ('crc32c', 'none'):
            b.imapi('info', '--drive', target.address(options='?header_digest=' + digest)).ok()


@case
def a_burn_hides_its_secret_from_the_list_of_processes_and_from_its_advice(b):
    with Target(b) as target:
        target.require('bob', SECRET)
        tool = b.start('burn', '--drive', target.address(who='bob%%%s@' % SECRET),
                       large_folder(b))
        assert wait_for(lambda: os.path.getsize(target.disc()) > 100 << 20)
        assert SECRET.encode() not in read_quietly('/proc/%d/cmdline' % tool.pid)
        target.send_signal(signal.SIGKILL)
        said = b''.join(tool.communicate(timeout=60)).decode()
        assert tool.returncode == 1 and LOST in said, said
        assert '--resume --drive %s"' % target.address(who='bob@') in said, said
        assert SECRET not in said, said
        no_file_holds_the_secret(b, target)


@case
def a_target_killed_in_mid_burn_ends_the_burn_at_once_and_can_be_opened_anew(b):
    with Target(b) as target:
        result, _ = burn_and(b, target.address(),
                             lambda: target.send_signal(signal.SIGKILL), seconds=5)
        error = outcome(result)
        assert error['status'] == LOST, result
        assert 'the connection to 127.0.0.1:%d was lost' % target.port in error['message'], error
        target.stop()
        with Target(b, name='again', port=target.port) as again:
            b.imapi('info', '--drive', again.address()).ok()


@case
def a_target_stopped_in_mid_burn_is_given_up_in_time(b):
    with Target(b) as target:
        result, _ = burn_and(b, target.address(options='?timeout=3'),
                             lambda: target.send_signal(signal.SIGSTOP))
        assert result['status'] == LOST, result
        assert 'has not answered for 3 s' in result['error']['message'], result


@case
def a_network_that_swallows_everything_in_mid_burn_is_given_up_in_time(b):
    with Target(b) as target, Proxy(target.port) as proxy:
        result, _ = burn_and(b, target.address(port=proxy.port, options='?timeout=3'),
                             proxy.deaf.set)
        assert result['status'] == LOST, result
        assert 'imapi info' in result['error']['advice'], result


@case
def a_port_that_swallows_everything_is_given_up_in_time(b):
    def swallow(s):
        while s.recv(65536):
            pass

    with Server(swallow) as server:
        error, _ = fails_soon(b, 'iscsi://127.0.0.1:%d/%s/1?timeout=2' % (server.port, NAME))
        assert error['status'] == 'IMAPI_E_CONNECTION_FAILED', error
        assert '127.0.0.1:%d did not answer within 2 s' % server.port in error['message'], error


@case
def a_server_that_speaks_something_else_or_closes_at_once_is_no_target(b):
    def garbage(s):
        s.sendall(b'SSH-2.0-OpenSSH_9.2p1 ' + bytes(range(256)) * 20)
        while s.recv(65536):
            pass

    def wrong_answer(s):
        header, _ = read_pdu(s)
        s.sendall(bytes([0x3f]) + bytes(15) + header[16:20] + bytes(28))
        s.recv(65536)

    for serve in (garbage, wrong_answer, lambda s: s.close(), lambda s: (read_pdu(s), s.close())):
        with Server(serve) as server:
            address = 'iscsi://127.0.0.1:%d/%s/1?timeout=3' % (server.port, NAME)
            error, done = fails_soon(b, address, 6)
            assert error['status'] == 'IMAPI_E_CONNECTION_FAILED', error
            assert '127.0.0.1:%d' % server.port in error['message'], error
            assert '\\n' not in done.out.replace('\n', ''), done.story()


@case
def terms_under_which_nothing_could_ever_be_sent_are_refused(b):
    with Target(b) as target, Proxy(target.port) as proxy:
        for terms, good in (('MaxRecvDataSegmentLength=0', False),
                            ('MaxRecvDataSegmentLength=-1', False),
                            ('MaxRecvDataSegmentLength=512', True)):
            proxy.rewrite = lambda header, data, t=terms.encode(): add_terms(header, data, t)
            done = b.imapi('info', '--drive', target.address(port=proxy.port))
            assert (done.status == 0) == good, done.story()
            assert good or 'does not speak iSCSI as it should' in done.err, done.story()


@case
def a_login_that_comes_in_small_pieces_is_still_one(b):
    with Target(b) as target, Proxy(target.port) as proxy:
        proxy.drip = True
        b.imapi('info', '--drive', target.address(port=proxy.port)).ok()


@case
def what_is_wrong_with_an_address_is_said(b):
    port = free_port()
    for address, status, words in (
            ('iscsi://127.0.0.1:%d/%s/1' % (port, NAME), 'IMAPI_E_CONNECTION_FAILED',
             '127.0.0.1:%d cannot be reached: Connection refused' % port),
            ('iscsi://no-such..host/%s/1' % NAME, 'IMAPI_E_CONNECTION_FAILED',
             'there is no host no-such..host'),
            ('iscsi://127.0.0.1/%s' % NAME, 'IMAPI_E_ADDRESS_INVALID', 'it names no LUN')):
        error, _ = fails_soon(b, address)
        assert error['status'] == status and words in error['message'], error
        assert '\n' not in error['message'], error
    with Target(b) as target:
        for address, status, words in (
                (target.address().replace(':dvd', ':none'), 'IMAPI_E_DEV_NOT_EXIST',
                 'offers no target'),
                (target.address(7), 'IMAPI_E_DEV_NOT_EXIST', 'has no LUN 7'),
                (target.address(0), 'IMAPI_E_ADDRESS_INVALID', 'is not a CD, DVD or BD drive')):
            error, _ = fails_soon(b, address)
            assert error['status'] == status and words in error['message'], error


@case
def a_target_that_has_moved_is_followed_but_not_for_ever(b):
    def send_elsewhere(port):
        def serve(s):
            header, _ = read_pdu(s)
            s.sendall(login_response(header, 0x0101, b'TargetAddress=127.0.0.1:%d,1\0' % port()))
            s.recv(65536)
        return serve

    with Target(b) as target, Server(send_elsewhere(lambda: target.port)) as server:
        b.imapi('info', '--drive', target.address(port=server.port)).ok()
    with Server(None) as server:
        server.serve = send_elsewhere(lambda: server.port)
        error, _ = fails_soon(b, 'iscsi://127.0.0.1:%d/%s/1' % (server.port, NAME))
        assert 'from one place to the next' in error['message'], error


class LostAnswers:
    """Lets no answer to a READ DISC INFORMATION through: the drive is stuck, the target lives."""

    def __init__(self, proxy, aborts=True):
        self.tags = set()
        self.aborts = aborts
        proxy.to_target, proxy.from_target = self.note, self.passes

    def note(self, header, _):
        if header[0] & 0x3f == 0x01 and header[32] == 0x51:
            self.tags.add(header[16:20])
        return self.aborts or header[0] & 0x3f != 0x02

    def passes(self, header, _):
        return header[16:20] not in self.tags


STUCK, QUICK = '51000000000000080000@1500', '000000000000@1500'


@case
def a_stuck_drive_behind_a_living_target_costs_no_more_than_the_time_out(b):
    with Target(b) as target, Proxy(target.port) as proxy:
        address = target.address(port=proxy.port, options='?timeout=3')
        LostAnswers(proxy)
        stuck, after = probe(address, STUCK, QUICK)
        assert stuck[0] == 1 and stuck[2] == 2048 and 1500 <= stuck[3] < 5000, stuck
        assert stuck[4] >= 5 and after[0] == 0, (stuck, after)


@case
def a_target_that_cannot_abort_loses_the_connection_with_the_command(b):
    with Target(b) as target, Proxy(target.port) as proxy:
        address = target.address(port=proxy.port, options='?timeout=3')
        LostAnswers(proxy, aborts=False)
        stuck, after = probe(address, STUCK, QUICK)
        assert stuck[0] == 1 and 1500 <= stuck[3] < 9000, stuck
        assert after[0] == 3 and after[3] < 1000, after
        assert probe(address, QUICK)[0][0] == 0


@case
def a_slow_command_of_a_living_target_outlives_the_time_out_of_the_connection(b):
    with Target(b) as target, Proxy(target.port) as proxy:
        LostAnswers(proxy)
        address = target.address(port=proxy.port, options='?timeout=1')
        stuck, after = probe(address, STUCK.replace('@1500', '@4000'), QUICK)
        assert stuck[0] == 1 and stuck[3] >= 4000, stuck
        assert after[0] == 0, after


harness.main(at_once=3)
