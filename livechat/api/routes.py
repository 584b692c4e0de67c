"""Every plain HTTP route, for the composition root."""

from starlette.routing import Route

from livechat.api import health, sessions

routes: list[Route] = [
    Route("/api/sign-in", sessions.sign_in, methods=["POST"]),
    Route("/api/sign-up", sessions.sign_up, methods=["POST"]),
    Route("/api/sign-out", sessions.sign_out, methods=["POST"]),
    Route("/api/health/live", health.live),
    Route("/api/health/ready", health.ready),
]
