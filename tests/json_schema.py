"""As much of JSON Schema as outcome.schema.json uses. What it does not know it refuses."""

import json
import re
from pathlib import Path

OUTCOME = json.loads(
    (Path(__file__).parent.parent / "docs" / "reference" / "outcome.schema.json").read_text()
)
TYPES = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
SAYS_NOTHING = {"$schema", "$defs", "title", "description"}


def faults(value, schema=OUTCOME, place="", root=OUTCOME):
    """Yield each place where the value is not as the schema says."""
    for keyword, said in schema.items():
        if keyword not in SAYS_NOTHING:
            yield from KEYWORDS[keyword](value, said, place, root, schema)


def of_ref(value, said, place, root, schema):
    yield from faults(value, root["$defs"][said.removeprefix("#/$defs/")], place, root)


def of_any(value, said, place, root, schema):
    if all(list(faults(value, each, place, root)) for each in said):
        yield f"{place}: {value!r} is none of what it may be"


def of_type(value, said, place, root, schema):
    if not any(TYPES[name](value) for name in ([said] if isinstance(said, str) else said)):
        yield f"{place}: {value!r} is not {said}"


def of_const(value, said, place, root, schema):
    yield from of_enum(value, [said], place, root, schema)


def of_enum(value, said, place, root, schema):
    if not any(value == each and type(value) is type(each) for each in said):
        yield f"{place}: {value!r} is not in {said}"


def of_minimum(value, said, place, root, schema):
    if isinstance(value, int) and value < said:
        yield f"{place}: {value} is less than {said}"


def of_pattern(value, said, place, root, schema):
    if isinstance(value, str) and not re.search(said, value):
        yield f"{place}: {value!r} is not like {said}"


def of_required(value, said, place, root, schema):
    if isinstance(value, dict):
        yield from (f"{place}: {name} is missing" for name in said if name not in value)


def of_properties(value, said, place, root, schema):
    for name in said if isinstance(value, dict) else ():
        if name in value:
            yield from faults(value[name], said[name], f"{place}/{name}", root)


def of_additional(value, said, place, root, schema):
    others = set(value) - set(schema.get("properties", ())) if isinstance(value, dict) else ()
    for name in sorted(others):
        if said is False:
            yield f"{place}: {name} is not known"
        else:
            yield from faults(value[name], said, f"{place}/{name}", root)


def of_items(value, said, place, root, schema):
    for number, item in enumerate(value if isinstance(value, list) else ()):
        yield from faults(item, said, f"{place}/{number}", root)


KEYWORDS = {
    "$ref": of_ref,
    "anyOf": of_any,
    "type": of_type,
    "const": of_const,
    "enum": of_enum,
    "minimum": of_minimum,
    "pattern": of_pattern,
    "required": of_required,
    "properties": of_properties,
    "additionalProperties": of_additional,
    "items": of_items,
}
