"""What is expected against what the console shows: one row each, and the verdict."""

import unicodedata


class Between:
    """Any number from `low` to `high`, both included."""

    def __init__(self, low, high):
        self.low, self.high = low, high

    def __eq__(self, other):
        return isinstance(other, (int, float)) and self.low <= other <= self.high

    def __repr__(self):
        return f"{self.low:.1f}..{self.high:.1f}"


class Has:
    """Any text with one of `parts` in it."""

    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        return isinstance(other, str) and any(part in other for part in self.parts)

    def __repr__(self):
        return " or ".join(f"…{part}…" for part in self.parts)


class OneOf:
    """Any of `values`."""

    def __init__(self, *values):
        self.values = values

    def __eq__(self, other):
        return other in self.values

    def __repr__(self):
        return " or ".join(map(repr, self.values))


def printable(text):
    """`text` for a terminal: control and direction marks would garble the table."""
    hidden = ("Cc", "Cf", "Cs")
    return "".join(
        f"\\u{ord(c):04x}" if unicodedata.category(c) in hidden else c for c in str(text)
    )


def fact(value):
    """A value that was right, in few words."""
    if isinstance(value, float):
        return f"{value:g}" if value.is_integer() else f"{value:.1f}"
    if isinstance(value, list):
        return "[" + ", ".join(printable(each) for each in value) + "]"
    return printable(value)


def differences(expected, shown):
    """The members of `expected` that `shown` does not equal, as (name, expected, shown)."""
    if not isinstance(shown, dict):
        return [("", expected, shown)]
    return [
        (name, value, shown.get(name))
        for name, value in expected.items()
        if shown.get(name) != value
    ]


class Report:
    """All rows so far. Each is printed as soon as it is known."""

    SCENARIO, WHAT, FACTS = 14, 50, 150

    def __init__(self):
        self.passed, self.failed = 0, []

    def row(self, scenario, what, expected, shown, tell=None):
        """Compares the members of `expected` with those of `shown`; `tell` names those to print."""
        wrong = differences(expected, shown)
        head = f"{scenario:<{self.SCENARIO}} {printable(what):<{self.WHAT}}"
        if not wrong:
            self.passed += 1
            names = expected if tell is None else tell
            facts = ", ".join(f"{name} {fact(shown[name])}" for name in names)
            print(f"ok    {head} {facts[: self.FACTS]}".rstrip(), flush=True)
            return
        self.failed.append((scenario, what, wrong))
        print(f"WRONG {head}", flush=True)
        for name, value, found in wrong:
            print(f"        {name}: expected {printable(repr(value))}", flush=True)
            print(f"        {' ' * len(name)}  console says {printable(repr(found))}", flush=True)

    def broke(self, scenario, error):
        """A scenario could not be played to its end."""
        self.row(scenario, "was played to its end", {"error": None}, {"error": error})

    def verdict(self):
        """Prints the summary; returns the exit code."""
        print()
        for scenario, what, wrong in self.failed:
            names = ", ".join(name or "nothing shown" for name, _, _ in wrong)
            print(f"WRONG {scenario}: {printable(what)}: {names}")
        print(f"{self.passed} passed, {len(self.failed)} failed")
        return 1 if self.failed or not self.passed else 0
