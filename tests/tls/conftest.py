"""A private authority, and the mock server by a certificate of it for its own address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clausewise.spec import Spec
from tests.tls.server import HOST, Authority, SecureServer, secure


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def server(authority: Authority) -> Iterator[SecureServer]:
    with secure(Spec.load(), authority.certifies(HOST)) as found:
        yield found
