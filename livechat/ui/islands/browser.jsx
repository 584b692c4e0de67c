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

const describe = () => {
  const agent = navigator.userAgent;
  const os = first(agent, SYSTEMS, "");
  const browser = first(agent, BROWSERS, "");
  const pattern = BROWSERS.find(([name]) => name === browser)?.[1];
  const isTablet = /iPad/.test(agent) || (os === "android" && !/Mobile/.test(agent));
  const isPhone = !isTablet && (os === "ios" || os === "android");
  let from = "";
  try {
    from = document.referrer ? new URL(document.referrer).pathname : "";
  } catch {
    /* an address that cannot be read says nothing */
  }
  return {
    device: isPhone ? "phone" : isTablet ? "tablet" : "computer",
    os,
    browser,
    version: pattern?.exec(agent)?.[1] ?? "",
    screen: `${window.screen.width}×${window.screen.height}`,
    language: navigator.language ?? "",
    page: from,
  };
};

export const Browser = ({ onKnown }) => {
  useEffect(() => {
    onKnown(Intl.DateTimeFormat().resolvedOptions().timeZone ?? "", describe());
  }, []);
  return null;
};
