// Somebody sent more than may be sent at once: the message is kept and goes when the time is over.
import { useEffect, useState } from "react";

const TICK_MS = 250;

/** Seconds left of the pause for the message `waiting`; `deliver` is called once at their end. */
export const usePause = (pause, waiting, deliver) => {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (!pause?.seconds || pause.id !== waiting) {
      setLeft(0);
      return undefined;
    }
    const end = Date.now() + pause.seconds * 1000;
    const look = () => {
      const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      setLeft(seconds);
      if (seconds > 0) return;
      window.clearInterval(timer);
      deliver();
    };
    const timer = window.setInterval(look, TICK_MS);
    setLeft(pause.seconds);
    return () => window.clearInterval(timer);
  }, [pause?.number, pause?.id, waiting]);
  return left;
};

/** Said once to who listens; the seconds are for who looks. */
export const Pause = ({ left, labels }) =>
  left > 0 && (
    <p className="held" role="status">
      {labels.pause} <span aria-hidden="true">{labels.pauseLeft.replace("{seconds}", left)}</span>
    </p>
  );
