# SPDX-License-Identifier: MIT
"""Runs the built tool. A test is a function whose name is a sentence; it gets a Bench, which is
an empty folder with the tool at hand, and fails by assert. A script ends with harness.main()."""
import concurrent.futures
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import traceback

TOOL = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else 'imapi'
SOURCE_DATE = '1700000000'

cases = []


def case(function):
    cases.append(function)
    return function


class Result:
    def __init__(self, args, process):
        self.args = args
        self.status = process.returncode
        self.bytes = process.stdout
        self.out = process.stdout.decode('utf-8', 'replace')
        self.err = process.stderr.decode('utf-8', 'replace')

    @property
    def json(self):
        return json.loads(self.out)

    def ok(self):
        assert self.status == 0, self.story()
        return self

    def fails(self, status=1):
        assert self.status == status, self.story()
        return self

    def story(self):
        return 'imapi %s: exit %s\n%s\n%s' % (' '.join(self.args), self.status,
                                              self.out[-3000:], self.err[-3000:])


class Bench:
    def __init__(self, folder):
        self.folder = folder

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def environment(self):
        env = dict(os.environ, SOURCE_DATE_EPOCH=SOURCE_DATE, TERM='dumb', TMPDIR=self.folder,
                   XDG_STATE_HOME=self.path('state'))
        env.pop('NO_COLOR', None)
        return env

    def imapi(self, *args, timeout=120, stdin=None):
        args = [str(a) for a in args]
        return Result(args, subprocess.run([TOOL] + args, cwd=self.folder, timeout=timeout,
                                           env=self.environment(), capture_output=True,
                                           input=stdin, check=False))

    def start(self, *args):
        return subprocess.Popen([TOOL] + list(args), cwd=self.folder, env=self.environment(),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def read(self, name):
        with open(self.path(name), 'rb') as file:
            return file.read()

    def write(self, name, data):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), 'wb') as file:
            file.write(data)

    def fill(self, name='folder', megabytes=1, seed=1):
        """A folder with a bit of everything: sizes around sectors, names, depth, a link."""
        chance = random.Random(seed)
        self.write(name + '/read me.txt', b'hello\n')
        self.write(name + '/empty', b'')
        self.write(name + '/one sector.bin', chance.randbytes(2048))
        self.write(name + '/one more.bin', chance.randbytes(2049))
        self.write(name + '/Grüße/日本語 ファイル.txt', 'мир\n'.encode())
        self.write(name + '/a/b/c/d/e/f/g/h/i/deep.txt', b'deep\n')
        self.write(name + '/big/random.bin', chance.randbytes(megabytes * 1000000))
        os.symlink('read me.txt', self.path(name, 'link'))
        return self.path(name)

    def disc(self, medium='bd-r', name='disc.sim', size=None):
        extra = ['--size', size] if size else []
        self.imapi('sim', 'new', medium, name, *extra).ok()
        return 'sim:' + name


def run_case(function):
    folder = tempfile.mkdtemp(prefix='imapi-tool-')
    name = function.__name__.replace('_', ' ')
    try:
        function(Bench(folder))
        print('ok ' + name + '\n', end='', flush=True)
        return True
    except Exception:  # every failure of a case is a failed check
        story = traceback.format_exc().rstrip().splitlines()
        print('not ok ' + name + '\n' + ''.join('# %s\n' % line for line in story), end='',
              flush=True)
        return False
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(at_once=1):
    """Runs the cases; those that mostly wait for a real clock may run several at once."""
    chosen = [c for c in cases if len(sys.argv) < 3 or sys.argv[2] in c.__name__]
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        results = list(pool.map(run_case, chosen))
    sys.exit(0 if results and all(results) else 1)
