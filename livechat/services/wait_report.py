"""Promised against kept: the calibration curve of the shown waits, for admins."""

from datetime import timedelta
from itertools import pairwise

from sqlmodel import col, select

from livechat.domain.actor import Actor
from livechat.domain.figure_views import WaitBandView, WaitReportView
from livechat.domain.text import t
from livechat.services import access
from livechat.services.analytics_tiles import FEW
from livechat.store.tables.desk import WaitCalibration, WaitPrediction
from livechat.store.unit_of_work import UnitOfWork

# Upper ends of the bands in minutes, by what was promised.
_BANDS_MIN = (0, 2, 5, 10, 20, 40)
_TARGET = 90

Row = tuple[int, int, int]


def report(uow: UnitOfWork, actor: Actor, days: int = 28) -> WaitReportView:
    """The first range of each wait whose end is known, over the last `days` days."""
    access.require_admin(actor)
    rows = _rows(uow, max(1, min(days, 400)))
    view = WaitReportView(target_percent=_TARGET, factor_text=_factors(uow))
    if not rows:
        view.text = t("waits.none")
        return view
    view.n = len(rows)
    view.kept_percent, view.half_percent = _shares(rows)
    view.text = t(
        "waits.text",
        kept=view.kept_percent,
        half=view.half_percent,
        n=view.n,
        target=_TARGET,
    )
    view.bands = [band for edge in _edges() if (band := _band(rows, *edge)) is not None]
    return view


def _rows(uow: UnitOfWork, days: int) -> list[Row]:
    """(low, high, waited) in seconds."""
    found = uow.session.exec(
        select(WaitPrediction.low_s, WaitPrediction.high_s, WaitPrediction.actual_s)
        .where(col(WaitPrediction.is_first))
        .where(col(WaitPrediction.actual_s).is_not(None))
        .where(col(WaitPrediction.shown_at) >= uow.now - timedelta(days=days))
    ).all()
    return [(low, high, waited or 0) for low, high, waited in found]


def _edges() -> list[tuple[int, int | None]]:
    return [*pairwise(_BANDS_MIN), (_BANDS_MIN[-1], None)]


def _band(rows: list[Row], low_min: int, high_min: int | None) -> WaitBandView | None:
    inside = [
        row
        for row in rows
        if row[1] > low_min * 60 and (high_min is None or row[1] <= high_min * 60)
    ]
    if not inside:
        return None
    if high_min is None:
        label = t("waits.band_over", low=low_min)
    elif low_min == 0:
        label = t("waits.band_up_to", high=high_min)
    else:
        label = t("waits.band", low=low_min, high=high_min)
    kept, half = _shares(inside)
    return WaitBandView(label, len(inside), kept, half, is_few=len(inside) < FEW)


def _shares(rows: list[Row]) -> tuple[int, int]:
    kept = sum(waited <= high for _, high, waited in rows)
    half = sum(waited <= low for low, _, waited in rows)
    return round(100 * kept / len(rows)), round(100 * half / len(rows))


def _factors(uow: UnitOfWork) -> str:
    row = uow.session.get(WaitCalibration, 1)
    if row is None or not row.samples:
        return t("waits.no_factor")
    return t("waits.factor", n=row.samples, low=f"{row.low:.2f}", high=f"{row.high:.2f}")
