"""Manual pages from the program's own help: partyline.1, and partyline-COMMAND.1 for each command with all beneath it.

Usage: partyline --experimental-dump-help | manual.py FOLDER VERSION
"""
import json
import pathlib
import sys


def roff(text):
    """Text that troff takes as it stands."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


def names(argument):
    return ", ".join(("--" if name["kind"] == "long" else "-") + name["name"] for name in argument.get("names", []))


def synopsis(path, command):
    """The command line: commands beneath it, or its arguments and a word for the options."""
    words = [f"\\fB{roff(' '.join(path))}\\fR"]
    if shown(command, "subcommands"):
        words.append("\\fICOMMAND\\fR")
    if any(argument["kind"] != "positional" for argument in shown(command, "arguments")):
        words.append("[\\fIOPTIONS\\fR]")
    for argument in shown(command, "arguments"):
        if argument["kind"] == "positional":
            word = f"\\fI{roff(argument['valueName'])}\\fR" + (" ..." if argument["isRepeating"] else "")
            words.append(f"[{word}]" if argument["isOptional"] else word)
    return " ".join(words)


def shown(thing, key):
    return [part for part in thing.get(key, []) if part.get("shouldDisplay", True) and part.get("commandName") != "help"]


def described(argument):
    """One option or argument with what it means."""
    value = argument.get("valueName", "")
    if argument["kind"] == "positional":
        head = f"\\fI{roff(value)}\\fR"
    else:
        head = f"\\fB{roff(names(argument))}\\fR" + (f" \\fI{roff(value)}\\fR" if argument["kind"] == "option" else "")
    meaning = argument.get("abstract", "")
    if "defaultValue" in argument:
        meaning += f" (default: {argument['defaultValue']})"
    return [".TP", head, roff(meaning.strip()) or "\\&"]


def discussion(text):
    """Paragraphs; a line in capitals is a heading, and lines that begin with two spaces stay as they are."""
    lines = []
    for paragraph in text.split("\n\n"):
        part = paragraph.split("\n")
        if part[0].isupper():
            lines += [".SS " + roff(part.pop(0))]
        else:
            lines += [".PP"]
        if part and part[0].startswith("  "):
            lines += [".nf", *(roff(line[2:]) for line in part), ".fi"]
        else:
            lines += [roff(line) for line in part]
    return lines


def section(command):
    """What there is to say of one command."""
    lines = discussion(command["discussion"]) if command.get("discussion") else []
    arguments = [described(argument) for argument in shown(command, "arguments")]
    return lines + [".SS OPTIONS"] * bool(arguments) + sum(arguments, [])


def beneath(path, command):
    """The commands beneath a command, each with its own section."""
    lines = []
    for sub in shown(command, "subcommands"):
        inner = path + [sub["commandName"]]
        lines += [".SH " + roff(" ".join(inner[1:]).upper()), synopsis(inner, sub), ".PP", roff(sub.get("abstract", "")), *section(sub)]
        lines += beneath(inner, sub)
    return lines


def page(path, command, version, rest):
    title = "-".join(path)
    lines = [f'.TH {roff(title).upper()} 1 "" "partyline {version}" "Partyline"', ".SH NAME"]
    lines += [f"{roff(title)} \\- {roff(command.get('abstract', '').rstrip('.'))}", ".SH SYNOPSIS", synopsis(path, command), ".SH DESCRIPTION"]
    return "\n".join(lines + section(command) + rest) + "\n"


def overview(root):
    lines = [".SH COMMANDS"]
    for sub in shown(root, "subcommands"):
        lines += [".TP", f"\\fBpartyline\\-{roff(sub['commandName'])}\\fR(1)", roff(sub.get("abstract", ""))]
    lines += [".SH FILES", ".TP", "\\fI/etc/partyline/partyline.yaml\\fR", "The configuration; partyline init writes it.", ".TP",
              "\\fI/etc/partyline/profiles\\fR", "Profiles of your own.", ".TP", "\\fI/var/lib/partyline\\fR", "Rooms, and the certificate that the box makes.", ".TP",
              "\\fI/usr/share/doc/partyline/profiles.md\\fR", "Every key of these files."]
    return lines


def main():
    folder, version = pathlib.Path(sys.argv[1]), sys.argv[2]
    root = json.load(sys.stdin)["command"]
    (folder / "partyline.1").write_text(page(["partyline"], root, version, overview(root)))
    for sub in shown(root, "subcommands"):
        path = ["partyline", sub["commandName"]]
        (folder / f"partyline-{sub['commandName']}.1").write_text(page(path, sub, version, beneath(path, sub)))


main()
