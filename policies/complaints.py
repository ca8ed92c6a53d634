"""What pydantic found wrong, said to the person who mends the file: what is wrong, then the remedy."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from policies.known_keys import Fields, nearest

Location = tuple[str | int, ...]

_LONGEST = 60

# By pydantic's own names of errors. {found} is what stands in the file, the rest is pydantic's context.
_SENTENCES: Mapping[str, str] = {
    "model_type": "expected keys and values, found {found}; write `key: value` lines",
    "model_attributes_type": "expected keys and values, found {found}; write `key: value` lines",
    "dict_type": "expected keys and values, found {found}; write `key: value` lines",
    "list_type": "expected a list, found {found}; write `- item` lines",
    "tuple_type": "expected a list, found {found}; write `- item` lines",
    "string_type": "expected text, found {found}; put it in quotes",
    "int_type": "expected a whole number, found {found}; write it without quotes or unit",
    "int_parsing": "expected a whole number, found {found}; write it without quotes or unit",
    "int_from_float": "expected a whole number, found {found}; round it",
    "float_type": "expected a number, found {found}; write it without quotes or unit",
    "float_parsing": "expected a number, found {found}; write it without quotes or unit",
    "finite_number": "expected a finite number, found {found}; write one",
    "bool_type": "expected true or false, found {found}; write one of them",
    "bool_parsing": "expected true or false, found {found}; write one of them",
    "too_short": "needs at least {min_length} of them, has {actual_length}; add what is missing",
    "too_long": "takes at most {max_length} of them, has {actual_length}; remove some",
    "string_too_short": "is empty; write something",
    "greater_than": "must be more than {gt}, found {found}; raise it",
    "greater_than_equal": "must be at least {ge}, found {found}; raise it",
    "less_than": "must be less than {lt}, found {found}; lower it",
    "less_than_equal": "must be at most {le}, found {found}; lower it",
    "invalid_key": "a key must be text; put it in quotes",
}

# These know the words that would have been right.
_CHOICES: Mapping[str, str] = {"literal_error": "expected", "enum": "expected", "union_tag_invalid": "expected_tags"}


def complain(error: Mapping[str, Any], fields: Fields) -> str:
    """One pydantic error as "what is wrong; remedy"; `fields` are those known where it happened."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(str(error["loc"][-1]), fields)
    if kind == "missing":
        return _missing(str(error["loc"][-1]), fields)
    if kind == "string_pattern_mismatch":
        return _wrong_form(error, fields)
    if kind == "union_tag_not_found":
        return f"does not say its {_bare(context['discriminator'])}; add it"
    if kind in _CHOICES:
        return _wrong_word(_tag_or_input(error), context[_CHOICES[kind]])
    sentence = _SENTENCES.get(kind)
    return sentence.format_map(_as_written(context, error["input"])) if sentence else _own_words(error)


def _as_written(context: Mapping[str, Any], found: Any) -> Mapping[str, Any]:
    """Pydantic's context with whole numbers as people write them, and what was found."""
    whole = {key: int(each) for key, each in context.items() if isinstance(each, float) and each.is_integer()}
    return {**context, **whole, "found": shown(found)}


def refuse_at(complaint: str, places: Sequence[Location], *, of: str) -> None:
    """Refuse what stands at these places of a document, from within a validator of the shape `of`; none: accept it."""
    if places:
        error = PydanticCustomError("misplaced", "{complaint}", {"complaint": complaint})
        details = [InitErrorDetails(type=error, loc=loc, input=None) for loc in places]
        raise ValidationError.from_exception_data(of, details)


def shown(value: Any) -> str:
    """A value from the file as the person who wrote it knows it, cut to a readable length."""
    match value:
        case None:
            return "nothing"
        case dict():
            return "keys and values"
        case list() | tuple():
            return "a list"
        case bool():
            return str(value).lower()
        case str():
            return f"'{value if len(value) <= _LONGEST else value[:_LONGEST] + '...'}'"
        case _:
            return str(value)


def _unknown_key(key: str, fields: Fields) -> str:
    meant = nearest(key, list(fields))
    known = ", ".join(fields)
    if meant:
        return f"no such key; did you mean {meant}? Known here: {known}"
    return f"no such key; known here: {known}" if known else "no such key; nothing can stand here, remove it"


def _missing(key: str, fields: Fields) -> str:
    field = fields.get(key)
    return f"is missing; add it: {field.description}" if field and field.description else "is missing; add it"


def _wrong_form(error: Mapping[str, Any], fields: Fields) -> str:
    field = fields.get(str(error["loc"][-1]))
    remedy = field.description if field and field.description else "rewrite it"
    return f"{shown(error['input'])} does not have the form {error['ctx']['pattern']}; {remedy}"


def _wrong_word(word: Any, expected: str) -> str:
    words = re.findall(r"'([^']*)'", expected) or [expected]
    meant = nearest(str(word), words)
    return f"{shown(word)} is none of {', '.join(words)}; " + (
        f"did you mean {meant}?" if meant else "write one of them"
    )


def _tag_or_input(error: Mapping[str, Any]) -> Any:
    return error.get("ctx", {}).get("tag", error["input"])


def _bare(discriminator: str) -> str:
    return discriminator.strip("'")


def _own_words(error: Mapping[str, Any]) -> str:
    """The sentence of a validator of ours, or pydantic's, which names the expectation too."""
    return str(error["msg"]).removeprefix("Value error, ")
