"""A whole call in each language from the greeting to the goodbye, recorded in wide band: which prompts, how loud, how far apart,
whole or cut, and by a speech recogniser in which words."""
import time
from concurrent.futures import ThreadPoolExecutor

import numpy

from baresip import Baresip
from box import PIN, ROOMS, SIP_PORT
from calls import check_prompts
from listening import Recording, level, sound_bounds
from words import RATE, Recogniser

ROOM = {"en": "studio", "de": "saal"}
EXPECTED = ["greeting", "ask.pin", "wrong.two-left", "ask.pin", "enter.first", "enter.press-for-help", "mute.on", "mute.off", "hand.up", "hand.down",
            "count.alone", "speaking.nobody", "goodbye.removed"]
# What is said in one breath, so that the pause between is the box's.
TOGETHER = {("greeting", "ask.pin"), ("wrong.two-left", "ask.pin"), ("enter.first", "enter.press-for-help")}
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 1.5
EVEN_DB = 3
FULL_SCALE = 0.99
# In all their words, as the recogniser finds them in the audio that the box has.
LEAST_OF_PROMPTS = 0.85


class Conversations:
    """Both calls, which take a minute and hardly any work: they begin while something else is on the stage."""
    def __init__(self, stage):
        names = {"en": "the call in English", "de": "the call in German"}
        self.callers = {language: Baresip(stage.folder, name, codec="g722") for language, name in names.items()}
        self.pool = ThreadPoolExecutor(2)
        self.running = [self.pool.submit(converse, stage, caller, ROOM[language]) for language, caller in self.callers.items()]

    def wait(self):
        for one in self.running:
            one.result()

    def quit(self):
        for caller in self.callers.values():
            caller.quit()
        self.pool.shutdown(cancel_futures=True)


def play(stage):
    conversations = stage.conversations = stage.conversations or Conversations(stage)
    conversations.wait()
    for language, caller in conversations.callers.items():
        judge(stage, caller, language)


def converse(stage, caller, room):
    caller.dial("sip:%s@127.0.0.1:%d" % (ROOMS[room][1], SIP_PORT))
    # Each key comes when what is said before is over, in both languages.
    for keys, seconds in (("", 7.5), ("999999", 8.5), (PIN, 12), ("*6", 2.5), ("*6", 2.5), ("*5", 2.5), ("*5", 2.5), ("*2", 3), ("*3", 2.5)):
        caller.press(keys)
        time.sleep(seconds)
    stage.box.ask("people", "remove", stage.box.people(room)[0]["handle"])
    caller.wait("CALL_CLOSED", 15)


def judge(stage, caller, language):
    report, prompts = stage.report, stage.prompts[language]
    samples = caller.heard()
    recording = Recording(samples)
    found = [one for one in prompts.find(recording) if not one.key.startswith("sound.")]
    check_prompts(report, caller.name, found, EXPECTED)
    levels = [level(recording.cut(one.at, one.seconds)) for one in found]
    middle = float(numpy.median(levels)) if levels else 0
    worst = max(zip(levels, found), key=lambda pair: abs(pair[0] - middle), default=None)
    report.check("all prompts are as loud", worst is not None and abs(worst[0] - middle) <= EVEN_DB,
                 "%.1f to %.1f dBFS" % (min(levels), max(levels)) if levels else "nothing was heard")
    peak = float(numpy.max(numpy.abs(samples)))
    report.check("nothing is clipped", peak < FULL_SCALE, "peak %.2f" % peak)
    pauses = []
    for one, next_one in zip(found, found[1:]):
        if (one.key, next_one.key) in TOGETHER:
            end = one.at + sound_bounds(recording.cut(one.at, one.seconds))[1]
            pauses.append(next_one.at + sound_bounds(recording.cut(next_one.at, next_one.seconds))[0] - end)
    report.check("pauses within what is said are as in speech", len(pauses) == 3 and all(SHORTEST_PAUSE <= one <= LONGEST_PAUSE for one in pauses),
                 " ".join("%.2f s" % one for one in pauses))
    recogniser = Recogniser(language, prompts.texts, stage.folder)
    wide = caller.heard(RATE)
    with ThreadPoolExecutor(2) as pool:
        good = list(pool.map(lambda one: recogniser.understands(wide[max(0, int(one.at * RATE)):int((one.at + one.seconds) * RATE)], one.key), found))
    missed = [one.key for one, is_good in zip(found, good) if not is_good]
    report.check("a recogniser understands the prompts", good and sum(good) / len(good) >= LEAST_OF_PROMPTS,
                 "%d of %d%s" % (sum(good), len(good), "; not " + " ".join(missed) if missed else ""))
