"""Turns a recorded trace into the arrays that a model follows.

A trace is a line `model NAME` and then a line for each event: its name, its values in the order of EVENTS, and `ok` or `refused`.
A value is a number, or one of the WORDS.
"""

WORDS = {
    "party": 0, "control": 1, "executor": 2,
    "attacker": 2, "other-code": 3, "extracted": 4, "attacker-nonce": 4, "garbage": 7,
    "client": 1, "server": 0, "status-ok": 0, "session-unknown": 1, "status-other": 2,
}

# For each event its number in the model and, for each value, the place it goes to: 0 to 3, and 4 bits on for the 4s.
EVENTS = {
    "handshake": {
        "hello": (1, 3), "greet": (2, 5), "offer": (3, 1), "appraise": (4, 5), "authenticate": (5, 3), "finish": (6, 2),
    },
    "calls": {
        "admit": (1, 1), "insert": (2, 1), "end": (3, 1), "revoke": (4, 0), "call": (5, 2), "send": (6, 2), "stream": (7, 4),
        "open": (8, 4), "close": (9, 1), "cut": (10, 1), "answer": (11, 1), "fail": (12, 1), "receive": (13, 4), "status": (14, 2),
    },
    "releases": {"accept": (1, 4), "restart": (2, 1), "use": (3, 2), "meet": (4, 0), "quorum": (5, 1)},
}
MAXIMUM_EVENTS = 250


class Malformed(Exception):
    """A trace that cannot be read."""


def header(text):
    """The model's name and the header."""
    lines = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines or lines[0][0] != "model" or len(lines[0]) != 2 or lines[0][1] not in EVENTS:
        raise Malformed("a trace begins with `model` and the name of one")
    model = lines[0][1]
    rows = [event(model, words) for words in lines[1:]]
    if not 1 <= len(rows) <= MAXIMUM_EVENTS:
        raise Malformed(f"a trace has 1 to {MAXIMUM_EVENTS} events")
    columns = zip(["KINDS", "AS", "BS", "CS", "DS", "OKS"], zip(*rows))
    arrays = [f"#define TRACE_{name} {{ {', '.join(map(str, values))} }}" for name, values in columns]
    return model, "\n".join([f"#define TRACE_LENGTH {len(rows)}", *arrays]) + "\n"


def event(model, words):
    name, values, verdict = words[0], words[1:-1], words[-1]
    if name not in EVENTS[model] or verdict not in ("ok", "refused"):
        raise Malformed(f"no event of {model}: {' '.join(words)}")
    kind, count = EVENTS[model][name]
    numbers = [WORDS[word] if word in WORDS else int(word) if word.isdecimal() else None for word in values]
    if len(numbers) != count or any(number is None or number > 15 for number in numbers):
        raise Malformed(f"{name} has {count} values: {' '.join(words)}")
    places = (numbers + [0] * 4)[:4]
    if count == 5:
        places[3] += 16 * numbers[4]
    return (kind, *places, int(verdict == "ok"))
