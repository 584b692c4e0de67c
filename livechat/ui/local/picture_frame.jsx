// The frame that marks a part of a picture: drawn, moved and resized by mouse, finger or keyboard.
// `part` is {x, y, w, h} in fractions of the picture, or null; left is left in every language.
import { useRef } from "react";

const STEP = 0.02;
const SMALLEST = 0.01;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const CORNERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
];

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const percent = (value) => `${Math.round(value * 1000) / 10}%`;

const moved = (part, dx, dy) => ({
  ...part,
  x: clamp(part.x + dx, 0, 1 - part.w),
  y: clamp(part.y + dy, 0, 1 - part.h),
});
const resized = (part, dx, dy) => ({
  ...part,
  w: clamp(part.w + dx, STEP, 1 - part.x),
  h: clamp(part.h + dy, STEP, 1 - part.y),
});
const between = (a, b) => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  w: Math.abs(a.x - b.x),
  h: Math.abs(a.y - b.y),
});

/** The part in words, for those who do not see it. */
export const described = (part, text) =>
  ["x", "y", "w", "h"].reduce((all, name) => all.replace(`{${name}}`, Math.round(part[name] * 100)), text);

export const PictureFrame = ({ view, part, labels, frame, children, onChange, onApply }) => {
  const paper = useRef(null);
  const drag = useRef(null);

  const at = (event) => {
    const box = paper.current.getBoundingClientRect();
    return {
      x: clamp((event.clientX - box.left) / box.width, 0, 1),
      y: clamp((event.clientY - box.top) / box.height, 0, 1),
    };
  };
  const down = (event) => {
    if (event.button > 0 || drag.current) return;
    const point = at(event);
    const corner = event.target.dataset?.corner;
    const isInside = part && event.target.closest("[data-frame]");
    if (corner) {
      const [right, bottom] = CORNERS[corner];
      const fixed = { x: part.x + (right ? 0 : part.w), y: part.y + (bottom ? 0 : part.h) };
      drag.current = (to) => between(fixed, to);
    } else if (isInside) {
      drag.current = (to) => moved(part, to.x - point.x, to.y - point.y);
    } else {
      drag.current = (to) => between(point, to);
    }
    paper.current.setPointerCapture(event.pointerId);
  };
  const move = (event) => drag.current && onChange(drag.current(at(event)));
  const up = (event) => {
    if (!drag.current) return;
    const drawn = drag.current(at(event));
    drag.current = null;
    // A mere tap beside the frame takes it away.
    onChange(drawn.w < SMALLEST || drawn.h < SMALLEST ? null : drawn);
  };
  const press = (event) => {
    const [dx, dy] = MOVES[event.key] ?? [0, 0];
    if (event.key === "Enter") onApply();
    else if (event.key === "Delete" || event.key === "Backspace") onChange(null);
    else if (dx || dy) onChange((event.shiftKey ? resized : moved)(part, dx * STEP, dy * STEP));
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={paper}
      className="pe-paper"
      dir="ltr"
      style={{ "--ratio": view.w / view.h, "--wide": view.w }}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={() => (drag.current = null)}
    >
      {children}
      {part && (
        <div
          ref={frame}
          className="pe-frame"
          role="application"
          data-frame=""
          tabIndex={0}
          aria-label={labels.frame}
          aria-describedby="pe-frame-help"
          style={{ left: percent(part.x), top: percent(part.y), width: percent(part.w), height: percent(part.h) }}
          onKeyDown={press}
        >
          {CORNERS.map(([right, bottom], number) => (
            <i
              key={number}
              data-corner={number}
              className="pe-corner"
              style={{ left: percent(right), top: percent(bottom) }}
            />
          ))}
        </div>
      )}
    </div>
  );
};
