"""The scenes in their order, and who is on the stage."""
import os
import traceback

import actions
import breaks
import conversation
import joins
import looks
import outside
import proxies
import secure
import turn
from pages import Chromium, FirefoxPage
from report import Report
from server import Server
from speech import after_silence, without_pauses


class Scenes:
    ALL = {"conversation": conversation.play, "outside": outside.play, "proxies": proxies.play, "secure": secure.play, "actions": actions.play,
           "breaks": breaks.play, "turn": turn.play, "joins": joins.play, "looks": looks.play}

    def __init__(self, program, pictures):
        self.report = Report()
        self.server = Server(program)
        self.folder, self.pictures = self.server.folder, pictures
        if pictures:
            os.makedirs(pictures, exist_ok=True)
        self.dense = without_pauses(self.folder)
        # Long enough before the words that the page has joined by then.
        self.silence_before = 5
        self.chromium = self.firefox = None

    def play(self, only):
        self.server.start()
        self.chromium = Chromium(after_silence(self.folder, "0920", self.silence_before))
        self.firefox = FirefoxPage(self.folder)
        for name, scene in self.ALL.items():
            if only is None or name in only:
                with self.report.part(name):
                    try:
                        scene(self)
                    except Exception:
                        traceback.print_exc()
                        raise
        with self.report.part("the end"):
            load = self.server.status()["load"]
            if load["missedTicks"] > 0:
                print("  note: %d missed ticks" % load["missedTicks"])
            self.report.check("the server ends well after SIGTERM", self.server.stop() == 0)

    def clear_away(self):
        for one in (self.firefox, self.chromium):
            try:
                if one:
                    one.close()
            except Exception as error:  # noqa: BLE001: the verdict stands already
                print("note: " + str(error).split("\n")[0])
        if self.server.process.poll() is None:
            self.server.kill()
