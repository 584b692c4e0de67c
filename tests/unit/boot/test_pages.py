"""Pages are built again when something that they are made of has changed, and only then."""

from pathlib import Path

import pytest

from bootstrap import pages
from bootstrap.pages import Fingerprint, cause, ensure_pages


@pytest.fixture
def builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A small project; one entry for each build, saying whether it began with an empty folder."""
    for name in ("livechat/ui/page.py", "assets/look.css", "reflex.lock/package.json"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("first")
    (tmp_path / "rxconfig.py").write_text("first")
    (tmp_path / "requirements.txt").write_text("first")
    web = tmp_path / ".web"
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    monkeypatch.setattr(pages, "WEB", web)
    monkeypatch.setattr(pages, "BUILT", web / "build" / "client")
    monkeypatch.setattr(pages, "STAMP", web / "livechat-build.json")
    done: list[bool] = []

    def export() -> None:
        done.append(not web.exists())
        pages.BUILT.mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(pages, "_export", export)
    ensure_pages()
    return done


def test_second_start_does_not_build(builds: list[bool]) -> None:
    ensure_pages()
    assert builds == [True]


@pytest.mark.parametrize("name", ["livechat/ui/page.py", "assets/look.css", "livechat/new.jsx"])
def test_changed_source_builds_in_the_same_folder(
    builds: list[bool], tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("second")
    ensure_pages()
    assert builds == [True, False]


@pytest.mark.parametrize("name", ["rxconfig.py", "requirements.txt", "reflex.lock/package.json"])
def test_changed_toolchain_builds_from_nothing(
    builds: list[bool], tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("second")
    ensure_pages()
    assert builds == [True, True]


def test_removed_file_builds(builds: list[bool], tmp_path: Path) -> None:
    (tmp_path / "assets/look.css").unlink()
    ensure_pages()
    assert len(builds) == 2


def test_setting_on_the_pages_builds_and_setting_of_the_place_does_not(
    builds: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIVECHAT_PORT", "3999")
    ensure_pages()
    assert len(builds) == 1
    monkeypatch.setenv("LIVECHAT_INSTITUTION", "Another school")
    ensure_pages()
    assert len(builds) == 2


def test_failed_build_is_tried_again(
    builds: list[bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "assets/look.css").write_text("second")
    with monkeypatch.context() as broken:
        broken.setattr(pages, "_export", _fail)
        with pytest.raises(RuntimeError):
            ensure_pages()
    ensure_pages()
    assert len(builds) == 2


def test_compiled_python_does_not_change_the_fingerprint(
    builds: list[bool], tmp_path: Path
) -> None:
    before = Fingerprint.now()
    (tmp_path / "livechat/__pycache__").mkdir()
    (tmp_path / "livechat/__pycache__/page.pyc").write_text("made")
    assert Fingerprint.now() == before


# As npm writes it through Reflex, which breaks lines at 80 columns.
NPM_DIARY = """\
Info: Initializing the web directory.
npm info using npm@11.17.0
npm silly audit   'error-ex': [ '1.3.4' ],
npm silly audit   'es-errors': [ '1.3.0' ],
npm silly packumentCache corgi:https://registry.example.test/error-ex cache-miss
npm verbose audit error FetchError: request to
npm verbose audit error   type: 'system'
npm verbose stack FetchError: request to https://registry.example.test/yaml failed,
reason: self-signed certificate in certificate chain
npm error code SELF_SIGNED_CERT_IN_CHAIN
npm error errno SELF_SIGNED_CERT_IN_CHAIN
npm error request to https://registry.example.test/yaml failed, reason: self-signed
certificate in certificate chain
npm silly unfinished npm timer
reifyNode:node_modules/error-ex 1795380935431
npm verbose exit 1
npm error A complete log of this run can be found in:

Run with --loglevel debug for the full log.
"""


def test_cause_of_a_failed_installation_is_the_code_that_npm_names() -> None:
    assert cause(NPM_DIARY) == "npm error code SELF_SIGNED_CERT_IN_CHAIN"


def test_cause_without_a_code_is_what_npm_calls_an_error() -> None:
    without = "\n".join(line for line in NPM_DIARY.splitlines() if "error code" not in line)
    assert cause(without) == "npm error errno SELF_SIGNED_CERT_IN_CHAIN"


def test_cause_of_a_page_that_python_cannot_make_is_the_exception() -> None:
    output = """\
Compiling: ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 100% 43/42 0:00:02
reifyNode:node_modules/error-ex 1795380935431
Traceback (most recent call last):
  File "livechat/ui/pages/help/page.py", line 7, in <module>
    from livechat.ui.missing import nothing
ModuleNotFoundError: No module named 'livechat.ui.missing'
Happened while evaluating the page
"""
    assert cause(output) == "ModuleNotFoundError: No module named 'livechat.ui.missing'"


def test_cause_of_a_script_that_cannot_be_read_is_what_the_builder_says_about_it() -> None:
    output = """\
Creating Production Build failed with exit code 1
npm warn Unknown user config "nodedir". This will stop working in the next major
version of npm. See `npm help npmrc` for supported config options.
vite v8.3.4 building client environment for production...
✗ Build failed in 7.12s
Build failed with 1 error:

\x1b[31m[builtin:vite-transform] \x1b[0mExpected `)` but found `EOF`
    at aggregateBindingErrorsIntoJsError
  errors: [Getter/Setter]
"""
    said = "Build failed with 1 error: [builtin:vite-transform] Expected `)` but found `EOF`"
    assert cause(output) == said


def test_cause_that_nothing_names_is_the_last_word() -> None:
    assert cause("Compiling\nKilled\n\n") == "Killed"


def _fail() -> None:
    raise RuntimeError
