"""Chromium, Firefox and aiortc in one room. They speak one after the other, and each hears the two others and not itself."""
import os
import time
from concurrent.futures import ThreadPoolExecutor

from endpoint import Endpoint
from hearing import LEAST_OF_OTHERS, LEAST_ON_AVERAGE, MOST_OF_OWN, MOST_OWN_LIKENESS, clip_path, likeness, share_heard, words

# Lower than for plain RTP: a browser stretches and squeezes time in its jitter buffer, and its microphone is levelled.
LEAST_LIKENESS = 0.8


def play(stage):
    chromium = stage.chromium.page(microphone="device")
    firefox, endpoint = stage.firefox, Endpoint(stage.server, "aiortc")
    endpoint.join()
    firefox.join(stage.server.url, "Firefox")
    # Chromium's noise suppression takes words away with the hiss of this recording, for the recogniser at least: 58% of them are left.
    chromium.join(stage.server.url, "Chromium", switch="#noise")
    speakers = [(chromium, clip_path("0870")), (firefox, clip_path("0920")), (endpoint, clip_path("0890"))]
    for speaker, _ in speakers:
        speaker.start_recording()
    # Chromium's own microphone plays a file, which begins when it is opened.
    time.sleep(stage.silence_before + 7.1 + 1)
    firefox.play(clip_path("0920"))
    time.sleep(6.05 + 1)
    endpoint.play(clip_path("0890"))
    time.sleep(5.3 + 1)
    recordings = []
    for speaker, clip in speakers:
        recordings.append(os.path.join(stage.folder, speaker.name + "-hears.wav"))
        speaker.stop_recording(recordings[-1])
    for page in (chromium, firefox):
        stage.report.check("%s plays what comes" % page.name, page.evaluate("""() => {
            const player = document.querySelector('#remote');
            return !!player.srcObject && !player.paused && !player.muted && player.volume > 0; }"""))
    codec = chromium.statistics()["codec"]
    stage.report.check("Chromium sends RED", codec == "audio/red", codec)
    stage.report.check("nothing went wrong in Chromium's page", not chromium.problems, "; ".join(chromium.problems))
    chromium.click("#leave")
    endpoint.leave()
    judge(stage.report, speakers, recordings)


def judge(report, speakers, recordings):
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(words, [clip for _, clip in speakers]))
        heard = list(pool.map(words, recordings))
    shares = []
    for (listener, _), recording, heard_words in zip(speakers, recordings, heard):
        for (speaker, clip), said_words in zip(speakers, said):
            alike, share = likeness(clip, recording), share_heard(said_words, heard_words)
            if speaker is listener:
                report.check("%s does not hear itself" % listener.name, alike <= MOST_OWN_LIKENESS and share <= MOST_OF_OWN,
                             "likeness %.2f, %.0f%% of the words" % (alike, share * 100))
            else:
                shares.append(share)
                report.check("%s hears %s" % (listener.name, speaker.name), alike >= LEAST_LIKENESS and share >= LEAST_OF_OTHERS,
                             "likeness %.2f, %.0f%% of the words" % (alike, share * 100))
    average = sum(shares) / len(shares)
    report.check("the others' words on average", average >= LEAST_ON_AVERAGE, "%.0f%%" % (average * 100))
