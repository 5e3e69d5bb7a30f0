"""A real database file and vault in a temporary folder."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.dossier import Dossier
from app.domain.officer import Officer, Role
from app.domain.procedure import Component, CopyKind, Fee, Procedure, ProcedureCase
from app.store.store import Store
from app.store.vault import Vault
from tests.keys import KEYS

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

MARRIAGE = Procedure(
    code="1.000894",
    name="Thủ tục đăng ký kết hôn",
    field="Hộ tịch",
    cases=(ProcedureCase("TT", "Thông thường", 1), ProcedureCase("XM", "Cần xác minh", 5)),
    components=(
        Component("TP01", "Tờ khai đăng ký kết hôn"),
        Component("TP02", "Giấy xác nhận tình trạng hôn nhân", required=False),
    ),
    fees=(Fee("Lệ phí", 0),),
)
PENSION = Procedure(
    code="2.002307",
    name="Giải quyết chế độ mai táng phí đối với cựu chiến binh",
    field="Người có công",
    cases=(ProcedureCase("25N", "25 ngày làm việc", 25),),
    components=(Component("TP01", "Bản khai", kind=CopyKind.ORIGINAL),),
)

OFFICER = Officer(
    account="dao.nt",
    full_name="Nguyễn Thị Hồng Đào",
    identity_number="089188004217",
    unit_code="H01.31.02",
    unit_name="Trung tâm Phục vụ hành chính công xã Mỹ Hòa Hưng",
    department="Bộ phận tiếp nhận",
    role=Role.COUNTER,
    certificate_serial="",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "quay.sqlite3", tmp_path, KEYS)
    with opened.write() as work:
        work.catalogue.replace([MARRIAGE, PENSION])
        work.facts.set_officer(OFFICER)
    yield opened
    opened.close()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault", KEYS)


@pytest.fixture
def draft(store: Store) -> Dossier:
    with store.write() as work:
        return work.dossiers.open_draft(procedure=MARRIAGE, case_code="TT", counter="00AF", now=NOW)
