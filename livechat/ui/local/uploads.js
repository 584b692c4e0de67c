// Pictures on their way to the server: one request each, with progress; to cancel or to try again.
// One after the other, as the server shows them in the order in which they came.
//
// They are kept for each conversation as long as the page is there, so that one may close the chat
// or look at another conversation meanwhile, and no picture ever goes with a message elsewhere.
import { useSyncExternalStore } from "react";
import { newId } from "./outbox_store.js";

const NONE = [];
const listeners = new Set();
const requests = new Map();
// {key, conversation, url, csrf, file, alt, name, picture, progress, id, error, canRetry} each
let all = NONE;

const write = (next) => {
  all = next;
  listeners.forEach((listener) => listener());
};
const change = (key, values) =>
  write(all.map((file) => (file.key === key ? { ...file, ...values } : file)));

// What another attempt may get through: no line, too slow, too many at once, a server in trouble.
const isPassing = (status) => status === 0 || status === 408 || status === 429 || status >= 500;

const reasonOf = (request, fallback) => {
  try {
    return JSON.parse(request.responseText).error || fallback;
  } catch {
    return fallback;
  }
};

const send = ({ key, conversation, url, file, alt, csrf, failedText }) => {
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append("conversation", conversation);
  if (alt) body.append("alt", alt);
  body.append("file", file, file.name);
  requests.set(key, request);
  const end = (values) => {
    requests.delete(key);
    change(key, values);
    sendNext();
  };
  const failed = () =>
    end({ error: reasonOf(request, failedText), canRetry: isPassing(request.status) });
  request.upload.onprogress = (event) =>
    event.lengthComputable && change(key, { progress: event.loaded / event.total });
  request.onload = () => {
    if (request.status < 200 || request.status >= 300) return failed();
    end({ progress: 1, id: String(JSON.parse(request.responseText).id) });
  };
  request.onerror = failed;
  request.open("POST", url);
  if (csrf) request.setRequestHeader("X-CSRF-Token", csrf);
  request.send(body);
};

const isUnderWay = (file) => !file.id && !file.error;
const sendNext = () => {
  const next = requests.size ? undefined : all.find(isUnderWay);
  if (next) send(next);
};

const forget = (gone) => {
  gone.forEach(({ key, picture }) => {
    requests.get(key)?.abort();
    requests.delete(key);
    URL.revokeObjectURL(picture);
  });
  write(all.filter((file) => !gone.includes(file)));
  sendNext();
};

const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether there are pictures that would be lost with the page. */
export const isHolding = () => all.length > 0;

/** The pictures chosen for this conversation, and what can be done with them. */
export const useUploads = ({ url, csrf, conversation, failedText }) => {
  const files = useSyncExternalStore(
    subscribe,
    () => all,
    () => NONE,
  ).filter((file) => file.conversation === conversation);
  const start = ({ file, alt }) => {
    const what = { key: newId(), conversation, url, csrf, failedText, file, alt, name: file.name };
    const picture = URL.createObjectURL(file);
    write([...all, { ...what, picture, progress: 0, id: "", error: "", canRetry: false }]);
    sendNext();
  };
  return {
    files,
    isBusy: files.some(isUnderWay),
    hasFailed: files.some((file) => file.error),
    ids: files.filter((file) => file.id).map((file) => file.id),
    start: (list) => list.forEach(start),
    retry: (file) => {
      change(file.key, { csrf, progress: 0, error: "", canRetry: false });
      sendNext();
    },
    remove: (file) => forget([file]),
    clearSent: () => forget(files.filter((file) => file.id)),
  };
};

if (typeof window !== "undefined") window.addEventListener("livechat.clear", () => forget(all));
