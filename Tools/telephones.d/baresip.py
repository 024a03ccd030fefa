"""baresip as a telephone: speaks from files, sends keys by RFC 4733, writes what it hears."""
import glob
import json
import os
import re
import socket
import subprocess
import threading
import time

import sound
from listening import decode
from sipp import CALLER

CONFIGURATION = """\
sip_listen {address}:{port}
net_interface {address}
call_local_timeout 60
call_max_calls 4
audio_player aubridge,{name}
audio_alert aubridge,{name}
audio_source aufile,{silence}
ausrc_srate {rate}
auplay_srate {rate}
ausrc_format s16
auplay_format s16
audio_level no
rtp_ports {media}-{media_end}
jitter_buffer_delay 2-6
rtp_stats no
rtcp_mux {mux}
module_path /usr/lib/baresip/modules
module g711.so
module g722.so
module srtp.so
{security}
module sndfile.so
module aufile.so
module aubridge.so
module_tmp uuid.so
module_tmp account.so
module_app debug_cmd.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
snd_path {folder}
"""


class Baresip:
    count = 0
    # baresip takes several digits in one command, but then they last no time at all.
    KEY_SECONDS = 0.2

    def __init__(self, folder, name, account=None, codec="pcma", transport="udp", secured=False, mux=False,
                 address="127.0.0.1", shown=""):
        """secured: sound by DTLS-SRTP. mux: RTCP shares the port of RTP. shown: the name that it calls itself."""
        Baresip.count += 1
        self.name, self.rate = name, 16_000 if codec == "g722" else 8_000
        self.folder = os.path.join(folder, "baresip-%d" % Baresip.count)
        os.makedirs(self.folder)
        port = 5200 + 10 * Baresip.count
        self.media = range(41000 + 20 * Baresip.count, 41020 + 20 * Baresip.count)
        self.control_port = port + 5
        with open(os.path.join(self.folder, "config"), "w") as file:
            file.write(CONFIGURATION.format(address=address, port=port, name="player%d" % Baresip.count, silence=sound.silent_file(folder, self.rate), rate=self.rate,
                                            media=self.media.start, media_end=self.media.stop - 1, control=self.control_port, folder=self.folder,
                                            security="module dtls_srtp.so" if secured else "", mux="yes" if mux else "no"))
        with open(os.path.join(self.folder, "accounts"), "w") as file:
            uri, rest = account or ("sip:%s7%d@%s:%d" % (CALLER, Baresip.count, address, port), "regint=0;")
            file.write("%s<%s;transport=%s>;%s%saudio_codecs=%s/%d\n" % ('"%s" ' % shown if shown else "", uri, transport, rest, "mediaenc=dtls_srtp;" if secured else "", codec, self.rate))
        self.log = open(os.path.join(self.folder, "log"), "wb")
        self.process = subprocess.Popen(["baresip", "-f", self.folder], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.events, self.changed = [], threading.Condition()
        self.connect()

    def connect(self):
        for _ in range(100):
            try:
                self.control = socket.create_connection(("127.0.0.1", self.control_port), timeout=5)
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError("baresip does not start; its log is %s" % self.log.name)
        self.control.settimeout(None)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        """Netstrings of JSON."""
        buffer = b""
        while True:
            try:
                data = self.control.recv(65536)
            except OSError:
                return
            if not data:
                return
            buffer += data
            while match := re.match(rb"(\d+):", buffer):
                begin, end = match.end(), match.end() + int(match[1])
                if len(buffer) <= end:
                    break
                event = json.loads(buffer[begin:end])
                buffer = buffer[end + 1:]
                if event.get("event"):
                    with self.changed:
                        self.events.append(event)
                        self.changed.notify_all()

    def command(self, name, parameters=""):
        text = json.dumps({"command": name, "params": parameters}).encode()
        self.control.sendall(b"%d:%s," % (len(text), text))

    def wait(self, kind, seconds=10):
        """Until an event came, which is returned."""
        until = time.monotonic() + seconds
        with self.changed:
            while True:
                for event in self.events:
                    if event["type"] == kind:
                        return event
                rest = until - time.monotonic()
                if rest <= 0 or not self.changed.wait(rest):
                    raise AssertionError("%s: %s did not come within %d s, but %s" % (self.name, kind, seconds, [one["type"] for one in self.events]))

    def has(self, kind):
        with self.changed:
            return any(event["type"] == kind for event in self.events)

    def dial(self, address, seconds=10):
        """Returns when it is answered."""
        with self.changed:
            self.events.clear()
        self.command("dial", address)
        self.wait("CALL_ESTABLISHED", seconds)
        self.answered = time.monotonic()

    def press(self, digits):
        for digit in digits:
            self.command("sndcode", digit)
            time.sleep(self.KEY_SECONDS)

    def speak(self, path):
        """A WAV of this telephone's rate, once; silence follows."""
        self.command("ausrc", "aufile," + path)

    def speak_clip(self, number):
        path = os.path.join(os.path.dirname(self.folder), "clip-%s-%d.wav" % (number, self.rate))
        if not os.path.exists(path):
            if self.rate == sound.RATE:
                sound.write(path, sound.clip(number) + sound.silence(240))
            else:
                samples, rate = sound.read_clip(sound.clip_path(number))
                samples.extend([0] * rate * 240)
                sound.write(path, samples, rate)
        self.speak(path)

    def hang_up(self):
        self.command("hangup")
        self.wait("CALL_CLOSED")

    def logged(self, text):
        """Whether its log has that."""
        with open(self.log.name, errors="replace") as file:
            return text in file.read()

    def heard(self, rate=sound.RATE):
        """The last call's sound; only after its end is the file whole."""
        return decode(max(glob.glob(os.path.join(self.folder, "dump-*-dec.wav"))), rate)

    def quit(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
