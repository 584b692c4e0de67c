// How a page draws attention to itself: a short sound, a notification, a count in the title.

const SOUND_KEY = "livechat.sound";
// Each sound is a few tones: [hertz, after so many seconds].
const SOUNDS = {
  ping: [[660, 0]],
  chime: [
    [784, 0],
    [1047, 0.14],
  ],
  knock: [
    [196, 0],
    [196, 0.16],
    [196, 0.32],
  ],
  off: [],
};
const TONE_S = 0.35;

export const soundNames = Object.keys(SOUNDS);

export const chosenSound = () => {
  try {
    const name = window.localStorage.getItem(SOUND_KEY);
    return name in SOUNDS ? name : "ping";
  } catch {
    return "ping";
  }
};

export const chooseSound = (name) => {
  try {
    window.localStorage.setItem(SOUND_KEY, name);
  } catch {
    /* the choice lasts as long as storage does */
  }
};

const play = (audio, hertz, at) => {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0.08, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + TONE_S);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + TONE_S);
  return tone;
};

// Browsers let a page sound only after it was used, Safari only what was begun in a click or key.
let audio = null;
const allowSound = () => {
  if (audio || !("AudioContext" in window)) return;
  audio = new AudioContext();
  audio.resume().catch(() => {});
};

/** Makes ready for sounds at the first click or key; returns what undoes it. */
export const soundAfterUse = () => {
  const uses = ["pointerup", "keydown"];
  uses.forEach((use) => document.addEventListener(use, allowSound, { capture: true }));
  return () => uses.forEach((use) => document.removeEventListener(use, allowSound, { capture: true }));
};

/** The sound that was chosen on this device. */
export const beep = async () => {
  try {
    const tones = SOUNDS[chosenSound()];
    if (!tones.length) return;
    allowSound();
    await audio.resume();
    tones.forEach(([hertz, after]) => play(audio, hertz, audio.currentTime + after));
  } catch {
    /* no sound on this device */
  }
};

// Some phones know notifications only from service workers, whose own script then brings us back.
const notifyByWorker = async (text, tag) => {
  const worker = await navigator.serviceWorker?.getRegistration();
  await worker?.showNotification(text, { tag, data: window.location.pathname });
};

/** Where the page is not in view and its person has agreed to it; a click brings the page back. */
export const notify = (text, tag) => {
  if (document.visibilityState === "visible") return;
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  try {
    const shown = new Notification(text, { tag });
    shown.onclick = () => window.focus();
  } catch {
    notifyByWorker(text, tag).catch(() => {});
  }
};

/** Ask when an element of `selector` is clicked: then it is plain what notifications are for. */
export const askAt = (selector) => {
  const ask = (event) => {
    if (!event.target.closest?.(selector)) return;
    if ("Notification" in window && Notification.permission === "default") {
      Notification.requestPermission();
    }
  };
  document.addEventListener("click", ask);
  return () => document.removeEventListener("click", ask);
};

const plainTitle = () => document.title.replace(/^\(\d+\) /, "");

/** The count before the page's title; 0 takes it away. */
export const countInTitle = (count) => {
  document.title = count ? `(${count}) ${plainTitle()}` : plainTitle();
};
