// The desk's composer: a reply or an internal note. Which of the two it is, is decided here and at
// once: what is typed right after the switch can never become the other one.
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Outbox } from "./outbox.jsx";
import { useDraftSync } from "./draft_sync.js";

export const DeskComposer = ({
  conversation = "",
  canReply = true,
  draft = "",
  newest = 0,
  canned = [],
  labels = {},
  noteIcon = null,
  uploadUrl = "",
  placeholder = "",
  onDraft,
  onTyping,
  ...rest
}) => {
  const [wantsNote, setWantsNote] = useState(false);
  const [isSaved, setIsSaved] = useState(false);
  const frame = useRef(null);
  const isNote = wantsNote || !canReply;
  useEffect(() => {
    setWantsNote(false);
    setIsSaved(false);
  }, [conversation]);
  const sync = useDraftSync((where, text) => {
    onDraft?.(where, text);
    setIsSaved(text !== "");
  });

  // At once: the very next key already belongs to the field.
  const turn = (toNote) => {
    flushSync(() => setWantsNote(toNote));
    frame.current?.querySelector("textarea")?.focus();
  };
  useEffect(() => {
    const compose = (event) => turn(event.detail === "note");
    window.addEventListener("livechat.compose", compose);
    return () => window.removeEventListener("livechat.compose", compose);
  }, []);

  const tab = (toNote, text, icon) => (
    <button
      type="button"
      role="tab"
      data-mode={toNote ? "note" : "reply"}
      aria-selected={isNote === toNote}
      disabled={!toNote && !canReply}
      onClick={() => turn(toNote)}
    >
      {icon}
      {text}
    </button>
  );
  return (
    <div ref={frame} className={isNote ? "desk-compose noting" : "desk-compose"}>
      <div className="tabs" role="tablist" aria-label={labels.mode}>
        {tab(false, labels.reply, null)}
        {tab(true, labels.note, noteIcon)}
        <span className="sv">{isNote ? labels.noteHint : isSaved ? labels.draftSaved : ""}</span>
      </div>
      <Outbox
        {...rest}
        // A field of its own for each: no key can carry a note's text over into a reply.
        key={isNote ? "note" : "reply"}
        conversation={isNote ? `note:${conversation}` : conversation}
        serverDraft={isNote ? "" : draft}
        newest={isNote ? 0 : newest}
        canned={isNote ? [] : canned}
        uploadUrl={isNote ? "" : uploadUrl}
        placeholder={isNote ? labels.notePlaceholder : placeholder}
        labels={isNote ? { ...labels, message: labels.noteMessage, send: labels.noteSend } : labels}
        sendIcon={isNote ? labels.noteButton : labels.send}
        onTyping={onTyping}
        onDraft={isNote ? undefined : sync}
      />
    </div>
  );
};
