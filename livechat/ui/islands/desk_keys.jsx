// What the desk's page does by itself in the browser: shortcuts, the title's count, alerts.
import { useEffect, useRef } from "react";
import { askAt, beep, countInTitle, notify, soundAfterUse } from "./alerts.js";
import { useKeptFocus } from "./desk_focus.js";

const isTyping = (target) =>
  target.closest?.('input, textarea, select, [contenteditable="true"]') !== null;

const compose = (mode) => {
  window.dispatchEvent(new CustomEvent("livechat.compose", { detail: mode }));
};

// With the focus on it: there it goes back to when what has opened is closed.
const click = (selector) => {
  const button = document.querySelector(selector);
  button?.focus({ preventScroll: true });
  button?.click();
};

const move = (by) => {
  const rows = [...document.querySelectorAll("[data-chat]")];
  if (!rows.length) return;
  const here = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const next = rows[here < 0 ? 0 : Math.min(Math.max(here + by, 0), rows.length - 1)];
  next.click();
  next.scrollIntoView({ block: "nearest" });
};

// The slash itself then goes into the field that has the focus, unless something stands in it.
const beginCanned = () => {
  const isNote = document.querySelector(".desk-compose.noting") !== null;
  compose("reply");
  const field = document.querySelector(".desk-compose textarea");
  return isNote || field?.value === "";
};

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  r: () => compose("reply"),
  n: () => compose("note"),
  "/": beginCanned,
  e: () => click("#desk-end"),
  t: () => click("#desk-escalate"),
  "?": () => click("#desk-help"),
};

const useShortcuts = () =>
  useEffect(() => {
    const press = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") {
        if (isTyping(event.target)) event.target.blur();
        return;
      }
      if (isTyping(event.target) || event.target.closest?.('[role="dialog"]')) return;
      if (document.querySelector("dialog[open]")) return;
      const act = KEYS[event.key.toLowerCase()];
      if (!act) return;
      if (act() !== true) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);

const alertWith = (text) => {
  beep();
  notify(text, "livechat-desk");
};

export const DeskKeys = ({ offers = 0, unread = 0, told = "", labels = {} }) => {
  useShortcuts();
  useKeptFocus();
  // Going online is the moment at which it is plain what notifications are for.
  useEffect(() => askAt('[data-presence="online"]'), []);
  useEffect(soundAfterUse, []);
  const before = useRef({ offers, unread });
  useEffect(() => {
    if (offers > before.current.offers) alertWith(labels.offer);
    else if (unread > before.current.unread && document.visibilityState !== "visible") {
      alertWith(labels.message);
    }
    before.current = { offers, unread };
  }, [offers, unread]);
  // A whisper, say, or that somebody has taken one's chat over.
  useEffect(() => {
    if (told) alertWith(told);
  }, [told]);
  useEffect(() => {
    countInTitle(offers + unread);
    return () => countInTitle(0);
  }, [offers, unread]);
  return null;
};
