"""endesive as its examples show, with a token through PyKCS11 and a drawn appearance."""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

# endesive's verifier imports certvalidator, which does not load with the OpenSSL of Debian 12.
# Signing does not use it.
sys.modules["certvalidator"] = stub = ModuleType("certvalidator")
stub.CertificateValidator = None

import PyKCS11
from asn1crypto import x509
from endesive import hsm
from endesive.pdf import cms
from PIL import Image

job = json.load(sys.stdin)


class Token(hsm.HSM):
    def certificate(self):
        return bytes.fromhex(job["key_id"]), Path(job["certificate"]).read_bytes()

    def sign(self, keyid, data, mech):
        [key] = self.session.findObjects(
            [(PyKCS11.CKA_CLASS, PyKCS11.CKO_PRIVATE_KEY), (PyKCS11.CKA_ID, keyid)]
        )
        mechanism = getattr(PyKCS11, f"CKM_{mech.upper()}_RSA_PKCS")
        return bytes(self.session.sign(key, data, PyKCS11.Mechanism(mechanism, None)))


token = Token(job["module"])
token.login(job["token"], job["pin"])
chain = [x509.Certificate.load(Path(each).read_bytes()) for each in job["chain"]]
left, bottom, right, top = job["box"]
width, height = right - left, top - bottom
seconds = []
for number, scan in enumerate(job["scans"]):
    start = time.perf_counter()
    now = datetime.now(UTC)
    text = f"Người sao chụp: {job['name']}\nThời gian: {now.isoformat(timespec='seconds')}"
    wanted = {
        "aligned": 0,
        "sigflags": 3,
        "sigflagsft": 132,
        "sigpage": 0,
        "sigfield": "Signature",
        "auto_sigfield": True,
        "signaturebox": job["box"],
        "signform": False,
        "contact": "",
        "location": "",
        "reason": "",
        "signingdate": now.strftime("D:%Y%m%d%H%M%S+00'00'"),
        "manual_images": {"picture": Image.open(job["picture"])},
        "manual_fonts": {"Tinos": job["font"]},
        "signature_manual": [
            ["image", "picture", 0, 0, width * 0.4, height, False, True],
            [
                "text_box",
                text,
                "Tinos",
                width * 0.4,
                0,
                width * 0.6,
                height,
                7,
                True,
                "left",
                "top",
                1.2,
            ],
        ],
    }
    data = Path(scan).read_bytes()
    added = cms.sign(data, wanted, None, None, chain, "sha256", token)
    Path(job["out"], f"{number}.pdf").write_bytes(data + added)
    seconds.append(time.perf_counter() - start)
token.logout()
print(json.dumps(seconds))
