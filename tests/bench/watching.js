// Brought along by the measurement, before any script of the page. Times are of the page's clock.
(() => {
  const seen = (window.watching = { usable: 0, opened: 0, bubble: 0, frames: [] });
  const hasHandlers = (one) => Object.keys(one).some((key) => key.startsWith("__reactProps"));
  let clicked = 0;
  let pressed = 0;
  let wanted = "";
  let last = 0;
  const isShown = (one) => one && one.getClientRects().length > 0;
  const look = (now) => {
    if (last && seen.isCounting) seen.frames.push(now - last);
    last = now;
    if (!seen.usable) {
      const buttons = [...document.querySelectorAll("button")];
      const launcher = buttons.find(
        (one) => isShown(one) && /Live chat/.test(one.getAttribute("aria-label") ?? one.textContent),
      );
      // It is no use to see a button whose click nobody hears.
      if (launcher && hasHandlers(launcher)) seen.usable = performance.now();
    }
    const dialog = clicked && document.querySelector("[role=dialog]");
    if (dialog && isShown(dialog)) {
      seen.opened = performance.now() - clicked;
      clicked = 0;
    }
    if (wanted) {
      const log = document.querySelector("[role=log], #log");
      if (log?.textContent.includes(wanted)) {
        seen.bubble = performance.now() - pressed;
        wanted = "";
      }
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  window.addEventListener(
    "click",
    (event) => {
      if (event.isTrusted) clicked = event.timeStamp;
    },
    true,
  );
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || !event.target.value) return;
      wanted = event.target.value;
      pressed = event.timeStamp;
      seen.bubble = 0;
    },
    true,
  );
})();
