"""The running office, for the tests of its HTTP API."""

from tests.support.api_office import api_office, api_valkey, api_worker

__all__ = ["api_office", "api_valkey", "api_worker"]
