"""Random patients: any mix of answers, unknown answers and answers that are missing."""

import datetime
from typing import Any

from hypothesis import strategies as st

from kiosk.model.form import Item, Questionnaire

MEDICINES = (
    "alprazolam",
    "oxycodone",
    "phenobarbital",
    "gabapentin",
    "theophylline",
    "semaglutide",
    "lisinopril",
    "sertraline",
    "blue pill",
    "zanax",
    "Unisom",
    "Benadryl",
)

_unknown = st.sampled_from(["not_sure", "skipped"])


def answer_to(item: Item, form: Questionnaire) -> st.SearchStrategy[Any]:
    """Any answer that `item` accepts."""
    codes = [option.code for option in form.options(item)]
    known: st.SearchStrategy[Any]
    if item.type == "choice" and item.repeats:
        known = st.lists(st.sampled_from(codes), max_size=3, unique=True)
    elif item.type == "choice":
        known = st.sampled_from(codes)
    elif item.type == "integer":
        known = st.integers(item.min or 0, item.max or 100)
    elif item.type == "quantity" and "kg" in item.unit:
        known = st.fixed_dictionaries(
            {
                "value": st.integers(1, 4_000).map(lambda n: f"{n // 10}.{n % 10}"),
                "unit": st.sampled_from(["kg", "lb"]),
                "confirmed": st.booleans(),
            }
        )
    elif item.type == "quantity":
        known = st.one_of(
            st.integers(100, 240).map(lambda n: {"value": str(n), "unit": "cm"}),
            st.tuples(st.integers(3, 7), st.integers(0, 11)).map(
                lambda t: {"feet": t[0], "inches": t[1]}
            ),
        )
    elif item.type == "date":
        known = st.dates(
            min_value=datetime.date(1905, 1, 1),
            max_value=datetime.date(2026, 11, 22),
        ).map(lambda d: d.isoformat())
    elif item.type == "medications":
        known = st.lists(st.sampled_from(MEDICINES).map(lambda name: {"entered": name}), max_size=4)
    elif item.repeats:
        known = st.lists(st.sampled_from(["penicillin", "latex"]), max_size=2)
    else:
        known = st.sampled_from(["Ana", "for two years", "<b>x</b>", *[""] * item.may_be_empty])
    return st.one_of(known, _unknown)


def patients(form: Questionnaire) -> st.SearchStrategy[dict[str, Any]]:
    """Answers to any questions of `form`, consistent or not."""
    return st.fixed_dictionaries(
        {}, optional={item.link_id: answer_to(item, form) for item in form.questions}
    )
