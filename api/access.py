"""Who asks: from a bearer token to an `Actor`, looked up anew at every request.

What an actor may do is decided elsewhere, by the one function in `workers.permissions`.
"""

from typing import Annotated, Final

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from api.problems import ProblemError
from api.settings import ApiSettings
from api.tokens import TokenAuthority, invalid_token
from storage.people import Actor
from workers.office import Office

_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="sohoa"'}


def office_of(request: Request) -> Office:
    """Return the office that this application serves."""
    office: Office = request.app.state.office
    return office


def settings_of(request: Request) -> ApiSettings:
    """Return the application's settings."""
    settings: ApiSettings = request.app.state.settings
    return settings


def tokens_of(request: Request) -> TokenAuthority:
    """Return who gives and checks tokens."""
    tokens: TokenAuthority = request.app.state.tokens
    return tokens


OfficeOf = Annotated[Office, Depends(office_of)]
SettingsOf = Annotated[ApiSettings, Depends(settings_of)]
TokensOf = Annotated[TokenAuthority, Depends(tokens_of)]

_BEARER: Final = HTTPBearer(
    auto_error=False, description="An access token from `POST /oauth/token`."
)


def asker(
    request: Request,
    office: OfficeOf,
    tokens: TokensOf,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Actor:
    """Return who asks, or raise a 401 problem; 400 for a NUL, which no name of ours holds."""
    if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise ProblemError(400, "malformed_request")
    if credentials is None:
        raise ProblemError(401, "token_missing", headers=_CHALLENGE)
    subject = tokens.subject(credentials.credentials)
    with office.catalogue.reading() as tx:
        found = tx.people.find_client(subject)
    if found is None or found[0].disabled:
        raise invalid_token()
    client = found[0]
    return Actor(id=client.id, name=client.name, role=client.role, agency=client.agency)


Asker = Annotated[Actor, Depends(asker)]
