# SPDX-License-Identifier: MIT
"""iSCSI targets for tests: tgt with drives, and what a network can do to it."""
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time

PATH = os.environ.get('PATH', '') + ':/usr/sbin:/sbin'
NAME = 'iqn.2026-01.org.example:dvd'
HEADER = 48
LOGIN_RESPONSE = 0x23
PATIENCE = 20


def wait_for(condition, seconds=PATIENCE):
    """Polls until @condition holds; false if it never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Target:
    """tgtd with blank DVD+Rs, LUNs from 1 on; every one of them in a file."""

    def __init__(self, bench, drives=1, name='tgt', port=None):
        self.folder = bench.path(name)
        os.makedirs(self.folder, exist_ok=True)
        self.port = port or free_port()
        self.control = str(self.port % 30000 + 1)
        self.env = dict(os.environ, PATH=PATH, TGT_IPC_SOCKET=os.path.join(self.folder, 'ipc'))
        self.log = open(os.path.join(self.folder, 'log'), 'ab')
        self.server = subprocess.Popen(
            [self.program('tgtd'), '-f', '-C', self.control, '--iscsi',
             'portal=127.0.0.1:%d' % self.port], env=self.env, stdout=self.log, stderr=self.log)
        assert wait_for(lambda: self.admin('--mode', 'sys', '--op', 'show', check=False)), \
            'tgtd does not start: ' + self.told()
        self.admin('--mode', 'target', '--op', 'new', '--tid', '1', '-T', NAME)
        for lun in range(1, drives + 1):
            self.insert_blank(lun)
            self.admin('--mode', 'logicalunit', '--op', 'new', '--tid', '1', '--lun', str(lun),
                       '--device-type', 'cd', '--backing-store', self.disc(lun))
        self.admin('--mode', 'target', '--op', 'bind', '--tid', '1', '--initiator-address',
                   'ALL')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @staticmethod
    def program(name):
        found = shutil.which(name, path=PATH)
        assert found, name + ' is not installed'
        return found

    def told(self):
        with open(os.path.join(self.folder, 'log'), encoding='utf-8', errors='replace') as file:
            return file.read()

    def admin(self, *args, check=True):
        done = subprocess.run([self.program('tgtadm'), '-C', self.control, '--lld', 'iscsi',
                               *args], env=self.env, capture_output=True, check=False,
                              timeout=PATIENCE)
        assert not check or done.returncode == 0, (args, done.stderr)
        return done.returncode == 0

    def insert_blank(self, lun):
        subprocess.run([self.program('tgtimg'), '--op', 'new', '--device-type', 'cd', '--type',
                        'dvd+r', '--file', self.disc(lun)], check=True, capture_output=True)

    def disc(self, lun=1):
        return os.path.join(self.folder, 'disc-%d' % lun)

    def require(self, user, secret):
        self.admin('--op', 'new', '--mode', 'account', '--user', user, '--password', secret)
        self.admin('--op', 'bind', '--mode', 'account', '--tid', '1', '--user', user)

    def address(self, lun=1, port=None, who='', options=''):
        return 'iscsi://%s127.0.0.1:%d/%s/%d%s' % (who, port or self.port, NAME, lun, options)

    def prove(self, user, secret):
        """What the target says of itself."""
        self.admin('--op', 'new', '--mode', 'account', '--user', user, '--password', secret)
        self.admin('--op', 'bind', '--mode', 'account', '--tid', '1', '--user', user,
                   '--outgoing')

    def send_signal(self, number):
        self.server.send_signal(number)

    def stop(self):
        """tgtd takes no notice of SIGTERM."""
        if self.server.poll() is None:
            self.server.send_signal(signal.SIGCONT)
            self.server.kill()
        self.server.wait()
        self.log.close()


class Server:
    """A port where every connection is handed to @serve, in a thread of its own."""

    def __init__(self, serve):
        self.serve = serve
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.open = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.open.append(connection)
            threading.Thread(target=self.guard, args=(connection,), daemon=True).start()

    def guard(self, connection):
        try:
            self.serve(connection)
        except OSError:
            pass  # the other side went away

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        for connection in self.open:
            connection.close()


def receive(s, length):
    data = b''
    while len(data) < length:
        more = s.recv(length - len(data))
        if not more:
            raise OSError('closed')
        data += more
    return data


def read_pdu(s):
    header = receive(s, HEADER)
    length = header[4] * 4 + ((int.from_bytes(header[5:8], 'big') + 3) & ~3)
    return header, receive(s, length)


def login_response(header, status, text=b''):
    """RFC 7143 11.13."""
    return struct.pack('>BBBBI6sH4s4sIIIH10x', LOGIN_RESPONSE, 0, 0, 0, len(text), header[8:14], 1,
                       header[16:20], bytes(4), 0, 1, 1, status) + text + bytes(-len(text) % 4)


def add_terms(header, data, pair):
    """A login response with one pair more."""
    length = int.from_bytes(header[5:8], 'big')
    data = data[:length] + pair + b'\0'
    return header[:5] + len(data).to_bytes(3, 'big') + header[8:], data + bytes(-len(data) % 4)


class Proxy(Server):
    """Between a drive and its target. @from_target and @to_target see each PDU and say if it is
    to go on; @deaf swallows everything from then on; @rewrite changes the login responses,
    which @drip sends in small pieces."""

    def __init__(self, port):
        super().__init__(self.pump)
        self.target = port
        self.deaf = threading.Event()
        self.to_target = self.from_target = lambda header, data: True
        self.rewrite = lambda header, data: (header, data)
        self.drip = False

    def send(self, s, header, data):
        if header[0] != LOGIN_RESPONSE:
            return s.sendall(header + data)
        whole = b''.join(self.rewrite(header, data))
        pieces = 16 if self.drip else len(whole)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for at in range(0, len(whole), pieces):
            s.sendall(whole[at:at + pieces])
            time.sleep(0.01 if self.drip else 0)
        return None

    def pump(self, near):
        with socket.create_connection(('127.0.0.1', self.target)) as far:
            self.open.append(far)
            while True:
                for s in select.select([near, far], [], [])[0]:
                    header, data = read_pdu(s)
                    passes = self.to_target if s is near else self.from_target
                    if passes(header, data) and not self.deaf.is_set():
                        self.send(far if s is near else near, header, data)
