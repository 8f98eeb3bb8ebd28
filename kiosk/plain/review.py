"""Every answer read over, part by part, before it is handed in."""

from kiosk.interview.session import Session, review_sections
from kiosk.plain.talk import Talk, place_of
from kiosk.wording import FormTexts, answer_text


def read_over(talk: Talk, texts: FormTexts, session: Session, first: int) -> tuple[str, int]:
    """The question to change (empty: all is right), and the part that is being read.

    Begins at the part with the number `first`, so that a change leads back to where it was asked for.
    """
    answers = session.asked.answers
    sections = review_sections(session)
    for number, section in list(enumerate(sections))[first:]:
        talk.words("review.heading", part=texts.part(section.part))
        rows = []
        for link_id in section.questions:
            question = texts.question(link_id, session)
            answer = answer_text(talk, question, answers.get(link_id))
            rows.append(f"{question.short or question.text}: {answer}")
        talk.number(rows)
        change = _which(talk, len(rows))
        if change is not None:
            return section.questions[change], number
    return "", 0


def _which(talk: Talk, count: int) -> int | None:
    while True:
        typed = talk.line(talk.say("plain.review_how"))
        if not typed:
            return None
        place = place_of(typed, count)
        if place is not None:
            return place
        talk.words("plain.one_of_the_numbers", most=count)
