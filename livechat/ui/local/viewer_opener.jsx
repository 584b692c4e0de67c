// Opens a picture of the page in the viewer, which is loaded when it is needed. Without it, or in
// a new tab on demand, the picture's link does what links do.
import { useEffect, useState } from "react";

const LINKS = "a[data-picture]";

const itemOf = (link) => {
  const image = link.querySelector("img");
  return {
    href: link.getAttribute("href"),
    name: link.dataset.picture,
    alt: image.getAttribute("alt"),
    thumbnail: image.getAttribute("src"),
    width: Number(image.getAttribute("width")),
    height: Number(image.getAttribute("height")),
  };
};

export const ViewerOpener = ({ labels }) => {
  const [shown, setShown] = useState(null); // {Viewer, items, start}
  useEffect(() => {
    const click = async (event) => {
      const link = event.target.closest?.(LINKS);
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const links = [...(link.closest(".log, .shots") ?? link).querySelectorAll(LINKS)];
      try {
        const { PictureViewer } = await import("./viewer.jsx");
        link.focus({ preventScroll: true }); // where the viewer gives it back; not all browsers do
        setShown({ Viewer: PictureViewer, items: links.map(itemOf), start: links.indexOf(link) });
      } catch {
        window.open(link.href, "_blank", "noopener");
      }
    };
    document.addEventListener("click", click);
    return () => document.removeEventListener("click", click);
  }, []);
  if (!shown) return null;
  const { Viewer, items, start } = shown;
  return <Viewer items={items} start={start} labels={labels} onClose={() => setShown(null)} />;
};
