// Partyline's page. The straight line: look at the room -> choose name and microphone -> join -> stay, whatever the network does,
// until we leave, a host removes us, or the conversation ends.
//
//   api.js         the box's HTTP interface          microphone.js  the microphone and its level
//   call.js        the peer connection               room.js        the list of people
//   strings.js     every text, in two languages      app.js         this: joins them

import { Refusal, Unreachable, join, listenAddress, look } from './api.js';
import { Call } from './call.js';
import { LevelMeter, Microphone } from './microphone.js';
import { Room } from './room.js';
import { text, translate } from './strings.js';

const byId = id => document.getElementById(id);

/** Steps between two tries to reach the box. The first ones are short: a restarted box listens again within a second. */
const stepsMs = [500, 500, 700, 1000, 1500, 2000, 3000];

/** A clock that ran on for so long without us: the lid was closed, or the telephone slept. */
const sleepMs = 10000;

/** Held for longer than this, the space bar on the mute button was held to talk and not pressed to switch. */
const holdMs = 300;

/** What we want and what is chosen. Kept for a reload in this tab, and nowhere else. */
const choice = {
  room: '', name: '', pin: '', device: '', echo: true, noise: true, gain: true, volume: 100,
  isMuted: false, hand: false, isIn: false,
};

const microphone = new Microphone();
const room = new Room();

let seat = null;      // our seat, while the box knows us
let call = null;      // our peer connection
let visiting = null;  // AbortController of the present visit
let view = 'join';
let isReconnecting = false;
let isTalkingByKey = false;
let needsPIN = false;
let advice = null;

/** For tests, which look and do not touch. */
window.partyline = {
  get pc() { return call?.pc ?? null; },
  get state() { return isReconnecting ? 'reconnecting' : view; },
  get handle() { return seat?.handle ?? null; },
};

// -- 1. Joining ------------------------------------------------------------------------------------------------------------------

/** Stays in the room until we no longer want to, or may not. Each visit is one seat; after a visit that broke, the next begins. */
async function stay() {
  choice.isIn = true;
  keep();
  byId('join').disabled = true;
  for (let tries = 0; choice.isIn; tries += 1) {
    try {
      await visit(() => { tries = 0; });
      if (choice.isIn) startReconnecting('reconnecting');
    } catch (problem) {
      if (!mayPass(problem)) return goBack(whyNot(problem), problem);
      startReconnecting(problem.code === 'full' || problem.code === 'overloaded' ? 'full' : 'noAnswer');
    }
    if (choice.isIn) await step(tries);
  }
}

/** One visit: two requests before the sound, join and offer. Returns when the box no longer knows us. */
async function visit(onArrival) {
  const visit = visiting = new AbortController();
  try {
    await microphone.ready();
    drawMute();
    const mine = call = makeCall();
    const offer = mine.offer();
    offer.catch(() => {});
    seat = await join(choice.room, choice);
    visit.signal.throwIfAborted();
    told = {};
    tellMe();
    const events = follow(seat, visit.signal);
    if (seat.inLobby) {
      show('lobby');
      say(text('inLobby'));
      if (await Promise.race([events, admitted(visit.signal)]) !== 'admitted') return;
    }
    onArrival();
    await mine.connect(seat, await offer);
    arrive();
    let end = await Promise.race([events, mine.ended]);
    if (end === 'blocked') {
      offerAnotherWay();
      end = await events;
    }
  } catch (problem) {
    if (!visit.signal.aborted) throw problem;
  } finally {
    visit.abort();
    call?.close();
    seat = call = null;
  }
}

/** Follows the events of our seat for as long as the box knows it, over as many streams as it takes. */
async function follow(seat, signal) {
  for (let tries = 0; !signal.aborted; tries += 1) {
    try {
      await seat.events((name, data) => {
        tries = 0;
        if (!signal.aborted) handlers[name]?.(data);
      }, hurrySignal(signal));
    } catch (problem) {
      if (problem instanceof Refusal && problem.isForgotten) return 'forgotten';
    }
    if (!signal.aborted) await step(tries);
  }
  return 'left';
}

function admitted(signal) {
  return new Promise(resolve => {
    onAdmitted = () => resolve('admitted');
    signal.addEventListener('abort', () => resolve('left'));
  });
}

function makeCall() {
  const made = new Call(microphone.track, byId('remote'));
  made.onState = state => {
    if (call !== made) return;
    drawQuality(state === 'connected' ? undefined : 'qualityConnecting');
    if (state === 'connected') play();
  };
  return made;
}

function arrive() {
  const wasReconnecting = isReconnecting;
  isReconnecting = false;
  show('call');
  say(wasReconnecting ? text('back') : text(choice.isMuted ? 'joinedMuted' : 'joined', { room: choice.room }));
  play();
  drawMute();
}

/** Whether a problem may pass by itself: a box out of reach, full, or busy. When we join for the first time, the person decides. */
function mayPass(problem) {
  if (!isReconnecting || ['pin-needed', 'pin-pause', 'no-such-room'].includes(problem.code)) return false;
  return problem instanceof Unreachable || problem.isForgotten || [429, 502, 503, 504].includes(problem.status);
}

function whyNot(problem) {
  if (problem instanceof Unreachable) return text('unreachable');
  return (problem instanceof Refusal && problem.message) || text('refused', { reason: problem.code ?? problem.name });
}

function startReconnecting(key) {
  isReconnecting = true;
  say(text(key));
  drawQuality('qualityConnecting');
}

/** Leaves for good; `reason` says why if it was not our wish. */
function goBack(reason, problem) {
  const wasIn = view !== 'join';
  choice.isIn = isReconnecting = choice.hand = byId('join').disabled = false;
  visiting?.abort();
  keep();
  room.clear();
  byId('remote').srcObject = null;
  byId('remote').removeAttribute('src');
  advice = null;
  show('join');
  drawQuality();
  drawMute();
  offerOnly();
  if (problem) warn(reason);
  say(problem ? '' : reason);
  if (problem?.code?.includes('pin')) byId('pin').focus();
  else if (wasIn) byId('title').parentElement.focus();
}

function leave() {
  seat?.leave().catch(() => {});
  goBack(text('left'));
}

// -- 2. Events of the box -----------------------------------------------------------------------------------------------------------

let onAdmitted = () => {};

const handlers = {
  people(state) {
    room.draw(state);
  },
  talking({ handles }) {
    room.mark(handles);
  },
  moderation({ action }) {
    if (action === 'mutedByHost') {
      told.muted = true;
      setMute(true);
      warn(text('mutedByHost'));
    } else if (action === 'unmuteAsked') {
      warn(text('unmuteAsked'));
    } else if (action === 'admitted') {
      say(text('admitted'));
      onAdmitted();
    } else if (action === 'removed' || action === 'ended') {
      goBack(text(action), { code: action });
    } else if (action === 'locked' || action === 'unlocked') {
      say(text(action));
    }
  },
  advice(received) {
    advice = received;
    drawQuality();
    call?.advise(received).catch(() => {});
  },
};

// -- 3. Muting, hand, hosts -----------------------------------------------------------------------------------------------------------

let told = {};         // what the box knows of us
let isTelling = false;

/** Tells the box our state, one request at a time; what changes meanwhile goes next, and only the latest. */
async function tellMe() {
  if (isTelling) return;
  isTelling = true;
  try {
    for (let mine = seat; mine && mine === seat;) {
      const isMuted = choice.isMuted && !isTalkingByKey;
      if ((told.muted ?? false) !== isMuted) {
        await mine.tell({ muted: isMuted });
        if (mine === seat) told.muted = isMuted;
      } else if ((told.hand ?? false) !== choice.hand) {
        const hand = choice.hand;
        await mine.tell({ hand });
        if (mine === seat) told.hand = hand;
      } else break;
    }
  } catch {
    // The next visit tells it again, or the next press does.
  } finally {
    isTelling = false;
  }
}

function setMute(isMuted) {
  choice.isMuted = isMuted;
  if (!isMuted) unwarn();
  drawMute();
  tellMe();
  keep();
}

function setHand(isUp) {
  choice.hand = isUp;
  byId('hand').setAttribute('aria-pressed', isUp);
  tellMe();
  keep();
}

function drawMute() {
  const isSilent = choice.isMuted && !isTalkingByKey;
  if (microphone.track) microphone.track.enabled = !choice.isIn || !isSilent;
  byId('mute').setAttribute('aria-pressed', isSilent);
  byId('hand').setAttribute('aria-pressed', choice.hand);
  const hint = !microphone.track ? 'listening' : !isSilent ? 'heard' : matchMedia('(any-hover: hover)').matches ? 'unheardKeys' : 'unheard';
  byId('mute-hint').textContent = text(hint);
}

/** The space bar talks while it is held. On the mute button a short press switches; where one types or chooses it does neither. */
function listenToSpaceBar() {
  const isTaken = target => target !== byId('mute') && target.closest('input, select, textarea, button, summary, a, audio, [contenteditable]');
  let downSince = null;
  let wasMuted = false;
  const stopTalking = () => {
    isTalkingByKey = false;
    downSince = null;
    drawMute();
    tellMe();
  };
  addEventListener('keydown', event => {
    if (event.code !== 'Space' || view !== 'call' || isTaken(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (event.repeat || downSince !== null) return;
    downSince = performance.now();
    wasMuted = choice.isMuted;
    if (!wasMuted) return;
    isTalkingByKey = true;
    drawMute();
    tellMe();
  });
  addEventListener('keyup', event => {
    if (event.code !== 'Space' || downSince === null) return;
    event.preventDefault();
    const isShort = performance.now() - downSince < holdMs;
    stopTalking();
    if (event.target === byId('mute') && (isShort || !wasMuted)) setMute(!choice.isMuted);
  });
  addEventListener('blur', () => { if (downSince !== null) stopTalking(); });
}

async function hostAction(action, handle) {
  try {
    await seat?.host(action, handle);
  } catch (problem) {
    warn(text('actionFailed', { reason: whyNot(problem) }));
  }
}

/** Ending for everybody takes two presses: it cannot be taken back. */
function listenToEnd() {
  const button = byId('end');
  let timer;
  const rest = () => {
    clearTimeout(timer);
    delete button.dataset.armed;
    button.textContent = text('end');
  };
  button.addEventListener('click', () => {
    if (button.dataset.armed) {
      rest();
      hostAction('end');
    } else {
      button.dataset.armed = 'true';
      button.textContent = text('endReally');
      say(text('endWarning'));
      timer = setTimeout(rest, 6000);
    }
  });
}

// -- 4. Microphone and sound --------------------------------------------------------------------------------------------------------------

const meter = new LevelMeter(byId('level'));

function openMicrophone() {
  unwarn();
  offerOnly();
  const opened = microphone.open(choice);
  if (microphone.isAsking) setTimeout(() => microphone.isAsking && view === 'join' && say(text('answerBrowser')), 700);
  return opened;
}

microphone.onChange = () => {
  const { track, trouble } = microphone;
  meter.watch(track);
  listMicrophones();
  drawMute();
  if (view === 'join' && !choice.isIn) say('');
  if (trouble) {
    warn(text(trouble.key, trouble));
    if (trouble.key !== 'insecure') offerOnly('microphone-again');
  }
  if (!call) return;
  // A connection that was made only for listening cannot begin to send: a new visit can.
  if (track && !call.hasMicrophone) comeAgain();
  else if (call.hasMicrophone) call.replaceTrack(track).catch(() => {});
};

microphone.onGone = () => {
  warn(text('microphoneGone'));
  offerOnly('microphone-again');
};

async function listMicrophones() {
  const devices = await microphone.list();
  const options = [['', text('microphoneDefault')], ...devices.filter(device => device.deviceId).map((device, place) =>
    [device.deviceId, device.label || text('microphoneNumber', { number: place + 1 })]), ['none', text('microphoneNone')]];
  if (!options.some(([value]) => value === choice.device)) choice.device = '';
  byId('microphone').replaceChildren(...options.map(([value, name]) => new Option(name, value, false, value === choice.device)));
}

/** Lets the remote sound out. Where the browser wants a press of a button first, offers one. */
async function play() {
  const remote = byId('remote');
  remote.volume = choice.volume / 100;
  if (!remote.srcObject && !remote.src) return;
  try {
    await remote.play();
    if (!byId('sound-on').hidden) {
      offerOnly();
      unwarn();
    }
  } catch (problem) {
    if (problem.name !== 'NotAllowedError') return;
    warn(text('soundBlocked'));
    offerOnly('sound-on');
  }
}

/** UDP does not reach this network: the mix as a stream over HTTPS is left. */
function offerAnotherWay() {
  isReconnecting = false;
  warn(text('mediaBlocked'));
  offerOnly('listen-over-https');
}

function listenOverHTTPS() {
  const remote = byId('remote');
  remote.srcObject = null;
  remote.src = listenAddress(choice.room, choice.pin);
  unwarn();
  offerOnly();
  say(text('listeningOverHTTPS'));
  play();
}

/** A new visit at once: without waiting, and without calling it trouble. */
function comeAgain() {
  if (!choice.isIn || !visiting) return;
  seat?.leave().catch(() => {});
  hurry();
  visiting.abort();
}

// -- 5. Whatever the network does -----------------------------------------------------------------------------------------------------------

let wake = new AbortController();

/** Ends every wait, and every event stream that may be dead without knowing it. */
function hurry() {
  wake.abort();
  wake = new AbortController();
}

function hurrySignal(signal) {
  return AbortSignal.any ? AbortSignal.any([signal, wake.signal]) : signal;
}

/** Waits before the next try, a little differently in each page, so that a restarted box is not stormed. */
function step(tries) {
  const { signal } = wake;
  return new Promise(resolve => {
    const timer = setTimeout(resolve, stepsMs[Math.min(tries, stepsMs.length - 1)] * (0.8 + 0.4 * Math.random()));
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); });
    visiting?.signal.addEventListener('abort', () => choice.isIn || resolve());
  });
}

/** Another network, or a long sleep: what stands may be dead, so look at once. */
function comeToLife() {
  if (!choice.isIn) return;
  hurry();
  call?.mend();
  play();
}

function listenToTheWorld() {
  addEventListener('online', comeToLife);
  navigator.connection?.addEventListener?.('change', comeToLife);
  let last = Date.now();
  const lookAtClock = () => {
    const gap = Date.now() - last;
    last = Date.now();
    if (gap > sleepMs) comeToLife();
  };
  setInterval(lookAtClock, 1000);
  document.addEventListener('visibilitychange', lookAtClock);
  addEventListener('pageshow', event => event.persisted && comeToLife());
  addEventListener('pagehide', () => {
    keep();
    seat?.leave().catch(() => {});
    visiting?.abort();
  });
  navigator.mediaDevices?.addEventListener?.('devicechange', listMicrophones);
}

// -- 6. What is seen and said -----------------------------------------------------------------------------------------------------------------

function show(name) {
  if (view === name) return;
  view = name;
  document.body.dataset.view = name;
  const panel = byId('sound');
  byId(name === 'join' ? 'sound-before' : 'sound-during').append(panel);
  panel.open = name === 'join';
  if (name === 'call') byId('mute').focus();
  scrollTo(0, 0);
}

/** A sentence for everybody, and for screen readers when they have time. */
function say(sentence) {
  byId('status').textContent = sentence;
}

/** A sentence that must not be missed. */
function warn(sentence) {
  byId('alert').textContent = sentence;
}

function unwarn() {
  byId('alert').textContent = '';
}

/** Shows that one of the buttons that help out of trouble, or none. */
function offerOnly(id) {
  for (const button of byId('offers').children) button.hidden = button.id !== id;
  byId('offers').hidden = !id;
}

/** The connection in plain words: what the box has advised, or else what we measure. */
function drawQuality(key, values) {
  if (!key && view === 'call' && advice && advice.reason !== 'good') {
    const percent = Math.round(advice.lossPercent ?? 0);
    key = percent === 0 ? 'qualityTight' : advice.redundancy ? 'qualityLossSturdy' : 'qualityLossLess';
    values = { percent };
  }
  byId('quality').textContent = key ? text(key, values) : view === 'call' ? text('qualityGood') : '';
}

async function measureQuality() {
  const measured = call;
  if (view !== 'call' || measured?.pc.connectionState !== 'connected') return;
  const { lossPercent, roundTripMs } = await measured.measure();
  if (call !== measured || isReconnecting || (advice && advice.reason !== 'good')) return;
  if (lossPercent >= 3) drawQuality('qualityLoss', { percent: lossPercent });
  else if (roundTripMs > 500) drawQuality('qualitySlow');
  else drawQuality('qualityGood');
}

/** The invitation: the link, and the PIN if ours is the guests'. A host's PIN is nobody else's business. */
async function invite() {
  const link = `${location.origin}/r/${choice.room}`;
  const lines = [text('inviteText', { room: choice.room, link })];
  if (needsPIN && choice.pin && seat?.role !== 'host') lines.push(text('invitePIN', { pin: choice.pin }));
  const invitation = lines.join('\n');
  try {
    if (navigator.share && matchMedia('(pointer: coarse)').matches) return await navigator.share({ title: text('inviteTitle', choice), text: invitation });
    await navigator.clipboard.writeText(invitation);
    say(text('inviteCopied'));
  } catch (problem) {
    if (problem.name !== 'AbortError') prompt(text('invitePrompt'), invitation);
  }
}

// -- 7. Beginning -----------------------------------------------------------------------------------------------------------------------------

const storeName = 'partyline';

function keep() {
  try {
    sessionStorage.setItem(storeName, JSON.stringify(choice));
  } catch {
    // Storage may be forbidden: then a reload begins anew.
  }
}

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(storeName)) ?? {};
  } catch {
    return {};
  }
}

/** Looks at the room before anybody joins it: is there such a one, does it need a PIN? */
async function lookAtRoom() {
  try {
    ({ needsPIN } = await look(choice.room));
    byId('pin-hint').textContent = text(needsPIN ? 'pinHintNeeded' : 'pinHint');
  } catch (problem) {
    if (problem.status === 404) warn(problem.message || text('noSuchRoom'));
  }
}

function drawTitle() {
  byId('title').textContent = choice.room || 'Partyline';
  document.title = choice.room ? `${choice.room} · Partyline` : 'Partyline';
}

function listenToForm() {
  byId('join-form').addEventListener('submit', event => {
    event.preventDefault();
    if (choice.isIn) return;
    if (!byId('room-field').hidden) {
      choice.room = byId('room').value.trim().toLowerCase();
      if (!/^[a-z0-9-]{1,32}$/.test(choice.room)) {
        warn(text('badRoom'));
        byId('room').focus();
        return;
      }
      history.replaceState(null, '', `/r/${choice.room}`);
      drawTitle();
    }
    Object.assign(choice, { name: byId('name').value.trim(), pin: byId('pin').value.trim(), isMuted: byId('start-muted').checked });
    warn(microphone.trouble ? text(microphone.trouble.key, microphone.trouble) : '');
    say(text(microphone.isAsking ? 'answerBrowser' : 'joining'));
    stay();
  });
  byId('microphone').addEventListener('change', event => {
    choice.device = event.target.value;
    openMicrophone();
    keep();
  });
  for (const name of ['echo', 'noise', 'gain']) {
    byId(name).checked = choice[name];
    byId(name).addEventListener('change', event => {
      choice[name] = event.target.checked;
      openMicrophone();
      keep();
    });
  }
  byId('volume').value = choice.volume;
  byId('volume').addEventListener('input', event => {
    choice.volume = Number(event.target.value);
    byId('remote').volume = choice.volume / 100;
    keep();
  });
}

function listenToButtons() {
  const onPress = (id, act) => byId(id).addEventListener('click', act);
  onPress('mute', () => setMute(!choice.isMuted));
  onPress('hand', () => setHand(!choice.hand));
  onPress('leave', leave);
  onPress('leave-lobby', leave);
  onPress('invite', invite);
  onPress('mute-all', () => hostAction('mute-all'));
  onPress('lock', () => hostAction(byId('lock').getAttribute('aria-pressed') === 'true' ? 'unlock' : 'lock'));
  onPress('sound-on', play);
  onPress('microphone-again', openMicrophone);
  onPress('listen-over-https', listenOverHTTPS);
  listenToEnd();
  listenToSpaceBar();
  room.onHostAction = hostAction;
  room.onNews = say;
}

function begin() {
  translate(document);
  const path = location.pathname.match(/^\/r\/([a-z0-9-]{1,32})\/?$/);
  const kept = recall();
  const isReload = performance.getEntriesByType('navigation')[0]?.type === 'reload' || document.wasDiscarded;
  Object.assign(choice, kept, { room: path?.[1] ?? '', isIn: false });
  byId('room-field').hidden = Boolean(path);
  byId('name').value = choice.name;
  byId('sound-before').append(byId('sound'));
  drawTitle();
  listenToForm();
  listenToButtons();
  listenToTheWorld();
  if (!window.RTCPeerConnection) {
    byId('join').disabled = true;
    return warn(text('tooOld'));
  }
  setInterval(measureQuality, 2000);
  openMicrophone();
  if (choice.room) lookAtRoom();
  if (isReload && kept.isIn && kept.room === choice.room) {
    byId('start-muted').checked = choice.isMuted;
    isReconnecting = true;
    say(text('joining'));
    stay();
  } else {
    choice.hand = choice.isMuted = false;
    choice.pin = '';
  }
}

begin();
