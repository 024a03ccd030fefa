"""Plays notes: a soft tone that fades away, such as a celesta's."""
import math

# Strengths of the partials, and how fast each fades, in 1/s.
PARTIALS = [(1, 1.0, 2.2), (2, 0.25, 4.0), (3, 0.08, 7.0)]
# Not a click at the beginning.
ATTACK = 0.012
# Until even a low note is no longer heard.
RINGS = 2.5
NAMES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def frequency(name):
    """Of a note such as A4 or F#3, in Hz."""
    semitone = NAMES[name[0]] + name.count("#") - name.count("b") + 12 * (int(name[-1]) - 4) - 9
    return 440 * 2 ** (semitone / 12)


def play(notes, rate, is_loop):
    """Samples, not yet at any level. What still rings when a loop is over rings on at its beginning, so that no seam is heard."""
    steps = [step.split() for step in notes.split(",")]
    length = round(rate * sum(float(duration) for _, duration in steps))
    ring = round(rate * RINGS)
    samples = [0.0] * (length if is_loop else length + rate // 2)
    start = 0
    for names, duration in steps:
        for name in names.split("+"):
            if name != "-":
                add(samples, start, frequency(name), rate, ring, is_loop)
        start += round(rate * float(duration))
    if not is_loop:
        fade = rate // 20
        for i in range(fade):
            samples[-1 - i] *= i / fade
    return samples


def add(samples, start, pitch, rate, ring, is_loop):
    for i in range(ring):
        place = start + i
        if place >= len(samples):
            if not is_loop:
                return
            place -= len(samples)
        t = i / rate
        attack = min(t / ATTACK, 1)
        fade = min((ring - i) / (0.3 * rate), 1)
        tone = sum(strength * math.exp(-decay * t) * math.sin(2 * math.pi * number * pitch * t) for number, strength, decay in PARTIALS)
        samples[place] += attack * fade * tone
