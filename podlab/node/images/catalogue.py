"""The catalogue: every image a Pod may name, its spellings, and what stands behind it.

It plays the registry: there is no other place that images come from.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from podlab.node.images.references import parse_reference

_KUBERNETES_REGISTRIES = ("registry.k8s.io", "k8s.gcr.io", "gcr.io/google_containers")


@dataclass(frozen=True)
class CatalogueEntry:
    """One image that Podlab makes.

    `spellings` are repositories without a tag: every tag means this one image.
    `writable_paths` need a small tmpfs where the root file system is read-only; see `tmpfs`.
    `context` lists project files that the build needs besides `images/<name>/`.
    A `build_stage` is only made when another image has to be built.
    `upstream` is what the image stands for, and what `pull` gets; empty where there is none.
    `differs` says, in sentences for learners, where it departs from upstream.
    `engine_tag` is what the engine calls an image that is no `podlab/<name>`: a learner's own.
    """

    name: str
    summary: str
    spellings: tuple[str, ...] = ()
    essential: bool = False
    build_stage: bool = False
    megabytes: float = 0
    writable_paths: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    upstream: str = ""
    differs: tuple[str, ...] = ()
    engine_tag: str = ""

    @property
    def local_tag(self) -> str:
        """What the engine calls the image."""
        return self.engine_tag or f"podlab/{self.name}"

    @property
    def for_pods(self) -> bool:
        """Whether a manifest may name it; the others are tools of Podlab's own."""
        return bool(self.spellings)

    def tmpfs(self, uid: int, gid: int, size: str = "16m") -> dict[str, str]:
        """The writable paths as the engine's tmpfs option, owned by the container's user.

        Owned, not `mode=1777`: the engine gives the mount the mode of the image's own folder.
        """
        return dict.fromkeys(self.writable_paths, f"size={size},uid={uid},gid={gid}")


class Catalogue:
    """Finds the entry that an image reference means."""

    def __init__(self, entries: Iterable[CatalogueEntry]) -> None:
        self.entries = tuple(entries)
        self._by_name = {entry.name: entry for entry in self.entries}
        self._by_repository = {
            repository: entry
            for entry in self.entries
            if entry.for_pods
            for repository in (entry.local_tag, *entry.spellings)
        }

    def resolve(self, image: str) -> CatalogueEntry | None:
        """The entry that `image` (as a manifest spells it) stands for, or None.

        Every tag means the one image there is. A digest promises exact bytes, which a
        stand-in cannot keep: such a reference resolves to nothing.
        """
        reference = parse_reference(image)
        if reference is None or reference.digest:
            return None
        return self._by_repository.get(reference.repository)

    def refusal(self, image: str) -> str:
        """Why `image` resolves to nothing, and what there is instead."""
        choice = f"Podlab has no registry, only its catalogue: {', '.join(self.names())}"
        reference = parse_reference(image)
        if reference is None:
            return f"couldn't parse image name {image!r}: invalid reference format"
        if reference.digest and reference.repository in self._by_repository:
            return f"{image!r} asks for exact bytes by digest: write the name without it. {choice}"
        return f"{image!r} is not there. {choice}"

    def entry(self, name: str) -> CatalogueEntry:
        """The entry of this very name, Podlab's own tools included; KeyError where none is."""
        return self._by_name[name]

    def names(self) -> tuple[str, ...]:
        """The names that a manifest may use, sorted."""
        return tuple(sorted(entry.name for entry in self.entries if entry.for_pods))


def _everywhere(name: str, *more: str) -> tuple[str, ...]:
    """A name as Docker Hub and the Kubernetes registries carry it."""
    return (name, *(f"{registry}/{name}" for registry in _KUBERNETES_REGISTRIES), *more)


CATALOGUE = Catalogue(
    [
        CatalogueEntry(
            name="base",
            summary="Debian with a package index: where the other images are built",
            build_stage=True,
            megabytes=169,
        ),
        CatalogueEntry(
            name="busybox",
            summary="A shell and some 280 small programs: wget, httpd, nc, tail, ps …",
            spellings=_everywhere("busybox", "registry.k8s.io/e2e-test-images/busybox"),
            essential=True,
            megabytes=5.3,
            upstream="busybox:1.35",
            differs=(
                "wget -T bounds the whole download, not each silence of the server.",
                "Without adduser, addgroup, pgrep and pkill.",
            ),
        ),
        CatalogueEntry(
            name="pause",
            summary="Does nothing, until it is told to end: holds a Pod's namespaces",
            spellings=_everywhere("pause", "gcr.io/google-containers/pause"),
            essential=True,
            megabytes=2.7,
            upstream="registry.k8s.io/pause:3.10",
        ),
        CatalogueEntry(
            name="nginx",
            summary="The web server, on port 80",
            spellings=_everywhere("nginx", "registry.k8s.io/nginx-slim", "k8s.gcr.io/nginx-slim"),
            essential=True,
            megabytes=28,
            writable_paths=("/run", "/var/cache/nginx"),
            upstream="nginx:1.22",
            differs=(
                "Has busybox's programs, bash and curl, but no apt-get.",
                "Starts without docker-entrypoint.sh: no templates, no /docker-entrypoint.d.",
            ),
        ),
        CatalogueEntry(
            name="redis",
            summary="The key-value store, on port 6379, with redis-cli",
            spellings=_everywhere("redis"),
            essential=True,
            megabytes=25.6,
            writable_paths=("/data",),
            upstream="redis:7.0",
            differs=(
                "/data is an ordinary folder of the container, not a volume.",
                "With a configuration file or a `command` of your own, protected-mode is on.",
            ),
        ),
        CatalogueEntry(
            name="python",
            summary="Python 3.11 and its standard library",
            spellings=("python",),
            megabytes=46,
            upstream="python:3.11-slim",
            differs=("Without pip.",),
        ),
        CatalogueEntry(
            name="nutcracker",
            summary="Proxy that spreads the keys of redis and memcached over several servers",
            spellings=("nutcracker", "twemproxy"),
            megabytes=8.6,
            writable_paths=("/run/nutcracker",),
        ),
        CatalogueEntry(
            name="haproxy",
            summary="Proxy that watches the servers behind it, for TCP and HTTP",
            spellings=("haproxy",),
            megabytes=24,
            upstream="haproxy:2.6",
            differs=("Has busybox's programs, but no apt-get.",),
        ),
        CatalogueEntry(
            name="nginx-exporter",
            summary="Tells nginx' numbers in the Prometheus text format, on port 9113",
            spellings=("nginx-exporter", "nginx/nginx-prometheus-exporter"),
            megabytes=17,
            upstream="nginx/nginx-prometheus-exporter:0.11",
            differs=("Has busybox's programs.",),
        ),
        CatalogueEntry(
            name="redis-exporter",
            summary="Tells redis' numbers in the Prometheus text format, on port 9121",
            spellings=("redis-exporter", "oliver006/redis_exporter"),
            megabytes=17,
            upstream="oliver006/redis_exporter:v1.45.0",
            differs=("Has busybox's programs.",),
        ),
        CatalogueEntry(
            name="syslog-ng",
            summary="Logging agent: reads, parses and sends on log lines",
            spellings=("syslog-ng", "balabit/syslog-ng"),
            megabytes=25,
            writable_paths=("/run", "/var/lib/syslog-ng"),
            upstream="balabit/syslog-ng:3.38.1",
            differs=(
                "With the modules of syslog-ng-core only.",
                "Starts with --no-caps; the configuration writes to the container's log.",
            ),
        ),
        CatalogueEntry(
            name="envoy",
            summary="The proxy of service meshes, configured by /etc/envoy/envoy.yaml",
            spellings=("envoy", "envoyproxy/envoy"),
            megabytes=115,
            upstream="envoyproxy/envoy:v1.40.0",
            differs=(
                "Without a configuration it says envoy on port 10000.",
                "Has busybox's programs, but no apt-get.",
            ),
        ),
        CatalogueEntry(
            name="debian-slim",
            summary="Debian, small: bash, apt and some 90 packages",
            spellings=("debian", "debian-slim"),
            megabytes=116,
            upstream="debian:bookworm-slim",
            differs=("Its package index is empty, and there is no network to fill it.",),
        ),
        CatalogueEntry(
            name="gcc",
            summary="The GNU C compiler on Debian: to build with",
            spellings=("gcc",),
            megabytes=414,
            upstream="gcc:12",
            differs=("Has C only, and neither make nor apt's cache.",),
        ),
        CatalogueEntry(
            name="scope",
            summary="The tap: watches localhost traffic and shared volumes",
            essential=True,
            megabytes=41,
            context=("podlab/__init__.py", "podlab/observation"),
        ),
    ]
)
