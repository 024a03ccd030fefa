"""Five telephones in one room: baresip and SIPp by UDP and by TCP, linphone by TLS with SRTP. PINs come by RFC 4733 and as tones.
They speak one after the other; each hears what it is told in its order, then the four others and not itself."""
import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import sound
from baresip import Baresip
from box import PIN, SIP_PORT, TLS_PORT
from linphone import Linphone
from listening import LEAST_OF_VOICE, MOST_OF_OWN_VOICE, Recording, from_samples, share_of_voice
from sipp import CALLER, SIPp
from tap import MEDIA, Tap, sound_of

# Greeting and question, to their end.
QUESTION = 5.6
# What is said to those who enter.
WELCOME = 7.5
BEFORE_SPEECH = 0.7
CLIPS = ("0870", "0880", "0890", "0920", "0930")


def spoken(found):
    """Keys of what was said, without sounds."""
    return [one.key for one in found if not one.key.startswith("sound.")]


def check_prompts(report, name, found, expected):
    """The prompts are these and no others. `expected` may end in "*"."""
    said = spoken(found)
    good = len(said) == len(expected) and all(re.fullmatch(re.escape(pattern).replace(r"\*", ".+"), key) for pattern, key in zip(expected, said))
    alike = ", at worst %.2f alike" % min(one.match for one in found) if found else ""
    report.check("%s is told what is due, in order" % name, good, " ".join(said) + alike)


def check_voices(report, name, recording, own, others):
    """Others by their clips, and who speaks each."""
    for clip, speaker in others.items():
        share = share_of_voice(clip, recording)
        report.check("%s hears %s" % (name, speaker), share >= LEAST_OF_VOICE, "%.0f%% of the clip" % (share * 100))
    share = share_of_voice(own, recording)
    report.check("%s does not hear itself" % name, share <= MOST_OF_OWN_VOICE, "%.0f%% of the clip" % (share * 100))


def play(stage):
    box, report = stage.box, stage.report
    tap = stage.enter(Tap(MEDIA))
    first = stage.enter(Baresip(stage.folder, "baresip by UDP"))
    second = stage.enter(Baresip(stage.folder, "baresip by TCP", transport="tcp"))
    secure = stage.enter(Linphone(stage.folder, "linphone by TLS and SRTP", box.certificate))
    third, fourth = (stage.enter(SIPp(stage.folder, "SIPp by %s" % kind.upper(), SIP_PORT, transport=kind)) for kind in ("udp", "tcp"))

    first.dial("sip:200@127.0.0.1:%d" % SIP_PORT)
    time.sleep(QUESTION)
    first.press(PIN)
    time.sleep(WELCOME)

    # When each begins to speak, counted from the moment at which the others dial.
    typed = QUESTION + Linphone.KEY_SECONDS * len(PIN)
    begins, at = [], typed + WELCOME
    for clip in CLIPS:
        begins.append(at)
        at += sound.seconds(clip) + BEFORE_SPEECH
    # linphone looks for a new command once a second.
    end = at + 1.5
    dialled = time.monotonic()

    def until(offset):
        time.sleep(max(0, dialled + offset - time.monotonic()))

    for caller, clip, begin in ((third, CLIPS[2], begins[2]), (fourth, CLIPS[3], begins[3])):
        says = sound.silence(QUESTION) + sound.keys(PIN)
        says += sound.silence(begin - len(says) / sound.RATE) + sound.clip(clip)
        caller.call("200", says + sound.silence(end + 1 - len(says) / sound.RATE))

    absent = []

    def enter(caller, address):
        try:
            caller.dial(address)
        except AssertionError as error:
            absent.append(caller)
            report.check("%s is answered" % caller.name, False, str(error).strip().split("\n")[-1])
            return
        time.sleep(QUESTION)
        caller.press(PIN)

    entering = [threading.Thread(target=enter, args=arguments) for arguments in
                ((second, "sip:200@127.0.0.1:%d;transport=tcp" % SIP_PORT), (secure, "sip:200@localhost:%d;transport=tls" % TLS_PORT))]
    for one in entering:
        one.start()
    for one in entering:
        one.join()
    until(begins[0] - 2)
    people = box.people("hall")
    report.check("five telephones are in the room", len(people) == 5 and all(one.get("kind") == "phone" for one in people),
                 " ".join("%s-%s" % (one.get("kind"), one.get("phone")) for one in people))
    shown = json.dumps(people) + box.ask("people", "list", "--room", "hall") + box.ask("status", "--json")
    report.check("no number of a caller is shown", CALLER.strip("+") not in shown and "Nobody" not in shown)
    clip_of_linphone = sound.write("%s/clip-%s.wav" % (stage.folder, CLIPS[4]), sound.clip(CLIPS[4]) + sound.silence(30))
    turns = ((first, begins[0], lambda: first.speak_clip(CLIPS[0])), (second, begins[1], lambda: second.speak_clip(CLIPS[1])),
             (secure, begins[4], lambda: secure.speak(clip_of_linphone)))
    for caller, begin, speak in turns:
        until(begin)
        if caller not in absent:
            speak()
    until(end)
    for caller in (first, second, secure):
        if caller not in absent:
            caller.hang_up()
    for caller in (third, fourth):
        report.check("%s ends its call as it should" % caller.name, caller.wait(10), "%d good, %d failed" % caller.counts())
    tap.quit()

    callers = [caller for caller in (first, second, third, fourth, secure) if caller not in absent]
    clip_of = dict(zip((first, second, third, fourth, secure), CLIPS))

    def take_apart(caller):
        recording = Recording(from_samples(sound_of(tap.rtp_to(caller.media))) if isinstance(caller, SIPp) else caller.heard())
        return recording, stage.prompts["en"].find(recording, is_bent=caller is secure)

    with ThreadPoolExecutor(2) as pool:
        heard = list(pool.map(take_apart, callers))
    for caller, (recording, found) in zip(callers, heard):
        welcome = ["enter.first"] if caller is first else ["count.people", "number.*"]
        check_prompts(report, caller.name, found, ["greeting", "ask.pin"] + welcome + ["enter.press-for-help"])
        sounds = {one.key for one in found if one.key.startswith("sound.")}
        if caller is first:
            report.check("%s hears music while alone, then a tone when somebody comes" % caller.name, {"sound.waiting", "sound.entered"} <= sounds,
                         " ".join(sorted(sounds)))
        check_voices(report, caller.name, recording, clip_of[caller], {clip_of[other]: other.name for other in callers if other is not caller})
    box.wait_empty("hall")
    report.check("the room is empty again", not box.people("hall"))
