"""The whole: who comes, what is looked at, and what is said about it."""
import os
import secrets
import signal
import subprocess
import tempfile
import time

from canaries import Canaries
from house import PROXY, House, Street
from image import Image, dump
from report import Report
from search import Search
from visitors import Party

# What a crash may leave, where the system gathers it.
CRASH_FOLDERS = ("/var/lib/systemd/coredump", "/var/crash", "/var/cache/abrt")


class Inspection:
    def __init__(self, program, wait, is_verbose):
        self.report = Report("privacy-check")
        self.wait, self.is_verbose = wait, is_verbose
        self.folder = tempfile.mkdtemp(prefix="partyline-privacy-")
        self.began = time.time()
        self.street = Street()
        self.house = House(program, os.path.join(self.folder, "house"), self.street)
        self.doomed = House(program, os.path.join(self.folder, "doomed"), self.street, offset=1)
        self.canaries = Canaries(secrets.randbits(32))
        self.rows = []
        self.party = None

    def run(self):
        report = self.report
        left = None
        print("seed %d" % self.canaries.seed)
        with report.part("search"):
            self.try_search()
        with report.part("call"):
            self.house.start()
            self.choose()
            addresses = [self.canaries[key] for key in self.canaries.KINDS if key.startswith("address") and key != "address_forwarded"]
            self.street.move_in(*addresses, PROXY)
            self.street.pave()
            self.party = Party(self.house, self.canaries, self.folder, report)
            self.look_during_call()
            self.party.end()
            left = time.monotonic()
            report.check("all have left, and the room is removed", True)
        if not left:
            return
        with report.part("crash"):
            self.crash()
        with report.part("memory, files and journal, %d s after the last has left" % self.wait):
            time.sleep(max(0, left + self.wait - time.monotonic()))
            self.look_after_call()
        self.print_table()

    def try_search(self):
        """It must find every canary in every form, whole and in part, wherever it begins."""
        forms = self.canaries.forms()
        data, wanted = bytearray(secrets.token_bytes(77)), set()
        for number, form in enumerate(forms):
            piece = form.needle[:form.needed] if number % 2 else form.needle[-form.needed:]
            data += piece + secrets.token_bytes(1 + number % 7)
            wanted.add((form.key, form.encoding))
        found = {(hit.form.key, hit.form.encoding) for hit in Search(forms).hits(bytes(data))}
        self.report.check("the search finds pieces of all canaries in all %d forms" % len(forms), wanted <= found,
                          ", ".join("%s %s" % one for one in sorted(wanted - found)))

    def choose(self):
        """Draws those again that are there before anybody came: 4 bytes may be."""
        image = Image(self.house.process.pid, os.path.join(self.folder, "before"))
        for _ in range(20):
            known = {hit.form.key for hit in Search(self.canaries.forms()).hits(image.bytes)}
            if not known:
                break
            for key in known:
                self.canaries.draw(key)
        os.remove(image.path)
        self.report.check("before anybody came, nothing of it is in memory", not known, ", ".join(map(self.canaries.kind, known)))
        self.search = Search(self.canaries.forms())

    def look_during_call(self):
        """Without this, a search that finds nothing would prove nothing."""
        image = Image(self.house.process.pid, os.path.join(self.folder, "during"))
        found = {hit.form.key for hit in self.search.hits(image.bytes)}
        missed = [self.canaries.kind(key) for key in self.canaries.needed_for_control if key not in found]
        self.report.check("during the call they are found in memory: %d of %d" % (len(found), len(self.canaries.KINDS)), not missed,
                          "not the " + ", the ".join(missed) if missed else "")
        self.rows.append(("memory during the call, for comparison", image.megabytes, "found %d of %d" % (len(found), len(self.canaries.KINDS))))
        os.remove(image.path)

    def look_after_call(self):
        image = Image(self.house.process.pid, os.path.join(self.folder, "after"))
        hits = self.search.hits(image.bytes)
        self.judge("memory, %d s later" % self.wait, image.megabytes, hits, image.place, image.bytes)
        if not hits:
            os.remove(image.path)
        self.look_at_files("files and output of the server", self.house.files())
        self.house.stop()
        self.report.check("the server stops as it should", self.house.process.returncode == 0, self.house.process.returncode)
        self.look_at_journal()

    def look_at_files(self, title, paths):
        megabytes, count = 0, 0
        for path in paths:
            with open(path, "rb") as file:
                data = file.read()
            megabytes += len(data) / 1e6
            # A name can be a file's as well.
            for where, content in (("in " + path, data), ("name of " + path, path.encode())):
                hits = self.search.hits(content)
                count += len(hits)
                self.tell(hits, lambda _, where=where: where, content)
        self.conclude("%s (%d files)" % (title, len(paths)), megabytes, count)

    def look_at_journal(self):
        if not os.path.isdir("/run/systemd/system"):
            print("  no systemd runs here, so there is no journal: the server's output was searched in its place")
            return
        journal = subprocess.run(["journalctl", "--since", "@%d" % self.began, "--output", "export", "--no-pager"], capture_output=True).stdout
        self.judge("journal of this machine", len(journal) / 1e6, self.search.hits(journal), lambda _: "journal", journal)

    def crash(self):
        """In the middle of a call, in each of the ways in which a program dies."""
        # A trap of Swift is the third.
        for turn, number in enumerate((signal.SIGABRT, signal.SIGSEGV, signal.SIGILL)):
            self.doomed.start()
            party = Party(self.doomed, self.canaries, self.folder, Quiet(), is_whole=turn == 0)
            try:
                code = self.doomed.crash(number)
            finally:
                party.close()
            self.report.check("it dies in the middle of a call by %s" % number.name, code == -number, code)
        self.doomed.start()
        self.doomed.ask("room", "remove", self.canaries["room"])
        self.doomed.stop()
        paths = self.doomed.files()
        for folder in CRASH_FOLDERS:
            paths += [os.path.join(top, name) for top, _, names in os.walk(folder) for name in names
                      if os.path.getmtime(os.path.join(top, name)) >= self.began]
        with open("/proc/sys/kernel/core_pattern") as file:
            pattern = file.read().strip()
        folder = os.path.dirname(pattern)
        if not pattern.startswith("|") and os.path.isabs(pattern) and os.path.isdir(folder):
            paths += [entry.path for entry in os.scandir(folder) if entry.is_file() and entry.stat().st_mtime >= self.began]
        self.look_at_files("files and output after three crashes", paths)

    # MARK: What is said

    def judge(self, title, megabytes, hits, place, data):
        self.tell(hits, place, data)
        self.conclude(title, megabytes, len(hits))

    def conclude(self, title, megabytes, count):
        self.rows.append((title, megabytes, str(count)))
        self.report.check("%s: nothing found" % title, count == 0, "" if count == 0 else "%d hits" % count)

    def tell(self, hits, place, data):
        """Each kind in each place on one line."""
        groups = {}
        for hit in hits:
            groups.setdefault((hit.form.kind, hit.form.encoding, place(hit.offset)), []).append(hit)
        for (kind, encoding, where), group in sorted(groups.items()):
            offsets = " ".join("%x" % hit.offset for hit in group[:3]) + (" and %d more" % (len(group) - 3) if len(group) > 3 else "")
            longest = max(hit.length for hit in group)
            print("    %s, %s, %d of %d bytes: %s, at %s" % (kind, encoding, longest, len(group[0].form.needle), where, offsets))
            if self.is_verbose:
                for hit in group[:3]:
                    print(dump(data, hit.offset, hit.length))

    def print_table(self):
        width = max(len(title) for title, _, _ in self.rows)
        print("\n%s %9s  %s" % ("searched".ljust(width), "MB", "hits"))
        for title, megabytes, hits in self.rows:
            print("%s %9.1f  %s" % (title.ljust(width), megabytes, hits))

    def clear_away(self):
        for house in (self.house, self.doomed):
            house.stop()
        self.street.close()
        if self.party:
            self.party.close()


class Quiet:
    """For what another part has reported already."""
    @staticmethod
    def check(text, good, detail=""):
        if not good:
            raise AssertionError("%s: %s" % (text, detail))
