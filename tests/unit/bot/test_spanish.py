"""Language is data: the same bot in Spanish."""

from pathlib import Path

import pytest

from livechat.bot.decide import Verdict
from livechat.bot.entries import load_entries
from livechat.bot.index import Index, build_index
from livechat.bot.markdown_folder import read_folder
from livechat.bot.rules import Intent, load_rules
from livechat.bot.understand import understand

FOLDER = Path(__file__).parents[3] / "livechat" / "content" / "articles" / "es"
RULES = load_rules("es")


@pytest.fixture(scope="module")
def index() -> Index:
    return build_index(read_folder(FOLDER), entries=load_entries("es"))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Sí, por favor", Intent.YES),
        ("no gracias", Intent.NO),
        ("muchas gracias!!", Intent.THANKS),
        ("quiero hablar con una persona", Intent.PERSON),
        ("¿Eres un bot?", Intent.IDENTITY),
        ("sigue sin funcionar", Intent.FAILED),
        ("ya funciona", Intent.WORKED),
        ("no quiero vivir más", Intent.DANGER),
        ("hola buenos días", Intent.GREETING),
        ("empezar de nuevo", Intent.RESTART),
    ],
)
def test_short_turns_are_read(text: str, intent: Intent) -> None:
    assert RULES.read(text)[0] is intent


def test_urgency_is_read() -> None:
    urgency = RULES.urgency("el vídeo se corta y tengo examen en 20 minutos")
    assert urgency is not None
    assert (urgency.minutes, urgency.rest) == (20, "el video se corta")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("no me deja subir el archibo", "entrega-no-sube"),
        ("NO SE SUBE MI ENTREGA!!", "entrega-no-sube"),
        ("déjame hablar con alguien", "hablar-con-una-persona"),
        ("¿me pueden dar una prórroga?", "en-otro-lugar-prorroga"),
    ],
)
def test_messages_find_what_is_meant(index: Index, text: str, slug: str) -> None:
    best = index.match(text).best
    assert best is not None
    assert best.slug == slug


def test_unknown_things_are_not_answered(index: Index) -> None:
    decision, _ = understand(index, RULES, "qué tiempo hace en Murcia")
    assert decision.verdict is not Verdict.ANSWER
