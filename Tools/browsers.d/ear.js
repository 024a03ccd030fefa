// Runs in the page before its own scripts: gives it a microphone that plays what the test says, and listens to what comes over its
// peer connections. The page itself is left as it is. `window.earOptions` may be set before:
//   microphone "clip" (ours, the default), "device" (the browser's own), "refused"; relay: a UDP port that stands in for the server's;
//   turn: whether connections go through a TURN relay or not at all.
(() => {
    if (window.ear) return;
    const options = Object.assign({ microphone: "clip", relay: null, turn: false }, window.earOptions);
    const context = new AudioContext();
    const voice = new GainNode(context);
    const recordable = new MediaStreamAudioDestinationNode(context);
    const ear = window.ear = {
        options, calls: [], peers: [], levels: [], tracks: 0, seat: null, sound: null, recorder: null, pieces: [], sawLost: false,

        // Says something: a WAV file in base64, once or over and over.
        async play(base64, loop) {
            ear.hush();
            await context.resume();
            const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
            ear.sound = new AudioBufferSourceNode(context, { buffer: await context.decodeAudioData(bytes.buffer), loop });
            ear.sound.connect(voice);
            ear.sound.start();
        },
        hush() {
            ear.sound?.stop();
            ear.sound = null;
        },

        // The loudest moment since a time (milliseconds of Date.now()), in dBFS; null if nothing was there to listen to.
        loudest(since) {
            const values = ear.levels.filter((level) => level.at >= since).map((level) => level.decibels);
            return values.length ? Math.max(...values) : null;
        },
        // When sound came first after a time over a track that is newer than the first so many; null if none has.
        firstSound(since, tracksBefore) {
            return ear.levels.find((level) => level.at >= since && level.track > tracksBefore && level.decibels > -50)?.at ?? null;
        },

        startRecording() {
            ear.pieces = [];
            ear.recorder = new MediaRecorder(recordable.stream, { audioBitsPerSecond: 128000 });
            ear.recorder.ondataavailable = (event) => ear.pieces.push(event.data);
            ear.recorder.start();
        },
        // The recording in base64, as the browser packs it.
        async stopRecording() {
            const stopped = new Promise((resolve) => { ear.recorder.onstop = resolve; });
            ear.recorder.stop();
            await stopped;
            const reader = new FileReader();
            await new Promise((resolve) => { reader.onload = resolve; reader.readAsDataURL(new Blob(ear.pieces)); });
            return reader.result.slice(reader.result.indexOf(",") + 1);
        },

        // Which way the newest connection goes: the kinds of both candidates.
        async path() {
            const all = [...(await ear.peers.at(-1).getStats()).values()];
            const pair = all.find((one) => one.type === "candidate-pair" && one.nominated && one.state === "succeeded") ?? {};
            const kind = (id) => all.find((one) => one.id === id)?.candidateType ?? null;
            return { local: kind(pair.localCandidateId), remote: kind(pair.remoteCandidateId) };
        },

        // What the browser itself counts on the newest connection.
        async statistics() {
            const peer = ear.peers.at(-1);
            const all = [...(await peer.getStats()).values()];
            const inbound = all.find((one) => one.type === "inbound-rtp") ?? {};
            const remote = all.find((one) => one.type === "remote-inbound-rtp") ?? {};
            const outbound = all.find((one) => one.type === "outbound-rtp") ?? {};
            return {
                state: peer.connectionState, ssrc: inbound.ssrc ?? null, ownSSRC: outbound.ssrc ?? null,
                concealedMs: ((inbound.concealedSamples ?? 0) - (inbound.silentConcealedSamples ?? 0)) / 48,
                uplinkLost: remote.packetsLost ?? null,
            };
        },
    };

    function listen(track) {
        const stream = new MediaStream([track]);
        // Chromium decodes only what some element plays.
        const player = new Audio();
        player.muted = true;
        player.srcObject = stream;
        player.play().catch(() => {});
        const source = new MediaStreamAudioSourceNode(context, { mediaStream: stream });
        const analyser = new AnalyserNode(context, { fftSize: 1024 });
        source.connect(recordable);
        source.connect(analyser);
        const number = ++ear.tracks;
        const samples = new Float32Array(analyser.fftSize);
        const timer = setInterval(() => {
            if (track.readyState === "ended") return clearInterval(timer);
            analyser.getFloatTimeDomainData(samples);
            const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
            ear.levels.push({ at: Date.now(), track: number, decibels: Math.max(-90, 10 * Math.log10(power + 1e-9)) });
            if (ear.levels.length > 6000) ear.levels.splice(0, 3000);
        }, 10);
    }

    // As in a network that lets nothing out but to the relay.
    function throughRelay(configuration) {
        if (!options.turn) return configuration;
        const iceServers = (configuration?.iceServers ?? []).map((server) => (options.turn === "wrong" ? { ...server, credential: "wrong" } : server));
        return { ...configuration, iceServers, iceTransportPolicy: "relay" };
    }

    const Native = window.RTCPeerConnection;
    window.RTCPeerConnection = class RTCPeerConnection extends Native {
        constructor(configuration, ...rest) {
            super(throughRelay(configuration), ...rest);
            ear.peers.push(this);
            this.addEventListener("track", (event) => listen(event.track));
        }
        setConfiguration(configuration) {
            super.setConfiguration(throughRelay(configuration));
        }
        close() {
            super.close();
            // Its track does not end by itself in all browsers.
            this.getReceivers().forEach((receiver) => receiver.track.stop());
        }
    };

    const devices = navigator.mediaDevices;
    const native = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
        if (options.microphone === "device") return native(constraints);
        if (options.microphone === "refused") throw new DOMException("Permission denied", "NotAllowedError");
        await context.resume();
        const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: "explicit" });
        voice.connect(destination);
        return destination.stream;
    };

    // Somebody in the list whose connection is shown as lost.
    new MutationObserver(() => {
        if (document.querySelector("#people .mark.away")) ear.sawLost = true;
    }).observe(document, { childList: true, subtree: true });

    const nativeFetch = window.fetch.bind(window);
    window.fetch = async (resource, init) => {
        const request = resource instanceof Request ? resource : null;
        const path = new URL(request?.url ?? resource, location.href).pathname;
        const call = { at: Date.now(), method: (init?.method ?? request?.method ?? "GET").toUpperCase(), path, status: null };
        ear.calls.push(call);
        const response = await nativeFetch(resource, init);
        call.status = response.status;
        if (path.endsWith("/join") && response.ok) ear.seat = await response.clone().json();
        if (options.relay && call.method === "POST" && path === "/api/media" && response.ok) {
            const answer = (await response.text()).replace(/^(a=candidate:\S+ \d+ udp \d+ 127\.0\.0\.1) \d+/gim, `$1 ${options.relay}`);
            return new Response(answer, { status: response.status, headers: response.headers });
        }
        return response;
    };
})();
