"""What can only be seen in a process of its own: sessions on the wire, another set of tokens."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.demo.office import DEMO_PIN, DEMO_SO_PIN, Office
from app.demo.softhsm import SoftHsm, find_module

WRONG_PINS = """
import sys
from pathlib import Path
from app.errors import AppError
from signing.pkcs11_device import Pkcs11Device
device = Pkcs11Device([Path(sys.argv[1])])
token = next(t for t in device.tokens() if t.label == sys.argv[2])
certificate = device.certificates(token)[0]
for pin in ("wrong1", "wrong2", sys.argv[3]):
    try:
        with device.open(token, certificate, pin) as session:
            session.sign(b"data", "sha256")
    except AppError as error:
        print(error.code)
"""
TWINS = """
import sys
from pathlib import Path
from app.errors import AppError
from signing.pkcs11_device import Pkcs11Device
from signing.tokens import choose_token
tokens = Pkcs11Device([Path(sys.argv[1])]).tokens()
print(len(tokens))
try:
    choose_token(tokens, label="twin")
except AppError as error:
    print(error)
"""


def run(program: str, *arguments: str, **environment: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=os.environ | environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.splitlines()


def spy() -> Path:
    for place in (Path("/usr/lib"), *Path("/usr/lib").glob("*-linux-gnu*")):
        for module in (place / "pkcs11-spy.so", place / "pkcs11" / "pkcs11-spy.so"):
            if module.exists():
                return module
    pytest.skip("OpenSC's pkcs11-spy is not installed")


def test_no_session_outlives_a_wrong_pin(office: Office, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    said = run(
        WRONG_PINS,
        str(spy()),
        office.person("rsa_3072").label,
        office.pin,
        PKCS11SPY=str(find_module()),
        PKCS11SPY_OUTPUT=str(trace),
    )
    assert said == ["pin_incorrect", "pin_incorrect"]
    calls = [line.split(": ")[1] for line in trace.read_text().splitlines() if ": C_" in line]
    open_sessions = 0
    for call in calls:
        open_sessions += {"C_OpenSession": 1, "C_CloseSession": -1}.get(call, 0)
        if call == "C_Finalize":
            open_sessions = 0
        assert open_sessions <= 1
    assert calls.count("C_Login") == 3
    assert open_sessions == 0


def test_two_tokens_with_one_label_are_not_guessed_between(tmp_path: Path) -> None:
    hsm = SoftHsm(tmp_path / "softhsm2.conf", tmp_path / "tokens", DEMO_PIN, DEMO_SO_PIN)
    hsm.make()
    hsm.add_token("twin")
    hsm.add_token("twin")
    said = run(TWINS, str(find_module()), SOFTHSM2_CONF=str(hsm.configuration))
    assert said == ["2", "token_ambiguous (label='twin', count=2)"]
