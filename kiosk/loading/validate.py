"""A YAML document as one of our types, or an error that names file, line and field.

Apart from the reader, so that what needs only plain texts does not wait for pydantic.
"""

from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from kiosk.loading.yaml_lines import Document, Place

T = TypeVar("T")


def validate(document: Document, kind: type[T] | TypeAdapter[T], at: Place = ()) -> T:
    """The value at `at` of `document` as a `kind`. Raises BadFile with the line of the first fault."""
    data = document.data
    for key in at:
        if not isinstance(data, dict) or key not in data:
            raise document.fail(at, f"expected the key '{key}'")
        data = data[key]
    adapter = kind if isinstance(kind, TypeAdapter) else TypeAdapter(kind)
    try:
        return adapter.validate_python(data)
    except ValidationError as problems:
        found = problems.errors(include_url=False, include_input=False)
        # A misspelled field is also a missing one: the misspelling is what the author must see.
        first = min(found, key=lambda each: each["type"] != "extra_forbidden")
        place = (*at, *first["loc"])
        raise document.fail(place, _expected(first["type"], first["msg"])) from None


def _expected(kind: str, message: str) -> str:
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return "is not a field that is known here"
    return message[0].lower() + message[1:]
