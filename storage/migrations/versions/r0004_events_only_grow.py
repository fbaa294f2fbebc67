"""The database itself refuses to change or delete what the audit trail says.

A superuser can take this lock away; the chain of hashes is what finds that out.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

_SAID = ("id", "at", "actor", "role", "agency", "act", "subject", "dossier", "data")


def upgrade() -> None:
    """Allow one change of an event: to be given its place in the chain."""
    if op.get_bind().dialect.name == "postgresql":
        _postgresql()
    else:
        _sqlite()


def _sqlite() -> None:
    changed = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in _SAID)
    op.execute(
        "CREATE TRIGGER events_never_go BEFORE DELETE ON events"
        " BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END"
    )
    op.execute(
        "CREATE TRIGGER events_never_change BEFORE UPDATE ON events"
        f" WHEN OLD.seq IS NOT NULL OR {changed}"
        " BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
    )


def _postgresql() -> None:
    changed = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in _SAID)
    op.execute(
        "CREATE FUNCTION events_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'events are never changed or deleted'"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER events_never_go BEFORE DELETE OR TRUNCATE ON events"
        " FOR EACH STATEMENT EXECUTE FUNCTION events_only_grow()"
    )
    op.execute(
        "CREATE TRIGGER events_never_change BEFORE UPDATE ON events FOR EACH ROW"
        f" WHEN (OLD.seq IS NOT NULL OR {changed}) EXECUTE FUNCTION events_only_grow()"
    )
