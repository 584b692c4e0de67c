"""TRUST T50 on the real app: nothing is listed, and no folder but that of the pages is served."""

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.integration.trust.conftest import Attacked
from tests.servers.demo_app import ROOT

_PAGES = ROOT / ".web" / "build" / "client"
_WAYS_UP = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "..%255c", "%c0%ae%c0%ae/")
_SECRET = b"only-on-the-disk"


def _get(attacked: Attacked, path: str) -> tuple[int, bytes]:
    """As it is: a client that tidies addresses up would not attack."""
    where = urlsplit(attacked.url)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=20)
    try:
        connection.putrequest("GET", path, skip_accept_encoding=True)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.fixture
def planted(attacked: Attacked) -> Iterator[Path]:
    """A file among the stored ones, by a name that everybody knows."""
    folder = Path(attacked.live.context.settings.data_dir) / "files"
    folder.mkdir(exist_ok=True)
    file = folder / "known.png"
    file.write_bytes(_SECRET)
    yield file
    file.unlink()


def test_T50_stored_files_and_the_database_are_served_to_nobody(
    attacked: Attacked, planted: Path
) -> None:
    folder = planted.parents[1]
    found = [planted, *folder.glob("*.sqlite*"), *folder.glob("*.db")]
    assert len(found) > 1
    names = {
        file.relative_to(base).as_posix() for file in found for base in (folder, folder.parent)
    }
    names |= {file.as_posix() for file in found}
    for name in names:
        for path in (f"/{name}", f"/assets/{name}", f"/uploads/{name}", f"/_upload/{name}"):
            status, body = _get(attacked, quote(path))
            assert (status, _SECRET in body, b"SQLite format" in body) == (404, False, False), path


@pytest.mark.parametrize("up", _WAYS_UP)
def test_T50_no_way_leads_out_of_the_pages(attacked: Attacked, planted: Path, up: str) -> None:
    for depth in range(1, 9):
        for start in ("/", "/assets/"):
            for target in (planted.as_posix().lstrip("/"), "rxconfig.py", "etc/passwd"):
                status, body = _get(attacked, start + up * depth + target)
                assert status in (400, 404), (start, up, depth, target)
                assert _SECRET not in body
                assert b"rx.Config" not in body
                assert b"root:" not in body


def test_T50_pages_come_without_their_sources(attacked: Attacked) -> None:
    scripts = [file.relative_to(_PAGES).as_posix() for file in _PAGES.rglob("*.js")]
    assert len(scripts) > 5
    assert not list(_PAGES.rglob("*.map"))
    for script in scripts:
        status, body = _get(attacked, f"/{script}")
        assert status == 200
        assert b"sourceMappingURL=" not in body
    assert _get(attacked, f"/{scripts[0]}.map")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/_all_routes",
            "/openapi.json",
            "/docs",
            "/redoc",
            "/.web/",
            "/.states/",
            "/.git/config",
        ),
        *("/.env", "/assets/", "/livechat/settings.py", "/requirements.txt", "/var/", "/states/"),
    ],
)
def test_T50_nothing_is_listed(attacked: Attacked, path: str) -> None:
    assert _get(attacked, path)[0] == 404
