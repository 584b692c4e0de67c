// Shows one page when a page cannot be loaded: that there is no connection, and what to do.
// It keeps nothing else, so that nobody reads an old conversation or another person's.
const CACHE = "livechat-offline-{{ version }}";
const PAGE = "/offline?language={{ language }}";

const keep = async () => {
  const cache = await caches.open(CACHE);
  // Without cookies: the page is the same for everybody.
  await cache.add(new Request(PAGE, { credentials: "omit", cache: "reload" }));
  await self.skipWaiting();
};

const tidy = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  // The page is asked for while this worker still starts.
  await self.registration.navigationPreload?.enable();
};

const load = async (event) => {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(PAGE)) ?? Response.error();
  }
};

// A notification was tapped that a page not in view had shown: back to that page.
const bringBack = async ({ data }) => {
  const pages = await self.clients.matchAll({ type: "window" });
  const page = pages.find(({ url }) => new URL(url).pathname === data) ?? pages[0];
  await (page ? page.focus() : self.clients.openWindow(data));
};

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") event.respondWith(load(event));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(bringBack(event.notification));
});
