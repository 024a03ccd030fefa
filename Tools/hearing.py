"""What was heard, compared with what was said: by the words that a speech recogniser finds, and by the course of loudness."""
import array
import difflib
import math
import re
import subprocess
import wave

# Readings from LibriVox, in the public domain, which Debian ships with pocketsphinx-testdata: mono, 16 kHz.
CLIPS = "/usr/share/pocketsphinx/test/data/librivox/"
NAME = "sense_and_sensibility_01_austen_64kb-%s.wav"
# Shares of the words that the recogniser finds in the clip itself, since it knows not every word even there.
LEAST_OF_OTHERS = 0.5
LEAST_ON_AVERAGE = 0.75
MOST_OF_OWN = 0.3
# Correlation of loudness in blocks of 40 ms, at the best place.
LEAST_LIKENESS = 0.85
MOST_OWN_LIKENESS = 0.7


def clip_path(number):
    return CLIPS + NAME % number


def words(path):
    spoken = subprocess.run(["pocketsphinx_continuous", "-infile", path, "-logfn", "/dev/null"], capture_output=True, text=True, check=True)
    return re.findall(r"[a-z']+", spoken.stdout.lower())


def share_heard(source, heard):
    """How many of the source's words were heard in their order."""
    blocks = difflib.SequenceMatcher(None, source, heard, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(len(source), 1)


def decibels(samples):
    """Loudness of 16-bit samples, not below -60 dBFS."""
    return max(-60, 10 * math.log10(sum(s * s for s in samples) / max(len(samples), 1) / 2**30 + 1e-9))


def read_clip(path):
    """Samples and rate of a mono file."""
    with wave.open(path) as file:
        return array.array("h", file.readframes(file.getnframes())), file.getframerate()


def loudness(path, steps_per_block=1):
    """Decibels of blocks of 40 ms; so many of them begin within one block."""
    samples, rate = read_clip(path)
    block = rate // 25
    return [decibels(samples[i:i + block]) for i in range(0, len(samples) - block, block // steps_per_block)]


def likeness(source, heard):
    """The best correlation of the loudness in one file with that in a part of another, which may have begun a little late."""
    def normal(values):
        mean = sum(values) / len(values)
        scale = math.sqrt(sum((v - mean) ** 2 for v in values)) or 1e9
        return [(v - mean) / scale for v in values]
    steps = 4
    pattern = normal(loudness(source))
    course = [-60] * (12 * steps) + loudness(heard, steps)
    length = len(pattern) * steps
    places = range(max(len(course) - length, 0) + 1)
    return max(sum(a * b for a, b in zip(pattern, normal(course[at:at + length:steps]))) for at in places)
