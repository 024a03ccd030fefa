"""The clips that are played, made ready."""
import array
import os
import wave

from hearing import clip_path, decibels, read_clip

RATE = 16_000


def write(path, samples):
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return path


def after_silence(folder, number, seconds):
    """A clip that begins late: what plays it cannot be told when."""
    samples, rate = read_clip(clip_path(number))
    return write(os.path.join(folder, "late-%s.wav" % number), array.array("h", bytes(2 * int(rate * seconds))) + samples)


def one_after_the_other(folder, numbers):
    """Several clips as one, with a third of a second between them."""
    samples = array.array("h")
    for number in numbers:
        samples += read_clip(clip_path(number))[0] + array.array("h", bytes(2 * (RATE // 3)))
    return write(os.path.join(folder, "-".join(numbers) + ".wav"), samples)


def seconds(path):
    """How long a clip lasts."""
    return len(read_clip(path)[0]) / RATE


def without_pauses(folder):
    """Speech that never rests, so that a moment without sound is a moment that was lost."""
    dense = array.array("h")
    for number in ("0870", "0920"):
        samples, rate = read_clip(clip_path(number))
        block = rate // 50
        for at in range(0, len(samples) - block, block):
            if decibels(samples[at:at + block]) > -35:
                dense += samples[at:at + block]
    return write(os.path.join(folder, "dense.wav"), dense)
