"""Every plain HTTP route, for the composition root."""

from starlette.routing import Route

from livechat.api import (
    accounts,
    downloads,
    hand_overs,
    health,
    hours,
    languages,
    metrics,
    reports,
    second_factors,
    sessions,
    transcripts,
    uploads,
    version,
)

routes: list[Route] = [
    Route("/api/sign-in", sessions.sign_in, methods=["POST"]),
    Route("/api/sign-up", sessions.sign_up, methods=["POST"]),
    Route("/api/sign-out", sessions.sign_out, methods=["POST"]),
    Route(hand_overs.PATH, hand_overs.enter, methods=["POST"]),
    Route("/api/second-factor/check", second_factors.check, methods=["POST"]),
    Route("/api/second-factor/confirm", second_factors.confirm, methods=["POST"]),
    Route("/api/second-factor/remove", second_factors.remove, methods=["POST"]),
    Route("/api/second-factor/picture.svg", second_factors.picture),
    Route("/api/language", languages.choose, methods=["POST"]),
    Route("/api/forgot-password", accounts.forgot, methods=["POST"]),
    Route("/api/reset-password", accounts.reset, methods=["POST"]),
    Route("/api/account/export.zip", accounts.export),
    Route("/api/account/erase", accounts.erase, methods=["POST"]),
    Route("/api/upload/{conversation_id}", uploads.upload, methods=["POST"]),
    Route("/api/attachment/{attachment_id}", downloads.attachment),
    Route("/api/attachment/{attachment_id}/thumbnail", downloads.thumbnail),
    Route("/api/transcript/{conversation_id}.pdf", transcripts.pdf),
    Route("/api/transcript/{conversation_id}.txt", transcripts.text),
    Route("/api/hours.ics", hours.calendar),
    Route("/api/hours", hours.take, methods=["POST"]),
    Route("/api/transcript/{conversation_id}.json", transcripts.data),
    Route("/api/analytics.csv", reports.analytics_csv),
    Route("/api/metrics", metrics.metrics),
    Route("/api/version", version.version),
    Route("/api/health/live", health.live),
    Route("/api/health/ready", health.ready),
]
