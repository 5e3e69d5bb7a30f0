"""Which inputs each act has, filled in as far as the counter knows."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.domain.working_time import VIETNAM
from app.operations.act_limits import longest_texts
from ui.acts.file_input import FilesInput
from ui.acts.inputs import (
    ChoiceInput,
    DayInput,
    Input,
    LineInput,
    TextInput,
    TickInput,
    TicksInput,
)
from ui.acts.subject import ActSubject
from ui.acts.words import SAVED_AS, TROUBLES
from ui.dossier_words import RETURN_WAYS

_RESULT_HINT = "Tệp chưa ký: chọn tệp rồi nhấn Mở Ký số khi được nhắc."


def inputs_of(subject: ActSubject) -> list[Input]:
    """In the order in which they are filled in; of several dossiers what is said for all."""
    made = _FORMS[subject.choice.kind](subject)
    limits = longest_texts(subject.choice.kind)
    for each in made:
        if isinstance(each, ChoiceInput | LineInput | TextInput):
            each.longest = limits.get(each.name, 0)
    if not subject.several:
        return made
    # Each is promised by its own procedure, and has its own files.
    shared = [each for each in made if not isinstance(each, FilesInput) and each.name != "due_at"]
    if subject.choice.kind == "approve":
        from ui.acts.several import ResultsOfSeveral

        shared.insert(0, ResultsOfSeveral(subject.together, subject.papers, _RESULT_HINT))
    return shared


def fixed_content(subject: ActSubject) -> dict[str, Any]:
    """Fields that the choice of the act has settled."""
    return {"to": subject.choice.to.value} if subject.choice.kind == "hand_over" else {}


def _accept_online(subject: ActSubject) -> list[Input]:
    due = subject.due_at.astimezone(VIETNAM).date() if subject.due_at else None
    return [DayInput("due_at", due, needed=True, closes=True)]


def _request_supplement(subject: ActSubject) -> list[Input]:
    return [
        TicksInput("wanted", [line.name for line in subject.dossier.components]),
        TextInput("reason", needed=True),
        DayInput("respond_by", closes=True),
        FilesInput("form", (), many=False),
    ]


def _receive_supplement(subject: ActSubject) -> list[Input]:
    components = {line.code: line.name for line in subject.dossier.components}
    return [
        FilesInput("papers", subject.papers, needed=True, components=components),
        DayInput("due_at", closes=True),
    ]


def _refuse(subject: ActSubject) -> list[Input]:  # noqa: ARG001
    return [TextInput("reason", needed=True), FilesInput("form", (), many=False)]


def _cancel(subject: ActSubject) -> list[Input]:  # noqa: ARG001
    return [TextInput("reason", needed=True)]


def _hand_over(subject: ActSubject) -> list[Input]:
    return [_department(subject), TextInput("note")]


def _give_opinion(subject: ActSubject) -> list[Input]:
    return [
        TextInput("opinion", needed=True), FilesInput("file", subject.papers, many=False),
    ]  # fmt: skip


def _approve(subject: ActSubject) -> list[Input]:
    return [
        FilesInput("results", subject.papers, needed=True, hint=_RESULT_HINT),
        TextInput("opinion"),
    ]


def _return_with_opinion(subject: ActSubject) -> list[Input]:
    return [
        TextInput("opinion", needed=True),
        _department(subject),
        FilesInput("file", (), many=False),
    ]


def _issue_result(subject: ActSubject) -> list[Input]:
    number = "Tệp đã phát hành ở Ký số: số và ngày được điền theo sổ đăng ký."
    return [
        FilesInput("results", subject.papers, needed=True, hint=_RESULT_HINT),
        LineInput("number", needed=True, hint=number),
        DayInput("issued_on", subject.today, needed=True),
    ]


def _return_result(subject: ActSubject) -> list[Input]:
    ways = {way.value: name for way, name in RETURN_WAYS.items()}
    paper = "Chỉ chọn khi kết quả là bản giấy đã quét và ký Sao y."
    return [
        ChoiceInput("way", ways, chosen=subject.dossier.return_way.value),
        LineInput("handed_to", subject.dossier.applicant.full_name, needed=True),
        FilesInput("results", subject.papers, hint=paper),
        FilesInput("receipt", (), many=False),
        TickInput("sent_to_email", ticked=False),
    ]


def _report_payment_trouble(subject: ActSubject) -> list[Input]:
    officer = subject.officer
    contact = ", ".join(filter(None, (officer.full_name, officer.phone))) if officer else ""
    return [
        LineInput("reference", "G22.99.2-", needed=True, hint="G22.99.2- và 12 chữ số."),
        ChoiceInput("trouble", TROUBLES),
        TextInput("text", needed=True),
        LineInput("contact", contact, needed=True),
    ]


def _save_to_warehouse(subject: ActSubject) -> list[Input]:
    stored = subject.stored
    first: Mapping[str, Any] = next(iter(stored.values()), {})
    types = {each.code: f"{each.code}  {each.name}" for each in subject.result_types}
    made: list[Input] = [
        ChoiceInput("sha256", {sha256: each["title"] for sha256, each in stored.items()}),
        ChoiceInput("saved_as", SAVED_AS, chosen=str(first.get("saved_as", "result"))),
        LineInput("title", str(first.get("title", "")), needed=True),
        ChoiceInput("paper_code", types, needed=False, free=True),
        LineInput("number", str(first.get("number", "")), label="Số giấy tờ"),
        DayInput("valid_from", _day(first.get("valid_from")), needed=True),
        DayInput("valid_until"),
        LineInput("owner_name", str(first.get("owner_name", "")), needed=True),
        LineInput("owner_number", str(first.get("owner_number", "")), needed=True),
        DayInput("owner_born", _day(first.get("owner_born"))),
        LineInput("owner_phone", str(first.get("owner_phone", ""))),
    ]
    for place in (1, 4, 6, 8, 10):
        made[place].beside = True
    chosen = made[0]
    assert isinstance(chosen, ChoiceInput)  # noqa: S101 (made above)
    if not stored:
        chosen.complain("Máy này chưa có giấy tờ đã ký số nào của hồ sơ.")
    chosen.editor.currentIndexChanged.connect(
        lambda _: _fill(made, stored.get(str(chosen.editor.currentData()), {}))
    )
    return made


def _fill(inputs: list[Input], offered: Mapping[str, Any]) -> None:
    """Another paper was chosen: what it says of itself takes the place of the former's."""
    from ui.intake.date_text import day_text

    for each in inputs[1:]:
        if each.name not in offered:
            continue
        value = offered[each.name]
        if isinstance(each, LineInput):
            each.editor.setText(str(value or ""))
        elif isinstance(each, DayInput):
            each.editor.setText(day_text(_day(value)))
        elif isinstance(each, ChoiceInput):
            each.editor.setCurrentIndex(max(0, each.editor.findData(value)))


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _department(subject: ActSubject) -> ChoiceInput:
    return ChoiceInput("handled_by", {each: each for each in subject.departments}, free=True)


_FORMS: Mapping[str, Callable[[ActSubject], list[Input]]] = {
    "accept_online": _accept_online,
    "request_supplement": _request_supplement,
    "receive_supplement": _receive_supplement,
    "refuse": _refuse,
    "cancel": _cancel,
    "hand_over": _hand_over,
    "give_opinion": _give_opinion,
    "approve": _approve,
    "return_with_opinion": _return_with_opinion,
    "issue_result": _issue_result,
    "return_result": _return_result,
    "save_to_warehouse": _save_to_warehouse,
    "report_payment_trouble": _report_payment_trouble,
}
