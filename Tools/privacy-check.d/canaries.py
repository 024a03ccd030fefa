"""What is looked for: things about people that occur nowhere else, made up anew in each run, and all the forms in which they might be kept."""
import base64
import collections
import ipaddress
import random
import string
import struct

# So many letters in a row that belong to a canary are no chance.
LEAST_PIECE = 8

# key: the canary's. kind: in words. needed: of so many bytes must be found in one piece.
Form = collections.namedtuple("Form", "key kind encoding needle needed")


class Canaries:
    """Those of one run; `seed` makes them again."""
    # What each is, in words; whether it must be in the memory of a server during the call, or else the search is blind.
    KINDS = {
        "name_browser": ("name of somebody with a browser", True), "name_host": ("name of a host", True),
        "name_program": ("name of somebody who comes by the API", True), "name_telephone": ("name that a telephone shows", False),
        "name_refused": ("name of a caller who was refused", False),
        "room": ("name of the room", True), "pin": ("PIN of the room", True), "host_pin": ("PIN for hosts", True),
        "wrong_pin": ("wrong PIN by the web", False),
        "number": ("telephone number", True), "number_refused": ("number of a caller who was refused", False),
        "number_unknown": ("number that was dialled and is not there", False),
        "address_browser": ("address of a browser", True), "address6": ("IPv6 address of a browser", True),
        "address_program": ("address of somebody who comes by the API", False), "address_telephone": ("address of a telephone", True),
        "address_stranger": ("address of a stranger", False), "address_forwarded": ("address that a reverse proxy tells", False),
        "agent": ("User-Agent of a browser", False), "cookie": ("Cookie", False), "path": ("room that is not there", False),
        "malformed_http": ("what a broken HTTP request held", False), "malformed_sip": ("what a broken SIP message held", False),
        "description": ("what a session description held", False), "voice": ("what a caller says", True),
    }

    def __init__(self, seed):
        self.seed = seed
        self.random = random.Random(seed)
        self.values = {}
        for key in self.KINDS:
            self.draw(key)

    def draw(self, key):
        """Makes one up, or another in its place."""
        part = key.split("_")[0]
        if key == "address6":
            value = ipaddress.IPv6Address(0xFD << 120 | sum(self.random.randrange(0x1000, 0x10000) << 16 * place for place in range(7))
                                          | self.random.randrange(0x10, 0x100) << 112)
        elif part == "address":
            # From 10.64.0.0 on calls are let in.
            second = self.random.randrange(64, 128) if key == "address_telephone" else self.random.randrange(130, 250)
            value = ipaddress.IPv4Address(bytes([10, second, self.random.randrange(100, 250), self.random.randrange(100, 250)]))
        elif key == "voice":
            # A quarter of a second of soft noise by G.711, over and over.
            value = bytes(0x80 * self.random.randrange(2) + self.random.randrange(0x40) ^ 0x55 for _ in range(2000))
        elif key.endswith("pin"):
            value = self.digits(12)
        elif part == "number":
            value = "+49" + self.digits(12)
        else:
            # Swift keeps up to 15 bytes in another way than longer ones.
            length = 12 if key in ("name_host", "name_program", "name_refused", "room") else 24
            value = self.letters(length, string.ascii_lowercase if part in ("room", "path") else string.ascii_letters)
        self.values[key] = value

    def letters(self, count, alphabet):
        return "".join(self.random.choice(alphabet) for _ in range(count))

    def digits(self, count):
        return str(self.random.randrange(1, 10)) + self.letters(count - 1, string.digits)

    def __getitem__(self, key):
        return str(self.values[key])

    def kind(self, key):
        return self.KINDS[key][0]

    @property
    def needed_for_control(self):
        return [key for key, (_, is_needed) in self.KINDS.items() if is_needed]

    def forms(self):
        return [Form(key, self.kind(key), *form) for key in self.KINDS for form in forms_of(self.values[key])]


def forms_of(value):
    """Every way in which a value may be kept: encoding, bytes, how many of them at least."""
    if isinstance(value, bytes):
        yield "G.711", value + value[:16], 16
        yield "samples", b"".join(struct.pack("<h", a_law_sample(byte)) for byte in value), 32
        return
    if isinstance(value, str):
        yield from forms_of_text(value.removeprefix("+"))
        if value.removeprefix("+").isdigit():
            number = int(value.removeprefix("+"))
            yield "as a number", number.to_bytes(8, "little"), 8
            yield "as a number, most significant first", number.to_bytes(8, "big"), 8
        return
    yield from forms_of_text(str(value))
    packed = value.packed
    if len(packed) == 4:
        yield "4 bytes", packed, 4
        yield "4 bytes, backwards", packed[::-1], 4
        yield "hexadecimal", packed.hex().encode(), 8
        yield "hexadecimal in capitals", packed.hex().upper().encode(), 8
    else:
        yield "16 bytes", packed, 8
        yield "16 bytes, halves backwards", packed[7::-1] + packed[:7:-1], 8
        yield "hexadecimal", packed.hex().encode(), 16


def a_law_sample(byte):
    """ITU-T G.711, the other way round."""
    byte ^= 0x55
    segment, step = byte >> 4 & 7, (byte & 15) << 4
    size = step + 8 if segment == 0 else step + 0x108 << segment - 1
    return size if byte & 0x80 else -size


def forms_of_text(text):
    plain = text.encode()
    # An address as text is not long.
    least = min(LEAST_PIECE, len(plain))
    yield "as it is", plain, least
    yield "backwards", plain[::-1], least
    for changed, way in ((plain.upper(), "in capitals"), (plain.lower(), "in small letters")):
        if changed != plain:
            yield way, changed, least
    yield "hexadecimal", plain.hex().encode(), 2 * least
    if plain.hex().upper() != plain.hex():
        yield "hexadecimal in capitals", plain.hex().upper().encode(), 2 * least
    yield "UTF-16, least significant first", text.encode("utf-16-le"), 2 * least
    yield "UTF-16, most significant first", text.encode("utf-16-be"), 2 * least
    for before in range(3):
        # The first characters hold bits of what stands before, the last of what comes after.
        coded = base64.b64encode(bytes(before) + plain)
        begin, end = -(-before * 4 // 3), (before + len(plain)) * 4 // 3
        whole = coded[begin:end]
        yield "Base64", whole, 10
        other = whole.translate(bytes.maketrans(b"+/", b"-_"))
        if other != whole:
            yield "Base64 for addresses", other, 10
