# SPDX-License-Identifier: MIT
"""A UDF volume in memory, for tests that break it: where its structures are, and how they are sealed again."""
import struct


def crc16(data):
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021) & 0xffff if crc & 0x8000 else crc << 1 & 0xffff
    return crc


class Volume:
    def __init__(self, data, block=2048):
        self.b = bytearray(data)
        self.bs = block
        self.anchor = 256 * block
        self.main = self.sequence(self.le32(self.anchor + 20))
        self.reserve = self.sequence(self.le32(self.anchor + 28))
        self.lvd, self.pd = self.main[6], self.main[5]
        self.start = self.le32(self.pd + 188)
        self.lvid = self.le32(self.lvd + 436) * block
        self.maps = self.find_maps()
        self.fsd = self.at_long(self.lvd + 248)
        self.root = self.at_long(self.fsd + 400)

    def le16(self, at):
        return struct.unpack_from('<H', self.b, at)[0]

    def le32(self, at):
        return struct.unpack_from('<I', self.b, at)[0]

    def le64(self, at):
        return struct.unpack_from('<Q', self.b, at)[0]

    def put(self, at, data):
        self.b[at:at + len(data)] = data

    def sequence(self, block):
        found = {}
        for i in range(16):
            at = (block + i) * self.bs
            found.setdefault(self.le16(at), at)
            if self.le16(at) == 8:
                break
        return found

    # blocks of partitions

    def find_maps(self):
        maps, at = [], self.lvd + 440
        for _ in range(self.le32(self.lvd + 268)):
            name = bytes(self.b[at + 5:at + 28]).rstrip(b'\0') if self.b[at] == 2 else b''
            maps.append((name, at))
            at += self.b[at + 1]
        return maps

    def block(self, partition, block):
        name, at = self.maps[partition]
        if name == b'*UDF Virtual Partition':
            block = self.le32(self.vat_entries() + 4 * block)
        elif name == b'*UDF Metadata Partition':
            block += self.le32(self.ads(self.block(0, self.le32(at + 40))) + 4)
        return (self.start + block) * self.bs

    def at_long(self, ad):
        return self.block(self.le16(ad + 8), self.le32(ad + 4))

    # file entries

    def head(self, fe):
        return 216 if self.le16(fe) == 266 else 176

    def ads(self, fe):
        head = self.head(fe)
        return fe + head + self.le32(fe + head - 8)

    def form(self, fe):
        return self.le16(fe + 34) & 7

    def content(self, fe):
        """Where it begins; all images here have it in one piece."""
        ads = self.ads(fe)
        if self.form(fe) == 3:
            return ads
        return self.at_long(ads) if self.form(fe) == 1 else self.block(self.partition(fe), self.le32(ads + 4))

    def partition(self, fe):
        return next(i for i in reversed(range(len(self.maps))) if self.block(i, self.le32(fe + 12)) == fe)

    def fids(self, fe):
        at = self.content(fe)
        end, found = at + self.le64(fe + 56), {}
        while at < end:
            use, name = self.le16(at + 36), self.b[at + 19]
            text = bytes(self.b[at + 38 + use:at + 38 + use + name])
            found[text[1:].decode('latin-1') if text else '..'] = at
            at += (38 + use + name + 3) // 4 * 4
        return found

    def fid(self, *path):
        fe = self.root
        for part in path[:-1]:
            fe = self.at_long(self.fids(fe)[part] + 20)
        return self.fids(fe)[path[-1]]

    def fe(self, *path):
        return self.at_long(self.fid(*path) + 20) if path else self.root

    # tables

    def vat(self):
        return len(self.b) - self.bs

    def vat_content(self):
        return (self.start + self.le32(self.ads(self.vat()) + 4)) * self.bs

    def vat_entries(self):
        at = self.vat_content()
        return at + self.le16(at) if self.b[self.vat() + 27] == 248 else at

    def metadata(self, field):
        """The entry of the metadata file (40), its mirror (44)."""
        return self.block(0, self.le32(self.maps[1][1] + field))

    def bitmap(self):
        return (self.start + self.le32(self.pd + 68)) * self.bs

    def spares(self, table=0):
        return self.le32(self.maps[0][1] + 48 + 4 * table) * self.bs

    # writing

    def seal(self, tag):
        length = self.le16(tag + 10)
        struct.pack_into('<H', self.b, tag + 8, crc16(self.b[tag + 16:tag + 16 + length]))
        self.b[tag + 4] = (sum(self.b[tag:tag + 4]) + sum(self.b[tag + 5:tag + 16])) & 255

    def set(self, tag, offset, data):
        """Writes into a descriptor and makes its checksums right again."""
        if isinstance(data, tuple):
            data = struct.pack('<' + data[0], *data[1:])
        self.put(tag + offset, data)
        self.seal(tag)

    def set_fid(self, path, offset, data):
        """The same for a file identifier, which may be inside the entry of its directory."""
        self.set(self.fid(*path), offset, data)
        fe = self.fe(*path[:-1])
        if self.form(fe) == 3:
            self.seal(fe)

    def both(self, tag_id, offset, data):
        """The same in the descriptors of both sequences."""
        self.set(self.main[tag_id], offset, data)
        self.set(self.reserve[tag_id], offset, data)
