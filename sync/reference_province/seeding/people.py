"""Fictitious citizens and officers of An Giang."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

FAMILY = (
    *("Nguyễn",) * 30,
    *("Trần",) * 12,
    *("Lê",) * 11,
    *("Phạm",) * 7,
    *("Huỳnh",) * 8,
    *("Võ",) * 6,
    *("Phan",) * 5,
    *("Đặng",) * 4,
    *("Bùi",) * 3,
    *("Trương", "Ngô", "Dương", "Lý", "Đỗ", "Hồ", "Mai", "Lâm", "Châu", "Danh", "Thạch", "Kim"),
)
MIDDLE_MALE = ("Văn", "Văn", "Văn", "Hữu", "Minh", "Đức", "Quốc", "Thanh", "Hoàng", "Công", "Phước")
MIDDLE_FEMALE = ("Thị", "Thị", "Thị", "Thị Ngọc", "Thị Kim", "Thị Mỹ", "Thúy", "Ngọc", "Thị Bích")
GIVEN_MALE = (
    "An", "Bảo", "Bình", "Cường", "Dũng", "Đạt", "Đức", "Giang", "Hải", "Hậu", "Hiếu", "Hòa",
    "Hùng", "Huy", "Khang", "Khánh", "Khoa", "Kiệt", "Lâm", "Lộc", "Long", "Nam", "Nghĩa", "Nhân",
    "Phát", "Phong", "Phúc", "Quân", "Sang", "Sơn", "Tài", "Tâm", "Thắng", "Thành", "Thịnh",
    "Tín", "Toàn", "Trí", "Trung", "Tuấn", "Tùng", "Út", "Vinh", "Vũ",
)  # fmt: skip
GIVEN_FEMALE = (
    "Anh", "Ánh", "Châu", "Chi", "Diễm", "Dung", "Duyên", "Giang", "Hà", "Hân", "Hằng", "Hiền",
    "Hoa", "Hồng", "Hương", "Lan", "Linh", "Loan", "Ly", "Mai", "My", "Nga", "Ngân", "Nhi", "Như",
    "Nhung", "Oanh", "Phượng", "Quyên", "Tâm", "Thảo", "Thủy", "Tiên", "Trâm", "Trang", "Trinh",
    "Tuyền", "Vân", "Xuân", "Yến",
)  # fmt: skip
HAMLETS = ("An", "Bình", "Hòa", "Lợi", "Long", "Phú", "Phước", "Tân", "Thạnh", "Thuận", "Vĩnh")
BIRTH_CODES = (*("089",) * 11, *("091",) * 7, "087", "092", "093", "079")
"""Province of birth registration (domain §6.2): An Giang and Kiên Giang before all."""
YOUNGEST, OLDEST = 18 * 365, 88 * 365


@dataclass(frozen=True)
class Person:
    full_name: str
    identity_number: str
    """Agrees with birth and gender (domain §6.2)."""
    born: date
    gender: str
    hamlet: str
    phone: str
    """In a range that nobody has."""


def invent_person(chance: random.Random, today: date) -> Person:
    male = chance.random() < 0.5
    born = today - timedelta(days=chance.randrange(YOUNGEST, OLDEST))
    century = 0 if born.year < 2000 else 2
    digit = century if male else century + 1
    registered, serial = chance.choice(BIRTH_CODES), chance.randrange(10**6)
    return Person(
        full_name=invent_name(chance, male=male),
        identity_number=f"{registered}{digit}{born.year % 100:02d}{serial:06d}",
        born=born,
        gender="male" if male else "female",
        hamlet=f"Ấp {chance.choice(HAMLETS)} {chance.choice(HAMLETS)} {chance.randint(1, 3)}",
        phone=f"0900{chance.randrange(10**6):06d}",
    )


def invent_name(chance: random.Random, *, male: bool) -> str:
    middle = chance.choice(MIDDLE_MALE if male else MIDDLE_FEMALE)
    given = chance.choice(GIVEN_MALE if male else GIVEN_FEMALE)
    return f"{chance.choice(FAMILY)} {middle} {given}"
