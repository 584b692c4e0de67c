"""Which build of the pages this process serves: a tab of another one loads itself anew."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from livechat.api import answers
from livechat.state.runtime import get_runtime


async def version(_: Request) -> Response:
    """For everybody: it names nothing but itself."""
    return JSONResponse({"version": get_runtime().version}, headers=answers.NO_STORE)
