#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Requests that cannot be meant, help, version."""
import os
import re
import subprocess

import harness
from harness import case

VERBS = ['list', 'info', 'image', 'burn', 'close', 'erase', 'format', 'verify', 'read', 'sim',
         'trace']
MAN = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../tools/imapi.1.scd')


def man_synopsis():
    with open(MAN, encoding='utf-8') as file:
        part = file.read().split('# SYNOPSIS')[1].split('# DESCRIPTION')[0]
    return [line.replace('*', '') for line in part.splitlines() if line]


def synopsis(help_text):
    part = help_text.split('\n\n')[0]
    return [re.sub(r'^(Usage:)?\s+', '', line) for line in part.splitlines()]


@case
def every_verb_has_help_and_its_usage_is_that_of_the_manual(b):
    lines = []
    for verb in VERBS:
        result = b.imapi(verb, '--help').ok()
        lines += synopsis(result.out)
    assert lines == man_synopsis(), '%s\n%s' % (lines, man_synopsis())


@case
def every_option_in_help_is_in_the_manual(b):
    with open(MAN, encoding='utf-8') as file:
        manual = file.read()
    for verb in VERBS:
        for option in re.findall(r'--[a-z-]+', b.imapi(verb, '--help').ok().out):
            assert option in manual, '%s of %s' % (option, verb)


@case
def the_general_help_lists_every_verb(b):
    out = b.imapi('--help').ok().out
    for verb in VERBS:
        assert re.search(r'^  %s ' % verb, out, re.M), out


@case
def no_arguments_show_the_help_and_are_a_mistake(b):
    assert 'Usage' in b.imapi().fails(2).err


@case
def the_version_is_that_of_the_library(b):
    assert re.fullmatch(r'imapi \d+\.\d+\.\d+\n', b.imapi('--version').ok().out)


@case
def an_unknown_verb_is_named(b):
    for verb in ['frobnicate', 'audio', 'raw']:
        assert 'unknown verb "%s"' % verb in b.imapi(verb).fails(2).err


@case
def mistakes_end_with_2_and_say_what_is_wrong(b):
    b.fill()
    for words, text in [
            ('info', 'no drive given'),
            ('info --bogus', 'unknown option --bogus'),
            ('info -z', 'unknown option -z'),
            ('info --drive', 'needs an argument'),
            ('info extra --drive sim:bd-r', 'unexpected argument "extra"'),
            ('burn --drive sim:bd-r', 'needs an argument'),
            ('burn --drive sim:bd-r --verify maybe folder', 'none, quick or full'),
            ('burn --drive sim:bd-r --speed fast folder', 'multiple of single speed'),
            ('burn --drive sim:bd-r --speed nan folder', 'multiple of single speed'),
            ('burn --drive sim:bd-r --fs ntfs folder', 'iso, joliet, rr and udf'),
            ('burn --drive sim:bd-r --max-wait -5 folder', 'a number'),
            ('burn --drive sim:dvd+r-dl --layer-break 17 folder', 'a multiple of 16'),
            ('burn --drive sim:dvd+r-dl --layer-break half folder', 'a multiple of 16'),
            ('image -o x.iso --level 4 folder', '1, 2 or 3'),
            ('image -o x.iso', 'no folder given'),
            ('image folder', 'one of'),
            ('image -o x.iso --check y.iso', 'one of'),
            ('read --drive sim:bd-r', 'no output'),
            ('read --drive sim:bd-r --session 1 --track 1 -o x', 'not both'),
            ('sim', 'needs an argument'),
            ('sim dance', 'dance'),
            ('sim new bd-r', 'needs'),
            ('trace', 'needs an argument'),
            ('burn --drive sim:bd-r --progress folder', '--json')]:
        result = b.imapi(*words.split()).fails(2)
        assert text in result.err, result.story()
        assert result.out == '', result.story()
    assert not os.path.exists(b.path('x.iso'))


@case
def a_size_is_a_number_with_a_unit(b):
    for size in ['0', '-1', 'x', '1Q', '99999999999999999999', '1MM', '20000000T']:
        b.imapi('sim', 'new', 'bd-r', 'x.sim', '--size', size).fails(2)
    assert not os.path.exists(b.path('x.sim'))


@case
def two_folders_and_an_image_do_not_go_together(b):
    b.fill()
    b.write('x.iso', bytes(2048))
    result = b.imapi('burn', '--drive', 'sim:bd-r', 'folder', 'x.iso').fails(2)
    assert 'not a folder' in result.err, result.story()


@case
def a_folder_that_is_not_there_is_named_and_so_is_the_reason(b):
    result = b.imapi('image', '-o', 'x.iso', 'nowhere').fails(1)
    assert 'nowhere: No such file or directory' in result.err, result.story()


@case
def output_that_cannot_be_written_is_a_failure(b):
    b.fill()
    if not os.path.exists('/dev/full'):
        return
    with open('/dev/full', 'wb') as full:
        done = subprocess.run([harness.TOOL, 'list', '--json'], stdout=full,
                              stderr=subprocess.PIPE, check=False)
        assert done.returncode != 0
        done = subprocess.run([harness.TOOL, 'image', '-o', '-', b.path('folder')], stdout=full,
                              stderr=subprocess.PIPE, check=False)
        assert done.returncode == 1 and b'No space left' in done.stderr, done.stderr


harness.main()
