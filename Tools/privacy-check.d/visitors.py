"""Those who come: browsers with the real page, a telephone, a program, and some whom nobody wants."""
import array
import json
import os
import re
import socket
import ssl
import time

import sound
from baresip import Baresip
from canaries import a_law_sample
from house import ADDRESS, NUMBER, PROXY
from pages import ChromiumPage
from playwright.sync_api import sync_playwright

BROKEN_CALL = """\
INVITE sip:{dialled}@{address}:{port} SIP/2.0
Via: SIP/2.0/{transport} {source}:5999;branch=z9hG4bK{branch};rport
From: "{name}" <sip:{number}@{source}>;tag={branch}
To: <sip:{dialled}@{address}>
Call-ID: {branch}@{source}
CSeq: 1 INVITE
Contact: <sip:{number}@{source}:5999>
Max-Forwards: 70
User-Agent: {agent}
Content-Type: application/sdp
Content-Length: {length}

{body}"""


class Browsers:
    """The system's Chromium; each page is a person of its own."""
    def __init__(self, agent, cookie):
        self.cookie = cookie
        self.agent = agent
        self.playwright = sync_playwright().start()
        self.chromium = self.playwright.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=[
            "--headless=new", "--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
            "--autoplay-policy=no-user-gesture-required"])

    def join(self, url, room, name, pin):
        context = self.chromium.new_context(locale="en-US", ignore_https_errors=True, user_agent="Mozilla/5.0 " + self.agent)
        context.add_cookies([{"name": "memory", "value": self.cookie, "url": url}])
        page = ChromiumPage(context, {})
        page.name = "a browser"
        page.open(url + "/r/" + room)
        page.fill_form(name, pin)
        page.click("#join")
        page.wait("a seat", "() => window.ear?.seat?.handle")
        page.wait("media", "() => ear.peers.at(-1)?.connectionState === 'connected'")
        return page

    def close(self):
        self.chromium.close()
        self.playwright.stop()


class Program:
    """Speaks HTTP by TLS from an address of its own."""
    def __init__(self, address, port):
        self.address, self.port = address, port
        self.security = ssl.create_default_context()
        self.security.check_hostname, self.security.verify_mode = False, ssl.CERT_NONE

    def say(self, data):
        """The answer to these bytes, whatever they are."""
        with socket.create_connection((ADDRESS, self.port), timeout=10, source_address=(self.address, 0)) as plain:
            with self.security.wrap_socket(plain) as connection:
                connection.sendall(data)
                answer = b""
                try:
                    while piece := connection.recv(65536):
                        answer += piece
                except OSError:
                    pass
                return answer

    def request(self, method, path, body="", **headers):
        """The status of the answer."""
        body = body if isinstance(body, str) else json.dumps(body)
        lines = ["%s %s HTTP/1.1" % (method, path), "Host: %s:%d" % (ADDRESS, self.port), "Connection: close", "Content-Length: %d" % len(body)]
        lines += ["%s: %s" % (key.replace("_", "-"), value) for key, value in ({"Content_Type": "application/json"} | headers).items()]
        answer = self.say(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
        return int(answer.split()[1]) if answer.startswith(b"HTTP/1.1 ") else None


class Telephone(Baresip):
    """baresip under another number and address, that does not stop talking."""
    def __init__(self, folder, canaries):
        self.voice = os.path.join(folder, "voice.wav")
        sound.write(self.voice, array.array("h", map(a_law_sample, canaries.values["voice"] * 480)))
        address = canaries["address_telephone"]
        super().__init__(folder, "a telephone", ("sip:%s@%s" % (canaries["number"], address), "regint=0;"), address=address,
                         shown=canaries["name_telephone"])


def strangers(house, canaries, report):
    """Who is refused, and who speaks nonsense."""
    program = Program(canaries["address_program"], house.secure_port)
    room = "/api/rooms/%s" % canaries["room"]
    agent = {"User_Agent": canaries["agent"], "Cookie": "memory=" + canaries["cookie"]}
    answers = [program.request("POST", room + "/join", {"name": canaries["name_program"], "pin": canaries["wrong_pin"]}, **agent) for _ in range(3)]
    report.check("a wrong PIN is refused", answers == [403] * 3, answers)
    answers = [program.request("GET", "/api/rooms/%s" % canaries["path"], **agent), program.request("GET", "/%s?%s" % (canaries["path"], canaries["path"]))]
    report.check("a room that is not there is not found", answers == [404] * 2, answers)
    program.request("POST", room + "/join", '{"name": "%s", "pin": {{{' % canaries["malformed_http"])
    program.request("POST", "/whip/" + canaries["room"], "v=0\r\no=%s 1 1 IN IP4 0.0.0.0\r\ns=%s\r\n" % ((canaries["description"],) * 2),
                    Content_Type="application/sdp", Authorization="Bearer " + canaries["pin"])
    for broken in ("GET /%s HTTP/1.1\r\nBad Header %s\r\n\r\n", "%s %s\r\n\r\n", "POST /%s HTTP/1.1\r\nContent-Length: 4\r\nContent-Length: %s\r\n\r\n"):
        program.say((broken % ((canaries["malformed_http"],) * 2)).encode())
    Program(PROXY, house.secure_port).request("GET", room, X_Forwarded_For="192.0.2.9, " + canaries["address_forwarded"])
    values = {"address": ADDRESS, "port": house.sip_port, "name": canaries["name_refused"], "number": canaries["number_refused"],
              "agent": canaries["agent"], "dialled": canaries["number_unknown"]}
    body = "v=0\r\no=%s 1 1 IN IP4 0.0.0.0\r\ns=%s\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n" % ((canaries["description"],) * 2)
    for source in (canaries["address_telephone"], canaries["address_stranger"]):
        for number, (dialled, content) in enumerate(((values["dialled"], body), (canaries["malformed_sip"], canaries["malformed_sip"]))):
            for transport in ("UDP", "TCP"):
                text = BROKEN_CALL.format(**values | {"dialled": dialled, "source": source, "branch": "%s%d%s" % (transport, number, source),
                                                      "transport": transport, "body": content, "length": len(content)}).replace("\n", "\r\n")
                call(transport, source, (ADDRESS, house.sip_port), text.replace("\r\r", "\r"))
        call("UDP", source, (ADDRESS, house.sip_port), "INVITE sip:%s\r\n%s: %s\r\n\r\n" % ((canaries["malformed_sip"],) * 3))


def call(transport, source, target, invite):
    """Says this, and hangs up if that is answered."""
    kind = socket.SOCK_DGRAM if transport == "UDP" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind((source, 0))
        one.settimeout(0.3)
        try:
            one.connect(target)
            one.sendall(invite.encode())
            heard = ""
            while "SIP/2.0 200" not in heard and "SIP/2.0 4" not in heard:
                piece = one.recv(65536)
                if not piece:
                    return
                heard += piece.decode(errors="replace")
            # ACK, and BYE after a call that stands. A refusal's ACK belongs to the INVITE.
            head = invite.split("\r\n\r\n")[0]
            to = re.findall(r"^To:.*$", heard, re.M)[-1].strip()
            for number, method in enumerate(("ACK", "BYE") if "SIP/2.0 200" in heard else ("ACK",)):
                text = re.sub(r"^INVITE", method, re.sub(r"(?m)^To:.*$", lambda _: to, head.replace("\r", "")))
                text = re.sub(r"(?m)^CSeq:.*$", "CSeq: %d %s" % (number + 1, method), text)
                if "SIP/2.0 200" in heard:
                    text = re.sub(r"branch=", "branch=z9hG4bK" + method, text)
                text = re.sub(r"(?m)^Content-Type:.*\n", "", re.sub(r"(?m)^Content-Length:.*$", "Content-Length: 0", text))
                one.sendall((text.replace("\n", "\r\n") + "\r\n\r\n").encode())
                time.sleep(0.2)
            while one.recv(65536):
                pass
        except OSError:
            # Strangers are told nothing.
            pass


class Party:
    """A call in which everybody does what people do."""
    def __init__(self, house, canaries, folder, report, is_whole=True):
        """is_whole: with those whom nobody wants, and with a room that is not there yet."""
        self.house, self.canaries, self.report = house, canaries, report
        self.is_whole = is_whole
        self.browsers = Browsers(canaries["agent"], canaries["cookie"])
        self.telephone = None
        try:
            self.gather(folder)
        except BaseException:
            self.close()
            raise

    def gather(self, folder):
        house, canaries, check = self.house, self.canaries, self.report.check
        room = canaries["room"]
        if self.is_whole:
            house.ask("room", "add", room, "--pin", canaries["pin"], "--host-pin", canaries["host_pin"], "--entry", "name", "--show-digits", "yes")
        guest = self.browsers.join(house.url, room, canaries["name_browser"], canaries["pin"])
        host = self.browsers.join(house.url6, room, canaries["name_host"], canaries["host_pin"])
        check("two browsers are in the call, one by IPv4 and one by IPv6", True)
        guest.click("#hand")
        host.wait_mark(guest.handle, "hand")
        guest.click("#mute")
        host.wait_mark(guest.handle, "muted")
        check("one raises a hand and mutes", True)
        self.telephone = Telephone(folder, canaries)
        self.telephone.dial("sip:%s@%s:%d" % (NUMBER, ADDRESS, house.sip_port))
        # A key breaks off the greeting.
        time.sleep(1)
        self.telephone.press(canaries["pin"])
        self.telephone.speak(self.telephone.voice)
        self.wait_for(3)
        check("a telephone is in the call by its PIN", True)
        if not self.is_whole:
            return
        strangers(house, canaries, self.report)
        program = Program(canaries["address_program"], house.secure_port)
        joined = program.request("POST", "/api/rooms/%s/join" % room, {"name": canaries["name_program"], "pin": canaries["pin"]})
        check("a program has a seat by the API", joined == 201, joined)
        until = time.monotonic() + 10
        while house.calls() > 1 and time.monotonic() < until:
            time.sleep(0.2)
        check("of all who called only the telephone is left", house.calls() == 1, house.calls())
        house.ask("room", "list")
        house.ask("status")

    def wait_for(self, count, seconds=15):
        until = time.monotonic() + seconds
        while len(self.house.people(self.canaries["room"])) < count:
            if time.monotonic() > until:
                raise AssertionError("%d of %d came within %d s" % (len(self.house.people(self.canaries["room"])), count, seconds))
            time.sleep(0.2)

    def end(self):
        """All leave, by themselves or shown out, and the room is removed."""
        self.telephone.hang_up()
        for page in self.browsers.chromium.contexts:
            page.pages[0].click("#leave")
        self.close()
        for person in self.house.people():
            self.house.ask("people", "remove", person["handle"])
        self.house.wait_empty()
        self.house.ask("room", "remove", self.canaries["room"])

    def close(self):
        """Whoever is still there goes; a second time it does nothing."""
        if self.telephone:
            self.telephone.quit()
        if self.browsers:
            self.browsers.close()
        self.telephone = self.browsers = None
