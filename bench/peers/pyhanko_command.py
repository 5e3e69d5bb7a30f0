"""pyHanko's own command line, a process for each file."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

job = json.load(sys.stdin)
out = Path(job["out"])
config = out / "pyhanko.yml"
# JSON is YAML.
settings = {
    "pkcs11-setups": {
        "quay": {
            "module-path": job["module"],
            "token-criteria": {"label": job["token"]},
            "user-pin": job["pin"],
            "key-id": job["key_id"],
            "cert-id": job["key_id"],
            "other-certs": job["chain"],
        }
    },
    "stamp-styles": {
        "quay": {
            "type": "text",
            "background": job["picture"],
            "stamp-text": "Người sao chụp: %(signer)s\nThời gian: %(ts)s",
            "text-box-style": {"font": job["font"]},
        }
    },
}
config.write_text(json.dumps(settings))
box = ",".join(str(each) for each in job["box"])
program = Path(sys.executable).with_name("pyhanko")
seconds = []
for number, scan in enumerate(job["scans"]):
    start = time.perf_counter()
    subprocess.run(
        [
            program, "--config", config, "sign", "addsig", "--field", f"1/{box}/Signature",
            "--use-pades", "--style-name", "quay", "pkcs11", "--p11-setup", "quay", scan,
            out / f"{number}.pdf",
        ],
        check=True, stdout=sys.stderr, env=os.environ,
    )  # fmt: skip
    seconds.append(time.perf_counter() - start)
print(json.dumps(seconds))
