"""What may be asked is exactly what the list says; every disguise of another place is refused."""

import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.fetching.addresses import checked_addresses
from signing.fetching.allow_list import AllowList, ForbiddenUrlError, Target

LISTED = AllowList.parse(
    "ocsp.ca.gov.vn=10.0.0.0/8+fd00::/8, crl.example.vn:8080, ca.example.vn, [2001:db8::1]:8080,"
    " 203.0.113.7"
)
HOSTS = st.lists(
    st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8),
    min_size=1,
    max_size=4,
).map(lambda labels: ".".join([*labels, "vn"]))


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("http://ocsp.ca.gov.vn", "ocsp.ca.gov.vn"),
        ("https://OCSP.ca.gov.vn:443/a?b=c", "ocsp.ca.gov.vn"),
        ("http://crl.example.vn:8080/x.crl", "crl.example.vn:8080"),
        ("http://[2001:db8::1]:8080/", "[2001:db8::1]:8080"),
        ("http://203.0.113.7/", "203.0.113.7"),
    ],
)
def test_what_is_listed_may_be_asked(url: str, authority: str) -> None:
    assert LISTED.target(url).authority == authority


@pytest.mark.parametrize(
    "url",
    [
        "http://other.vn/",
        "http://sub.ca.example.vn/",
        "http://ca.example.vn./",
        "http://ca.example.vn:8080/",
        "http://crl.example.vn/",
        "https://ca.example.vn:80/",
        "http://ca.example.vn@127.0.0.1/",
        "http://127.0.0.1@ca.example.vn/",
        "http://:@ca.example.vn/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:203.0.113.7]/",
        "http://203.0.113.07/",
        "http://ca.example.vn\\@127.0.0.1/",
        "http://ca.example.vn\t.evil.vn/",
        "http://ca.example.vn/\r\nHost: evil",
        "http://cа.example.vn/",
        "http://ca.example.vn:99999/",
        "http://[ca.example.vn/",
        "http:///",
        "//ca.example.vn/",
        "ldap://ca.example.vn/",
        "ftp://ca.example.vn/",
        "file:///etc/passwd",
        "",
        "http://ca.example.vn/" + "a" * 3000,
    ],
)
def test_what_is_not_listed_may_not_be_asked(url: str) -> None:
    with pytest.raises(ForbiddenUrlError):
        LISTED.target(url)


def test_an_empty_list_allows_nothing() -> None:
    assert not AllowList.parse(" , ")
    with pytest.raises(ForbiddenUrlError):
        AllowList.parse("").target("http://ca.example.vn/")


@pytest.mark.parametrize(
    "text",
    [
        "http://ca.vn",
        "ca.vn/path",
        "ca.vn:0",
        "ca.vn:65536",
        "ca.vn:http",
        "ca.vn=",
        "ca.vn=10.0.0.1/8",
        "ca.vn=0.0.0.0/0",
        "ca.vn=169.254.0.0/16",
        "ca.vn=224.0.0.0/4",
        "ca.vn=inner",
        "*.ca.vn",
        "ca..vn",
        "-ca.vn",
        "2130706433",
        "0x7f.1",
        "127.1",
        "[::ffff:10.0.0.1]",
        "[10.0.0.1]",
        "[::1",
        "10.0.0.1=10.0.0.0/8",
        "169.254.169.254",
        ":80",
        "user@ca.vn",
        "ca.vn.",
    ],
)
def test_a_list_that_says_nothing_clear_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(ValueError, match="holds"):
        AllowList.parse(f"good.vn, {text}")


@given(HOSTS, HOSTS, st.integers(1, 65535))
def test_a_listed_host_allows_itself_and_no_other(host: str, other: str, port: int) -> None:
    listed = AllowList.parse(f"{host}:{port}")
    assert listed.target(f"http://{host.upper()}:{port}/x").host == host
    if other != host:
        with pytest.raises(ForbiddenUrlError):
            listed.target(f"http://{other}:{port}/x")


@given(st.text(max_size=60))
def test_any_text_is_a_list_or_refused_and_any_url_a_target_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        AllowList.parse(text)
    try:
        target = LISTED.target(text)
    except ForbiddenUrlError:
        return
    assert target.host in LISTED.hosts


def at(host: str, *addresses: str) -> tuple[str, ...]:
    target = LISTED.target(f"http://{host}/")
    return checked_addresses(target, lambda *_: addresses, 1)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address that is refused
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)
def test_a_public_name_that_lies_inside_is_refused_even_beside_a_good_address(
    address: str,
) -> None:
    for found in ((address,), ("1.1.1.1", address)):
        with pytest.raises(ForbiddenUrlError, match="network"):
            at("ca.example.vn", *found)


def test_a_name_may_lie_in_the_networks_listed_for_it_and_nowhere_else_inside() -> None:
    assert at("ocsp.ca.gov.vn", "10.1.2.3", "fd00::1", "::ffff:10.0.0.9")[0] == "10.1.2.3"
    assert at("ocsp.ca.gov.vn", "1.1.1.1") == ("1.1.1.1",)
    for address in ("192.168.0.1", "127.0.0.1", "169.254.169.254"):
        with pytest.raises(ForbiddenUrlError):
            at("ocsp.ca.gov.vn", address)


def test_a_listed_address_is_never_resolved() -> None:
    def resolve(*_: object) -> tuple[str, ...]:
        raise AssertionError("a name server was asked")

    target: Target = AllowList.parse("127.0.0.1:8000").target("http://127.0.0.1:8000/")
    assert checked_addresses(target, resolve, 1) == ("127.0.0.1",)
