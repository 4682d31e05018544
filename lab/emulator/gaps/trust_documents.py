"""Evaluates a role's trust policy: who may do what under which conditions. A Deny beats every Allow.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import json
import re

from .secret_policies import as_list


def trusts(document, action, principals, context):
    """Whether a trust policy lets somebody do something.

    `principals` are the names under which the asking one may be listed, by kind: {"AWS": [...]} or {"Federated": [...]}.
    `context` holds condition keys in lower case, each with a list of values.
    """
    statements = [
        statement
        for statement in as_list(json.loads(document)["Statement"])
        if _covers(statement.get("Action", []), action)
        and _names(statement.get("Principal"), principals)
        and _holds(statement.get("Condition") or {}, context)
    ]
    effects = {statement["Effect"] for statement in statements}
    return effects == {"Allow"}


def _covers(actions, action):
    return any(_like(action.lower(), pattern.lower()) for pattern in as_list(actions))


def _names(principal, principals):
    if principal == "*":
        return True
    if not isinstance(principal, dict):
        return False
    listed = [(kind, name) for kind, names in principal.items() for name in as_list(names)]
    return any(name == "*" or name in principals.get(kind, []) for kind, name in listed)


def _holds(conditions, context):
    return all(
        _compare(operator, as_list(wanted), context.get(key.lower()))
        for operator, comparison in conditions.items()
        for key, wanted in comparison.items()
    )


def _compare(operator, wanted, have):
    quantifier, _, name = operator.rpartition(":")
    if name == "Null":
        return (have is None) == (str(wanted[0]).lower() == "true")
    optional = name.endswith("IfExists")
    test = _operators.get(name.removesuffix("IfExists"))
    if test is None:
        # Rather refuse than trust by a comparison that is not understood.
        return False
    if have is None:
        # Without a value "not equal" holds and "equal" does not; ForAllValues holds, which is its trap.
        return optional or quantifier == "ForAllValues" or (not quantifier and name.startswith(_negated))
    every = quantifier == "ForAllValues" or (not quantifier and name.startswith(_negated))
    return (all if every else any)(test(value, [str(one) for one in wanted]) for value in have)


_negated = ("StringNot", "ArnNot")


def _like(value, pattern):
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, value, re.DOTALL) is not None


def _is_like(value, wanted):
    return any(_like(value, pattern) for pattern in wanted)


def _is_one_of(value, wanted):
    return value in wanted


def _ignoring_case(value, wanted):
    return value.lower() in [one.lower() for one in wanted]


_operators = {
    "StringEquals": _is_one_of,
    "StringNotEquals": lambda value, wanted: not _is_one_of(value, wanted),
    "StringEqualsIgnoreCase": _ignoring_case,
    "StringNotEqualsIgnoreCase": lambda value, wanted: not _ignoring_case(value, wanted),
    "StringLike": _is_like,
    "StringNotLike": lambda value, wanted: not _is_like(value, wanted),
    "ArnEquals": _is_like,
    "ArnNotEquals": lambda value, wanted: not _is_like(value, wanted),
    "ArnLike": _is_like,
    "ArnNotLike": lambda value, wanted: not _is_like(value, wanted),
    "Bool": _ignoring_case,
}
