// Keeps the keyboard's place at the desk: what has the focus may go with the offer, the sheet or
// the chat that it belonged to, and the focus would fall out of the page.
import { useEffect } from "react";

const REGION = ".call, .tk, .offer";
const STOPS = 'a[href], button:not([disabled]), input, textarea, select, summary, [tabindex="0"]';

const isSeen = (element) => element.getClientRects().length > 0;
const stopsIn = (region) => [...region.querySelectorAll(STOPS)].filter(isSeen);
const firstSeen = (...selectors) => {
  for (const selector of selectors) {
    const found = [...document.querySelectorAll(selector)].find(isSeen);
    if (found) return found;
  }
  return null;
};

// What can be known only as long as it stands on the page.
const placeOf = (element) => ({
  element,
  opens: element.closest("[data-opens]")?.dataset.opens ?? "",
  region: element.closest(REGION),
  isOffer: element.closest(".offer") !== null,
  isInChat: element.closest(".conv") !== null,
});

// Never a note's field for a reply, nor another chat than the one that was meant.
const toMessageBox = (chat) => {
  const reply = document.querySelector('.desk-compose [data-mode="reply"]:not([disabled])');
  if (!reply || document.querySelector(".conv")?.dataset.conversation !== chat) return false;
  // A keyboard that slides over a phone's screen at once would hide what the student says.
  if (window.matchMedia("(pointer: coarse)").matches) document.querySelector(".conv [role=log]").focus();
  else reply.click();
  return true;
};

// Where the chat itself goes on. One that was typed into has become a field for something else.
const inChat = ({ element }) => {
  const compose = document.querySelector(".desk-compose");
  if (!compose?.querySelector('[data-mode="reply"]:not([disabled])')) return null;
  return compose.querySelector(element.matches("textarea") ? '[aria-selected="true"]' : "textarea");
};

const placeAfter = (lost) => {
  const sheet = document.querySelector(".sheet");
  if (sheet) return sheet.querySelector('[aria-pressed="true"]') ?? sheet;
  if (lost.region?.isConnected) return stopsIn(lost.region)[0];
  if (lost.isOffer && firstSeen(".offer button")) return firstSeen(".offer button");
  const chat = lost.isInChat ? inChat(lost) : null;
  // The next chat, or the heading of the queue; on a phone that shows the chat, its log.
  return chat ?? firstSeen("[data-chat]", ".ticket-row", "#desk-queue", ".q h2", ".conv [role=log]");
};

export const useKeptFocus = () =>
  useEffect(() => {
    let last = null;
    const note = (event) => (last = placeOf(event.target));
    // Left by somebody, and not taken away: then it may stay so.
    const forget = ({ target }) =>
      window.queueMicrotask(() => {
        const isNowhere = document.activeElement === document.body;
        if (isNowhere && target.isConnected && last?.element === target) last = null;
      });
    const keep = () => {
      if (!last || last.element.isConnected || document.activeElement !== document.body) return;
      const lost = last;
      last = null;
      if (lost.opens && toMessageBox(lost.opens)) return;
      placeAfter(lost)?.focus({ preventScroll: true });
    };
    const changes = new MutationObserver(keep);
    document.addEventListener("focusin", note);
    document.addEventListener("focusout", forget);
    changes.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", note);
      document.removeEventListener("focusout", forget);
      changes.disconnect();
    };
  }, []);
