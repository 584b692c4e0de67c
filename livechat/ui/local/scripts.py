"""Our own React parts: plain files in this folder, built together with the pages."""

import reflex as rx

_SHARED = (
    "outbox_store.js",
    "connection.js",
    "new_version.js",
    "service_worker.js",
    "uploads.js",
    "pictures.jsx",
    "picture_editor.jsx",
    "picture_editor.css",
    "picture_frame.jsx",
    "picture_canvas.js",
    "modal.jsx",
    "viewer.jsx",
    "viewer.css",
    "viewer_zoom.js",
    "draft_sync.js",
    "canned.jsx",
    "pause.jsx",
    "outbox.jsx",
)


def bundled(name: str) -> str:
    """The import path of a file in this folder; what it imports from there comes along."""
    for shared in _SHARED:
        rx.asset(shared, shared=True)
    return str(rx.asset(name, shared=True).importable_path)
