"""TRUST T30: a connection is cut from below, that one and no other."""

import socket

from livechat.adapters.connections import cut


def test_T30_the_named_connection_ends_and_its_neighbour_stays() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as stuck,
        socket.create_connection(listener.getsockname()) as other,
        listener.accept()[0] as held,
        listener.accept()[0] as beside,
    ):
        port = listener.getsockname()[1]
        assert cut(port, stuck.getsockname())
        stuck.settimeout(5)
        assert stuck.recv(1) == b""
        assert held.recv(1) == b""
        beside.sendall(b"x")
        assert other.recv(1) == b"x"
        assert not cut(port + 1, other.getsockname())
