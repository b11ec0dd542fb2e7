"""The node's own authority: trusted by clients, kept, and renewed in time."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from podlab.node.tls import ServingTls, serving_tls

NOW = datetime.now(UTC)
HOSTS = ["127.0.0.1", "::1", "localhost"]


def shake_hands(tls: ServingTls, host: str) -> bool:
    """A TLS handshake in memory, as a client that trusts only our authority makes it."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tls.server.certificate_file, tls.server.key_file)
    trusting = ssl.create_default_context(cadata=tls.authority.pem.decode())
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting.wrap_bio(to_client, to_server, server_hostname=host)
    server = serving.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError:
                return False
    return client.version() is not None


def test_a_client_that_trusts_the_authority_gets_through(tmp_path: Path) -> None:
    tls = serving_tls(tmp_path, HOSTS, NOW)

    assert all(shake_hands(tls, host) for host in HOSTS)
    assert not shake_hands(tls, "elsewhere.example")


def test_both_pairs_are_kept(tmp_path: Path) -> None:
    first, second = serving_tls(tmp_path, HOSTS, NOW), serving_tls(tmp_path, HOSTS, NOW)

    assert second.authority.pem == first.authority.pem
    assert second.server.pem == first.server.pem


def test_keys_are_for_the_owner_only(tmp_path: Path) -> None:
    serving_tls(tmp_path / "tls", HOSTS, NOW)

    modes = {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "tls").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "tls").stat().st_mode) == 0o700


def test_a_new_name_needs_a_new_certificate_of_the_same_authority(tmp_path: Path) -> None:
    first = serving_tls(tmp_path, HOSTS, NOW)
    second = serving_tls(tmp_path, [*HOSTS, "node"], NOW)

    assert second.authority.pem == first.authority.pem
    assert shake_hands(second, "node")


def test_what_ends_within_a_month_is_renewed(tmp_path: Path) -> None:
    first = serving_tls(tmp_path, HOSTS, NOW - timedelta(days=340))
    second = serving_tls(tmp_path, HOSTS, NOW)

    assert second.authority.pem == first.authority.pem
    assert second.server.certificate.not_valid_after_utc > NOW + timedelta(days=300)

    third = serving_tls(tmp_path, HOSTS, NOW + timedelta(days=3600))
    assert third.authority.pem != first.authority.pem
    assert third.server.certificate.issuer == third.authority.certificate.subject


def test_a_damaged_file_is_replaced(tmp_path: Path) -> None:
    first = serving_tls(tmp_path, HOSTS, NOW)
    first.server.certificate_file.write_text("damaged")

    assert shake_hands(serving_tls(tmp_path, HOSTS, NOW), "localhost")


def test_the_leaf_is_no_authority(tmp_path: Path) -> None:
    leaf = serving_tls(tmp_path, HOSTS, NOW).server.certificate
    constraints = leaf.extensions.get_extension_for_class(x509.BasicConstraints).value

    assert not constraints.ca
