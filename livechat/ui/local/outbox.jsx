// The composer and the outbox behind it: what is sent is kept here until the server has it.
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useCanned } from "./canned.jsx";
import { useEveryChance } from "./connection.js";
import * as store from "./outbox_store.js";
import { Pause, usePause } from "./pause.jsx";
import { Files, usePictures } from "./pictures.jsx";
import { useUploads } from "./uploads.js";

const RETRY_S = 4;
const NONE = [];
const codePoints = (text) => [...text].length;

// After a reconnect the state is empty for a moment, until it has been read again. Whoever wrote
// here before still does: nothing vanishes, and Enter keeps its meaning; only delivering waits.
const useLastKnown = (scope, conversation) => {
  const last = useRef({ scope: store.currentScope(), conversation: "" });
  if (scope) last.current = { scope, conversation };
  return last.current;
};

// Hands the oldest message to the server until it is confirmed or refused, then the next: so the
// order in which somebody wrote is the order in which it is stored.
const useDelivery = ({ scope, writer, confirmed, refused, pause, onDeliver }) => {
  const entries = useSyncExternalStore(store.subscribe, store.snapshot, store.serverSnapshot);
  useEffect(() => (writer ? store.openFor(writer) : undefined), [writer]);
  useEffect(() => store.remove(confirmed), [confirmed, entries]);
  useEffect(() => store.fail(refused), [refused, entries]);
  const head = entries.find((entry) => !entry.failed);
  const deliver = () => {
    if (head && scope) onDeliver(head.id, head.text, head.conversation, head.attachments);
  };
  useEffect(deliver, [head?.id, scope]);
  const left = usePause(pause, head?.id, deliver);
  useEveryChance(() => left || deliver(), RETRY_S);
  return left;
};

const useDraft = (conversation, scope, serverDraft, onDraft) => {
  const [text, setText] = useState("");
  const latest = useRef({ conversation, scope: "", text });
  // What the server keeps counts only until this page has written something itself.
  const written = useRef(new Set());
  useEffect(() => {
    // What was typed before the page knew who types, or in which conversation, belongs here.
    const before = latest.current;
    const isSame = !before.scope || (before.scope === scope && !before.conversation);
    const typed = isSame ? before.text : "";
    const kept = written.current.has(conversation) ? "" : serverDraft;
    const found = store.adoptDraft(conversation, typed) || kept;
    latest.current = { conversation, scope, text: found };
    setText(found);
  }, [conversation, scope]);
  const change = (next) => {
    written.current.add(conversation);
    latest.current = { conversation, scope, text: next };
    setText(next);
    store.keepDraft(conversation, next);
    onDraft?.(conversation, next);
  };
  return [text, change];
};

// What arrived since one began to write is shown once before anything is sent; `newest` is the seq
// of the other side's last message.
const useHold = (newest, conversation) => {
  const [isHeld, setIsHeld] = useState(false);
  const known = useRef(newest);
  useEffect(() => {
    known.current = newest;
    setIsHeld(false);
  }, [conversation]);
  const began = () => {
    known.current = newest;
    setIsHeld(false);
  };
  const holds = () => {
    const isNew = newest > known.current;
    known.current = newest;
    setIsHeld(isNew);
    return isNew;
  };
  return { isHeld, began, holds };
};

export const Outbox = ({
  scope: scopeNow = "",
  conversation: conversationNow = "",
  confirmed = [],
  refused = {},
  pause = null,
  placeholder = "",
  limit = 4000,
  maxFiles = 5,
  maxBytes = 5 * 1024 * 1024,
  uploadUrl = "",
  csrf = "",
  typingEveryS = 3,
  disabled = false,
  serverDraft = "",
  newest = 0,
  canned = NONE,
  labels = {},
  attachIcon = null,
  cameraIcon = null,
  sendIcon = null,
  onDeliver,
  onTyping,
  onFiles,
  onDraft,
}) => {
  const { scope, conversation } = useLastKnown(scopeNow, conversationNow);
  const left = useDelivery({ scope: scopeNow, writer: scope, confirmed, refused, pause, onDeliver });
  const [text, setText] = useDraft(conversation, scope, serverDraft, onDraft);
  const hold = useHold(newest, conversation);
  const replies = useCanned({ items: canned, text, choose: (body) => setText(body), labels });
  const uploads = useUploads({ url: uploadUrl, csrf, conversation, failedText: labels.uploadFailed });
  const field = useRef(null);
  const typedAt = useRef(0);

  // A refused message that is to be edited comes back here, before what was written meanwhile.
  useEffect(
    () =>
      store.subscribe(() => {
        const entry = store.takeEditing();
        if (!entry) return;
        const meanwhile = store.draft(conversation);
        setText(meanwhile ? `${entry.text}\n${meanwhile}` : entry.text);
        field.current?.focus();
      }),
    [conversation],
  );
  useEffect(() => {
    const element = field.current;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight + element.offsetHeight - element.clientHeight}px`;
  }, [text]);

  const length = codePoints(text);
  const isTooLong = length > limit;
  const isEmpty = !text.trim() && uploads.ids.length === 0;
  const canSend = !disabled && !isTooLong && !isEmpty && !uploads.isBusy && scope !== "";

  // Sent before the page knew who writes, or before its pictures were there: it goes then.
  const isEarly = useRef(false);
  const send = () => {
    if (uploads.isBusy) isEarly.current = !isTooLong;
    else if (scope === "") isEarly.current = !isEmpty && !isTooLong;
    if (!canSend || hold.holds()) return;
    store.add(text, conversation, uploads.ids);
    setText("");
    uploads.clearSent();
    field.current?.focus();
  };
  useEffect(() => {
    // Not without a picture that was meant to go along.
    if (uploads.hasFailed) isEarly.current = false;
    if (!canSend || !isEarly.current) return;
    isEarly.current = false;
    send();
  }, [canSend, uploads.hasFailed]);
  const type = (event) => {
    isEarly.current = false;
    if (!text) hold.began();
    setText(event.target.value);
    const now = Date.now();
    if (onTyping && event.target.value && now - typedAt.current >= typingEveryS * 1000) {
      typedAt.current = now;
      onTyping(conversation);
    }
  };
  const press = (event) => {
    if (replies.press(event)) return;
    // While an input method composes a character, Enter belongs to it.
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    }
  };
  const form = useRef(null);
  const pictures = usePictures({
    isOn: uploadUrl !== "" && !disabled,
    room: maxFiles - uploads.files.length,
    maxFiles,
    maxBytes,
    labels,
    attachIcon,
    cameraIcon,
    zoneOf: () => form.current.closest("[role=dialog], .conv") ?? form.current,
    onAttach: (chosen) => {
      uploads.start(chosen);
      onFiles?.(chosen.length);
    },
    onDone: () => field.current?.focus(),
  });

  return (
    <form
      ref={form}
      className="outbox"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Files uploads={uploads} labels={labels} />
      {length > limit * 0.9 && (
        <p className={isTooLong ? "count bad" : "count"} role="status">
          {length} / {limit}
        </p>
      )}
      <Pause left={left} labels={labels} />
      {hold.isHeld && (
        <p className="held" role="status">
          {labels.held}
        </p>
      )}
      {uploadUrl && pictures.notice}
      {replies.popup}
      <div className="composer">
        {uploadUrl && pictures.buttons}
        <textarea
          data-kept // new_version.js may load the page while it is in use
          ref={field}
          className="field"
          rows={1}
          aria-label={labels.message}
          aria-invalid={isTooLong}
          placeholder={placeholder}
          enterKeyHint="send"
          dir="auto"
          disabled={disabled}
          value={text}
          onChange={type}
          onKeyDown={press}
          {...replies.field}
          onPaste={pictures.paste}
        />
        <button type="submit" className="icon-btn fill" aria-label={labels.send} disabled={!canSend}>
          {sendIcon ?? "➤"}
        </button>
      </div>
      {pictures.editor}
    </form>
  );
};
