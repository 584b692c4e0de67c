// What has been written and is not yet known to be stored on the server, and the drafts.
//
// Kept in local storage, one list for each account (`scope`), so that a reload, a crash or a dead
// connection loses nothing and another account on the same device sends nothing of it.
// Entry: {id, text, conversation, attachments, at, failed}; `failed` is the refusal's reason.

const PREFIX = "livechat.";
const listeners = new Set();
const EMPTY = [];
let scope = "";
let entries = EMPTY;
let editing = null; // a refused text on its way back into the composer
let early = ""; // typed before the page knew whose words they are; of this page alone

const outboxKey = () => `${PREFIX}outbox.${scope}`;
const draftKey = (conversation) => `${PREFIX}draft.${scope}.${conversation}`;

// Storage may be blocked or full; then the memory of this page has to do.
const storage = {
  get: (key) => {
    try {
      return window.localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set: (key, value) => {
    try {
      if (value) window.localStorage.setItem(key, value);
      else window.localStorage.removeItem(key);
    } catch {
      /* see above */
    }
  },
};

const read = () => {
  try {
    const found = JSON.parse(storage.get(outboxKey()) ?? "[]");
    return Array.isArray(found) && found.length ? found : EMPTY;
  } catch {
    return EMPTY;
  }
};

const tell = () => listeners.forEach((listener) => listener());

const write = (next) => {
  entries = next.length ? next : EMPTY;
  storage.set(outboxKey(), next.length ? JSON.stringify(next) : "");
  tell();
};

export const currentScope = () => scope;

/** The account whose words these are; "" while nobody is known to be signed in. */
export const openFor = (name) => {
  if (name === scope || typeof window === "undefined") return;
  scope = name;
  entries = scope ? read() : EMPTY;
  if (scope && early) {
    keepDraft("", joined(draft(""), early));
    early = "";
  }
  tell();
};

/** A version 4 UUID; randomUUID exists on https and localhost only. */
export const newId = () => {
  if (window.crypto.randomUUID) return window.crypto.randomUUID();
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

// Text that cannot be stored is made whole here: halves of characters and NUL.
const whole = (text) =>
  text
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD")
    .replaceAll("\u0000", "");

export const add = (text, conversation, attachments) => {
  const at = new Date().toISOString();
  const entry = { id: newId(), text: whole(text), conversation, attachments, at, failed: "" };
  write([...read(), entry]);
  return entry;
};

export const remove = (ids) => {
  const gone = new Set(ids);
  if (entries.some((entry) => gone.has(entry.id))) {
    write(read().filter((entry) => !gone.has(entry.id)));
  }
};

/** Mark refused entries; `reasons` maps ids to what the server said. */
export const fail = (reasons) => {
  if (entries.some((entry) => reasons[entry.id] && entry.failed !== reasons[entry.id])) {
    write(read().map((entry) => ({ ...entry, failed: reasons[entry.id] ?? entry.failed })));
  }
};

/** A refused message was never stored, so another attempt is a new message. */
export const retry = (id) =>
  write(read().map((e) => (e.id === id ? { ...e, id: newId(), failed: "" } : e)));

/** Take a refused message back into the composer. */
export const edit = (id) => {
  editing = entries.find((entry) => entry.id === id) ?? null;
  remove([id]);
};

export const takeEditing = () => {
  const taken = editing;
  editing = null;
  return taken;
};

const joined = (one, other) => [one, other].filter(Boolean).join("\n");

export const draft = (conversation) =>
  scope ? (storage.get(draftKey(conversation)) ?? "") : early;

export const keepDraft = (conversation, text) => {
  if (scope) storage.set(draftKey(conversation), text);
  else early = text;
};

/** The draft of this conversation. What was written before there was one belongs to it, behind
 * what it has; `typed` is what stands in the field of that, as the storage may be blocked. */
export const adoptDraft = (conversation, typed) => {
  const before = draft("") || typed;
  if (!scope || !conversation || !before) return before || draft(conversation);
  const found = joined(draft(conversation), before);
  keepDraft("", "");
  keepDraft(conversation, found);
  return found;
};

/** Everything of ours on this device, of all accounts: at sign-out. */
export const clearAll = () => {
  try {
    Object.keys(window.localStorage)
      .filter((key) => key.startsWith(`${PREFIX}outbox.`) || key.startsWith(`${PREFIX}draft.`))
      .forEach((key) => window.localStorage.removeItem(key));
  } catch {
    /* blocked storage holds nothing of ours */
  }
  scope = "";
  early = "";
  entries = EMPTY;
  tell();
};

export const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const snapshot = () => entries;
export const serverSnapshot = () => EMPTY;

if (typeof window !== "undefined") {
  // Another tab has sent or heard back.
  window.addEventListener("storage", (event) => {
    if (event.key === outboxKey()) {
      entries = read();
      tell();
    }
  });
  window.addEventListener("livechat.clear", clearAll);
  // The sign-out form or link, wherever it stands.
  const clearsAt = (type, selector) =>
    document.addEventListener(type, (event) => event.target?.closest?.(selector) && clearAll(), true);
  clearsAt("submit", 'form[data-sign-out], form[action$="/sign-out"]');
  clearsAt("click", "a[data-sign-out]");
}
