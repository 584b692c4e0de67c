"""Staff's second factor by plain requests: the code at signing in, setting it up, removing it."""

import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from livechat.api import addresses, answers, forms, logins
from livechat.domain.actor import Actor
from livechat.domain.errors import DomainError
from livechat.domain.sign_in_errors import key_of
from livechat.services import accounts, second_factor
from livechat.services.accounts import NewLogin
from livechat.services.context import Context, get_context


async def check(request: Request) -> Response:
    """POST code and next, after the password: signs in, or back with what is wrong."""
    form = await forms.own(request)
    if isinstance(form, Response):
        return form
    context, token = get_context(), request.cookies.get(logins.COOKIE, "")
    wanted = addresses.next_of(request, form)
    try:
        code = form.get("code", "")[:40]
        login = await run_in_threadpool(second_factor.check, context, token, code)
    except DomainError as error:
        page = "/sign-in" if error.key == "error.sign_in_again" else "/sign-in/code"
        return answers.lead_on(page, error=key_of(error.key), next=wanted)
    return _entered(context, login, addresses.after_sign_in(wanted, login.role))


async def confirm(request: Request) -> Response:
    """POST code: the first one, which switches it on."""
    form = await forms.own(request)
    if isinstance(form, Response):
        return form
    context = get_context()
    token = request.cookies.get(logins.COOKIE, "")
    try:
        code = form.get("code", "")[:40]
        login = await run_in_threadpool(_confirm, context, token, code)
    except DomainError as error:
        return answers.lead_on("/second-factor", error=key_of(error.key))
    done = addresses.with_query("/account", notice="account.factor_on")
    if login is None:
        return answers.lead_on(done)
    return _entered(context, login, done)


async def remove(request: Request) -> Response:
    """POST password; for one's own account."""
    form = await forms.own(request)
    if isinstance(form, Response):
        return form
    context, login = get_context(), await logins.login_of(request)
    if login is None:
        return answers.signed_out()
    try:
        await logins.confirm_password(request, login, form.get("factor-password", ""))
        await run_in_threadpool(
            context.write, second_factor.remove, login.actor.user_id, login.actor
        )
    except DomainError as error:
        return answers.lead_on("/account", error=key_of(error.key))
    return answers.lead_on("/account", notice="account.factor_off")


async def picture(request: Request) -> Response:
    """GET what the authenticator app scans; only while it is being set up."""
    token = request.cookies.get(logins.COOKIE, "")
    address = await run_in_threadpool(_address, get_context(), token)
    if not address:
        return answers.signed_out()
    drawn = segno.make(address).svg_inline(scale=5, border=3, dark="#000", light="#fff")
    headers = answers.NO_STORE | {"x-content-type-options": "nosniff"}
    body = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return Response(body, media_type="image/svg+xml", headers=headers)


def _address(context: Context, token: str) -> str:
    actor = _somebody(context, token)[0]
    return context.read(second_factor.address_to_scan, actor) if actor else ""


def _somebody(context: Context, token: str) -> tuple[Actor | None, bool]:
    """Who holds the cookie, and whether they are still on the way in."""
    login = accounts.resolve(context, token)
    if login is not None:
        return login.actor, False
    return context.read(second_factor.waiting, token), True


def _confirm(context: Context, token: str, code: str) -> NewLogin | None:
    actor, is_waiting = _somebody(context, token)
    if actor is None:
        raise DomainError("error.sign_in_again")
    context.write(second_factor.confirm, actor, code)
    return context.write(second_factor.finish, actor) if is_waiting else None


def _entered(context: Context, login: NewLogin, target: str) -> Response:
    response = answers.lead_on(target)
    logins.set_cookie(response, context.settings, login.token, is_shared=login.is_shared)
    return response
