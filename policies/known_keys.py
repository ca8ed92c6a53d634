"""Which keys a pydantic shape knows at a place in a document, so that a misspelt one can be put right."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, Tag
from pydantic.fields import FieldInfo

Fields = dict[str, FieldInfo]


def fields_at(annotation: Any, loc: Sequence[str | int]) -> Fields:
    """The fields, by the name they have in YAML, of the mapping that a pydantic location leads to.

    Empty where the shape leaves it open what stands there.
    """
    models = tuple(_models(annotation))
    if not loc:
        return _fields(models[0][1]) if len(models) == 1 else {}
    head, rest = loc[0], loc[1:]
    for tags, model in models:
        if head in tags and len(models) > 1:
            return fields_at(model, rest)
    for _, model in models:
        if head in _fields(model):
            return fields_at(_fields(model)[str(head)].annotation, rest)
    return fields_at(annotation, rest)


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that was most likely meant.

    >>> nearest("abvoe", ["above", "below"])
    'above'
    """
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.65)), None)


def _fields(model: type[BaseModel]) -> Fields:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models(annotation: Any) -> Iterator[tuple[set[Any], type[BaseModel]]]:
    """The models that an annotation allows, each with the tags by which a tagged union tells it from others."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield _literals(annotation), annotation
    elif get_origin(annotation) is Annotated:
        tags = {meta.tag for meta in annotation.__metadata__ if isinstance(meta, Tag)}
        for inner, model in _models(get_args(annotation)[0]):
            yield tags | inner, model
    else:
        for argument in get_args(annotation):
            yield from _models(argument)


def _literals(model: type[BaseModel]) -> set[Any]:
    annotations = (field.annotation for field in model.model_fields.values())
    return {word for each in annotations if get_origin(each) is Literal for word in get_args(each)}
