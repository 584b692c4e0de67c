"""An evaluation as lines of plain text."""

from collections.abc import Mapping
from typing import Any

_OUTCOMES = {
    "answered_right": "answered right",
    "answered_wrong": "answered wrong",
    "asked_with": "asked, right one offered",
    "asked_without": "asked, right one missing",
    "handed_over": "handed over",
}


def format_report(report: Mapping[str, Any]) -> str:
    """The whole report, with the part on typos where there is one."""
    lines = [
        f"knowledge   {report['articles']} articles, {report['phrasings']} phrasings, "
        f"fitted in {report['fit_seconds']:.2f} s",
        *_figures(report),
    ]
    if "typos" in report:
        typos = report["typos"]
        lines += ["", f"with one random edit per 6 letters, seed {typos['seed']}"]
        lines += _figures(typos)
    return "\n".join(lines)


def _figures(part: Mapping[str, Any]) -> list[str]:
    lines = [
        f"queries     {part['queries_in_scope']} in scope, {part['queries_out_of_scope']} out",
        f"top-1       {_number(part['top1'])}   top-3 {_number(part['top3'])}   (in scope)",
        f"AUROC       {_number(part['auroc'])}   (right in-scope answers against out-of-scope)",
        f"MCC         {_number(part['mcc'])}   (best from probability 0.5, else none)",
        f"none        recall {_number(part['oos_recall'])}, precision "
        f"{_number(part['oos_precision'])}, F1 {_number(part['oos_f1'])}   (same decision)",
        f"time        median {part['ms_median']} ms, p95 {part['ms_p95']} ms a query",
        "decision                    in scope   out of scope",
    ]
    lines += [
        f"  {label:26s}{_number(part['in_scope'][name]):>8s}"
        f"{_number(part['out_of_scope'][name]):>15s}"
        for name, label in _OUTCOMES.items()
    ]
    lines.append("probability   queries  claimed  true")
    lines += [
        f"  {row['from']:.2f}-{row['to']:.2f}   {row['queries']:7d}     {row['claimed']:.2f}"
        f"  {row['true']:.2f}"
        for row in part["calibration"]
    ]
    return lines


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
