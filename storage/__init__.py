"""Remembers: objects in S3, the catalogue in SQL, the audit trail."""
