// Zooming and moving a picture on its stage: wheel, fingers, keys. `place` is {scale, x, y}: the
// picture, which fits the stage at scale 1, magnified and shifted from the middle by pixels.
import { useEffect, useRef, useState } from "react";

export const WHOLE = { scale: 1, x: 0, y: 0 };
export const FACTOR = 1.5;
const LARGEST = 10;
const SWIPE_PX = 60;

const clamp = (value, limit) => Math.min(Math.max(value, -limit), limit);

// No edge of a magnified picture comes further in than the stage's.
const kept = ({ scale, x, y }, stage) => {
  const box = stage.getBoundingClientRect();
  const image = stage.querySelector("img");
  return {
    scale,
    x: clamp(x, Math.max(0, (image.offsetWidth * scale - box.width) / 2)),
    y: clamp(y, Math.max(0, (image.offsetHeight * scale - box.height) / 2)),
  };
};

const zoomed = (place, factor, point, stage) => {
  const scale = Math.min(Math.max(place.scale * factor, 1), LARGEST);
  const by = scale / place.scale;
  const next = { scale, x: point.x - (point.x - place.x) * by, y: point.y - (point.y - place.y) * by };
  return kept(next, stage);
};

/** Handlers for the stage and what buttons and keys call; `onSwipe(1)` is a swipe to the left. */
export const useZoom = (stage, onSwipe) => {
  const [place, setPlace] = useState(WHOLE);
  const fingers = useRef(new Map());
  const swipe = useRef(null);

  const fromMiddle = (event) => {
    const box = stage.current.getBoundingClientRect();
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  };
  const zoom = (factor, point = { x: 0, y: 0 }) =>
    setPlace((now) => zoomed(now, factor, point, stage.current));
  const shift = (dx, dy) =>
    setPlace((now) => kept({ ...now, x: now.x + dx, y: now.y + dy }, stage.current));

  // React's own handler could not keep the page from scrolling along.
  useEffect(() => {
    const wheel = (event) => {
      event.preventDefault();
      const speed = event.ctrlKey ? 0.01 : 0.002; // a touch pad's pinch comes as a small wheel
      zoom(Math.exp(-event.deltaY * speed), fromMiddle(event));
    };
    const element = stage.current;
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, []);

  const down = (event) => {
    stage.current.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, fromMiddle(event));
    swipe.current = fingers.current.size === 1 && place.scale === 1 ? fromMiddle(event) : null;
  };
  const move = (event) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = fromMiddle(event);
    fingers.current.set(event.pointerId, now);
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = (point) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
      zoom(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else {
      shift(now.x - before.x, now.y - before.y);
    }
  };
  const up = (event) => {
    const start = swipe.current;
    fingers.current.delete(event.pointerId);
    swipe.current = null;
    if (!start || event.type === "pointercancel" || event.pointerType === "mouse") return;
    const by = fromMiddle(event).x - start.x;
    if (Math.abs(by) > SWIPE_PX) onSwipe(by < 0 ? 1 : -1);
  };
  return {
    place,
    zoom,
    shift,
    reset: () => setPlace(WHOLE),
    handlers: {
      onPointerDown: down,
      onPointerMove: move,
      onPointerUp: up,
      onPointerCancel: up,
      onDoubleClick: (event) => (place.scale > 1 ? setPlace(WHOLE) : zoom(3, fromMiddle(event))),
    },
  };
};
