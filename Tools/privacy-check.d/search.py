"""Finds the canaries' forms, and pieces of them, in much memory at once."""
import collections

import numpy

# At a time; pieces that lie across a border are found in the overlap.
CHUNK, OVERLAP = 1 << 24, 1 << 9
TABLE_BITS = 22
SPREAD = {8: 0x9E3779B97F4A7C15, 4: 0x9E3779B1}

# form: what was found, from `offset` on in so many bytes.
Hit = collections.namedtuple("Hit", "form offset length")


class Windows:
    """All runs of 8 (or 4) bytes within the forms, found by a table of their hashes."""
    def __init__(self, width):
        self.width = width
        self.kind = numpy.dtype("<u%d" % width)
        self.places = collections.defaultdict(list)

    def add(self, form):
        for at in range(len(form.needle) - self.width + 1):
            self.places[int.from_bytes(form.needle[at:at + self.width], "little")].append((form, at))

    def close(self):
        self.table = numpy.zeros(1 << TABLE_BITS, dtype=bool)
        self.known = numpy.array(sorted(self.places), dtype=self.kind)
        self.table[self.hashed(self.known)] = True

    def hashed(self, values):
        return (values * self.kind.type(SPREAD[self.width])) >> self.kind.type(8 * self.width - TABLE_BITS)

    def find(self, data):
        """Offset, and what may begin there."""
        for shift in range(self.width):
            count = (len(data) - shift) // self.width
            if count <= 0:
                continue
            values = numpy.frombuffer(data, dtype=self.kind, count=count, offset=shift)
            # Most memory is empty.
            there = numpy.flatnonzero(values)
            there = there[self.table[self.hashed(values[there])]]
            there = there[numpy.isin(values[there], self.known)]
            for index in there:
                yield int(index) * self.width + shift, self.places[int(values[index])]


class Search:
    def __init__(self, forms):
        self.windows = [Windows(8), Windows(4)]
        for form in forms:
            self.windows[len(form.needle) < 8].add(form)
        for one in self.windows:
            one.close()

    def hits(self, data):
        """All pieces that are long enough, each once."""
        found = {}
        for begin in range(0, max(len(data), 1), CHUNK):
            chunk = data[max(begin - OVERLAP, 0):begin + CHUNK]
            base = max(begin - OVERLAP, 0)
            for windows in self.windows:
                for at, candidates in windows.find(chunk):
                    for form, place in candidates:
                        left = right = 0
                        while place - left > 0 and at - left > 0 and chunk[at - left - 1] == form.needle[place - left - 1]:
                            left += 1
                        end, rest = at + windows.width, place + windows.width
                        while rest + right < len(form.needle) and end + right < len(chunk) and chunk[end + right] == form.needle[rest + right]:
                            right += 1
                        length = left + windows.width + right
                        if length >= form.needed:
                            found[form.key, form.encoding, base + at - left] = Hit(form, base + at - left, length)
        return list(found.values())
