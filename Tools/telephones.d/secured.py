"""Two telephones whose sound is protected by DTLS-SRTP, and a plain one, in one room: baresip by UDP, once with RTCP on the port of RTP, once
on its own. They speak one after the other; each hears what it is told in its order, then the two others and not itself."""
import time

import sound
from baresip import Baresip
from box import PIN, SIP_PORT
from calls import BEFORE_SPEECH, CLIPS, QUESTION, WELCOME, check_prompts, check_voices
from listening import Recording


def play(stage):
    box, report = stage.box, stage.report
    callers = [stage.enter(Baresip(stage.folder, "baresip with DTLS-SRTP", secured=True)),
               stage.enter(Baresip(stage.folder, "baresip with DTLS-SRTP on one port", secured=True, mux=True)),
               stage.enter(Baresip(stage.folder, "baresip with plain RTP"))]
    for caller in callers:
        caller.dial("sip:200@127.0.0.1:%d" % SIP_PORT)
        # The last flight of a handshake for RTCP is waited for.
        time.sleep(QUESTION + 2)
        caller.press(PIN)
        time.sleep(WELCOME)
    report.check("three telephones are in the room", len(box.people("hall")) == 3)
    for caller, clip in zip(callers, CLIPS):
        caller.speak_clip(clip)
        time.sleep(sound.seconds(clip) + BEFORE_SPEECH)
    for caller in callers:
        caller.hang_up()
    clip_of = dict(zip(callers, CLIPS))
    for number, caller in enumerate(callers):
        if caller is not callers[2]:
            report.check("%s has agreed on keys" % caller.name, caller.logged("DTLS-SRTP complete"))
            report.check("%s can read all that it is sent" % caller.name, not caller.logged("failed to decrypt"))
        recording = Recording(caller.heard())
        welcome = ["count.people", "number.*"] if number else ["enter.first"]
        check_prompts(report, caller.name, stage.prompts["en"].find(recording), ["greeting", "ask.pin"] + welcome + ["enter.press-for-help"])
        check_voices(report, caller.name, recording, clip_of[caller], {clip_of[other]: other.name for other in callers if other is not caller})
    box.wait_empty("hall")
    report.check("the room is empty again", not box.people("hall"))
