"""By HTTPS with the certificate that the box has made itself, as everybody comes who is not on the box's own machine."""
from actions import hears
from server import ROOM


def play(stage):
    firefox = stage.firefox
    if not firefox.evaluate("() => window.ear?.peers.at(-1)?.connectionState === 'connected'"):
        firefox.join(stage.server.url, "Firefox")
    page = stage.chromium.page(ignore_https_errors=True)
    page.open(stage.server.secure_url + "/")
    path = page.evaluate("() => location.pathname")
    stage.report.check("the only room is found without its name", path == "/r/" + ROOM, path)
    page.join(stage.server.secure_url, "Sigrid")
    place = page.evaluate("() => location.protocol + (isSecureContext ? ' secure' : ' not secure')")
    stage.report.check("Chromium is in the call by HTTPS", place == "https: secure", place)
    page.play(stage.dense, loop=True)
    hears(stage, firefox, "Sigrid, who came by HTTPS")
    page.hush()
    firefox.play(stage.dense, loop=True)
    hears(stage, page, "Firefox by HTTPS")
    firefox.hush()
    stage.report.check("nothing went wrong in the page by HTTPS", not page.problems, "; ".join(page.problems))
    page.click("#leave")
    page.close()
