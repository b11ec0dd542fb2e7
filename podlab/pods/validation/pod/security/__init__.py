"""Rules of security contexts, for Linux and for Windows."""

from podlab.pods.validation.pod.security.annotations import app_armor_annotation_errors
from podlab.pods.validation.pod.security.contexts import (
    container_security_errors,
    pod_security_errors,
)
from podlab.pods.validation.pod.security.systems import host_process_errors, system_errors

__all__ = [
    "app_armor_annotation_errors",
    "container_security_errors",
    "host_process_errors",
    "pod_security_errors",
    "system_errors",
]
