#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The example programs do what they say. Usage: examples.py TOOL FOLDER-OF-EXAMPLES"""
import os
import subprocess
import sys

import harness
from harness import case

EXAMPLES = os.path.abspath(sys.argv.pop(2))
SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../examples')


def run(b, name, *args, status=0):
    done = subprocess.run([os.path.join(EXAMPLES, name)] + list(args), cwd=b.folder,
                          env=b.environment(), capture_output=True, timeout=120, check=False)
    assert done.returncode == status, (name, done)
    return done.stdout.decode()


@case
def no_example_is_longer_than_80_lines(b):
    names = [n for n in os.listdir(SOURCES) if n.endswith('.c')]
    assert len(names) >= 5
    for name in names:
        with open(os.path.join(SOURCES, name), encoding='utf-8') as file:
            assert len(file.readlines()) <= 80, name


@case
def the_list_counts_the_drives(b):
    assert 'drives' in run(b, '01-list')


@case
def the_medium_is_shown(b):
    assert 'BD-R' in run(b, '02-medium-info', 'sim:bd-r')
    run(b, '02-medium-info', 'sim:nowhere', status=1)


@case
def a_folder_is_burned_and_compared(b):
    folder, drive = b.fill(), b.disc()
    assert 'verified' in run(b, '03-burn-folder', drive, folder)
    assert 'the same' in run(b, '06-verify-disc', drive, folder)
    with open(os.path.join(folder, 'read me.txt'), 'a', encoding='utf-8') as file:
        file.write('more')
    assert 'read me.txt' in run(b, '06-verify-disc', drive, folder, status=1)


@case
def a_source_of_the_program_s_own_is_burned(b):
    drive = b.disc('dvd+r')
    assert 'action 4' in run(b, '04-own-source', drive, '1000')
    disc = b.imapi('read', '--drive', drive, '--track', 1, '-o', '-').ok().bytes
    for sector in [0, 1, 255, 256, 999]:
        assert disc[sector * 2048:sector * 2048 + 4] == sector.to_bytes(4, 'little')


@case
def a_burn_goes_through_a_transport_of_the_program_s_own(b):
    folder, drive = b.fill(), b.disc()
    b.imapi('image', '-o', 'x.iso', folder).ok()
    out = run(b, '05-own-transport', drive, 'x.iso')
    assert 'exchanges' in out and 'verified' in out, out
    b.imapi('verify', '--drive', drive, '--against', folder).ok()


@case
def an_image_goes_to_a_file(b):
    folder = b.fill()
    run(b, '07-image-to-file', folder, 'x.iso')
    b.imapi('image', '-o', 'y.iso', '--volume', 'EXAMPLE', folder).ok()
    assert b.read('x.iso') == b.read('y.iso')


@case
def commands_of_the_program_s_own_are_answered(b):
    out = run(b, '09-raw-command', 'sim:bd-r')
    assert 'command 12h: 96 bytes: 05 80' in out, out
    assert 'command 4Ah: 8 bytes: 00 06' in out, out


harness.main()
