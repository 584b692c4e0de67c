// A small dialog over the page: takes the focus, keeps it, gives it back; Esc closes it.
import { useLayoutEffect, useRef, useState } from "react";

const STOPS = 'a[href], button:not([disabled]), textarea, input, select, [tabindex="0"]';

export const Sheet = ({ label = "", extra = "", children, onClose }) => {
  const sheet = useRef(null);
  const [isGone, setIsGone] = useState(false);
  const close = () => {
    setIsGone(true);
    onClose?.();
  };
  // At once, before anybody can ask where the focus is.
  useLayoutEffect(() => {
    if (isGone) return undefined;
    const opener = document.activeElement;
    const first = sheet.current.querySelector("[data-first]") ?? sheet.current;
    first.focus({ preventScroll: true });
    return () => opener?.isConnected && opener.focus({ preventScroll: true });
  }, [isGone]);
  const press = (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      event.preventDefault();
      close();
      return;
    }
    if (event.key !== "Tab") return;
    const stops = [...sheet.current.querySelectorAll(STOPS)].filter((e) => e.getClientRects().length);
    if (!stops.length) return;
    const [first, last] = [stops[0], stops[stops.length - 1]];
    if (event.shiftKey && (document.activeElement === first || document.activeElement === sheet.current)) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && document.activeElement === last) {
      event.preventDefault();
      first.focus();
    }
  };
  if (isGone) return null;
  return (
    <>
      <div className="sheet-scrim" onClick={close} />
      <section
        ref={sheet}
        className={`sheet ${extra}`}
        role="dialog"
        aria-modal="true"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={press}
      >
        {children}
      </section>
    </>
  );
};
