"""What breaks a call: a reload, a new network, a new address, a server that dies. And what must not work: a foreign page."""
import time

from actions import hears
from server import ROOM, Relay

MOST_RESTART_S = 3
MOST_LOST_MS = 200


def play(stage):
    server, firefox = stage.server, stage.firefox
    guest = stage.chromium.page()
    guest.join(server.url, "Gerda")
    firefox.join(server.url, "Firefox")
    for page in (guest, firefox):
        page.play(stage.dense, loop=True)
    for part in (reload, ice_restart, address_change, server_restart):
        with stage.report.part("  " + part.__doc__):
            part(stage, guest)
    guest.close()
    with stage.report.part("  a refused microphone"):
        refused = stage.chromium.page(microphone="refused")
        refused.open(server.url + "/r/" + ROOM)
        refused.fill_form("Nobody")
        refused.click("#join")
        text = refused.wait("a word on what to do", "() => document.querySelector('#alert').textContent.trim()")
        stage.report.check("the page says what to do without a microphone", len(text) > 20, text)
        refused.close()
    with stage.report.part("  a foreign page"):
        path, body = "/api/rooms/%s/join" % ROOM, {"name": "X"}
        foreign = server.request("POST", path, body, headers={"Origin": "http://evil.example"})[0]
        own = server.request("POST", path, body, headers={"Origin": server.url})[0]
        stage.report.check("a foreign origin is refused, the own one is not", foreign == 403 and own == 201, "%d and %d" % (foreign, own))


def back_in_call(page):
    """After a reload: a page may come back by itself, or ask again."""
    page.wait("the call or the form", """() => ear.peers.at(-1)?.connectionState === 'connected'
        || (document.querySelector('#join')?.offsetParent && !document.querySelector('#join').disabled)""")
    if page.evaluate("() => !ear.peers.length && !!document.querySelector('#join')?.offsetParent"):
        page.click("#join")
    page.wait("media after the reload", "() => ear.peers.at(-1)?.connectionState === 'connected'")


def reload(stage, guest):
    """a reload"""
    for page, other in ((guest, stage.firefox), (stage.firefox, guest)):
        old = page.handle
        page.reload()
        back_in_call(page)
        page.play(stage.dense, loop=True)
        hears(stage, page, "%s after a reload" % other.name)
        hears(stage, other, "%s, which has reloaded" % page.name)
        if page.handle != old:
            other.wait("a list without ghosts", "(old) => !document.querySelector(`#people [data-handle=\"${old}\"]`)", old, 5)
        stage.report.check("%s sees no ghost of %s" % (other.name, page.name), True)


def ice_restart(stage, guest):
    """an ICE restart"""
    for page, other in ((guest, stage.firefox), (stage.firefox, guest)):
        before, handles = page.statistics(), page.evaluate(HANDLES)
        count = page.evaluate("() => ear.peers.length")
        # What a browser tells when another network is there; the page answers with restartIce().
        page.evaluate("() => { window.earRestart = Date.now(); window.dispatchEvent(new Event('online')); }")
        page.wait("a PATCH", """() => ear.calls.find((call) => call.at >= window.earRestart && call.method === 'PATCH'
                                                           && call.status === 200)""", seconds=5)
        time.sleep(1.5)
        after = page.statistics()
        good = (page.evaluate("() => ear.peers.length") == count and page.evaluate(HANDLES) == handles and after["state"] == "connected"
                and (after["ssrc"], after["ownSSRC"]) == (before["ssrc"], before["ownSSRC"]))
        stage.report.check("%s keeps its seat and SSRC" % page.name, good, "%s, SSRC %s" % (after["state"], after["ssrc"]))
        hears(stage, page, other.name + " after the ICE restart")
        hears(stage, other, page.name + " after its ICE restart")


HANDLES = "() => [...document.querySelectorAll('#people [data-handle]')].map((one) => one.dataset.handle).sort().join()"


def address_change(stage, guest):
    """a new address"""
    relay = Relay(stage.server)
    page = stage.chromium.page(relay=relay.port)
    page.join(stage.server.url, "Traveller")
    page.play(stage.dense, loop=True)
    hears(stage, page, "the others through a relay")
    # The browser's statistics name Opus even then.
    red = page.evaluate("() => Number(ear.peers.at(-1).remoteDescription.sdp.match(/a=rtpmap:(\\d+) red\\//)?.[1])")
    stage.report.check("Chromium sends RED", red in relay.sent_types, "payload types %s, RED is %s" % (sorted(relay.sent_types), red))
    before = page.statistics()
    relay.rebind()
    time.sleep(4)
    after = page.statistics()
    gap = relay.gap()
    down = None if gap is None else gap * 1000
    concealed = after["concealedMs"] - before["concealedMs"]
    up = None if after["uplinkLost"] is None else (after["uplinkLost"] - (before["uplinkLost"] or 0)) * 20
    print("    to the page: %s ms until sound came to the new address, %d packets sent to the old one, %.0f ms concealed in the page; "
          "to the server: %s ms lost" % ("no" if down is None else "%.0f" % down, relay.to_old, concealed, up))
    stage.report.check("audio lost by a new address", down is not None and max(down, concealed, up or 0) < MOST_LOST_MS,
                       "none came" if down is None else "%.0f ms" % max(down, concealed, up or 0))
    hears(stage, page, "the others at its new address")
    # What is sent to a new address before anybody there has answered lasts for 10 s.
    time.sleep(10)
    hears(stage, page, "the others at its new address, which its reports have proved")
    page.click("#leave")
    page.close()


def server_restart(stage, guest):
    """a server that dies (kill -9)"""
    pages = (guest, stage.firefox)
    tracks = [page.evaluate("() => ear.tracks") for page in pages]
    killed = time.time()
    stage.server.kill()
    stage.server.start()
    ready = time.time()
    print("    the server answers again after %.2f s" % (ready - killed))
    for page, count in zip(pages, tracks):
        at = page.wait("sound after the restart", "([since, tracks]) => ear.firstSound(since, tracks)", [killed * 1000, count], 15) / 1000
        stage.report.check("%s is back in audio" % page.name, at - killed <= MOST_RESTART_S,
                           "%.2f s after the kill, %.2f s after the server was there again" % (at - killed, at - ready))
