// Tells the server once what only the browser knows: time zone, device, the page one came from.
import { useEffect } from "react";

const first = (agent, pairs, otherwise) =>
  pairs.find(([, pattern]) => pattern.test(agent))?.[0] ?? otherwise;

const SYSTEMS = [
  ["ios", /iPhone|iPad|iPod/],
  ["android", /Android/],
  ["chromeos", /CrOS/],
  ["windows", /Windows/],
  ["macos", /Mac OS X/],
  ["linux", /Linux/],
];
const BROWSERS = [
  ["edge", /Edg(?:e|A|iOS)?\/(\d+)/],
  ["firefox", /(?:Firefox|FxiOS)\/(\d+)/],
  ["chrome", /(?:Chrome|CriOS)\/(\d+)/],
  ["safari", /Version\/(\d+).*Safari/],
];

// The page that one came from, without its query, which may hold what is nobody's business.
const cameFrom = () => {
  let from;
  try {
    from = new URL(document.referrer);
  } catch {
    return "";
  }
  if (from.origin !== window.location.origin) return from.host + from.pathname;
  return from.pathname.startsWith("/sign-in") ? "" : from.pathname;
};

const describe = () => {
  const agent = navigator.userAgent;
  const os = first(agent, SYSTEMS, "");
  const browser = first(agent, BROWSERS, "");
  const pattern = BROWSERS.find(([name]) => name === browser)?.[1];
  const isTablet = /iPad/.test(agent) || (os === "android" && !/Mobile/.test(agent));
  const isPhone = !isTablet && (os === "ios" || os === "android");
  return {
    device: isPhone ? "phone" : isTablet ? "tablet" : "computer",
    os,
    browser,
    version: pattern?.exec(agent)?.[1] ?? "",
    screen: `${window.screen.width}×${window.screen.height}`,
    language: navigator.language ?? "",
    page: cameFrom(),
  };
};

export const Browser = ({ onKnown }) => {
  useEffect(() => {
    onKnown(Intl.DateTimeFormat().resolvedOptions().timeZone ?? "", describe());
  }, []);
  return null;
};
