"""Who holds a token in the demonstration office: fictitious people, described by data alone."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class KeyKind(StrEnum):
    """Keys seen on Vietnamese tokens; the value is what ``pkcs11-tool --key-type`` takes."""

    RSA_2048 = "rsa:2048"
    RSA_3072 = "rsa:3072"
    EC_P256 = "EC:prime256v1"


class KeyPurpose(StrEnum):
    """KeyUsage of the certificate (RFC 5280 §4.2.1.3)."""

    SIGNING = "signing"  # digitalSignature and nonRepudiation
    ENCIPHERING = "enciphering"  # keyEncipherment only: must be refused for signing


class PinPolicy(StrEnum):
    ONCE = "once"  # one login for a batch
    EACH_USE = "each_use"  # CKA_ALWAYS_AUTHENTICATE: the PIN again for each signature


@dataclass(frozen=True)
class Person:
    """A certificate holder and the key on their token."""

    name: str
    """Short English name by which programs and tests ask for this person."""
    label: str
    """Label of the token, at most 32 bytes of UTF-8; people with one label share a token."""
    common_name: str
    subject_uid: str
    """UID of the subject, ``CCCD:`` and 12 digits or ``MST:`` and 10 (domain §6.2, §10)."""
    title: str = ""
    account: str = ""
    """Account at the province, empty when there is none."""
    key: KeyKind = KeyKind.RSA_2048
    purpose: KeyPurpose = KeyPurpose.SIGNING
    pin_policy: PinPolicy = PinPolicy.ONCE
    valid_from: timedelta = timedelta(days=-30)
    """Relative to the moment the office is made, like the two below."""
    valid_to: timedelta = timedelta(days=3 * 365)
    revoked: timedelta | None = None

    @property
    def identity_number(self) -> str:
        """The digits of ``subject_uid``."""
        return self.subject_uid.partition(":")[2]


DEMO_PEOPLE = (
    Person(
        name="officer",
        label="Nguyễn Thị Hồng Đào",
        common_name="Nguyễn Thị Hồng Đào",
        subject_uid="CCCD:089188004217",
        title="Công chức một cửa",
        account="dao.nt",
    ),
    Person(
        name="leader",
        label="Trần Quốc Vượng",
        common_name="Trần Quốc Vượng",
        subject_uid="CCCD:089075001936",
        title="Chủ tịch",
        account="vuong.tq",
    ),
    Person(
        name="organization",
        label="UBND xã Mỹ Hòa Hưng",
        common_name="UBND xã Mỹ Hòa Hưng",
        subject_uid="MST:1600999001",
        account="vanthu",
    ),
)
"""The people of ``make demo``: counter officer, leader, and the office with its clerk."""

TEST_PEOPLE = (
    *DEMO_PEOPLE,
    Person(
        name="another_officer",
        label="Lê Văn Bình",
        common_name="Lê Văn Bình",
        subject_uid="CCCD:089091007358",
        title="Công chức một cửa",
        account="binh.lv",
    ),
    Person(
        name="expired",
        label="Phạm Thị Hết Hạn",
        common_name="Phạm Thị Hết Hạn",
        subject_uid="CCCD:089185002640",
        valid_from=timedelta(days=-3 * 365),
        valid_to=timedelta(days=-7),
    ),
    Person(
        name="revoked",
        label="Võ Văn Thu Hồi",
        common_name="Võ Văn Thu Hồi",
        subject_uid="CCCD:089080003971",
        revoked=timedelta(days=-7),
    ),
    Person(
        name="not_yet_valid",
        label="Huỳnh Thị Tương Lai",
        common_name="Huỳnh Thị Tương Lai",
        subject_uid="CCCD:089197005126",
        valid_from=timedelta(days=365),
        valid_to=timedelta(days=4 * 365),
    ),
    Person(
        name="wrong_purpose",
        label="Đặng Văn Mã Hóa",
        common_name="Đặng Văn Mã Hóa",
        subject_uid="CCCD:089083006482",
        purpose=KeyPurpose.ENCIPHERING,
    ),
    Person(
        name="ec_p256",
        label="Bùi Thị Đường Cong",
        common_name="Bùi Thị Đường Cong",
        subject_uid="CCCD:089190008815",
        key=KeyKind.EC_P256,
    ),
    Person(
        name="rsa_3072",
        label="Ngô Văn Khóa Dài",
        common_name="Ngô Văn Khóa Dài",
        subject_uid="CCCD:089078009203",
        key=KeyKind.RSA_3072,
    ),
    Person(
        name="asks_each_time",
        label="Đỗ Thị Cẩn Thận",
        common_name="Đỗ Thị Cẩn Thận",
        subject_uid="CCCD:089192000574",
        pin_policy=PinPolicy.EACH_USE,
    ),
    Person(
        name="renewed",
        label="Phạm Thị Hết Hạn",
        common_name="Phạm Thị Hết Hạn",
        subject_uid="CCCD:089185002640",
    ),
)
"""Everybody a test may need; ``renewed`` is on the same token as ``expired``."""
