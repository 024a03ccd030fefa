"""The built server with a fresh configuration, and ways to reach it: over HTTP, from another address, through a relay."""
import json
import os
import select
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOM = "hall"
HOST_PIN = "314159"


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, program):
        self.program = program
        self.folder = tempfile.mkdtemp(prefix="partyline-browsers-")
        self.web_port, self.secure_port, self.media_port = free_port(), free_port(), free_port(socket.SOCK_DGRAM)
        self.url, self.secure_url = "http://127.0.0.1:%d" % self.web_port, "https://127.0.0.1:%d" % self.secure_port
        self.configuration = os.path.join(self.folder, "partyline.yaml")
        with open(self.configuration, "w") as file:
            file.write("media:\n  address: 127.0.0.1\n  port: %d\nweb:\n  address: 127.0.0.1\n  local_port: %d\n  port: %d\n"
                       % (self.media_port, self.web_port, self.secure_port))
            file.write("operator:\n  name: Hackspace Nord\n  contact: box@example.org\n")
            file.write("state_directory: %s/state\nrun_directory: %s/run\n" % (self.folder, self.folder))
        os.makedirs(os.path.join(self.folder, "state/rooms"), mode=0o700)
        room = os.path.join(self.folder, "state/rooms/%s.yaml" % ROOM)
        with open(os.open(room, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write('name: %s\nhost_pin: "%s"\n' % (ROOM, HOST_PIN))
        self.log = open(os.path.join(self.folder, "server.log"), "ab")

    def start(self):
        """Returns when the page is there."""
        command = [self.program, "serve", "--config", self.configuration, "--profile", "base", "--room", ROOM]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        for _ in range(1000):
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(self.url + "/r/" + ROOM, timeout=5):
                    return
            except OSError:
                time.sleep(0.02)
        raise SystemExit("The server does not answer. Its log is %s" % self.log.name)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Its exit code after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=15)

    def status(self):
        command = [self.program, "status", "--json", "--config", self.configuration]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    def diagnostics(self, *words):
        """Has admins shown addresses, or not any more."""
        subprocess.run([self.program, "diagnostics", *words, "--config", self.configuration], capture_output=True, check=True)

    def request(self, method, path, body=None, token=None, headers=None, kind="application/json"):
        """Status, headers and text of the answer. A body that is no text is sent as JSON."""
        headers = dict(headers or {})
        if body is not None:
            headers["Content-Type"] = kind
            body = (body if isinstance(body, str) else json.dumps(body)).encode()
        if token:
            headers["Authorization"] = "Bearer " + token
        request = urllib.request.Request(self.url + path, data=body, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read().decode()


class OtherAddress:
    """A door to the server for TCP, through which one comes from another loopback address, with limits of its own."""
    def __init__(self, server, address):
        self.server, self.address = server, address
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            near, _ = self.listener.accept()
            try:
                far = socket.create_connection(("127.0.0.1", self.server.web_port), source_address=(self.address, 0))
            except OSError:
                near.close()
                continue
            threading.Thread(target=self.carry, args=(near, far), daemon=True).start()
            threading.Thread(target=self.carry, args=(far, near), daemon=True).start()

    @staticmethod
    def carry(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            source.close()
            sink.close()


class Relay:
    """Stands between one browser and the server's UDP port, and can change the port that it sends from."""
    def __init__(self, server):
        self.target = ("127.0.0.1", server.media_port)
        self.front = self.bound()
        self.port = self.front.getsockname()[1]
        self.back, self.old = self.bound(), None
        self.peer = None
        self.rebound = None
        self.to_old = 0
        # Payload types of what the browser sends.
        self.sent_types = set()
        self.arrivals = []
        threading.Thread(target=self.run, daemon=True).start()

    @staticmethod
    def bound():
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.bind(("127.0.0.1", 0))
        return one

    def rebind(self):
        self.old, self.back = self.back, self.bound()
        self.rebound = time.monotonic()

    def gap(self):
        """Seconds from the rebinding to the first audio on the new port, or None."""
        after = [at for at in self.arrivals if self.rebound and at >= self.rebound]
        return after[0] - self.rebound if after else None

    def run(self):
        while True:
            sockets = [one for one in (self.front, self.back, self.old) if one]
            for ready in select.select(sockets, [], [], 0.1)[0]:
                data, sender = ready.recvfrom(4096)
                is_audio = len(data) > 1 and 128 <= data[0] <= 191 and not 64 <= data[1] & 0x7F <= 95
                if ready is self.front:
                    self.peer = sender
                    if is_audio:
                        self.sent_types.add(data[1] & 0x7F)
                    self.back.sendto(data, self.target)
                    continue
                if ready is self.old:
                    # As with a real change of address: what goes to the old one is lost.
                    self.to_old += is_audio
                elif self.peer:
                    if is_audio:
                        self.arrivals.append(time.monotonic())
                    self.front.sendto(data, self.peer)
