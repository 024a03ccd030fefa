"""The configurations that the guide shows, so that what operators copy is what is tested."""
import os
import re

GUIDE = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__)))), "Sources", "Guide")


def block(page, kind):
    """The first block of that kind on a page."""
    with open(os.path.join(GUIDE, page)) as file:
        return re.search(r"```%s\n(.*?)```" % kind, file.read(), re.S).group(1)


def replaced(text, *pairs):
    """With the names, ports and files of a test in it."""
    for old, new in pairs:
        if old not in text:
            raise AssertionError("the guide no longer says %r" % old)
        text = text.replace(old, new)
    return text
