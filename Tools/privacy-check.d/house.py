"""The server in a house of its own, run as the unit for systemd runs it, and the street before it, on which everybody has an address."""
import json
import os
import re
import resource
import signal
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
UNIT = os.path.join(HERE, "..", "package.d", "partyline.service")
ADDRESS, ADDRESS6, PROXY = "10.0.0.1", "fd00::1", "10.0.0.2"
WEB_PORT, SECURE_PORT, MEDIA_PORT, SIP_PORT = 8080, 8443, 5004, 5060
# The number that leads to the room.
NUMBER = "200"

CONFIGURATION = """\
media:
  port: {media}
web:
  local_port: {web}
  port: {secure}
  trusted_proxies: {proxy}
state_directory: {folder}/state
run_directory: {folder}/run
phone:
  sip_port: {sip}
  ports: {low}-{high}
  allow: ["10.64.0.0/10"]
numbers:
  "{number}": {{}}
"""


class Street:
    """Two networks with a line between: ours is the street, the other one the house."""
    def __init__(self):
        self.house = subprocess.Popen(["unshare", "--net", "--kill-child", "sleep", "infinity"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        own = os.readlink("/proc/self/ns/net")
        while os.readlink("/proc/%d/ns/net" % self.house.pid) == own:
            time.sleep(0.01)
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "street", "type", "veth", "peer", "name", "house", "netns", str(self.house.pid))
        self.inside("ip", "link", "set", "lo", "up")
        self.inside("ip", "address", "add", ADDRESS + "/8", "dev", "house")
        self.inside("ip", "address", "add", ADDRESS6 + "/8", "dev", "house", "nodad")
        self.inside("ip", "link", "set", "house", "up")
        run("ip", "link", "set", "street", "up")

    def inside(self, *command):
        run(*self.within(command))

    def within(self, command):
        return ["nsenter", "--net=/proc/%d/ns/net" % self.house.pid, *command]

    def move_in(self, *addresses):
        """Somebody lives there now; the first is whom connections come from that do not say."""
        for address in addresses:
            run("ip", "address", "add", address + "/8", "dev", "street", *(["nodad"] if ":" in address else []))

    def pave(self):
        """A browser tells only of addresses that lead somewhere."""
        run("ip", "route", "replace", "default", "via", ADDRESS)
        run("ip", "-6", "route", "replace", "default", "via", ADDRESS6)

    def close(self):
        self.house.kill()
        self.house.wait()


class House:
    """One server with its folders."""
    def __init__(self, program, folder, street, offset=0):
        """offset: to its ports, where there are several."""
        self.program, self.folder, self.street = program, folder, street
        self.secure_port, self.sip_port = SECURE_PORT + offset, SIP_PORT + offset
        self.url, self.url6 = "https://%s:%d" % (ADDRESS, self.secure_port), "https://[%s]:%d" % (ADDRESS6, self.secure_port)
        for name in ("home", "tmp", "work", "state", "run"):
            os.makedirs(os.path.join(folder, name), mode=0o700)
        self.configuration = os.path.join(folder, "partyline.yaml")
        with open(self.configuration, "w") as file:
            file.write(CONFIGURATION.format(
                folder=folder, media=MEDIA_PORT + offset, web=WEB_PORT + offset, secure=self.secure_port, sip=self.sip_port, proxy=PROXY,
                low=30000 + offset, high=30099 + offset, number=NUMBER))
        self.output = os.path.join(folder, "output")
        self.process = None

    def start(self):
        """Returns when it answers."""
        with open(self.output, "ab") as log:
            self.process = subprocess.Popen(
                self.street.within([self.program, "serve", "--config", self.configuration, "--verbose"]), stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, cwd=os.path.join(self.folder, "work"), preexec_fn=limit, env=self.environment())
        for _ in range(500):
            if self.process.poll() is not None:
                break
            if self.command("status").returncode == 0:
                return
            time.sleep(0.05)
        with open(self.output, errors="replace") as file:
            raise SystemExit("The server does not answer. It said:\n" + file.read()[-2000:])

    def environment(self):
        """What systemd would give it, its folders apart; a crash would be told where it can be, were it not for the unit."""
        unit = dict(pair.split("=", 1) for line in in_unit("Environment") for pair in line.split() if not pair.startswith("XDG_"))
        return {"PATH": os.environ["PATH"], "HOME": os.path.join(self.folder, "home"), "TMPDIR": os.path.join(self.folder, "tmp")} | unit

    def command(self, *arguments):
        return subprocess.run([self.program, *arguments, "--config", self.configuration], capture_output=True, text=True)

    def ask(self, *arguments):
        """What a command of the admin says; an error if it is refused."""
        answer = self.command(*arguments)
        if answer.returncode != 0:
            raise AssertionError("partyline %s: %s" % (arguments[0], (answer.stderr or answer.stdout).strip()))
        return answer.stdout

    def people(self, room=None):
        return json.loads(self.ask("people", "list", *(["--room", room] if room else []), "--json"))

    def calls(self):
        """How many telephones are connected, or are about to be."""
        return int(re.search(r"^partyline_calls (\d+)", self.ask("metrics"), re.M)[1])

    def wait_empty(self, seconds=30):
        until = time.monotonic() + seconds
        while self.people():
            if time.monotonic() > until:
                raise AssertionError("somebody is still there after %d s" % seconds)
            time.sleep(0.2)

    def files(self):
        """All that is in its folders, and all that it has open elsewhere."""
        found = {os.path.join(folder, name) for folder, _, names in os.walk(self.folder) for name in names}
        if self.process.poll() is None:
            for number in os.listdir("/proc/%d/fd" % self.process.pid):
                try:
                    found.add(os.path.realpath("/proc/%d/fd/%s" % (self.process.pid, number)))
                except OSError:
                    continue
        return sorted(path for path in found if os.path.isfile(path))

    def crash(self, number):
        self.process.send_signal(number)
        return self.process.wait(timeout=30)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def in_unit(key):
    """The values of one key in the unit."""
    with open(UNIT) as file:
        return re.findall(r"^%s=(.*)$" % key, file.read(), re.M)


def limit():
    """In the server's process before it begins: cores as large as allowed, unless the unit says otherwise."""
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    wanted = (in_unit("LimitCORE") or ["infinity"])[-1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most) if wanted == "infinity" else (int(wanted), int(wanted)))


def run(*command):
    subprocess.run(command, check=True)
