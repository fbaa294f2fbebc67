"""Procedures and document types in SQL."""

from collections import defaultdict

from sqlalchemy import Connection, RowMapping, insert, select
from sqlalchemy.exc import IntegrityError

from storage.errors import ConflictError, NotFoundError
from storage.procedures import DocumentType, Procedure, RequiredComponent
from storage.tables_office import document_types, procedure_components, procedures


class DocumentTypes:
    """The kinds of papers this office knows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, kind: DocumentType) -> None:
        """Keep a new kind of paper; raise `ConflictError` for a known code."""
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    insert(document_types).values(
                        code=kind.code,
                        name_vi=kind.name_vi,
                        name_en=kind.name_en,
                        abbreviation=kind.abbreviation,
                        titles=[*kind.titles],
                        fields=[*kind.fields],
                        validity_days=kind.validity_days,
                        sensitive=kind.sensitive,
                        sample=kind.sample,
                    )
                )
        except IntegrityError as error:
            raise ConflictError(f"document type {kind.code}") from error

    def load(self, code: str) -> DocumentType:
        """Return the kind with this code, or raise `NotFoundError`."""
        query = select(document_types).where(document_types.c.code == code)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError(f"document type {code}")
        return _type(row)

    def list(self) -> tuple[DocumentType, ...]:
        """Return all kinds by code."""
        query = select(document_types).order_by(document_types.c.code)
        return tuple(_type(row) for row in self._connection.execute(query).mappings())


class Procedures:
    """The procedures this office takes dossiers for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, procedure: Procedure) -> None:
        """Keep a new procedure; `ConflictError` for a known code or unknown types."""
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    insert(procedures).values(
                        code=procedure.code, name=procedure.name, sample=procedure.sample
                    )
                )
                for position, wanted in enumerate(procedure.components):
                    self._connection.execute(
                        insert(procedure_components).values(
                            procedure=procedure.code,
                            position=position,
                            type=wanted.type,
                            required=wanted.required,
                        )
                    )
        except IntegrityError as error:
            raise ConflictError(f"procedure {procedure.code}") from error

    def load(self, code: str) -> Procedure:
        """Return the procedure with this code, or raise `NotFoundError`."""
        for procedure in self._read(code):
            return procedure
        raise NotFoundError(f"procedure {code}")

    def list(self) -> tuple[Procedure, ...]:
        """Return all procedures by code."""
        return self._read(None)

    def _read(self, code: str | None) -> tuple[Procedure, ...]:
        heads = select(procedures).order_by(procedures.c.code)
        parts = select(procedure_components).order_by(procedure_components.c.position)
        if code is not None:
            heads = heads.where(procedures.c.code == code)
            parts = parts.where(procedure_components.c.procedure == code)
        wanted: defaultdict[str, list[RequiredComponent]] = defaultdict(list)
        for part in self._connection.execute(parts):
            wanted[part.procedure].append(RequiredComponent(type=part.type, required=part.required))
        return tuple(
            Procedure(
                code=head.code,
                name=head.name,
                components=tuple(wanted[head.code]),
                sample=head.sample,
            )
            for head in self._connection.execute(heads)
        )


def _type(row: RowMapping) -> DocumentType:
    return DocumentType(**{**row, "titles": tuple(row["titles"]), "fields": tuple(row["fields"])})
