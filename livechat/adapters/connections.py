"""Cutting a connection that the server itself cannot close any more."""

import os
import socket
from contextlib import suppress

Address = tuple[str, int]


def cut(own_port: int, peer: Address) -> bool:
    """End this process's connection with `peer`, whoever holds it; whether there was one.

    A server that waits for room in a connection's buffer sends no closing either: shut down from
    below, its waiting ends by an error.
    """
    return any(_cut_if(int(name), own_port, peer) for name in os.listdir("/dev/fd"))


def _cut_if(handle: int, own_port: int, peer: Address) -> bool:
    with suppress(OSError), socket.socket(fileno=os.dup(handle)) as found:
        if found.family not in (socket.AF_INET, socket.AF_INET6):
            return False
        if found.getsockname()[1] == own_port and found.getpeername()[:2] == peer:
            found.shutdown(socket.SHUT_RDWR)
            return True
    return False
