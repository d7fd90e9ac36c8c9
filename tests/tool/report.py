#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""imapi burn --report: it is there however the burn ends, well-formed, and tells the truth."""
import html.parser
import json
import os
import re
import signal
import time
import xml.etree.ElementTree

import harness
from harness import case

VOID = {'meta', 'br'}


class Nesting(html.parser.HTMLParser):
    """Fails where a tag is not closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.words = [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open[-3:])
        self.open.pop()

    def handle_data(self, data):
        self.words.append(data)


def page(b, name='x.html'):
    """The page as a string and parsed, after the checks that hold for every page."""
    text = b.read(name).decode('utf-8')
    xml.etree.ElementTree.fromstring(text)
    parsed = Nesting()
    parsed.feed(text)
    parsed.close()
    assert not parsed.open, parsed.open
    for tag, attributes in parsed.seen:
        assert tag not in ('script', 'link', 'img', 'iframe', 'object', 'base'), tag
        for attribute in attributes:
            assert not attribute.startswith('on') and attribute not in ('src', 'href', 'style')
    assert not re.search(r'https?:|//|url\(|@import', text.replace('/&', '')), 'loads something'
    return text, parsed


def outcome(b, *args, status):
    """Burns with both kinds of report; returns the JSON one."""
    folder = b.path('folder') if os.path.exists(b.path('folder')) else b.fill(megabytes=4)
    for ending in ['html', 'json']:
        b.imapi('burn', '--report', 'x.' + ending, *args, folder).fails(status)
    text, _ = page(b)
    document = json.loads(b.read('x.json'))
    assert '<h1>%s</h1>' % document['outcome']['title'] in text, document['outcome']
    assert document['ok'] == (status == 0) and document['verb'] == 'burn'
    left = sorted(name for name in os.listdir(b.folder) if name.startswith('x.'))
    assert left == ['x.html', 'x.json'], left
    return document


@case
def a_good_burn_is_told_with_its_numbers(b):
    document = outcome(b, '--drive', 'sim:bd-r?model=close-4min', status=0)
    result = document['result']
    assert document['outcome']['name'] == 'closed-verified', document['outcome']
    assert document['outcome']['tone'] == 'good' and document['error'] is None
    assert document['drive']['vendor'] == 'IMAPI'
    assert document['drive']['product'] == 'SIM CLOSE 4 MIN'
    assert document['medium']['type'] == 'BD-R'
    text, _ = page(b)
    for word in ['SIM CLOSE 4 MIN', 'BD-R', 'id="writing"', 'id="reading"',
                 'LBA, sectors of 2048 bytes', 'speed, MB/s', 'buffers, % full']:
        assert word in text, word
    assert sum(s['sectors'] for s in document['writing']) == result['sectors_written']
    assert abs(sum(s['ms'] for s in document['writing']) - result['write_ms']) < 1000
    assert sum(s['sectors'] for s in document['reading']) == result['sectors_verified']
    assert document['writing'][0]['lba'] == result['start_lba']


@case
def the_report_and_json_hold_the_same_account(b):
    folder = b.fill()
    drive = b.disc()
    document = b.imapi('burn', '--drive', drive, '--json', '--report', 'x.json', folder).ok().json
    report = json.loads(b.read('x.json'))
    assert report['waits'] == document['waits'] and isinstance(report['waits'], list)
    for member, value in report['result'].items():
        assert document['result'].get(member, value) == value, member
    assert document['report'] == {'path': 'x.json', 'error': None}


@case
def every_wait_is_accounted_for(b):
    document = outcome(b, '--drive', 'sim:dvd+r?model=events-busy', status=0)
    waits, text = document['waits'], page(b)[0]
    close = waits[-1]
    assert close['operation'] == 'close-session' and close['end'] == 'confirmed', close['end']
    assert 600000 <= close['duration_ms'] <= 610000 and close['decision']
    assert sum(w['duration_ms'] for w in waits) <= document['result']['close_ms']
    assert {s['name'] for s in close['sources']} >= {'work model', 'mode page 1Dh', 'history'}
    assert all(s['reason'] and s['believed'] in (True, False) for s in close['sources'])
    assert [p['at_ms'] for p in close['polls']] == sorted(p['at_ms'] for p in close['polls'])
    assert {p['class'] for p in close['polls']} == {'busy', 'ready'}
    assert any(p['foretold_ms'] for p in close['polls'])
    assert close['usual_ms'] >= close['expected_ms'] > 0
    for index, wait in enumerate(waits):
        assert ('id="wait-%d"' % index in text) == bool(wait['polls']), index
    for source in close['sources']:
        assert '<td>%s</td>' % source['name'] in text, source
    assert 'ready, as the drive foretells' in text and 'would give up' in text


@case
def what_was_proved_is_said(b):
    for level, proof in [('full', ['state', 'time', 'all-read']),
                         ('none', ['state', 'time', 'samples'])]:
        b.imapi('burn', '--drive', 'sim:bd-r', '--verify', level, '--report', 'x.json',
                b.fill(level)).ok()
        b.imapi('burn', '--drive', 'sim:bd-r', '--verify', level, '--report', 'x.html',
                b.path(level)).ok()
        result = json.loads(b.read('x.json'))['result']
        assert set(result['proof']) >= set(proof) - {'time'}, result['proof']
        text, _ = page(b)
        assert text.count('<li class="yes">') == len(result['proof']), text
        assert result['lost_from_lba'] is None


@case
def a_disc_that_must_be_reloaded_is_no_failure_and_not_verified(b):
    document = outcome(b, '--drive', 'sim:bd-r?model=stale-slim', status=0)
    assert document['outcome']['name'] == 'reload-needed', document['outcome']
    assert document['outcome']['tone'] == 'wait' and document['outcome']['advice']


@case
def every_way_to_fail_leaves_a_report(b):
    for name, args in [
            ('still-closing', ['--drive', 'sim:bd-r?model=slow-closer', '--max-wait', 60]),
            ('close-refused', ['--drive', 'sim:bd-r?model=refuses-7203']),
            ('gone', ['--drive', 'sim:bd-r?model=removed']),
            ('gone', ['--drive', 'sim:bd-r?model=unplugged']),
            ('verification-failed', ['--drive', 'sim:bd-r?fault=write@lba=333:corrupt']),
            ('failed', ['--drive', 'sim:bd-r?fault=write@lba=640:3/0c/00']),
            ('failed', ['--drive', 'sim:none'])]:
        document = outcome(b, *args, status=1)
        assert document['outcome']['name'] == name, (args, document['outcome'])
        assert document['outcome']['advice'], (args, document['outcome'])
        assert document['error']['message'], document


@case
def a_model_that_fails_has_a_report_whatever_it_does(b):
    for model in ['dies', 'fails', 'liar', 'resets', 'resets-loses', 'silent', 'refuses-2400']:
        status = b.imapi('burn', '--drive', 'sim:bd-r?model=' + model, b.path('folder')
                         if os.path.exists(b.path('folder')) else b.fill(megabytes=4)).status
        document = outcome(b, '--drive', 'sim:bd-r?model=' + model, status=status)
        assert (document['outcome']['tone'] == 'good') == (status == 0), document['outcome']


@case
def a_bad_sector_is_in_the_chart_and_in_the_table(b):
    document = outcome(b, '--drive', 'sim:bd-r?fault=write@lba=333:corrupt', status=1)
    bad = document['bad_ranges']
    assert [(r['start_lba'], r['sectors'], r['unreadable']) for r in bad] == [(333, 1, False)]
    text, parsed = page(b)
    marks = [a for tag, a in parsed.seen if tag == 'rect' and a['class'] == 'bad']
    assert len(marks) == 1 and 'LBA 333: 1 sectors differ' in text, marks
    assert '>%s</bdi></td></tr>' % bad[0]['paths'][0] in text


@case
def names_from_outside_stay_text(b):
    name = '<img src=x onerror=alert(1)>&amp;"\'.bin'
    b.write('folder/' + name, os.urandom(3000000))
    b.fill(megabytes=1)
    document = outcome(b, '--drive', 'sim:bd-r?fault=write@lba=700:corrupt', status=1)
    assert document['bad_ranges'][0]['paths'] == ['/' + name], document['bad_ranges']
    text, parsed = page(b)
    assert '<img' not in text and '/' + name in ''.join(parsed.words)


@case
def a_burn_that_is_stopped_leaves_a_report(b):
    process = b.start('burn', '--drive', 'sim:bd-r?clock=real&model=close-100ms', '--report',
                      'x.html', b.fill(megabytes=60))
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    text, _ = page(b)
    assert '<h1>Stopped on request</h1>' in text and 'not reached' in text


@case
def another_ending_is_refused_before_the_drive_is_touched(b):
    folder, drive = b.fill(), b.disc()
    before = b.read('disc.sim')
    for name in ['x.pdf', 'report', '.html', 'html', 'x.htm']:
        result = b.imapi('burn', '--drive', drive, '--report', name, folder).fails(2)
        assert '.html or .json' in result.err, result.story()
    for name in ['nowhere/x.html', 'folder.html/x.json', 'dir.html']:
        os.makedirs(b.path('dir.html'), exist_ok=True)
        result = b.imapi('burn', '--drive', drive, '--report', name, folder).fails(1)
        assert 'no report can be written' in result.err and 'advice:' in result.err
    assert b.read('disc.sim') == before


def burn_and_lose_the_folder(b, model, *extra):
    """The folder of the report goes away while the drive waits for its trace to be read."""
    os.makedirs(b.path('reports'))
    if not os.path.exists(b.path('trace')):
        os.mkfifo(b.path('trace'))
    process = b.start('burn', '--drive', 'sim:bd-r?model=' + model, '--trace', 'trace',
                      '--report', 'reports/x.html', b.path('folder'), *extra)
    with open(b.path('trace'), 'rb') as trace:
        os.rmdir(b.path('reports'))
        while trace.read(65536):
            pass
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@case
def a_report_that_cannot_be_written_changes_nothing_but_is_told(b):
    b.fill(megabytes=40)
    for model, status in [('reference', 0), ('refuses-7203', 1)]:
        code, _, err = burn_and_lose_the_folder(b, model)
        assert code == status, err
        assert b'report reports/x.html could not be written: No such file' in err, err
        code, out, err = burn_and_lose_the_folder(b, model, '--json')
        assert code == status and not err, err
        assert json.loads(out)['report']['error'].startswith('No such file'), out


@case
def a_verification_has_a_report(b):
    folder, drive = b.fill(megabytes=4), b.disc()
    b.imapi('image', '-o', 'x.iso', folder).ok()
    b.imapi('burn', '--drive', drive, 'x.iso').ok()
    b.write('other/read me.txt', b'other')
    for args, status, name in [(['--against', 'x.iso'], 0, 'verified'),
                               (['--against', folder], 0, 'verified'), ([], 0, 'verified'),
                               (['--against', 'other'], 1, 'failed')]:
        for ending in ['html', 'json']:
            b.imapi('verify', '--drive', drive, '--report', 'v.' + ending, *args).fails(status)
        document = json.loads(b.read('v.json'))
        assert document['outcome']['name'] == name, document['outcome']
        assert bool(document['findings']) == bool(status), document['findings']
        text, _ = page(b, 'v.html')
        assert ('id="reading"' in text) == ('x.iso' in args), args
    assert 'read me.txt' in text and 'is not as it must be' in text


@case
def a_verification_names_what_is_bad(b):
    folder, drive = b.fill(megabytes=4), b.disc()
    b.imapi('image', '-o', 'x.iso', folder).ok()
    b.imapi('burn', '--drive', drive, 'x.iso').ok()
    bad = drive + '?fault=read@lba=1000:3/11/05x1000000'
    b.imapi('verify', '--drive', bad, '--against', 'x.iso', '--report', 'v.html').fails(1)
    text, parsed = page(b, 'v.html')
    assert '<h1>Verification failed</h1>' in text and 'cannot be read' in text
    assert '/big/random.bin' in ''.join(parsed.words)
    b.imapi('verify', '--drive', bad, '--report', 'v.html').fails(1)
    assert '<h1>The disc is not as it must be</h1>' in page(b, 'v.html')[0]
    b.imapi('verify', '--drive', 'sim:none', '--report', 'v.html').fails(1)
    assert '<h1>Not verified</h1>' in page(b, 'v.html')[0]


@case
def a_dry_run_writes_no_report(b):
    b.imapi('burn', '--drive', 'sim:bd-r', '--dry-run', '--report', 'x.html', b.fill()).ok()
    assert not os.path.exists(b.path('x.html'))


@case
def samples_here_and_there_are_not_shown_as_a_curve(b):
    document = outcome(b, '--drive', 'sim:bd-r', '--verify', 'quick', status=0)
    assert document['result']['sectors_verified'] < document['result']['sectors_written']
    assert 'by samples' in document['outcome']['title']
    assert 'id="reading"' not in page(b)[0]


harness.main(at_once=2)
