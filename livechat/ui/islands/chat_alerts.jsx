// Draws the student back when a person answers or joins while the page is not in view.
import { useEffect, useRef } from "react";
import { askAt, beep, countInTitle, notify, soundAfterUse } from "./alerts.js";

const TAG = "livechat-chat";

const useHidden = (listener) =>
  useEffect(() => {
    document.addEventListener("visibilitychange", listener);
    return () => document.removeEventListener("visibilitychange", listener);
  });

export const ChatAlerts = ({ conversation = "", unread = 0, person = "", labels = {} }) => {
  const before = useRef({ conversation, unread, person });
  // Never at load: joining the queue is when a student knows what there is to wait for.
  useEffect(() => askAt("[data-asks-notifications]"), []);
  useEffect(soundAfterUse, []);
  useEffect(() => {
    const was = before.current;
    before.current = { conversation, unread, person };
    const isSame = was.conversation === conversation;
    if (!isSame || !person || document.visibilityState === "visible") return;
    const text = !was.person ? labels.joined : unread > was.unread ? labels.answered : "";
    if (!text) return;
    beep();
    notify(text.replace("{name}", person), TAG);
  }, [conversation, unread, person]);

  const count = () => countInTitle(document.visibilityState === "visible" ? 0 : unread);
  useEffect(() => {
    count();
    return () => countInTitle(0);
  }, [unread]);
  useHidden(count);
  return null;
};
