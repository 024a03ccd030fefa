"""A Chromium, a baresip and a SIPp in one room: each hears the two others and not itself."""
import os
import time

import sound
from baresip import Baresip
from box import PIN, SIP_PORT
from calls import BEFORE_SPEECH, check_voices
from listening import Recording, decode, from_samples
from pages import Chromium
from sipp import SIPp
from tap import MEDIA, Tap, sound_of

CLIPS = {"Chromium": "0920", "baresip": "0890", "SIPp": "0870"}
# From a digit typed into the greeting to the end of what is said to those who enter.
ENTERING = 8


def play(stage):
    box, report = stage.box, stage.report
    tap = stage.enter(Tap(MEDIA))
    browser = Chromium(sound.silent_file(stage.folder, 16_000))
    browser.quit = browser.close
    stage.enter(browser)
    page = browser.page()
    page.join(box.url, "Chromium", PIN)
    telephone = stage.enter(Baresip(stage.folder, "baresip"))
    telephone.dial("sip:200@127.0.0.1:%d" % SIP_PORT)
    time.sleep(0.5)
    telephone.press(PIN)
    tones = stage.enter(SIPp(stage.folder, "SIPp", SIP_PORT))
    length = {name: sound.seconds(clip) for name, clip in CLIPS.items()}
    others = length["Chromium"] + length["baresip"] + 2 * BEFORE_SPEECH
    tones.call("200", sound.silence(1) + sound.keys(PIN) + sound.silence(ENTERING + others) + sound.clip(CLIPS["SIPp"]) + sound.silence(1.5))
    time.sleep(ENTERING + 2)
    people = box.people("hall")
    report.check("a browser and two telephones are in the room", sorted(str(one.get("kind")) for one in people) == ["phone", "phone", "web"],
                 " ".join(str(one.get("kind")) for one in people))
    page.start_recording()
    with_ear = os.path.join(stage.folder, "clip-for-chromium.wav")
    samples, rate = sound.read_clip(sound.clip_path(CLIPS["Chromium"]))
    page.play(sound.write(with_ear, samples, rate))
    time.sleep(length["Chromium"] + BEFORE_SPEECH)
    telephone.speak_clip(CLIPS["baresip"])
    if not tones.wait(60):
        report.check("SIPp ends its call as it should", False, "%d good, %d failed" % tones.counts())
    recorded = os.path.join(stage.folder, "chromium-hears.wav")
    page.stop_recording(recorded)
    telephone.hang_up()
    page.click("#leave")
    tap.quit()
    heard = {"Chromium": decode(recorded), "baresip": telephone.heard(), "SIPp": from_samples(sound_of(tap.rtp_to(tones.media)))}
    for name, samples in heard.items():
        check_voices(report, name, Recording(samples), CLIPS[name], {clip: other for other, clip in CLIPS.items() if other != name})
    report.check("nothing went wrong in Chromium's page", not page.problems, "; ".join(page.problems))
    box.wait_empty("hall")
