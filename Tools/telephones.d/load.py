"""Many calls: how fast they are answered, that none fails, what is left of them in memory; and how soon a caller is heard after the PIN."""
import time

import sound
from baresip import Baresip
from box import PIN, SIP_PORT
from listening import decibels, from_samples
from sipp import SIPp
from tap import MEDIA, Tap, sound_of

RATE, SECONDS, HELD = 20, 60, 2
MOST_ANSWER_MS, MOST_HEARD_MS, MOST_MEMORY_MB = 100, 300, 2
# Until the last of three callers has been heard.
LISTENING = 24
# Of 20 ms of speech.
SPEECH = -45


def play(stage):
    heard_soon(stage)
    many(stage)


def heard_soon(stage):
    """From the last digit's first packet to the first packet with speech at somebody in the room, three times."""
    report, box = stage.report, stage.box
    tap = stage.enter(Tap(MEDIA))
    listeners = [stage.enter(SIPp(stage.folder, "listener %d" % number, SIP_PORT)) for number in range(2)]
    for one in listeners:
        one.call("500", sound.silence(1) + sound.keys(PIN) + sound.silence(0.7) + sound.keys("1") + sound.silence(LISTENING))
    # The last key breaks off what they are told.
    time.sleep(5)
    speech = sound.array.array("h")
    for clip in ("0870", "0920"):
        samples = sound.clip(clip)
        for at in range(0, len(samples) - 160, 160):
            if decibels(float((from_samples(samples[at:at + 160]) ** 2).mean())) > -35:
                speech += samples[at:at + 160]
    path = sound.write(stage.folder + "/dense.wav", speech * 10)
    times = []
    for number in range(3):
        caller = stage.enter(Baresip(stage.folder, "caller %d" % number))
        caller.dial("sip:500@127.0.0.1:%d" % SIP_PORT)
        caller.speak(path)
        time.sleep(1)
        caller.press(PIN)
        time.sleep(2)
        digits = [one for one in tap.seen() if one.is_rtp and one.payload_type == 101 and one.source[1] in caller.media]
        last = next(one.at for one in digits if one.payload[4:8] == digits[-1].payload[4:8])
        first = next((one.at for one in tap.rtp_to(listeners[0].media) if one.at >= last and
                      decibels(float((from_samples(sound_of([one])) ** 2).mean())) > SPEECH), None)
        times.append(1000 * (first - last) if first else 10_000)
        caller.hang_up()
        box.wait_empty_but("calm", 2)
        time.sleep(1)
    report.check("a caller is heard after the PIN", max(times) <= MOST_HEARD_MS, " ".join("%.0f ms" % one for one in times))
    for one in listeners:
        one.wait(20)
    tap.quit()


def many(stage):
    report, box = stage.report, stage.box

    def run(name, calls):
        one = stage.enter(SIPp(stage.folder, name, SIP_PORT))
        audio = sound.write_a_law(one.folder + "/says.alaw", sound.clip("0930")[:HELD * sound.RATE])
        scenario = one.scenario("sipp-call.xml", AUDIO=audio, HOLD=1000 * HELD)
        one.run(scenario, "300", "-m", str(calls), "-r", str(RATE), "-trace_rtt", "-rtt_freq", "1")
        good = one.wait(calls / RATE + 40)
        box.wait_empty("open", seconds=15)
        return one, good

    # What is set aside for as many as are remembered at once stays for the next.
    run("the first calls", 36 * RATE)
    before = settled(box)
    missed_before = box.status()["load"]["missedTicks"]
    one, good = run("many calls", RATE * SECONDS)
    succeeded, failed = one.counts()
    report.check("%d calls a second for %d s" % (RATE, SECONDS), good and succeeded == RATE * SECONDS and failed == 0,
                 "%d good, %d failed" % (succeeded, failed))
    times = one.answer_times()
    half, most, all_of_them = (times[min(len(times) - 1, int(share * len(times)))] if times else 10_000 for share in (0.5, 0.99, 1))
    report.check("are answered soon", most <= MOST_ANSWER_MS, "half within %.0f ms, 99%% within %.0f, all within %.0f" % (half, most, all_of_them))
    after = settled(box)
    report.check("and leave no memory behind", after - before <= MOST_MEMORY_MB, "%.1f MB before, %.1f after" % (before, after))
    print("  note: %d missed ticks meanwhile" % (box.status()["load"]["missedTicks"] - missed_before))


def settled(box):
    """Memory when nothing is left to be forgotten: calls are remembered for 32 s in case their last words were lost, and what is free
    goes back to the system three times a minute. It has to stand still for two of these times."""
    time.sleep(32)
    seen = [box.memory()]
    while len(seen) < 30 and (len(seen) < 9 or max(seen[-9:]) - min(seen[-9:]) > 0.3):
        time.sleep(5)
        seen.append(box.memory())
    return seen[-1]
