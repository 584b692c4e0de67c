"""Students coming from the learning platform: a form post from its page with a signed token."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from livechat.api import addresses, answers, forms, languages, logins
from livechat.domain import reader
from livechat.domain.errors import DomainError
from livechat.domain.sign_in_errors import key_of
from livechat.services import hand_over
from livechat.services.context import get_context

PATH = "/api/hand-over"


async def enter(request: Request) -> Response:
    """POST token and next; signs in and leads on, or to the sign-in page with what is wrong."""
    context = get_context()
    try:
        form = await forms.read(request)
    except forms.BadFormError:
        return answers.told("", 400)
    wanted = addresses.safe_next(form.get("next", ""), "/help")
    agent = request.headers.get("user-agent", "")
    try:
        came = await run_in_threadpool(hand_over.enter, context, form.get("token", ""), agent)
    except DomainError as error:
        return answers.lead_on("/sign-in", error=key_of(error.key), next=wanted)
    response = answers.lead_on(wanted)
    logins.set_cookie(response, context.settings, came.login.token, is_shared=False)
    if came.language and reader.COOKIE not in request.cookies:
        languages.keep(response, context.settings, came.language)
    return response
