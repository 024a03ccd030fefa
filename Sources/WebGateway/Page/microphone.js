// The microphone: open it, close it, choose another, and show how loud it is.

const switches = { echo: 'echoCancellation', noise: 'noiseSuppression', gain: 'autoGainControl' };

/** What went wrong, as a key of strings.js, by the name of getUserMedia's error. */
const troubles = {
  NotAllowedError: 'microphoneRefused',
  SecurityError: 'microphoneRefused',
  NotFoundError: 'microphoneMissing',
  OverconstrainedError: 'microphoneMissing',
  NotReadableError: 'microphoneBusy',
  AbortError: 'microphoneBusy',
};

export class Microphone {
  /** The open track, or null: only listening. */
  track = null;

  /** `{key, reason}` of the last failure, or null. */
  trouble = null;

  /** True while the browser asks the person. */
  isAsking = false;

  /** Called when another track, or none, has taken the place of the old one. */
  onChange = () => {};

  /** Called when the device has gone by itself: unplugged, or taken by a telephone call. */
  onGone = () => {};

  #latest = 0;
  #waiting = [];

  /** Resolves when the microphone is open, or has failed, or is not wanted. */
  ready() {
    return new Promise(resolve => this.isAsking ? this.#waiting.push(resolve) : resolve());
  }

  /** Opens what `wishes` = {device, echo, noise, gain} says; device 'none' closes, '' is the usual one. The latest call wins. */
  async open({ device, ...wishes }) {
    const mine = ++this.#latest;
    this.trouble = null;
    if (device === 'none') return this.#take(null);
    const audio = { channelCount: 1 };
    if (device) audio.deviceId = { exact: device };
    for (const [name, constraint] of Object.entries(switches)) audio[constraint] = wishes[name];
    this.isAsking = true;
    try {
      if (!navigator.mediaDevices?.getUserMedia) throw Object.assign(new Error(), { key: 'insecure' });
      const stream = await navigator.mediaDevices.getUserMedia({ audio });
      const [track] = stream.getAudioTracks();
      if (mine !== this.#latest) return track.stop();
      track.addEventListener('ended', () => {
        if (this.track !== track) return;
        this.#take(null);
        this.onGone();
      });
      this.#take(track);
    } catch (error) {
      if (mine !== this.#latest) return;
      this.trouble = { key: error.key ?? troubles[error.name] ?? 'microphoneFailed', reason: error.name };
      this.#take(null);
    }
  }

  #take(track) {
    this.isAsking = false;
    if (this.track !== track) this.track?.stop();
    this.track = track;
    for (const resolve of this.#waiting.splice(0)) resolve();
    this.onChange();
  }

  /** The microphones that there are. Their names are empty until the person has allowed one. */
  async list() {
    const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []) ?? [];
    return devices.filter(device => device.kind === 'audioinput' && !['', 'default', 'communications'].includes(device.deviceId));
  }
}

/** Shows a track's loudness in a <meter>: 0 is -60 dBFS, 1 is full scale. */
export class LevelMeter {
  #element;
  #context;
  #source;
  #analyser;

  constructor(element) {
    this.#element = element;
    // A context that starts before the first gesture may be held back; the first gesture frees it.
    for (const gesture of ['pointerdown', 'keydown']) addEventListener(gesture, () => this.#context?.resume(), { passive: true });
    setInterval(() => this.#draw(), 100);
  }

  watch(track) {
    this.#source?.disconnect();
    this.#source = null;
    if (!track) return;
    this.#context ??= new AudioContext();
    this.#analyser ??= Object.assign(this.#context.createAnalyser(), { fftSize: 2048 });
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
    this.#context.resume();
  }

  #draw() {
    let level = 0;
    if (this.#source && this.#element.checkVisibility?.() !== false) {
      const samples = new Float32Array(this.#analyser.fftSize);
      this.#analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      level = Math.min(1, Math.max(0, 1 + 10 * Math.log10(power + 1e-12) / 60));
    }
    this.#element.value = level;
  }
}
