// The box's HTTP interface (/openapi.yaml) as functions. Nothing here touches the page.

import { language } from './strings.js';

/** How long an answer may take before we count the box as out of reach. */
const patienceMs = 8000;

/** How long the event stream may be silent: the box sends a comment line every 15 s. */
const silenceMs = 35000;

/** The box understood the request and said no. */
export class Refusal extends Error {
  constructor(status, { error = String(status), message, messageDE } = {}) {
    super((language === 'de' ? messageDE : message) ?? '');
    this.status = status;
    this.code = error;
  }

  /** True where the box no longer knows the token or the peer, after a restart for example: join again. */
  get isForgotten() {
    return [401, 404, 410, 412, 428].includes(this.status);
  }
}

/** The box did not answer: no network, no box, or too slow. */
export class Unreachable extends Error {}

/** What may be known before joining: `{room, needsPIN, participants, locked, diagnosticsSeconds}`. */
export async function look(room) {
  return (await ask('GET', `/api/rooms/${encodeURIComponent(room)}`)).json();
}

/** Takes a seat in the room. */
export async function join(room, { name, pin }) {
  const wishes = {};
  if (name) wishes.name = name;
  if (pin) wishes.pin = pin;
  const answer = await ask('POST', `/api/rooms/${encodeURIComponent(room)}/join`, { json: wishes });
  return new Seat(await answer.json());
}

/** The address of the room's mix as an Ogg stream. Players cannot send a header, so the PIN goes into the query. */
export function listenAddress(room, pin) {
  return `/listen/${encodeURIComponent(room)}.ogg` + (pin ? `?pin=${encodeURIComponent(pin)}` : '');
}

/** A seat in a room, and everything that one may do from there. The token stays inside. */
export class Seat {
  #token;
  #mediaAddress;
  #told = { muted: false, hand: false };
  #wanted = this.#told;
  #isTelling = false;

  constructor({ token, handle, role, inLobby, room, iceServers }) {
    this.#token = token;
    Object.assign(this, { handle, role, inLobby, room, iceServers });
  }

  /** Sends our offer; returns the box's answer. */
  async offer(sdp) {
    const answer = await this.#ask('POST', '/api/media', { body: sdp, type: 'application/sdp' });
    this.#mediaAddress = answer.headers.get('Location');
    return answer.text();
  }

  /** Sends the new credentials of an ICE restart; returns the box's fragment (RFC 9725 section 4.3.2). */
  async restart(fragment) {
    const answer = await this.#ask('PATCH', this.#mediaAddress, {
      body: fragment, type: 'application/trickle-ice-sdpfrag', headers: { 'If-Match': '*' },
    });
    return answer.text();
  }

  /**
   * Makes the box know our own state, `{muted, hand}`: one request at a time, so that they arrive in order. What changes meanwhile
   * goes next, and only the latest. If the box is out of reach, the next call tells it.
   */
  async tell(wanted) {
    this.#wanted = wanted;
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let name; (name = this.#untold) !== undefined;) {
        const value = this.#wanted[name];
        await this.#ask('POST', '/api/me', { json: { [name]: value } });
        this.#told = { ...this.#told, [name]: value };
      }
    } catch {
      // Whoever follows our events learns sooner than we that the box is gone.
    } finally {
      this.#isTelling = false;
    }
  }

  /** Whether the box knows all that we told. */
  get isTold() {
    return this.#untold === undefined;
  }

  /** A host muted us: the box knows before we do. */
  wasMuted() {
    this.#told = { ...this.#told, muted: true };
  }

  get #untold() {
    return Object.keys(this.#told).find(name => this.#told[name] !== this.#wanted[name]);
  }

  /** A host's action, on one person if it needs one; `name` is for `rename`. */
  host(action, handle, name) {
    return this.#ask('POST', '/api/host', { json: { action, handle, name } });
  }

  /** Gives the seat back. Still goes out while the page closes. */
  leave() {
    return this.#ask('DELETE', '/api/me', { keepalive: true });
  }

  /**
   * Reads the event stream and hands each event to `onEvent(name, data)`, until it breaks (throws) or ends (returns).
   * By fetch and not by EventSource, so that the token travels in a header.
   */
  async events(onEvent, signal) {
    const silence = new AbortController();
    let timer;
    const heardSomething = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs);
    };
    const give = () => silence.abort();
    signal.addEventListener('abort', give);
    try {
      signal.throwIfAborted();
      heardSomething();
      const answer = await fetch('/api/events', { headers: this.#headers, cache: 'no-store', signal: silence.signal });
      if (!answer.ok) throw await refusal(answer);
      const reader = answer.body.getReader();
      const decoder = new TextDecoder();
      for (let rest = ''; ;) {
        const { value, done } = await reader.read();
        if (done) return;
        heardSomething();
        const blocks = (rest + decoder.decode(value, { stream: true })).replaceAll('\r\n', '\n').split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) deliver(block, onEvent);
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', give);
    }
  }

  get #headers() {
    return { Authorization: `Bearer ${this.#token}` };
  }

  #ask(method, address, options = {}) {
    return ask(method, address, { ...options, headers: { ...this.#headers, ...options.headers } });
  }
}

async function ask(method, address, { json, body, type, headers = {}, keepalive = false } = {}) {
  if (json) {
    body = JSON.stringify(json);
    type = 'application/json';
  }
  const answer = await fetch(address, {
    method, body, keepalive, cache: 'no-store',
    headers: type ? { ...headers, 'Content-Type': type } : headers,
    signal: AbortSignal.timeout(patienceMs),
  }).catch(problem => { throw new Unreachable(problem.name); });
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

async function refusal(answer) {
  return new Refusal(answer.status, await answer.json().catch(() => undefined));
}

/** One block of the stream: `event:` and `data:` lines; comment lines begin with a colon. */
function deliver(block, onEvent) {
  let name = 'message';
  const data = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) name = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).trim());
  }
  if (data.length) onEvent(name, JSON.parse(data.join('\n')));
}
