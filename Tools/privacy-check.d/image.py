"""The memory of a process: a core image by gdb, and what lies where in it."""
import bisect
import collections
import mmap
import os
import struct
import subprocess

LOAD, NOTE = 1, 4
STATUS = 1
# ELF machine, then where the stack pointer stands in struct elf_prstatus.
STACK_POINTER = {62: 112 + 19 * 8, 183: 112 + 31 * 8}

Segment = collections.namedtuple("Segment", "address offset size")


class Image:
    """Takes one; the process stands still for a second or so, and goes on."""
    def __init__(self, pid, path):
        self.maps = read_maps(pid)
        self.names = {int(thread): open("/proc/%d/task/%s/comm" % (pid, thread)).read().strip() for thread in os.listdir("/proc/%d/task" % pid)}
        made = subprocess.run(["gcore", "-a", "-o", path, str(pid)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.path = "%s.%d" % (path, pid)
        if made.returncode != 0 or not os.path.exists(self.path):
            raise AssertionError("gcore makes no core image: %s" % made.stdout.strip().split("\n")[-1])
        with open(self.path, "rb") as file:
            self.bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.segments, self.threads = [], []
        self.read_headers()

    @property
    def megabytes(self):
        return len(self.bytes) / 1e6

    def read_headers(self):
        machine, = struct.unpack_from("<H", self.bytes, 18)
        table, = struct.unpack_from("<Q", self.bytes, 32)
        size, count = struct.unpack_from("<HH", self.bytes, 54)
        for place in range(table, table + size * count, size):
            kind, _, offset, address, _, length = struct.unpack_from("<IIQQQQ", self.bytes, place)
            if kind == LOAD and length:
                self.segments.append(Segment(address, offset, length))
            elif kind == NOTE:
                self.notes = range(offset, offset + length)
                self.read_threads(STACK_POINTER[machine])
        self.segments.sort(key=lambda segment: segment.offset)

    def read_threads(self, place):
        at = self.notes.start
        while at < self.notes.stop:
            name, size, kind = struct.unpack_from("<III", self.bytes, at)
            body = at + 12 + (name + 3 & ~3)
            if kind == STATUS:
                thread, = struct.unpack_from("<I", self.bytes, body + 32)
                pointer, = struct.unpack_from("<Q", self.bytes, body + place)
                self.threads.append((thread, pointer))
            at = body + (size + 3 & ~3)

    def place(self, offset):
        """In words: which part of the memory that is."""
        if offset in self.notes:
            return "registers"
        index = bisect.bisect_right([segment.offset for segment in self.segments], offset) - 1
        segment = self.segments[index]
        address = segment.address + offset - segment.offset
        for first, last, name in self.maps:
            if not first <= address < last:
                continue
            for thread, pointer in self.threads:
                if first <= pointer < last:
                    where = "in use" if address >= pointer else "left over"
                    return "stack of thread %s (%s)" % (self.names.get(thread, thread), where)
            return {"[heap]": "heap", "": "heap or other memory of its own"}.get(name, os.path.basename(name))
        return "memory"

    def address(self, offset):
        index = bisect.bisect_right([segment.offset for segment in self.segments], offset) - 1
        segment = self.segments[max(index, 0)]
        return segment.address + offset - segment.offset


def read_maps(pid):
    maps = []
    with open("/proc/%d/maps" % pid) as file:
        for line in file:
            parts = line.split(maxsplit=5)
            first, last = (int(part, 16) for part in parts[0].split("-"))
            maps.append((first, last, parts[5].strip() if len(parts) > 5 else ""))
    return maps


def dump(data, offset, length):
    """What lies around it, as hexadecimal and as text."""
    lines = []
    for begin in range(max(offset - 64, 0) & ~15, min(offset + length + 64, len(data)), 16):
        row = data[begin:begin + 16]
        text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        lines.append("      %010x  %-47s  %s" % (begin, row.hex(" "), text))
    return "\n".join(lines)
