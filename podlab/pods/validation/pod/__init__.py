"""The rules of a Pod. Source: core/validation/validation.go of Kubernetes 1.32."""

from podlab.pods.validation.pod.spec import pod_errors

__all__ = ["pod_errors"]
