// The conversation: keeps the reader's place, says what is new, notices what was read, and shows
// what this browser has not yet got through. Messages are children with `data-seq`.
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { useConnection } from "./connection.js";
import * as store from "./outbox_store.js";

const NEAR_PX = 48; // so close to the end counts as being at it
const READ_MS = 1000;

const seqs = (log) => [...log.querySelectorAll("[data-seq]")].map((e) => Number(e.dataset.seq));
const isAtEnd = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;

const Failed = ({ entry, labels }) => (
  <div className="mine">
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
        <div className="mine">
          {sending.map((entry) => (
            <p key={entry.id} className="b me pending" dir="auto">{entry.text || labels.picture}</p>
          ))}
          <span className="rc">{state(sending.length)}</span>
        </div>
      )}
      {notes.map((entry) => (
        <div key={entry.id} className="note pending">
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

export const Log = ({
  conversation = "",
  readTo = 0,
  hasOlder = false,
  labels = {},
  children,
  onRead,
  onOlder,
}) => {
  const log = useRef(null);
  const place = useRef({ atEnd: true, first: 0, last: 0, height: 0, asked: 0 });
  const [last, setLast] = useState(0);
  const [isBehind, setIsBehind] = useState(false);
  const mine = useSyncExternalStore(store.subscribe, store.snapshot, store.serverSnapshot).length;

  const toEnd = () => {
    log.current.scrollTop = log.current.scrollHeight;
    place.current.atEnd = true;
    setIsBehind(false);
  };
  const settle = () => {
    const element = log.current;
    const now = seqs(element);
    const was = place.current;
    const first = now[0] ?? 0;
    const newest = now[now.length - 1] ?? 0;
    if (was.atEnd) {
      element.scrollTop = element.scrollHeight;
    } else {
      // Browsers that do not keep the place by themselves when older messages come in above.
      if (first < was.first && !CSS.supports("overflow-anchor", "auto")) {
        element.scrollTop += element.scrollHeight - was.height;
      }
      if (newest > was.last) setIsBehind(true);
    }
    if (first !== was.first) was.asked = 0;
    Object.assign(was, { first, last: newest, height: element.scrollHeight });
    setLast(`${first}-${newest}-${now.length}`);
  };

  useLayoutEffect(() => {
    place.current = { atEnd: true, first: 0, last: 0, height: 0, asked: 0 };
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
    place.current.atEnd = isAtEnd(element);
    if (place.current.atEnd) setIsBehind(false);
    if (hasOlder && onOlder && element.scrollTop < 80 && !place.current.asked) {
      place.current.asked = 1;
      onOlder();
    }
  };

  return (
    <div className="log-wrap">
      <div ref={log} className="log" role="log" aria-label={labels.conversation} tabIndex={0} onScroll={scroll}>
        {hasOlder && onOlder && (
          <button type="button" className="btn quiet older" onClick={() => onOlder()}>{labels.older}</button>
        )}
        {children}
        <Pending conversation={conversation} labels={labels} />
      </div>
      {isBehind && (
        <button type="button" className="btn new-below" onClick={toEnd}>{labels.newMessages}</button>
      )}
    </div>
  );
};
