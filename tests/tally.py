#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Adds up the results of `meson test` in the given build folders.

A program that uses check reports "Checks: N, Failures: F, Errors: E"; every other test prints
a line "ok NAME" or "not ok NAME" per check. A test that ends badly without reporting a failed
check, or that reports no check at all, counts as one failure. The last line is
"N passed, N failed".
"""
import json
import re
import sys

CHECK = re.compile(r'Checks: (\d+), Failures: (\d+), Errors: (\d+)')
TAP = re.compile(r'^(not )?ok\b', re.M)


def tally(test):
    out = (test.get('stdout') or '') + '\n' + (test.get('stderr') or '')
    passed = failed = 0
    for n, f, e in CHECK.findall(out):
        passed += int(n) - int(f) - int(e)
        failed += int(f) + int(e)
    for bad in TAP.findall(test.get('stdout') or ''):
        if bad:
            failed += 1
        else:
            passed += 1
    ended_well = test['result'] in ('OK', 'EXPECTEDFAIL')
    if passed + failed == 0 or (not ended_well and failed == 0):
        print('%s: %s, and no check reported' % (test['name'], test['result']))
        failed += 1
    return passed, failed


def main():
    total_passed = total_failed = 0
    for build in sys.argv[1:]:
        passed = failed = tests = 0
        try:
            with open(build + '/meson-logs/testlog.json', encoding='utf-8') as log:
                for line in log:
                    p, f = tally(json.loads(line))
                    passed, failed, tests = passed + p, failed + f, tests + 1
        except OSError as error:
            print('%s: no test log: %s' % (build, error))
        if tests == 0:
            failed += 1
        print('%s: %d programs, %d checks passed, %d failed' % (build, tests, passed, failed))
        total_passed += passed
        total_failed += failed
    print('%d passed, %d failed' % (total_passed, total_failed))
    return 1 if total_failed or not total_passed else 0


sys.exit(main())
