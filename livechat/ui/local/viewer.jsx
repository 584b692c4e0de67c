// The pictures of a conversation in full: one at a time, to zoom in, to go through, to download.
import { useEffect, useRef, useState } from "react";
import { Glyph, Modal } from "./modal.jsx";
import { FACTOR, useZoom } from "./viewer_zoom.js";
import "./viewer.css";

const GLYPHS = {
  x: "M6 6l12 12M18 6 6 18",
  back: "m14.5 6-6 6 6 6",
  on: "m9.5 6 6 6-6 6",
  in: "M12 5.5v13M5.5 12h13",
  out: "M5.5 12h13",
  whole: "M9 4.5H4.5V9M15 4.5h4.5V9M9 19.5H4.5V15M15 19.5h4.5V15",
  download: "M12 4.5v10.5M7.5 11 12 15.5 16.5 11M4.5 15.5v4h15v-4",
};
const SHIFT_PX = 60;
const MOVES = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const isRightToLeft = () => getComputedStyle(document.body).direction === "rtl";

// Switched off it keeps the focus, so that the keys go on working.
const Tool = ({ name, label, isOff = false, onClick, ...rest }) => (
  <button
    {...rest}
    type="button"
    className="icon-btn"
    aria-label={label}
    title={label}
    aria-disabled={isOff}
    onClick={isOff ? undefined : onClick}
  >
    <Glyph d={GLYPHS[name]} flip={name === "back" || name === "on"} />
  </button>
);

export const PictureViewer = ({ items, start, labels, onClose }) => {
  const [here, setHere] = useState(start);
  const [state, setState] = useState("loading");
  const stage = useRef(null);
  const item = items[here];
  const go = (by) => items[here + by] && setHere(here + by);
  const { place, zoom, shift, reset, handlers } = useZoom(stage, (by) => go(isRightToLeft() ? -by : by));
  useEffect(() => {
    reset();
    setState("loading");
  }, [here]);

  const arrow = (event) => {
    const [dx, dy] = MOVES[event.key];
    if (event.shiftKey) shift(dx * SHIFT_PX, dy * SHIFT_PX);
    else if (dx) go(isRightToLeft() ? dx : -dx);
  };
  const keys = { "+": () => zoom(FACTOR), "=": () => zoom(FACTOR), "-": () => zoom(1 / FACTOR), 0: reset };
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = MOVES[event.key] ? arrow : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act(event);
  };

  const number = labels.of.replace("{n}", here + 1).replace("{all}", items.length);
  return (
    <Modal label={labels.viewer} className="pv" onClose={onClose} onKeyDown={press}>
      <header className="pv-head">
        <p className="pv-name" aria-live="polite">
          <bdi>{item.name}</bdi>
          {items.length > 1 && <span>{number}</span>}
        </p>
        <Tool name="out" label={labels.zoomOut} isOff={place.scale <= 1} onClick={() => zoom(1 / FACTOR)} />
        <span className="pv-scale">{Math.round(place.scale * 100)}%</span>
        <Tool name="in" label={labels.zoomIn} onClick={() => zoom(FACTOR)} />
        <Tool name="whole" label={labels.whole} onClick={reset} />
        <a className="icon-btn" href={item.href} download={item.name} aria-label={labels.download} title={labels.download}>
          <Glyph d={GLYPHS.download} />
        </a>
        <Tool name="x" label={labels.close} onClick={onClose} />
      </header>
      <div ref={stage} className="pv-stage" dir="ltr" {...handlers}>
        <img
          key={item.href}
          src={item.href}
          alt={item.alt}
          draggable={false}
          data-state={state}
          style={{
            "--ratio": item.width / item.height,
            "--wide": item.width,
            backgroundImage: state === "loading" ? `url("${item.thumbnail}")` : undefined,
            transform: `translate(${place.x}px, ${place.y}px) scale(${place.scale})`,
          }}
          onLoad={() => setState("shown")}
          onError={() => setState("gone")}
        />
        {state === "gone" && <p role="alert">{labels.gone}</p>}
      </div>
      {items.length > 1 && (
        <>
          <Tool name="back" label={labels.previous} data-turn="back" isOff={here === 0} onClick={() => go(-1)} />
          <Tool name="on" label={labels.next} data-turn="on" isOff={here === items.length - 1} onClick={() => go(1)} />
        </>
      )}
      {item.alt !== item.name && <p className="pv-alt" dir="auto">{item.alt}</p>}
    </Modal>
  );
};
