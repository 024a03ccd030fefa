"""Chromium, Firefox and aiortc in one room. They speak one after the other, and each hears the two others and not itself."""
import os
import time
from concurrent.futures import ThreadPoolExecutor

from endpoint import Endpoint
from hearing import LEAST_OF_OTHERS, LEAST_ON_AVERAGE, MOST_OF_OWN, MOST_OWN_LIKENESS, clip_path, likeness, share_heard, words
from speech import one_after_the_other, seconds

# Lower than for plain RTP: a browser stretches and squeezes time in its jitter buffer.
LEAST_LIKENESS = 0.8


def play(stage):
    chromium = stage.chromium.page(microphone="device")
    firefox, endpoint = stage.firefox, Endpoint(stage.server, "aiortc")
    endpoint.join()
    firefox.join(stage.server.url, "Firefox")
    # With the hiss of these recordings Chromium takes away words, for the recogniser at least: four in ten.
    chromium.join(stage.server.url, "Chromium", switches=("#noise", "#gain"))
    # Not 0870, of which the recogniser loses up to four words in ten to Opus alone.
    speakers = [(chromium, clip_path("0920")), (firefox, one_after_the_other(stage.folder, ["0880", "0930"])),
                (endpoint, clip_path("0890"))]
    for speaker, _ in speakers:
        speaker.start_recording()
    # Chromium's own microphone plays a file, which begins when it is opened.
    time.sleep(stage.silence_before)
    for speaker, clip in speakers:
        if speaker is not chromium:
            speaker.play(clip)
        time.sleep(seconds(clip) + 1)
    recordings = []
    for speaker, clip in speakers:
        recordings.append(os.path.join(stage.folder, speaker.name + "-hears.wav"))
        speaker.stop_recording(recordings[-1])
    for page in (chromium, firefox):
        stage.report.check("%s plays what comes" % page.name, page.evaluate("""() => {
            const player = document.querySelector('#remote');
            return !!player.srcObject && !player.paused && !player.muted && player.volume > 0; }"""))
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
                # Words that others say as well prove nothing.
                others = {word for someone, theirs in zip(speakers, said) if someone[0] is not speaker for word in theirs}
                share = share_heard([word for word in said_words if word not in others], heard_words)
                report.check("%s does not hear itself" % listener.name, alike <= MOST_OWN_LIKENESS and share <= MOST_OF_OWN,
                             "likeness %.2f, %.0f%% of the words" % (alike, share * 100))
            else:
                shares.append(share)
                report.check("%s hears %s" % (listener.name, speaker.name), alike >= LEAST_LIKENESS and share >= LEAST_OF_OTHERS,
                             "likeness %.2f, %.0f%% of the words" % (alike, share * 100))
    average = sum(shares) / len(shares)
    report.check("the others' words on average", average >= LEAST_ON_AVERAGE, "%.0f%%" % (average * 100))
