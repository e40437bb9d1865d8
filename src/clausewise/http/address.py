"""The address of the server under test: its form, whether it can be reached, and which certificates are trusted."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

import requests
from requests.adapters import DEFAULT_CA_BUNDLE_PATH
from urllib3.util.ssl_ import create_urllib3_context

#: Seconds that a connection may take, however long an answer may.
CONNECTED_WITHIN = 10.0


class AddressError(ValueError):
    """A base URL is missing or invalid; the message says in one line what to give."""


def trusting(ca_bundle: str | None = None) -> ssl.SSLContext:
    """A TLS context that demands a certificate for the server's name, of an authority in this file or a public one.

    AddressError when no certificates can be read from the file.
    """
    context = create_urllib3_context()
    try:
        context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH if ca_bundle is None else ca_bundle)
    except OSError as error:
        raise AddressError(
            f"--ca-bundle {ca_bundle}: no certificates can be read from it ({error.strerror or error}); "
            "give a file of certificates in PEM"
        ) from None
    return context


def unreachable(base_url: str, seconds: float, ca_bundle: str | None = None) -> str | None:
    """The reason why no connection to a server can be made, None when one can; sends nothing.

    `seconds` bounds the connection, and once more the handshake of TLS.
    """
    parts = urlsplit(base_url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    try:
        with socket.create_connection((host, parts.port or (443 if secure else 80)), timeout=seconds) as opened:
            if secure:
                trusting(ca_bundle).wrap_socket(opened, server_hostname=host).close()
    except ssl.SSLCertVerificationError as error:
        return (
            f"{base_url} shows a certificate that is not trusted ({error.verify_message.rstrip('.')}); nothing was "
            "sent: trust a private authority with --ca-bundle FILE, or give the name that the certificate is for"
        )
    except OSError as error:
        return f"{base_url} cannot be reached ({error}): start the server, or give another --base-url"
    return None


def speaks_tls(base_url: str, seconds: float) -> bool:
    """Tell whether a server at a plain URL answers a handshake of TLS, whoever certifies it; sends no request."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    try:
        with socket.create_connection((host, parts.port or 80), timeout=seconds) as opened:
            trusting().wrap_socket(opened, server_hostname=host).close()
    except ssl.SSLCertVerificationError:
        return True
    except OSError:
        return False
    return True


def checked_url(base_url: str, option: str = "--base-url") -> str:
    """The base URL as requests writes it, without a slash at its end; AddressError when it is invalid.

    What is refused is not shown: it may hold a password, or a key.
    """
    try:
        parts = urlsplit(base_url)
        host = (parts.hostname or "").encode("idna")
        written = requests.Request("GET", base_url).prepare().url or ""  # a name beyond ASCII becomes its IDNA form
        usable = parts.scheme in ("http", "https") and host and (parts.port is None or parts.port > 0)
    except (ValueError, requests.RequestException):  # UnicodeError too, for labels that no name of a host has
        usable = False
        parts = urlsplit("")
    printable = base_url.isprintable() and " " not in base_url
    if not usable or not printable or "@" in base_url or parts.query or parts.fragment:
        raise AddressError(
            f"{option}: give scheme, host and port, as in http://127.0.0.1:8080, without user, query or fragment"
        )
    return written.rstrip("/")
