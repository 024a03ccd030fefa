"""Without the page: GStreamer publishes by WHIP, aiortc plays by WHEP, curl fetches the listen-only stream, and ffmpeg plays it."""
import os
import subprocess
import time

from endpoint import Player
from hearing import LEAST_LIKENESS, LEAST_OF_OTHERS, clip_path, likeness, share_heard, words
from pages import FOLDER
from server import ROOM
from speech import after_silence

SECONDS = 11


def play(stage):
    packed, heard = os.path.join(stage.folder, "listen.ogg"), os.path.join(stage.folder, "listen.wav")
    listener = subprocess.Popen(["curl", "--silent", "--fail", "--no-buffer", "--max-time", str(SECONDS), "--output", packed,
                                 "%s/listen/%s.ogg" % (stage.server.url, ROOM)], stdin=subprocess.DEVNULL)
    player = Player(stage.server, "aiortc")
    player.join()
    stage.report.check("the answer by WHEP only sends", "a=sendonly" in player.answer)
    player.start_recording()
    time.sleep(0.5)
    # The bindings for GStreamer are Debian's, so they are with Debian's Python.
    command = ["/usr/bin/python3", os.path.join(FOLDER, "whip_publisher.py"), "%s/whip/%s" % (stage.server.url, ROOM),
               after_silence(stage.folder, "0920", 2)]
    publisher = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    stage.report.check("GStreamer publishes by WHIP", publisher.returncode == 0, publisher.stderr.strip().split("\n")[-1])
    stage.report.check("curl is sent the stream until it has enough", listener.wait(timeout=30) == 28, listener.returncode)
    subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-i", packed, "-ar", "16000", "-ac", "1", heard], check=True)
    played = os.path.join(stage.folder, "whep.wav")
    player.stop_recording(played)
    ended = player.leave()
    stage.report.check("the end of the WHEP session is taken", ended == 200, ended)
    clip = clip_path("0920")
    for text, recording in (("the stream holds", heard), ("aiortc hears by WHEP", played)):
        alike, share = likeness(clip, recording), share_heard(words(clip), words(recording))
        stage.report.check(text + " what GStreamer said", alike >= LEAST_LIKENESS and share >= LEAST_OF_OTHERS,
                           "likeness %.2f, %.0f%% of the words" % (alike, share * 100))
