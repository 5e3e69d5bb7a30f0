"""What a device may take of our time and memory."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """How long a device may take, in seconds, and how much it may say."""

    answer: float = 30.0
    """For capabilities, status and the beginning of a job."""
    page: float = 180.0
    """For one page, warming up and sending it included: slow glasses take two minutes."""
    busy: float = 60.0
    """That it may say "later" to one question before it counts as busy."""
    between: float = 10.0
    """That there may be "no page" between two pages while the job goes on."""
    again: float = 1.0
    """Before a question is put again when the device does not say when."""
    ending: float = 1.0
    """To end a job; whether it does is not waited for any longer."""
    page_bytes: int = 120_000_000
    """A3 in colour at 600 dpi is 60 million as a fine JPEG."""
