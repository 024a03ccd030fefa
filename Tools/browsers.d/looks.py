"""The page as it is seen and read: axe-core on it in each state, no sideways scrolling at 320 px, and pictures to be looked at."""
import os

from axe_playwright_python.sync_playwright import Axe

from server import HOST_PIN, ROOM, OtherAddress

PHONE = {"viewport": {"width": 320, "height": 640}}
DARK = {"color_scheme": "dark"}
GERMAN = {"locale": "de-DE"}


def play(stage):
    # Enough joins have come from the usual address.
    url = OtherAddress(stage.server, "127.0.0.8").url
    for name, options in (("join", {}), ("join-dark", DARK), ("join-narrow", PHONE), ("join-german", GERMAN)):
        page = stage.chromium.page(**options)
        page.open(url + "/r/" + ROOM)
        page.wait("the form", "() => document.querySelector('#join')?.offsetParent !== null")
        look(stage, page, name)
        if options is GERMAN:
            language = page.evaluate("() => document.documentElement.lang")
            stage.report.check("a German browser is shown German", language.startswith("de"), language)
        page.close()
    for name, options in (("privacy", {}), ("privacy-dark", DARK), ("privacy-narrow", PHONE), ("privacy-german", GERMAN)):
        page = stage.chromium.page(**options)
        page.open(url + "/privacy")
        look(stage, page, name)
        text = page.evaluate("() => document.querySelector('strong').textContent + document.documentElement.lang")
        honest = ("Wer diese Box betreibt, kann technisch", "de") if options is GERMAN else ("Whoever runs this box can technically hear", "en")
        stage.report.check("%s begins with the honest sentence" % name, text.startswith(honest[0]) and text.endswith(honest[1]), text)
        page.close()
    host = stage.chromium.page()
    host.join(url, "Hanna", HOST_PIN)
    pages = [host]
    for name, options in (("call", {}), ("call-dark", DARK), ("call-narrow", PHONE), ("call-german", GERMAN)):
        page = stage.chromium.page(**options)
        page.join(url, "Ada Lovelace" if options is not PHONE else "Somebody whose name is as long as forty ch")
        pages.append(page)
        if options is DARK:
            page.click("#hand")
        page.wait("the others", "() => document.querySelectorAll('#people [data-handle]').length > 1")
        look(stage, page, name)
    look(stage, host, "host")
    look_at_diagnostics(stage, url, pages)
    host.page.set_viewport_size(PHONE["viewport"])
    look(stage, host, "host-narrow")
    for page in pages:
        page.close()


def look_at_diagnostics(stage, url, pages):
    """While admins are shown addresses, everybody with a page is told so, and who comes later."""
    notice = "() => document.querySelector('#diagnostics').textContent"
    stage.server.diagnostics("on", "--minutes", "5")
    late = stage.chromium.page(**GERMAN)
    late.join(url, "Spät")
    for page in pages + [late]:
        page.wait("the notice", "() => /(until|bis) \\d\\d:\\d\\d/.test(document.querySelector('#diagnostics').textContent)")
    look(stage, pages[1], "call-diagnostics")
    look(stage, late, "call-diagnostics-german")
    stage.report.check("everybody is told of diagnostics", True, late.evaluate(notice))
    stage.server.diagnostics("off")
    for page in pages + [late]:
        page.wait("the notice to go", "() => document.querySelector('#diagnostics').textContent === ''")
    late.close()


def look(stage, page, name):
    """axe-core, the width, and a picture."""
    if stage.pictures:
        page.page.screenshot(path=os.path.join(stage.pictures, name + ".png"), full_page=True)
    results = Axe().run(page.page)
    found = ["%s (%s: %s)" % (one["id"], one["help"], "; ".join(node["html"][:90] for node in one["nodes"][:3]))
             for one in results.response["violations"]]
    stage.report.check("axe-core finds nothing in %s" % name, not found, ", ".join(found))
    width = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    stage.report.check("%s does not scroll sideways" % name, width <= 0, "" if width <= 0 else "%d px too wide" % width)
