"""The two roots of every no in counting: the rule is impossible, or the inputs are."""


class CountRefused(ValueError):
    """The count cannot be made from what was given."""

    code = "count_refused"


class RuleRefused(ValueError):
    """A counting rule that cannot be followed."""

    code = "rule_refused"
