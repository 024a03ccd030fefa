"""Somebody without a page: aiortc, which comes in through the HTTP endpoints alone."""
import array
import asyncio
import fractions
import json
import threading
import time
import wave

import aioice.ice
import av
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from hearing import decibels
from server import ROOM

# It leaves loopback out by itself; here nothing else is wanted.
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]


class Microphone(MediaStreamTrack):
    """20 ms frames at 48 kHz in their time: what it was told to play, else silence."""
    kind = "audio"
    RATE, FRAME = 48_000, 960

    def __init__(self):
        super().__init__()
        self.samples, self.place, self.loops = b"", 0, False
        self.count, self.begun = 0, None

    def play(self, path, loop=False):
        resampler = av.AudioResampler(format="s16", layout="mono", rate=self.RATE)
        pieces = []
        with av.open(path) as file:
            for frame in [*file.decode(audio=0), None]:
                pieces += [bytes(piece.planes[0])[:piece.samples * 2] for piece in resampler.resample(frame)]
        self.samples, self.place, self.loops = b"".join(pieces), 0, loop

    def hush(self):
        self.samples = b""

    async def recv(self):
        self.begun = self.begun or time.monotonic()
        await asyncio.sleep(max(0, self.begun + self.count * 0.02 - time.monotonic()))
        data = self.samples[self.place:self.place + self.FRAME * 2]
        self.place += len(data)
        if self.loops and self.place >= len(self.samples):
            self.place = 0
        frame = av.AudioFrame(format="s16", layout="mono", samples=self.FRAME)
        frame.planes[0].update(data.ljust(self.FRAME * 2, b"\0"))
        frame.sample_rate, frame.time_base, frame.pts = self.RATE, fractions.Fraction(1, self.RATE), self.count * self.FRAME
        self.count += 1
        return frame


class Endpoint:
    """A participant in a room."""
    def __init__(self, server, name):
        self.server, self.name = server, name
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.heard = {}
        self.levels = []

    def do(self, work, seconds=20):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)

    def join(self):
        status, _, text = self.server.request("POST", "/api/rooms/%s/join" % ROOM, {"name": self.name})
        if status != 201:
            raise AssertionError("%s: join answered %d %s" % (self.name, status, text))
        self.seat = json.loads(text)
        self.handle, self.token = self.seat["handle"], self.seat["token"]
        self.do(self.connect("/api/media", self.token))

    def add_media(self):
        self.microphone = Microphone()
        self.peer.addTrack(self.microphone)

    async def connect(self, path, token=None):
        self.peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.add_media()
        connected = asyncio.Event()

        @self.peer.on("track")
        def listen(track):
            self.listening = asyncio.ensure_future(self.listen(track))

        @self.peer.on("connectionstatechange")
        def changed():
            if self.peer.connectionState == "connected":
                connected.set()

        await self.peer.setLocalDescription(await self.peer.createOffer())
        status, headers, answer = await asyncio.to_thread(
            self.server.request, "POST", path, self.peer.localDescription.sdp, token, None, "application/sdp")
        if status != 201:
            raise AssertionError("%s: media answered %d %s" % (self.name, status, answer))
        self.location, self.answer = headers["Location"], answer
        await self.peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await asyncio.wait_for(connected.wait(), 10)

    async def listen(self, track):
        """Keeps everything by its RTP time, so that pauses that were not sent are pauses in the recording too."""
        resampler, place = av.AudioResampler(format="s16", layout="mono", rate=16_000), 0
        try:
            while True:
                frame = await track.recv()
                due = frame.pts * 16_000 // frame.sample_rate
                # The resampler's pieces are not quite as long as the frames that went in.
                if abs(due - place) > 800:
                    place = due
                for piece in resampler.resample(frame):
                    samples = array.array("h", bytes(piece.planes[0])[:piece.samples * 2])
                    self.heard[place] = samples
                    place += len(samples)
                    self.levels.append((time.monotonic(), decibels(samples)))
        except MediaStreamError:
            pass

    def start_recording(self):
        self.heard = {}

    def stop_recording(self, path):
        """Writes mono WAV at 16 kHz."""
        heard, self.heard = self.heard, {}
        first = min(heard)
        samples = array.array("h", bytes(2 * (max(heard) - first + 16_000)))
        for at, piece in heard.items():
            samples[at - first:at - first + len(piece)] = piece
        with wave.open(path, "wb") as file:
            file.setparams((1, 2, 16_000, 0, "NONE", ""))
            file.writeframes(samples.tobytes())

    def loudest(self, seconds):
        since = time.monotonic()
        time.sleep(seconds)
        return max((level for at, level in self.levels if at >= since), default=-90)

    def play(self, path, loop=False):
        self.microphone.play(path, loop)

    def hush(self):
        self.microphone.hush()

    def leave(self):
        self.do(self.peer.close())
        self.server.request("DELETE", "/api/me", token=self.token)


class Player(Endpoint):
    """Only hears, by WHEP: one request, no seat of its own asking."""
    def join(self):
        self.do(self.connect("/whep/%s" % ROOM))

    def add_media(self):
        self.peer.addTransceiver("audio", direction="recvonly")

    def leave(self):
        """The status of the goodbye; by DTLS it would be one too."""
        status = self.server.request("DELETE", self.location)[0]
        self.do(self.peer.close())
        return status
