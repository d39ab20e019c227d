"""Whether two programs compute the same: their losses, step by step."""

from dataclasses import dataclass

import numpy as np

TOLERANCE = 1e-4


class Disagreement(Exception):
    """The losses differ by more than rounding explains."""


@dataclass
class Agreement:
    #: The largest relative difference of a step's losses.
    difference: float
    #: How many steps were compared, of how many.
    steps: int
    of: int


def differences(ours, theirs):
    ours, theirs = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    scale = np.maximum(np.maximum(np.abs(ours), np.abs(theirs)), np.finfo(np.float32).tiny)
    with np.errstate(invalid="ignore"):
        return np.where(np.isfinite(ours) & np.isfinite(theirs), np.abs(ours - theirs) / scale, np.inf)


def stable_steps(losses, variants):
    """How many steps the variants of a program agree on closely enough to tell a mistake from rounding.

    Training may multiply rounding errors until the losses of any two correct programs part. The first
    two steps are always compared: a forward pass, and another one after the first update.
    """
    parted = np.max([differences(losses, variant) for variant in variants], axis=0) > TOLERANCE / 4
    return max(2, int(parted.argmax())) if parted.any() else len(losses)


def agreement(ours, theirs, variants):
    """Compares all losses or, where they part, those that rounding does not decide.

    variants: computes the peer's losses with other roundings; called only where the losses part.
    """
    if len(ours) != len(theirs) or len(ours) == 0:
        raise Disagreement(f"{len(ours)} losses here, {len(theirs)} there")
    difference, steps = differences(ours, theirs), len(ours)
    if difference.max() > TOLERANCE:
        steps = stable_steps(theirs, variants())
    largest = float(difference[:steps].max())
    if not largest <= TOLERANCE:
        step = int(difference[:steps].argmax())
        raise Disagreement(
            f"the loss of step {step + 1} is {ours[step]:.7g} here and {theirs[step]:.7g} there, "
            f"a relative difference of {largest:.1e}; {TOLERANCE:.0e} is allowed")
    return Agreement(largest, steps, len(ours))
