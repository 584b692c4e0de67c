// Asks for what may have been missed, and says quietly when the line is down and when it is back.
import { useEffect, useRef, useState } from "react";
import { useConnection, useEveryChance } from "./connection.js";
import { useNewVersion } from "./new_version.js";
import { useOfflinePage } from "./service_worker.js";

const PATIENCE_MS = 1200; // a short gap is nobody's business
const BACK_MS = 4000;

export const Live = ({ everyS = 15, labels = {}, onCatchUp }) => {
  useEveryChance(() => onCatchUp?.(), everyS);
  useNewVersion();
  useOfflinePage();
  const { isOnline } = useConnection();
  const [line, setLine] = useState("");
  const wasDown = useRef(false);
  useEffect(() => {
    if (isOnline && !wasDown.current) return;
    const wait = isOnline ? 0 : PATIENCE_MS;
    const timer = window.setTimeout(() => {
      wasDown.current = !isOnline;
      setLine(isOnline ? "back" : "down");
    }, wait);
    return () => window.clearTimeout(timer);
  }, [isOnline]);
  useEffect(() => {
    if (line !== "back") return;
    const timer = window.setTimeout(() => setLine(""), BACK_MS);
    return () => window.clearTimeout(timer);
  }, [line]);
  return (
    <div role="status" className={line ? `notice connection ${line}` : "sr-only"}>
      {line === "down" && labels.offline}
      {line === "back" && labels.online}
    </div>
  );
};
