"""The least that can take a file in: a Starlette route that reads the form and answers."""

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


async def take(request: Request) -> Response:
    """POST a form with `file`; how many bytes came."""
    async with request.form() as form:
        file = form["file"]
        assert isinstance(file, UploadFile)
        return JSONResponse({"bytes": len(await file.read())}, 201)


app = Starlette(routes=[Route("/upload", take, methods=["POST"])])
