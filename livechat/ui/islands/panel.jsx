// The chat panel over the page: a dialog that keeps the page as it was.
import { useEffect, useRef, useSyncExternalStore } from "react";
import * as chat from "./chat_open.js";
import { PHONE, isPhone, useAboveKeyboard, useBackCloses } from "./phone_panel.js";

const FOCUSABLE =
  'a[href], button:not([disabled]), textarea:not([disabled]), input:not([disabled]), select, summary, [tabindex="0"]';

const useIsOpen = () => useSyncExternalStore(chat.subscribe, chat.snapshot, chat.serverSnapshot);

/** Opens the panel; `about` names what it should be about. */
export const OpenChat = ({ about = "", children, ...rest }) => {
  const isOpen = useIsOpen();
  return (
    <button
      {...rest}
      type="button"
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      onClick={(event) => chat.show(event.currentTarget, about)}
    >
      {children}
    </button>
  );
};

export const CloseChat = ({ children, ...rest }) => (
  <button {...rest} type="button" onClick={chat.hide}>
    {children}
  </button>
);

const visible = (panel) =>
  [...panel.querySelectorAll(FOCUSABLE)].filter((element) => element.getClientRects().length > 0);

// On a phone the panel is all there is: what lies behind is out of reach and keeps its place.
const holdPage = (panel) => {
  const behind = [...document.body.querySelectorAll("main, header.top, .dockbar, .skip")].filter(
    (element) => !element.contains(panel),
  );
  behind.forEach((element) => (element.inert = true));
  const { overflow } = document.documentElement.style;
  document.documentElement.style.overflow = "hidden";
  return () => {
    behind.forEach((element) => (element.inert = false));
    document.documentElement.style.overflow = overflow;
  };
};

const keepTabInside = (event, panel) => {
  const stops = visible(panel);
  if (!stops.length) return;
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const here = document.activeElement;
  if (event.shiftKey && (here === first || here === panel)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && here === last) {
    event.preventDefault();
    first.focus();
  }
};

const moveIn = (panel) => {
  // A keyboard that slides over a phone's screen at once would hide what the panel says.
  const field = !window.matchMedia("(pointer: coarse)").matches && panel.querySelector(".composer textarea");
  (field || panel).focus({ preventScroll: true });
};

export const Panel = ({ label, stage = "", children, onOpened, onClosed }) => {
  const isOpen = useIsOpen();
  const panel = useRef(null);
  const was = useRef(false);

  useEffect(() => {
    if (chat.wasOpen()) chat.show(document.body);
  }, []);

  useEffect(() => {
    if (isOpen === was.current) return undefined;
    was.current = isOpen;
    if (isOpen) onOpened?.(chat.currentTopic());
    else onClosed?.();
    return undefined;
  }, [isOpen]);

  useEffect(() => {
    if (!isOpen) return undefined;
    moveIn(panel.current);
    const phone = window.matchMedia(PHONE);
    let release = null;
    const hold = () => {
      release?.();
      release = phone.matches ? holdPage(panel.current) : null;
      panel.current?.setAttribute("aria-modal", String(phone.matches));
    };
    hold();
    phone.addEventListener("change", hold);
    return () => {
      phone.removeEventListener("change", hold);
      release?.();
    };
  }, [isOpen]);

  useBackCloses(isOpen);
  useAboveKeyboard(isOpen, panel);

  // What had the focus may have gone with the stage, the step or the choices it belonged to.
  useEffect(() => {
    if (!isOpen) return undefined;
    let last = null;
    const note = (event) => (last = event.target);
    const keep = () => {
      const isLost = document.activeElement === document.body || document.activeElement === null;
      if (isLost && last && !last.isConnected) moveIn(panel.current);
    };
    panel.current.addEventListener("focusin", note);
    const changes = new MutationObserver(keep);
    changes.observe(panel.current, { childList: true, subtree: true });
    return () => {
      panel.current?.removeEventListener("focusin", note);
      changes.disconnect();
    };
  }, [isOpen]);
  useEffect(() => {
    if (isOpen && document.activeElement === document.body) moveIn(panel.current);
  }, [stage, isOpen]);

  const press = (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.stopPropagation();
      const menu = panel.current.querySelector("details.menu[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      } else {
        chat.hide();
      }
    } else if (event.key === " " && event.target.matches('a[role="button"]')) {
      event.preventDefault();
      event.target.click();
    } else if (event.key === "Tab" && isPhone()) {
      keepTabInside(event, panel.current);
    }
  };
  const leaveMenu = (event) => {
    const menu = panel.current.querySelector("details.menu[open]");
    // A download says there how far it is.
    const isDone = event.target.closest("a, button") && !event.target.closest(".dl");
    if (menu && (!menu.contains(event.target) || isDone)) menu.open = false;
  };

  if (!isOpen) return null;
  return (
    <section
      ref={panel}
      className="panel on"
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      data-stage={stage}
      onKeyDown={press}
      onClick={leaveMenu}
    >
      {children}
    </section>
  );
};

/** Children that stand on the page only while the panel is closed. */
export const WhileClosed = ({ children }) => (useIsOpen() ? null : <>{children}</>);
