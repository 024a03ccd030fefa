"""Samples of 16 bits as Python lists of floats, nominal +-1.0: their level, their silence, their files."""
import array
import math
import subprocess
import sys
import wave

BLOCK_MS = 20
# Speech is active where it is less than this below its own mean level. ITU-T P.56 section 6.
MARGIN_DB = 15.9
# Below this there is no speech: pauses are digital silence, or less than -70 after Opus, and breath at the end of a word -55.
SILENCE_DB = -50
# Of espeak-ng's speech at -23; more would be clipping once the mixer adds people.
HIGHEST_PEAK_DB = -1
LEVEL_TOLERANCE_DB = 1
LONGEST_SECONDS = 30


def decoded(path, rate):
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-i", path, "-ac", "1", "-ar", str(rate), "-f", "s16le", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return [sample / 32768 for sample in array.array("h", raw)]


def write(path, samples, rate):
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(array.array("h", (max(-32768, min(32767, round(32768 * s))) for s in samples)).tobytes())


def silence(milliseconds, rate):
    return [0.0] * (rate * milliseconds // 1000)


def decibels(power):
    return 10 * math.log10(power) if power > 1e-12 else -120


def powers(samples, rate, block_ms=BLOCK_MS):
    size = rate * block_ms // 1000
    return [sum(s * s for s in samples[i:i + size]) / size for i in range(0, len(samples) - size + 1, size)]


def level(samples, rate):
    """Of active speech, in dBFS: the mean over the blocks that lie no further than the margin below it."""
    blocks = powers(samples, rate) or [0]
    mean = sum(blocks) / len(blocks)
    for _ in range(20):
        active = [p for p in blocks if p >= mean * 10 ** (-MARGIN_DB / 10)]
        mean = sum(active) / len(active)
    return decibels(mean)


def peak(samples):
    return decibels(max((s * s for s in samples), default=0))


def at_level(samples, rate, wanted):
    return amplified(samples, wanted - level(samples, rate))


def amplified(samples, gain_db):
    gain = 10 ** (gain_db / 20)
    # Few peaks are so high that they would not fit; those are bent, not cut.
    highest = 10 ** (HIGHEST_PEAK_DB / 20)
    knee = 0.6 * highest
    room = highest - knee

    def bent(value):
        return value if abs(value) <= knee else math.copysign(knee + room * math.tanh((abs(value) - knee) / room), value)
    return [bent(gain * s) for s in samples]


def bounds(samples, rate):
    """Where sound begins and ends, in samples, to 5 ms."""
    loud = [i for i, p in enumerate(powers(samples, rate, 5)) if decibels(p) > SILENCE_DB]
    step = rate * 5 // 1000
    return (loud[0] * step, (loud[-1] + 1) * step) if loud else (0, 0)


def trimmed(samples, rate):
    begin, end = bounds(samples, rate)
    return samples[begin:end]


def report(prompts, rate):
    """A line for each file, and how they differ; exit 1 with what is out of bounds."""
    problems, levels, seconds, size = [], {}, {}, 0
    for prompt in prompts:
        samples = decoded(prompt.path, rate)
        begin, end = bounds(samples, rate)
        here, top = level(samples, rate), peak(samples)
        lead, tail = 1000 * begin // rate, 1000 * (len(samples) - end) // rate
        length = len(samples) / rate
        print("%-24s %-3s %6.2f s  %6.1f dBFS  peak %5.1f  silence %3d and %3d ms"
              % (prompt.key, prompt.language, length, here, top, lead, tail))
        levels.setdefault(prompt.language, []).append(here)
        seconds[prompt.language] = seconds.get(prompt.language, 0) + length
        out_of_bounds = {
            "is %.1f dB off its level" % (here - prompt.level): abs(here - prompt.level) > LEVEL_TOLERANCE_DB,
            "has a peak of %.1f dBFS" % top: top > HIGHEST_PEAK_DB + 1,
            "lasts %.0f s" % length: length > LONGEST_SECONDS and not prompt.is_sound,
            "begins after %d ms" % lead: lead > 60 and not prompt.is_sound,
            "ends with %d ms of silence instead of %d" % (tail, prompt.pause): abs(tail - prompt.pause) > 80 and not prompt.is_sound,
        }
        problems += ["%s (%s) %s" % (prompt.key, prompt.language, what) for what, is_so in out_of_bounds.items() if is_so]
    for language, found in levels.items():
        print("%s: %d files, %.0f s, %.1f to %.1f dBFS" % (language, len(found), seconds[language], min(found), max(found)))
    if problems:
        sys.exit("\n".join(problems))
