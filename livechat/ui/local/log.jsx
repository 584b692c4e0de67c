// The conversation: keeps the reader's place, says what is new, notices what was read, and shows
// what this browser has not yet got through. Messages are children with `data-seq`.
// To who listens it says every new message once: not what is still on its way from here, not what
// was there before the conversation was opened, and no older page.
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { useConnection } from "./connection.js";
import * as store from "./outbox_store.js";

const NEAR_PX = 48; // so close to the end counts as being at it
const READ_MS = 1000;
const ASK_PX = 80; // so close to an end of what is here, more is asked for
const GREETING = 3; // so many first lines are news; more than that were there before
const HUSH_MS = 500; // so long screen readers may take to look at what has changed

const seqs = (log) => [...log.querySelectorAll("[data-seq]")].map((e) => Number(e.dataset.seq));
const isAtEnd = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;

const Failed = ({ entry, labels }) => (
  <div className="mine" aria-live="off">
    <p className="b failed" dir="auto">{entry.text || labels.picture}</p>
    <span className="rc bad" role="alert">
      {labels.notSent} {entry.failed}{" "}
      <button type="button" onClick={() => store.retry(entry.id)}>{labels.retry}</button>{" "}
      <button type="button" onClick={() => store.edit(entry.id)}>{labels.edit}</button>
    </span>
  </div>
);

/** The entries of this conversation that the server has not confirmed. */
const Pending = ({ conversation, labels }) => {
  const all = useSyncExternalStore(store.subscribe, store.snapshot, store.serverSnapshot);
  const { isOnline } = useConnection();
  const note = `note:${conversation}`;
  const here = all.filter(
    (e) => !e.conversation || e.conversation === conversation || e.conversation === note,
  );
  const waiting = here.filter((entry) => !entry.failed);
  const sending = waiting.filter((entry) => entry.conversation !== note);
  const notes = waiting.filter((entry) => entry.conversation === note);
  const state = (count) =>
    isOnline ? labels.sending : labels.waiting.replace("{count}", count);
  return (
    <>
      {here.filter((entry) => entry.failed).map((entry) => (
        <Failed key={entry.id} entry={entry} labels={labels} />
      ))}
      {sending.length > 0 && (
        <div className="mine" aria-live="off">
          {sending.map((entry) => (
            <p key={entry.id} className="b me pending" dir="auto">{entry.text || labels.picture}</p>
          ))}
          <span className="rc">{state(sending.length)}</span>
        </div>
      )}
      {notes.map((entry) => (
        <div key={entry.id} className="note pending" aria-live="off">
          <p dir="auto">{entry.text}</p>
          <span className="rc">{state(1)}</span>
        </div>
      ))}
    </>
  );
};

// Reports the newest message that was in view for a second while somebody could see the page.
const useReadMarks = (log, readTo, onRead, last) => {
  const reported = useRef(readTo);
  reported.current = Math.max(reported.current, readTo);
  const latest = useRef(onRead);
  latest.current = onRead;
  useEffect(() => {
    if (!latest.current) return;
    const inView = new Set();
    let timer = 0;
    const report = () => {
      const seq = Math.max(...inView);
      if (document.visibilityState !== "visible" || !(seq > reported.current)) return;
      reported.current = seq;
      latest.current(seq);
    };
    const again = () => {
      window.clearTimeout(timer);
      if (inView.size && document.visibilityState === "visible") timer = window.setTimeout(report, READ_MS);
    };
    const observer = new IntersectionObserver(
      (changes) => {
        for (const { target, isIntersecting } of changes) {
          const seq = Number(target.dataset.seq);
          if (isIntersecting) inView.add(seq);
          else inView.delete(seq);
        }
        again();
      },
      { root: log.current, threshold: 0.1 },
    );
    log.current.querySelectorAll("[data-seq]").forEach((element) => observer.observe(element));
    document.addEventListener("visibilitychange", again);
    return () => {
      observer.disconnect();
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }, [last]);
};

// The line at the top of what is seen, and where: it stays there when lines come or go around it.
const topLine = (log) => {
  const edge = log.getBoundingClientRect().top;
  for (const line of log.querySelectorAll("[data-seq]")) {
    const { top, bottom } = line.getBoundingClientRect();
    if (bottom > edge) return { seq: line.dataset.seq, offset: top - edge };
  }
  return null;
};
// Whether the lines that are there now are those of before with new ones after them.
const isNews = (was, now, first, newest) =>
  was.last ? newest > was.last && first >= was.first && first <= was.last : now.length <= GREETING;

// What has just been put into the log is not said.
const hush = (log) => {
  log.setAttribute("aria-live", "off");
  window.clearTimeout(log.hushed);
  log.hushed = window.setTimeout(() => log.setAttribute("aria-live", "polite"), HUSH_MS);
};

// Another conversation is another log, so that its lines are none that have just come.
const useLogOf = (conversation) => {
  const here = useRef({ conversation: "", number: 0 });
  if (conversation && conversation !== here.current.conversation) {
    if (here.current.conversation) here.current.number += 1;
    here.current.conversation = conversation;
  }
  return here.current.number;
};

const START = { atEnd: true, isLeaving: false, first: 0, last: 0, asked: 0, top: null };

export const Log = ({
  conversation = "",
  readTo = 0,
  hasOlder = false,
  hasNewer = false,
  labels = {},
  children,
  onRead,
  onOlder,
  onNewer,
  onLatest,
}) => {
  const log = useRef(null);
  const number = useLogOf(conversation);
  const place = useRef({ ...START });
  const newer = useRef(hasNewer);
  newer.current = hasNewer;
  const [last, setLast] = useState(0);
  const [isBehind, setIsBehind] = useState(false);
  const mine = useSyncExternalStore(store.subscribe, store.snapshot, store.serverSnapshot).length;

  const toEnd = () => {
    setIsBehind(false);
    if (newer.current) {
      place.current.isLeaving = true; // scrolling meanwhile changes nothing
      onLatest();
    } else {
      place.current.atEnd = true;
      log.current.scrollTop = log.current.scrollHeight;
    }
  };
  const stay = (element) => {
    const { top } = place.current;
    const line = top && element.querySelector(`[data-seq="${top.seq}"]`);
    if (!line) return;
    const offset = line.getBoundingClientRect().top - element.getBoundingClientRect().top;
    if (Math.abs(offset - top.offset) >= 1) element.scrollTop += offset - top.offset;
  };
  const settle = () => {
    const element = log.current;
    const now = seqs(element);
    const was = place.current;
    const first = now[0] ?? 0;
    const newest = now[now.length - 1] ?? 0;
    if ((was.atEnd || was.isLeaving) && !newer.current) {
      element.scrollTop = element.scrollHeight;
      Object.assign(was, { atEnd: true, isLeaving: false });
    } else {
      stay(element);
      if (newest > was.last && first === was.first && !newer.current) setIsBehind(true);
    }
    if (first !== was.first || newest !== was.last) {
      was.asked = 0;
      if (!isNews(was, now, first, newest) || newer.current) hush(element);
    }
    Object.assign(was, { first, last: newest, top: topLine(element) });
    setLast(`${first}-${newest}-${now.length}`);
  };

  useLayoutEffect(() => {
    place.current = { ...START };
    setIsBehind(false);
    settle();
    const changes = new MutationObserver(settle);
    changes.observe(log.current, { childList: true, subtree: true, characterData: true });
    const sizes = new ResizeObserver(() => place.current.atEnd && toEnd());
    sizes.observe(log.current);
    return () => {
      changes.disconnect();
      sizes.disconnect();
    };
  }, [conversation]);

  // Whoever writes wants to see it.
  const written = useRef(mine);
  useEffect(() => {
    if (mine > written.current) toEnd();
    written.current = mine;
  }, [mine]);

  useReadMarks(log, readTo, onRead, last);

  const scroll = () => {
    const element = log.current;
    const now = place.current;
    now.atEnd = isAtEnd(element) && !hasNewer;
    now.top = topLine(element);
    if (now.atEnd) setIsBehind(false);
    if (now.asked) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (hasOlder && onOlder && element.scrollTop < ASK_PX) {
      now.asked = 1;
      onOlder();
    } else if (hasNewer && onNewer && below < ASK_PX) {
      now.asked = 1;
      onNewer();
    }
  };

  return (
    <div className="log-wrap">
      <div
        key={number}
        ref={log}
        className="log"
        role="log"
        aria-live="polite"
        aria-relevant="additions"
        aria-label={labels.conversation}
        tabIndex={0}
        style={{ overflowAnchor: "none" }}
        onScroll={scroll}
      >
        {hasOlder && onOlder && (
          <button type="button" className="btn quiet older" onClick={() => onOlder()}>{labels.older}</button>
        )}
        {children}
        {hasNewer && onNewer && (
          <button type="button" className="btn quiet older" onClick={() => onNewer()}>{labels.newer}</button>
        )}
        <Pending conversation={conversation} labels={labels} />
      </div>
      {(isBehind || hasNewer) && (
        <button type="button" className="btn new-below" onClick={toEnd}>
          {isBehind ? labels.newMessages : labels.latest}
        </button>
      )}
    </div>
  );
};
