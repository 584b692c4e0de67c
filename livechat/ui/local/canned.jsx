// Canned replies: what begins with "/" is looked up among them, and one of them takes its place.
import { useEffect, useRef, useState } from "react";

const MOST = 8;
const ID = "canned-replies";

const found = (items, text) => {
  const wanted = text.slice(1).toLowerCase();
  const begins = items.filter((item) => item.shortcut.toLowerCase().startsWith(wanted));
  const holds = items.filter(
    (item) => !begins.includes(item) && item.title.toLowerCase().includes(wanted),
  );
  return [...begins, ...holds].slice(0, MOST);
};

/** {isOpen, press, popup, field}: `press` says whether it took the key. */
export const useCanned = ({ items, text, choose, labels }) => {
  // Which one is chosen counts for what stands in the field now. A state set again after each key
  // would be one update behind, and with keys that come without a pause React gives the page up.
  const [chosen, setChosen] = useState({ text: "", place: 0 });
  const setPlace = (place) => setChosen({ text, place });
  const place = chosen.text === text ? chosen.place : 0;
  const [dismissed, setDismissed] = useState("");
  const list = useRef(null);
  const isOpen = items.length > 0 && /^\/\S*$/.test(text) && dismissed !== text;
  const matches = isOpen ? found(items, text) : [];
  const at = Math.min(place, Math.max(0, matches.length - 1));
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const press = (event) => {
    if (!isOpen) return false;
    const { key } = event;
    if (key === "ArrowDown") setPlace(Math.min(at + 1, matches.length - 1));
    else if (key === "ArrowUp") setPlace(Math.max(at - 1, 0));
    else if ((key === "Enter" || key === "Tab") && matches.length) choose(matches[at].body);
    else if (key === "Escape") setDismissed(text);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const popup = isOpen && (
    <div className="canned">
      <p className="ph">
        <span>{labels.canned}</span>
        <span aria-hidden="true">
          <kbd>↑</kbd> <kbd>↓</kbd> <kbd>Enter</kbd>
        </span>
      </p>
      <div ref={list} id={ID} role="listbox" aria-label={labels.canned} tabIndex={0}>
        {matches.map((item, index) => (
          <button
            key={item.shortcut}
            id={`${ID}-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(item.body)}
          >
            <code>/{item.shortcut}</code>
            <span>
              <b>{item.title}</b>
              <span dir="auto">{item.body}</span>
            </span>
          </button>
        ))}
      </div>
      {matches.length === 0 && <p className="none">{labels.cannedNone}</p>}
    </div>
  );
  const field = items.length
    ? {
        role: "textbox",
        "aria-autocomplete": "list",
        "aria-controls": isOpen ? ID : undefined,
        "aria-activedescendant": isOpen && matches.length ? `${ID}-${at}` : undefined,
      }
    : {};
  return { press, popup, field };
};
