"""Uploads byte by byte over a socket of one's own: what no browser would send."""

import json
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

BOUNDARY = "livechat-test"
HEAD = (
    f"--{BOUNDARY}\r\n"
    'Content-Disposition: form-data; name="file"; filename="shot.png"\r\n'
    "Content-Type: image/png\r\n\r\n"
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


def form(data: bytes) -> bytes:
    """The body of an honest upload."""
    return HEAD + data + TAIL


@dataclass(frozen=True)
class Uploader:
    """Whose uploads they are, and where to."""

    url: str
    conversation: str
    cookie: str
    csrf: str

    def open(self, *headers: str) -> "RawUpload":
        """Begin an upload with these headers besides the usual ones; no body is sent yet."""
        lines = [
            f"POST /api/upload/{self.conversation} HTTP/1.1",
            f"Host: {urlsplit(self.url).netloc}",
            f"Origin: {self.url}",
            f"Cookie: {self.cookie}",
            f"X-CSRF-Token: {self.csrf}",
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
            *headers,
        ]
        upload = RawUpload(self.url)
        upload.send(("\r\n".join(lines) + "\r\n\r\n").encode())
        return upload

    def whole(self, data: bytes) -> "RawUpload":
        """An honest upload, sent at once."""
        body = form(data)
        upload = self.open(f"Content-Length: {len(body)}")
        upload.send(body)
        return upload


class RawUpload:
    """One request on a connection of its own."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        assert where.hostname
        assert where.port
        self._socket = socket.create_connection((where.hostname, where.port), timeout=30)
        self.sent = 0

    def send(self, data: bytes) -> bool:
        """False once the server takes no more."""
        try:
            self._socket.sendall(data)
        except OSError:
            return False
        self.sent += len(data)
        return True

    def chunk(self, data: bytes) -> bool:
        """A piece of a body of unknown length."""
        return self.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def answer(self) -> tuple[int, str]:
        """Status and what is said; (0, "") when the server hung up without a word."""
        received = b""
        try:
            while b"\r\n\r\n" not in received:
                piece = self._socket.recv(65536)
                if not piece:
                    break
                received += piece
            head, _, body = received.partition(b"\r\n\r\n")
            length = next(
                (
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length:")
                ),
                0,
            )
            while len(body) < length and (piece := self._socket.recv(65536)):
                body += piece
        except OSError:
            return 0, ""
        if not head:
            return 0, ""
        try:
            said = json.loads(body).get("error", "")
        except ValueError:
            said = ""
        return int(head.split(b" ")[1]), str(said)

    def close(self) -> None:
        """Hang up, whatever was under way."""
        self._socket.close()
