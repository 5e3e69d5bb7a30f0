"""Each finding of a diagnosis is one readable line."""

import pytest

from app.errors import Code
from app.operations.diagnose import Check, Finding, Health
from signing.device import PinState
from signing.pkcs11_modules import ModuleState
from ui.diagnosis_text import diagnosis_line


@pytest.mark.parametrize("health", list(Health))
@pytest.mark.parametrize("subject", ["", "A"])
@pytest.mark.parametrize("check", list(Check))
def test_every_finding_has_words(check: Check, subject: str, health: Health) -> None:
    line = diagnosis_line(Finding(check, health, subject))
    assert line[0].isupper()
    assert "None" not in line
    assert "“”" not in line


def test_each_state_of_a_driver_is_said() -> None:
    lines = {
        diagnosis_line(Finding(Check.MODULE, Health.WARNING, "/x.so", {"state": state.value}))
        for state in ModuleState
    }
    assert len(lines) == len(ModuleState)
    assert not [line for state in ModuleState for line in lines if line.endswith(f": {state}")]


@pytest.mark.parametrize(
    ("pin", "words"), [(PinState.FINAL_TRY, "một lần thử"), (PinState.LOCKED, "khóa")]
)
def test_a_token_in_danger_is_said(pin: PinState, words: str) -> None:
    finding = Finding(Check.TOKEN, Health.FINE, "Token", {"maker": "X", "pin": pin.value})
    assert words in diagnosis_line(finding)


def test_an_error_brings_its_next_step() -> None:
    facts = {"code": Code.PROVINCE_UNREACHABLE.value}
    finding = Finding(Check.PROVINCE, Health.WARNING, "https://dvc.tinh.gov.vn", facts)
    line = diagnosis_line(finding)
    assert line.startswith("Hệ thống của tỉnh https://dvc.tinh.gov.vn: ")
    assert "tự gửi lại" in line


def test_days_and_space_are_said() -> None:
    ended = Finding(Check.CERTIFICATE, Health.WARNING, "Đào", {"days_left": -3})
    assert diagnosis_line(ended) == "Chứng thư số của Đào đã hết hạn sử dụng"
    disk = Finding(Check.DISK, Health.FINE, "/", {"free_bytes": 12_345_000_000})
    assert diagnosis_line(disk) == "Ổ đĩa còn trống 12.345 MB"
