#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reports in a browser: they are drawn, nothing is cut off or hidden, in light, dark and on paper."""
import json
import os
import re
import struct
import subprocess
import sys
import zlib

import harness
from harness import case

SAMPLE = os.path.abspath(sys.argv.pop(2))

# What a browser made of the page, written into the page itself.
MEASURE = '''<script>
var all = {width: document.documentElement.scrollWidth, room: innerWidth, charts: {}};
document.querySelectorAll('svg[id]').forEach(function (svg) {
  var chart = {box: box(svg.getBoundingClientRect()), parts: {}, outside: [], over: []};
  svg.querySelectorAll('path,line,rect,circle,text').forEach(function (part) {
    var b = part.getBBox(), name = part.getAttribute('class');
    var seen = chart.parts[name] = chart.parts[name] || {count: 0, width: 0, height: 0};
    seen.count++;
    seen.width = Math.max(seen.width, b.width);
    seen.height = Math.max(seen.height, b.height);
    var view = svg.viewBox.baseVal;
    if (b.x < -1 || b.y < -1 || b.x + b.width > view.width + 1 || b.y + b.height > view.height + 1)
      chart.outside.push(part.textContent || name);
  });
  var texts = Array.from(svg.querySelectorAll('text'));
  texts.forEach(function (one, i) {
    texts.slice(i + 1).forEach(function (other) {
      var a = one.getBBox(), b = other.getBBox();
      if (a.x + a.width > b.x + 1 && b.x + b.width > a.x + 1 &&
          a.y + a.height > b.y + 4 && b.y + b.height > a.y + 4)
        chart.over.push(one.textContent + ' | ' + other.textContent);
    });
  });
  all.charts[svg.id] = chart;
});
function box(b) { return {width: b.width, height: b.height}; }
var note = document.createElement('pre');
note.id = 'measured';
note.textContent = JSON.stringify(all);
document.body.appendChild(note);
</script>'''


def browser(b, *args):
    env = dict(os.environ, HOME=b.folder, XDG_CONFIG_HOME=b.folder, XDG_CACHE_HOME=b.folder)
    command = ['chromium', '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run',
               '--disable-dev-shm-usage', '--hide-scrollbars', '--user-data-dir=' + b.path('user')]
    return subprocess.run(command + list(args), env=env, cwd=b.folder, capture_output=True,
                          check=True, timeout=120).stdout


def sample(b, name):
    done = subprocess.run([SAMPLE, name, 'html'], capture_output=True, check=True)
    b.write(name + '.html', done.stdout)
    return b.path(name + '.html')


def measure(b, path, width=1100):
    with open(path, encoding='utf-8') as file:
        text = file.read()
    text = re.sub('<meta http-equiv[^>]*>', '', text)
    b.write('measured.html', text.replace('</body>', MEASURE + '</body>').encode())
    dom = browser(b, '--dump-dom', '--window-size=%d,1500' % width,
                  'file://' + b.path('measured.html')).decode()
    return json.loads(re.search('<pre id="measured">(.*?)</pre>', dom)[1].replace('&amp;', '&')
                      .replace('&lt;', '<').replace('&gt;', '>'))


def check_charts(measured, wanted):
    assert list(measured['charts']) == list(wanted), list(measured['charts'])
    for name, parts in wanted.items():
        chart = measured['charts'][name]
        assert chart['box']['width'] > 500 and chart['box']['height'] > 100, chart['box']
        assert not chart['outside'], (name, chart['outside'])
        assert not chart['over'], (name, chart['over'])
        for part in parts:
            seen = chart['parts'].get(part)
            assert seen and seen['width'] + seen['height'] > 2, (name, part, chart['parts'])


SPEED = ['curve speed', 'average', 'grid', 'tick end', 'axis', 'hot']
BUFFERS = ['curve host', 'curve drive']


@case
def every_part_of_a_chart_has_its_place(b):
    measured = measure(b, sample(b, 'verified'))
    check_charts(measured, {
        'writing': SPEED + BUFFERS, 'wait-0': ['poll busy', 'poll ready', 'curve deadline'],
        'wait-1': ['poll busy', 'poll ready', 'poll split', 'curve progress', 'curve doubtful',
                   'curve deadline', 'foretold', 'now', 'mark', 'finish good'],
        'reading': SPEED})
    assert measured['width'] <= measured['room'], measured['width']


@case
def a_drive_that_dies_and_one_whose_progress_is_noise_are_drawn(b):
    check_charts(measure(b, sample(b, 'silent')), {
        'writing': SPEED, 'wait-0': ['poll busy', 'poll silent', 'curve deadline', 'finish bad']})
    check_charts(measure(b, sample(b, 'junk')), {
        'writing': SPEED, 'wait-0': ['poll busy', 'curve doubtful', 'finish wait']})


@case
def bad_ranges_are_marked_where_they_lie(b):
    measured = measure(b, sample(b, 'bad'))
    assert measured['charts']['reading']['parts']['bad']['count'] == 4
    assert measured['width'] <= measured['room'], 'hostile names make the page wider'


@case
def the_longest_report_is_drawn_too(b):
    check_charts(measure(b, sample(b, 'full')), {
        'writing': SPEED + ['spread'], 'wait-0': ['poll busy', 'poll split', 'curve progress'],
        'reading': SPEED})


@case
def a_real_burn_is_drawn_and_fits_a_telephone(b):
    b.imapi('burn', '--drive', 'sim:bd-r?model=close-4min', '--report', 'x.html',
            b.fill(megabytes=40)).ok()
    measured = measure(b, b.path('x.html'), width=500)
    assert measured['width'] <= measured['room'], measured['width']
    charts = measured['charts']
    for part in SPEED + BUFFERS:
        assert charts['writing']['parts'][part]['count'] >= 1, part
    assert charts['reading']['parts']['curve speed']['width'] > 100
    for chart in charts.values():
        assert not chart['outside'] and not chart['over'], chart


def pixels(png):
    """Share of the picture that is not like what is beside it."""
    assert png[:8] == b'\x89PNG\r\n\x1a\n'
    data, at = b'', 8
    while at < len(png):
        length, kind = struct.unpack('>I4s', png[at:at + 8])
        if kind == b'IDAT':
            data += png[at + 8:at + 8 + length]
        at += 12 + length
    data = zlib.decompress(data)
    return 1 - data.count(0) / len(data)


@case
def the_picture_is_not_blank_and_dark_is_not_light(b):
    path, pictures = sample(b, 'verified'), []
    for scheme in ['1', '0']:
        browser(b, '--screenshot=' + b.path('x.png'), '--window-size=1100,1500',
                '--blink-settings=preferredColorScheme=' + scheme, 'file://' + path)
        pictures.append(b.read('x.png'))
        assert pixels(pictures[-1]) > 0.02, pixels(pictures[-1])
    assert pictures[0] != pictures[1]


@case
def it_prints(b):
    browser(b, '--print-to-pdf=' + b.path('x.pdf'), 'file://' + sample(b, 'bad'))
    pdf = b.read('x.pdf')
    assert pdf.startswith(b'%PDF') and 2 <= len(re.findall(rb'/Type /Page\b', pdf)) <= 8


harness.main()
