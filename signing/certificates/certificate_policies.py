"""Certificate policies along a path (RFC 5280 clause 6.1), as sets instead of a tree.

Any policy will do at the start. It matters only where an authority demands that the certificates
below it all stand under some policy (policyConstraints, requireExplicitPolicy).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from asn1crypto import x509 as asn1_x509
from cryptography import x509

from signing.certificates.genuine import same_name

_ANY: Final = "2.5.29.32.0"


@dataclass(slots=True)
class _State:
    """The counters of RFC 5280 clause 6.1.2 and the policies that are valid so far."""

    explicit: int
    mapping: int
    any_policy: int
    valid: frozenset[str]

    def count_down(self) -> None:
        self.explicit = max(0, self.explicit - 1)
        self.mapping = max(0, self.mapping - 1)
        self.any_policy = max(0, self.any_policy - 1)


def are_kept(path: Sequence[x509.Certificate]) -> bool:
    """Tell whether the path stands under a policy wherever an authority on it demands one.

    `path`: leaf to anchor; the anchor's own policies are of no account.
    """
    certificates = path[-2::-1]
    never = len(certificates) + 1
    state = _State(never, never, never, frozenset({_ANY}))
    for place, certificate in enumerate(certificates, 1):
        last = place == len(certificates)
        again = same_name(certificate.subject, certificate.issuer)
        any_counts = state.any_policy > 0 or (again and not last)
        state.valid = _narrowed(state.valid, _policies(certificate), any_counts=any_counts)
        if state.explicit == 0 and not state.valid:
            return False
        if not last:
            _map(state, certificate)
        if last or not again:
            state.count_down()
        _constrain(state, certificate, last=last)
    return state.explicit > 0 or bool(state.valid)


def _narrowed(valid: frozenset[str], own: frozenset[str], *, any_counts: bool) -> frozenset[str]:
    stated = own - {_ANY}
    if _ANY in own and any_counts:
        return stated | {_ANY} if _ANY in valid else valid
    return stated if _ANY in valid else stated & valid


def _map(state: _State, certificate: x509.Certificate) -> None:
    for extension in certificate.extensions:
        if extension.oid.dotted_string != "2.5.29.33" or not isinstance(
            extension.value, x509.UnrecognizedExtension
        ):
            continue
        # Policies of another domain: what is mapped goes on under the other name, or not at all.
        pairs = _mappings(extension.value.value)
        gone = frozenset(ours for ours, _ in pairs)
        came = frozenset(theirs for ours, theirs in pairs if {ours, _ANY} & state.valid)
        state.valid = (state.valid - gone) | (came if state.mapping > 0 else frozenset())


def _mappings(der: bytes) -> list[tuple[str, str]]:
    held = asn1_x509.PolicyMappings.load(der)
    return [
        (one["issuer_domain_policy"].dotted, one["subject_domain_policy"].dotted) for one in held
    ]


def _constrain(state: _State, certificate: x509.Certificate, *, last: bool) -> None:
    for extension in certificate.extensions:
        value = extension.value
        if isinstance(value, x509.PolicyConstraints):
            if value.require_explicit_policy is not None and (
                not last or value.require_explicit_policy == 0
            ):
                state.explicit = min(state.explicit, value.require_explicit_policy)
            if value.inhibit_policy_mapping is not None:
                state.mapping = min(state.mapping, value.inhibit_policy_mapping)
        elif isinstance(value, x509.InhibitAnyPolicy):
            state.any_policy = min(state.any_policy, value.skip_certs)


def _policies(certificate: x509.Certificate) -> frozenset[str]:
    try:
        held = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return frozenset()
    return frozenset(policy.policy_identifier.dotted_string for policy in held)
