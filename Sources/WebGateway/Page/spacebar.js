// The space bar talks while it is held. On the mute button a short press switches; where one types or chooses it does neither.

/** Held for longer than this on the mute button, the bar was held to talk and not pressed to switch. */
const holdMs = 300;

const ownSpace = 'input, select, textarea, button, summary, a, audio, [contenteditable]';

/** `isMuted()` is asked when the bar goes down, and null means not in a call; `talk(isHeld)` and `toggle()` do what the person wants. */
export function listenToSpaceBar({ button, isMuted, talk, toggle }) {
  let press = null; // {since, wasMuted} while the bar is down

  addEventListener('keydown', event => {
    const isTaken = event.target !== button && event.target.closest?.(ownSpace);
    if (event.code !== 'Space' || isTaken || isMuted() === null || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (press) return;
    press = { since: performance.now(), wasMuted: isMuted() };
    if (press.wasMuted) talk(true);
  });

  addEventListener('keyup', event => {
    if (event.code !== 'Space' || !press) return;
    event.preventDefault();
    const { since, wasMuted } = press;
    release();
    const isShort = performance.now() - since < holdMs;
    if (event.target === button && (isShort || !wasMuted)) toggle();
  });

  // The key may come up while another window has the focus: never go on talking unseen.
  addEventListener('blur', release);

  function release() {
    if (press?.wasMuted) talk(false);
    press = null;
  }
}
