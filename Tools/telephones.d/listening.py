"""What a caller was sent, taken apart: which prompts in which order and how loud, and whose voice."""
import array
import collections
import os
import re
import subprocess

import numpy

import sound
from hearing import clip_path

SHIPPED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Sources", "Prompts", "Shipped")
RATE = sound.RATE
# Normalised correlation of the wave itself, so that chance gives 0.1: above this it is the prompt.
LEAST_MATCH = 0.75
# Where a peer stretches time, a prompt is compared in pieces of so many seconds, each up to so far from its place.
BENT_PIECE, BEND, LEAST_PART_MATCH = 0.4, 0.05, 0.4
# A voice is looked for in pieces of so many seconds: the box and the peer may have stretched time between them.
PIECE = 0.25
LEAST_PIECE_MATCH = 0.6
# Pieces lie apart as in the clip, up to this.
STRETCH = 0.2
# One piece in a short clip may be found by chance, and a soft one may be lost.
LEAST_OF_VOICE, MOST_OF_OWN_VOICE = 0.7, 0.25
# Speech is active where it is less than this below its own mean. ITU-T P.56 section 6.
MARGIN_DB = 15.9

Heard = collections.namedtuple("Heard", "key at seconds match")


def decode(path, rate=RATE):
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-i", path, "-ac", "1", "-ar", str(rate), "-f", "s16le", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return numpy.frombuffer(raw, dtype="<i2").astype(numpy.float32) / 32768


def from_samples(samples):
    """16-bit samples of an array."""
    return numpy.asarray(array.array("h", samples), dtype=numpy.float32) / 32768


class Recording:
    """Sound in which things are looked for; its transform is made once."""
    def __init__(self, samples):
        # The end of what was said last may still have been under way.
        self.samples = numpy.concatenate((samples, numpy.zeros(RATE // 2, numpy.float32)))
        # Room for the longest prompt, and a length that a transform is quick with.
        self.size = -(-(len(self.samples) + 20 * RATE) // 32768) * 32768
        self.transform = numpy.fft.rfft(self.samples, self.size)
        self.energy = numpy.concatenate(([0], numpy.cumsum(self.samples.astype(numpy.float64) ** 2)))

    @property
    def seconds(self):
        return len(self.samples) / RATE

    def matches(self, pattern):
        """Normalised correlation of the pattern with what lies at each place."""
        count = len(self.samples) - len(pattern) + 1
        if count <= 0:
            return numpy.zeros(1)
        product = numpy.fft.irfft(self.transform * numpy.conj(numpy.fft.rfft(pattern, self.size)), self.size)[:count]
        here = self.energy[len(pattern):] - self.energy[:count]
        # Where it is silent, quantisation noise is no likeness.
        floor = len(pattern) * 10 ** (-60 / 10)
        return product / numpy.sqrt(numpy.maximum(here, floor) * float(numpy.sum(pattern.astype(numpy.float64) ** 2)))

    def bent_matches(self, pattern):
        """The same, where the peer has stretched time within the pattern: in pieces, each of which may lie a little off its place."""
        size, reach = int(BENT_PIECE * RATE), int(BEND * RATE)
        count = len(self.samples) - len(pattern) + 1
        if count <= 0:
            return numpy.zeros(1)
        total, weight = numpy.zeros(count), 0.0
        for at in range(0, len(pattern) - size // 2, size):
            piece = pattern[at:at + size]
            energy = float(numpy.sum(piece ** 2))
            # A pause says nothing.
            if energy < 1e-5 * len(piece):
                continue
            total += energy * highest_about(self.matches(piece), reach)[at:at + count]
            weight += energy
        return total / max(weight, 1e-9)

    def cut(self, at, seconds):
        return self.samples[max(0, int(at * RATE)):int((at + seconds) * RATE)]


class Prompts:
    """The audio that the box has in one language, and the sounds."""
    def __init__(self, language):
        self.texts, self.audio = {}, {}
        with open(os.path.join(SHIPPED, "index.tsv"), encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
        # A room of a test has few people.
        wanted = [(row[0], row[1], row[-1]) for row in rows if row[1] in (language, "any") and not re.match(r"number\.\d\d|number\..*and", row[0])]
        command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y"]
        outputs = []
        with subprocess.Popen(["mktemp", "-d"], stdout=subprocess.PIPE, text=True) as made:
            folder = made.stdout.read().strip()
        for number, (key, where, text) in enumerate(wanted):
            command += ["-i", os.path.join(SHIPPED, where, key + ".opus")]
            outputs += ["-map", str(number), "-ac", "1", "-ar", str(RATE), "-f", "s16le", os.path.join(folder, key)]
        subprocess.run(command + outputs, check=True)
        for key, _, text in wanted:
            with open(os.path.join(folder, key), "rb") as file:
                self.audio[key] = numpy.frombuffer(file.read(), dtype="<i2").astype(numpy.float32) / 32768
            os.unlink(os.path.join(folder, key))
            self.texts[key] = text
        os.rmdir(folder)

    def find(self, recording, is_bent=False):
        """All that were said in full, in their order."""
        candidates = []
        for key, audio in self.audio.items():
            # Music goes on until somebody comes: its first bars are enough.
            pattern = audio[:3 * RATE] if key == "sound.waiting" else audio
            matches = recording.matches(pattern)
            # A part of it that is straight shows already.
            if is_bent and numpy.max(matches) >= LEAST_PART_MATCH:
                matches = recording.bent_matches(pattern)
            while True:
                at = int(numpy.argmax(matches))
                if matches[at] < LEAST_MATCH:
                    break
                candidates.append(Heard(key, at / RATE, len(pattern) / RATE, float(matches[at])))
                matches[max(0, at - len(pattern) // 2):at + len(pattern) // 2] = 0
        # One prompt may be the beginning of another: the longer one it was.
        candidates.sort(key=lambda one: -one.match * one.seconds)
        found = []
        for one in candidates:
            if all(one.at + 0.05 >= other.at + other.seconds or other.at + 0.05 >= one.at + one.seconds for other in found):
                found.append(one)
        return sorted(found, key=lambda one: one.at)


def highest_about(values, reach):
    """The highest of what lies so far before and behind each place."""
    width = 2 * reach + 1
    found = numpy.concatenate((numpy.full(reach, -1.0), values, numpy.full(reach, -1.0)))
    step = 1
    while 2 * step <= width:
        found = numpy.maximum(found[:-step], found[step:])
        step *= 2
    rest = width - step
    return numpy.maximum(found[:-rest], found[rest:]) if rest else found


def share_of_voice(number, recording):
    """How much of a clip is there, in its order."""
    samples = decode(clip_path(number))
    size = int(PIECE * RATE)
    loud = level(samples) - MARGIN_DB
    offsets, pieces = [], 0
    for at in range(0, len(samples) - size, size):
        piece = samples[at:at + size]
        if decibels(float(numpy.mean(piece ** 2))) < loud:
            continue
        pieces += 1
        matches = recording.matches(piece)
        best = int(numpy.argmax(matches))
        if matches[best] >= LEAST_PIECE_MATCH:
            offsets.append((best - at) / RATE)
    if not offsets:
        return 0.0
    # About the place where most of them say that the clip began.
    return max(sum(abs(one - other) <= STRETCH for other in offsets) for one in offsets) / max(pieces, 1)


def first_place_of_voice(number, recording):
    """When the clip begins in the recording, by the median of its pieces; None if it is not there."""
    samples, size, offsets = decode(clip_path(number)), int(PIECE * RATE), []
    for at in range(0, len(samples) - size, size):
        matches = recording.matches(samples[at:at + size])
        best = int(numpy.argmax(matches))
        if matches[best] >= LEAST_PIECE_MATCH:
            offsets.append((best - at) / RATE)
    return float(numpy.median(offsets)) if offsets else None


def decibels(power):
    return 10 * numpy.log10(power) if power > 1e-12 else -120.0


def powers(samples, milliseconds=20):
    size = RATE * milliseconds // 1000
    count = len(samples) // size
    return numpy.mean(samples[:count * size].reshape(count, size) ** 2, axis=1) if count else numpy.zeros(1)


def level(samples):
    """Of active speech, in dBFS."""
    blocks = powers(samples)
    mean = float(numpy.mean(blocks))
    for _ in range(20):
        active = blocks[blocks >= mean * 10 ** (-MARGIN_DB / 10)]
        mean = float(numpy.mean(active)) if len(active) else mean
    return decibels(mean)


def sound_bounds(samples, threshold=-50):
    """Where sound begins and ends, in seconds."""
    loud = numpy.nonzero(powers(samples, 5) > 10 ** (threshold / 10))[0]
    return (loud[0] * 0.005, (loud[-1] + 1) * 0.005) if len(loud) else (0, 0)


def strength_of(hertz, samples):
    """Level of one tone in dBFS, at its loudest quarter of a second."""
    size = RATE // 4
    turn = numpy.exp(-2j * numpy.pi * hertz * numpy.arange(size) / RATE)
    window = numpy.hanning(size)
    best = max((abs(numpy.sum(samples[at:at + size] * turn * window)) / numpy.sum(window) for at in range(0, max(len(samples) - size, 1), size // 2)
                if len(samples[at:at + size]) == size), default=0)
    return decibels(2 * best ** 2)
