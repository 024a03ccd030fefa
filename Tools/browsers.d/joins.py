"""From the click to hearing others, twenty times in Chromium."""
import statistics

from server import ROOM, OtherAddress

COUNT = 20
MOST_S = 1.5


def play(stage):
    firefox = stage.firefox
    if not firefox.evaluate("() => window.ear?.peers.at(-1)?.connectionState === 'connected'"):
        firefox.join(stage.server.url, "Firefox")
    firefox.play(stage.dense, loop=True)
    # As somebody else, whose joins are counted apart; and still within what one address may do in a minute.
    door = OtherAddress(stage.server, "127.0.0.7")
    page = stage.chromium.page(microphone="device")
    times, trips = [], []
    for _ in range(COUNT):
        page.open(door.url + "/r/" + ROOM)
        page.fill_form("Comer")
        clicked = page.evaluate("() => { const at = Date.now(); document.querySelector('#join').click(); return at; }")
        heard = page.wait("sound", "(clicked) => ear.firstSound(clicked, 0)", clicked)
        times.append((heard - clicked) / 1000)
        trips.append(page.evaluate("""(clicked) => ear.calls.filter((call) => call.at >= clicked && call.path !== '/api/events')
                                      .findIndex((call) => call.path === '/api/media') + 1""", clicked))
        page.click("#leave")
        page.wait("the end of the call", "() => ear.peers.at(-1).connectionState === 'closed'")
    page.close()
    times.sort()
    median = statistics.median(times)
    stage.report.check("median of %d joins, from the click to the first sound" % COUNT, median <= MOST_S,
                       "%.2f s (least %.2f, most %.2f)" % (median, times[0], times[-1]))
    stage.report.check("round trips of HTTP before media", max(trips) <= 2, max(trips))
