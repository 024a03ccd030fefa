"""What people do in a call, by the page's own buttons: mute, hand, and what a host may."""
import time

from server import HOST_PIN, ROOM

HEARD, SILENT = -45, -58
ALERT = "(before) => { const text = document.querySelector('#alert').textContent.trim(); return text !== before && text; }"


def hears(stage, listener, text, wanted=True):
    """After a moment for what is under way, a second of listening."""
    time.sleep(0.4)
    level = listener.loudest(0.8)
    stage.report.check("%s %s %s" % (listener.name, "hears" if wanted else "does not hear", text),
                       level > HEARD if wanted else level < SILENT, "%.0f dBFS" % level)


def button(action, handle):
    return '#people [data-handle="%s"] .%s' % (handle, action)


def play(stage):
    check, server, firefox = stage.report.check, stage.server, stage.firefox
    host, guest = stage.chromium.page(), stage.chromium.page()
    host.join(server.url, "Hanna", HOST_PIN)
    guest.join(server.url, "Gustav")
    if not firefox.handle:
        firefox.join(server.url, "Firefox")
    for page in (host, firefox):
        page.wait("Gustav connected", "(handle) => document.querySelector(`#people [data-handle=\"${handle}\"]`)?.dataset.connection === 'connected'",
                  guest.handle)
        check("in %s's list nobody who came was ever lost" % page.name, not page.evaluate("() => ear.sawLost"))
    guest.play(stage.dense, loop=True)
    hears(stage, firefox, "Gustav")
    host.wait_mark(guest.handle, "talking")
    check("the host sees Gustav talk", True)
    guest.click("#mute")
    firefox.wait_mark(guest.handle, "muted")
    hears(stage, firefox, "Gustav, who muted himself", False)
    guest.click("#mute")
    hears(stage, firefox, "Gustav again")
    guest.hush()

    firefox.play(stage.dense, loop=True)
    hears(stage, guest, "Firefox")
    firefox.click("#mute")
    hears(stage, guest, "Firefox, muted by itself", False)
    firefox.click("#mute")
    hears(stage, guest, "Firefox again")

    firefox.click("#hand")
    host.wait_mark(firefox.handle, "hand")
    firefox.click("#hand")
    host.wait_mark(firefox.handle, "hand", False)
    check("the host sees Firefox's hand up and down", True)

    host.click(button("mute-person", firefox.handle))
    told = firefox.wait("word of being muted", ALERT)
    hears(stage, guest, "Firefox, muted by the host", False)
    host.click(button("ask-person", firefox.handle))
    asked = firefox.wait("the question to unmute", ALERT, told)
    check("Firefox is told, and asked", True, "%s / %s" % (told, asked))
    firefox.click("#mute")
    hears(stage, guest, "Firefox, which unmuted itself")
    host.click(button("rename-person", guest.handle))
    host.wait("the question for a name", "() => document.querySelector('#rename').open")
    host.fill("#new-name", "Gustav II")
    host.click("#rename [value=rename]")
    for page in (host, firefox, guest):
        page.wait("the new name", "(handle) => document.querySelector(`#people [data-handle=\"${handle}\"] .who`)?.textContent === 'Gustav II'", guest.handle)
    check("the host gives Gustav another name, and all see it", True)
    guest.play(stage.dense, loop=True)
    host.click("#mute-all")
    hears(stage, host, "anybody, muted all", False)
    for page in (firefox, guest):
        page.wait_mark(page.handle, "muted")
        page.click("#mute")
    hears(stage, host, "them again")

    shown = guest.evaluate("() => { const tools = document.querySelector('#host-tools'); return !!tools && tools.offsetParent !== null; }")
    check("Gustav is shown no host tools", not shown)
    answers = [server.request("POST", "/api/host", body, guest.token)[0]
               for body in ({"action": "mute", "handle": firefox.handle}, {"action": "remove", "handle": host.handle}, {"action": "end"})]
    check("the server refuses Gustav's host actions", answers == [403] * 3, answers)

    host.click("#lock")
    host.wait("a locked room", "() => document.querySelector('#lock').getAttribute('aria-pressed') === 'true'")
    late = stage.chromium.page()
    late.join(server.url, "Late", heard=False)
    check("who comes to a locked room is in the lobby", late.evaluate("() => ear.seat.inLobby"))
    time.sleep(1)
    check("and is sent nothing there", late.evaluate("() => !ear.peers.some((peer) => peer.connectionState === 'connected')"))
    host.wait("somebody in the lobby", "() => document.querySelector('#lobby .admit-person')?.offsetParent !== null")
    host.click("#lobby .admit-person")
    late.wait("media after the lobby", "() => ear.peers.at(-1)?.connectionState === 'connected'")
    hears(stage, late, "them, admitted")
    host.click("#lock")
    handle = late.handle
    host.wait("Late in the list", "(handle) => !!document.querySelector(`#people [data-handle=\"${handle}\"]`)", handle)
    host.click(button("remove-person", handle))
    host.wait("Late gone from the list", "(handle) => !document.querySelector(`#people [data-handle=\"${handle}\"]`)", handle)
    late.wait("the page's end of the call", "() => ear.peers.at(-1).connectionState === 'closed'")
    time.sleep(1)
    check("who was removed is out and stays out", not late.evaluate("() => ear.peers.some((peer) => peer.connectionState === 'connected')"))
    late.close()
    wrong = server.request("POST", "/api/rooms/%s/join" % ROOM, {"name": "X", "pin": "000000"})[0]
    check("a wrong PIN is refused", wrong == 403, wrong)

    # Twice: it cannot be taken back.
    host.click("#end")
    host.click("#end")
    for page in (guest, firefox):
        page.wait("the end for all", "() => ear.peers.at(-1).connectionState === 'closed'")
    check("the host ended it for all", True)
    for page in (host, guest):
        check("nothing went wrong in %s's page" % page.name, not page.problems, "; ".join(page.problems))
        page.close()
