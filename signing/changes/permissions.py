"""What the signers of a revision permitted afterwards: DocMDP, FieldMDP and field locks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from signing.revisions.pdf_objects import elements, entry, is_name, text
from signing.revisions.revision import SignatureField


def permission(signatures: Iterable[SignatureField]) -> int | None:
    """Return the strictest DocMDP level among the signatures; None where nobody set one."""
    levels = (_level(signature) for signature in signatures)
    return min((level for level in levels if level is not None), default=None)


def locks(signatures: Iterable[SignatureField]) -> Callable[[str], bool]:
    """Return a test that tells, by a field's full name, whether a signer locked it."""
    rules = [rule for signature in signatures for rule in _rules(signature)]

    def locked(name: str) -> bool:
        ancestors = {name} | {name[:place] for place, sign in enumerate(name) if sign == "."}
        return any(rule.holds(ancestors) for rule in rules)

    return locked


@dataclass(frozen=True, slots=True)
class _Rule:
    action: str
    names: frozenset[str]

    def holds(self, ancestors: set[str]) -> bool:
        """Tell whether the rule locks a field; what it does not understand, it locks."""
        if self.action == "/Include":
            return bool(ancestors & self.names)
        if self.action == "/Exclude":
            return not ancestors & self.names
        return True


def _level(signature: SignatureField) -> int | None:
    parameters = _parameters(signature.value, "/DocMDP")
    if parameters is not None:
        stated = entry(parameters, "/P")
        return stated if isinstance(stated, int) else 2  # ISO 32000-1 table 254: default 2
    locked = entry(entry(signature.field.node, "/Lock"), "/P")
    return locked if isinstance(locked, int) else None


def _rules(signature: SignatureField) -> Iterable[_Rule]:
    for source in (
        _parameters(signature.value, "/FieldMDP"),
        entry(signature.field.node, "/Lock"),
    ):
        if source is not None:
            names = frozenset(text(name) or "" for name in elements(entry(source, "/Fields")))
            yield _Rule(text(entry(source, "/Action")) or "", names)


def _parameters(value: object, method: str) -> object | None:
    for each in elements(entry(value, "/Reference")):
        if is_name(entry(each, "/TransformMethod"), method):
            return entry(each, "/TransformParams") or each
    return None
