#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each worked example of docs/adaptive-close.md is a test of that name, and the other way round."""
import re

from common import Checks, text

document = text('docs/adaptive-close.md')
examples = document[document.index('## Worked examples'):]
headings = [re.sub('[^a-z0-9]+', '_', h.lower()).strip('_')
            for h in re.findall('^### (.*)$', examples, re.M)]
tests = re.findall(r'^T\((\w+)\)', text('tests/burn/test-examples.c'), re.M)
checks = Checks()
checks.check('every worked example has its test', [h for h in headings if h not in tests])
checks.check('every test of an example has its heading', [t for t in tests if t not in headings])
checks.check('no example is there twice', [h for h in headings if headings.count(h) > 1])
checks.done()
