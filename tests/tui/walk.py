"""One way through every page: what a patient without risks answers, by question id."""

from kiosk.interview.session import (
    DONE,
    REVIEW,
    Answered,
    Reviewed,
    Session,
    apply,
    page_of,
    start,
)
from kiosk.model.answer import EMPTY, Answer, HeightMetric, Weight
from kiosk.model.form import Item
from kiosk.model.protocol import Protocol
from tests.tui.conftest import Patient

TYPED = {
    "reason_duration": "about two years",
    "given_name": "Ana",
    "family_name": "Diaz",
    "preferred_name": "",
    "record_number": "",
    "phone": "555 0199",
    "interpreter_or_helper": "",
    "pregnancy_weeks": "12",
    "last_food_hours": "9",
    "last_drink_hours": "3",
}
CHOSEN = {
    "emergency_symptoms": "2",
    "main_reason": "a",
    "sex_at_birth": "1",
    "pregnancy": "2",
    "breastfeeding": "2",
    "ride_home": "1",
    "infusion_today": "1",
    "makes_own_decisions": "1",
    "consent": "1",
}


async def answer_page(patient: Patient) -> None:
    """Answer the question that shows."""
    question = patient.at
    item = patient.guide.desk.protocol.questionnaire.by_id[question]
    together = page_of(patient.guide.intake.session, question) if patient.guide.intake else ()
    if len(together) > 1:
        for each in together:
            await patient.type(TYPED[each])
            await patient.press("enter")
    elif question in TYPED:
        await patient.type(TYPED[question])
        await patient.press("enter")
    elif question == "birth_date":
        for part in ("3", "2", "1984"):
            await patient.type(part)
            await patient.press("enter")
    elif question == "height":
        await patient.press("1")
        for part in ("5", "7"):
            await patient.type(part)
            await patient.press("enter")
    elif question == "weight":
        await patient.press("1")
        await patient.type("154")
        await patient.press("enter")
    elif item.type == "medications":
        await patient.type("zoloft")
        await patient.press("enter", "1")
        while patient.at == "medications" and patient.page.__class__.__name__ == "MedicineDetail":
            await patient.press("1")
        await patient.press("f5", "f5")
    elif item.repeats:
        if item.required:
            await patient.touch("None of these" if item.answer_value_set else "I have no allergies")
        if patient.at == question:
            await patient.press("f5")
    elif item.type == "integer" and not item.answer_value_set:
        await patient.press("6", "enter")
    elif item.type == "signature" or question.startswith("consent_care"):
        await patient.press("1")
        await patient.type("Ana Diaz")
        await patient.press("enter")
    elif question.startswith("consent_"):
        await patient.press("1")
    else:
        codes = [option.code for option in patient.guide.desk.protocol.questionnaire.options(item)]
        default = "2" if codes[:2] == ["yes", "no"] else "1"
        await patient.press(CHOSEN.get(question, default))


def plain_answer(item: Item, codes: list[str]) -> Answer:
    """An answer without risk, as the engine takes it."""
    if item.link_id in (
        "takes_no_medications",
        "infusion_today",
        "ride_home",
        "makes_own_decisions",
    ):
        return "no" if item.link_id == "takes_no_medications" else "yes"
    if item.type == "choice":
        return () if item.repeats else "no" if "no" in codes else codes[0]
    if item.type == "quantity":
        kilograms = "kg" in item.unit
        return Weight(value="154", unit="lb") if kilograms else HeightMetric(value="170")
    if item.repeats:
        return ()
    if item.type == "integer":
        return item.min or 0
    return "1984-03-02" if item.type == "date" else "Ana"


async def skip_to(patient: Patient, wanted: str, **given: Answer) -> None:
    """Answer through the engine until `wanted` comes, then show it."""
    app, guide = patient.app, patient.guide
    if guide.intake is None:
        await patient.press("1")
    assert guide.intake is not None
    form = guide.desk.protocol.questionnaire
    while guide.intake.session.at != wanted:
        at = guide.intake.session.at
        if at == REVIEW:
            guide.intake.do(Reviewed())
            continue
        assert at != DONE, f"never came to {wanted}"
        codes = [option.code for option in form.options(form.by_id[at])]
        answer = given.get(at, plain_answer(form.by_id[at], codes))
        guide.intake.do(Answered(question=at, answer=answer))
    app.show(guide.question)
    await patient.settle()


async def walk_to(patient: Patient, wanted: str) -> None:
    """Answer until `wanted` shows."""
    if patient.guide.intake is None:
        await patient.press("1")
    for _ in range(200):
        if patient.at == wanted:
            return
        if patient.at == REVIEW:
            await patient.press("enter")
        else:
            await answer_page(patient)
    raise AssertionError(f"never came to {wanted}, stands at {patient.at}")


HEALTHY: dict[str, Answer] = {
    "main_reason": "depression",
    "reason_duration": "about two years",
    "preferred_name": EMPTY,
    "record_number": EMPTY,
    "interpreter_or_helper": EMPTY,
    "sex_at_birth": "female",
    "takes_no_medications": "yes",
    "phq9_1": 2,
    "phq9_2": 2,
    "phq9_3": 1,
    "last_food_hours": 9,
    "last_drink_hours": 9,
}


def answered(protocol: Protocol, given: dict[str, Answer]) -> Session:
    """An interview at its review."""
    form = protocol.questionnaire
    session = start(form)
    while session.at not in (REVIEW, DONE):
        item = form.by_id[session.at]
        codes = [option.code for option in form.options(item)]
        answer = given.get(session.at, plain_answer(item, codes))
        session = apply(session, Answered(question=session.at, answer=answer))
    return session
