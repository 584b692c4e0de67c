"""What the bot knows: articles, their steps and the entries that are no articles."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from livechat.bot.device import Device

CATEGORIES = (
    "sign-in",
    "account",
    "video",
    "live-class",
    "assignment",
    "quiz",
    "browser",
    "mobile",
    "network",
    "notifications",
    "files",
    "grades",
)
GROUPS = ("identity", "media", "assessment", "platform", "network")
NEEDS = ("device", "browser", "error")


class Kind(StrEnum):
    """What an entry of the index stands for."""

    ARTICLE = "article"
    PERSON = "person"
    ELSEWHERE = "elsewhere"  # not technical: someone else can help


@dataclass(frozen=True, slots=True)
class Conditions:
    """Where a step applies; an empty set means everywhere."""

    devices: frozenset[str] = frozenset()
    systems: frozenset[str] = frozenset()
    browsers: frozenset[str] = frozenset()

    def is_met_by(self, device: Device) -> bool:
        """True unless something known about the device rules the step out."""
        return (
            (not self.devices or not device.kind or device.kind in self.devices)
            and (not self.systems or not device.system or device.system in self.systems)
            and (not self.browsers or not device.browser or device.browser in self.browsers)
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to try. `key` names it in outcomes and must not change with its place."""

    key: str
    title: str
    body: str
    done_when: str
    minutes: int
    only: Conditions = field(default_factory=Conditions)
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One problem and its fixes; `kind` marks entries that are matched but never shown."""

    slug: str
    title: str
    category: str = ""
    language: str = "en"
    summary: str = ""
    phrasings: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    error_codes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    alternatives: tuple[str, ...] = ()
    group: str = ""
    review: date | None = None
    needs: tuple[str, ...] = ()
    kind: Kind = Kind.ARTICLE
    answer: str = ""  # what an ELSEWHERE entry says
