"""The system calls that a container is refused, with their errors, and those that it needs."""

import errno
import json
from collections.abc import Callable

import pytest

from podlab.node.engine.bodies.seccomp import ALLOWED, seccomp_profile
from podlab.pods.objects import JsonObject
from tests.node.kubelet.lab import Lab, eventually

REFUSED = """
import ctypes, errno, json, os, socket
libc = ctypes.CDLL(None, use_errno=True)
NUMBERS = {
    "x86_64": dict(io_uring_setup=425, clone3=435, bpf=321, keyctl=250, add_key=248, mount=165,
                   unshare=272, setns=308, perf_event_open=298, userfaultfd=323, init_module=175,
                   open_by_handle_at=304, fsopen=430, pivot_root=155, reboot=169, swapon=167,
                   kexec_load=246, process_madvise=440),
    "aarch64": dict(io_uring_setup=425, clone3=435, bpf=280, keyctl=219, add_key=217, mount=40,
                    unshare=97, setns=268, perf_event_open=241, userfaultfd=282, init_module=105,
                    open_by_handle_at=265, fsopen=430, pivot_root=41, reboot=142, swapon=224,
                    kexec_load=104, process_madvise=440),
}[os.uname().machine]
NEW_USER = 0x10000000

def call(name, *arguments):
    ctypes.set_errno(0)
    answer = libc.syscall(NUMBERS[name], *arguments)
    return errno.errorcode.get(ctypes.get_errno(), "OK") if answer == -1 else "OK"

def open_socket(family, kind=socket.SOCK_DGRAM, protocol=0):
    try:
        socket.socket(family, kind, protocol).close()
    except OSError as error:
        return errno.errorcode[error.errno]
    return "OK"

found = {name: call(name, 0, 0, 0, 0, 0) for name in NUMBERS}
found["unshare"] = call("unshare", NEW_USER)
ctypes.set_errno(0)
child = libc.syscall({"x86_64": 56, "aarch64": 220}[os.uname().machine], NEW_USER | 17, 0, 0, 0, 0)
if child == 0:
    os._exit(0)
found["clone into a user namespace"] = errno.errorcode.get(ctypes.get_errno(), "OK")
found |= {
    "AF_VSOCK": open_socket(40, socket.SOCK_STREAM),
    "AF_ALG": open_socket(38, socket.SOCK_SEQPACKET),
    "AF_PACKET": open_socket(17),
    "AF_BLUETOOTH": open_socket(31),
    "AF_APPLETALK": open_socket(5),
    "AF_KEY": open_socket(15, socket.SOCK_RAW),
    "audit by netlink": open_socket(16, socket.SOCK_RAW, 9),
    "netfilter by netlink": open_socket(16, socket.SOCK_RAW, 12),
}
print(json.dumps(found))
"""
NEEDED = """
import ctypes, mmap, os, select, signal, socket, subprocess, tempfile, threading
libc = ctypes.CDLL(None, use_errno=True)
def works(name, what):
    print(name, bool(what), flush=True)
def in_thread():
    done = []
    thread = threading.Thread(target=lambda: done.append(1)); thread.start(); thread.join()
    return done
works("threads", in_thread())
works("processes", subprocess.run(["sh", "-c", "exit 7"]).returncode == 7)
one, two = socket.socketpair(); one.send(b"x"); works("socketpair", two.recv(1) == b"x")
server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname()); works("tcp", server.accept())
works("tcp6", socket.create_server(("::1", 0), family=socket.AF_INET6))
works("unix", socket.socket(socket.AF_UNIX)); works("names of interfaces", socket.if_nameindex())
works("netlink", socket.socket(16, socket.SOCK_RAW, 0))
poll = select.epoll(); poll.register(one, select.EPOLLIN); works("epoll", poll.poll(0) == [])
works("inotify", libc.inotify_init1(0) > 0); works("eventfd", os.eventfd(0) > 0)
works("memfd", os.memfd_create("m") > 0); works("mmap", mmap.mmap(-1, 4096))
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "f"); open(path, "w").close(); os.chmod(path, 0o600)
    os.symlink(path, path + "l"); os.rename(path, path + "2"); works("files", os.listdir(folder))
works("affinity", os.sched_getaffinity(0)); works("random", os.getrandom(4))
child = os.fork()
if child == 0:
    libc.ptrace(0, 0, 0, 0); os.kill(os.getpid(), signal.SIGSTOP); os._exit(5)
works("ptrace stops", os.WIFSTOPPED(os.waitpid(child, 0)[1])); libc.ptrace(7, child, 0, 0)
works("ptrace goes on", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 5)
"""
EPERM = (
    "io_uring_setup", "bpf", "keyctl", "add_key", "mount", "unshare", "setns", "perf_event_open",
    "userfaultfd", "init_module", "open_by_handle_at", "fsopen", "pivot_root", "reboot", "swapon",
    "kexec_load", "process_madvise", "clone into a user namespace",
)  # fmt: skip


def python(name: str, program: str) -> JsonObject:
    return {"name": name, "image": "python", "command": ["python", "-c", program]}


@pytest.fixture(params=["lab", "restricted_lab"])
def any_lab(request: pytest.FixtureRequest) -> Lab:
    found: Lab = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def printed(any_lab: Lab) -> Callable[[str], str]:
    """Run a program to its end in a container of either policy: what it prints."""

    def run(program: str) -> str:
        any_lab.create("probe", python("probe", program), restartPolicy="Never")
        eventually(lambda: any_lab.phase("probe") in {"Succeeded", "Failed"})
        return any_lab.log("probe", "probe")

    return run


@pytest.mark.docker
def test_what_reaches_beyond_the_container_is_refused(printed: Callable[[str], str]) -> None:
    assert json.loads(printed(REFUSED)) == {
        **dict.fromkeys(EPERM, "EPERM"),
        "clone3": "ENOSYS",
        "AF_VSOCK": "EAFNOSUPPORT",
        "AF_ALG": "EAFNOSUPPORT",
        "AF_PACKET": "EAFNOSUPPORT",
        "AF_BLUETOOTH": "EAFNOSUPPORT",
        "AF_APPLETALK": "EAFNOSUPPORT",
        "AF_KEY": "EAFNOSUPPORT",
        "netfilter by netlink": "EPROTONOSUPPORT",
        "audit by netlink": "EPROTONOSUPPORT",
    }


@pytest.mark.docker
def test_what_software_needs_is_there(printed: Callable[[str], str]) -> None:
    lines = printed(NEEDED).splitlines()

    assert [line for line in lines if not line.endswith(" True")] == []
    assert lines[-1] == "ptrace goes on True"


@pytest.mark.docker
def test_an_exec_and_the_pause_container_have_the_profile_too(lab: Lab) -> None:
    lab.create("web", {"name": "app", "image": "busybox", "command": ["sleep", "3600"]})
    lab.wait_running("web")

    assert "Seccomp:\t2" in lab.exec("web", "app", "cat /proc/self/status")
    for each in lab.engine.containers():
        options = lab.engine.inspect(each["Id"])["HostConfig"]["SecurityOpt"]
        assert any(option.startswith("seccomp={") for option in options)


def test_no_call_is_listed_twice_and_what_nobody_gets_is_not_listed() -> None:
    assert len(ALLOWED) == len(set(ALLOWED))
    assert not set(ALLOWED) & {"mount", "umount2", "unshare", "setns", "bpf", "keyctl"}
    assert seccomp_profile()["defaultErrnoRet"] == errno.EPERM
