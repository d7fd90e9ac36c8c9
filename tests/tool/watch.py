#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""imapi list --watch: how it begins and how it ends. What it tells is tested where drives are."""
import json
import os
import signal
import subprocess

import harness
from harness import TOOL, case

# A drive for `umockdev-run -d`; Linux does not look for media in it.
DRIVE = '''P: /devices/pci0000:00/0000:00:1f.2/host1/target1:0:0/1:0:0:0
E: SUBSYSTEM=scsi
E: DEVTYPE=scsi_device
A: type=5\\n
A: vendor=ASUS    \\n
A: model=DRW-24D5MT\\n
A: rev=2.00\\n

P: /devices/pci0000:00/0000:00:1f.2/host1/target1:0:0/1:0:0:0/scsi_device/1:0:0:0
E: SUBSYSTEM=scsi_device
L: device=../../../1:0:0:0

P: /devices/pci0000:00/0000:00:1f.2/host1/target1:0:0/1:0:0:0/block/sr0
N: sr0
E: SUBSYSTEM=block
E: DEVTYPE=disk
'''
ID = 'pci-0000:00:1f.2-scsi-0:0:0:0'


def watch(bench, *options, out=subprocess.PIPE):
    """Starts the watch on the machine above. The process is the tool's own."""
    bench.write('drive.umockdev', DRIVE.encode())
    env = dict(bench.environment(), IMAPI_MODULE_PATH='',
               ASAN_OPTIONS='verify_asan_link_order=0:detect_leaks=0')
    return subprocess.Popen(['umockdev-run', '-d', bench.path('drive.umockdev'), '--', 'sh', '-c',
                             'echo $$ >pid; exec "$0" "$@"', TOOL, 'list', '--watch', *options],
                            cwd=bench.folder, env=env, stdout=out, stderr=subprocess.PIPE,
                            text=True)


def end(bench, process, number):
    os.kill(int(bench.read('pid')), number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, (process.returncode, out, err)
    return out, err


@case
def the_drives_that_are_there_come_first(bench):
    process = watch(bench)
    line = process.stdout.readline()
    assert line.split() == ['/dev/sr0', 'is', 'there', 'ASUS', 'DRW-24D5MT', '2.00', ID], line
    end(bench, process, signal.SIGINT)


@case
def with_json_each_event_is_an_object_on_a_line_of_its_own(bench):
    process = watch(bench, '--json')
    event = json.loads(process.stdout.readline())
    assert event == {'event': 'present', 'address': '/dev/sr0', 'id': ID, 'vendor': 'ASUS',
                     'product': 'DRW-24D5MT', 'revision': '2.00', 'medium_poll_ms': 0}, event
    out, _ = end(bench, process, signal.SIGTERM)
    assert out == '', 'no report after the events: %s' % out


@case
def that_media_will_not_be_seen_is_said_once_and_what_helps(bench):
    process = watch(bench)
    process.stdout.readline()
    _, err = end(bench, process, signal.SIGINT)
    assert err.count('Linux does not look for media in /dev/sr0') == 1, err
    assert 'events_dfl_poll_msecs' in err, err


@case
def a_reader_that_leaves_is_an_orderly_end(bench):
    process = watch(bench)
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    assert process.wait(60) == 0, err


@case
def a_full_disk_is_a_failure(bench):
    with open('/dev/full', 'w') as full:
        process = watch(bench, out=full)
        err = process.stderr.read()
        assert process.wait(60) == 1, err
    assert 'standard output could not be written' in err, err


@case
def hanging_up_ends_it_in_order(bench):
    process = watch(bench)
    process.stdout.readline()
    end(bench, process, signal.SIGHUP)


harness.main()
