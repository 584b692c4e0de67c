// How a page draws attention to itself: a short sound, a notification, a count in the title.

export const beep = () => {
  try {
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.08, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.35);
    tone.connect(volume).connect(audio.destination);
    tone.onended = () => audio.close();
    tone.start();
    tone.stop(audio.currentTime + 0.35);
  } catch {
    /* no sound on this device */
  }
};

/** Where the page is not in view and its person has agreed to it; a click brings the page back. */
export const notify = (text, tag) => {
  if (document.visibilityState === "visible") return;
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  try {
    const shown = new Notification(text, { tag });
    shown.onclick = () => window.focus();
  } catch {
    /* some phones know notifications only from service workers */
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
