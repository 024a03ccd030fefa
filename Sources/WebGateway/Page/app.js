// Partyline's page. The straight line: look at the room -> choose name and microphone -> join -> stay, whatever the network does,
// until we leave, a host removes us, or the conversation ends.
//
//   api.js       the box's HTTP interface       microphone.js  the microphone and its level
//   call.js      the peer connection            spacebar.js    hold to talk
//   room.js      the list of people             patience.js    waiting and waking
//   view.js      what is seen and said          strings.js     every text, in two languages

import { Refusal, Unreachable, join, listenAddress, look } from './api.js';
import { Call } from './call.js';
import { LevelMeter, Microphone } from './microphone.js';
import { listenForLife, step, untilWoken, wake } from './patience.js';
import { Room } from './room.js';
import { listenToSpaceBar } from './spacebar.js';
import { text, translate } from './strings.js';
import { askName, byId, drawDiagnostics, drawQuality, drawTitle, invite, listenToEnd, offerOnly, say, show, view, warn } from './view.js';

/** A visit of this length was a good one. */
const lastedMs = 5000;

/** What is chosen and what we want. Kept for a reload in this tab, and nowhere else. */
const choice = {
  room: '', name: '', pin: '', device: '', echo: true, noise: true, gain: true, volume: 100,
  isMuted: false, hand: false, isIn: false,
};

const microphone = new Microphone();
const meter = new LevelMeter(byId('level'));
const room = new Room();

let seat = null;      // our seat, while the box knows us
let call = null;      // our peer connection
let visiting = null;  // ends the present visit
let advice = null;    // the last advice of the box
let needsPIN = false;
let isReconnecting = false;
let isTalkingByKey = false;
let isBlocked = false; // sound does not get through
let onAdmitted = () => {};

/** For tests, which look and do not touch. */
window.partyline = {
  get pc() { return call?.pc ?? null; },
  get state() { return isReconnecting ? 'reconnecting' : view; },
  get handle() { return seat?.handle ?? null; },
};

// 1. Joining and staying

/** Stays in the room until we no longer want to, or may not. Each visit is one seat; after a visit that broke, the next begins. */
async function stay() {
  choice.isIn = true;
  byId('join').disabled = true;
  keep();
  for (let tries = 0; choice.isIn;) {
    const began = performance.now();
    try {
      await visit();
      if (choice.isIn) startReconnecting('reconnecting');
    } catch (problem) {
      if (!mayPass(problem)) return goBack(whyNot(problem), problem);
      startReconnecting(problem.code === 'full' || problem.code === 'overloaded' ? 'full' : 'noAnswer');
    }
    // After a visit that lasted we come again at once.
    tries = performance.now() - began > lastedMs ? 0 : tries + 1;
    if (choice.isIn && tries > 0) await step(tries - 1);
  }
}

/** One visit: two requests before the sound, join and offer. Returns when it is over, throws when the box refuses. */
async function visit() {
  const ending = visiting = new AbortController();
  const { signal } = ending;
  const aborted = new Promise(resolve => signal.addEventListener('abort', () => resolve('left')));
  let end = 'left';
  try {
    await microphone.ready();
    drawMute();
    const mine = call = makeCall();
    const offer = mine.offer();
    offer.catch(() => {}); // looked at below, after the seat
    seat = await join(choice.room, choice);
    if (signal.aborted) return seat.leave().catch(() => {});
    tellMe();
    room.beginAnew();
    const forgotten = follow(seat, signal);
    if (seat.inLobby) {
      show('lobby');
      say(text('inLobby'));
      const admitted = new Promise(resolve => { onAdmitted = () => resolve('admitted'); });
      if (await Promise.race([forgotten, admitted, aborted]) !== 'admitted') return;
    }
    await mine.connect(seat, await offer);
    arrive();
    end = await Promise.race([forgotten, mine.ended, aborted]);
    if (end === 'blocked') {
      offerAnotherWay();
      end = await Promise.race([forgotten, aborted]);
    } else if (end === 'lost') {
      seat.leave().catch(() => {});
    }
  } catch (problem) {
    if (!signal.aborted) throw problem;
  } finally {
    ending.abort();
    call?.close();
    seat = call = null;
    isBlocked = false;
  }
}

/** Follows the events of our seat for as long as the box knows it, over as many streams as it takes. */
async function follow(seat, signal) {
  for (let tries = 0; !signal.aborted; tries += 1) {
    let isFirst = true;
    try {
      await seat.events((name, data) => {
        if (signal.aborted) return;
        if (tries > 1) say(text('back'));
        tries = 0;
        handlers[name]?.(data, isFirst);
        isFirst = false;
      }, untilWoken(signal));
    } catch (problem) {
      if (problem instanceof Refusal && problem.isForgotten) return 'forgotten';
    }
    if (signal.aborted) break;
    if (tries === 1) say(text('reconnecting'));
    await step(tries);
  }
  return 'left';
}

function makeCall() {
  const made = new Call(microphone.track, byId('remote'));
  made.onState = isConnected => {
    if (call !== made) return;
    drawQuality(isConnected ? 'connected' : 'connecting', advice);
    if (isConnected) play();
  };
  return made;
}

function arrive() {
  say(isReconnecting ? text('back') : text(choice.isMuted ? 'joinedMuted' : 'joined', { room: choice.room }));
  isReconnecting = false;
  show('call');
  drawQuality(call.isConnected ? 'connected' : 'connecting', advice);
  drawMute();
  play();
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
  advice = null;
  say(text(key));
  drawQuality();
}

/** Back to the form for good; `problem` says why if it was not our wish. */
function goBack(reason, problem) {
  const wasIn = view !== 'join';
  choice.isIn = isReconnecting = choice.hand = byId('join').disabled = false;
  choice.pin = '';
  advice = null;
  visiting?.abort();
  wake();
  keep();
  room.clear();
  byId('remote').srcObject = null;
  byId('remote').removeAttribute('src');
  show('join');
  drawMute();
  drawQuality();
  offerOnly();
  warn(problem ? reason : '');
  say(problem ? '' : reason);
  if (problem?.code?.includes('pin')) byId('pin').focus();
  else if (wasIn) byId('title').parentElement.focus();
}

function leave() {
  seat?.leave().catch(() => {});
  goBack(text('left'));
}

// 2. What the box tells

const handlers = {
  people(state, isFirst) {
    room.draw(state);
    drawDiagnostics(state.diagnosticsSeconds);
    // While the stream was broken a host may have muted us.
    const me = state.people.find(person => person.handle === state.you);
    if (isFirst && me?.muted && seat.isTold && !choice.isMuted && !isTalkingByKey) handlers.moderation({ action: 'mutedByHost' });
    if (me) takeName(me.name ?? '');
    tellMe();
  },
  talking({ handles }) {
    room.mark(handles);
  },
  moderation({ action }) {
    if (action === 'mutedByHost') {
      seat.wasMuted();
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
    if (call?.isConnected) drawQuality('connected', advice);
    call?.advise(received).catch(() => {});
  },
};

/** A host may have given us another name; with it we come back after a break. */
function takeName(name) {
  if (name === choice.name) return;
  choice.name = name;
  byId('name').value = name;
  say(name ? text('renamed', { name }) : text('unnamed'));
  keep();
}

// 3. What we tell the box: mute, hand, a host's wishes

const isSilent = () => choice.isMuted && !isTalkingByKey;

function tellMe() {
  seat?.tell({ muted: isSilent(), hand: choice.hand });
}

function setMute(isMuted) {
  choice.isMuted = isMuted;
  if (!isMuted) warn('');
  drawMute();
  tellMe();
  keep();
}

function setHand(isUp) {
  choice.hand = isUp;
  drawMute();
  tellMe();
  keep();
}

function talkByKey(isHeld) {
  isTalkingByKey = isHeld;
  drawMute();
  tellMe();
}

function drawMute() {
  if (microphone.track) microphone.track.enabled = !choice.isIn || !isSilent();
  byId('mute').setAttribute('aria-pressed', isSilent());
  byId('hand').setAttribute('aria-pressed', choice.hand);
  byId('mute-hint').textContent = text(whoHears());
}

function whoHears() {
  if (!microphone.track) return 'listening';
  if (isBlocked) return 'blocked';
  if (!isSilent()) return 'heard';
  return matchMedia('(any-hover: hover)').matches ? 'unheardKeys' : 'unheard';
}

async function hostAction(action, handle, name) {
  try {
    await seat?.host(action, handle, name);
  } catch (problem) {
    warn(text('actionFailed', { reason: whyNot(problem) }));
  }
}

// 4. Microphone and sound

function openMicrophone() {
  warn('');
  offerOnly();
  microphone.open(choice);
  setTimeout(() => microphone.isAsking && view === 'join' && say(text('answerBrowser')), 700);
}

microphone.onChange = () => {
  const { track, trouble } = microphone;
  meter.watch(track);
  listMicrophones();
  drawMute();
  if (view === 'join' && !choice.isIn) say('');
  if (trouble) {
    warn(text(trouble.key, trouble));
    offerOnly(trouble.key === 'insecure' ? undefined : 'microphone-again');
  }
  // A connection that was made only for listening cannot begin to send: a new visit can.
  if (call && track && !call.hasMicrophone) comeAgain();
  else if (call?.hasMicrophone) call.replaceTrack(track).catch(() => {});
};

microphone.onGone = () => {
  warn(text('microphoneGone'));
  offerOnly('microphone-again');
};

async function listMicrophones() {
  const devices = await microphone.list();
  const named = devices.map(({ deviceId, label }, place) => [deviceId, label || text('microphoneNumber', { number: place + 1 })]);
  const options = [['', text('microphoneDefault')], ...named, ['none', text('microphoneNone')]];
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
    if (byId('sound-on').hidden) return;
    offerOnly();
    warn('');
  } catch (problem) {
    if (problem.name !== 'NotAllowedError') return;
    warn(text('soundBlocked'));
    offerOnly('sound-on');
  }
}

/** UDP does not reach this network: the mix as a stream over HTTPS is left. */
function offerAnotherWay() {
  isBlocked = true;
  drawMute();
  drawQuality();
  warn(text('mediaBlocked'));
  offerOnly('listen-over-https');
}

function listenOverHTTPS() {
  const remote = byId('remote');
  remote.srcObject = null;
  remote.src = listenAddress(choice.room, choice.pin);
  warn('');
  offerOnly();
  say(text('listeningOverHTTPS'));
  play();
}

/** A new visit at once. */
function comeAgain() {
  seat?.leave().catch(() => {});
  visiting?.abort();
  wake();
}

/** Another network, or a long sleep: what stands may be dead, so look at once. */
function comeToLife() {
  if (!choice.isIn) return;
  if (isBlocked) return comeAgain();
  wake();
  call?.mend();
  play();
}

async function measureQuality() {
  const measured = call;
  if (view !== 'call' || !measured?.isConnected) return;
  const figures = await measured.measure();
  if (call === measured && measured.isConnected) drawQuality('connected', advice, figures);
}

// 5. Beginning

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
    const door = await look(choice.room);
    needsPIN = door.needsPIN;
    drawDiagnostics(door.diagnosticsSeconds);
    byId('pin-hint').textContent = text(needsPIN ? 'pinHintNeeded' : 'pinHint');
  } catch (problem) {
    if (problem.status === 404) warn(problem.message || text('noSuchRoom'));
  }
}

function onSubmit(event) {
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
    drawTitle(choice.room);
    lookAtRoom();
  }
  Object.assign(choice, { name: byId('name').value.trim(), pin: byId('pin').value.trim(), isMuted: byId('start-muted').checked });
  warn(microphone.trouble ? text(microphone.trouble.key, microphone.trouble) : '');
  say(text(microphone.isAsking ? 'answerBrowser' : 'joining'));
  stay();
}

function listenToControls() {
  const on = (id, name, act) => byId(id).addEventListener(name, act);
  on('join-form', 'submit', onSubmit);
  on('microphone', 'change', event => {
    choice.device = event.target.value;
    openMicrophone();
    keep();
  });
  for (const name of ['echo', 'noise', 'gain']) {
    byId(name).checked = choice[name];
    on(name, 'change', event => {
      choice[name] = event.target.checked;
      openMicrophone();
      keep();
    });
  }
  byId('volume').value = choice.volume;
  on('volume', 'input', event => {
    choice.volume = Number(event.target.value);
    byId('remote').volume = choice.volume / 100;
    keep();
  });
  on('mute', 'click', () => setMute(!choice.isMuted));
  on('hand', 'click', () => setHand(!choice.hand));
  on('leave', 'click', leave);
  on('leave-lobby', 'click', leave);
  // A host's PIN is nobody else's business.
  on('invite', 'click', () => invite(choice.room, needsPIN && seat?.role !== 'host' ? choice.pin : ''));
  on('mute-all', 'click', () => hostAction('mute-all'));
  on('lock', 'click', event => hostAction(event.target.getAttribute('aria-pressed') === 'true' ? 'unlock' : 'lock'));
  listenToEnd(() => hostAction('end'));
  on('sound-on', 'click', play);
  on('microphone-again', 'click', openMicrophone);
  on('listen-over-https', 'click', listenOverHTTPS);
  listenToSpaceBar({
    button: byId('mute'),
    isMuted: () => view === 'call' ? choice.isMuted : null,
    talk: talkByKey,
    toggle: () => setMute(!choice.isMuted),
  });
  room.onHostAction = hostAction;
  room.onRename = async (person, shownName) => {
    const name = await askName(person.name ?? '', shownName);
    if (name !== null) hostAction('rename', person.handle, name);
  };
  room.onNews = say;
}

function begin() {
  translate(document);
  const path = location.pathname.match(/^\/r\/([a-z0-9-]{1,32})\/?$/);
  const kept = recall();
  const isReload = performance.getEntriesByType('navigation')[0]?.type === 'reload' || document.wasDiscarded;
  const comesBack = Boolean(isReload && kept.isIn && kept.room === path?.[1]);
  Object.assign(choice, kept, { room: path?.[1] ?? '', isIn: false });
  if (!comesBack) Object.assign(choice, { pin: '', hand: false, isMuted: false });
  byId('room-field').hidden = Boolean(path);
  byId('name').value = choice.name;
  byId('pin').value = choice.pin;
  byId('start-muted').checked = choice.isMuted;
  byId('sound-before').append(byId('sound'));
  drawTitle(choice.room);
  if (!window.RTCPeerConnection) {
    byId('join').disabled = true;
    return warn(text('tooOld'));
  }
  listenToControls();
  listenForLife(comeToLife);
  navigator.mediaDevices?.addEventListener?.('devicechange', listMicrophones);
  addEventListener('pagehide', () => {
    seat?.leave().catch(() => {});
    visiting?.abort();
  });
  setInterval(measureQuality, 2000);
  listMicrophones();
  openMicrophone();
  if (choice.room) lookAtRoom();
  if (comesBack) {
    startReconnecting('joining');
    stay();
  }
}

begin();
