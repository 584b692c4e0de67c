"""One's own account by plain requests: forgotten passwords, export and erasure."""

from tempfile import TemporaryFile
from typing import BinaryIO

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from livechat.api import answers, forms, logins
from livechat.api.disposition import content_disposition
from livechat.api.downloads import FILE_HEADERS, chunks
from livechat.domain.errors import DomainError
from livechat.domain.sign_in_errors import key_of
from livechat.domain.vocabulary import Role
from livechat.services import password_reset, privacy
from livechat.services.accounts import Login
from livechat.services.context import Context, get_context


async def forgot(request: Request) -> Response:
    """POST email; the same answer at the same time, whether there is such an account or not."""
    form = await forms.own(request)
    if isinstance(form, Response):
        return form
    # The work begins when the answer is out, so that nothing can be told from its time.
    work = BackgroundTask(password_reset.ask, get_context(), form.get("email", ""))
    return answers.lead_on("/forgot-password", background=work, notice="account.forgot_sent")


async def reset(request: Request) -> Response:
    """POST token and password; ends all logins and leads to signing in."""
    form = await forms.own(request)
    if isinstance(form, Response):
        return form
    token = form.get("token", "")[:100]
    try:
        await run_in_threadpool(
            password_reset.complete, get_context(), token, form.get("password", "")
        )
    except DomainError as error:
        return answers.lead_on("/reset-password", error=key_of(error.key), token=token)
    response = answers.lead_on("/sign-in", notice="account.reset_done")
    logins.clear_cookie(response, get_context().settings)
    return response


async def export(request: Request) -> Response:
    """GET a zip of everything about oneself; POST student and export_reason, for admins."""
    login = await logins.login_of(request)
    if login is None:
        return answers.signed_out()
    student = reason = ""
    if request.method == "POST":
        form = await forms.own(request)
        if isinstance(form, Response):
            return form
        student, reason = form.get("student", "")[:32], form.get("export_reason", "")
    try:
        found = await run_in_threadpool(_export, get_context(), login, student, reason)
    except DomainError as error:
        return answers.refusal(error)
    headers = FILE_HEADERS | {"content-disposition": content_disposition("attachment", "data.zip")}
    return StreamingResponse(chunks(found), media_type="application/zip", headers=headers)


async def erase(request: Request) -> Response:
    """POST password, and for admins student and erase_reason; forgets a student for good."""
    form = await forms.own(request)
    if isinstance(form, Response):
        return form
    context, login = get_context(), await logins.login_of(request)
    if login is None:
        return answers.signed_out()
    try:
        await logins.confirm_password(request, login, form.get("password", ""))
        wanted = form.get("student", "")[:32] or await run_in_threadpool(
            context.read, privacy.public_id_of, login.actor
        )
        reason = form.get("erase_reason", "")
        await run_in_threadpool(privacy.erase, context, login.actor, wanted, reason)
    except DomainError as error:
        if login.actor.role is Role.ADMIN:
            return answers.lead_on("/admin", tab="people", error=key_of(error.key))
        return answers.lead_on("/account", error=key_of(error.key))
    if login.actor.role is Role.ADMIN:
        return answers.lead_on("/admin", tab="people", notice="admin.erased")
    response = answers.lead_on("/sign-in", notice="account.erased")
    logins.clear_cookie(response, context.settings)
    response.headers["clear-site-data"] = '"cache", "storage"'
    return response


def _export(context: Context, login: Login, student: str, reason: str) -> BinaryIO:
    wanted = student or context.read(privacy.public_id_of, login.actor)
    made: BinaryIO = TemporaryFile()  # noqa: SIM115 - closed when it has been sent
    try:
        privacy.export(context, login.actor, wanted, made, reason)
    except BaseException:
        made.close()
        raise
    made.seek(0)
    return made
