"""Our own processes in the embedded stack: which there are, and what each may know.

The same commands run by hand on many machines. Each part is given only the settings it needs: no
part but the `sign` worker is told where keys are.
"""

import http.client
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sohoa.settings import PREFIX, Settings
from sohoa.stack.program import Program

_KEY_SETTINGS: Final = frozenset({"SOHOA_KEYS", "SOHOA_PKCS11_MODULE"})
_API_SETTINGS: Final = frozenset({"SOHOA_TOKEN_KEY_FILE"})
_RECEIPT_SETTINGS: Final = frozenset({"SOHOA_RECEIPT_KEY_FILE"})
_APPROVAL_SETTINGS: Final = frozenset({"SOHOA_APPROVAL_KEY_FILE"})
_FILING_SETTINGS: Final = frozenset({"SOHOA_FILING_KEY_FILE"})
_PREPARING_SETTINGS: Final = frozenset({"SOHOA_PREPARING_KEY_FILE"})
_OK: Final = 200


def sohoa(*words: str) -> tuple[str, ...]:
    """Return the command line of one of our own commands, by this interpreter."""
    return (sys.executable, "-m", "sohoa", *words)


def environment(
    base: Mapping[str, str], settings: Settings, *, without: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Return a child's environment: ours, with the settings as they were understood."""
    inherited = {name: value for name, value in base.items() if not name.startswith(PREFIX)}
    given = {name: value for name, value in settings.to_env().items() if name not in without}
    # One engine thread a process: processes are the unit of parallel work.
    return {**inherited, **given, "OMP_THREAD_LIMIT": "1", "PYTHONUNBUFFERED": "1"}


def programs(
    base: Mapping[str, str],
    settings: Settings,
    *,
    listening: socket.socket,
    workers: int,
    logs: Path,
) -> tuple[Program, ...]:
    """Return the API, the workers of the three queues, and the sweeper."""

    def part(
        name: str, *words: str, without: frozenset[str], stop_seconds: float = 15.0
    ) -> Program:
        return Program(
            name=name,
            command=sohoa(*words),
            environment=environment(base, settings, without=without),
            log=logs / f"{name}.log",
            ready=lambda: True,
            stop_seconds=stop_seconds,
        )

    port = int(listening.getsockname()[1])
    api_only = _API_SETTINGS | _RECEIPT_SETTINGS | _APPROVAL_SETTINGS
    keyless = _KEY_SETTINGS | api_only
    proving = _FILING_SETTINGS | _PREPARING_SETTINGS
    api = Program(
        name="api",
        command=sohoa("api", "--listening", str(listening.fileno())),
        inherited=(listening.fileno(),),
        environment=environment(base, settings, without=_KEY_SETTINGS | proving),
        log=logs / "api.log",
        ready=lambda: _is_ready(port),
        start_seconds=60.0,
        stop_seconds=15.0,
    )
    return (
        api,
        *(
            part(
                f"worker-digitize-{n}",
                "worker",
                "--queue",
                "digitize",
                without=keyless | _PREPARING_SETTINGS,
            )
            for n in range(1, workers + 1)
        ),
        part(
            "worker-sign",
            "worker",
            "--queue",
            "sign",
            without=api_only | proving,
        ),
        part("worker-verify", "worker", "--queue", "verify", without=keyless | _FILING_SETTINGS),
        part("sweep", "sweep", without=keyless | proving),
    )


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == _OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
