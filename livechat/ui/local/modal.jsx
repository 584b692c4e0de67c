// A dialog over everything, by the browser's own means: what lies behind is out of reach, Esc
// closes it, and the focus goes back to where it was.
import { useEffect, useRef } from "react";
import { createPortal } from "react-dom";

const STOPS = 'a[href], button:not([disabled]), input, textarea, [tabindex="0"]';

// The browser would let Tab out of the page, into its own bars.
const keepTabInside = (event, dialog) => {
  const stops = [...dialog.querySelectorAll(STOPS)].filter((e) => e.getClientRects().length);
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const here = document.activeElement;
  if (event.shiftKey ? here === first || here === dialog : here === last) {
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
};

export const Modal = ({ label, className, children, onClose, onKeyDown, ...rest }) => {
  const dialog = useRef(null);
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current.showModal();
    dialog.current.focus({ preventScroll: true });
    return () => {
      if (opener?.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);
  const press = (event) => {
    event.stopPropagation(); // the panel and the desk have keys of their own
    if (event.key === "Tab") keepTabInside(event, dialog.current);
    else onKeyDown?.(event);
  };
  const stay = (event) => event.preventDefault(); // a dropped file would replace the page
  return createPortal(
    <dialog
      {...rest}
      ref={dialog}
      role="dialog" // said in full for what looks for it by this attribute
      className={className}
      aria-label={label}
      tabIndex={-1}
      onKeyDown={press}
      onDragOver={stay}
      onDrop={stay}
      onCancel={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      {children}
    </dialog>,
    document.body,
  );
};

/** A drawing on a grid of 24, as the icons of the pages. */
export const Glyph = ({ d, flip = false }) => (
  <svg className={flip ? "i flip" : "i"} viewBox="0 0 24 24" aria-hidden="true">
    <path d={d} />
  </svg>
);
