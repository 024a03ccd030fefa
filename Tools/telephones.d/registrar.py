"""kamailio as a registrar that asks for a password, and as the trunk through which calls come."""
import os
import re
import signal
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
REALM, PASSWORD = "partyline.test", "only-for-tests"


class Registrar:
    def __init__(self, folder, certificate, key, port=5160, secure_port=5161):
        self.folder = os.path.join(folder, "kamailio")
        os.makedirs(self.folder)
        self.port, self.secure_port = port, secure_port
        with open(os.path.join(HERE, "kamailio.cfg")) as file:
            text = file.read()
        values = {"PORT": port, "SECURE": secure_port, "KEY": key, "CERTIFICATE": certificate, "REALM": REALM, "PASSWORD": PASSWORD}
        for name, value in values.items():
            text = text.replace("@%s@" % name, str(value))
        self.configuration = os.path.join(self.folder, "kamailio.cfg")
        with open(self.configuration, "w") as file:
            file.write(text)
        self.log = os.path.join(self.folder, "log")
        self.process = None

    def start(self):
        with open(self.log, "ab") as log:
            command = ["kamailio", "-f", self.configuration, "-DD", "-E", "-Y", self.folder, "-P", os.path.join(self.folder, "pid")]
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        return self

    def registered(self, user):
        """How often a user has registered so far."""
        with open(self.log, errors="replace") as file:
            return len(re.findall("registered %s " % re.escape(user), file.read()))

    def wait_registered(self, user, more_than=0, seconds=30):
        """Seconds until a user is registered once more."""
        begun = time.monotonic()
        while self.registered(user) <= more_than:
            if time.monotonic() - begun > seconds:
                raise AssertionError("%s has not registered within %d s; kamailio's log is %s" % (user, seconds, self.log))
            time.sleep(0.1)
        return time.monotonic() - begun

    def kill(self):
        """All of its processes, at once and without a word to anybody."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
