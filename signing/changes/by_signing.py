"""What a new revision did besides signing: for a file that came back from a signer's own program.

A draft that nobody had signed is compared just as strictly as a signed one: whoever adds the first
signature may add nothing else along with it.
"""

from signing.changes.annotations import annotation_changes
from signing.changes.catalog import catalog_changes
from signing.changes.change import left_by, never
from signing.changes.fields import field_changes
from signing.changes.pages import page_changes
from signing.changes.pair import Pair
from signing.changes.permissions import locks, permission
from signing.changes.places import looks_changes
from signing.changes.structure_tree import structure_changes
from signing.policy import Policy
from signing.revisions.revision import Revision
from signing.verdict import Reason


def besides_signing(before: Revision, after: Revision, policy: Policy) -> tuple[Reason, ...]:
    """Return what the later revision holds that a signature does not need; may raise `UNREADABLE`.

    Signatures in the earlier one may have left less freedom than signing; then less is permitted.
    """
    pair = Pair(before, after)
    found = [
        *catalog_changes(pair),
        *page_changes(pair),
        *annotation_changes(pair),
        *field_changes(pair, locks(before.signatures)),
        *structure_changes(pair),
        *(never("ambiguous", oddity) for oddity in sorted(after.oddities() - before.oddities())),
    ]
    freedom = left_by(permission(before.signatures))
    forbidden = [one for one in found if one.needs > freedom]
    if not forbidden:
        forbidden = list(looks_changes(pair, policy))
    return tuple(dict.fromkeys(one.reason for one in forbidden))
