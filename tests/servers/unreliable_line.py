"""A line to a server that can be cut, be slow, or go silent without a word."""

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum

# A kilobyte in a second, in small pieces.
_SLOW_BYTES, _SLOW_S = 100, 0.1


class Line(Enum):
    """GOOD passes everything on, SLOW 1 kB a second, SILENT loses everything, CUT closes every
    connection."""

    GOOD = "good"
    SLOW = "slow"
    SILENT = "silent"
    CUT = "cut"


class UnreliableLine:
    """Listens on a port of its own and passes bytes to and from `target_port`."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._line = Line.GOOD
        self._stopping = False
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def become(self, line: Line) -> None:
        """From now on; what was lost while silent stays lost, and those connections with it."""
        was, self._line = self._line, line
        if line is Line.CUT or was is Line.SILENT:
            for pair in list(self._pairs):
                for end in pair:
                    with suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Cut everything and stop."""
        self._stopping = True
        self.become(Line.CUT)
        self._thread.join(2)
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopping:
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            if self._line is Line.CUT:
                client.close()
                continue
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        try:
            server = socket.socket()
            # Nothing hides the slowness from the server but what it buffers itself.
            server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SLOW_BYTES)
            server.settimeout(2)
            server.connect(("127.0.0.1", self._target_port))
        except OSError:
            client.close()
            return
        pair = (client, server)
        self._pairs.add(pair)
        other = {client: server, server: client}
        with suppress(OSError):
            while True:
                for source in select.select(pair, [], [])[0]:
                    is_slow = self._line is Line.SLOW and source is server
                    if is_slow:
                        time.sleep(_SLOW_S)  # this is the fault
                    data = source.recv(_SLOW_BYTES if is_slow else 65536)
                    if not data:
                        raise OSError
                    if self._line is not Line.SILENT:
                        other[source].sendall(data)
        self._pairs.discard(pair)
        client.close()
        server.close()


@contextmanager
def unreliable_line(target_port: int) -> Iterator[UnreliableLine]:
    """A line that is closed at the end."""
    line = UnreliableLine(target_port)
    try:
        yield line
    finally:
        line.close()
