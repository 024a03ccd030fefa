"""Those who mean harm: scanners, floods, forged sound and keys, thieves of passwords, and those who guess PINs."""
import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time

import sound
from baresip import Baresip
from box import ALLOWED_FLOOD, GUESSED_PIN, SIP_PORT, STRANGER, THIEF_PORT
from listening import LEAST_OF_VOICE, Recording, from_samples, share_of_voice, strength_of
from registrar import REALM
from scan import REQUEST
from sipp import SIPp
from tap import MEDIA, Tap, sound_of

HERE = os.path.dirname(os.path.abspath(__file__))
FLOOD_SECONDS, FLOOD_RATE = 6, 10_000
# Until the last flood is over.
LISTENING = 31
INJECTED_HERTZ = 1_000
# G.711's own noise lies far below, a voice's share of one narrow tone too.
MOST_INJECTED = -50
WRONG_TRIES = ("111111", "222222", "333333")


class Thief:
    """A registrar that asks for the password in a name of its own, and keeps all that it is told."""
    def __init__(self, _):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", THIEF_PORT))
        self.told = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            data, sender = self.socket.recvfrom(65536)
            text = data.decode(errors="replace")
            self.told.append(text)
            if not text.startswith("REGISTER"):
                continue
            fields = [line for line in text.split("\r\n") if re.match(r"(Via|From|Call-ID|CSeq):", line, re.I)]
            to = re.search(r"^To:.*$", text, re.M | re.I)
            answer = ["SIP/2.0 401 Unauthorized", *fields, to[0].strip() + ";tag=thief" if to else "To: <sip:box@127.0.0.1>;tag=thief",
                      'WWW-Authenticate: Digest realm="thief", nonce="0123456789abcdef", algorithm=MD5, qop="auth"', "Content-Length: 0", "", ""]
            self.socket.sendto("\r\n".join(answer).encode(), sender)


def play(stage):
    tap = stage.enter(Tap(MEDIA))
    scanners(stage)
    caller = stage.enter(Baresip(stage.folder, "the caller"))
    caller.dial("sip:300@127.0.0.1:%d" % SIP_PORT)
    listener = stage.enter(SIPp(stage.folder, "the listener", SIP_PORT))
    # A key breaks off what newcomers are told.
    listener.call("300", sound.silence(1) + sound.keys("1") + sound.silence(LISTENING))
    time.sleep(1)
    caller.press("1")
    time.sleep(2)
    forged(stage, tap, caller, listener)
    flood(stage, tap, caller, listener, STRANGER, "0870")
    again = stage.enter(SIPp(stage.folder, "a call right after", SIP_PORT))
    again.call("300", sound.silence(1))
    stage.report.check("a call right after is answered", again.wait(10), "%d good, %d failed" % again.counts())
    flood(stage, tap, caller, listener, ALLOWED_FLOOD, "0920")
    caller.hang_up()
    stage.report.check("the listener's call ends as it should", listener.wait(20), "%d good, %d failed" % listener.counts())
    thieves(stage)
    guessing(stage, tap)


def scanners(stage):
    """Requests of all kinds from an address that is not allowed."""
    report = stage.report
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as scanner:
        scanner.bind((STRANGER, 0))
        scanner.settimeout(1)
        port = scanner.getsockname()[1]
        for number, method in enumerate(("OPTIONS", "REGISTER", "INVITE", "BYE", "FOO")):
            text = REQUEST.format(method=method, transport="UDP", address=STRANGER, port=port, branch="scan%d" % number)
            scanner.sendto(text.encode(), ("127.0.0.1", SIP_PORT))
        for garbage in (b"", b"\r\n\r\n", b"\0" * 1000, os.urandom(1200)):
            scanner.sendto(garbage, ("127.0.0.1", SIP_PORT))
        report.check("a scanner is told nothing by UDP", received(scanner) == 0)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as scanner:
        scanner.bind((STRANGER, 0))
        scanner.settimeout(1)
        try:
            scanner.connect(("127.0.0.1", SIP_PORT))
            scanner.sendall(REQUEST.format(method="OPTIONS", transport="TCP", address=STRANGER, port=1, branch="scant").encode())
            told = received(scanner)
        except OSError:
            told = 0
        report.check("nor by TCP", told == 0)


def received(one):
    """Bytes that come, until none come for a while."""
    count = 0
    try:
        while data := one.recv(65536):
            count += len(data)
    except OSError:
        pass
    return count


def forged(stage, tap, caller, listener):
    """Sound and keys from another port into the caller's call, with the caller's own SSRC and going on where it is."""
    box, report = stage.box, stage.report
    packets = [one for one in tap.seen() if one.is_rtp and one.source[1] in caller.media]
    begun = time.monotonic()
    last = packets[-1].payload
    sequence, stamp, source = struct.unpack_from("!HII", last, 2)
    audio = bytes(sound.a_law(sample) for sample in sound.tone(INJECTED_HERTZ, 4))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.settimeout(0.5)
        for number in range(200):
            header = struct.pack("!BBHII", 0x80, 8, sequence + number + 1 & 0xFFFF, stamp + 160 * (number + 1) & 0xFFFFFFFF, source)
            stranger.sendto(header + audio[160 * number:160 * number + 160], packets[-1].target)
            # *6: would mute the caller.
            for place, key in ((20, 10), (60, 6)):
                if place <= number < place + 5:
                    header = struct.pack("!BBHII", 0x80, 101, sequence + number + 2 & 0xFFFF, stamp + 160 * place & 0xFFFFFFFF, source)
                    event = struct.pack("!BBH", key, 0x8A if number >= place + 2 else 10, 160 * (number - place + 1))
                    stranger.sendto(header + event, packets[-1].target)
            time.sleep(0.02)
        told = received(stranger)
    heard = from_samples(sound_of([one for one in tap.rtp_to(listener.media) if one.at >= begun]))
    strength = strength_of(INJECTED_HERTZ, heard)
    report.check("sound from another port is not heard", len(heard) > 3 * sound.RATE and strength < MOST_INJECTED, "%.0f dBFS" % strength)
    report.check("nor answered", told == 0, "%d bytes" % told)
    muted = [one for one in box.people("open") if one.get("isMuted") or one.get("muted")]
    report.check("nor are keys taken from there", not muted)


def flood(stage, tap, caller, listener, address, clip):
    """INVITEs without end from an address, while the caller speaks."""
    report = stage.report
    who = "strangers" if address == STRANGER else "a neighbour that is allowed"
    command = [sys.executable, os.path.join(HERE, "flood.py"), address, str(SIP_PORT), str(FLOOD_RATE), str(FLOOD_SECONDS + 2)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as flooding:
        time.sleep(1)
        begun = time.monotonic()
        caller.speak_clip(clip)
        time.sleep(sound.seconds(clip) + 0.5)
        ended = time.monotonic()
        sent = int(flooding.stdout.read().split()[0])
    report.check("it rains INVITEs of %s" % who, sent >= 0.8 * FLOOD_RATE * FLOOD_SECONDS, "%d in %d s" % (sent, FLOOD_SECONDS + 2))
    packets = [one for one in tap.rtp_to(listener.media) if begun <= one.at <= ended]
    due = (ended - begun) * 50
    numbers = [struct.unpack_from("!H", one.payload, 2)[0] for one in packets]
    lost = sum((b - a & 0xFFFF) - 1 for a, b in zip(numbers, numbers[1:]))
    report.check("the call goes on meanwhile, packet by packet", lost == 0 and len(packets) >= due - 3,
                 "%d of %.0f, %d lost" % (len(packets), due, lost))
    share = share_of_voice(clip, Recording(from_samples(sound_of(packets))))
    report.check("and the caller is heard", share >= LEAST_OF_VOICE, "%.0f%% of the clip" % (share * 100))


def thieves(stage):
    """Who asks the box for its password without being the trunk is told nothing of it."""
    box, report = stage.box, stage.report
    told = stage.thief.told
    report.check("a registrar with another realm is not given the password", told and not any("uthorization:" in one for one in told),
                 "%d REGISTERs" % sum(one.startswith("REGISTER") for one in told))
    caller = stage.enter(SIPp(stage.folder, "a thief", SIP_PORT))
    audio = sound.write_a_law(os.path.join(caller.folder, "says.alaw"), sound.silence(20))
    before = {one["handle"] for one in box.people("open")}
    caller.run(caller.scenario("sipp-challenge.xml", AUDIO=audio, REALM=REALM), "300", "-m", "1")
    for _ in range(100):
        if come := [one["handle"] for one in box.people("open") if one["handle"] not in before]:
            break
        time.sleep(0.1)
    box.ask("people", "remove", come[0])
    good = caller.wait(30)
    said = caller.messages()
    report.check("nor is a caller who answers the box's BYE by a challenge", good and "407 Proxy" in said and "uthorization:" not in said)


def guessing(stage, tap):
    """Wrong PINs from several calls, each with three tries."""
    report = stage.report
    says = sound.silence(1)
    for digits in WRONG_TRIES:
        says += sound.keys(digits) + sound.silence(1.5)
    guessers = [stage.enter(SIPp(stage.folder, "guesser %d" % number, SIP_PORT)) for number in range(4)]
    for one in guessers:
        one.call("600", says)
    for one in guessers:
        one.wait(20)
    callers = {}
    for name, digits in (("wrong", "444444"), ("right", GUESSED_PIN)):
        callers[name] = stage.enter(SIPp(stage.folder, "a %s PIN" % name, SIP_PORT))
        callers[name].call("600", sound.silence(1) + sound.keys(digits) + sound.silence(8))
    for one in callers.values():
        one.wait(20)
    for name, key in (("wrong", "goodbye.paused"), ("right", "lobby.wait")):
        heard = Recording(from_samples(sound_of(tap.rtp_to(callers[name].media))))
        found = [one.key for one in stage.prompts["en"].find(heard)]
        report.check("after twelve wrong PINs, the %s one leads to %s" % (name, key), key in found, " ".join(found))
