"""What was said, in words: by pocketsphinx, which knows all that could be said and has to find out which of it was.

It knows English sounds only, for Debian has no other model. German words are spelled in the English sounds that come nearest, after what
espeak-ng says of their pronunciation; that is enough to tell prompts, though not to take down free speech."""
import os
import re
import subprocess

import numpy

import sound

RATE = 16_000
# International phonetic alphabet, as espeak-ng writes German, to the sounds of pocketsphinx' English.
NEAREST = {
    "a": "AA", "aː": "AA", "ɑː": "AA", "ɐ": "AH", "ə": "AH", "ɜ": "ER", "e": "EY", "eː": "EY", "ɛ": "EH", "ɛː": "EH", "i": "IY", "iː": "IY", "ɪ": "IH",
    "o": "OW", "oː": "OW", "ɔ": "AO", "u": "UW", "uː": "UW", "ʊ": "UH", "y": "IY", "yː": "IY", "ʏ": "IH", "ø": "ER", "øː": "ER", "œ": "ER", "aɪ": "AY",
    "aʊ": "AW", "ɔø": "OY", "ɔʏ": "OY", "ɔɪ": "OY", "b": "B", "ç": "SH", "d": "D", "f": "F", "h": "HH", "j": "Y", "k": "K", "l": "L", "m": "M", "n": "N",
    "ŋ": "NG", "p": "P", "pf": "P F", "r": "R", "ɾ": "R", "ʁ": "R", "s": "S", "ʃ": "SH", "t": "T", "ts": "T S", "tʃ": "CH", "v": "V", "x": "HH", "z": "Z",
    "ʒ": "ZH", "ɡ": "G"}


class Recogniser:
    """Of one language. Texts are those of all prompts, by their key; those with numbers are left out."""
    def __init__(self, language, texts, folder):
        self.folder = folder
        self.texts = {key: words(text) for key, text in texts.items() if text and not re.search(r"\d", text) and not key.startswith("number.")}
        grammar = self.path("prompts-%s.gram" % language)
        whole = {" ".join(text) for text in self.texts.values()}
        # In sounds that are not quite its own it hears what stands between two pauses at a time.
        clauses = {" ".join(words(clause)) for key in self.texts for clause in re.split(r"[.,:;!?]", texts[key])} - {""}
        choice, times = (whole, "") if language == "en" else (clauses, "+")
        with open(grammar, "w", encoding="utf-8") as file:
            file.write("#JSGF V1.0;\ngrammar prompts;\npublic <prompt> = ( %s )%s;\n" % (" | ".join(sorted(choice)), times))
        # Few words rather than many: else a breath is a word.
        self.options = ["-logfn", "/dev/null", "-jsgf", grammar, "-wip", "0.001"]
        if language != "en":
            self.options += ["-dict", self.dictionary(language)]

    def path(self, name):
        return os.path.join(self.folder, name)

    def dictionary(self, language):
        spoken = sorted({word for text in self.texts.values() for word in text})
        command = ["espeak-ng", "-q", "-v", language, "--ipa", "--sep=_"]
        lines = subprocess.run(command, input="\n".join(spoken), capture_output=True, text=True, check=True).stdout.strip().split("\n")
        path = self.path("words-%s.dict" % language)
        with open(path, "w", encoding="utf-8") as file:
            for word, line in zip(spoken, lines):
                sounds = [NEAREST[one] for one in re.split(r"_+", re.sub("[ˈˌ ]", "", line)) if one in NEAREST]
                file.write("%s %s\n" % (word, " ".join(sounds)))
        return path

    def understands(self, samples, key):
        """Whether it finds in samples of 16 kHz the words of that prompt, and no others."""
        path = self.path("said-%s-%d.wav" % (key, abs(hash(samples.tobytes()))))
        # It wants silence around what it is to find.
        quiet = numpy.zeros(RATE // 3)
        whole = numpy.concatenate((quiet, samples, quiet))
        sound.write(path, sound.array.array("h", (whole * 32767).astype(numpy.int16).tobytes()), RATE)
        found = subprocess.run(["pocketsphinx_continuous", "-infile", path] + self.options, capture_output=True, text=True, check=True).stdout
        return found.split() == self.texts[key]


def words(text):
    # What pocketsphinx' dictionary has not.
    return re.findall(r"[a-zäöüß']+", text.lower().replace("unmute", "un mute"))
