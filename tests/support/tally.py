#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Adds up the results of `meson test` in the given build folders.

A program that uses check reports "Checks: N, Failures: F, Errors: E"; every other test prints
a line "ok NAME" or "not ok NAME" per check. A test that ends badly without reporting a failed
check, or that reports no check at all, counts as one failure; so does a folder without results.
What passes in several folders (a plain build and one with sanitizers) is counted once; what
fails is counted wherever it fails. The last line is "N passed, N failed".
"""
import json
import re
import sys
from collections import Counter

CHECK = re.compile(r'^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)', re.M)
LINE = re.compile(r'^(not )?ok\b', re.M)


def tally(test):
    """(passed, failed) of one line of the log."""
    out = test.get('stdout') or ''
    passed = failed = 0
    for n, f, e in CHECK.findall(out):
        passed += int(n) - int(f) - int(e)
        failed += int(f) + int(e)
    for bad in LINE.findall(out):
        passed, failed = passed + (not bad), failed + bool(bad)
    if passed + failed == 0 or (test['result'] != 'OK' and failed == 0):
        print('%s: %s, and no failed check reported' % (test['name'], test['result']))
        failed += 1
    return passed, failed


def results(build):
    """{(name of a test, nth of that name): (passed, failed)} of a folder's last run."""
    try:
        with open(build + '/meson-logs/testlog.json', encoding='utf-8') as log:
            tests = [json.loads(line) for line in log]
    except (OSError, ValueError) as error:
        print('%s: no results: %s' % (build, error))
        tests = []
    found, seen = {}, Counter()
    for test in tests:
        seen[test['name']] += 1
        found[test['name'], seen[test['name']]] = tally(test)
    return found or {'any test': (0, 1)}


def main():
    best, failed = {}, 0
    for build in sys.argv[1:]:
        found = results(build)
        sums = [sum(column) for column in zip(*found.values())]
        print('%s: %d programs, %d checks passed, %d failed' % (build, len(found), *sums))
        failed += sums[1]
        for name, (passed, _) in found.items():
            best[name] = min(best.get(name, passed), passed)
    total = sum(best.values())
    print('%d passed, %d failed' % (total, failed))
    return 0 if total and not failed else 1


sys.exit(main())
