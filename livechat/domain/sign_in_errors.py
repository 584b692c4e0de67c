"""Refusals that the sign-in pages may show: only these keys come back in an address."""

from livechat.domain.limits import SHORTEST_PASSWORD
from livechat.domain.text import t

_PARAMS: dict[str, dict[str, object]] = {
    "error.sign_in": {},
    "error.throttled": {"minutes": 30},
    "error.bad_email": {},
    "error.weak_password": {"length": SHORTEST_PASSWORD},
    "error.email_used": {},
    "error.empty": {},
    "error.too_long": {"count": "too many", "limit": 120},
    "error.bad_text": {},
    "error.retry": {},
    "error.reset_link": {},
    "error.sign_up_link": {},
    "error.sign_up_password": {},
    "error.sign_up_off": {},
    "account.sign_up_sent": {},
    "error.hand_over": {},
    "error.code": {},
    "error.second_factor": {},
    "error.sign_in_again": {},
    "account.factor_on": {},
    "account.factor_off": {},
    "account.forgot_sent": {},
    "account.reset_done": {},
    "account.erased": {},
    "admin.erased": {},
    "error.not_found": {},
    "error.not_allowed": {},
    "account.mail_off": {},
    "error.mail_link": {},
}


def text_of(key: str) -> str:
    """The text for `?error=<key>`; "" for none, a plain one for anything unknown."""
    if not key:
        return ""
    params = _PARAMS.get(key)
    return t("auth.error") if params is None else t(key, **params)


def key_of(key: str) -> str:
    """A key that the page knows, for the address."""
    return key if key in _PARAMS else "error.retry"
