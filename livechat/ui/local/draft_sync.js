// Keeps a draft on the server, too, some moments after the last keystroke.
import { useEffect, useRef } from "react";

const QUIET_MS = 1200;

/** `changed(conversation, text)` after every change; what waits goes out when the page is left. */
export const useDraftSync = (onDraft) => {
  const waiting = useRef(null);
  const latest = useRef(onDraft);
  latest.current = onDraft;
  const flush = () => {
    if (!waiting.current) return;
    window.clearTimeout(waiting.current.timer);
    latest.current?.(waiting.current.conversation, waiting.current.text);
    waiting.current = null;
  };
  useEffect(() => {
    const ifHidden = () => document.visibilityState === "hidden" && flush();
    document.addEventListener("visibilitychange", ifHidden);
    return () => {
      document.removeEventListener("visibilitychange", ifHidden);
      flush();
    };
  }, []);
  return (conversation, text) => {
    if (!latest.current || !conversation) return;
    if (waiting.current && waiting.current.conversation !== conversation) flush();
    window.clearTimeout(waiting.current?.timer);
    waiting.current = { conversation, text, timer: window.setTimeout(flush, QUIET_MS) };
  };
};
