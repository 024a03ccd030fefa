"""The box behind Caddy and nginx, with the very configurations that the guide shows: only names, ports and certificates are put in."""
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request

from guide import block, replaced
from server import ROOM, Server, free_port

PAGE = "names-and-proxies.md"
NAME = "talk.example.org"


class Front:
    """A proxy on a port of its own."""

    def __init__(self, port, certificate):
        self.port = port
        self.trust = ssl.create_default_context(cafile=certificate)

    def open(self, path, body=None, headers=None):
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=self.trust))
        request = urllib.request.Request("https://%s:%d%s" % (NAME, self.port, path), data=body, headers=headers or {})
        return opener.open(request, timeout=15)


def own_address():
    """An address of this machine that is not loopback: whom the box has for somebody else."""
    said = subprocess.run(["ip", "-4", "-o", "address", "show", "scope", "global"], capture_output=True, text=True, check=True).stdout
    return re.search(r"inet ([0-9.]+)", said).group(1)


def resolve_here():
    """Lets the name lead to this machine whatever DNS says, in this process only."""
    usual, here = socket.getaddrinfo, own_address()
    socket.getaddrinfo = lambda host, *rest, **others: usual(here if host == NAME else host, *rest, **others)
    return usual


def certificate(folder):
    paths = os.path.join(folder, "fullchain.pem"), os.path.join(folder, "privkey.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                    "/CN=" + NAME, "-addext", "subjectAltName=DNS:" + NAME, "-out", paths[0], "-keyout", paths[1]],
                   check=True, stderr=subprocess.DEVNULL)
    return paths


def wait_for(port, process):
    for _ in range(500):
        if process.poll() is not None:
            return False
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.02)
    return False


def play(stage):
    for name, begin in (("Caddy", caddy), ("nginx", nginx)):
        folder = os.path.join(stage.folder, name)
        os.makedirs(folder, exist_ok=True)
        chain, key = certificate(folder)
        port = free_port()
        box = Server(stage.server.program)
        try:
            web = replaced(block(PAGE, "yaml"), ("https://" + NAME, "https://%s:%d" % (NAME, port)),
                           ("web:\n", "web:\n  address: 127.0.0.1\n  local_port: %d\n" % box.web_port))
            with open(box.configuration) as file:
                settings = re.sub(r"web:\n(  .*\n)+", lambda _: web, file.read())
            with open(box.configuration, "w") as file:
                file.write(settings)
            box.start()
            proxy = begin(folder, port, box.web_port, chain, key)
            try:
                stage.report.check(name + " starts with the guide's configuration", wait_for(port, proxy))
                look(stage, name, box, Front(port, chain))
            finally:
                proxy.terminate()
                proxy.wait(timeout=15)
        finally:
            box.kill()
            shutil.rmtree(box.folder, ignore_errors=True)


def caddy(folder, port, box_port, chain, key):
    text = replaced(block(PAGE, "caddyfile"), (NAME + " {", "%s:%d {\n\ttls %s %s" % (NAME, port, chain, key)), ("localhost:8080", "localhost:%d" % box_port))
    path = os.path.join(folder, "Caddyfile")
    with open(path, "w") as file:
        # No administration, no port 80: what stands beside it on this machine is not to be met.
        file.write("{\n\tadmin off\n\tauto_https disable_redirects\n\tgrace_period 1s\n}\n" + text)
    log = open(os.path.join(folder, "log"), "wb")
    return subprocess.Popen(["caddy", "run", "--config", path, "--adapter", "caddyfile"], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                            env=dict(os.environ, XDG_DATA_HOME=folder, XDG_CONFIG_HOME=folder))


def nginx(folder, port, box_port, chain, key):
    text = replaced(block(PAGE, "nginx"), ("listen 443", "listen %d" % port), ("/etc/letsencrypt/live/%s/fullchain.pem" % NAME, chain),
                    ("/etc/letsencrypt/live/%s/privkey.pem" % NAME, key), ("localhost:8080", "localhost:%d" % box_port))
    path = os.path.join(folder, "nginx.conf")
    places = "".join("%s_temp_path %s;\n" % (kind, folder) for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    with open(path, "w") as file:
        file.write("daemon off;\nmaster_process off;\npid %s/pid;\nevents {}\nhttp {\n%s%s}\n" % (folder, places, text))
    log = open(os.path.join(folder, "log"), "wb")
    return subprocess.Popen(["/usr/sbin/nginx", "-c", path, "-e", "stderr"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def look(stage, name, box, front):
    check = stage.report.check
    usual = resolve_here()
    try:
        with front.open("/r/" + ROOM) as page:
            check("the page comes through " + name, b"<title>" in page.read())
        origin = {"Content-Type": "application/json", "Origin": "https://%s:%d" % (NAME, front.port)}
        with front.open("/api/rooms/%s/join" % ROOM, b'{"name":"Ada"}', origin) as answer:
            token = json.load(answer)["token"]
        began = time.monotonic()
        with front.open("/api/events", headers={"Authorization": "Bearer " + token, "Accept": "text/event-stream"}) as events:
            first = events.readline().decode()
            # The box's own beat is 15 s apart: a proxy that waits for more to pass on would keep this back for so long.
            check("events come through %s at once" % name, first.startswith("event:") and time.monotonic() - began < 5, first.strip())
        with front.open("/listen/%s.ogg" % ROOM) as stream:
            check("the listen-only stream comes through " + name, stream.read(4) == b"OggS")
        try:
            front.open("/api/rooms/%s/join" % ROOM, b'{"name":"Eve"}', dict(origin, Origin="https://elsewhere.example"))
            refused = None
        except urllib.error.HTTPError as error:
            refused = error.code
        check("a page from elsewhere is refused through " + name, refused == 403, refused)
        # Twenty at once of one address: without the proxy's word all would come from loopback, which is not counted.
        codes = []
        for _ in range(25):
            try:
                front.open("/api/rooms/%s/join" % ROOM, b'{"name":"Ada"}', origin).close()
                codes.append(200)
            except urllib.error.HTTPError as error:
                codes.append(error.code)
        check("joins are counted by the address that %s tells" % name, 429 in codes, "%d of 25 let in" % codes.count(200))
        invitation = subprocess.run([box.program, "room", "invite", ROOM, "--config", box.configuration], capture_output=True, text=True).stdout
        check("the invitation has the link of " + name, "https://%s:%d/r/%s\n" % (NAME, front.port, ROOM) in invitation.replace("  ", "\n") + "\n")
    finally:
        socket.getaddrinfo = usual
