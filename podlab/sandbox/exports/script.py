"""The Pod as plain `docker run` lines in a shell script, which can take down what it began."""

import base64
import posixpath
import shlex
from collections.abc import Iterator, Sequence

from podlab.sandbox.exports.docker_pod import (
    FILES,
    DockerContainer,
    DockerPod,
    ExportedFile,
    HealthCheck,
    Role,
)

HEAD = """\
#!/bin/sh
# A Pod by hand, as `docker run` lines: sh {name}.sh, and sh {name}.sh down to remove all of it.
# The pause container owns the network and the IPC namespace; the others join it.
set -eu
PAUSE=${{PAUSE:-registry.k8s.io/pause:3.10}}  # any image that does nothing will do
NETWORK=${{NETWORK:-bridge}}
FILES=$PWD/{folder}
"""


def docker_script(pod: DockerPod) -> str:
    """Every text of the manifest is one quoted word: nothing in it is run by the shell."""
    parts = [HEAD.format(name=pod.name, folder=f"{pod.name}-{FILES}"), *_down(pod)]
    if pod.files:
        parts += ["\n# What ConfigMaps and Secrets say, as files.", *map(_written, pod.files)]
    if pod.volumes:
        parts += ["\n# The volumes, until `down`.", *_volumes(pod)]
    parts += [_comment("pause, before all others"), _pause(pod)]
    for each in pod.containers:
        parts += [_comment(f"{each.name}, {WHEN[each.role]}"), _run(pod, each)]
    return "\n".join(parts) + "\n"


WHEN = {
    Role.INIT: "an init container: what follows waits for its end",
    Role.SIDECAR: "a sidecar: it goes on beside the others",
    Role.MAIN: "a container of the Pod",
}


def run_words(pod: DockerPod, container: DockerContainer) -> list[str]:
    """The words of one `docker run`. `--` ends the options, whatever the image is called."""
    pause = f"container:{pod.name}_{pod.pause}"
    words = ["docker", "run"]
    words += ["--rm"] if container.role is Role.INIT else ["--detach"]
    words += ["--name", f"{pod.name}_{container.name}", "--network", pause, "--ipc", pause]
    if pod.share_processes:
        words += ["--pid", pause]
    if container.role is not Role.INIT:
        words += ["--restart", container.restart]
    words += ["--stop-timeout", str(container.stop_seconds)]
    words += [*_rights(container), *_health(container.check)]
    for name, value in container.environment.items():
        words += ["--env", f"{name}={value}"]
    for mount in container.mounts:
        source = mount.source if mount.is_file else f"{pod.name}_{mount.source}"
        more = ":ro" if mount.read_only else ""
        more = more if mount.is_file else f"{more},nocopy" if more else ":nocopy"
        prefix = f"{FOLDER}/" if mount.is_file else ""
        words += ["--volume", f"{prefix}{source}:{mount.target}{more}"]
    if container.entrypoint:
        words += ["--entrypoint", container.entrypoint[0]]
    return [*words, "--", container.image, *container.entrypoint[1:], *container.args]


FOLDER = "\0files"  # stands for "$FILES", which no quoted word can hold


def line_of(words: Sequence[str]) -> str:
    """Words as one command for a shell.

    >>> print(line_of(["docker", "run", "--", "busybox", "echo", "it's"]))
    docker run -- busybox echo 'it'"'"'s'
    """
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    if word.startswith(FOLDER):
        return f'"$FILES"{shlex.quote(word.removeprefix(FOLDER))}'
    return shlex.quote(word)


def _broken(words: Sequence[str]) -> str:
    """The command with an option on each line."""
    text, options = "", True
    for word in words:
        options = options and word != "--"
        starts = options and word.startswith("--")
        text += (" \\\n  " if starts or word == "--" else " ") * bool(text) + _quoted(word)
    return text


def _run(pod: DockerPod, container: DockerContainer) -> str:
    return _broken(run_words(pod, container))


def _pause(pod: DockerPod) -> str:
    words = ["docker", "run", "--detach", "--name", f"{pod.name}_{pod.pause}"]
    words += ["--hostname", pod.hostname, "--ipc", "shareable", "--restart", "always"]
    for name, address in pod.hosts:
        words += ["--add-host", f"{name}:{address}"]
    for each in pod.nameservers:
        words += ["--dns", each]
    for each in pod.searches:
        words += ["--dns-search", each]
    for name, value in pod.sysctls.items():
        words += ["--sysctl", f"{name}={value}"]
    for volume in pod.volumes:
        words += ["--volume", f"{pod.name}_{volume}:/volumes/{volume}:nocopy"]
    hints = [f"\n# To reach port {each} from your machine, add: --publish {each}:{each}"
             for each in dict.fromkeys(pod.ports)]  # fmt: skip
    command = f'{_broken(words)} \\\n  --network "$NETWORK" \\\n  -- "$PAUSE"'
    return "".join(hints).lstrip("\n") + "\n" * bool(hints) + command


def _rights(container: DockerContainer) -> Iterator[str]:
    if container.user:
        yield from ("--user", container.user)
    for group in container.groups:
        yield from ("--group-add", group)
    if container.memory:
        yield from ("--memory", container.memory_text, "--memory-swap", container.memory_text)
    if container.cpu_millis:
        yield from ("--cpus", container.cpus_text)
    for name in container.cap_drop:
        yield from ("--cap-drop", name)
    for name in container.cap_add:
        yield from ("--cap-add", name)
    if container.working_dir:
        yield from ("--workdir", container.working_dir)
    switches = {
        "--read-only": container.read_only,
        "--security-opt=no-new-privileges": container.no_new_privileges,
        "--interactive": container.stdin,
        "--tty": container.tty,
    }
    yield from (name for name, is_on in switches.items() if is_on)


def _health(check: HealthCheck | None) -> list[str]:
    """Docker takes the command as a text for a shell; Kubernetes has no shell there."""
    if check is None:
        return ["--no-healthcheck"]
    return [
        *("--health-cmd", shlex.join(check.command)),
        *("--health-interval", f"{check.interval}s", "--health-timeout", f"{check.timeout}s"),
        *("--health-retries", str(check.retries)),
        *("--health-start-period", f"{check.start_period}s"),
    ]


def _volumes(pod: DockerPod) -> Iterator[str]:
    for name, options in pod.volumes.items():
        words = ["docker", "volume", "create", "--driver", "local"]
        if options:
            words += ["--opt", "type=tmpfs", "--opt", "device=tmpfs", "--opt", f"o={options}"]
        yield line_of([*words, f"{pod.name}_{name}"])


def _down(pod: DockerPod) -> list[str]:
    names = [pod.pause, *(each.name for each in pod.containers)]
    removal = ["docker", "rm", "--force", *(f"{pod.name}_{each}" for each in names)]
    volumes = [f"{pod.name}_{each}" for each, options in pod.volumes.items() if options]
    lines = ['if [ "${1:-}" = down ]; then', f"  {line_of(removal)} 2>/dev/null || true"]
    if volumes:
        lines.append(f"  {line_of(['docker', 'volume', 'rm', '--force', *volumes])}")
    if pod.files:
        lines.append('  rm -rf "$FILES"')
    return [*lines, "  exit", "fi"]


def _written(file: ExportedFile) -> str:
    place, folder = _quoted(f"{FOLDER}/{file.path}"), posixpath.dirname(file.path)
    text = file.text
    if text is None:
        encoded = base64.b64encode(file.content).decode()
        write = f"printf %s {encoded} | base64 -d > {place}"
    else:
        write = f"printf %s {shlex.quote(text)} > {place}"
    make = f"mkdir -p {_quoted(f'{FOLDER}/{folder}')}"
    return f"{make}\n{write}\nchmod {file.mode:04o} {place}"


def _comment(text: str) -> str:
    """A comment ends with its line: the text is one line, whatever is in it."""
    return "\n# " + " ".join(text.split())
