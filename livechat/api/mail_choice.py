"""The way out of optional mail: one click in the mail program, or a page that asks first."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from livechat.api import answers, forms
from livechat.domain.errors import DomainError
from livechat.domain.sign_in_errors import key_of
from livechat.services import mail_choice
from livechat.services.context import get_context

_PAGE = "/mail-off"
_LONGEST = 100
PATH = "/api/mail/off"


async def turn_off(request: Request) -> Response:
    """POST ?token=… by a mail program (RFC 8058), or the token as a field of our own page.

    Neither brings a login: the token is what allows it, and it allows nothing else. A GET only
    leads to the page, as programs that look ahead follow links.
    """
    token = request.query_params.get("token", "")[:_LONGEST]
    if request.method != "POST":
        return answers.lead_on(_PAGE, token=token)
    try:
        form = await forms.read(request)
    except forms.BadFormError:
        # Mail programs may post their one field as multipart; the token stands in the address.
        form = {}
    is_page = "token" in form
    try:
        given = form.get("token", token)[:_LONGEST]
        await run_in_threadpool(get_context().write, mail_choice.turn_off, given)
    except DomainError as error:
        return (
            answers.lead_on(_PAGE, error=key_of(error.key)) if is_page else answers.refusal(error)
        )
    return (
        answers.lead_on(_PAGE, notice="account.mail_off")
        if is_page
        else Response(headers=answers.NO_STORE)
    )
