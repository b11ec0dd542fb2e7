"""node's own certificate authority and the certificate it serves with, kept in its data folder."""

import contextlib
import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3650
SERVER_DAYS = 365
RENEWED_BEFORE = timedelta(days=30)
CLOCK_SKEW = timedelta(minutes=5)  # a client whose clock is a little behind must not refuse


@dataclass(frozen=True)
class KeyPair:
    """A private key and its certificate, and the files they are kept in."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    key_file: Path
    certificate_file: Path

    @property
    def pem(self) -> bytes:
        """The certificate as text."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


@dataclass(frozen=True)
class ServingTls:
    """What a server needs, and the authority by which its clients know it."""

    authority: KeyPair
    server: KeyPair


def serving_tls(folder: Path, hosts: Sequence[str], now: datetime) -> ServingTls:
    """The kept pairs, renewed where they end soon or do not name all `hosts`."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority = _load(folder, "ca")
    if authority is None or _ends_soon(authority, now):
        authority = _make_authority(folder, now)
    return ServingTls(authority, server_pair(folder, "server", authority, hosts, now))


def server_pair(
    folder: Path, name: str, authority: KeyPair, hosts: Sequence[str], now: datetime
) -> KeyPair:
    """The kept pair of a server, renewed where it ends soon or does not name all `hosts`."""
    server = _load(folder, name)
    if server is None or _ends_soon(server, now) or not _fits(server, authority, hosts):
        server = _make_server(folder, name, authority, hosts, now)
    return server


def write_private(path: Path, data: bytes) -> None:
    """Replace a file by one that only its owner can read, as one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _load(folder: Path, name: str) -> KeyPair | None:
    key_file, certificate_file = folder / f"{name}.key", folder / f"{name}.crt"
    with contextlib.suppress(FileNotFoundError, ValueError):
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return KeyPair(key, certificate, key_file, certificate_file)
    return None


def _ends_soon(pair: KeyPair, now: datetime) -> bool:
    return pair.certificate.not_valid_after_utc - now < RENEWED_BEFORE


def _fits(server: KeyPair, authority: KeyPair, hosts: Sequence[str]) -> bool:
    names = server.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    try:
        server.certificate.verify_directly_issued_by(authority.certificate)
    except Exception:  # noqa: BLE001 -- any fault means: make a new one
        return False
    return set(_alternative_names(hosts)) <= set(names)


def _make_authority(folder: Path, now: datetime) -> KeyPair:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Podlab node {x509.random_serial_number() % 10**8:08d}")
    usage = _key_usage(signs_certificates=True)
    builder = (
        _builder(name, name, key, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return _keep(folder, "ca", key, builder.sign(key, hashes.SHA256()))


def _make_server(
    folder: Path, name: str, authority: KeyPair, hosts: Sequence[str], now: datetime
) -> KeyPair:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.certificate.subject
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = (
        _builder(_name("podlab-node"), issuer, key, now, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_alternative_names(hosts)), critical=False)
        .add_extension(identifier, critical=False)
    )
    return _keep(folder, name, key, builder.sign(authority.key, hashes.SHA256()))


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    days: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - CLOCK_SKEW)
        .not_valid_after(now.astimezone(UTC) + timedelta(days=days))
    )


def _keep(
    folder: Path, name: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate
) -> KeyPair:
    pair = KeyPair(key, certificate, folder / f"{name}.key", folder / f"{name}.crt")
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    write_private(pair.key_file, key.private_bytes(serialization.Encoding.PEM, form, plain))
    write_private(pair.certificate_file, pair.pem)
    return pair


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _alternative_names(hosts: Sequence[str]) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = []
    for host in dict.fromkeys(hosts):
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(host)))
        except ValueError:
            names.append(x509.DNSName(host))
    return names


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
