"""The switch of the language: kept in the browser and for the account, for our own pages alone."""

from livechat.store.tables.people import User
from tests.factories.site import Site


def language_of(site: Site, user_id: int) -> str:
    return site.desk.context.read(lambda uow: uow.session.get_one(User, user_id).language)


def test_the_choice_is_kept_and_leads_back_to_the_page(site: Site) -> None:
    student = site.desk.student()
    client = site.signed_in(student)
    page = f"{client.base_url}/help?about=video"
    answer = client.post("/api/language", data={"language": "ar"}, headers={"referer": page})
    assert (answer.status_code, answer.headers["location"]) == (303, "/help?about=video")
    assert client.cookies["livechat_language"] == "ar"
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert language_of(site, student.user_id) == "ar"


def test_an_unknown_language_is_none(site: Site) -> None:
    client = site.nobody()
    client.post("/api/language", data={"language": "tlh"})
    assert client.cookies["livechat_language"] == "en"


def test_another_site_chooses_nothing(site: Site) -> None:
    client = site.nobody()
    answer = client.post(
        "/api/language", data={"language": "ar"}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert "livechat_language" not in client.cookies


def test_it_leads_nowhere_else(site: Site) -> None:
    answer = site.nobody().post(
        "/api/language", data={"language": "es"}, headers={"referer": "https://evil.example//x.y"}
    )
    assert answer.headers["location"] == "/help"
