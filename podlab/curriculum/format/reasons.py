"""The reasons why an assertion is not so, by the assertion: what `feedback` and `fails` name."""

from collections.abc import Mapping

CONTAINER = ("wrong_state", "wrong_reason", "wrong_exit_code", "too_few_restarts",
             "too_many_restarts", "not_ready", "is_ready", "not_ended", "has_ended",
             "restarted", "pod_replaced", "image_missing", "crash_loop")  # fmt: skip
TCP = ("connection_open", "connection_refused", "timeout", "unreachable")
PROCESS = ("process_missing", "process_exists", "wrong_user", "is_root", "not_root",
           "wrong_capabilities", "wrong_folder")  # fmt: skip
VOLUME = ("volume_missing", "not_mounted", "wrong_medium", "data_lost", "not_restarted",
          "not_deleted")  # fmt: skip
IMAGE = ("not_built", "image_too_small", "image_too_large", "wrong_user", "too_many_layers",
         "shell_missing", "has_shell", "secret_found", "too_many_packages",
         "too_many_executables", "has_setuid", "has_findings", "space_wasted")  # fmt: skip
REASONS: Mapping[str, tuple[str, ...]] = {
    "pod": ("wrong_phase", "wrong_reason", "pod_exists", "image_missing", "crash_loop"),
    "container": CONTAINER,
    "namespace": ("different_namespace", "same_namespace"),
    "tcp": TCP,
    "http": (*TCP, "no_http", "wrong_status", "wrong_body", "wrong_header"),
    "listen": ("nobody_listens", "wrong_address", "wrong_owner", "somebody_listens"),
    "file": ("file_missing", "file_exists", "wrong_content", "different_file", "not_writable",
             "writable"),
    "volume": VOLUME,
    "log": ("log_empty", "log_without"),
    "exec": ("command_missing", "wrong_exit_code", "wrong_output"),
    "traffic": ("not_seen", "seen_too_often"),
    "image": IMAGE,
    "runtime": ("wrong_runtime", "same_kernel", "different_kernel"),
    "process": PROCESS,
    "env": ("variable_missing", "variable_exists", "wrong_value"),
    "spec": ("field_missing", "field_exists", "wrong_value"),
    "ip": ("same_ip", "different_ip", "no_ip"),
    "count": ("too_few", "too_many"),
    "stop": ("is_running", "was_killed", "too_slow", "stopped_gracefully", "wrong_exit_code"),
    "answer": ("no_answer", "wrong_answer"),
    "script": ("script_failed",),
    "not": ("it_is_so",),
}  # fmt: skip
OF_ANY = ("not_running", "pod_missing", "container_missing")
OF_A_CHECK = ("needs_another", "baseline_missing", "not_long_enough")
ALL_REASONS = frozenset({*OF_ANY, *OF_A_CHECK}.union(*REASONS.values()))
