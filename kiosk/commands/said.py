"""How a message reaches a terminal or a log: on one line, with nothing in it that cannot be seen."""


def in_one_line(message: str) -> str:
    """`message` with every control character, line break and lone surrogate spelled out."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii")
        for each in message
    )
