"""The verification report for a terminal, a fact a line. No Qt in here."""

from signing.verification.report import VerificationReport
from ui.verification.view import Remark, report_view


def report_lines(report: VerificationReport) -> list[str]:
    """The report of one file; the first line is the verdict, the last what to do, if anything."""
    view = report_view(report)
    lines = [f"{view.file}: {view.heading} {view.sentence}"]
    for each in view.remarks:
        lines += _remark_lines(each, "  ")
    for signature in view.signatures:
        lines.append(f"  {signature.title} · {signature.state}")
        lines += [f"    {name}: {value}" for name, value in signature.facts + signature.more]
        for each in signature.remarks:
            lines += _remark_lines(each, "    ")
    if view.step:
        lines.append(f"  → {view.step}")
    return lines


def _remark_lines(remark: Remark, indent: str) -> list[str]:
    step = [f"{indent}  → {remark.step}"] if remark.step else []
    return [f"{indent}• {remark.text}", *step]
