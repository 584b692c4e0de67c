// How pictures come into the composer: chosen, photographed, pasted or dropped. Nothing is sent
// before its writer has seen it in the editor, which is loaded when it is needed.
import { useEffect, useRef, useState } from "react";

const FORMATS = "image/png,image/jpeg,image/webp,image/gif";
const TOUCH = "(pointer: coarse)";
const looksLikePicture = (file) => /^image\/(?!svg)/.test(file.type);
const loadEditor = () => import("./picture_editor.jsx").then((part) => part.PictureEditor);

// A phone has a camera at hand; its picker alone does not always offer it.
const useTouch = () => {
  const [isTouch, setIsTouch] = useState(false);
  useEffect(() => {
    const query = window.matchMedia(TOUCH);
    const tell = () => setIsTouch(query.matches);
    tell();
    query.addEventListener("change", tell);
    return () => query.removeEventListener("change", tell);
  }, []);
  return isTouch;
};

// A picture may be dropped anywhere on the chat: a browser would else leave the page for it.
const useDrop = (zoneOf, take) => {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const zone = zoneOf();
    const over = (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault();
    const drop = (event) => {
      over(event);
      latest.current(event, event.dataTransfer);
    };
    zone.addEventListener("dragover", over);
    zone.addEventListener("drop", drop);
    return () => {
      zone.removeEventListener("dragover", over);
      zone.removeEventListener("drop", drop);
    };
  }, []);
};

const PickButton = ({ label, icon, isOff, take, ...kind }) => {
  const picker = useRef(null);
  return (
    <>
      <input
        {...kind}
        ref={picker}
        type="file"
        hidden
        aria-label={label}
        onChange={(event) => {
          take(event, event.target);
          event.target.value = "";
        }}
      />
      <button
        type="button"
        className="icon-btn"
        aria-label={label}
        disabled={isOff}
        onPointerEnter={() => loadEditor().catch(() => {})}
        onClick={() => picker.current.click()}
      >
        {icon}
      </button>
    </>
  );
};

export const usePictures = ({
  isOn,
  room,
  maxFiles,
  maxBytes,
  labels,
  attachIcon,
  cameraIcon,
  zoneOf,
  onAttach,
  onDone,
}) => {
  const [chosen, setChosen] = useState(null); // {files, Editor} while they are looked at
  const [problem, setProblem] = useState("");
  const isTouch = useTouch();

  const take = async (event, transfer) => {
    const files = [...(transfer?.files ?? [])];
    if (!files.length || !isOn) return;
    event.preventDefault();
    const pictures = files.filter(looksLikePicture);
    const taken = pictures.slice(0, Math.max(0, room));
    if (pictures.length < files.length) setProblem(labels.notPicture);
    else setProblem(taken.length < pictures.length ? labels.tooMany.replace("{n}", maxFiles) : "");
    if (!taken.length) return;
    try {
      const Editor = await loadEditor();
      setChosen({ files: taken, Editor });
    } catch {
      setProblem(labels.cannotOpen); // no line, or the server has other pages by now
    }
  };
  useDrop(zoneOf, take);

  const close = (reason) => {
    setChosen(null);
    if (reason) setProblem(labels[reason]);
  };
  const attach = (ready) => {
    setChosen(null);
    onAttach(ready);
    // After the dialog has given the focus back.
    window.setTimeout(onDone, 0);
  };
  const isFull = !isOn || room <= 0;
  return {
    paste: (event) => {
      // A copied table or text brings a picture of itself along: then the text is meant.
      if (!event.clipboardData.types.includes("text/plain")) take(event, event.clipboardData);
    },
    buttons: (
      <>
        <PickButton label={labels.attach} icon={attachIcon ?? "+"} isOff={isFull} take={take} accept={FORMATS} multiple />
        {isTouch && cameraIcon && (
          <span className="camera">
            <PickButton label={labels.photo} icon={cameraIcon} isOff={isFull} take={take} accept="image/*" capture="environment" />
          </span>
        )}
      </>
    ),
    notice: problem && (
      <p className="problem" role="alert">
        {problem}
      </p>
    ),
    editor: chosen && (
      <chosen.Editor
        files={chosen.files}
        maxBytes={maxBytes}
        labels={labels}
        onAttach={attach}
        onCancel={close}
      />
    ),
  };
};

/** The pictures that will go with the next message. */
export const Files = ({ uploads, labels }) =>
  uploads.files.length > 0 && (
    <ul className="files" aria-label={labels.files}>
      {uploads.files.map((file) => (
        <li key={file.key} className={file.error ? "file failed" : file.id ? "file" : "file busy"}>
          <img src={file.picture} alt="" />
          <bdi>{file.name}</bdi>
          {!file.id && !file.error && (
            <progress value={file.progress} max="1" aria-label={`${labels.uploading} ${file.name}`} />
          )}
          {file.error && <span role="alert">{file.error}</span>}
          {file.canRetry && (
            <button type="button" className="again" aria-label={`${labels.retry} ${file.name}`} onClick={() => uploads.retry(file)}>
              {labels.retry}
            </button>
          )}
          <button type="button" aria-label={`${labels.remove} ${file.name}`} onClick={() => uploads.remove(file)}>
            ×
          </button>
        </li>
      ))}
    </ul>
  );
