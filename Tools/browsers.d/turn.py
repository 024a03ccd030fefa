"""Through a relay: coturn, as an admin runs it beside the box, and a Chromium whose network lets nothing out but to the relay."""
import os
import re
import secrets
import socket
import subprocess
import time

from actions import hears
from guide import block, replaced
from server import Server, free_port


class Coturn:
    """Debian's coturn on this machine, configured as the guide says."""
    def __init__(self, folder):
        self.port = free_port(socket.SOCK_DGRAM)
        self.secret = secrets.token_hex(32)
        self.secret_file = os.path.join(folder, "turn.secret")
        with open(os.open(self.secret_file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(self.secret + "\n")
        self.configuration, self.log = os.path.join(folder, "turnserver.conf"), os.path.join(folder, "coturn.log")
        chain, key = self.certificate(folder)
        text = replaced(
            block("turn.md", "coturn"), ("3478", str(self.port)), ("5349", str(free_port())), ("/etc/coturn/fullchain.pem", chain),
            ("/etc/coturn/privkey.pem", key), ("WHAT-STANDS-IN-turn.secret", self.secret), ("=203.0.113.7", "=127.0.0.1"),
            ("min-port=49152", "min-port=49200"), ("max-port=49352", "max-port=49300"), ("log-file=/dev/null", "log-file=" + self.log))
        with open(os.open(self.configuration, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            # On this machine alone, and with a log that is looked at.
            file.write(text + "listening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nallow-loopback-peers\ncli-password=%s\nverbose\n" % secrets.token_hex(8)
                       + "userdb=%s\npidfile=%s\n" % (os.path.join(folder, "turn.db"), os.path.join(folder, "turn.pid")))
        self.process = subprocess.Popen(["turnserver", "-c", self.configuration], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)

    @staticmethod
    def certificate(folder):
        paths = os.path.join(folder, "turn.pem"), os.path.join(folder, "turn.key")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=talk.example.org",
                        "-out", paths[0], "-keyout", paths[1]], check=True, stderr=subprocess.DEVNULL)
        return paths

    def text(self):
        with open(self.log) as file:
            return file.read()

    def wait(self):
        for _ in range(200):
            if os.path.exists(self.log) and "127.0.0.1:%d" % self.port in self.text():
                return
            time.sleep(0.05)
        raise AssertionError("coturn does not listen")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)


def play(stage):
    check = stage.report.check
    server = Server(stage.server.program)
    coturn = Coturn(server.folder)
    page = near = None
    try:
        coturn.wait()
        with open(server.configuration, "a") as file:
            file.write('web.turn: { urls: "turn:127.0.0.1:%d", secret_file: %s }\n' % (coturn.port, coturn.secret_file))
        server.start()
        near, page = stage.chromium.page(), stage.chromium.page(turn=True)
        near.join(server.url, "Near")
        page.join(server.url, "Far")
        kinds = page.wait("a path", "async () => { const path = await ear.path(); return path.local && path; }")
        check("the far one's sound goes through the relay", kinds and kinds["local"] == "relay", kinds)
        page.play(stage.dense, loop=True)
        hears(stage, near, "the far one through the relay")
        page.hush()
        near.play(stage.dense, loop=True)
        hears(stage, page, "the near one through the relay")
        # What the page does when it comes to another network.
        before = page.evaluate("() => ear.calls.filter((call) => call.method === 'PATCH' && call.status === 200).length")
        page.evaluate("() => { window.dispatchEvent(new Event('online')); }")
        page.wait("an ICE restart", "(before) => ear.calls.filter((call) => call.method === 'PATCH' && call.status === 200).length > before", before)
        hears(stage, page, "the near one after an ICE restart")
        kinds = page.wait("a path", "async () => { const path = await ear.path(); return path.local && path; }")
        check("its sound still goes through the relay", kinds and kinds["local"] == "relay", kinds)
        # A relay that one does not need is in nobody's way.
        stage.firefox.join(server.url, "Firefox")
        hears(stage, stage.firefox, "the near one, with a relay that it need not use")
        stage.firefox.click("#leave")
        names = set(re.findall(r"user <([^>]*)>", coturn.text())) - {""}
        check("the relay is told a time and no name", bool(names) and all(re.fullmatch(r"[0-9]+", name) for name in names), names)
        check("nothing went wrong in the page", not page.problems, "; ".join(page.problems))
        wrong = stage.chromium.page(turn="wrong")
        wrong.join(server.url, "Stranger", heard=False)
        time.sleep(3)
        check("with a wrong credential nobody gets through", not wrong.evaluate("() => ear.peers.some((peer) => peer.connectionState === 'connected')"))
        wrong.close()
        check("the server ends well", server.stop() == 0)
    finally:
        for one in (page, near):
            if one:
                one.close()
        coturn.stop()
        if server.process.poll() is None:
            server.kill()
