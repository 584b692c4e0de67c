// Whether the page can reach its server, as far as it knows, and when it could again.
import { useContext, useEffect, useRef, useSyncExternalStore } from "react";
import { EventLoopContext } from "$/utils/context-registry";

const subscribeOnline = (listener) => {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
};

/** {isOnline, errors}: `errors` is a new list after every connect, which effects may depend on. */
export const useConnection = () => {
  const [, errors] = useContext(EventLoopContext);
  const hasNetwork = useSyncExternalStore(
    subscribeOnline,
    () => navigator.onLine,
    () => true,
  );
  return { isOnline: hasNetwork && errors.length === 0, errors };
};

/** Call `action` when the page is connected again, visible, or back online, and every so often. */
export const useEveryChance = (action, seconds) => {
  const { errors, isOnline } = useConnection();
  const latest = useRef(action);
  latest.current = action;
  useEffect(() => {
    if (isOnline) latest.current();
  }, [errors, isOnline]);
  useEffect(() => {
    const run = () => latest.current();
    const ifVisible = () => document.visibilityState === "visible" && run();
    const timer = window.setInterval(run, seconds * 1000);
    document.addEventListener("visibilitychange", ifVisible);
    window.addEventListener("online", run);
    window.addEventListener("pageshow", run);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", ifVisible);
      window.removeEventListener("online", run);
      window.removeEventListener("pageshow", run);
    };
  }, [seconds]);
};
