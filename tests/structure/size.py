#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The size report: lines per file and function, parameters. Fails over the hard limits."""
import statistics
import subprocess

from common import Checks, ROOT, files, text

FILE_MAX, FUNCTION_MAX, PARAMETERS_MAX = 500, 80, 6
FILE_MAX_OF = {'examples': 80}


def functions(paths):
    """(path, name, lines, parameters) of every function, by ctags."""
    out = subprocess.run(
        ['ctags', '-x', '--c-kinds=f', '--fields=+neS', '--_xformat=%F\t%N\t%n\t%e\t%S'] + paths,
        cwd=ROOT, capture_output=True, text=True, check=True).stdout
    rows = []
    for line in out.splitlines():
        path, name, first, last, signature = (line.split('\t') + [''])[:5]
        if not last.isdigit():
            continue
        inner = signature.strip()[1:-1]
        count = 0 if inner in ('', 'void') else inner.count(',') + 1
        rows.append((path, name, int(last) - int(first) + 1, count))
    return rows


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] if values else 0


def report(folder, checks):
    most = FILE_MAX_OF.get(folder, FILE_MAX)
    paths = [p for p in files(folder) if p.endswith('.c')]
    if not paths:
        return
    sizes = {p: text(p).count('\n') for p in paths}
    rows = functions(paths)
    spans, counts = [r[2] for r in rows], [r[3] for r in rows]
    print('# %-16s %3d files  lines median %d max %d  functions %d: lines median %d p90 %d max %d'
          '  parameters p90 %d max %d'
          % (folder, len(paths), statistics.median(sizes.values()), max(sizes.values()),
             len(rows), percentile(spans, .5), percentile(spans, .9), percentile(spans, 1),
             percentile(counts, .9), percentile(counts, 1)))
    checks.check('%s: files of at most %d lines' % (folder, most),
                 ['%s: %d' % (p, n) for p, n in sizes.items() if n > most])
    checks.check('%s: functions of at most %d lines' % (folder, FUNCTION_MAX),
                 ['%s: %s: %d' % r[:3] for r in rows if r[2] > FUNCTION_MAX])
    checks.check('%s: at most %d parameters' % (folder, PARAMETERS_MAX),
                 ['%s: %s: %d' % (r[0], r[1], r[3]) for r in rows if r[3] > PARAMETERS_MAX])


checks = Checks()
for layer in sorted({'lib/' + p.split('/')[1] for p in files('lib')}) + ['tools', 'examples']:
    report(layer, checks)
checks.done()
