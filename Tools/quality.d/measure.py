"""Runs QualityLab, scores what it writes with WB-PESQ (ITU-T P.862.2), prints tables and compares with the bars."""

import concurrent.futures
import glob
import json
import os
import subprocess
import sys
import tempfile
import wave

import numpy
import pesq

RATE = 16_000
# What a receiver may lose against libopus with all packets at hand, and a shared encoder against a private one.
MOST_LOST_IN_RECOVERY = 0.10
MOST_LOST_IN_SHARING = 0.05
MOST_CONCEALED_PERCENT = 1.0
MOST_SECONDS_TO_COME_BACK = 10.0
# A clock that is 1000 ppm off moves by 90 ms between the two measurements.
MOST_DRIFT_MS = 20
# Key tones 10 dB above noise, and an hour of speech without any.
MOST_KEYS_MISSED_PERCENT = 1.0
MOST_KEYS_IN_AN_HOUR = 1
MOST_SECONDS_OF_MUSIC = 8.0


def main():
    lab, clip_folder = sys.argv[1], sys.argv[2]
    clips = sorted(glob.glob(os.path.join(clip_folder, "*.wav")))
    print(f"{len(clips)} clips of LibriVox speech from {clip_folder}")
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ProcessPoolExecutor() as pool:
        results = {}
        misses = []
        # The kinds run side by side, and the scoring of one beside the making of the next.
        running = {kind: start(lab, kind, os.path.join(folder, kind), clips) for kind in ("loss", "rejoin", "path", "keys", "music")}
        for kind, judge in (("path", judge_path), ("keys", judge_keys), ("music", judge_music), ("rejoin", judge_rejoin), ("loss", judge_loss)):
            rows = finish(running[kind])
            results[kind], missed = judge(rows, os.path.join(folder, kind), pool)
            misses += missed
    if "--json" in sys.argv:
        print(json.dumps(results))
    print()
    for miss in misses:
        print(f"MISSED: {miss}")
    print("quality: all bars are held" if not misses else f"quality: {len(misses)} bars missed")
    sys.exit(1 if misses else 0)


def start(lab, kind, folder, clips):
    os.makedirs(folder)
    return subprocess.Popen([lab, kind, folder, *clips], stdout=subprocess.PIPE, text=True)


def finish(process):
    text, _ = process.communicate()
    if process.returncode != 0:
        sys.exit(f"quality: QualityLab ended with {process.returncode}")
    return [json.loads(line) for line in text.splitlines()]


def judge_loss(rows, folder, pool):
    print("\nRecovery of lost packets: WB-PESQ of our receiver, and of libopus decoding the same packets at leisure")
    print(f"  {'recovery':<9}{'loss':>5}{'libopus':>10}{'ours':>8}{'lost':>8}   {'packets lost':>12}{'recovered':>11}{'by libopus':>12}")
    scores = score(rows, folder, ("best", "ours"), pool)
    table, misses = [], []
    for key in sorted({(row["recovery"], row["loss"]) for row in rows}):
        chosen = [i for i, row in enumerate(rows) if (row["recovery"], row["loss"]) == key]
        best, ours = (numpy.mean([scores[i][kind] for i in chosen]) for kind in ("best", "ours"))
        lost, recovered, possible = (sum(rows[i][name] for i in chosen) for name in ("lost", "oursRecovered", "bestRecovered"))
        held = best - ours <= MOST_LOST_IN_RECOVERY
        name, percent = key
        print(f"  {name.upper():<9}{percent:>4}%{best:>10.3f}{ours:>8.3f}{best - ours:>8.3f}   "
              f"{lost:>12}{recovered:>11}{possible:>12}{mark(held)}")
        table.append({"recovery": name, "lossPercent": percent, "libopus": best, "ours": ours, "lost": best - ours})
        if not held:
            misses.append(f"{name.upper()} at {percent}% loss: {best - ours:.3f} below libopus, at most {MOST_LOST_IN_RECOVERY} wanted")
    return table, misses


def judge_rejoin(rows, folder, pool):
    print("\nSharing an encoder: WB-PESQ of a listener who leaves and rejoins its class every 3 s, "
          "and with an encoder of its own all along")
    print(f"  {'kbit/s':>7}{'own':>9}{'shared':>9}{'lost':>8}{'rejoins':>9}")
    scores = score(rows, folder, ("undisturbed", "shared"), pool)
    table, misses = [], []
    for kilobits in sorted({row["kilobits"] for row in rows}):
        chosen = [i for i, row in enumerate(rows) if row["kilobits"] == kilobits]
        private, shared = (numpy.mean([scores[i][kind] for i in chosen]) for kind in ("undisturbed", "shared"))
        rejoins = sum(rows[i]["rejoins"] for i in chosen)
        held = private - shared <= MOST_LOST_IN_SHARING
        print(f"  {kilobits:>7}{private:>9.3f}{shared:>9.3f}{private - shared:>8.3f}{rejoins:>9}{mark(held)}")
        table.append({"kilobits": kilobits, "private": private, "shared": shared, "lost": private - shared, "rejoins": rejoins})
        if not held:
            misses.append(f"sharing at {kilobits} kbit/s: {private - shared:.3f} lost, at most {MOST_LOST_IN_SHARING} wanted")
        if rejoins < 15:
            misses.append(f"sharing at {kilobits} kbit/s: only {rejoins} rejoins, so nothing was measured")
    return table, misses


def judge_path(rows, folder, pool):
    misses = []
    print("\nThe jitter buffer")
    for row in rows:
        concealed = row["concealedPercent"]
        if row["trial"] == "jitter":
            print(f"  jitter of +-60 ms: {concealed:.2f}% concealed ({row['concealedPercentSettling']:.2f}% in the first 10 s); delay "
                  f"{row['delayBeforeMs']} ms before, {row['delayInJitterMs']} ms within, back {row['backAfterSeconds']:.1f} s after its end")
            if row["backAfterSeconds"] > MOST_SECONDS_TO_COME_BACK:
                misses.append(f"jitter: the delay is back after {row['backAfterSeconds']:.1f} s, "
                              f"at most {MOST_SECONDS_TO_COME_BACK:.0f} wanted")
        else:
            print(f"  clock {row['ppm']:+d} ppm:   {concealed:.2f}% concealed; delay {row['delayAtFirstMs']} ms at 15 s, "
                  f"{row['delayAtLastMs']} ms at 115 s, {row['delayMostMs']} ms at most")
            if abs(row["delayAtLastMs"] - row["delayAtFirstMs"]) > MOST_DRIFT_MS:
                misses.append(f"clock {row['ppm']:+d} ppm: the delay moves from {row['delayAtFirstMs']} to {row['delayAtLastMs']} ms")
        if concealed > MOST_CONCEALED_PERCENT:
            misses.append(f"{row['trial']}: {concealed:.2f}% concealed, at most {MOST_CONCEALED_PERCENT:.0f}% wanted")
    return rows, misses


def judge_keys(rows, folder, pool):
    print("\nKey tones: 50 to 120 ms, 10 dB above noise; and an hour of speech without any, at several pitches and speeds")
    print(f"  {'coding':<8}{'noise':<16}{'seed':>6}{'keys':>8}{'missed':>8}{'doubled':>9}{'wrong':>7}")
    misses = []
    for row in rows:
        if row["trial"] == "keys":
            most = row["sent"] * MOST_KEYS_MISSED_PERCENT / 100
            held = row["missed"] <= most and row["doubled"] + row["wrong"] <= most
            print(f"  {row['law']:<8}{row['noise']:<16}{row['seed']:>6}{row['sent']:>8}{row['missed']:>8}{row['doubled']:>9}"
                  f"{row['wrong']:>7}{mark(held)}")
            if not held:
                misses.append(f"keys over {row['noise']} noise ({row['law']}): {row['missed']} missed, {row['doubled']} doubled, "
                              f"{row['wrong']} wrong of {row['sent']}; at most {most:.0f} wanted")
        else:
            held = row["wrong"] <= MOST_KEYS_IN_AN_HOUR
            print(f"  {row['law']:<8}{'none: speech':<16}{row['seed']:>6}{0:>8}{'':>8}{'':>9}{row['wrong']:>7}{mark(held)}")
            if not held:
                misses.append(f"keys: {row['wrong']} heard in an hour of speech ({row['law']}), at most {MOST_KEYS_IN_AN_HOUR} wanted")
    return rows, misses


def judge_music(rows, folder, pool):
    print("\nThe guard against hold music")
    misses = []
    for row in rows:
        if row["trial"] == "open":
            held = row["closings"] == 0
            print(f"  {row['sound']:<22} closed {row['closings']} times in {row['minutes']} minutes{mark(held)}")
            if not held:
                misses.append(f"music: closed {row['closings']} times by {row['sound']}")
        else:
            closed, opened = row["closedAfter"], row["openedAfter"]
            held = closed is not None and closed <= MOST_SECONDS_OF_MUSIC and opened is not None and row["openedEarly"] == 0
            text = "never closed" if closed is None else f"closed after {closed:.1f} s"
            text += ", never opened" if opened is None else f", opened {opened:.1f} s after somebody spoke"
            print(f"  {row['sound']:<22} {text}{mark(held)}")
            if not held:
                misses.append(f"music: {row['sound']}: {text}; within {MOST_SECONDS_OF_MUSIC:.0f} s wanted")
    return rows, misses


def mark(held):
    return "" if held else "  MISSED"


def score(rows, folder, kinds, pool):
    """For each row a dictionary from kind to the scores of its clips."""
    original = os.path.join(folder, "original.wav")
    jobs = [{kind: [pool.submit(score_clip, original, os.path.join(folder, row[kind]), cut["from"], cut["to"]) for cut in row["cuts"]]
             for kind in kinds} for row in rows]
    return [{kind: [job.result() for job in clips] for kind, clips in row.items()} for row in jobs]


def score_clip(original_path, degraded_path, first, end):
    original, degraded = read(original_path), read(degraded_path)
    clip = original[first:end]
    # The delay of the way through, 0 to 500 ms, where the clip fits best; PESQ follows the smaller changes itself.
    late = degraded[first:end + RATE // 2]
    late = numpy.pad(late, (0, max(len(clip) + RATE // 2 - len(late), 0)))
    size = 1 << (len(late) + len(clip)).bit_length()
    match = numpy.fft.irfft(numpy.fft.rfft(late, size) * numpy.conj(numpy.fft.rfft(clip, size)), size)[:RATE // 2]
    delay = int(numpy.argmax(match))
    return pesq.pesq(RATE, clip, late[delay:delay + len(clip)], "wb")


def read(path):
    with wave.open(path) as file:
        return numpy.frombuffer(file.readframes(file.getnframes()), numpy.int16).astype(numpy.float32) / 32_768


if __name__ == "__main__":
    main()
