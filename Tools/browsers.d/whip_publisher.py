"""GStreamer's webrtcbin as a WHIP source (RFC 9725), as OBS would be. Run by the system's Python, for which Debian has the bindings.

whip_publisher.py URL CLIP    Ends when the clip is over.
"""
import sys
import urllib.parse
import urllib.request
import wave

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

Gst.init(None)
url, clip = sys.argv[1:]
pipeline = Gst.parse_launch(
    "webrtcbin name=peer bundle-policy=max-bundle filesrc location=%s ! wavparse ! audioconvert ! audioresample"
    " ! audio/x-raw,rate=48000,channels=1 ! identity sync=true ! opusenc audio-type=voice bitrate=24000 ! rtpopuspay pt=97"
    " ! application/x-rtp,media=audio,encoding-name=OPUS,payload=97 ! queue ! peer." % clip)
peer = pipeline.get_by_name("peer")
loop = GLib.MainLoop()
location, problem = None, "no answer"


def publish():
    """When all candidates are known: one request, and the answer."""
    global location, problem
    text = peer.get_property("local-description").sdp.as_text()
    request = urllib.request.Request(url, text.encode(), {"Content-Type": "application/sdp"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        location = answer.headers["Location"]
        text = answer.read().decode()
    problem = None
    _, description = GstSdp.SDPMessage.new_from_text(text)
    peer.emit("set-remote-description", GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, description), None)
    return False


def offer(promise, _):
    promise.wait()
    reply = promise.get_reply()
    peer.emit("set-local-description", reply.get_value("offer"), Gst.Promise.new())


def negotiate(_):
    peer.emit("get-transceiver", 0).set_property("direction", GstWebRTC.WebRTCRTPTransceiverDirection.SENDONLY)
    peer.emit("create-offer", None, Gst.Promise.new_with_change_func(offer, None))


def gathered(*_):
    if peer.get_property("ice-gathering-state") == GstWebRTC.WebRTCICEGatheringState.COMPLETE:
        GLib.idle_add(publish)


def message(_, one):
    global problem
    if one.type == Gst.MessageType.ERROR:
        problem = one.parse_error()
        loop.quit()


# Kept, since the binding takes over the only reference to it.
agent = peer.get_property("ice-agent")
agent.emit("add-local-ip-address", "127.0.0.1")
peer.connect("on-negotiation-needed", negotiate)
peer.connect("notify::ice-gathering-state", gathered)
pipeline.get_bus().add_signal_watch()
pipeline.get_bus().connect("message", message)
pipeline.set_state(Gst.State.PLAYING)
with wave.open(clip) as file:
    GLib.timeout_add(1000 * file.getnframes() // file.getframerate() + 1000, loop.quit)
loop.run()
if peer.get_property("connection-state") != GstWebRTC.WebRTCPeerConnectionState.CONNECTED:
    problem = problem or "not connected"
if location:
    urllib.request.urlopen(urllib.request.Request(urllib.parse.urljoin(url, location), method="DELETE"), timeout=10).close()
pipeline.set_state(Gst.State.NULL)
if problem:
    sys.exit(str(problem))
