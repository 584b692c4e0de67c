(() => {
  const line = document.querySelector("[role=status]");
  const say = () => {
    const words = navigator.onLine ? line.dataset.server : line.dataset.device;
    if (line.textContent !== words) line.textContent = words;
  };
  // Opened by its own address there is nothing to come back to.
  const on = () =>
    location.pathname === "/offline" ? location.replace("/help") : location.reload();
  const ask = async () => {
    say();
    if (!navigator.onLine || document.visibilityState === "hidden") return;
    try {
      const answer = await fetch("/api/version", { cache: "no-store" });
      if (answer.ok) on();
    } catch {
      say();
    }
  };
  setInterval(ask, 4000);
  for (const name of ["online", "offline", "pageshow"]) window.addEventListener(name, ask);
  document.addEventListener("visibilitychange", ask);
})();
