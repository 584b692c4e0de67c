// Pictures on their way to the server: one request each, with progress, and cancellable.
import { useRef, useState } from "react";
import { newId } from "./outbox_store.js";

const PICTURES = /^image\/(png|jpeg|webp|gif)$/;

export const picturesOf = (transfer) =>
  [...(transfer?.files ?? [])].filter((file) => PICTURES.test(file.type));

const reasonOf = (request, fallback) => {
  try {
    return JSON.parse(request.responseText).error || fallback;
  } catch {
    return fallback;
  }
};

/** [{key, name, size, progress, id, error}] and what can be done with them. */
export const useUploads = ({ url, csrf, conversation, failedText }) => {
  const [files, setFiles] = useState([]);
  const requests = useRef(new Map());
  const change = (key, values) =>
    setFiles((all) => all.map((file) => (file.key === key ? { ...file, ...values } : file)));

  const start = (file) => {
    const key = newId();
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("conversation", conversation);
    body.append("file", file, file.name);
    setFiles((all) => [...all, { key, name: file.name, size: file.size, progress: 0, id: "", error: "" }]);
    requests.current.set(key, request);
    request.upload.onprogress = (event) =>
      event.lengthComputable && change(key, { progress: event.loaded / event.total });
    request.onload = () => {
      requests.current.delete(key);
      if (request.status >= 200 && request.status < 300) {
        change(key, { progress: 1, id: String(JSON.parse(request.responseText).id) });
      } else {
        change(key, { error: reasonOf(request, failedText) });
      }
    };
    request.onerror = () => {
      requests.current.delete(key);
      change(key, { error: failedText });
    };
    request.open("POST", url);
    if (csrf) request.setRequestHeader("X-CSRF-Token", csrf);
    request.send(body);
  };

  return {
    files,
    isBusy: files.some((file) => !file.id && !file.error),
    ids: files.filter((file) => file.id).map((file) => file.id),
    start: (list) => list.forEach(start),
    remove: (key) => {
      requests.current.get(key)?.abort();
      requests.current.delete(key);
      setFiles((all) => all.filter((file) => file.key !== key));
    },
    clear: () => setFiles([]),
  };
};
