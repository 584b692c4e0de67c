"""A database that cannot be reached is said in one line, before anything is served."""

import sys
from pathlib import Path

import pytest

from bootstrap import start
from bootstrap.console import BootError
from tests.servers.processes import free_port


@pytest.fixture(autouse=True)
def this_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' interpreter, which need not be the one in .venv."""
    monkeypatch.setattr(start, "PYTHON", sys.executable)


def test_database_that_does_not_answer_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVECHAT_DATABASE_URL", f"postgresql://a@127.0.0.1:{free_port()}/livechat")
    with pytest.raises(BootError, match="the database cannot be used: ") as caught:
        start._prepare_database()
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("address", ["postgres:/half", "mysql://a@b/c", "livechat.db"])
def test_address_of_another_kind_is_one_line(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVECHAT_DATABASE_URL", address)
    with pytest.raises(BootError, match="LIVECHAT_DATABASE_URL must look like postgresql://"):
        start.run_app()


def test_data_folder_that_cannot_be_made_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("LIVECHAT_DATA_DIR", str(tmp_path / "file" / "data"))
    with pytest.raises(BootError) as caught:
        start._prepare_database()
    assert len(str(caught.value).splitlines()) == 1
