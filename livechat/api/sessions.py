"""Sign in, sign up and sign out: form posts that set or take the cookie and lead on."""

from collections.abc import Callable

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from livechat.api import addresses, answers, forms, logins
from livechat.domain.errors import ConflictError, DomainError
from livechat.domain.sign_in_errors import key_of
from livechat.services import accounts
from livechat.services import sign_up as sign_ups
from livechat.services.accounts import NewLogin, Owed
from livechat.services.context import Context, get_context

_THEN = {Owed.CODE: "/sign-in/code", Owed.SET_UP: "/second-factor"}


async def sign_in(request: Request) -> Response:
    """POST email, password, next and shared; back to the page with an error, or on."""

    def enter(context: Context, form: dict[str, str]) -> NewLogin:
        return accounts.sign_in(
            context,
            form.get("email", ""),
            form.get("password", ""),
            addresses.client_address(request, context.settings),
            request.headers.get("user-agent", ""),
            is_shared=bool(form.get("shared")),
        )

    return await _enter(request, "/sign-in", enter)


async def sign_up(request: Request) -> Response:
    """POST name, email, password and next; a student's account, by mail or at once."""
    way = get_context().settings.sign_up_way
    if way == "off":
        return answers.lead_on("/sign-in", error="error.sign_up_off")
    return await (_ask_to_sign_up(request) if way == "mail" else _sign_up_at_once(request))


async def confirm_sign_up(request: Request) -> Response:
    """POST token, password and next, from the page that the mail leads to; signs in."""

    def enter(context: Context, form: dict[str, str]) -> NewLogin:
        agent = request.headers.get("user-agent", "")
        return sign_ups.complete(context, _token(form), form.get("password", ""), agent)

    return await _enter(request, "/confirm-sign-up", enter)


async def _ask_to_sign_up(request: Request) -> Response:
    context, form = get_context(), await forms.own(request)
    if isinstance(form, Response):
        return form
    name, email = form.get("name", ""), form.get("email", "")
    wanted = addresses.next_of(request, form)
    try:
        wish = await run_in_threadpool(
            sign_ups.checked, context, name, email, form.get("password", "")
        )
    except DomainError as error:
        return answers.lead_on(
            "/sign-up",
            error=key_of(error.key),
            name=name[:120],
            email=email[:254],
            next=wanted,
        )
    # The work begins when the answer is out, so that nothing can be told from its time.
    work = BackgroundTask(sign_ups.ask, context, wish, wanted)
    return answers.lead_on("/sign-up", background=work, notice="account.sign_up_sent")


async def _sign_up_at_once(request: Request) -> Response:
    def enter(context: Context, form: dict[str, str]) -> NewLogin:
        email = form.get("email", "")
        try:
            return accounts.sign_up(
                context,
                form.get("name", ""),
                email,
                form.get("password", ""),
                request.headers.get("user-agent", ""),
            )
        except ConflictError:
            context.write(sign_ups.tell_owner, accounts.checked_email(email))
            raise

    return await _enter(request, "/sign-up", enter)


async def sign_out(request: Request) -> Response:
    """POST; ends the login on the server, too, and its open sockets with it."""
    context, form = get_context(), await forms.own(request)
    if isinstance(form, Response):
        return form
    login = await logins.login_of(request)
    # Our own page always counts by its origin; a token, where one is sent, must be the login's.
    given = request.headers.get(logins.CSRF_HEADER) or form.get("csrf")
    if login is not None and given and not logins.has_csrf_token(request, login, given):
        return answers.forbidden()
    token = request.cookies.get(logins.COOKIE, "")
    if token:
        await run_in_threadpool(context.write, accounts.sign_out, token)
    target = addresses.safe_next(form.get("next", ""), "/help")
    response = answers.lead_on(target)
    logins.clear_cookie(response, context.settings)
    # A shared computer keeps nothing: no drafts, no outbox, no cached pages.
    wiped = '"cache", "storage"' if login and login.is_shared_computer else '"cache"'
    response.headers["clear-site-data"] = wiped
    return response


async def _enter(
    request: Request,
    page: str,
    enter: Callable[[Context, dict[str, str]], NewLogin],
) -> Response:
    context, form = get_context(), await forms.own(request)
    if isinstance(form, Response):
        return form
    wanted = addresses.next_of(request, form)
    try:
        login = await run_in_threadpool(enter, context, form)
    except DomainError as error:
        return answers.lead_on(
            page,
            error=key_of(error.key),
            name=form.get("name", "")[:120] if page == "/sign-up" else "",
            email=form.get("email", "")[:254],
            next=wanted,
            token=_token(form),
        )
    old = request.cookies.get(logins.COOKIE, "")
    if old:
        await run_in_threadpool(context.write, accounts.sign_out, old)
    target = addresses.after_sign_in(wanted, login.role)
    if login.owed is not Owed.NOTHING:
        target = addresses.with_query(_THEN[login.owed], next=wanted)
    response = answers.lead_on(target)
    logins.set_cookie(response, context.settings, login.token, is_shared=bool(form.get("shared")))
    return response


def _token(form: dict[str, str]) -> str:
    """What the mail's link has brought; only one of the forms has it."""
    return form.get("token", "")[:100]
