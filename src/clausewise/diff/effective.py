"""The keywords of a form that refuse some value: those without effect are left out."""

from __future__ import annotations

from typing import Any

from clausewise.diff.conjunction import TRUE, Form, both
from clausewise.diff.equality import same

#: The values with which a keyword refuses nothing.
_WITHOUT_EFFECT: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("minLength", "minItems", "minProperties"), (0,)),
    **dict.fromkeys(("properties", "patternProperties", "dependentRequired", "dependentSchemas"), ({},)),
    **dict.fromkeys(("additionalProperties", "items", "propertyNames"), (TRUE,)),
    **dict.fromkeys(("unevaluatedProperties", "unevaluatedItems"), (TRUE,)),
    "required": ([],),
    "uniqueItems": (False,),
    "pattern": ("",),
}


def effective(made: Form) -> Form:
    """A form without keywords that refuse nothing."""
    if "dependentSchemas" in made:
        made = _dependent(made)
    if "dependentRequired" in made:
        made = {
            **made,
            "dependentRequired": {name: names for name, names in made["dependentRequired"].items() if names},
        }
    return {
        key: value
        for key, value in made.items()
        if not any(same(value, silent) for silent in _WITHOUT_EFFECT.get(key, ()))
    }


def _dependent(made: Form) -> Form:
    """A form in which what a field asks for is told by names, where it is names alone."""
    fields: dict[str, Form] = made["dependentSchemas"]
    names = {name: form["required"] for name, form in fields.items() if form.keys() == {"required"}}
    left = {name: form for name, form in fields.items() if name not in names and form != TRUE}
    return both({**made, "dependentSchemas": left}, {"dependentRequired": names})
