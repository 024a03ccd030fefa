"""Sound that callers send, made ready: clips, silence, keys as tones; as WAV for one peer, as bare G.711 for another."""
import array
import math
import os
import wave

from hearing import clip_path, read_clip

RATE = 8_000
# Keys as two tones, ITU-T Q.23.
LOW, HIGH = (697, 770, 852, 941), (1209, 1336, 1477)
KEYS = "123456789*0#"
KEY_SECONDS, GAP_SECONDS = 0.1, 0.1
# Each tone alone, as a telephone sends it: a few dB below the nominal level. Full scale of G.711 is +3 dBm0.
TONE_PEAK = 0.25


def silence(seconds):
    return array.array("h", bytes(2 * round(seconds * RATE)))


def keys(digits):
    """As a telephone without RFC 4733 sends them."""
    samples = array.array("h")
    for digit in digits:
        place = KEYS.index(digit)
        low, high = LOW[place // 3], HIGH[place % 3]
        for i in range(round(KEY_SECONDS * RATE)):
            at = 2 * math.pi * i / RATE
            samples.append(round(32767 * TONE_PEAK * (math.sin(low * at) + math.sin(high * at))))
        samples += silence(GAP_SECONDS)
    return samples


def tone(hertz, seconds):
    return array.array("h", (round(8000 * math.sin(2 * math.pi * hertz * i / RATE)) for i in range(round(seconds * RATE))))


def half_rate(samples):
    """16 kHz to 8 kHz: a half-band filter of 31 taps."""
    taps = [(0.5 if i == 15 else math.sin(math.pi * (i - 15) / 2) / (math.pi * (i - 15))) * (0.54 - 0.46 * math.cos(math.pi * i / 15))
            for i in range(31)]
    padded = [0] * 15 + list(samples) + [0] * 15
    return array.array("h", (max(-32768, min(32767, round(sum(taps[k] * padded[i + k] for k in range(31) if taps[k]))))
                             for i in range(0, len(samples), 2)))


def clip(number):
    samples, _ = read_clip(clip_path(number))
    return half_rate(samples)


def seconds(number):
    samples, rate = read_clip(clip_path(number))
    return len(samples) / rate


def write(path, samples, rate=RATE):
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return path


def a_law(sample):
    """ITU-T G.711."""
    sign, sample = (0x80, sample) if sample >= 0 else (0, -sample - 1)
    sample = min(sample, 32767) >> 4
    exponent = max(0, sample.bit_length() - 4)
    mantissa = sample & 15 if exponent == 0 else sample >> (exponent - 1) & 15
    return (sign | exponent << 4 | mantissa) ^ 0x55


def write_a_law(path, samples):
    """As SIPp's rtp_stream wants it: without any header."""
    known = {}
    with open(path, "wb") as file:
        file.write(bytes(known[s] if s in known else known.setdefault(s, a_law(s)) for s in samples))
    return path


def silent_file(folder, rate):
    path = os.path.join(folder, "silence-%d.wav" % rate)
    if not os.path.exists(path):
        write(path, array.array("h", bytes(2 * rate * 240)), rate)
    return path
