"""The built server with telephones, in a network of its own: its configuration, its rooms, what it costs."""
import json
import os
import signal
import subprocess
import tempfile
import time

import registrar

SIP_PORT, TLS_PORT, TRUNK_PORT, TRUNK_TLS_PORT, THIEF_PORT = 5060, 5061, 5160, 5161, 5170
CALL_PORTS = range(30000, 30400)
# Whoever calls without a trunk; others on this machine are strangers, the first beyond the network among them.
ALLOWED, ALLOWED_FLOOD, STRANGER = "127.0.0.0/29", "127.0.0.2", "127.0.0.8"
PIN, GUESSED_PIN = "123456", "271828"
# The room, its PIN, the number that leads to it, and the language there.
ROOMS = {"hall": (PIN, "200", "en"), "open": (None, "300", "en"), "saal": (PIN, "400", "de"), "calm": (PIN, "500", "en"),
         "guessed": (GUESSED_PIN, "600", "en"), "trunk": (PIN, "+4930200", "en"), "studio": (PIN, "800", "en")}
WITH_TONES = ("hall", "saal", "studio")


class Box:
    def __init__(self, program):
        self.program = program
        self.folder = tempfile.mkdtemp(prefix="partyline-telephones-")
        self.certificate, self.key = os.path.join(self.folder, "certificate.pem"), os.path.join(self.folder, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.key, "-out", self.certificate, "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, stderr=subprocess.DEVNULL)
        os.chmod(self.key, 0o600)
        password = os.path.join(self.folder, "password")
        with open(os.open(password, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(registrar.PASSWORD + "\n")
        self.web_port, self.secure_port, self.media_port = 8080, 8443, 3478
        self.url = "http://127.0.0.1:%d" % self.web_port
        self.configuration = os.path.join(self.folder, "partyline.yaml")
        with open(self.configuration, "w") as file:
            file.write(CONFIGURATION.format(
                folder=self.folder, media=self.media_port, web=self.web_port, secure=self.secure_port, sip=SIP_PORT, tls=TLS_PORT,
                certificate=self.certificate, key=self.key, low=CALL_PORTS.start, high=CALL_PORTS.stop - 1, allowed=ALLOWED,
                trunk=TRUNK_PORT, trunk_tls=TRUNK_TLS_PORT, thief=THIEF_PORT, realm=registrar.REALM, password=password))
            for room, (_, number, language) in ROOMS.items():
                file.write('  "%s": { room: %s, language: %s }\n' % (number, room, language))
        self.process = None
        self.log = open(os.path.join(self.folder, "server.log"), "ab")

    def start(self):
        """Returns when it answers, with its rooms made."""
        self.process = subprocess.Popen([self.program, "serve", "--config", self.configuration, "--profile", "base"], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log)
        for _ in range(500):
            if self.process.poll() is not None:
                break
            if self.command("status").returncode == 0:
                for number, (room, (pin, _, _)) in enumerate(ROOMS.items()):
                    self.ask("room", "add", room, "--number", str(2000 + number), "--entry", "tone" if room in WITH_TONES else "off",
                             *(["--pin", pin] if pin else []))
                return
            time.sleep(0.05)
        with open(self.log.name, errors="replace") as file:
            raise SystemExit("The server does not answer. It said:\n" + file.read()[-2000:])

    def command(self, *arguments):
        return subprocess.run([self.program, *arguments, "--config", self.configuration], capture_output=True, text=True)

    def ask(self, *arguments):
        """What a command of the admin says; an error if it is refused."""
        answer = self.command(*arguments)
        if answer.returncode != 0:
            raise AssertionError("partyline %s: %s" % (" ".join(arguments), (answer.stderr or answer.stdout).strip()))
        return answer.stdout

    def people(self, room):
        return json.loads(self.ask("people", "list", "--room", room, "--json"))

    def status(self):
        return json.loads(self.ask("status", "--json"))

    def wait_empty(self, *rooms, seconds=10):
        """Until nobody is there any more."""
        for room in rooms:
            self.wait_empty_but(room, 0, seconds)

    def wait_empty_but(self, room, count, seconds=10):
        """Until no more than so many are there."""
        until = time.monotonic() + seconds
        while len(self.people(room)) > count and time.monotonic() < until:
            time.sleep(0.1)

    def memory(self):
        """Resident, in MB."""
        with open("/proc/%d/status" % self.process.pid) as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:")) / 1000

    def kept(self):
        """All that it has written to files, its log with them."""
        paths = [os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(self.folder, "state")) for name in names] + [self.log.name]
        return b"".join(open(path, "rb").read() for path in paths)

    def is_alive(self):
        return self.process.poll() is None

    def stop(self):
        """Its exit code after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


CONFIGURATION = """\
media:
  address: 127.0.0.1
  port: {media}
web:
  address: 127.0.0.1
  local_port: {web}
  port: {secure}
state_directory: {folder}/state
run_directory: {folder}/run
phone:
  sip_address: 127.0.0.1
  sip_port: {sip}
  tls_port: {tls}
  certificate: {certificate}
  key: {key}
  ports: {low}-{high}
  allow: ["{allowed}"]
trunks:
  provider:
    server: 127.0.0.1:{trunk}
    transport: udp
    user: box
    realm: {realm}
    password_file: {password}
    room: trunk
  secure:
    server: localhost:{trunk_tls}
    transport: tls
    user: secure
    realm: {realm}
    password_file: {password}
    ca_file: {certificate}
  # It asks for the password in a name that is not the trunk's.
  thief:
    server: 127.0.0.1:{thief}
    transport: udp
    user: box
    realm: {realm}
    password_file: {password}
numbers:
"""
