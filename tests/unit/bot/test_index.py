"""Matching over a built index."""

import pytest

from livechat.bot.decide import Verdict, decide
from livechat.bot.index import Index, build_index
from livechat.bot.knowledge import Article, Kind


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("vid keeps buferring", "video-stops"),
        ("I CAN'T HEAR ANYTHING", "no-sound"),
        ("forgot pasword", "forgot-password"),
        ("upload keeps failing :(", "upload-fails"),
        ("quiz kicked me out", "quiz-locked"),
    ],
)
def test_messages_find_their_article(index: Index, text: str, slug: str) -> None:
    best = index.match(text).best
    assert best is not None
    assert best.slug == slug


def test_error_code_names_its_article(index: Index) -> None:
    matches = index.match("it shows pb 204 on the screen")
    assert decide(matches).candidates[0].slug == "video-stops"
    assert decide(matches).verdict is Verdict.ANSWER


def test_wish_for_a_person_is_an_entry_of_its_own(index: Index) -> None:
    decision = decide(index.match("could i please chat with a human being"))
    assert decision.verdict is Verdict.PERSON


def test_question_for_someone_else_is_no_technical_problem(index: Index) -> None:
    assert decide(index.match("can i get an extension")).verdict is Verdict.ELSEWHERE


@pytest.mark.parametrize("text", ["", "?!", "purple elephants juggle", "xqzw vvkp"])
def test_what_nobody_wrote_about_is_not_answered(index: Index, text: str) -> None:
    assert decide(index.match(text)).verdict is Verdict.NONE


def test_probabilities_rise_with_the_score(index: Index) -> None:
    candidates = index.match("my video has no sound").candidates
    assert [c.score for c in candidates] == sorted((c.score for c in candidates), reverse=True)
    probabilities = [c.probability for c in candidates]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 <= p <= 1 for p in probabilities)


def test_article_that_failed_is_left_out(index: Index) -> None:
    matches = index.match("my video keeps buffering")
    decision = decide(matches, excluded=frozenset({"video-stops"}))
    assert all(candidate.slug != "video-stops" for candidate in decision.candidates)


def test_titles_alone_make_an_index() -> None:
    articles = [Article(slug=name, title=f"{name} trouble") for name in ("printer", "sound")]
    best = build_index(articles).match("the printer").best
    assert best is not None
    assert best.slug == "printer"


def test_same_slug_twice_is_refused(articles: tuple[Article, ...]) -> None:
    with pytest.raises(ValueError, match="same slug"):
        build_index([*articles, articles[0]])


def test_competing_articles_are_named() -> None:
    same = ("cannot print", "printing fails", "printer does nothing", "no printing")
    other = ("cannot print it", "printing always fails", "printer does nothing now", "no print")
    index = build_index(
        [
            Article(slug="a", title="Printing", phrasings=same),
            Article(slug="b", title="Print", phrasings=other),
            Article(slug="c", title="Sound", phrasings=("no sound", "silent video")),
        ]
    )
    assert {(0, 1), (1, 0)} <= {(c.article, c.taken_for) for c in index.confusions}


def test_kinds_are_kept(index: Index) -> None:
    best = index.match("let me talk to someone").best
    assert best is not None
    assert best.kind is Kind.PERSON


def test_long_message_is_found_by_the_part_that_fits(index: Index) -> None:
    rambling = (
        "hello hope all of you are well i am new here and was on the bus this morning, "
        "then at home i sat down and now the lecture video stops every few seconds, "
        "my flatmate says hers is fine and i would be really glad about some advice"
    )
    best = index.match(rambling).best
    assert best is not None
    assert best.slug == "video-stops"
    assert best.probability > 0.5


def test_phrasings_that_two_articles_share_do_not_spoil_the_confidence() -> None:
    sound = ("no sound at all", "the lecture is silent", "audio missing", "i cannot hear it")
    print_ = ("printer does nothing", "cannot print my essay", "printing fails", "paper jam")
    login = ("forgot my password", "cannot sign in", "login page rejects me", "locked out")
    shared = ("it does not work today", "something broke again", "please fix this thing")

    def best(extra: tuple[str, ...]) -> float:
        articles = [
            Article(slug=str(place), title="", phrasings=own + extra)
            for place, own in enumerate((sound, print_, login))
        ]
        return build_index(articles).match("my lecture is silent today").candidates[0].probability

    assert best(shared) > 0.7 * best(())
