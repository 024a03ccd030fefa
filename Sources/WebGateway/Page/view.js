// What is seen and said: which view shows, the two live regions, and the buttons that help out of trouble.

import { language, text } from './strings.js';

export const byId = id => document.getElementById(id);

/** 'join', 'lobby' or 'call'. */
export let view = 'join';

/** Changes the view; the one sound panel goes along. */
export function show(name) {
  if (view === name) return;
  view = name;
  document.body.dataset.view = name;
  const panel = byId('sound');
  byId('rename').close();
  byId(name === 'join' ? 'sound-before' : 'sound-during').append(panel);
  panel.open = name === 'join';
  if (name === 'call') byId('mute').focus();
  scrollTo(0, 0);
}

/** A sentence for everybody, and for screen readers when they have time. */
export function say(sentence) {
  byId('status').textContent = sentence;
}

/** A sentence that must not be missed; an empty one takes it away. */
export function warn(sentence) {
  byId('alert').textContent = sentence;
}

/** Shows that one of the buttons that help out of trouble, or none. */
export function offerOnly(id) {
  for (const button of byId('offers').children) button.hidden = button.id !== id;
  byId('offers').hidden = !id;
}

/** The connection in plain words: what the box has advised, or else what we measured. */
export function drawQuality(state, advice, measured) {
  byId('quality').textContent = state === 'connecting' ? text('qualityConnecting') : state === 'connected' ? inWords(advice, measured) : '';
}

function inWords(advice, { lossPercent = 0, roundTripMs = 0 } = {}) {
  if (advice && advice.reason !== 'good') {
    const percent = Math.round(advice.lossPercent ?? 0);
    if (percent === 0) return text('qualityTight');
    return text(advice.redundancy ? 'qualityLossSturdy' : 'qualityLossLess', { percent });
  }
  if (lossPercent >= 3) return text('qualityLoss', { percent: lossPercent });
  return text(roundTripMs > 500 ? 'qualitySlow' : 'qualityGood');
}

/** When the operator stops looking at addresses; 0 while nobody looks. */
let diagnosticsEnd = 0;

/** Says until when the operator looks at addresses, or takes that away. The box tells how many seconds are left: clocks may differ. */
export function drawDiagnostics(seconds) {
  const end = seconds ? Date.now() + seconds * 1000 : 0;
  // Told once more it is the same end, some moments apart, and not to be read out again.
  if (seconds ? Math.abs(end - diagnosticsEnd) < 30000 : diagnosticsEnd === 0) return;
  diagnosticsEnd = end;
  const time = new Date(end).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  byId('diagnostics').textContent = seconds ? text('diagnostics', { time }) : '';
}

export function drawTitle(room) {
  byId('title').textContent = room || 'Partyline';
  document.title = room ? `${room} · Partyline` : 'Partyline';
}

/** Shares an invitation, by the telephone's own menu or by the clipboard. */
export async function invite(room, pin) {
  const link = `${location.origin}/r/${room}`;
  const lines = [text('inviteText', { room, link })];
  if (pin) lines.push(text('invitePIN', { pin }));
  const invitation = lines.join('\n');
  try {
    if (navigator.share && matchMedia('(pointer: coarse)').matches) {
      return await navigator.share({ title: text('inviteTitle', { room }), text: invitation });
    }
    await navigator.clipboard.writeText(invitation);
    say(text('inviteCopied'));
  } catch (problem) {
    if (problem.name !== 'AbortError') prompt(text('invitePrompt'), invitation);
  }
}

/** Asks for somebody's name; null when it stays as it is. Not by prompt(), which browsers keep from a page inside another. */
export function askName(name, shownName) {
  const dialog = byId('rename');
  const field = byId('new-name');
  byId('rename-title').textContent = text('renameTitle', { name: shownName });
  field.value = name;
  dialog.returnValue = '';
  dialog.showModal();
  field.select();
  return new Promise(resolve => dialog.addEventListener('close', () => {
    resolve(dialog.returnValue === 'rename' ? field.value.trim() : null);
  }, { once: true }));
}

/** Ending for everybody takes two presses: it cannot be taken back. */
export function listenToEnd(end) {
  const button = byId('end');
  let timer;
  const disarm = () => {
    clearTimeout(timer);
    delete button.dataset.armed;
    button.textContent = text('end');
  };
  button.addEventListener('click', () => {
    if (button.dataset.armed) {
      disarm();
      end();
    } else {
      button.dataset.armed = 'true';
      button.textContent = text('endReally');
      say(text('endWarning'));
      timer = setTimeout(disarm, 6000);
    }
  });
}
