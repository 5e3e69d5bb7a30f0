"""The papers of the demonstration, laid out by Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from dataclasses import dataclass
from datetime import date

from app.demo.sample_sheet import Align, Sheet
from app.domain.dossier import Gender

COMMUNE = "xã Mỹ Hòa Hưng"
PROVINCE = "tỉnh An Giang"
_PLACE = "Mỹ Hòa Hưng"
_CHAIRMAN = "Trần Quốc Vượng"
_LEFT, _WIDTH = 30.0, 163.0


@dataclass(frozen=True)
class SamplePerson:
    """Somebody on a sample paper."""

    name: str
    number: str
    born: date
    gender: Gender
    address: str

    @property
    def title(self) -> str:
        return "bà" if self.gender is Gender.FEMALE else "ông"

    @property
    def gender_name(self) -> str:
        return "Nữ" if self.gender is Gender.FEMALE else "Nam"


_BRIDE = SamplePerson(
    "Trần Ngọc Mai Thư",
    "089195006731",
    date(1995, 9, 14),
    Gender.FEMALE,
    f"Ấp Mỹ Thuận, {COMMUNE}, {PROVINCE}",
)
_GROOM = SamplePerson(
    "Nguyễn Hoàng Khang",
    "089092004512",
    date(1992, 3, 27),
    Gender.MALE,
    f"Ấp Mỹ Hiệp, {COMMUNE}, {PROVINCE}",
)


def draw_marriage_declaration(sheet: Sheet, person: SamplePerson, day: date) -> None:
    """Tờ khai đăng ký kết hôn, after the form of Thông tư 04/2020/TT-BTP, Phụ lục 5."""
    woman, man = (person, _GROOM) if person.gender is Gender.FEMALE else (_BRIDE, person)
    _motto(sheet, left=_LEFT, width=_WIDTH)
    _heading(sheet, "TỜ KHAI ĐĂNG KÝ KẾT HÔN", top=42)
    sheet.text(
        f"<p>Kính gửi: Ủy ban nhân dân {COMMUNE}, {PROVINCE}</p>",
        left=_LEFT, top=55, width=_WIDTH, height=8, align=Align.CENTRE,
    )  # fmt: skip
    rows = (
        (8, ("<b>Thông tin</b>", "<b>Bên nữ</b>", "<b>Bên nam</b>")),
        (8, ("Họ, chữ đệm, tên", *(f"<b>{each.name.upper()}</b>" for each in (woman, man)))),
        (8, ("Ngày, tháng, năm sinh", *(f"{each.born:%d/%m/%Y}" for each in (woman, man)))),
        (8, ("Dân tộc", "Kinh", "Kinh")),
        (8, ("Quốc tịch", "Việt Nam", "Việt Nam")),
        (13, ("Nơi cư trú", woman.address, man.address)),
        (13, ("Giấy tờ tùy thân",
              *(f"Căn cước công dân số {each.number}" for each in (woman, man)))),
        (8, ("Kết hôn lần thứ mấy", "Lần thứ nhất", "Lần thứ nhất")),
    )  # fmt: skip
    bottom = sheet.table(rows, left=_LEFT, top=70, widths=(45, 59, 59))
    sheet.text(
        "<p>Chúng tôi cam đoan những lời khai trên đây là đúng sự thật, việc kết hôn của chúng "
        "tôi là tự nguyện, không vi phạm quy định của Luật Hôn nhân và gia đình Việt Nam.</p>"
        "<p>Chúng tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của "
        "mình.</p>"
        "<p>Đề nghị cấp bản sao Trích lục kết hôn: Có, số lượng: 01 bản.</p>",
        left=_LEFT, top=bottom + 6, width=_WIDTH, height=48, align=Align.JUSTIFY,
    )  # fmt: skip
    _dated(sheet, day, top=bottom + 54)
    for left, party, who in ((_LEFT, "Bên nữ", woman), (_LEFT + 85, "Bên nam", man)):
        sheet.text(
            f"<p><b>{party}</b><br/><i>(Ký, ghi rõ họ, chữ đệm, tên)</i></p>",
            left=left, top=bottom + 63, width=78, height=14, align=Align.CENTRE,
        )  # fmt: skip
        sheet.signature(left + 20, bottom + 79, seed=who.name)
        sheet.text(
            f"<p>{who.name}</p>",
            left=left, top=bottom + 98, width=78, height=7, align=Align.CENTRE,
        )  # fmt: skip


def draw_marital_status(sheet: Sheet, person: SamplePerson, day: date) -> None:
    """Giấy xác nhận tình trạng hôn nhân."""
    _letterhead(sheet, number="45/UBND-XNTTHN", day=day)
    _heading(sheet, "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", top=62)
    sheet.text(
        f"<p>Xét đề nghị của {person.title}: {person.name}, về việc cấp Giấy xác nhận tình trạng "
        "hôn nhân,</p>",
        left=_LEFT, top=76, width=_WIDTH, height=15, align=Align.JUSTIFY,
    )  # fmt: skip
    _heading(sheet, "XÁC NHẬN:", top=93)
    facts = (
        ("Họ, chữ đệm, tên", f"<b>{person.name.upper()}</b>"),
        ("Ngày, tháng, năm sinh", f"{person.born:%d/%m/%Y}"),
        ("Giới tính", f"{person.gender_name} – Dân tộc: Kinh – Quốc tịch: Việt Nam"),
        ("Giấy tờ tùy thân", f"Căn cước công dân số {person.number}"),
        ("Nơi cư trú", person.address),
        ("Tình trạng hôn nhân", "Hiện tại chưa đăng ký kết hôn với ai."),
    )
    sheet.text(
        "".join(f"<p>{name}: {value}</p>" for name, value in facts)
        + "<p>Giấy này được cấp để: Làm thủ tục đăng ký kết hôn.</p>"
        "<p>Giấy này có giá trị 06 tháng, kể từ ngày cấp.</p>",
        left=_LEFT, top=104, width=_WIDTH, height=84, align=Align.JUSTIFY,
    )  # fmt: skip
    _signed_by_chairman(sheet, "TM. ỦY BAN NHÂN DÂN<br/>CHỦ TỊCH", top=194)


def draw_decision(sheet: Sheet, person: SamplePerson, day: date) -> None:
    """Quyết định của Chủ tịch Ủy ban nhân dân xã."""
    _letterhead(sheet, number="128/QĐ-UBND", day=day)
    _heading(sheet, "QUYẾT ĐỊNH", top=58)
    sheet.text(
        "<p><b>Về việc giải quyết chế độ mai táng phí<br/>đối với thân nhân cựu chiến binh</b></p>",
        left=_LEFT, top=66, width=_WIDTH, height=15, align=Align.CENTRE,
    )  # fmt: skip
    _heading(sheet, "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ MỸ HÒA HƯNG", top=83)
    sheet.text(
        "<p><i>Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;</i></p>"
        "<p><i>Căn cứ Pháp lệnh Cựu chiến binh ngày 07 tháng 10 năm 2005;</i></p>"
        "<p><i>Căn cứ Nghị định số 150/2006/NĐ-CP ngày 12 tháng 12 năm 2006 của Chính phủ quy "
        "định chi tiết và hướng dẫn thi hành một số điều của Pháp lệnh Cựu chiến binh;</i></p>"
        "<p><i>Theo đề nghị của Trưởng phòng Văn hóa – Xã hội.</i></p>",
        left=_LEFT, top=93, width=_WIDTH, height=42, align=Align.JUSTIFY,
    )  # fmt: skip
    _heading(sheet, "QUYẾT ĐỊNH:", top=136)
    sheet.text(
        f"<p><b>Điều 1.</b> Giải quyết chế độ mai táng phí cho {person.title} "
        f"<b>{person.name}</b>, sinh ngày {person.born:%d/%m/%Y}, số định danh cá nhân "
        f"{person.number}, nơi cư trú: {person.address}, là thân nhân của cựu chiến binh đã từ "
        "trần.</p>"
        "<p><b>Điều 2.</b> Giao Phòng Văn hóa – Xã hội hướng dẫn và thực hiện việc chi trả theo "
        "đúng quy định.</p>"
        "<p><b>Điều 3.</b> Quyết định này có hiệu lực kể từ ngày ký. Trưởng phòng Văn hóa – Xã "
        f"hội, các đơn vị có liên quan và {person.title} có tên tại Điều 1 chịu trách nhiệm thi "
        "hành Quyết định này./.</p>",
        left=_LEFT, top=146, width=_WIDTH, height=64, align=Align.JUSTIFY,
    )  # fmt: skip
    sheet.text(
        "<p><b><i>Nơi nhận:</i></b><br/>- Như Điều 3;<br/>- Lưu: VT.</p>",
        left=_LEFT, top=212, width=60, height=20, size=11,
    )  # fmt: skip
    _signed_by_chairman(sheet, "CHỦ TỊCH", top=212)


def draw_identity_card(sheet: Sheet, person: SamplePerson, day: date) -> None:
    """A copy of both sides of a card that is like a căn cước công dân and none."""
    left, top, width, height = 62.0, 40.0, 85.6, 53.98
    sheet.box(left, top, width, height, fill="#e3efe6")
    sheet.text(
        "<p><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br/>Độc lập – Tự do – Hạnh phúc</p>"
        "<p><b>CĂN CƯỚC CÔNG DÂN (MẪU)</b></p>",
        left=left + 4, top=top + 2, width=58, height=16, align=Align.CENTRE, size=6.5,
    )  # fmt: skip
    issued = date(day.year - 4, 4, 15)
    payload = (
        f"{person.number}||{person.name.upper()}|{person.born:%d%m%Y}|{person.gender_name}|"
        f"{person.address}|{issued:%d%m%Y}"
    )
    sheet.qr(payload, left=left + 64, top=top + 3, side=18)
    sheet.box(left + 4, top + 20, 19, 25, fill="#c9d4de")
    sheet.text("<p>Ảnh</p>", left=left + 4, top=top + 30, width=19, height=6,
               align=Align.CENTRE, size=7)  # fmt: skip
    sheet.text(
        f"<p>Số: <b>{person.number}</b></p>"
        f"<p>Họ và tên: <b>{person.name.upper()}</b></p>"
        f"<p>Ngày sinh: {person.born:%d/%m/%Y}</p>"
        f"<p>Giới tính: {person.gender_name} &nbsp; Quốc tịch: Việt Nam</p>"
        f"<p>Nơi thường trú: {person.address}</p>",
        left=left + 26, top=top + 22, width=57, height=30, size=6.5,
    )  # fmt: skip
    back = top + height + 14
    sheet.box(left, back, width, height, fill="#e3efe6")
    sheet.box(left + 8, back + 12, 12, 10, fill="#d9bd62")
    sheet.text(
        f"<p>Ngày, tháng, năm cấp: {issued:%d/%m/%Y}</p><p><b>BẢN MẪU THỬ NGHIỆM</b></p>",
        left=left + 30, top=back + 14, width=52, height=16, align=Align.CENTRE, size=6.5,
    )  # fmt: skip


def _motto(sheet: Sheet, *, left: float, width: float, size: float = 13) -> None:
    sheet.text(
        "<p><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br/><b>Độc lập - Tự do - Hạnh phúc</b></p>",
        left=left, top=20, width=width, height=14, align=Align.CENTRE, size=size,
    )  # fmt: skip
    middle = left + width / 2
    sheet.line(middle - 2.16 * size, 33, middle + 2.16 * size, 33)


def _letterhead(sheet: Sheet, *, number: str, day: date) -> None:
    sheet.text(
        "<p><b>ỦY BAN NHÂN DÂN<br/>XÃ MỸ HÒA HƯNG</b></p>",
        left=_LEFT - 5, top=20, width=66, height=14, align=Align.CENTRE, size=12,
    )  # fmt: skip
    sheet.line(_LEFT + 18, 33, _LEFT + 38, 33)
    sheet.text(
        f"<p>Số: {number}</p>",
        left=_LEFT - 5, top=36, width=66, height=7, align=Align.CENTRE,
    )  # fmt: skip
    _motto(sheet, left=_LEFT + 63, width=105, size=12)
    sheet.text(
        f"<p><i>{_PLACE}, {_long_date(day)}</i></p>",
        left=_LEFT + 63, top=36, width=105, height=7, align=Align.CENTRE,
    )  # fmt: skip


def _dated(sheet: Sheet, day: date, *, top: float) -> None:
    sheet.text(
        f"<p><i>{_PLACE}, {_long_date(day)}</i></p>",
        left=_LEFT + 75, top=top, width=88, height=7, align=Align.CENTRE,
    )  # fmt: skip


def _heading(sheet: Sheet, text: str, *, top: float) -> None:
    sheet.text(
        f"<p><b>{text}</b></p>",
        left=_LEFT, top=top, width=_WIDTH, height=8, align=Align.CENTRE, size=14,
    )  # fmt: skip


def _signed_by_chairman(sheet: Sheet, capacity: str, *, top: float) -> None:
    left, width = _LEFT + 83.0, 80.0
    sheet.text(
        f"<p><b>{capacity}</b></p>",
        left=left, top=top, width=width, height=14, align=Align.CENTRE,
    )  # fmt: skip
    sheet.signature(left + 22, top + 22, seed=_CHAIRMAN)
    # The seal covers about a third of the signature on its left (Phụ lục I, Phần I.II.8).
    sheet.seal(left + 18, top + 29, upper="ỦY BAN NHÂN DÂN XÃ MỸ HÒA HƯNG", lower="BẢN MẪU")
    sheet.text(
        f"<p><b>{_CHAIRMAN}</b></p>",
        left=left, top=top + 47, width=width, height=7, align=Align.CENTRE,
    )  # fmt: skip


def _long_date(day: date) -> str:
    """A day as Phụ lục I, Phần I.II.4 writes it: 0 before days below 10 and months below 3."""
    return f"ngày {day.day:02d} tháng {day.month:0{2 if day.month < 3 else 1}d} năm {day.year}"
