"""Every datagram on the loopback device, as it passes: who sent what to whom, and when. RTP in clear is put together as sound."""
import array
import socket
import struct
import threading
import time

ETHERTYPE_IP = 0x0800
# Outgoing packets are seen as such, and again as they come in.
PACKET_OUTGOING = 4
# Where telephones here send and are sent sound.
MEDIA = range(41000, 50000)


def a_law(value):
    """ITU-T G.711: 16-bit samples."""
    value ^= 0x55
    exponent, mantissa = value >> 4 & 7, value & 15
    sample = (mantissa << 4) + 8 if exponent == 0 else ((mantissa << 4) + 264) << (exponent - 1)
    return sample if value & 0x80 else -sample


A_LAW = [a_law(value) for value in range(256)]


class Datagram:
    __slots__ = ("at", "source", "target", "payload")

    def __init__(self, at, source, target, payload):
        self.at, self.source, self.target, self.payload = at, source, target, payload

    @property
    def is_rtp(self):
        return len(self.payload) >= 12 and self.payload[0] >> 6 == 2 and not 64 <= self.payload[1] & 0x7F <= 95

    @property
    def payload_type(self):
        return self.payload[1] & 0x7F


class Tap:
    """Listens until `quit`. Ports narrow what is kept, so that a flood on another port costs little."""
    def __init__(self, ports=None):
        self.ports = ports
        self.datagrams = []
        self.lock = threading.Lock()
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETHERTYPE_IP))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        if ports:
            self.narrow(ports)
        self.socket.bind(("lo", ETHERTYPE_IP))
        self.socket.settimeout(0.2)
        self.running = True
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def narrow(self, ports):
        """In the kernel: only UDP with a port in the range on either side."""
        low, high = ports.start, ports.stop - 1
        # Source and target port stand at 20 and 22 of an IPv4 datagram without options.
        program = [(0x30, 0, 0, 9), (0x15, 0, 7, 17),
                   (0x28, 0, 0, 20), (0x35, 0, 1, low), (0x25, 0, 3, high),
                   (0x28, 0, 0, 22), (0x35, 0, 2, low), (0x25, 1, 0, high),
                   (0x06, 0, 0, 0x40000), (0x06, 0, 0, 0)]
        import ctypes
        code = b"".join(struct.pack("HBBI", *line) for line in program)
        self.filter = ctypes.create_string_buffer(code)
        attach_filter = 26
        self.socket.setsockopt(socket.SOL_SOCKET, attach_filter, struct.pack("HL", len(program), ctypes.addressof(self.filter)))

    def run(self):
        while self.running:
            try:
                packet, (_, _, kind, *_) = self.socket.recvfrom(65536)
            except TimeoutError:
                continue
            at = time.monotonic()
            if kind == PACKET_OUTGOING or len(packet) < 28 or packet[9] != socket.IPPROTO_UDP:
                continue
            header = (packet[0] & 15) * 4
            from_port, to_port, length = struct.unpack_from("!HHH", packet, header)
            source, target = socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20])
            datagram = Datagram(at, (source, from_port), (target, to_port), packet[header + 8:header + length])
            with self.lock:
                self.datagrams.append(datagram)

    def quit(self):
        if self.running:
            self.running = False
            self.thread.join()
            self.socket.close()
        return self

    def seen(self, source=None, target=None):
        """Datagrams from a port or to one, in their order."""
        with self.lock:
            found = list(self.datagrams)
        return [one for one in found if (source is None or one.source[1] == source) and (target is None or one.target[1] == target)]

    def rtp_to(self, port, payload_type=8):
        return [one for one in self.seen(target=port) if one.is_rtp and one.payload_type == payload_type]


def sound_of(packets, begin=None):
    """G.711 A-law in RTP as 16-bit samples, laid out by time stamps; what is missing is silence.

    - begin: at what time the recording begins, if not with the first packet
    """
    samples = array.array("h")
    if not packets:
        return samples
    if begin is not None:
        samples = array.array("h", bytes(2 * max(0, int((packets[0].at - begin) * 8000))))
    before = len(samples)
    start = struct.unpack_from("!I", packets[0].payload, 4)[0]
    for packet in packets:
        extension = 0
        if packet.payload[0] & 0x10:
            extension = 4 + 4 * struct.unpack_from("!H", packet.payload, 14 + 4 * (packet.payload[0] & 15))[0]
        data = packet.payload[12 + 4 * (packet.payload[0] & 15) + extension:]
        at = before + (struct.unpack_from("!I", packet.payload, 4)[0] - start & 0xFFFFFFFF)
        # A jump of minutes is a new stream, not a pause.
        if at > len(samples) + 8000 * 120:
            before, start, at = len(samples), struct.unpack_from("!I", packet.payload, 4)[0], len(samples)
        if at > len(samples):
            samples.extend([0] * (at - len(samples)))
        samples[at:at + len(data)] = array.array("h", (A_LAW[value] for value in data))
    return samples
