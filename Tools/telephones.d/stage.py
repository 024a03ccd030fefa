"""The scenes in their order, and what they share."""
import traceback

import calls
import hostile
import languages
import load
import secured
import together
import trunk
from box import TRUNK_PORT, TRUNK_TLS_PORT, Box
from listening import Prompts
from registrar import Registrar
from report import Report
from sipp import CALLER


class Stage:
    # Languages lasts longest, and begins beside trunk.
    ALL = {"calls": calls.play, "secured": secured.play, "trunk": trunk.play, "languages": languages.play, "together": together.play,
           "hostile": hostile.play, "load": load.play}

    def __init__(self, program):
        self.report = Report("telephones")
        self.box = Box(program)
        self.folder = self.box.folder
        self.prompts = {language: Prompts(language) for language in ("en", "de")}
        self.registrar = Registrar(self.folder, self.box.certificate, self.box.key, TRUNK_PORT, TRUNK_TLS_PORT)
        self.actors = []
        self.conversations = None

    def enter(self, actor):
        """Somebody who is shown out at the end, whatever happens."""
        self.actors.append(actor)
        return actor

    def play(self, only):
        self.registrar.start()
        self.thief = hostile.Thief(self.box.folder)
        self.box.start()
        for name, scene in self.ALL.items():
            if only and name not in only:
                continue
            if name == "trunk" and (not only or "languages" in only):
                self.conversations = languages.Conversations(self)
            with self.report.part(name):
                try:
                    scene(self)
                except Exception:
                    traceback.print_exc()
                    raise
                finally:
                    self.clear_stage()
        with self.report.part("the end"):
            missed = self.box.status()["load"]["missedTicks"]
            if missed > 0:
                print("  note: %d missed ticks" % missed)
            kept = self.box.kept()
            self.report.check("no number of a caller is kept or logged", not any(one in kept for one in (CALLER.strip("+").encode(), b"Nobody Else")),
                              "%d bytes read" % len(kept))
            self.report.check("the server ends well after SIGTERM", self.box.stop() == 0)

    def clear_stage(self):
        for actor in self.actors:
            actor.quit()
        self.actors = []

    def clear_away(self):
        self.clear_stage()
        if self.conversations:
            self.conversations.quit()
        self.registrar.kill()
        if self.box.process and self.box.is_alive():
            self.box.process.kill()
            self.box.process.wait()
