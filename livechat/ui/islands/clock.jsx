// Clocks that run in the browser: how long until, how long since, who is typing right now.
import { useEffect, useState } from "react";

const useNow = (everyMs) => {
  const [now, setNow] = useState(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
};

const twoDigits = (number) => String(number).padStart(2, "0");

const clock = (ms) => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = twoDigits(seconds % 60);
  return hours ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
};

/** Minutes and seconds until a moment; 0:00 after it. */
export const Until = ({ at = "" }) => {
  const now = useNow(1000);
  return <span className="num">{now && at ? clock(Date.parse(at) - now) : ""}</span>;
};

/** Minutes and seconds since a moment; `warnS` and `lateS` change its tone. */
export const Since = ({ at = "", warnS = 0, lateS = 0 }) => {
  const now = useNow(1000);
  if (!now || !at) return <span className="num" />;
  const ms = now - Date.parse(at);
  const tone = lateS && ms > lateS * 1000 ? "late" : warnS && ms > warnS * 1000 ? "warn" : "";
  return <span className={`num ${tone}`}>{clock(ms)}</span>;
};

/** How fresh something is, in words: `labels` has now, seconds, minutes with {n}. */
export const Ago = ({ at = "", labels = {} }) => {
  const now = useNow(5000);
  if (!now || !at) return null;
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1000));
  if (seconds < 5) return <>{labels.now}</>;
  if (seconds < 90) return <>{labels.seconds?.replace("{n}", seconds)}</>;
  return <>{labels.minutes?.replace("{n}", Math.round(seconds / 60))}</>;
};

/** Children for `seconds` after each new `pulse`; 0 ends it at once. */
export const Pulse = ({ pulse = 0, seconds = 6, children }) => {
  const [isOn, setIsOn] = useState(false);
  useEffect(() => {
    setIsOn(pulse > 0);
    if (!pulse) return undefined;
    const timer = window.setTimeout(() => setIsOn(false), seconds * 1000);
    return () => window.clearTimeout(timer);
  }, [pulse, seconds]);
  return isOn ? <>{children}</> : null;
};

/** Seconds until a moment, and a bar that runs out with them; `seconds` is the whole span. */
export const Countdown = ({ at = "", seconds = 45, label = "" }) => {
  const now = useNow(500);
  const left = now && at ? Math.max(0, Math.ceil((Date.parse(at) - now) / 1000)) : seconds;
  return (
    <div className="countdown">
      <span className="num" aria-label={label}>
        {left} s
      </span>
      <div className="bar" aria-hidden="true">
        <i style={{ inlineSize: `${Math.min(100, (100 * left) / seconds)}%` }} />
      </div>
    </div>
  );
};
