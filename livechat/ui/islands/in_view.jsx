// A row of tabs that is wider than a phone scrolls so far that the chosen one can be seen.
import { useEffect, useRef } from "react";

export const InView = ({ chosen = "", children, ...rest }) => {
  const row = useRef(null);
  useEffect(() => {
    const tab = row.current.querySelector('[aria-current="page"]');
    if (!tab) return;
    const { left, width } = tab.getBoundingClientRect();
    const box = row.current.getBoundingClientRect();
    row.current.scrollLeft += left + width / 2 - (box.left + box.width / 2);
  }, [chosen]);
  return (
    <nav {...rest} ref={row}>
      {children}
    </nav>
  );
};
