#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""burns.py IMAPI IMAGE DEVICE...: burns an image by turns, each burn to a blank disc in the
next of these drives, which are alike. Prints CPU seconds per GB."""
import os
import resource
import subprocess
import sys
import time

imapi, image, *devices = sys.argv[1:]
BURNERS = {
    'imapi': [imapi, 'burn', '--quiet', '--no-journal', '--no-history', '--no-reload',
              '--verify', 'none', image, '--drive={}'],
    'xorriso': ['xorriso', '-as', 'cdrecord', '-data', 'padsize=0', image, 'dev={}'],
}


def burn(command):
    """(CPU seconds, seconds) of one burn."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ran.returncode:
        sys.exit('%s: %s' % (command, ran.stdout.decode(errors='replace')))
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime,
            time.monotonic() - start)


size = os.path.getsize(image) / 1e9
runs = {name: [] for name in BURNERS}
while devices:
    for name, command in BURNERS.items():
        device = devices.pop()
        runs[name].append(burn([word.format(device) for word in command]))
cpu = {name: min(c for c, _ in times) / size for name, times in runs.items()}
for name, times in runs.items():
    print('%-8s %5.2f s of CPU per GB   (each burn: %s; it took %s s)' % (
        name, cpu[name], ', '.join('%.2f' % (c / size) for c, _ in times),
        ', '.join('%.0f' % t for _, t in times)))
print('imapi takes %.2f of the CPU time of xorriso' % (cpu['imapi'] / cpu['xorriso']))
