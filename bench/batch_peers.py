"""Other programs sign the first of the same scans; one that is not here is said, never guessed."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

from app.demo.office import load_office
from bench.many_scans import signature_picture
from resources import resource

_HERE = Path(__file__).parent / "peers"
_PYTHON = Path(".venv/peers/bin/python")
"""Made by setup/bench_peers.sh, as is the next."""
_MODULES = Path(".venv/peers-node/node_modules")
_NOTO = Path(".venv/peers-font/NotoSerif-Regular.ttf")


_OURS = resource("fonts", "Tinos-Regular.ttf")


@dataclass(frozen=True)
class Job:
    """What a peer is given, as JSON; every path is absolute."""

    module: str
    token: str
    pin: str
    key_id: str
    """Hex."""
    certificate: str
    chain: list[str]
    name: str
    box: list[int]
    """Points: left, bottom, right, top."""
    scans: list[str]
    out: str
    picture: str
    font: str
    p12: str
    """A key in a file, for the peer that knows no token."""


@dataclass(frozen=True)
class Peer:
    name: str
    command: tuple[str, ...]
    files: int
    font: Path = _OURS
    aim: bool = False
    """Whether it is the one that ours is to be so many times faster than."""


PEERS = (
    Peer("pyHanko as documented, our font", (sys.executable, "pyhanko_documented.py"), 20),
    Peer(
        "pyHanko as documented, Noto Serif",
        (sys.executable, "pyhanko_documented.py"),
        20,
        _NOTO,
        aim=True,
    ),
    Peer("pyHanko's command line", (str(_PYTHON), "pyhanko_command.py"), 5),
    Peer("endesive", (str(_PYTHON), "endesive_documented.py"), 20),
    Peer("@signpdf, software key, no stamp", ("node", "signpdf.js"), 20),
)


def measure(peer: Peer, folder: Path) -> list[float] | str:
    """Seconds of each file but the first, or why there are none.

    ``folder`` is that of :func:`bench.batch.own_batches`, whose office and scans are used.
    """
    if shutil.which(peer.command[0]) is None:
        return f"no {peer.command[0]}; setup/bench_peers.sh tells why"
    if not peer.font.exists():
        return f"no {peer.font.name} on this machine"
    out = folder / "peer"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    job = _job(folder, out, peer)
    program, script = peer.command
    office = load_office(folder / "office")
    done = subprocess.run(
        [program, str(_HERE / script)], input=json.dumps(asdict(job)), capture_output=True,
        text=True, check=False,
        env=os.environ | office.environment() | {"NODE_PATH": str(_MODULES.resolve())},
    )  # fmt: skip
    if done.returncode:
        return "it failed: " + (done.stderr.strip().splitlines() or ["no word"])[-1]
    written = [each for each in out.glob("*.pdf") if each.stat().st_size]
    if len(written) != len(job.scans):
        return f"it wrote {len(written)} of {len(job.scans)} files"
    return list(map(float, json.loads(done.stdout)))[1:]


def _job(folder: Path, out: Path, peer: Peer) -> Job:
    office = load_office(folder / "office")
    holder = office.person("officer")
    picture, key = out / "picture.png", out / "key.p12"
    picture.write_bytes(signature_picture())
    key.write_bytes(_software_key(holder.common_name, office.pin))
    scans = sorted((folder / "scans").glob("to-khai-*.pdf"))[: peer.files + 1]
    return Job(
        module=str(office.module), token=holder.label, pin=office.pin, key_id=holder.key_id,
        certificate=str(holder.certificate), chain=[str(office.intermediate_der)],
        name=holder.common_name, box=[12, 796, 202, 830], scans=[str(each) for each in scans],
        out=str(out), picture=str(picture), font=str(peer.font.resolve()), p12=str(key),
    )  # fmt: skip


def _software_key(name: str, password: str) -> bytes:
    """RSA-2048 with a certificate of its own, as OpenSSL exports it by default."""
    key, now = rsa.generate_private_key(65537, 2048), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    protection = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(2048)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .build(password.encode())
    )
    return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, protection)
