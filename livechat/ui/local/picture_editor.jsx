// The look at chosen pictures before they are sent: crop, blur out, undo, describe, leave out.
import { useEffect, useMemo, useRef, useState } from "react";
import { Glyph, Modal } from "./modal.jsx";
import * as canvas from "./picture_canvas.js";
import { described, PictureFrame } from "./picture_frame.jsx";
import "./picture_editor.css";

const GLYPHS = {
  x: "M6 6l12 12M18 6 6 18",
  back: "m14.5 6-6 6 6 6",
  on: "m9.5 6 6 6-6 6",
  crop: "M7 3v14h14M3 7h14v14",
  blur: "M4 4h5v5H4zM15 4h5v5h-5zM9.5 9.5h5v5h-5zM4 15h5v5H4zM15 15h5v5h-5z",
  undo: "M9 7 4.5 11.5 9 16M5 11.5h9a5 5 0 0 1 0 10h-2",
};
// Where the frame stands when it is called by a button and not drawn.
const PLACES = { crop: { x: 0.1, y: 0.1, w: 0.8, h: 0.8 }, blur: { x: 0.3, y: 0.4, w: 0.4, h: 0.2 } };

const hasKeys = () => !window.matchMedia("(pointer: coarse)").matches;

/** Opens the files one by one; what is no picture is told and left out. */
const useOpened = (files, onNothing) => {
  const [pictures, setPictures] = useState([]);
  const [problem, setProblem] = useState("");
  const [isOpening, setIsOpening] = useState(true);
  useEffect(() => {
    let isGone = false;
    const opened = [];
    const openAll = async () => {
      let reason = "";
      for (const file of files) {
        try {
          opened.push({ ...(await canvas.open(file)), edits: [], alt: "" });
        } catch (error) {
          reason = error.message;
        }
        if (isGone) return opened.forEach(canvas.close);
      }
      if (!opened.length) onNothing(reason);
      setPictures([...opened]);
      setProblem(reason);
      setIsOpening(false);
    };
    openAll();
    return () => {
      isGone = true;
      opened.forEach(canvas.close);
    };
  }, []);
  return { pictures, setPictures, problem, isOpening };
};

const Paper = ({ picture }) => {
  const paper = useRef(null);
  useEffect(() => canvas.paint(paper.current, picture, picture.edits), [picture.url, picture.edits]);
  return <canvas ref={paper} className="pe-canvas" />;
};

export const PictureEditor = ({ files, maxBytes, labels, onAttach, onCancel }) => {
  const { pictures, setPictures, problem, isOpening } = useOpened(files, onCancel);
  const [here, setHere] = useState(0);
  const [part, setPart] = useState(null);
  const [tool, setTool] = useState("");
  const [told, setTold] = useState("");
  const [isAttaching, setIsAttaching] = useState(false);
  const frame = useRef(null);
  const picture = pictures[here];
  const view = useMemo(() => picture && canvas.viewOf(picture, picture.edits), [picture]);

  const change = (values) =>
    setPictures((all) => all.map((one) => (one === picture ? { ...one, ...values } : one)));
  const show = (number) => {
    setHere(number);
    setPart(null);
    setTold(labels.of.replace("{n}", number + 1).replace("{all}", pictures.length));
  };
  const mark = (next) => {
    setPart(next);
    setTold(next ? described(next, labels.frameAt) : "");
  };
  const use = (name) => {
    setTool(name);
    if (!part) {
      setPart(PLACES[name]);
      setTold(labels.place);
      return;
    }
    const rect = canvas.inPixels(view, part);
    const edit = name === "crop" ? { crop: rect } : canvas.blurring(rect);
    change({ edits: [...picture.edits, edit] });
    setPart(null);
    setTold(name === "crop" ? labels.cropped : labels.blurred);
  };
  // The frame that a button has called is what the keys are for now.
  useEffect(() => {
    if (part && told === labels.place) frame.current?.focus();
  }, [told, part === null]);
  const undo = () => {
    setPart(null);
    setTold(picture.edits.length ? labels.undone : "");
    change({ edits: picture.edits.slice(0, -1) });
  };
  const leaveOut = () => {
    canvas.close(picture);
    setPictures(pictures.filter((one) => one !== picture));
    show(Math.min(here, pictures.length - 2));
  };
  const attach = async () => {
    setIsAttaching(true);
    const ready = [];
    for (const one of pictures) {
      ready.push({ file: await canvas.fileOf(one, one.edits, maxBytes), alt: one.alt.trim() });
    }
    onAttach(ready);
  };
  const press = (event) => {
    if (event.key !== "Escape" || !part) return;
    event.preventDefault();
    mark(null);
  };

  const button = (name, label, act, isOff = false) => (
    <button type="button" className="btn dense" aria-disabled={isOff} onClick={isOff ? undefined : act}>
      <Glyph d={GLYPHS[name]} flip={name === "undo"} />
      {label}
    </button>
  );
  const turn = (name, label, to) => (
    <button
      type="button"
      className="icon-btn"
      aria-label={label}
      aria-disabled={!pictures[to]}
      onClick={pictures[to] ? () => show(to) : undefined}
    >
      <Glyph d={GLYPHS[name]} flip />
    </button>
  );
  return (
    <Modal label={labels.title} className="pe" onClose={() => onCancel("")} onKeyDown={press}>
      <header className="pe-head">
        <h2>{labels.title}</h2>
        {pictures.length > 1 && (
          <div className="pe-turn">
            {turn("back", labels.previous, here - 1)}
            <span>{labels.of.replace("{n}", here + 1).replace("{all}", pictures.length)}</span>
            {turn("on", labels.next, here + 1)}
          </div>
        )}
        <button type="button" className="icon-btn" aria-label={labels.cancel} onClick={() => onCancel("")}>
          <Glyph d={GLYPHS.x} />
        </button>
      </header>
      <div className="pe-desk">
        {picture ? (
          <div className="pe-room">
            <PictureFrame
              view={view}
              part={part}
              labels={labels}
              frame={frame}
              onChange={mark}
              onApply={() => use(tool || "blur")}
            >
              <Paper picture={picture} />
            </PictureFrame>
          </div>
        ) : (
          isOpening && <p>{labels.opening}</p>
        )}
      </div>
      <div className="pe-foot">
        {problem && <p className="pe-problem" role="alert">{labels[problem]}</p>}
        <div className="pe-tools" role="group" aria-label={labels.tools}>
          {button("crop", labels.crop, () => use("crop"), !picture)}
          {button("blur", labels.blur, () => use("blur"), !picture)}
          {button("undo", labels.undo, undo, !picture?.edits.length)}
          {pictures.length > 1 && button("x", labels.leaveOut, leaveOut)}
        </div>
        <p className="pe-hint">{part && hasKeys() ? labels.frameHelp : labels.hint}</p>
        <p className="vh" id="pe-frame-help">{labels.frameHelp}</p>
        <p className="vh" role="status">{told}</p>
        <label className="pe-alt">
          <span>{labels.alt}</span>
          <input
            className="field"
            type="text"
            maxLength={300}
            dir="auto"
            disabled={!picture}
            value={picture?.alt ?? ""}
            onChange={(event) => change({ alt: event.target.value })}
          />
        </label>
        <div className="pe-end">
          <button type="button" className="btn" onClick={() => onCancel("")}>{labels.cancel}</button>
          <button type="button" className="btn primary" disabled={!picture || isAttaching} onClick={attach}>
            {labels.attachNow}
          </button>
        </div>
      </div>
    </Modal>
  );
};
