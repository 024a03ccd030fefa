"""How well a speech recogniser understands the prompts. Its model is of people, and of 16 kHz, so the figures compare voices with each
other and wide band with G.711; a person understands far more."""
import difflib
import os
import re
import subprocess
import tempfile

# What pocketsphinx' dictionary has not.
SPELLINGS = {"unmute": "un mute"}


def words(text):
    text = text.lower()
    for word, spelling in SPELLINGS.items():
        text = text.replace(word, spelling)
    return re.findall(r"[a-z']+", text)


def recognised(path, grammar, through_g711, folder):
    heard = os.path.join(folder, "heard.wav")
    convert = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-i"]
    if through_g711:
        narrow = os.path.join(folder, "narrow.wav")
        subprocess.run(convert + [path, "-ar", "8000", "-c:a", "pcm_mulaw", narrow], check=True)
        path = narrow
    # The recogniser wants silence around what it is to find.
    subprocess.run(convert + [path, "-ar", "16000", "-c:a", "pcm_s16le", "-af", "adelay=300,apad=pad_dur=0.3", heard], check=True)
    command = ["pocketsphinx_continuous", "-infile", heard, "-logfn", "/dev/null", "-jsgf", grammar]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def report(prompts):
    sentences = {prompt.key: words(prompt.text) for prompt in prompts if not re.search(r"\d", prompt.text)}
    spoken = [prompt for prompt in prompts if prompt.key in sentences]
    with tempfile.TemporaryDirectory() as folder:
        grammar = os.path.join(folder, "prompts.gram")
        with open(grammar, "w") as file:
            choices = " | ".join(" ".join(sentence) for sentence in sentences.values())
            file.write("#JSGF V1.0;\ngrammar prompts;\npublic <prompt> = %s;\n" % choices)
        for name, through_g711 in (("wide band", False), ("8 kHz G.711", True)):
            found, right, total, missed = 0, 0, 0, []
            for prompt in spoken:
                heard = recognised(prompt.path, grammar, through_g711, folder)
                blocks = difflib.SequenceMatcher(None, sentences[prompt.key], heard, autojunk=False).get_matching_blocks()
                right += sum(block.size for block in blocks)
                total += len(sentences[prompt.key])
                if heard == sentences[prompt.key]:
                    found += 1
                else:
                    missed.append(prompt.key)
            print("%s: %d of %d prompts told from all others, %d of %d words; not: %s"
                  % (name, found, len(spoken), right, total, ", ".join(missed) or "none"))
