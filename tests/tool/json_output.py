#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""--json: one document from every verb, also when it fails."""
import json
import os

import harness
from harness import case


def check_success(document, verb):
    assert document['verb'] == verb and document['ok'] is True, document
    assert document['status'] == 'IMAPI_OK' and document['code'] == '0x00000000', document
    assert 'error' not in document, document


def check_failure(document, verb):
    assert document['verb'] == verb and document['ok'] is False, document
    assert document['status'].startswith(('IMAPI_E_', 'E_')), document
    assert int(document['code'], 16) >= 0x80000000, document
    error = document['error']
    assert error['message'], document
    for member in ['advice', 'sense', 'cdb', 'lba', 'elapsed_ms']:
        assert member in error, document


@case
def every_verb_writes_one_document(b):
    folder = b.fill()
    for words in ['list', 'sim media', 'sim models', 'sim new bd-r disc.sim',
                  'info --drive sim:disc.sim --features', 'image -o x.iso ' + folder,
                  'image --list x.iso', 'image --check x.iso',
                  'burn --drive sim:disc.sim --dry-run ' + folder,
                  'burn --drive sim:disc.sim ' + folder, 'info --drive sim:disc.sim',
                  'verify --drive sim:disc.sim', 'verify --drive sim:disc.sim --against x.iso',
                  'verify --drive sim:disc.sim --against ' + folder,
                  'read --drive sim:disc.sim -o y.iso']:
        result = b.imapi(*words.split(), '--json').ok()
        check_success(result.json, words.split()[0])
        assert result.err == '', result.story()


@case
def every_verb_writes_one_document_when_it_fails(b):
    b.fill()
    for status, words in [
            (2, 'info'), (2, 'info --bogus'), (2, 'burn --drive sim:bd-r'), (2, 'image'),
            (2, 'sim dance'), (2, 'trace'), (2, 'list extra'),
            (1, 'info --drive sim:nowhere.sim'), (1, 'info --drive /dev/nowhere'),
            (1, 'info --drive gopher:x'), (1, 'info --drive sim:bd-r?bogus=1'),
            (1, 'info --drive tape:nowhere'),
            (1, 'burn --drive sim:bd-r nowhere'), (1, 'burn --drive sim:none folder'),
            (1, 'image -o x.iso nowhere'), (1, 'image --list nowhere'),
            (1, 'image --check folder/empty'), (1, 'verify --drive sim:bd-r'),
            (1, 'read --drive sim:bd-r -o x'), (1, 'sim new floppy x.sim'),
            (1, 'trace nowhere.tape')]:
        verb, *rest = words.split()
        result = b.imapi(verb, '--json', *rest).fails(status)
        check_failure(result.json, verb)
        assert result.err == '', result.story()


@case
def progress_comes_as_lines_and_the_result_last(b):
    drive = b.disc()
    result = b.imapi('burn', '--drive', drive, '--json', '--progress', b.fill(megabytes=5)).ok()
    lines = [json.loads(line) for line in result.out.splitlines()]
    assert [line['event'] for line in lines[:-1]] == ['progress'] * (len(lines) - 1)
    assert lines[-1]['event'] == 'result' and lines[-1]['result']['verify'] == 'passed'
    actions = [line['action'] for line in lines[:-1]]
    assert 'writing' in actions and 'verifying' in actions, actions
    assert actions.index('writing') < actions.index('verifying')
    for line in lines[:-1]:
        assert line['percent'] is None or 0 <= line['percent'] <= 100, line


@case
def names_that_are_not_utf_8_do_not_break_the_document(b):
    os.makedirs(b.path('folder'))
    with open(os.path.join(b.path('folder').encode(), b'a\xff\xfe\xc3z'), 'wb'):
        pass
    b.imapi('image', '-o', 'x.iso', 'folder', '--fs', 'iso,rr').ok()
    document = b.imapi('image', '--list', 'x.iso', '--json').ok().json
    names = [entry['path'] for entry in document['entries']]
    assert any(name.startswith('/a\ufffd') and name.endswith('z') for name in names), names


@case
def a_drive_with_a_mark_of_its_own_is_shown_as_the_list_says(b):
    document = b.imapi('list', '--json').ok().json
    for drive in document['drives']:
        assert set(drive) == {'address', 'id', 'vendor', 'product', 'revision'}


harness.main()
