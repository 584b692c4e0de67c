// Downloads a transcript: says how far it is when that takes a while, and when one may try again.
import { useEffect, useRef, useState } from "react";

const PATIENCE_MS = 1000; // what is ready sooner needs no words
const ASK_EVERY_MS = 700;
const IDLE = { kind: "idle" };

const say = (text, n) => (text || "").replace("{n}", n);

const newName = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16),
  );

const fileName = (answer) => {
  const found = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("content-disposition") || "");
  return found ? decodeURIComponent(found[1]) : "transcript";
};

const save = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

const refusal = async (answer, failed) => {
  try {
    return (await answer.json()).error || failed;
  } catch {
    return failed;
  }
};

// The share of the work that is done, as often as it makes sense; null for "at it".
const watch = (name, signal, tell) => {
  const ask = async () => {
    try {
      const answer = await fetch(`/api/transcript/progress/${name}`, { signal });
      if (answer.ok && !signal.aborted) tell((await answer.json()).share || null);
    } catch {
      // The download itself says what is wrong.
    }
  };
  const first = window.setTimeout(() => tell(null), PATIENCE_MS);
  const timer = window.setInterval(ask, ASK_EVERY_MS);
  return () => {
    window.clearTimeout(first);
    window.clearInterval(timer);
  };
};

const useDownload = (failed) => {
  const [state, setState] = useState(IDLE);
  const running = useRef(null);
  useEffect(() => () => running.current?.abort(), []);
  const isWaiting = state.kind === "wait";
  useEffect(() => {
    if (!isWaiting) return undefined;
    const tick = (all) =>
      all.until <= Date.now() ? IDLE : { ...all, left: Math.ceil((all.until - Date.now()) / 1000) };
    const timer = window.setInterval(() => setState(tick), 250);
    return () => window.clearInterval(timer);
  }, [isWaiting]);

  const start = async (address) => {
    const control = new AbortController();
    running.current = control;
    const name = newName();
    setState({ kind: "busy" });
    const begun = Date.now();
    const stop = watch(name, control.signal, (share) => {
      if (Date.now() - begun >= PATIENCE_MS) setState({ kind: "busy", isShown: true, share });
    });
    try {
      const joint = address.includes("?") ? "&" : "?";
      const answer = await fetch(`${address}${joint}progress=${name}`, { signal: control.signal });
      const seconds = Number(answer.headers.get("retry-after"));
      if (answer.ok) {
        save(await answer.blob(), fileName(answer));
        setState(IDLE);
      } else if (answer.status === 429 && seconds) {
        setState({ kind: "wait", seconds, left: seconds, until: Date.now() + seconds * 1000 });
      } else {
        setState({ kind: "failed", text: await refusal(answer, failed) });
      }
    } catch {
      if (!control.signal.aborted) setState({ kind: "failed", text: failed });
    } finally {
      stop();
    }
  };
  return [state, start];
};

/** `href` is the likeliest format, `others` are [label, address] of the rest. */
export const Download = ({ href, name, kind = "", labels = {}, others = [], children }) => {
  const [state, start] = useDownload(labels.failed);
  const menu = useRef(null);
  const isBusy = state.kind === "busy" || state.kind === "wait";
  const take = (address) => {
    if (isBusy) return;
    if (menu.current) menu.current.open = false;
    start(address);
  };
  const shown = state.isShown ? Math.round(100 * (state.share || 0)) : 0;
  return (
    <div className="dl">
      <button
        type="button"
        className={`btn ${kind}`}
        aria-label={name}
        aria-disabled={isBusy}
        onClick={() => take(href)}
      >
        {children}
      </button>
      {others.length > 0 && (
        <details ref={menu}>
          <summary>{labels.others}</summary>
          <ul>
            {others.map(([label, address]) => (
              <li key={address}>
                <button type="button" aria-disabled={isBusy} onClick={() => take(address)}>
                  {label}
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
      <div role="status" className="dl-said">
        {state.isShown && (
          <>
            <span>{shown ? say(labels.share, shown) : labels.preparing}</span>
            <progress aria-label={labels.preparing} {...(shown ? { value: shown, max: 100 } : {})} />
          </>
        )}
        {state.kind === "wait" && (
          <>
            <span className="sr-only">{say(labels.wait, state.seconds)}</span>
            <span aria-hidden="true" className="num">
              {say(labels.wait, state.left)}
            </span>
          </>
        )}
      </div>
      {state.kind === "failed" && (
        <p role="alert" className="dl-said">
          {state.text}
        </p>
      )}
    </div>
  );
};
