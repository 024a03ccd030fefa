"""Real browsers with the real page in them: Chromium by Playwright, Firefox by Marionette. Both are driven alike."""
import base64
import json
import os
import shutil
import subprocess
import time

from playwright.sync_api import sync_playwright

from server import ROOM, free_port

FOLDER = os.path.dirname(os.path.abspath(__file__))
EAR = os.path.join(FOLDER, "ear.js")


class Page:
    """A person in front of a browser. What differs between browsers is `evaluate`, `click`, `fill`, `open` and `reload`."""
    name = ""

    def wait(self, what, function, argument=None, seconds=10):
        """Until a function of JavaScript gives something true, which is returned."""
        until = time.monotonic() + seconds
        while True:
            value = self.evaluate(function, argument)
            if value or time.monotonic() > until:
                break
            time.sleep(0.05)
        if not value:
            raise AssertionError("%s: %s did not come within %d s" % (self.name, what, seconds))
        return value

    def join(self, url, name, pin=None, heard=True, switches=()):
        """Through the form, until the call stands. Switches are pressed before."""
        self.name = name
        self.open(url + "/r/" + ROOM)
        self.fill_form(name, pin)
        for switch in switches:
            self.click(switch)
        self.click("#join")
        self.wait("a seat", "() => window.ear?.seat?.handle")
        if heard:
            self.wait("media", "() => ear.peers.at(-1)?.connectionState === 'connected'")

    def fill_form(self, name, pin=None):
        self.wait("the form", "() => { const join = document.querySelector('#join'); return join?.offsetParent && !join.disabled; }")
        self.fill("#name", name)
        if pin:
            # A room without a PIN of its own may keep the host's field folded.
            self.evaluate("""() => { for (let e = document.querySelector('#pin'); e; e = e.parentElement) {
                if (e.tagName === 'DETAILS') e.open = true; if (e.hidden) e.hidden = false; } }""")
            self.fill("#pin", pin)

    @property
    def handle(self):
        return self.evaluate("() => window.ear?.seat?.handle")

    @property
    def token(self):
        return self.evaluate("() => window.ear?.seat?.token")

    def play(self, path, loop=False):
        with open(path, "rb") as file:
            text = base64.b64encode(file.read()).decode()
        self.evaluate("([text, loop]) => ear.play(text, loop)", [text, loop])

    def hush(self):
        self.evaluate("() => ear.hush()")

    def loudest(self, seconds):
        """The loudest moment of the next seconds, in dBFS."""
        since = self.now()
        time.sleep(seconds)
        value = self.evaluate("(since) => ear.loudest(since)", since)
        return -90 if value is None else value

    def now(self):
        return self.evaluate("() => Date.now()")

    def start_recording(self):
        self.evaluate("() => ear.startRecording()")

    def stop_recording(self, path):
        """Writes mono WAV at 16 kHz."""
        packed = base64.b64decode(self.evaluate("() => ear.stopRecording()"))
        subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-i", "pipe:0", "-ar", "16000", "-ac", "1", path],
                       input=packed, check=True)

    def wait_mark(self, handle, mark, value=True):
        """Until the list shows somebody as muted, talking, or with a raised hand, or no longer."""
        self.wait("%s=%s" % (mark, value), """([handle, mark, value]) => {
            const row = document.querySelector(`#people [data-handle="${handle}"]`);
            return row && (row.dataset[mark] !== undefined && row.dataset[mark] !== 'false') === value; }""", [handle, mark, value], 5)

    def statistics(self):
        return self.evaluate("() => ear.statistics()")


class Chromium:
    """The system's Chromium. Each `page` is a person of its own, with nothing kept from another."""
    def __init__(self, microphone_file):
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=[
            "--headless=new", "--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
            "--use-file-for-fake-audio-capture=%s%%noloop" % microphone_file, "--autoplay-policy=no-user-gesture-required",
            "--allow-loopback-in-peer-connection", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"])

    def page(self, microphone="clip", relay=None, turn=False, **context):
        return ChromiumPage(self.browser.new_context(**({"locale": "en-US"} | context)), {"microphone": microphone, "relay": relay, "turn": turn})

    def close(self):
        self.browser.close()
        self.playwright.stop()


class ChromiumPage(Page):
    def __init__(self, context, options):
        self.context = context
        context.add_init_script("window.earOptions = %s;" % json.dumps(options))
        context.add_init_script(path=EAR)
        self.page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.problems = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda message: self.problems.append(message.text) if "Content Security Policy" in message.text else None)

    def open(self, url):
        self.page.goto(url)

    def reload(self):
        self.page.reload()

    def evaluate(self, function, argument=None):
        return self.page.evaluate(function, argument)

    def click(self, selector):
        self.page.click(selector)

    def fill(self, selector, text):
        self.page.fill(selector, text)

    def close(self):
        self.context.close()


class FirefoxPage(Page):
    """The system's Firefox ESR with one page. An extension puts ear.js into it."""
    PREFERENCES = {
        # Without permissions.default.microphone a page is given no addresses for ICE but those of the default route.
        "media.navigator.permission.disabled": True, "media.navigator.streams.fake": True, "media.peerconnection.ice.loopback": True,
        "permissions.default.microphone": 1, "media.peerconnection.ice.obfuscate_host_addresses": False,
        "media.autoplay.default": 0, "media.autoplay.blocking_policy": 0,
        "intl.accept_languages": "en-US", "xpinstall.signatures.required": False,
        # Nothing goes anywhere but to this machine.
        "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9, "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": 9, "network.proxy.no_proxies_on": "127.0.0.1", "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False, "browser.safebrowsing.update.enabled": False, "app.normandy.enabled": False,
        "toolkit.telemetry.enabled": False, "datareporting.policy.dataSubmissionEnabled": False, "browser.startup.page": 0,
    }

    def __init__(self, folder):
        from marionette_driver.addons import Addons
        from marionette_driver.marionette import Marionette
        port = free_port()
        profile, extension = os.path.join(folder, "firefox"), os.path.join(folder, "ear")
        for made in (profile, extension):
            os.makedirs(made)
        for part in ("ear.js", "manifest.json"):
            shutil.copy(os.path.join(FOLDER, part), extension)
        with open(os.path.join(profile, "user.js"), "w") as file:
            for key, value in (self.PREFERENCES | {"marionette.port": port}).items():
                file.write("user_pref(%s, %s);\n" % (json.dumps(key), json.dumps(value)))
        log = open(os.path.join(folder, "firefox.log"), "wb")
        self.sound, socket = self.start_sound(folder, log)
        self.process = subprocess.Popen(["firefox-esr", "--headless", "--marionette", "--profile", profile, "--new-instance"],
                                        stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                        env=os.environ | {"PULSE_SERVER": "unix:" + socket})
        self.marionette = Marionette(host="127.0.0.1", port=port, startup_timeout=60)
        self.marionette.start_session(timeout=60)
        self.marionette.timeout.script = 30
        Addons(self.marionette).install(extension, temp=True)

    @staticmethod
    def start_sound(folder, log):
        """PulseAudio with a loudspeaker that nobody hears: without one Firefox does not run Web Audio, while Chromium makes do."""
        home = os.path.join(folder, "sound")
        os.makedirs(home, mode=0o700)
        socket = os.path.join(home, "socket")
        process = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm", "--load=module-null-sink",
             "--load=module-native-protocol-unix socket=%s auth-anonymous=1" % socket], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env=os.environ | {"HOME": home, "XDG_RUNTIME_DIR": home, "PULSE_RUNTIME_PATH": home, "XDG_CONFIG_HOME": home})
        for _ in range(100):
            if os.path.exists(socket):
                break
            time.sleep(0.05)
        return process, socket

    def open(self, url):
        self.marionette.navigate(url)

    def reload(self):
        self.marionette.refresh()

    def evaluate(self, function, argument=None):
        good, value = self.marionette.execute_async_script(
            """const [argument, done] = arguments;
               (async () => (%s)(argument))().then((value) => done([true, value ?? null]), (error) => done([false, String(error)]));"""
            % function, script_args=[argument], sandbox=None)
        if not good:
            raise AssertionError("Firefox: " + value)
        return value

    def click(self, selector):
        self.marionette.find_element("css selector", selector).click()

    def fill(self, selector, text):
        element = self.marionette.find_element("css selector", selector)
        element.clear()
        element.send_keys(text)

    def close(self):
        try:
            self.marionette.delete_session()
        finally:
            for process in (self.process, self.sound):
                process.terminate()
                process.wait(timeout=20)
