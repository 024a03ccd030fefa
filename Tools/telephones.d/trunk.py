"""kamailio asks for a password and is the trunk: the box registers there, and calls come through it. Then it dies and comes back."""
import time

import sound
from baresip import Baresip
from box import PIN, SIP_PORT
from calls import BEFORE_SPEECH, QUESTION, WELCOME, check_prompts, check_voices
from listening import Recording
from registrar import PASSWORD


def check_told(stage, trunk, wanted):
    told = stage.box.ask("trunk", "status", trunk).strip()
    stage.report.check("`trunk status` says how %s stands" % trunk, wanted in told, " / ".join(line.strip() for line in told.split("\n")))


def play(stage):
    box, report, registrar = stage.box, stage.report, stage.registrar
    for user, how in (("box", "UDP"), ("secure", "TLS")):
        report.check("the box is registered by %s" % how, True, "after %.1f s" % registrar.wait_registered(user))
    check_told(stage, "provider", "registered for")
    check_told(stage, "secure", "registered for")
    check_told(stage, "thief", "NOT REGISTERED")

    account = ("sip:anna@127.0.0.1:%d" % registrar.port, "regint=60;auth_user=anna;auth_pass=%s;" % PASSWORD)
    caller = stage.enter(Baresip(stage.folder, "the caller through kamailio", account))
    other = stage.enter(Baresip(stage.folder, "the direct caller"))
    registrar.wait_registered("anna")
    caller.dial("sip:+4930200@127.0.0.1:%d" % registrar.port)
    time.sleep(QUESTION)
    caller.press(PIN)
    time.sleep(WELCOME)
    other.dial("sip:+4930200@127.0.0.1:%d" % SIP_PORT)
    time.sleep(0.5)
    other.press(PIN)
    time.sleep(WELCOME)

    # In the middle of what the caller says.
    caller.speak_clip("0870")
    time.sleep(2)
    before = {user: registrar.registered(user) for user in ("box", "secure")}
    registrar.kill()
    time.sleep(sound.seconds("0870") - 2 + BEFORE_SPEECH)
    other.speak_clip("0890")
    time.sleep(sound.seconds("0890") + BEFORE_SPEECH)
    report.check("both are in the room though the trunk is gone", len(box.people("trunk")) == 2)
    registrar.start()
    for user, how in (("box", "UDP"), ("secure", "TLS")):
        seconds = registrar.wait_registered(user, before[user], 60)
        report.check("the box is registered again by %s" % how, True, "%.1f s after kamailio came back" % seconds)
    caller.hang_up()
    other.hang_up()

    recording = Recording(caller.heard())
    check_prompts(report, caller.name, stage.prompts["en"].find(recording), ["greeting", "ask.pin", "enter.first", "enter.press-for-help"])
    check_voices(report, caller.name, recording, "0870", {"0890": other.name})
    check_voices(report, other.name, Recording(other.heard()), "0890", {"0870": caller.name + ", whose trunk dies meanwhile"})
    box.wait_empty("trunk")
    report.check("the room is empty again", not box.people("trunk"))
