"""Reads MessagePack as far as the servers write it; maps of a reference come in any order of keys."""
import struct

FIXED = {0xc0: None, 0xc2: False, 0xc3: True}
NUMBERS = {0xca: ">f", 0xcb: ">d", 0xcc: ">B", 0xcd: ">H", 0xce: ">I", 0xcf: ">Q", 0xd0: ">b", 0xd1: ">h", 0xd2: ">i",
           0xd3: ">q"}
SIZES = {0xd9: ">B", 0xda: ">H", 0xdb: ">I", 0xdc: ">H", 0xdd: ">I", 0xde: ">H", 0xdf: ">I", 0xc7: ">B"}


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        piece = self.data[self.at:self.at + size]
        if len(piece) < size:
            raise ValueError("message ends early")
        self.at += size
        return piece

    def number(self, layout):
        return struct.unpack(layout, self.take(struct.calcsize(layout)))[0]

    def value(self):
        code = self.take(1)[0]
        if code < 0x80 or code >= 0xe0:
            return code if code < 0x80 else code - 256
        if code < 0x90:
            return self.mapping(code & 15)
        if code < 0xa0:
            return [self.value() for _ in range(code & 15)]
        if code < 0xc0:
            return self.take(code & 31).decode("utf-8", "replace")
        if code in FIXED:
            return FIXED[code]
        if code in NUMBERS:
            return self.number(NUMBERS[code])
        return self.sized(code, self.number(SIZES[code]))

    def sized(self, code, size):
        if code in (0xd9, 0xda, 0xdb):
            return self.take(size).decode("utf-8", "replace")
        if code in (0xdc, 0xdd):
            return [self.value() for _ in range(size)]
        if code in (0xde, 0xdf):
            return self.mapping(size)
        return "extension %d %s" % (self.take(1)[0], self.take(size).hex())

    def mapping(self, size):
        return {self.value(): self.value() for _ in range(size)}


def documents(data):
    reader, found = Reader(data), []
    while reader.at < len(data):
        found.append(reader.value())
    return found
