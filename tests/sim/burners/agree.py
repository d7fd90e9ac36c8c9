#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What imapi info says of a medium, field by field, against xorriso -toc and dvd+rw-mediainfo.
Usage: agree.py TOOL CASE... with BURNER_PRELOAD in the environment; all media that there are."""
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../../tool'))
import harness
from harness import case

PRELOAD = os.environ['BURNER_PRELOAD']
MEDIA = json.loads(subprocess.run([harness.TOOL, 'sim', 'media', '--json'], check=True,
                                  capture_output=True).stdout)['media']
CD = (0x08, 0x09, 0x0a)
DVD_RAM = 0x12
DVD_MINUS = (0x11, 0x13, 0x14, 0x15, 0x16)
DVD_PLUS_RW_DL = 0x2a  # xorriso does not know it
DVD_R_DL_JUMP = 0x0016
BOOKLESS = 0x10  # dvd+rw-mediainfo looks no further at a DVD-ROM


def other(b, disc, *command):
    """A program that finds the disc in /dev/sr0."""
    env = dict(os.environ, LD_PRELOAD=PRELOAD, SIM_ADDRESS='sim:' + b.path(disc))
    return subprocess.run(command, env=env, capture_output=True, timeout=60,
                          check=False).stdout.decode('utf-8', 'replace')


class Told:
    """What one program told, and how it differs from what imapi says."""

    def __init__(self, name, text):
        self.name, self.text, self.wrong = name, text, []

    def find(self, pattern):
        return re.findall(pattern, self.text, re.MULTILINE)

    def agree(self, field, theirs, ours):
        if theirs != ours:
            self.wrong.append('%s: %s says %r, imapi %r' % (field, self.name, theirs, ours))

    def numbers(self, field, pattern, ours):
        self.agree(field, [int(n) for n in self.find(pattern)], ours)


def status_of(medium):
    state = medium['state']
    if 'blank' in state and 'overwritable' not in state:
        return 'blank'
    return 'appendable' if 'appendable' in state else 'closed'


def product_of(medium):
    identity = medium['identity']
    # the two halves of a DVD-R's id are one text
    between = '' if medium['profile'] in DVD_MINUS else '/'
    if not identity['manufacturer_id']:
        return ''
    return identity['manufacturer_id'] + between + identity['media_type_id']


def against_xorriso(told, medium):
    overwritable = 'overwritable' in medium['state']
    recordable = medium['profile'] != BOOKLESS
    if recordable and medium['profile'] != DVD_PLUS_RW_DL:
        product = ''.join(told.find(r'^Media product: (\S+)'))
        told.agree('product', product[:len(product_of(medium))].replace(' ', '_'),
                   product_of(medium).replace(' ', '_'))
    if overwritable and medium['profile'] != DVD_PLUS_RW_DL:
        told.agree('blank', bool(told.find(r'^Media status .*is (blank)')),
                   'blank' in medium['state'])
    if not overwritable:
        told.agree('status', told.find(r'^Media status .*is (blank|appendable|closed)'),
                   [status_of(medium)])
        told.numbers('sessions', r'^Media summary: (\d+) session', [medium['sessions']])
        told.numbers('nwa', r'^Media nwa    : (\d+)s',
                     [medium['next_writable']] if medium['next_writable'] else [])
        # imapi leaves out the run-out that ends a track of a CD; of a medium that is written
        # anywhere xorriso takes off what its file system has
        told.numbers('free', r'^Media blocks : .* (\d+) writable',
                     [medium['tracks'][-1]['free_sectors'] if medium['profile'] in CD
                      else medium['free_sectors']])


def against_mediainfo(told, medium):
    states = {'blank': 'blank', 'appendable': 'appendable', 'complete': 'closed',
              'other': 'closed'}
    speeds = [int(n) for n in told.find(r'^ Write Speed #\d+: .*=(\d+)KB/s')]
    told.agree('speeds', [round(n * 1000 / 2048) for n in speeds],
               [s['sectors_per_second'] for s in medium['write_speeds']])
    told.agree('profile', [int(x, 16) for x in told.find(r'Mounted Media: +([0-9A-F]+)h')],
               [medium['profile']])
    if medium['profile'] == BOOKLESS:
        return
    status = [states[s] for s in told.find(r'Disc status: +(\w+)')]
    if 'overwritable' not in medium['state']:
        told.agree('status', status, [status_of(medium)])
    # of the one track of a DVD-RAM it tells nothing
    tracks = medium['tracks'] if medium['profile'] != DVD_RAM else []
    told.numbers('track starts', r'Track Start Address: +(\d+)\*2KB',
                 [t['start'] for t in tracks])
    if medium['profile'] != DVD_R_DL_JUMP:  # of which it tells the layers instead
        told.numbers('track sizes', r'Track Size: +(\d+)\*2KB',
                     [t['sectors'] for t in tracks])
    told.numbers('free blocks', r'Free Blocks: +(\d+)\*2KB',
                 [t['free_sectors'] for t in tracks])
    told.numbers('next writable', r'Next Writable Address: +(\d+)\*2KB',
                 [t['next_writable'] for t in tracks if t['next_writable'] is not None])


def judge(b, disc):
    medium = b.imapi('info', '--drive', 'sim:' + disc, '--json').ok().json['medium']
    xorriso = Told('xorriso', other(b, disc, 'xorriso', '-outdev', '/dev/sr0', '-toc'))
    if medium['profile'] != DVD_R_DL_JUMP:  # which it does not know
        against_xorriso(xorriso, medium)
    wrong = xorriso.wrong
    if medium['profile'] not in CD:
        mediainfo = Told('dvd+rw-mediainfo', other(b, disc, 'dvd+rw-mediainfo', '/dev/sr0'))
        against_mediainfo(mediainfo, medium)
        wrong += mediainfo.wrong
        xorriso.text += mediainfo.text
    assert not wrong, '\n'.join(wrong) + '\n' + json.dumps(medium, indent=1) + xorriso.text
    return medium


def add(name, states):
    """A case for one medium: blank, burned, closed for good as far as it goes, erased."""
    def run(b):
        folder = b.fill()
        b.disc(name)
        judge(b, 'disc.sim')
        for options in states:
            b.imapi('burn', '--drive', 'sim:disc.sim', '--quiet', *options, folder).ok()
            judge(b, 'disc.sim')
        if name in ERASED:
            b.imapi('erase', '--drive', 'sim:disc.sim', '--quiet').ok()
            assert 'blank' in judge(b, 'disc.sim')['state']
    run.__name__ = 'programs_agree_about_' + name
    case(run)


ERASED = ('cd-rw', 'dvd-rw', 'dvd-rw-ow', 'dvd-ram', 'dvd+rw', 'dvd+rw-dl', 'bd-re', 'bd-re-dl',
          'bd-re-tl')
ONCE = [[]]
TWICE = [[], ['--close']]
WAYS = {'cd-r': TWICE, 'cd-rw': TWICE, 'dvd+r': TWICE, 'bd-r': TWICE}
for each in MEDIA:
    if not each['name'].endswith('-rom'):
        add(each['name'], WAYS.get(each['name'], ONCE))


@case
def packets_that_wodim_writes_are_read(b):
    b.imapi('image', '-o', 'x.iso', b.fill()).ok()
    b.disc('cd-r')
    said = other(b, 'disc.sim', 'wodim', 'gracetime=2', 'dev=/dev/sr0', '-packet', '-multi',
                 b.path('x.iso'))
    track = b.imapi('info', '--drive', 'sim:disc.sim', '--json').ok().json['medium']['tracks'][0]
    assert track['in_packets'] and track['packet_sectors'] == 0, said
    out = b.imapi('read', '--drive', 'sim:disc.sim', '--track', 1, '-o', 'back.iso').ok()
    assert 'between packets' in out.err, out.story()
    assert b.read('back.iso').startswith(b.read('x.iso'))
    b.imapi('burn', '--drive', 'sim:disc.sim', '--append', b.fill(name='new')).ok()


harness.main()
