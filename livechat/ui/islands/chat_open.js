// Whether the chat panel is open on this page: decided here, so that it opens without waiting.
const KEY = "livechat.panel";
const listeners = new Set();
let open = false;
let topic = "";
let opener = null;

const remember = () => {
  try {
    if (open) window.sessionStorage.setItem(KEY, "open");
    else window.sessionStorage.removeItem(KEY);
  } catch {
    /* blocked storage: the panel is simply closed after a reload */
  }
};

const tell = () => listeners.forEach((listener) => listener());

export const wasOpen = () => {
  try {
    return window.sessionStorage.getItem(KEY) === "open";
  } catch {
    return false;
  }
};

/** Open the panel; focus goes back to `from` when it closes. */
export const show = (from = null, about = "") => {
  opener = from ?? document.activeElement;
  topic = about;
  open = true;
  remember();
  tell();
};

export const hide = () => {
  open = false;
  remember();
  tell();
  const from = opener;
  opener = null;
  // After the page behind is in reach again; a button that made way for the panel is a new one.
  window.requestAnimationFrame(() => {
    const isThere = from?.isConnected && from !== document.body && from.getClientRects().length > 0;
    const buttons = [...document.querySelectorAll('[aria-haspopup="dialog"]')];
    (isThere ? from : buttons.find((button) => button.getClientRects().length > 0))?.focus({ preventScroll: true });
  });
};

export const currentTopic = () => topic;
export const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const snapshot = () => open;
export const serverSnapshot = () => false;
