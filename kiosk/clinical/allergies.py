"""The list of allergies: ketamine or what is in the vial, named, misspelt, or not ruled out (M9).

Owns what a list raises. A word that is only near to an allergen is never read as a no: it counts until
staff ask, and so does a list that nobody gave.
"""

from collections.abc import Sequence
from itertools import pairwise

from kiosk.clinical.facts import Facts, Raised
from kiosk.medications.entry import fold
from kiosk.medications.vocabulary import Medicine, Vocabulary
from kiosk.model.answer import NOT_SURE, REST, UNKNOWN
from kiosk.model.protocol import Rule

QUESTION = "allergies"


def judge_allergies(rule: Rule, facts: Facts) -> Raised | None:
    """What the list raises: an allergen by name, else one that a line may mean, else an unknown list.

    None when the list is known and nothing on it is near to an allergen, or when it is not asked.
    """
    stored = facts.answers.get(QUESTION)
    if stored is None:
        return None
    if isinstance(stored, str) and stored in UNKNOWN:
        return _unknown(rule, stored)
    lines = [each for each in stored if isinstance(each, str)] if isinstance(stored, tuple) else []
    named = [line for line in lines if _named(rule, fold(line))]
    if named:
        return Raised.of(rule.outcomes["named"], rule.title, {QUESTION: tuple(named)})
    alike = [line for line in lines if _may_name(rule, fold(line).split(), facts.vocabulary)]
    if alike:
        return Raised.of(rule.outcomes["alike"], rule.title, {QUESTION: tuple(alike)})
    return _unknown(rule, REST) if REST in lines else None


def _named(rule: Rule, line: str) -> bool:
    """Whether words of `line` begin as the rule names, however they go on."""
    return any(f" {allergen}" in f" {line}" for allergen in rule.allergens)


def _may_name(rule: Rule, words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether a word, or two that were parted ("keta mine"), may be a misspelt allergen.

    A medicine by another name is none, however near it is.
    """
    every = (*words, *("".join(pair) for pair in pairwise(words)))
    if any(_named(rule, word) for word in every):
        return True
    unknown = [
        word
        for word in every
        if word not in rule.not_allergens and not isinstance(vocabulary.named(word), Medicine)
    ]
    if not unknown:
        return False
    # Comparing loads a library; a kiosk that has no allergy to compare starts without it.
    from kiosk.medications.alike import misspells

    return any(misspells(word, rule.allergen_names) for word in unknown)


def _unknown(rule: Rule, stored: str) -> Raised:
    """A list that is skipped, not sure, or left for staff to complete. Whether ketamine is among them is
    the question about a reaction to decide, whose unknown answer is the gravest (semantics 1 and 2)."""
    outcome = rule.outcomes["unknown"]
    if stored == NOT_SURE:
        said, reason = "not sure", outcome.reason
    elif stored == REST:
        said, reason = "not complete", f"The patient will tell staff the rest. {outcome.reason}"
    else:
        said, reason = "not answered", f"Not answered: staff to ask. {outcome.reason}"
    return Raised(
        tier=outcome.tier,
        urgent=outcome.urgent,
        title=f"{outcome.title or rule.title}: {said}",
        reason=reason,
        answers={QUESTION: (REST,) if stored == REST else stored},
    )
