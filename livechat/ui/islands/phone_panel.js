// What makes the panel a screen of its own on a phone: Back closes it, no keyboard covers it.
import { useEffect } from "react";
import { useLocation } from "react-router";
import * as chat from "./chat_open.js";

export const PHONE = "(max-width: 40rem)";
const MARK = "livechatPanel";
const LEAST_KEYBOARD_PX = 80; // less is a browser's own bar

export const isPhone = () => window.matchMedia(PHONE).matches;

const isMarked = (state) => Boolean(state?.[MARK]);

// A step that stands for the open panel; the router's own state stays in it.
const mark = () => {
  const { state } = window.history;
  if (!isMarked(state)) window.history.pushState({ ...state, [MARK]: true }, "");
};

/** On a phone, Back (or the swipe) closes the open panel and stays on the page. */
export const useBackCloses = (isOpen) => {
  const { key } = useLocation();
  useEffect(() => {
    const moved = (event) => {
      // The router would load the page anew, though it is there already.
      if ((event.state?.key ?? "default") !== key) return;
      event.stopImmediatePropagation();
      if (isMarked(event.state)) chat.show(document.body);
      else if (chat.snapshot()) chat.hide();
    };
    window.addEventListener("popstate", moved, { capture: true });
    return () => window.removeEventListener("popstate", moved, { capture: true });
  }, [key]);
  useEffect(() => {
    if (!isOpen) return undefined;
    if (isPhone()) mark();
    // Closed in another way: its step goes, so that the next Back leaves the page as always.
    return () => {
      if (isMarked(window.history.state) && !chat.snapshot()) window.history.back();
    };
  }, [isOpen]);
};

/** On a phone, the panel ends where the keyboard begins, also where that lies over the page. */
export const useAboveKeyboard = (isOpen, panel) => {
  useEffect(() => {
    const view = window.visualViewport;
    if (!isOpen || !view) return undefined;
    const fit = () => {
      const style = panel.current?.style;
      const isZoomed = view.scale > 1.01;
      const isCovered = window.innerHeight - view.height > LEAST_KEYBOARD_PX;
      if (isPhone() && isCovered && !isZoomed) {
        style?.setProperty("--view-top", `${view.offsetTop}px`);
        style?.setProperty("--view-block", `${view.height}px`);
      } else {
        style?.removeProperty("--view-top");
        style?.removeProperty("--view-block");
      }
    };
    fit();
    view.addEventListener("resize", fit);
    view.addEventListener("scroll", fit);
    return () => {
      view.removeEventListener("resize", fit);
      view.removeEventListener("scroll", fit);
    };
  }, [isOpen]);
};
