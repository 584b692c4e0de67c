"""A small knowledge base to try the bot on."""

import pytest

from livechat.bot.dialogue import Bot
from livechat.bot.entries import load_entries
from livechat.bot.index import Index, build_index
from livechat.bot.knowledge import Article, Conditions, Step
from livechat.bot.rules import load_rules

_WORDS = {
    "video-stops": (
        "Video keeps stopping",
        "my video keeps buffering|the lecture video stops every few seconds|vid keeps freezing"
        "|playback stutters|the recording wont play smoothly|video lagging so bad",
    ),
    "no-sound": (
        "No sound in a video",
        "there is no sound|i cant hear the lecture|audio missing in video|sound not working"
        "|the lecture is silent|no audio at all",
    ),
    "forgot-password": (
        "Forgotten password",
        "i forgot my password|reset password|how do i change my password|password not accepted"
        "|lost my password cant log in|need a new password",
    ),
    "upload-fails": (
        "Upload fails",
        "my file wont upload|upload stuck at 99|cant submit my assignment file"
        "|assignment upload keeps failing|submit button does nothing|uploading error",
    ),
    "quiz-locked": (
        "Locked out of a quiz",
        "the quiz locked me out|quiz says already submitted|cant get back into my quiz"
        "|quiz closed while i was in it|kicked out of the test|quiz wont open",
    ),
    "black-screen": (
        "Screen stays black",
        "the screen goes black|my screen went dark|only a black screen|nothing on the screen"
        "|screen is all black|my screen turned black",
    ),
    "frozen-screen": (
        "Screen is frozen",
        "the screen froze|my screen went stiff|my screen got stuck|nothing on screen moves"
        "|screen wont respond|my screen hangs",
    ),
}


def _steps(slug: str) -> tuple[Step, ...]:
    return (
        Step(f"{slug}-a", "Reload the page", f"Reload {slug}.", "it works", 1),
        Step(
            f"{slug}-b",
            "Turn on mobile data",
            f"Use mobile data for {slug}.",
            "it works",
            2,
            Conditions(devices=frozenset({"phone"})),
        ),
        Step(f"{slug}-c", "Use another browser", f"Open {slug} elsewhere.", "it works", 3),
    )


_ALTERNATIVES = {
    "video-stops": ("no-sound",),
    "no-sound": ("video-stops",),
    "upload-fails": ("quiz-locked",),
}


@pytest.fixture(scope="session")
def articles() -> tuple[Article, ...]:
    return tuple(
        Article(
            slug=slug,
            title=title,
            category="video",
            phrasings=tuple(phrasings.split("|")),
            error_codes=("PB-204",) if slug == "video-stops" else (),
            steps=_steps(slug),
            alternatives=_ALTERNATIVES.get(slug, ()),
            needs=("device",) if slug == "upload-fails" else (),
            group="media",
        )
        for slug, (title, phrasings) in _WORDS.items()
    )


@pytest.fixture(scope="session")
def index(articles: tuple[Article, ...]) -> Index:
    return build_index(articles, entries=load_entries("en"))


@pytest.fixture(scope="session")
def bot(index: Index) -> Bot:
    return Bot(index, load_rules("en"))
