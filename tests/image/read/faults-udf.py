#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""faults-udf.py IMAGE-CHECK IMAGE-MAKE: breaks good UDF images in one place at a time; each fault must be reported.

A row is the name of the fault, the clause that must be among the findings, and a function that writes the fault into the
image. The images: one of genisoimage (with ISO 9660), of mkudffs (rewritable, with bitmap; sparable), three of our builder.
"""
import os
import shutil
import subprocess
import sys
import tempfile

import udf_volume

S = 2048


def flip(v, at, mask=0xff):
    v.put(at, bytes([v.b[at] ^ mask]))


def big(v):
    return v.fe('big.bin')


def set_big(*args):
    return lambda v: v.set(big(v), *args)


def set_fid(*args):
    return lambda v: v.set_fid(('big.bin',), *args)


def set_dir(*args):
    return lambda v: v.set(v.fe('DIR'), *args)


def lvid_use(v):
    return 80 + v.le32(v.lvid + 72) * 8


def recognition(v, name):
    return next(i * S for i in range(16, 40) if bytes(v.b[i * S + 1:i * S + 4]) == name)


def last_fid(v):
    return max(v.fids(v.fe('DIR')).values())


def padding_of(v):
    """The first file identifier that has padding, and where."""
    for at in v.fids(v.root).values():
        used = 38 + v.le16(at + 36) + v.b[at + 19]
        if used % 4:
            return at, used
    raise AssertionError


def same_names(v):
    a, b = v.fid('one'), v.fid('two')
    v.set(b, 38, bytes(v.b[a + 38:a + 42]))


def cycle(v):
    """A directory inside DIR that is the root."""
    v.set(v.fid('DIR', 'SUB'), 20, bytes(v.b[v.fsd + 400:v.fsd + 416]))


def tail_anchors(v):
    blocks = len(v.b) // S
    for i in range(blocks - 300, blocks):
        if v.le16(i * S) == 2 and v.le32(i * S + 12) == i:
            v.put(i * S, bytes(512))


def bad_size(v):
    """The extents and blocks of the file end one block earlier, the length with them, but ISO 9660 knows better."""
    fe = big(v)
    v.set(v.fe('two'), v.ads(v.fe('two')) - v.fe('two') + 4, ('I', v.le32(v.ads(fe) + 4) + 3))


def to_file_set(v):
    """The content of a file is where the root's entry is."""
    fe = v.fe('two')
    v.set(fe, v.ads(fe) - fe + 4, ('I', 2))


VOLUME = [
    ('BEA01 lost', 'ECMA-167 2/8.3.1', lambda v: v.put(recognition(v, b'BEA') + 1, b'QQQ')),
    ('NSR lost', 'ECMA-167 3/9.1', lambda v: v.put(recognition(v, b'NSR') + 1, b'QQQ')),
    ('TEA01 lost', 'ECMA-167 2/8.3.1', lambda v: v.put(recognition(v, b'TEA') + 1, b'QQQ')),
    ('NSR03 for version 2', 'ECMA-167 3/10.5.5', lambda v: v.put(recognition(v, b'NSR') + 5, b'3')),
    ('structure version of NSR', 'ECMA-167 2/9.1', lambda v: v.put(recognition(v, b'NSR') + 6, b'\2')),
    ('anchor: CRC', 'ECMA-167 3/7.2.6', lambda v: flip(v, v.anchor + 20)),
    ('anchor: checksum', 'ECMA-167 3/7.2.3', lambda v: flip(v, v.anchor + 4)),
    ('anchor: location', 'ECMA-167 3/7.2.8', lambda v: v.set(v.anchor, 12, ('I', 999))),
    ('anchor at 256 lost', 'ECMA-167 3/8.4.2.1', lambda v: v.put(v.anchor, bytes(512))),
    ('anchors at the end lost', 'ECMA-167 3/8.4.2.1', tail_anchors),
    ('anchors differ', 'ECMA-167 3/10.2', lambda v: v.set(len(v.b) - S, 28, ('I', 40))),
    ('main sequence too short', 'ECMA-167 3/8.4.2.2', lambda v: v.set(v.anchor, 16, ('I', 15 * S))),
    ('reserve sequence not in the image', 'ECMA-167 3/8.4.2.2', lambda v: v.set(v.anchor, 28, ('I', len(v.b) // S))),
    ('main sequence lost', 'ECMA-167 3/8.4.2', lambda v: v.put(v.main[1], bytes(16 * S))),
    ('reserve sequence lost', 'ECMA-167 3/8.4.2', lambda v: v.put(v.reserve[1], bytes(16 * S))),
    ('sequences differ', 'ECMA-167 3/8.4.2', lambda v: v.set(v.reserve[5], 192, ('I', 7))),
    ('rubbish in a sequence', 'ECMA-167 3/8.4.2', lambda v: v.put(v.reserve[7], b'\x77\x77')),
    ('no unallocated space descriptor', 'UDF 2.2.5', lambda v: v.set(v.main[7], 0, b'\4')),
    ('no terminating descriptor', 'ECMA-167 3/10.9', lambda v: v.put(v.main[8], bytes(S))),
    ('primary: volume identifier', 'UDF 2.1.1', lambda v: v.both(1, 24, b'\x09')),
    ('primary: length of a text', 'ECMA-167 1/7.2.12', lambda v: v.both(1, 55, b'\x20')),
    ('primary: rubbish behind a text', 'ECMA-167 1/7.2.12', lambda v: v.both(1, 54, b'X')),
    ('primary: set identifier', 'UDF 2.2.2.5', lambda v: v.both(1, 199, b'\x05')),
    ('primary: character set', 'UDF 2.1.2', lambda v: v.both(1, 201, b'o')),
    ('primary: time', 'ECMA-167 1/7.3', lambda v: v.both(1, 380, b'\x0d')),
    ('primary: volume number', 'ECMA-167 3/10.1.5', lambda v: v.both(1, 56, ('H', 9))),
    ('primary: character set list', 'UDF 2.2.2.3', lambda v: v.both(1, 64, ('I', 2))),
    ('logical: domain', 'UDF 2.1.5.2', lambda v: v.both(6, 217, b'*QQQQ')),
    ('logical: revision', 'UDF 2.1.5.3', lambda v: v.both(6, 240, ('H', 0x999))),
    ('logical: revision of NSR03', 'UDF 2.1.5.3', lambda v: v.both(6, 240, ('H', 0x201))),
    ('logical: block size', 'UDF 2.2.4.2', lambda v: v.both(6, 212, ('I', 512))),
    ('logical: length of the maps', 'ECMA-167 3/10.6.8', lambda v: v.both(6, 264, ('I', 99))),
    ('logical: number of maps', 'ECMA-167 3/10.6.9', lambda v: v.both(6, 268, ('I', 0))),
    ('logical: type of a map', 'ECMA-167 3/10.7', lambda v: v.both(6, 440, b'\3')),
    ('logical: partition of a map', 'ECMA-167 3/10.7', lambda v: v.both(6, 444, b'\7')),
    ('logical: no integrity', 'UDF 2.2.4.6', lambda v: v.both(6, 432, bytes(8))),
    ('logical: file set elsewhere', 'ECMA-167 4/3.1', lambda v: v.both(6, 252, ('I', 1 << 30))),
    ('partition: contents', 'ECMA-167 3/10.5.5', lambda v: v.both(5, 25, b'+NSR09')),
    ('partition: flags', 'ECMA-167 3/10.5.3', lambda v: v.both(5, 20, ('H', 0))),
    ('partition: access', 'ECMA-167 3/10.5.7', lambda v: v.both(5, 184, ('I', 9))),
    ('partition: longer than the image', 'ECMA-167 3/10.5.9', lambda v: v.both(5, 192, ('I', 1 << 30))),
    ('integrity: open', 'ECMA-167 3/10.10.3', lambda v: v.set(v.lvid, 28, ('I', 0))),
    ('integrity: type', 'ECMA-167 3/10.10.3', lambda v: v.set(v.lvid, 28, ('I', 7))),
    ('integrity: CRC', 'ECMA-167 3/7.2.6', lambda v: flip(v, v.lvid + 40)),
    ('integrity: lost', 'ECMA-167 3/8.8.2', lambda v: v.put(v.lvid, bytes(512))),
    ('integrity: partitions', 'ECMA-167 3/10.10.6', lambda v: v.set(v.lvid, 72, ('I', 2))),
    ('integrity: size of the partition', 'ECMA-167 3/10.10.9', lambda v: v.set(v.lvid, 84, ('I', 1))),
    ('integrity: free blocks of a read-only partition', 'UDF 2.2.6.2', lambda v: v.set(v.lvid, 80, ('I', 5))),
    ('integrity: no counts', 'UDF 2.2.6.4', lambda v: v.set(v.lvid, 76, ('I', 32))),
    ('integrity: files', 'UDF 2.2.6.4', lambda v: v.set(v.lvid, lvid_use(v) + 32, ('I', 1))),
    ('integrity: directories', 'UDF 2.2.6.4', lambda v: v.set(v.lvid, lvid_use(v) + 36, ('I', 1))),
    ('integrity: next unique id', 'UDF 3.2.1.1', lambda v: v.set(v.lvid, 40, ('Q', 17))),
]

FILES = [
    ('file set: CRC', 'ECMA-167 4/7.2.6', lambda v: flip(v, v.fsd + 60)),
    ('file set: location', 'ECMA-167 4/7.2.8', lambda v: v.set(v.fsd, 12, ('I', 77))),
    ('file set: character set', 'UDF 2.1.2', lambda v: v.set(v.fsd, 241, b'o')),
    ('file set: domain', 'UDF 2.1.5.2', lambda v: v.set(v.fsd, 417, b'*X')),
    ('file set: name', 'UDF 2.1.1', lambda v: v.set(v.fsd, 304, b'\7')),
    ('file set: another volume', 'ECMA-167 4/14.1.10', lambda v: v.set(v.fsd, 113, b'Z')),
    ('file set: root not there', 'ECMA-167 4/14.4.5', lambda v: v.set(v.fsd, 404, ('I', 1 << 28))),
    ('file set: root of no length', 'ECMA-167 4/14.4.5', lambda v: v.set(v.fsd, 400, ('I', 0))),
    ('root: CRC', 'ECMA-167 4/7.2.6', lambda v: flip(v, v.root + 100)),
    ('root: location', 'ECMA-167 4/7.2.8', lambda v: v.set(v.root, 12, ('I', 77))),
    ('root: type', 'ECMA-167 4/14.6.6', lambda v: v.set(v.root, 27, b'\5')),
    ('entry: tag version', 'ECMA-167 4/7.2.2', set_big(2, b'\x09')),
    ('entry: tag reserved byte', 'ECMA-167 4/7.2.4', set_big(5, b'\x55')),
    ('entry: another descriptor', 'ECMA-167 4/7.2.1', set_big(0, ('H', 260))),
    ('entry: checksum', 'ECMA-167 4/7.2.3', lambda v: flip(v, big(v) + 4)),
    ('entry: strategy', 'UDF 2.3.5.1', set_big(20, ('H', 1))),
    ('entry: strategy 4096', 'UDF 2.3.5.1', set_big(20, ('H', 4096))),
    ('entry: entries', 'ECMA-167 4/14.6.4', set_big(24, ('H', 2))),
    ('entry: type of a directory', 'ECMA-167 4/14.6.6', set_big(27, b'\4')),
    ('entry: unknown type', 'ECMA-167 4/14.6.6', set_big(27, b'\x20')),
    ('entry: reserved flags', 'ECMA-167 4/14.6.8', set_big(35, b'\x80')),
    ('entry: extended descriptors', 'UDF 2.3.5.4', set_big(34, b'\2')),
    ('entry: long descriptors', 'ECMA-167 4/14.9.20', set_big(34, b'\1')),
    ('entry: reserved permissions', 'ECMA-167 4/14.9.5', set_big(47, b'\x80')),
    ('entry: links', 'ECMA-167 4/14.9.6', set_big(48, ('H', 9))),
    ('entry: links of a directory', 'ECMA-167 4/14.9.6', set_dir(48, ('H', 1))),
    ('entry: record format', 'UDF 2.3.6.1', set_big(50, b'\1')),
    ('entry: length', 'ECMA-167 4/14.9.10', set_big(56, ('Q', 300002))),
    ('entry: one block less', 'ECMA-167 4/14.9.10', set_big(56, ('Q', 200))),
    ('entry: recorded blocks', 'ECMA-167 4/14.9.11', set_big(64, ('Q', 0))),
    ('entry: time', 'ECMA-167 1/7.3', set_big(88, b'\x0d')),
    ('entry: time zone', 'ECMA-167 1/7.3', set_big(84, ('H', 0x1700))),
    ('entry: type of the time', 'UDF 2.1.4', set_big(85, b'\0')),
    ('entry: checkpoint', 'ECMA-167 4/14.9.15', set_big(108, ('I', 0))),
    ('entry: unique id of the root', 'UDF 3.2.1.1', set_big(160, ('Q', 0))),
    ('entry: unique id of another', 'UDF 3.2.1.1', lambda v: v.set(big(v), 160, bytes(v.b[v.fe('two') + 160:v.fe('two') + 168]))),
    ('entry: attributes longer than the block', 'ECMA-167 4/14.9.20', set_big(168, ('I', 4000))),
    ('entry: descriptors longer than the block', 'ECMA-167 4/14.9.20', set_big(172, ('I', 4000))),
    ('extent: one block on', 'ECMA-167 4/10.1', lambda v: v.set(big(v), 180, ('I', v.le32(big(v) + 180) + 1))),
    ('extent: inside a file of ISO 9660', 'UDF 6.9', bad_size),
    ('extent: on a file entry', 'ECMA-167 4/10.1', to_file_set),
    ('extent: behind the partition', 'ECMA-167 4/12.1', set_big(180, ('I', 1 << 28))),
    ('extent: too short', 'ECMA-167 4/14.9.10', set_big(176, ('I', 2 * S))),
    ('extent: not recorded', 'ECMA-167 4/14.9.11', lambda v: v.set(big(v), 179, bytes([v.b[big(v) + 179] | 0x40]))),
    ('extent: goes on nowhere', 'ECMA-167 4/14.5', lambda v: v.set(big(v), 179, b'\xc0')),
    ('identifier: CRC', 'ECMA-167 4/7.2.6', lambda v: flip(v, v.fid('big.bin') + 20)),
    ('identifier: location', 'ECMA-167 4/7.2.8', set_fid(12, ('I', 123456))),
    ('identifier: version', 'UDF 2.3.4.1', set_fid(16, ('H', 2))),
    ('identifier: reserved bits', 'ECMA-167 4/14.4.3', set_fid(18, b'\x80')),
    ('identifier: of a directory', 'ECMA-167 4/14.6.6', set_fid(18, b'\2')),
    ('identifier: deleted', 'UDF 2.2.6.4', set_fid(18, b'\4')),
    ('identifier: of the parent', 'ECMA-167 4/8.6', set_fid(18, b'\x0a')),
    ('identifier: no parent', 'ECMA-167 4/8.6', lambda v: v.set(v.fid('..'), 18, b'\2')),
    ('identifier: another parent', 'ECMA-167 4/8.6', lambda v: v.set(v.fid('DIR', 'SUB', '..'), 20, bytes(v.b[v.fsd + 400:v.fsd + 416]))),
    ('identifier: compression', 'UDF 2.1.1', set_fid(38, b'\x09')),
    ('identifier: odd length of wide characters', 'UDF 2.1.1', set_fid(38, b'\x10')),
    ('identifier: character 0', 'UDF 2.1.1', set_fid(40, b'\0')),
    ('identifier: slash', 'ECMA-167 4/8.7', set_fid(40, b'/')),
    ('identifier: the same name', 'ECMA-167 4/8.6', same_names),
    ('identifier: padding', 'ECMA-167 4/14.4.9', lambda v: v.set(*padding_of(v), b'\1')),
    ('identifier: entry of another file', 'ECMA-167 4/14.9.6', lambda v: v.set(v.fid('big.bin'), 20, bytes(v.b[v.fid('two') + 20:v.fid('two') + 36]))),
    ('identifier: partition not there', 'ECMA-167 4/14.4.5', set_fid(28, ('H', 1))),
    ('identifier: entry of no length', 'ECMA-167 4/14.4.5', set_fid(20, ('I', 0))),
    ('directory: cycle', 'ECMA-167 4/8.6', cycle),
    ('directory: ends inside an identifier', 'ECMA-167 4/14.9.10', lambda v: v.set(last_fid(v), 19, b'\xff')),
]

UNIQUE = [
    ('identifier: another unique id', 'UDF 3.2.1.1', set_fid(32, ('I', 999))),
    ('name of a link has the id of another', 'UDF 3.2.1.1', lambda v: v.set_fid(('hard',), 32, ('I', v.le32(v.fid('one') + 32)))),
    ('link: target', 'ECMA-167 4/14.16', lambda v: v.set(v.fe('link'), v.ads(v.fe('link')) - v.fe('link'), b'\x09')),
    ('link: name of a component', 'ECMA-167 4/14.16', lambda v: v.set(v.fe('link'), v.ads(v.fe('link')) - v.fe('link') + 4, b'\x09')),
    ('parent: unique id', 'UDF 2.3.4.3', lambda v: v.set_fid(('DIR', 'SUB', '..'), 32, ('I', 999))),
    ('tag serial number', 'UDF 2.2.1.1', set_big(6, ('H', 3))),
    ('tag version 2 with NSR03', 'ECMA-167 4/7.2.2', set_big(2, b'\2')),
]

METADATA = [
    ('metadata map: identifier', 'UDF 2.2.8', lambda v: v.both(6, 451, b'*QQQ')),
    ('metadata map: revision', 'UDF 2.50 2.2.10', lambda v: v.both(6, 240, ('H', 0x201))),
    ('metadata map: allocation unit', 'UDF 2.50 2.2.10', lambda v: v.both(6, 446 + 52, ('I', 0))),
    ('metadata map: mirror', 'UDF 2.50 2.2.10', lambda v: v.both(6, 446 + 44, bytes(v.b[v.lvd + 486:v.lvd + 490]))),
    ('metadata file: type', 'UDF 2.50 2.2.13', lambda v: v.set(v.metadata(40), 27, b'\5')),
    ('metadata file: CRC', 'ECMA-167 4/7.2.6', lambda v: flip(v, v.metadata(40) + 100)),
    ('metadata file: extents', 'ECMA-167 4/12.1', lambda v: v.set(v.metadata(40), 220, ('I', 1 << 28))),
    ('metadata file: unique id', 'UDF 2.50 2.2.13', lambda v: v.set(v.metadata(40), 200, ('Q', 77))),
    ('mirror: type', 'UDF 2.50 2.2.13', lambda v: v.set(v.metadata(44), 27, b'\5')),
    ('mirror: content', 'UDF 2.50 2.2.13.1', lambda v: flip(v, v.content(v.metadata(44)) + 3 * S)),
    ('mirror: shares the metadata', 'ECMA-167 4/10.1', lambda v: v.set(v.metadata(44), 220, bytes(v.b[v.metadata(40) + 220:v.metadata(40) + 224]))),
    ('file in the metadata', 'UDF 2.50 2.2.13', lambda v: v.set(v.fe('two'), 216 + 4, ('IH', 3, 1))),
    ('entry outside of the metadata', 'UDF 2.50 2.2.13', lambda v: v.set_fid(('two',), 24, ('IH', v.le32(v.maps[1][1] + 40), 0))),
    ('extended entry: object size', 'ECMA-167 4/14.17.11', set_big(64, ('Q', 1))),
    ('extended entry: stream directory not there', 'ECMA-167 4/14.4.5', set_big(152, ('IIH', S, 1 << 28, 1))),
    ('extended entry: file as stream directory', 'UDF 3.3.5.1', lambda v: v.set(v.fe('one'), 152, bytes(v.b[v.fid('big.bin') + 20:v.fid('big.bin') + 36]))),
    ('extended entry: length', 'ECMA-167 4/14.9.10', set_big(56, ('QQ', 300002, 300002))),
]

VIRTUAL = [
    ('VAT lost', 'UDF 2.2.10', lambda v: v.put(v.vat(), bytes(S))),
    ('VAT: entry outside', 'UDF 2.2.10', lambda v: v.put(v.vat_entries() + 8, b'\0\0\0\x40')),
    ('VAT: length of the header', 'UDF 2.2.10', lambda v: v.put(v.vat_content() + 2, b'\4')),
    ('VAT: files', 'UDF 2.2.6.4', lambda v: v.put(v.vat_content() + 136, b'\1\0')),
    ('VAT: volume name', 'UDF 2.1.1', lambda v: v.put(v.vat_content() + 4, b'\7')),
    ('VAT: table before', 'UDF 2.2.10', lambda v: v.put(v.vat_content() + 132, b'\0\0\0\x40')),
    ('VAT: two entries lead to one block', 'UDF 2.2.6.4', lambda v: v.put(v.vat_entries() + 8, bytes(v.b[v.vat_entries() + 12:v.vat_entries() + 16]))),
    ('entry through the table not there', 'ECMA-167 4/14.4.5', set_fid(24, ('I', 99999))),
]

REWRITABLE = [
    ('bitmap: block in use is free', 'ECMA-167 4/14.12', lambda v: v.set(v.bitmap(), 24, b'\xff')),
    ('bitmap: free blocks', 'ECMA-167 3/10.10.8', lambda v: v.set(v.bitmap(), 124, b'\x7f')),
    ('bitmap: block of nobody', 'ECMA-167 4/14.12', lambda v: v.set(v.bitmap(), 124, b'\x7f')),
    ('bitmap: number of bits', 'ECMA-167 4/14.12', lambda v: v.set(v.bitmap(), 16, ('I', 8))),
    ('bitmap: tag', 'ECMA-167 4/7.2.8', lambda v: v.set(v.bitmap(), 12, ('I', 99))),
    ('bitmap: lost', 'ECMA-167 4/7.2.1', lambda v: v.put(v.bitmap(), bytes(S))),
    ('bitmap: behind the partition', 'ECMA-167 4/14.3', lambda v: v.both(5, 68, ('I', 1 << 28))),
    ('integrity: free blocks', 'ECMA-167 3/10.10.8', lambda v: v.set(v.lvid, 80, ('I', 7))),
]

SPARABLE = [
    ('sparable map: packets', 'UDF 2.2.9', lambda v: v.both(6, 440 + 40, ('H', 7))),
    ('sparable map: tables', 'UDF 2.2.9', lambda v: v.both(6, 440 + 42, b'\x09')),
    ('sparable map: size', 'UDF 2.2.9', lambda v: v.both(6, 440 + 44, ('I', 8))),
    ('sparing table: CRC', 'ECMA-167 3/7.2.6', lambda v: flip(v, v.spares() + 60)),
    ('sparing table: identifier', 'UDF 2.1.5.2', lambda v: v.set(v.spares(), 17, b'*X')),
    ('sparing tables differ', 'UDF 2.2.12', lambda v: v.set(v.spares(1), 56 + 4, ('I', 600))),
    ('sparing table: order', 'UDF 2.2.12', lambda v: v.set(v.spares(), 56 + 8, ('I', 0))),
    ('sparing table: entries', 'UDF 2.2.12', lambda v: v.set(v.spares(), 48, ('H', 65535))),
    ('sparing table: mapped outside', 'UDF 2.2.12', lambda v: v.set(v.spares(), 56 + 4, ('I', 1 << 28))),
    ('sparing table not there', 'UDF 2.2.12', lambda v: v.both(6, 440 + 48, ('I', 1 << 28))),
]


def make_tree(work):
    tree = os.path.join(work, 'tree')
    os.makedirs(os.path.join(tree, 'DIR', 'SUB'))

    def put(name, data):
        with open(os.path.join(tree, name), 'wb') as f:
            f.write(data)
    put('big.bin', bytes(i * 11 % 253 for i in range(300001)))
    put('one', b'1' * 5000)
    put('two', b'2' * 6000)
    put('DIR/file', b'in the directory')
    put('DIR/SUB/deep', b'deep')
    return tree


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def make(work, command):
    out = os.path.join(work, 'good.img')
    subprocess.run([a.replace('OUT', out) for a in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    data = read(out)
    os.remove(out)
    return data


def make_empty(work, *options):
    with open(os.path.join(work, 'good.img'), 'wb') as f:
        f.truncate(4 << 20)
    return make(work, ['mkudffs', '--blocksize=2048', *options, 'OUT'])


def images(work, maker):
    """Names, bytes and faults of the good images."""
    tree = make_tree(work)
    bridge = make(work, ['genisoimage', '-quiet', '-J', '-R', '-udf', '-V', 'CDROM', '-o', 'OUT', tree])
    os.link(os.path.join(tree, 'one'), os.path.join(tree, 'hard'))
    os.symlink('DIR/file', os.path.join(tree, 'link'))
    yield 'genisoimage', bridge, VOLUME + FILES
    yield '2.01', make(work, [maker, 'OUT', tree, '201', 'udf']), UNIQUE
    yield '2.50', make(work, [maker, 'OUT', tree, '250', 'mirror']), METADATA
    yield 'VAT', make(work, [maker, 'OUT', tree, '201', 'vat']), VIRTUAL
    yield 'rewritable', make_empty(work, '--media-type=dvdram', '--udfrev=2.01'), REWRITABLE
    yield 'sparable', make_empty(work, '--media-type=cdrw', '--udfrev=2.01'), SPARABLE


def findings(checker, data, work):
    path = os.path.join(work, 'fault.iso')
    with open(path, 'wb') as f:
        f.write(data)
    r = subprocess.run([checker, path], capture_output=True, timeout=60)
    if r.returncode not in (0, 1):
        return None
    return [tuple(line.split('\t')) for line in r.stdout.decode(errors='replace').splitlines() if line.count('\t') == 4]


def judge(checker, good, faults, work):
    """How many faults are not reported, and the errors in the good image."""
    base, failed = findings(checker, good, work), 0
    for f in base:
        if f[0] == 'error':
            failed += 1
            print('FAIL the good image:', *f)
    for name, clause, fault in faults:
        volume = udf_volume.Volume(good)
        fault(volume)
        found = findings(checker, volume.b, work)
        new = None if found is None else [f for f in found if f not in base]
        ok = new is not None and any(f[1] == clause and f[0] != 'note' for f in new)
        failed += not ok
        print(f'{"ok" if ok else "not ok"} {name}: {clause}', '' if ok else new and new[:4])
    return failed


def main():
    checker, maker = sys.argv[1:3]
    missing = [t for t in ('genisoimage', 'mkudffs') if not shutil.which(t)]
    if missing:
        print('not installed:', ', '.join(missing))
        return 77
    work, failed, total = tempfile.mkdtemp(prefix='faults-'), 0, 0
    try:
        for name, good, faults in images(work, maker):
            print('#', name)
            failed += judge(checker, good, faults, work)
            total += len(faults)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f'# {total - failed} of {total} faults are reported')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
