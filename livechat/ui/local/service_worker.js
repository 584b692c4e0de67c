// Keeps the offline page at hand, in the page's language; another language is another worker.
import { useEffect } from "react";

const register = () => {
  const address = `/service-worker.js?language=${document.documentElement.lang || "en"}`;
  // A browser that refuses (private windows, settings) shows its own page when offline.
  navigator.serviceWorker.register(address).catch(() => {});
};

export const useOfflinePage = () => {
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return undefined;
    // After everything that the reader waits for.
    if (document.readyState === "complete") {
      register();
      return undefined;
    }
    window.addEventListener("load", register, { once: true });
    return () => window.removeEventListener("load", register);
  }, []);
};
