"""Another set of tokens than the office's: SoftHSM reads its tokens once a process."""

import os
import subprocess
import sys
from pathlib import Path

from app.demo.office import DEMO_PIN, DEMO_SO_PIN
from app.demo.softhsm import SoftHsm, find_module

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
    print(error.code, error.facts)
"""


def test_two_tokens_with_one_label_are_not_guessed_between(tmp_path: Path) -> None:
    hsm = SoftHsm(tmp_path / "softhsm2.conf", tmp_path / "tokens", DEMO_PIN, DEMO_SO_PIN)
    hsm.make()
    hsm.add_token("twin")
    hsm.add_token("twin")
    said = subprocess.run(
        [sys.executable, "-c", TWINS, str(find_module())],
        env=os.environ | {"SOFTHSM2_CONF": str(hsm.configuration)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert said.stdout.splitlines() == ["2", "token_ambiguous {'label': 'twin', 'count': 2}"]
