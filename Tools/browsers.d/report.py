"""What was checked, and how it came out."""
import contextlib
import time


class Report:
    def __init__(self, title="browsers"):
        self.title = title
        self.begun = time.monotonic()
        self.passed = 0
        self.failures = []

    def check(self, text, good, detail=""):
        """Counts and says one thing."""
        print("  %s%s%s" % (text, ": " + str(detail) if detail != "" else "", "" if good else "   NOT AS IT SHOULD BE"))
        if good:
            self.passed += 1
        else:
            self.failures.append("%s %s" % (text, detail))

    @contextlib.contextmanager
    def part(self, title):
        """A part that may break off without ending the others."""
        print("%s (%d s)" % (title, time.monotonic() - self.begun))
        try:
            yield
        except Exception as error:  # noqa: BLE001: whatever a driver throws is a failed check
            self.check(title, False, "broke off: %s: %s" % (type(error).__name__, str(error).strip().split("\n")[0]))

    def close(self):
        """The closing line; gives the exit code."""
        for failure in self.failures:
            print("failed: " + failure)
        print("took %d s" % (time.monotonic() - self.begun))
        print("%s: %d passed, %d failed" % (self.title, self.passed, len(self.failures)))
        return 1 if self.failures else 0
