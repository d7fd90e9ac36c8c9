#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""faults.py IMAGE-CHECK: breaks a good image in one place at a time; each fault must be reported.

The good image is made by genisoimage (-J -R, with two boot images), that which is a disk too by xorriso. A row of FAULTS is the name of the fault, the clause that
must be among the findings, and a function that writes the fault into the image.
"""
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

BLOCK = 2048


class Image:
    def __init__(self, data):
        self.b = bytearray(data)
        self.pvd = 16 * BLOCK
        self.svd = next(i * BLOCK for i in range(17, 30) if self.b[i * BLOCK] == 2)
        self.end = next(i * BLOCK for i in range(17, 30) if self.b[i * BLOCK] == 255)
        self.boot = 17 * BLOCK
        self.catalog = self.le(self.boot + 71) * BLOCK
        self.root = self.folder(self.pvd + 156)
        self.jroot = self.folder(self.svd + 156)

    def le(self, at):
        return struct.unpack_from('<I', self.b, at)[0]

    def be(self, at):
        return struct.unpack_from('>I', self.b, at)[0]

    def put(self, at, data):
        self.b[at:at + len(data)] = data

    def put_le(self, at, value):
        struct.pack_into('<I', self.b, at, value)

    def put_be(self, at, value):
        struct.pack_into('>I', self.b, at, value)

    def put_both(self, at, value):
        self.put_le(at, value)
        self.put_be(at + 4, value)

    def records(self, record):
        at, end = self.le(record + 2) * BLOCK, self.le(record + 2) * BLOCK + self.le(record + 10)
        while at < end:
            if self.b[at] == 0:
                at = (at // BLOCK + 1) * BLOCK
                continue
            yield at, bytes(self.b[at + 33:at + 33 + self.b[at + 32]])
            at += self.b[at]

    def folder(self, record):
        return {name: at for at, name in self.records(record)}

    def susp(self, record):
        at = record + 33 + self.b[record + 32]
        at += 1 - self.b[record + 32] % 2
        found = {}
        while at + 4 <= record + self.b[record] and self.b[at + 2] >= 4:
            found.setdefault(bytes(self.b[at:at + 2]), at)
            at += self.b[at + 2]
        return found

    def file(self):
        return self.root[b'BIG.BIN;1']

    def dir(self):
        return self.root[b'MANY']

    def dot(self):
        return self.le(self.dir() + 2) * BLOCK

    def dotdot(self):
        return self.dot() + self.b[self.dot()]

    def image(self):
        return self.le(self.catalog + 40) * BLOCK

    def jfile(self):
        return next(at for name, at in self.jroot.items() if name.startswith('big'.encode('utf-16-be')))

    def table(self, little):
        return (self.le(self.pvd + 140) if little else self.be(self.pvd + 148)) * BLOCK

    def blocks(self):
        return len(self.b) // BLOCK

    def rock(self, sig):
        return self.susp(self.file())[sig]

    def first_dot(self):
        return self.le(self.pvd + 158) * BLOCK


def swap_records(i):
    a, b = sorted(at for name, at in i.root.items() if name not in (b'\0', b'\1'))[:2]
    x, y = bytes(i.b[a:a + i.b[a]]), bytes(i.b[b:b + i.b[b]])
    i.put(a, y + x)


def directory_tail(i):
    block = i.le(i.root[b'DIR1'] + 2)
    i.b[(block + 1) * BLOCK - 1] = 1


def link(i, sig):
    """The first record of the image that has an entry SIG of 12 bytes."""
    at = bytes(i.b).find(sig + b'\x0c\x01', i.first_dot())
    assert at > 0
    return at


def double_name(i):
    """Gives the second file of a directory the Rock Ridge name of the first."""
    names = [at for at, name in i.records(i.dir()) if name not in (b'\0', b'\1')]
    a, b = i.susp(names[0])[b'NM'], i.susp(names[1])[b'NM']
    i.put(b + 5, bytes(i.b[a + 5:a + i.b[a + 2]]))


def continuation_circle(i):
    """The continuation area starts with a copy of the CE that leads to it."""
    ce = i.susp(i.first_dot())[b'CE']
    i.put(i.le(ce + 4) * BLOCK + i.le(ce + 12), bytes(i.b[ce:ce + 28]) + b'ST\x04\x01')


def boot_record_moved(i):
    """Behind the primary descriptor comes the Joliet one, then the boot record."""
    i.put(i.boot, bytes(i.b[i.boot + BLOCK:i.boot + 2 * BLOCK]) + bytes(i.b[i.boot:i.boot + BLOCK]))


FAULTS = [
    ('boot record not in sector 17', 'El Torito figure 7', boot_record_moved),
    ('boot record version', 'ECMA-119 8.2.3', lambda i: i.put(i.boot + 6, b'\2')),
    ('rubbish in the boot record', 'El Torito figure 7', lambda i: i.put(i.boot + 99, b'\2')),
    ('no catalog', 'El Torito 2.1', lambda i: i.put_le(i.boot + 71, 20)),
    ('catalog not in the image', 'El Torito 2.1', lambda i: i.put_le(i.boot + 71, i.blocks() + 1)),
    ('key of the validation entry', 'El Torito 2.1', lambda i: i.put(i.catalog + 30, b'\xaa')),
    ('checksum of the validation entry', 'El Torito 2.1', lambda i: i.put(i.catalog + 28, b'\x11')),
    ('platform', 'El Torito 2.1', lambda i: i.put(i.catalog + 1, b'\7')),
    ('reserved bytes of the validation entry', 'El Torito 2.1', lambda i: i.put(i.catalog + 2, b'\7')),
    ('boot indicator', 'El Torito 2.2', lambda i: i.put(i.catalog + 32, b'\x80')),
    ('boot media type', 'El Torito 2.2', lambda i: i.put(i.catalog + 33, b'\5')),
    ('reserved bits of the media type', 'El Torito 2.2', lambda i: i.put(i.catalog + 33, b'\x40')),
    ('hard disk without partitions', 'El Torito 2.2', lambda i: i.put(i.catalog + 33, b'\4')),
    ('nothing loaded', 'El Torito 2.2', lambda i: i.put(i.catalog + 38, b'\0')),
    ('unused byte of the default entry', 'El Torito 2.2', lambda i: i.put(i.catalog + 37, b'\1')),
    ('rubbish in the default entry', 'El Torito 2.2', lambda i: i.put(i.catalog + 60, b'\1')),
    ('boot image behind the image', 'El Torito 2.2', lambda i: i.put_le(i.catalog + 40, i.blocks())),
    ('boot image in the descriptors', 'El Torito 2.2', lambda i: i.put_le(i.catalog + 40, 16)),
    ('header indicator', 'El Torito 2.3', lambda i: i.put(i.catalog + 64, b'\x92')),
    ('another header is promised', 'El Torito 2.3', lambda i: i.put(i.catalog + 64, b'\x90')),
    ('section without entries', 'El Torito 2.3', lambda i: i.put(i.catalog + 66, b'\0')),
    ('section platform', 'El Torito 2.3', lambda i: i.put(i.catalog + 65, b'\x33')),
    ('indicator of a section entry', 'El Torito 2.4', lambda i: i.put(i.catalog + 96, b'\x44')),
    ('more entries than there are', 'El Torito 2.4', lambda i: i.put(i.catalog + 67, b'\xff')),
    ('no extension', 'El Torito 2.5', lambda i: i.put(i.catalog + 97, b'\x20')),
    ('boot info table: checksum', 'ISOLINUX boot info table', lambda i: i.put(i.image() + 20, b'\1\2\3')),
    ('boot info table: contents', 'ISOLINUX boot info table', lambda i: i.put(i.image() + 3000, b'X')),
    ('boot info table: length', 'ISOLINUX boot info table', lambda i: i.put(i.image() + 19, b'\x40')),
    ('no primary descriptor', 'ECMA-119 6.7.1', lambda i: i.put(i.pvd + 1, b'CX001')),
    ('no terminator', 'ECMA-119 6.7.1', lambda i: i.put(i.end + 1, b'CD002')),
    ('terminator of another type', 'ECMA-119 8.1.1', lambda i: i.put(i.end, b'\x07')),
    ('descriptor version', 'ECMA-119 8.4.3', lambda i: i.put(i.pvd + 6, b'\x02')),
    ('unused byte of the descriptor', 'ECMA-119 8.4.4', lambda i: i.put(i.pvd + 7, b'\x01')),
    ('volume name in lower case', 'ECMA-119 8.4.6', lambda i: i.put(i.pvd + 40, b'cdrom')),
    ('space size, one half', 'ECMA-119 8.4.8', lambda i: i.put_be(i.pvd + 84, i.le(i.pvd + 80) + 7)),
    ('space size too small', 'ECMA-119 8.4.8', lambda i: i.put_both(i.pvd + 80, i.le(i.pvd + 80) // 2)),
    ('space size too large', 'ECMA-119 8.4.8', lambda i: i.put_both(i.pvd + 80, i.le(i.pvd + 80) * 2)),
    ('volume set', 'ECMA-119 8.4.11', lambda i: i.put(i.pvd + 124, b'\x05\x00\x00\x05')),
    ('block size, one half', 'ECMA-119 8.4.12', lambda i: i.put(i.pvd + 130, b'\x04\x00')),
    ('path table size', 'ECMA-119 9.4.1', lambda i: i.put_both(i.pvd + 132, i.le(i.pvd + 132) + 10)),
    ('path table not in the image', 'ECMA-119 8.4.14', lambda i: i.put_le(i.pvd + 140, i.blocks() + 5)),
    ('root record', 'ECMA-119 8.4.18', lambda i: i.put(i.pvd + 156, b'\x30')),
    ('creation date', 'ECMA-119 8.4.26', lambda i: i.put(i.pvd + 813, b'20261399')),
    ('structure version', 'ECMA-119 8.4.30', lambda i: i.put(i.pvd + 881, b'\x09')),
    ('path table L: extent', 'ECMA-119 9.4.3', lambda i: i.put_le(i.table(True) + 12, i.le(i.table(True) + 12) + 1)),
    ('path table M: extent', 'ECMA-119 9.4.3', lambda i: i.put_be(i.table(False) + 12, i.be(i.table(False) + 12) + 1)),
    ('path table L: parent', 'ECMA-119 9.4.4', lambda i: i.put(i.table(True) + 16, b'\x09\x00')),
    ('path table M: name', 'ECMA-119 9.4.4', lambda i: i.put(i.table(False) + 18, b'Z')),
    ('extent, one half', 'ECMA-119 9.1.3', lambda i: i.put_be(i.file() + 6, i.be(i.file() + 6) + 1)),
    ('length, one half', 'ECMA-119 9.1.4', lambda i: i.put_le(i.file() + 10, i.le(i.file() + 10) + 1)),
    ('extent one block on', 'ECMA-119 6.4.1', lambda i: i.put_both(i.file() + 2, i.le(i.file() + 2) + 1)),
    ('length one byte more', 'ECMA-119 9.1.4', lambda i: i.put_both(i.file() + 10, i.le(i.file() + 10) + 1)),
    ('extent behind the image', 'ECMA-119 9.1.3', lambda i: i.put_both(i.file() + 2, i.blocks() + 50)),
    ('directory flag on a file', 'ECMA-119 6.8.1.3', lambda i: i.put(i.file() + 25, b'\x02')),
    ('reserved flags', 'ECMA-119 9.1.6', lambda i: i.put(i.file() + 25, b'\x20')),
    ('last section missing', 'ECMA-119 9.1.6', lambda i: i.put(i.file() + 25, b'\x80')),
    ('interleave without unit', 'ECMA-119 9.1.7', lambda i: i.put(i.file() + 27, b'\x03')),
    ('volume sequence number', 'ECMA-119 9.1.9', lambda i: i.put(i.file() + 28, b'\x07\x00\x00\x07')),
    ('extent of .', 'ECMA-119 6.8.2.2', lambda i: i.put_both(i.dot() + 2, i.le(i.dot() + 2) + 1)),
    ('length of .', 'ECMA-119 6.8.2.2', lambda i: i.put_both(i.dot() + 10, 2 * BLOCK + i.le(i.dot() + 10))),
    ('extent of ..', 'ECMA-119 6.8.2.2', lambda i: i.put_both(i.dotdot() + 2, i.le(i.dotdot() + 2) + 3)),
    ('.. has another name', 'ECMA-119 6.8.2.2', lambda i: i.put(i.dotdot() + 33, b'\x05')),
    ('order of records', 'ECMA-119 9.3', swap_records),
    ('lower case name', 'ECMA-119 7.5.1', lambda i: i.put(i.file() + 33, b'b')),
    ('no version', 'ECMA-119 7.5.1', lambda i: i.put(i.file() + 33, b'BIG.BIN_1')),
    ('slash in a name', 'ECMA-119 7.5.1', lambda i: i.put(i.file() + 34, b'/')),
    ('two equal names', 'ECMA-119 9.3', lambda i: i.put(i.root[b'BIH.BIN;1'] + 33, b'BIG')),
    ('record too short', 'SUSP 4.1', lambda i: i.put(i.file(), bytes([i.b[i.file()] - 2]))),
    ('record longer than the sector', 'ECMA-119 9.1.1', lambda i: i.put(max(at for at, _ in i.records(i.dir()) if at < i.dot() + BLOCK), b'\xff')),
    ('rubbish behind the records', 'ECMA-119 6.8.1.1', directory_tail),
    ('recording date', 'ECMA-119 9.1.5', lambda i: i.put(i.file() + 18, bytes([123, 77, 99]))),
    ('image cut by a sector', 'ECMA-119 8.4.8', lambda i: i.b.__delitem__(slice(-BLOCK, None))),
    ('image cut inside a sector', 'IIsoImageManager::Validate', lambda i: i.b.__delitem__(slice(-100, None))),
    ('directory cycle', 'ECMA-119 6.8.2', lambda i: i.put_both(i.dir() + 2, i.le(i.pvd + 158))),
    ('SP lost', 'SUSP 5.3', lambda i: i.put(i.susp(i.first_dot())[b'SP'], b'QQ')),
    ('SP check bytes', 'SUSP 5.3', lambda i: i.put(i.susp(i.first_dot())[b'SP'] + 4, b'\xef\xbe')),
    ('CE behind the image', 'SUSP 5.1', lambda i: i.put_both(i.susp(i.first_dot())[b'CE'] + 4, i.blocks() + 9)),
    ('CE leaves its block', 'SUSP 5.1', lambda i: i.put_both(i.susp(i.first_dot())[b'CE'] + 12, 2000)),
    ('CE in a circle', 'SUSP 5.1', continuation_circle),
    ('CE, one half', 'SUSP 5.1', lambda i: i.put_be(i.susp(i.first_dot())[b'CE'] + 8, 1)),
    ('ER lost', 'SUSP 5.5', lambda i: i.put(bytes(i.b).find(b'ER\xed\x01'), b'QQ')),
    ('NM of length 0', 'SUSP 4.1', lambda i: i.put(i.rock(b'NM') + 2, b'\0')),
    ('NM gone', 'RRIP 4.1.4', lambda i: i.put(i.rock(b'NM'), b'QQ')),
    ('NM goes on and does not', 'RRIP 4.1.4', lambda i: i.put(i.rock(b'NM') + 4, b'\x01')),
    ('NM with a slash', 'RRIP 4.1.4', lambda i: i.put(i.rock(b'NM') + 6, b'/')),
    ('NM unlike the Joliet name', 'RRIP 4.1.4', lambda i: i.put(i.rock(b'NM') + 5, b'X')),
    ('two entries of one name', 'RRIP 4.1.4', double_name),
    ('PX, one half', 'RRIP 4.1.1', lambda i: i.put_be(i.rock(b'PX') + 8, 0o40755)),
    ('PX of another type', 'RRIP 4.1.1', lambda i: i.put_both(i.rock(b'PX') + 4, 0o40755)),
    ('PX without links', 'RRIP 4.1.1', lambda i: i.put_both(i.rock(b'PX') + 12, 0)),
    ('PX gone', 'RRIP 4.1.1', lambda i: i.put(i.rock(b'PX'), b'QQ')),
    ('SL gone', 'RRIP 4.1.3', lambda i: i.put(i.susp(i.root[b'LINK.;1'])[b'SL'], b'QQ')),
    ('SL component too long', 'RRIP 4.1.3', lambda i: i.put(i.susp(i.root[b'LINK.;1'])[b'SL'] + 6, b'\x80')),
    ('TF date', 'RRIP 4.1.6', lambda i: i.put(i.rock(b'TF') + 6, b'\x4d')),
    ('TF too short', 'RRIP 4.1.6', lambda i: i.put(i.rock(b'TF') + 4, b'\x7f')),
    ('CL to nowhere', 'RRIP 4.1.5.1', lambda i: i.put_both(link(i, b'CL') + 4, 17)),
    ('PL to another directory', 'RRIP 4.1.5.2', lambda i: i.put_both(link(i, b'PL') + 4, 17)),
    ('RE gone', 'RRIP 4.1.5.3', lambda i: i.put(i.susp(next(at for name, at in i.folder(
        i.root[b'RR_MOVED']).items() if name not in (b'\0', b'\1')))[b'RE'], b'QQ')),
    ('Joliet escape sequence', 'Joliet, SVD escape sequences', lambda i: i.put(i.svd + 88, b'%/Z')),
    ('Joliet extent', 'ECMA-119 6.4.1', lambda i: i.put_both(i.jfile() + 2, i.le(i.jfile() + 2) + 1)),
    ('Joliet name in little-endian', 'ECMA-119 9.3', lambda i: i.put(i.jfile() + 33, b'b\0i\0g\0')),
    ('Joliet name with a colon', 'Joliet, allowed characters', lambda i: i.put(i.jfile() + 33, b'\0:')),
    ('Joliet name of odd length', 'Joliet, wide characters', lambda i: i.put(i.jfile() + 32, bytes([i.b[i.jfile() + 32] - 1]))),
    ('Joliet path table', 'ECMA-119 9.4.3', lambda i: i.put_le(i.le(i.svd + 140) * BLOCK + 12, 3)),
    ('Joliet space size', 'ECMA-119 8.5.1', lambda i: i.put_both(i.svd + 80, i.le(i.svd + 80) - 1)),
]


def backup(i):
    return struct.unpack_from('<Q', i.b, 512 + 32)[0] * 512


def seal(i, at):
    """Makes the CRC of a GPT header right again."""
    i.put_le(at + 16, 0)
    i.put_le(at + 16, zlib.crc32(bytes(i.b[at:at + 92])))


def put_sealed(i, at, place, data):
    i.put(at + place, data)
    seal(i, at)


def put_entry(i, place, data):
    """Writes into the first entry of the primary GPT, all CRCs right."""
    at = struct.unpack_from('<Q', i.b, 512 + 72)[0] * 512
    i.put(at + place, data)
    i.put_le(512 + 88, zlib.crc32(bytes(i.b[at:at + i.le(512 + 80) * i.le(512 + 84)])))
    seal(i, 512)


DISK_FAULTS = [
    ('boot indicator of a partition', 'UEFI 5.2.1', lambda i: i.put(446, b'\x33')),
    ('partition longer than the image', 'UEFI 5.2.1', lambda i: i.put(459, b'\x33')),
    ('GPT header', 'UEFI 5.3.2', lambda i: i.put(512 + 48, b'\x33')),
    ('GPT header size', 'UEFI 5.3.2', lambda i: i.put(512 + 12, b'\x33')),
    ('GPT header elsewhere', 'UEFI 5.3.2', lambda i: put_sealed(i, 512, 24, b'\2')),
    ('GPT entries', 'UEFI 5.3.2', lambda i: i.put(struct.unpack_from('<Q', i.b, 512 + 72)[0] * 512 + 60, b'\x33')),
    ('GPT entries not in the image', 'UEFI 5.3.2', lambda i: put_sealed(i, 512, 76, b'\2')),
    ('GPT entries without end', 'UEFI 5.3.2', lambda i: put_sealed(i, 512, 83, b'\2')),
    ('no backup GPT', 'UEFI 5.3.2', lambda i: i.put(backup(i), b'X')),
    ('backup GPT not in the image', 'UEFI 5.3.2', lambda i: put_sealed(i, 512, 36, b'\2')),
    ('backup of another disk', 'UEFI 5.3.2', lambda i: put_sealed(i, backup(i), 56, b'another')),
    ('backup of another header', 'UEFI 5.3.2', lambda i: put_sealed(i, backup(i), 32, b'\3')),
    ('GPT partition not in the image', 'UEFI 5.3.3', lambda i: put_entry(i, 45, b'\1')),
]


def make_disk(work):
    tree, image = os.path.join(work, 'disk'), os.path.join(work, 'disk.iso')
    os.mkdir(tree)
    for name in ('boot.bin', 'efi.img'):
        with open(os.path.join(tree, name), 'wb') as f:
            f.write(bytes(30000))
    subprocess.run(['xorriso', '-as', 'mkisofs', '-J', '-b', 'boot.bin', '-no-emul-boot', '-eltorito-alt-boot', '-e',
                    'efi.img', '-no-emul-boot', '-efi-boot-part', '--efi-boot-image', '-o', image, tree], check=True,
                   stderr=subprocess.DEVNULL)
    with open(image, 'rb') as f:
        return f.read()


def make_good(work):
    tree, image = os.path.join(work, 'tree'), os.path.join(work, 'good.iso')
    for folder in ('DIR1/sub', 'many', '/'.join('abcdefghij')):
        os.makedirs(os.path.join(tree, folder))

    def put(path, data):
        with open(os.path.join(tree, path), 'wb') as f:
            f.write(data)
    put('big.bin', bytes(i * 11 % 253 for i in range(300001)))
    put('bih.bin', b'another')
    put('boot.bin', bytes(i * 7 % 251 for i in range(5003)))
    put('efi.img', bytes(70000))
    put('DIR1/sub/x', b'x')
    put('/'.join('abcdefghij') + '/deep', b'deep')
    os.symlink('big.bin', os.path.join(tree, 'link'))
    for n in range(40):
        put(f'many/file{n:03}.txt', b'%d' % n)
    subprocess.run(['genisoimage', '-quiet', '-J', '-R', '-V', 'CDROM', '-b', 'boot.bin', '-no-emul-boot',
                    '-boot-load-size', '4', '-boot-info-table', '-eltorito-alt-boot', '-e', 'efi.img', '-no-emul-boot',
                    '-o', image, tree], check=True, stderr=subprocess.DEVNULL)
    with open(image, 'rb') as f:
        return f.read()


def findings(checker, data, work):
    path = os.path.join(work, 'fault.iso')
    with open(path, 'wb') as f:
        f.write(data)
    r = subprocess.run([checker, path], capture_output=True, timeout=60)
    if r.returncode not in (0, 1):
        return None
    return [line.split('\t') for line in r.stdout.decode(errors='replace').splitlines() if line.count('\t') == 4]


def judge(checker, good, faults, work):
    """How many faults are not reported, and the errors in the good image."""
    base, failed = findings(checker, good, work), 0
    for f in base:
        if f[0] == 'error':
            failed += 1
            print('FAIL the good image:', *f)
    for name, clause, fault in faults:
        image = Image(good)
        fault(image)
        found = findings(checker, image.b, work)
        new = None if found is None else [f for f in found if tuple(f) not in map(tuple, base)]
        ok = new is not None and any(f[1] == clause and f[0] != 'note' for f in new)
        failed += not ok
        print(f'{"ok  " if ok else "FAIL"} {name}: {clause}', '' if ok else new and new[:4])
    return failed


def main():
    checker = sys.argv[1]
    if not shutil.which('genisoimage') or not shutil.which('xorriso'):
        print('genisoimage or xorriso is not installed')
        return 77
    work = tempfile.mkdtemp(prefix='faults-')
    try:
        failed = judge(checker, make_good(work), FAULTS, work) + judge(checker, make_disk(work), DISK_FAULTS, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    total = len(FAULTS) + len(DISK_FAULTS)
    print(f'{total - failed} of {total} faults are reported')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
