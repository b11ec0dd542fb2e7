"""The system calls that containers may make: an allowlist of our own, sent with every container.

What is not listed answers EPERM, whatever capabilities a container has: mounts, namespaces,
modules, keys, bpf, io_uring, performance counters, and whatever Linux will invent. Source of each
call's meaning: the Linux manual pages, section 2.
"""

import functools
import json
from typing import Any

EPERM, ENOSYS, EPROTONOSUPPORT, EAFNOSUPPORT = 1, 38, 93, 97
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = 1, 2, 10, 16
NETLINK_ROUTE, NETLINK_SOCK_DIAG = 0, 4
NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW… flag of clone
PERSONALITIES = (0x0, 0x8, 0x20000, 0x20008, 0xFFFFFFFF)  # Linux, without randomisation, asking

FILES = """
open openat openat2 creat close close_range dup dup2 dup3 pipe pipe2 memfd_create
read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek
sendfile splice tee vmsplice copy_file_range readahead fadvise64 fallocate truncate ftruncate
fsync fdatasync sync syncfs sync_file_range fcntl flock ioctl
stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2 cachestat
getcwd chdir fchdir chroot getdents getdents64 mkdir mkdirat rmdir readlink readlinkat
rename renameat renameat2 link linkat symlink symlinkat unlink unlinkat mknod mknodat
chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat umask
utime utimes utimensat futimesat
getxattr lgetxattr fgetxattr setxattr lsetxattr fsetxattr
listxattr llistxattr flistxattr removexattr lremovexattr fremovexattr
inotify_init inotify_init1 inotify_add_watch inotify_rm_watch
"""
WAITING = """
poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
eventfd eventfd2 signalfd signalfd4 timerfd_create timerfd_settime timerfd_gettime
io_setup io_submit io_getevents io_pgetevents io_cancel io_destroy
"""
MEMORY = """
brk mmap munmap mremap mprotect madvise mincore msync membarrier
mlock mlock2 mlockall munlock munlockall pkey_alloc pkey_free pkey_mprotect mseal map_shadow_stack
"""
PROCESSES = """
fork vfork execve execveat exit exit_group wait4 waitid restart_syscall rseq
kill tkill tgkill pidfd_open pidfd_send_signal ptrace process_vm_readv process_vm_writev
getpid getppid gettid getpgid setpgid getpgrp getsid setsid set_tid_address
set_robust_list get_robust_list futex futex_waitv futex_wait futex_wake futex_requeue
prctl arch_prctl capget capset seccomp
landlock_create_ruleset landlock_add_rule landlock_restrict_self
sched_yield sched_getaffinity sched_setaffinity sched_getattr sched_setattr
sched_getparam sched_setparam sched_getscheduler sched_setscheduler
sched_get_priority_max sched_get_priority_min sched_rr_get_interval
getpriority setpriority ioprio_get ioprio_set getrlimit setrlimit prlimit64
getrusage times getcpu uname sysinfo getrandom
"""
IDENTITY = """
getuid geteuid getgid getegid getgroups getresuid getresgid
setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid
"""
SIGNALS = """
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait
rt_sigqueueinfo rt_tgsigqueueinfo sigaltstack pause alarm getitimer setitimer
"""
TIME = """
time gettimeofday clock_gettime clock_getres clock_nanosleep nanosleep
timer_create timer_settime timer_gettime timer_getoverrun timer_delete
"""
NETWORK = """
socketpair bind listen accept accept4 connect shutdown getsockname getpeername
getsockopt setsockopt sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg
"""
SYSTEM_V_AND_POSIX_IPC = """
shmget shmat shmdt shmctl semget semop semtimedop semctl msgget msgsnd msgrcv msgctl
mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
"""
GROUPS = (FILES, WAITING, MEMORY, PROCESSES, IDENTITY, SIGNALS, TIME, NETWORK,
          SYSTEM_V_AND_POSIX_IPC)  # fmt: skip
ALLOWED = [name for group in GROUPS for name in group.split()]


@functools.cache
def seccomp_option() -> str:
    """The entry of the engine's SecurityOpt; it takes the profile itself, and no file."""
    return f"seccomp={json.dumps(seccomp_profile(), separators=(',', ':'))}"


def seccomp_profile() -> dict[str, Any]:
    """The profile as the engine takes it.

    Only the machine's own calls are known: a 32-bit program, whose calls go round the rules for
    sockets, is killed.
    """
    return {
        "defaultAction": "SCMP_ACT_ERRNO",
        "defaultErrnoRet": EPERM,
        "archMap": [
            {"architecture": name, "subArchitectures": []}
            for name in ("SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64")
        ],
        "syscalls": [
            _allow(ALLOWED),
            *(_allow(["socket"], _equal(0, family)) for family in (AF_UNIX, AF_INET, AF_INET6)),
            *(
                _allow(["socket"], _equal(0, AF_NETLINK), _equal(2, protocol))
                for protocol in (NETLINK_ROUTE, NETLINK_SOCK_DIAG)
            ),
            *_refused_sockets(),
            _allow(["clone"], _compare(0, "SCMP_CMP_MASKED_EQ", NEW_NAMESPACES)),
            _refuse("clone3", ENOSYS),  # its flags are in memory; everybody falls back to clone
            *(_allow(["personality"], _equal(0, value)) for value in PERSONALITIES),
        ],
    }


def _refused_sockets() -> list[dict[str, Any]]:
    """As a kernel answers that does not have them: `su` and `useradd` go on without an audit
    then, and give up where they are not permitted to ask for one.
    """
    known = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK}
    others = [family for family in range(AF_NETLINK) if family not in known]
    return [
        *(_refuse("socket", EAFNOSUPPORT, _equal(0, family)) for family in others),
        _refuse("socket", EAFNOSUPPORT, _compare(0, "SCMP_CMP_GT", AF_NETLINK)),
        _refuse(
            "socket",
            EPROTONOSUPPORT,
            _equal(0, AF_NETLINK),
            _compare(2, "SCMP_CMP_GT", NETLINK_SOCK_DIAG),
        ),
    ]


def _allow(names: list[str], *conditions: dict[str, Any]) -> dict[str, Any]:
    return {"names": names, "action": "SCMP_ACT_ALLOW", "args": list(conditions)}


def _refuse(name: str, errno: int, *conditions: dict[str, Any]) -> dict[str, Any]:
    action = {"action": "SCMP_ACT_ERRNO", "errnoRet": errno}
    return {"names": [name], **action, "args": list(conditions)}


def _equal(index: int, value: int) -> dict[str, Any]:
    return _compare(index, "SCMP_CMP_EQ", value)


def _compare(index: int, how: str, value: int) -> dict[str, Any]:
    """A condition on an argument; for a mask `value` is the mask, and nothing of it may be set."""
    return {"index": index, "op": how, "value": value, "valueTwo": 0}
