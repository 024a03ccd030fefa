// One peer connection to the box: offer, answer, ICE restart, the box's advice, and how well it goes.
// The box is ICE-lite and has one address, so nothing waits for candidates.

import { Refusal } from './api.js';

/** After an ICE restart that the box accepted, how long until sound must flow. */
const connectMs = 5000;

/** How many accepted restarts may come to nothing before the call is given up. */
const restartsInVain = 2;

const retryMs = [500, 1000, 2000, 3000];

export class Call {
  /** Resolves with 'lost' (join again), 'blocked' (sound never got through) or 'closed'. */
  ended;

  /** Called with whether sound can flow now. */
  onState = () => {};

  #end;
  #seat;
  #sender;
  #answer;
  #queue = Promise.resolve();
  #isMending = false;
  #wasConnected = false;
  #isClosed = false;
  #last = {};

  /** @param {MediaStreamTrack | null} track the microphone; without one we only listen
   *  @param {HTMLAudioElement} sink plays what the box sends */
  constructor(track, sink) {
    this.ended = new Promise(resolve => { this.#end = resolve; });
    this.pc = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' });
    const transceiver = this.pc.addTransceiver(track ?? 'audio', { direction: track ? 'sendrecv' : 'recvonly' });
    preferRedundancy(transceiver);
    this.#sender = transceiver.sender;
    this.hasMicrophone = track !== null;
    this.pc.addEventListener('track', ({ track }) => { sink.srcObject = new MediaStream([track]); });
    this.pc.addEventListener('iceconnectionstatechange', () => this.#watch());
    this.pc.addEventListener('connectionstatechange', () => this.#watch());
  }

  /** Our offer. Needs nothing from the box, so it is made while the request to join travels. */
  async offer() {
    await this.pc.setLocalDescription();
    return this.pc.localDescription.sdp;
  }

  /** Sends the offer from our seat and takes the answer. */
  async connect(seat, offer) {
    this.#seat = seat;
    if (seat.iceServers) offer = await this.#offerByRelay(seat.iceServers);
    this.#answer = await seat.offer(offer);
    await this.pc.setRemoteDescription({ type: 'answer', sdp: this.#answer });
    setTimeout(() => this.#wasConnected || this.mend(), connectMs);
  }

  /** The offer anew, when the box has a relay for networks that let no UDP out to the box itself. */
  async #offerByRelay(iceServers) {
    this.pc.setConfiguration?.({ iceServers, bundlePolicy: 'max-bundle' });
    await this.pc.setLocalDescription(await this.pc.createOffer({ iceRestart: true }));
    return this.pc.localDescription.sdp;
  }

  /** Another microphone takes over, without anybody noticing. */
  replaceTrack(track) {
    return this.#sender.replaceTrack(track);
  }

  /** Restarts ICE until sound flows again: after a change of network, or when the connection stalls. */
  async mend() {
    if (this.#isMending || this.#isClosed || !this.#answer) return;
    this.#isMending = true;
    try {
      for (let tries = 0, inVain = 0; !this.#isClosed; tries += 1) {
        try {
          await this.#alone(() => this.#restart());
          if (await this.#isConnectedWithin(connectMs)) return;
          inVain += 1;
          if (inVain >= restartsInVain) return this.#end(this.#wasConnected ? 'lost' : 'blocked');
        } catch (problem) {
          if (problem instanceof Refusal && problem.isForgotten) return this.#end('lost');
          await new Promise(done => setTimeout(done, retryMs[Math.min(tries, retryMs.length - 1)]));
        }
      }
    } finally {
      this.#isMending = false;
    }
  }

  /** Does what the box advises: at most so many bit/s, packets of so many ms, each packet twice or once. */
  async advise({ maxBitrate, packetMs, redundancy }) {
    if (!this.#answer) return;
    const parameters = this.#sender.getParameters();
    if (maxBitrate && parameters.encodings?.length) {
      parameters.encodings[0].maxBitrate = maxBitrate;
      await this.#sender.setParameters(parameters);
    }
    await this.#alone(async () => {
      const advised = withAdvice(this.#answer, packetMs, redundancy);
      if (advised === this.#answer || this.#isClosed) return;
      // Nothing goes over the wire: the same two descriptions again, but for what steers our encoder.
      await this.pc.setLocalDescription();
      await this.pc.setRemoteDescription({ type: 'answer', sdp: advised });
      this.#answer = advised;
    });
  }

  /** How it went since the last call: `{lossPercent, roundTripMs}`; the latter is null if unknown. */
  async measure() {
    const report = [...(await this.pc.getStats()).values()];
    const inbound = report.find(entry => entry.type === 'inbound-rtp') ?? {};
    const echoed = report.find(entry => entry.type === 'remote-inbound-rtp') ?? {};
    const pair = report.find(entry => entry.type === 'candidate-pair' && entry.nominated) ?? {};
    const received = (inbound.packetsReceived ?? 0) - (this.#last.received ?? 0);
    const lost = Math.max(0, (inbound.packetsLost ?? 0) - (this.#last.lost ?? 0));
    this.#last = { received: inbound.packetsReceived, lost: inbound.packetsLost };
    const down = received + lost > 10 ? lost / (received + lost) : 0;
    const seconds = pair.currentRoundTripTime ?? echoed.roundTripTime;
    return {
      lossPercent: Math.round(100 * Math.max(down, echoed.fractionLost ?? 0)),
      roundTripMs: seconds === undefined ? null : seconds * 1000,
    };
  }

  close() {
    this.#isClosed = true;
    this.pc.close();
    this.#end('closed');
  }

  /** Whether ICE and DTLS both stand. */
  get isConnected() {
    return this.#hasPath && this.pc.connectionState === 'connected';
  }

  get #hasPath() {
    return ['connected', 'completed'].includes(this.pc.iceConnectionState);
  }

  #watch() {
    if (this.#isClosed) return;
    if (this.isConnected) {
      this.#wasConnected = true;
      this.onState(true);
    } else if (this.pc.iceConnectionState === 'disconnected' || this.pc.iceConnectionState === 'failed') {
      this.onState(false);
      this.mend();
    } else if (this.pc.connectionState === 'failed') {
      this.#end('lost'); // DTLS failed: no ICE restart can help
    }
  }

  async #restart() {
    this.pc.restartIce();
    await this.pc.setLocalDescription();
    const ours = this.pc.localDescription.sdp;
    const fragment = await this.#seat.restart([
      line(ours, 'a=group:BUNDLE'), line(ours, 'm=audio'), line(ours, 'a=mid:'), line(ours, 'a=ice-ufrag:'), line(ours, 'a=ice-pwd:'), '',
    ].join('\r\n'));
    this.#answer = withCredentials(this.#answer, fragment);
    await this.pc.setRemoteDescription({ type: 'answer', sdp: this.#answer });
  }

  #isConnectedWithin(limitMs) {
    return new Promise(resolve => {
      const began = performance.now();
      const timer = setInterval(() => {
        const late = performance.now() - began > limitMs;
        if (!this.#hasPath && !late && !this.#isClosed) return;
        clearInterval(timer);
        resolve(this.#hasPath);
      }, 100);
    });
  }

  /** One negotiation at a time: a restart and an advice must not cross. */
  #alone(work) {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => {});
    return result;
  }
}

/** RED (RFC 2198) first where the browser has it, then Opus and key tones; nothing else is offered. */
function preferRedundancy(transceiver) {
  const codecs = RTCRtpReceiver.getCapabilities?.('audio')?.codecs ?? [];
  const wanted = ['audio/red', 'audio/opus', 'audio/telephone-event']
    .flatMap(type => codecs.filter(codec => codec.mimeType.toLowerCase() === type));
  if (wanted.length && transceiver.setCodecPreferences) transceiver.setCodecPreferences(wanted);
}

function line(sdp, beginning) {
  return sdp.split(/\r?\n/).find(candidate => candidate.startsWith(beginning)) ?? '';
}

/** The answer with the ICE credentials of the box's fragment. */
function withCredentials(answer, fragment) {
  for (const name of ['a=ice-ufrag:', 'a=ice-pwd:']) {
    const fresh = line(fragment, name);
    if (fresh) answer = answer.replace(new RegExp(`^${name}.*?(?=\\r?$)`, 'gm'), fresh);
  }
  return answer;
}

/** The answer with another packet time, and with RED before or after Opus: browsers send the first codec of the m-line. */
function withAdvice(answer, packetMs, redundancy) {
  if (packetMs) {
    const eol = answer.includes('\r\n') ? '\r\n' : '\n';
    const others = answer.replace(/^a=(max)?ptime:.*\r?\n/gm, '').trimEnd();
    answer = [others, `a=ptime:${packetMs}`, `a=maxptime:${Math.max(packetMs, 60)}`, ''].join(eol);
  }
  const red = answer.match(/^a=rtpmap:(\d+) red\//im)?.[1];
  if (red && redundancy !== undefined) {
    answer = answer.replace(/^(m=audio \S+ \S+ )(.*?)(?=\r?$)/m, (_, head, types) => {
      const others = types.split(' ').filter(type => type !== red);
      return head + (redundancy ? [red, ...others] : [...others, red]).join(' ');
    });
  }
  return answer;
}
