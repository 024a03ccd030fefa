// Shows who is here: the list of people, the lobby, the hosts' tools. Draws what it is told and decides nothing.

import { text } from './strings.js';

const byId = id => document.getElementById(id);

/** How long arrivals and departures are collected, so that a screen reader hears one sentence and not thirty. */
const gatherMs = 1500;

export class Room {
  /** Called with an action of /api/host and a person's handle. */
  onHostAction = () => {};

  /** Called with a person, and what it is called now. */
  onRename = () => {};

  /** Called with a sentence for the polite live region. */
  onNews = () => {};

  #rows = new Map();
  #waiting = new Map();
  #known = null;
  #came = [];
  #went = [];
  #timer;

  /** The next state is a beginning and not news: a restarted box gives everybody another handle. */
  beginAnew() {
    clearTimeout(this.#timer);
    this.#known = null;
    this.#came = [];
    this.#went = [];
  }

  /** Forgets everybody. */
  clear() {
    this.beginAnew();
    for (const row of [...this.#rows.values(), ...this.#waiting.values()]) row.remove();
    this.#rows.clear();
    this.#waiting.clear();
  }

  /** Draws the whole state of a `people` event. Rows stay where they are, so that the focus does too. */
  draw({ people, lobby, locked, you }) {
    const amHost = people.find(person => person.handle === you)?.role === 'host';
    this.#tellNews(people, lobby, you);
    const meFirst = [...people].sort((a, b) => (b.handle === you) - (a.handle === you));
    update(byId('people'), this.#rows, meFirst, personRow(this.#act, this.#rename), (row, person) =>
      drawPerson(row, person, { isMe: person.handle === you, amHost }));
    update(byId('lobby'), this.#waiting, lobby, waitingRow(this.#act), drawWaiting);
    byId('people-title').textContent = text('peopleCount', { count: people.length });
    byId('host-tools').hidden = !amHost;
    byId('lobby-empty').hidden = lobby.length > 0;
    byId('lock').setAttribute('aria-pressed', locked);
  }

  /** Marks who talks. Only marks: this changes too often to be read out. */
  mark(handles) {
    for (const [handle, row] of this.#rows) setTalking(row, handles.includes(handle));
  }

  #act = (action, handle) => this.onHostAction(action, handle);
  #rename = handle => {
    const person = this.#known?.get(handle);
    if (person) this.onRename(person, nameOf(person));
  };

  #tellNews(people, lobby, you) {
    const known = this.#known;
    this.#known = new Map([...people, ...lobby.map(person => ({ ...person, waits: true }))].map(person => [person.handle, person]));
    if (!known) return;
    for (const person of this.#known.values()) {
      const before = known.get(person.handle);
      if (person.handle === you) continue;
      if (person.waits) before || this.onNews(text('waits', { name: nameOf(person) }));
      else if (!before || before.waits) this.#came.push(nameOf(person));
      else if (person.hand && !before.hand) this.onNews(text('raised', { name: nameOf(person) }));
    }
    for (const person of known.values()) {
      if (!person.waits && person.handle !== you && !this.#known.has(person.handle)) this.#went.push(nameOf(person));
    }
    if (this.#came.length + this.#went.length === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const sentences = [count('came', this.#came), count('went', this.#went)].filter(Boolean);
      this.#came = [];
      this.#went = [];
      this.onNews(sentences.join(' '));
    }, gatherMs);
  }
}

/** The name that somebody chose, or what to call somebody who chose none. */
function nameOf({ name, phone, handle }) {
  return name || (phone ? text('caller', { phone }) : text('guest', { handle }));
}

function count(key, names) {
  if (names.length === 0) return '';
  return names.length === 1 ? text(key, { name: names[0] }) : text(`${key}Many`, { count: names.length });
}

/** Makes the list hold one row for each person, in this order, with as few moves as that takes. */
function update(list, rows, people, make, draw) {
  const handles = new Set(people.map(person => person.handle));
  for (const [handle, row] of rows) {
    if (handles.has(handle)) continue;
    row.remove();
    rows.delete(handle);
  }
  people.forEach((person, place) => {
    let row = rows.get(person.handle);
    if (!row) {
      row = make(person.handle);
      rows.set(person.handle, row);
    }
    if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
    draw(row, person);
  });
}

function element(tag, className, content = '') {
  return Object.assign(document.createElement(tag), { className, textContent: content });
}

function personRow(act, rename) {
  return handle => {
    const row = element('li', 'person');
    row.dataset.handle = handle;
    const portrait = element('span', 'portrait');
    portrait.ariaHidden = 'true';
    const about = element('span', 'about');
    about.append(element('span', 'who'), ' ', element('span', 'marks'));
    row.append(portrait, about, element('span', 'talk', text('talking')), element('span', 'actions'));
    row.querySelector('.actions').append(
      actionButton('mute-person', () => act('mute', handle)),
      actionButton('ask-person', () => act('unmute-ask', handle)),
      actionButton('rename-person', () => rename(handle)),
      actionButton('remove-person', () => act('remove', handle)));
    return row;
  };
}

function drawPerson(row, person, { isMe, amHost }) {
  const name = nameOf(person);
  row.querySelector('.portrait').textContent = [...name][0].toUpperCase();
  row.querySelector('.who').textContent = name;
  const marks = [
    isMe && 'you', person.role === 'host' && 'host', person.kind === 'phone' && 'phone', person.kind === 'listener' && 'listener',
    person.hand && 'handUp', person.muted && 'muted', connectionMark(person),
  ].filter(Boolean);
  row.querySelector('.marks').replaceChildren(...marks.map(mark => element('span', `mark ${mark}`, text(mark))), ...digitsMark(person));
  row.dataset.muted = Boolean(person.muted);
  row.dataset.hand = Boolean(person.hand);
  row.dataset.connection = person.connection;
  setTalking(row, Boolean(person.talking));
  row.querySelector('.actions').hidden = !amHost || isMe;
  label(row.querySelector('.mute-person'), 'mutePerson', name, person.muted || person.kind === 'listener');
  label(row.querySelector('.ask-person'), 'askPerson', name, !person.muted || person.kind === 'listener');
  label(row.querySelector('.rename-person'), 'renamePerson', name);
  label(row.querySelector('.remove-person'), 'removePerson', name);
}

/** The end of a caller's number, which only hosts are told. */
function digitsMark({ lastDigits }) {
  return lastDigits ? [element('span', 'mark digits', text('digits', { lastDigits }))] : [];
}

/** Whoever has just come is still connecting; only what was there can be lost. */
function connectionMark({ connection, quality }) {
  if (connection === 'connected') return quality === 'poor' && 'poor';
  return connection === 'lost' ? 'away' : 'connecting';
}

function setTalking(row, isTalking) {
  row.dataset.talking = isTalking;
}

function waitingRow(act) {
  return handle => {
    const row = element('li', 'person');
    row.dataset.handle = handle;
    const about = element('span', 'about');
    about.append(element('span', 'who'), ' ', element('span', 'marks'));
    row.append(about, element('span', 'actions'));
    row.querySelector('.actions').append(
      actionButton('admit-person', () => act('admit', handle)),
      actionButton('remove-person', () => act('remove', handle)));
    return row;
  };
}

function drawWaiting(row, person) {
  const name = nameOf(person);
  row.querySelector('.who').textContent = name;
  const marks = person.phone ? [element('span', 'mark phone', text('phone')), ...digitsMark(person)] : [];
  row.querySelector('.marks').replaceChildren(...marks);
  label(row.querySelector('.admit-person'), 'admitPerson', name);
  label(row.querySelector('.remove-person'), 'removePerson', name);
}

function actionButton(className, onPress) {
  const button = element('button', className);
  button.type = 'button';
  button.addEventListener('click', onPress);
  return button;
}

/** Seen, the button says what it does; read aloud, also to whom. */
function label(button, key, name, isHidden = false) {
  button.textContent = text(key);
  button.ariaLabel = text('action', { action: text(key), name });
  button.hidden = isHidden;
}
