"""A counter, a province, and a package between them."""

import json
from pathlib import Path
from typing import Any

from app.domain.dossier import DossierId
from app.domain.officer import Officer, Role
from sync.package.exporting import Exported, export_package
from sync.package.importing import ActTold, import_receipt
from sync.package.reading import read_package
from sync.package.receipt import PackageReceipt, read_receipt
from sync.reference_province import ProvinceServerSettings
from sync.reference_province.package_counter import take_package
from tests.sync.conftest import ACCOUNT, Desk

UNIT = "H01.31.02"


def settle_in(desk: Desk) -> None:
    """Somebody is signed in at ``desk``."""
    with desk.store.write() as work:
        work.facts.set_officer(
            Officer(
                account=ACCOUNT,
                full_name="Nguyễn Thị Hồng Đào",
                identity_number="",
                unit_code=UNIT,
                unit_name="UBND xã Mỹ Hòa Hưng",
                department="Bộ phận Một cửa",
                role=Role.COUNTER,
                certificate_serial="",
            )
        )


def export(desk: Desk, *dossiers: DossierId, name: str = "goi.zip") -> tuple[Path, Exported]:
    target = desk.folder / name
    made = export_package(
        store=desk.store, vault=desk.vault, dossier_ids=dossiers, target=target, now=desk.now()
    )
    return target, made


def take(
    desk: Desk, package: Path, *, vouched_for: tuple[str, ...] = (), virus_scan_url: str = ""
) -> Path:
    """The other side takes ``package`` and writes its receipt."""
    folder = desk.site.files_folder.parent
    settings = ProvinceServerSettings(
        database_url=f"sqlite:///{folder / 'province.sqlite3'}",
        files_folder=desk.site.files_folder,
        public_url=desk.site.url,
        virus_scan_url=virus_scan_url,
    )
    receipt = package.with_suffix(".json")
    given = take_package(settings, read_package(package), vouched_for=vouched_for)
    receipt.write_text(given.model_dump_json())
    return receipt


def bring_back(desk: Desk, receipt: Path) -> tuple[ActTold, ...]:
    told = read_receipt(receipt)
    return import_receipt(store=desk.store, receipt=told, now=desk.now())


def changed(receipt: Path, **fields: Any) -> PackageReceipt:
    """The receipt with other fields, as a mistaken or lying province would write it."""
    return PackageReceipt.model_validate(json.loads(receipt.read_text()) | fields)
