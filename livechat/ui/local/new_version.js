// A new version was deployed while this tab was open: load it, in a moment that disturbs nobody.
//
// The server says which build of the pages it serves. The tab asks when it is first connected and
// after every reconnect; a deployment is always one. What is written and not yet sent is in local
// storage (outbox_store.js), so that drafts outlive the loading.
import { useEffect, useRef } from "react";
import { useConnection } from "./connection.js";
import { isHolding } from "./uploads.js";

const QUIET_MS = 2000; // so long without a key or a tap
const SEEN = "livechat.version"; // never load twice for the same version

// Forms other than the composer are kept nowhere: whoever is in the middle of one is not disturbed.
const isFillingIn = () => {
  // Chosen pictures live in this page alone.
  if (isHolding() || document.querySelector("dialog[open]")) return true;
  const active = document.activeElement;
  return Boolean(active?.matches?.("input, textarea, select") && !active.closest("[data-kept]"));
};

const load = (version) => {
  try {
    if (window.sessionStorage.getItem(SEEN) === version) return;
    window.sessionStorage.setItem(SEEN, version);
  } catch {
    return; // without a memory it could go on for ever
  }
  window.location.reload();
};

const ask = async () => {
  try {
    const answer = await fetch("/api/version", { cache: "no-store" });
    return answer.ok ? (await answer.json()).version : "";
  } catch {
    return "";
  }
};

export const useNewVersion = () => {
  const { isOnline, errors } = useConnection();
  const own = useRef("");
  const newer = useRef("");
  const touchedAt = useRef(0);
  useEffect(() => {
    if (!isOnline) return undefined;
    let isGone = false;
    ask().then((version) => {
      if (isGone || !version) return;
      own.current ||= version;
      newer.current = version === own.current ? "" : version;
    });
    return () => {
      isGone = true;
    };
  }, [isOnline, errors]);
  useEffect(() => {
    const touched = () => {
      touchedAt.current = Date.now();
    };
    const timer = window.setInterval(() => {
      const isQuiet = Date.now() - touchedAt.current > QUIET_MS && !isFillingIn();
      if (newer.current && (isQuiet || document.visibilityState === "hidden")) load(newer.current);
    }, 500);
    window.addEventListener("keydown", touched, true);
    window.addEventListener("pointerdown", touched, true);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener("keydown", touched, true);
      window.removeEventListener("pointerdown", touched, true);
    };
  }, []);
};
