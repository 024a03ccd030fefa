"""SIPp as a telephone without RFC 4733, and as many telephones at once. It records nothing; what it is sent is heard on the wire."""
import csv
import glob
import os
import re
import subprocess

import sound

# How all callers' numbers begin; they and the name are in every call, and may be nowhere else.
CALLER = "+4930555123"
HERE = os.path.dirname(os.path.abspath(__file__))
CLOSING = re.compile(r"(Successful|Failed) call\s*\|\s*\d+\s*\|\s*(\d+)")


class SIPp:
    count = 0

    def __init__(self, folder, name, port, transport="udp", address="127.0.0.1", server="127.0.0.1"):
        SIPp.count += 1
        self.name, self.server, self.server_port, self.address = name, server, port, address
        self.folder = os.path.join(folder, "sipp-%d" % SIPp.count)
        os.makedirs(self.folder)
        self.transport = {"udp": "u1", "tcp": "t1"}[transport]
        self.port, self.media = 5600 + SIPp.count, 44000 + 100 * SIPp.count

    def scenario(self, name, **values):
        with open(os.path.join(HERE, name)) as file:
            text = file.read()
        for key, value in ({"CALLER": CALLER + "%02d" % SIPp.count} | values).items():
            text = text.replace(key, str(value))
        path = os.path.join(self.folder, "scenario.xml")
        with open(path, "w") as file:
            file.write(text)
        return path

    def run(self, scenario, number, *options):
        self.log = open(os.path.join(self.folder, "log"), "wb")
        command = ["sipp", "-sf", scenario, "-s", number, "-i", self.address, "-mi", self.address, "-t", self.transport, "-p", str(self.port),
                   "-mp", str(self.media), "-nostdin", "-trace_err", "-trace_msg", *options, "%s:%d" % (self.server, self.server_port)]
        self.process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)

    def call(self, number, samples):
        """Says so much, and hangs up when all is said."""
        audio = sound.write_a_law(os.path.join(self.folder, "says.alaw"), samples)
        hold = 1000 * len(samples) // sound.RATE
        self.run(self.scenario("sipp-call.xml", AUDIO=audio, HOLD=hold), number, "-m", "1")

    def wait(self, seconds):
        """Whether all calls went as the scenario says."""
        try:
            return self.process.wait(timeout=seconds) == 0
        except subprocess.TimeoutExpired:
            self.quit()
            return False

    def counts(self):
        """Calls that succeeded and that failed."""
        with open(self.log.name, errors="replace") as file:
            found = dict(CLOSING.findall(file.read()))
        return int(found.get("Successful", 0)), int(found.get("Failed", -1))

    def messages(self):
        return "".join(open(path, errors="replace").read() for path in glob.glob(os.path.join(self.folder, "*_messages.log")))

    def answer_times(self):
        """From each INVITE to its 200, in ms."""
        times = []
        for path in glob.glob(os.path.join(self.folder, "*_rtt.csv")):
            with open(path) as file:
                times += [float(row[1]) for row in csv.reader(file, delimiter=";") if len(row) > 1 and re.match(r"^[\d.]+$", row[1])]
        return sorted(times)

    def quit(self):
        if getattr(self, "process", None) and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
