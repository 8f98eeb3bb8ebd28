"""An answers file in which every medicine that was picked is one that the vocabulary knows. Pure."""

from kiosk.errors import BadAnswer
from kiosk.interview.answers_file import AnswersFile, parse_answers
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import Answer, MedicationEntry
from kiosk.model.protocol import Protocol


def read_answers(text: str, protocol: Protocol, vocabulary: Vocabulary, source: str) -> AnswersFile:
    """`text` (JSON) as answers to the form of `protocol`.

    Raises BadAnswer naming `source`, the field and what was expected.
    """
    given = parse_answers(
        text,
        protocol.questionnaire,
        form_id=protocol.id,
        languages=protocol.languages,
        source=source,
    )
    _check_confirmed(given, vocabulary, source)
    return given


def _check_confirmed(given: AnswersFile, vocabulary: Vocabulary, source: str) -> None:
    """Raises BadAnswer naming the first `confirmed` that is no generic name of the vocabulary."""
    answers: list[tuple[str, Answer]] = [
        *given.answers.items(),
        *((each.question, each.answer) for each in given.withdrawn),
    ]
    for question, answer in answers:
        for number, line in enumerate(answer if isinstance(answer, tuple) else (), start=1):
            picked = line.confirmed if isinstance(line, MedicationEntry) else None
            if picked is not None and vocabulary.medicine(picked) is None:
                raise BadAnswer(
                    f"{question}[{number}].confirmed",
                    f"{picked!r} is not a generic name of the vocabulary",
                    source,
                )
