"""Whether a workload has become slower, or the machine was only disturbed."""

import statistics
from dataclasses import dataclass, field


@dataclass
class Turns:
    """The milliseconds of a step, one per turn: in a turn both programs run one right after the other."""
    workload: str
    old: list = field(default_factory=list)
    new: list = field(default_factory=list)

    @property
    def quartiles(self):
        """Lower quartile, median and upper quartile of new / old over the turns."""
        ratios = [new / old for old, new in zip(self.old, self.new, strict=True)]
        return statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3

    def may_be_slower(self, limit):
        """Whether enough turns are slower to measure again before judging."""
        return self.quartiles[2] > limit

    def verdict(self, limit):
        low, median, high = self.quartiles
        if median > limit and low > 1:
            return "slower"
        if median < 1 / limit and high < 1:
            return "faster"
        return "unclear" if high > limit else "same"
