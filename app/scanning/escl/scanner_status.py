"""What ScannerStatus says when a page does not come."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import Code
from app.scanning.escl.xml_answer import descendants, read_xml, text

_FAULTS = {
    "ScannerAdfJam": Code.SCANNER_JAMMED,
    "ScannerAdfMispick": Code.SCANNER_JAMMED,
    "ScannerAdfMultipickDetected": Code.SCANNER_JAMMED,
    "ScannerAdfDuplexPageTooShort": Code.SCANNER_JAMMED,
    "ScannerAdfDuplexPageTooLong": Code.SCANNER_JAMMED,
    "ScannerAdfInputTrayFailed": Code.SCANNER_JAMMED,
    "ScannerAdfInputTrayOverloaded": Code.SCANNER_JAMMED,
    "ScannerAdfHatchOpen": Code.SCANNER_COVER_OPEN,
}
"""States of the feeder in which somebody must go to the device."""


@dataclass(frozen=True)
class ScannerStatus:
    state: str
    """``Idle``, ``Processing``, ``Testing``, ``Stopped`` or ``Down``."""
    adf: str
    """State of the feeder, ``ScannerAdf…``; empty without one."""
    jobs: Mapping[str, str]
    """State of each job, ``Processing``, ``Canceled`` …, by the last part of its address."""

    @property
    def fault(self) -> Code | None:
        return _FAULTS.get(self.adf)

    @property
    def is_empty(self) -> bool:
        """Whether no paper lies in the feeder."""
        return self.adf == "ScannerAdfEmpty"


def read_status(content: bytes) -> ScannerStatus:
    """``content`` is the XML as it came. Errors: SCANNER_ANSWER_UNREADABLE."""
    root = read_xml(content, root="ScannerStatus")
    return ScannerStatus(
        state=text(root, "State"),
        adf=text(root, "AdfState"),
        jobs={
            text(each, "JobUri").rstrip("/").rpartition("/")[2]: text(each, "JobState")
            for each in descendants(root, "JobInfo")
        },
    )
