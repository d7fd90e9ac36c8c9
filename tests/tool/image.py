#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""imapi image, judged by xorriso and isoinfo."""
import os
import shutil
import signal
import stat
import subprocess
import time

import harness
from harness import case


def run(*args, **options):
    return subprocess.run(args, capture_output=True, check=False, **options)


def files_of(folder):
    found = {}
    for path, dirs, names in os.walk(folder):
        for name in dirs + names:
            full = os.path.join(path, name)
            key = os.path.relpath(full, folder)
            if os.path.islink(full):
                found[key] = ('link', os.readlink(full))
            elif os.path.isdir(full):
                found[key] = ('folder',)
            else:
                with open(full, 'rb') as file:
                    found[key] = ('file', file.read())
    return found


@case
def xorriso_extracts_what_the_folder_holds(b):
    folder = b.fill()
    b.imapi('image', '-o', 'x.iso', folder).ok()
    if not shutil.which('xorriso'):
        return
    done = run('xorriso', '-osirrox', 'on', '-indev', b.path('x.iso'), '-extract', '/',
               b.path('out'))
    assert done.returncode == 0, done.stderr
    assert files_of(b.path('out')) == files_of(folder)


@case
def isoinfo_lists_every_file(b):
    folder = b.fill()
    b.imapi('image', '-o', 'x.iso', folder).ok()
    if not shutil.which('isoinfo'):
        return
    done = run('isoinfo', '-R', '-f', '-i', b.path('x.iso'))
    listed = {line.lstrip('/') for line in done.stdout.decode().splitlines()}
    assert listed == set(files_of(folder)), listed ^ set(files_of(folder))


@case
def the_list_has_every_file_with_its_size(b):
    folder = b.fill()
    b.imapi('image', '-o', 'x.iso', folder).ok()
    entries = b.imapi('image', '--list', 'x.iso', '--json').ok().json['entries']
    listed = {e['path'].lstrip('/'): e['bytes'] for e in entries if e['type'] == 'file'}
    wanted = {k: len(v[1]) for k, v in files_of(folder).items() if v[0] == 'file'}
    assert listed == wanted, (listed, wanted)
    out = b.imapi('image', '--list', 'x.iso').ok().out
    assert '  /big/random.bin\n' in out and '1000000' in out, out


@case
def the_check_finds_no_broken_rule_and_finds_one_that_is_broken(b):
    b.imapi('image', '-o', 'x.iso', b.fill()).ok()
    b.imapi('image', '--check', 'x.iso').ok()
    image = bytearray(b.read('x.iso'))
    image[16 * 2048 + 80] ^= 1  # volume space size, little-endian half only
    b.write('bad.iso', bytes(image))
    result = b.imapi('image', '--check', 'bad.iso', '--json').fails(1).json
    assert result['status'] == 'IMAPI_E_IMAGE_INVALID', result
    assert result['errors'] >= 1 and any(f['severity'] == 'error' for f in result['findings'])


@case
def attributes_of_files_become_named_streams(b):
    b.write('folder/a.txt', b'text')
    os.setxattr(b.path('folder', 'a.txt'), 'user.Zone.Identifier', b'[ZoneTransfer]')
    os.setxattr(b.path('folder'), 'user.of the root', b'1')
    b.imapi('image', '-o', 'x.iso', '--fs', 'udf', '--udf', '2.01', '--named-streams', 'folder').ok()
    entries = b.imapi('image', '--list', 'x.iso', '--json').ok().json['entries']
    assert {e['path']: e['streams'] for e in entries} == {
        '/': [{'name': 'of the root', 'bytes': 1}],
        '/a.txt': [{'name': 'Zone.Identifier', 'bytes': 14}]}, entries
    result = b.imapi('image', '-o', 'y.iso', '--named-streams', 'folder').ok()
    assert 'only UDF 2.00 and later can record' in result.err, result.err


@case
def what_is_no_image_is_said_to_be_none(b):
    b.write('x.iso', bytes(100 * 2048))
    for option in ['--check', '--list']:
        assert 'error:' in b.imapi('image', option, 'x.iso').fails(1).err


@case
def equal_folders_give_equal_images(b):
    folder = b.fill()
    b.imapi('image', '-o', 'one.iso', folder).ok()
    b.imapi('image', '-o', 'two.iso', folder).ok()
    assert b.read('one.iso') == b.read('two.iso')


@case
def standard_output_gets_the_same_bytes(b):
    folder = b.fill()
    b.imapi('image', '-o', 'x.iso', folder).ok()
    assert b.imapi('image', '-o', '-', folder).ok().bytes == b.read('x.iso')


@case
def the_contents_of_several_folders_come_together(b):
    b.write('one/a.txt', b'a')
    b.write('one/both/x', b'x')
    b.write('two/both/y', b'y')
    b.imapi('image', '-o', 'x.iso', 'one', 'two').ok()
    out = b.imapi('image', '--list', 'x.iso').ok().out
    for name in ['/a.txt', '/both/x', '/both/y']:
        assert name in out, out


@case
def excluded_names_and_paths_are_left_out(b):
    for name in ['a.txt', 'a.tmp', 'deep/b.tmp', 'cache/c.txt', 'keep/cache.txt']:
        b.write('folder/' + name, b'x')
    b.imapi('image', '-o', 'x.iso', '--exclude', '*.tmp', '-x', 'cache', 'folder/').ok()
    out = b.imapi('image', '--list', 'x.iso').ok().out
    assert '/a.txt' in out and '/keep/cache.txt' in out, out
    assert '.tmp' not in out and 'c.txt\n' not in out, out


@case
def the_options_for_file_systems_are_taken(b):
    folder = b.fill()
    b.imapi('image', '-o', 'x.iso', '--fs', 'iso', '--level', 1, '--volume', 'SOME_NAME',
            folder).ok()
    if shutil.which('isoinfo'):
        text = run('isoinfo', '-d', '-i', b.path('x.iso')).stdout.decode()
        assert 'Volume id: SOME_NAME' in text, text
        assert 'NO Joliet' in text and 'NO Rock Ridge' in text, text


@case
def an_old_file_is_replaced_only_by_a_whole_image(b):
    folder = b.fill()
    b.write('x.iso', b'old')
    b.imapi('image', '-o', 'x.iso', 'nowhere').fails(1)
    assert b.read('x.iso') == b'old'
    b.imapi('image', '-o', 'x.iso', folder).ok()
    assert len(b.read('x.iso')) > 1000000
    assert sorted(os.listdir(b.folder)) == ['folder', 'x.iso']
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(os.stat(b.path('x.iso')).st_mode) == 0o666 & ~mask


@case
def a_failure_leaves_no_file_behind(b):
    folder = b.fill()
    b.imapi('image', '-o', 'nowhere/x.iso', folder).fails(1)
    b.imapi('image', '-o', 'folder', folder).fails(1)
    assert sorted(os.listdir(b.folder)) == ['folder']


@case
def devices_are_never_written_to(b):
    result = b.imapi('image', '-o', '/dev/null', b.fill()).fails(1)
    assert 'not a regular file' in result.err, result.story()


@case
def ctrl_c_ends_with_130_and_leaves_no_file(b):
    b.fill()
    with open(b.path('folder', 'huge'), 'wb') as file:
        file.truncate(40 * 1000**3)
    process = b.start('image', '-o', '-', b.path('folder'))
    process.stdout.read(1000000)
    process.send_signal(signal.SIGINT)
    while process.stdout.read(1000000):
        pass
    err = process.stderr.read().decode()
    assert process.wait(30) == 130, err
    assert 'stopped:' in err, err
    os.truncate(b.path('folder', 'huge'), 1500 * 1000**2)
    process = b.start('image', '-o', 'x.iso', b.path('folder'))
    for _ in range(1000):
        if any(n.startswith('x.iso') for n in os.listdir(b.folder)):
            break
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130, process.returncode
    assert not [n for n in os.listdir(b.folder) if n.startswith('x.iso')]


@case
def standard_input_becomes_a_file_of_the_image(b):
    data = bytes(range(256)) * 5000
    b.imapi('image', '-o', 'x.iso', '--stdin', 'made/a=b.bin=1280000', b.fill(),
            stdin=data).ok()
    b.imapi('image', '-o', 'alone.iso', '--stdin', 'a.bin=1280k', stdin=data).ok()
    for image, path in [('x.iso', '/made/a=b.bin'), ('alone.iso', '/a.bin')]:
        listed = {e['path']: e['bytes']
                  for e in b.imapi('image', '--list', image, '--json').ok().json['entries']}
        assert listed[path] == len(data), listed
        assert data in b.read(image)


@case
def what_standard_input_has_less_or_more_is_no_image(b):
    for data in [b'', b'1234', b'123456']:
        result = b.imapi('image', '-o', 'x.iso', '--stdin', 'a=5', stdin=data).fails(1)
        assert 'announced' in result.err, result.err
        assert not os.path.exists(b.path('x.iso'))
    for wrong in ['a', 'a=', '=5', 'a=b']:
        b.imapi('image', '-o', 'x.iso', '--stdin', wrong, stdin=b'12345').fails(2)


@case
def names_that_a_file_system_cannot_record_are_listed_on_demand(b):
    for name in ['colon:name.txt', 'UPPER.TXT', 'same name', 'same.name.txt', 'same_name.txt']:
        b.write('folder/' + name, b'x')
    assert 'called' not in b.imapi('image', '-o', 'x.iso', 'folder').ok().err
    err = b.imapi('image', '-o', 'x.iso', '-v', 'folder').ok().err
    assert 'joliet: /colon:name.txt is called colon_name.txt (characters)' in err, err
    renamed = b.imapi('image', '-o', 'x.iso', '-v', '--json', 'folder').ok().json['renamed']
    iso = {r['path']: r for r in renamed if r['file_system'] == 'iso'}
    assert '/UPPER.TXT' not in iso and '/same.name.txt' in iso, renamed
    assert iso['/same_name.txt']['reasons'] == 'collision', renamed
    assert iso['/same_name.txt']['recorded'] == 'SAME_NAME000.TXT', renamed


harness.main()
