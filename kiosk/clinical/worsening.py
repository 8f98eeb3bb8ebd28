"""What a later version of a record makes graver: whoever saw the earlier one has not seen that. Pure."""

from typing import Final

from kiosk.model.assessment import Assessment, Disposition, Flag
from kiosk.model.protocol import TIERS

_DISPOSITIONS: Final[tuple[Disposition, ...]] = (
    "provisional",
    "provisional_with_cautions",
    "withheld",
)


def graver_flags(before: Assessment, after: Assessment) -> tuple[Flag, ...]:
    """Flags of `after` that did not stand before, or stand graver than before, in its order.

    One is graver than another of the same rule when it is urgent and the other was not, or of a higher
    tier.
    """
    worst: dict[str, tuple[bool, int]] = {}
    for flag in before.flags:
        worst[flag.rule] = max(worst.get(flag.rule, _NO_FLAG), _gravity(flag))
    return tuple(flag for flag in after.flags if _gravity(flag) > worst.get(flag.rule, _NO_FLAG))


def worsened(before: Assessment, after: Assessment) -> bool:
    """Whether `after` withholds or cautions where `before` did not, or has a graver flag.

    What only informs does not count.
    """
    graver = any(flag.urgent or flag.tier != "inform" for flag in graver_flags(before, after))
    rank = _DISPOSITIONS.index
    return graver or rank(after.disposition) > rank(before.disposition)


_NO_FLAG: Final = (False, -1)


def _gravity(flag: Flag) -> tuple[bool, int]:
    return flag.urgent, len(TIERS) - TIERS.index(flag.tier)
