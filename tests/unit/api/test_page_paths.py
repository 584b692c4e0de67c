"""Pages are served at their own address, without a detour."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from livechat.api.page_paths import PagePaths


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """A file server of built pages, as Reflex mounts it."""
    for name in ("index.html", "help/index.html", "help/file.js"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(name)
    files = Starlette(routes=[Mount("/", StaticFiles(directory=tmp_path, html=True))])
    return TestClient(PagePaths(files, tmp_path), follow_redirects=False)


@pytest.mark.parametrize("path", ["/help", "/help/"])
def test_a_page_is_served_with_and_without_the_slash(client: TestClient, path: str) -> None:
    answer = client.get(path, params={"topic": "video"})
    assert (answer.status_code, answer.text) == (200, "help/index.html")


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/help/file.js", 200), ("/no", 404)])
def test_everything_else_is_as_it_was(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status
