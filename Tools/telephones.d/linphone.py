"""linphonec as a telephone by TLS and SRTP: it checks the box's certificate, and calls only encrypted."""
import os
import pty
import re
import subprocess
import threading
import time

from listening import decode
from sipp import CALLER

CONFIGURATION = """\
[sip]
sip_port=-1
sip_tcp_port=-1
sip_tls_port={port}
contact=sip:{caller}@127.0.0.1
media_encryption=srtp
media_encryption_mandatory=1
verify_server_certs=1
verify_server_cn=1
root_ca={certificate}
default_proxy=-1
guess_hostname=0
use_ipv6=0
use_info=0
use_rfc2833=1

[rtp]
audio_rtp_port={media}
audio_jitt_comp=60
audio_adaptive_jitt_comp_enabled=0

[sound]
echocancellation=0

[net]
dns_srv_enabled=0
dns_search_enabled=0
"""


class Linphone:
    """It reads its commands from a terminal, and else does nothing at all."""
    # It takes one command a second.
    KEY_SECONDS = 1.1

    def __init__(self, folder, name, certificate, media=43000):
        self.name, self.media = name, media
        self.folder = os.path.join(folder, "linphone")
        os.makedirs(os.path.join(self.folder, ".local/share/linphone"))
        configuration = os.path.join(self.folder, "linphonerc")
        with open(configuration, "w") as file:
            file.write(CONFIGURATION.format(port=5591, caller=CALLER + "90", certificate=certificate, media=media))
        self.terminal, far = pty.openpty()
        self.said, self.changed = "", threading.Condition()
        self.process = subprocess.Popen(["linphonec", "-c", configuration, "-d", "6", "-l", os.path.join(self.folder, "log")], stdin=far, stdout=far,
                                        stderr=far, start_new_session=True, env=os.environ | {"HOME": self.folder})
        os.close(far)
        threading.Thread(target=self.listen, daemon=True).start()
        self.wait("linphonec>")
        self.recording = os.path.join(self.folder, "heard.wav")
        self.command("soundcard use files")
        self.wait("Using wav files")
        self.command("record " + self.recording)

    def listen(self):
        try:
            while data := os.read(self.terminal, 4096):
                with self.changed:
                    self.said += data.decode(errors="replace")
                    self.changed.notify_all()
        except OSError:
            return

    def command(self, text):
        os.write(self.terminal, text.encode() + b"\n")

    def wait(self, pattern, seconds=15):
        with self.changed:
            if not self.changed.wait_for(lambda: re.search(pattern, self.said), seconds):
                raise AssertionError("%s: no '%s' within %d s, but: %s" % (self.name, pattern, seconds, self.said[-300:]))

    def dial(self, address):
        """Returns when media flows."""
        self.command("call " + address)
        self.wait(r"Media streams established|error\.")
        if "Media streams established" not in self.said:
            raise AssertionError("%s is not put through; its log is in %s" % (self.name, self.folder))
        self.answered = time.monotonic()

    def press(self, digits):
        for digit in digits:
            self.command(digit)
            time.sleep(self.KEY_SECONDS)

    def speak(self, path):
        self.command("play " + path)

    def hang_up(self):
        self.command("terminate")
        self.wait("ended")

    def heard(self):
        return decode(self.recording)

    def quit(self):
        if self.process.poll() is None:
            self.command("quit")
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
