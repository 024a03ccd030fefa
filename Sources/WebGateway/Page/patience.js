// How the page waits and what wakes it: steps between tries, and the signs that the network may be another one.

/** Steps between two tries to reach the box. The first ones are short: a restarted box listens again within a second. */
const stepsMs = [500, 500, 700, 1000, 1500, 2000, 3000];

/** A clock that ran on for so long without us: the lid was closed, or the telephone slept. */
const sleepMs = 10000;

let waking = new AbortController();

/** Aborts at the next sign of life: for what may be dead without knowing it, such as an event stream. */
export function untilWoken(signal) {
  return AbortSignal.any ? AbortSignal.any([signal, waking.signal]) : signal;
}

/** Waits before the next try, a little differently in each page, so that a restarted box is not stormed. */
export function step(tries) {
  return new Promise(resolve => {
    setTimeout(resolve, stepsMs[Math.min(tries, stepsMs.length - 1)] * (0.8 + 0.4 * Math.random()));
    waking.signal.addEventListener('abort', resolve);
  });
}

/** Ends every wait now. */
export function wake() {
  waking.abort();
  waking = new AbortController();
}

/** Calls `act` when the network has changed or the device has slept. */
export function listenForLife(act) {
  addEventListener('online', act);
  addEventListener('pageshow', event => event.persisted && act());

  // `change` also reports every new estimate of the speed: only another kind of network counts.
  const { connection } = navigator;
  let kind = connection?.type;
  connection?.addEventListener?.('change', () => {
    if (connection.type !== kind) act();
    kind = connection.type;
  });

  let last = Date.now();
  const lookAtClock = () => {
    const gap = Date.now() - last;
    last = Date.now();
    if (gap > sleepMs) act();
  };
  setInterval(lookAtClock, 1000);
  document.addEventListener('visibilitychange', lookAtClock);
}
