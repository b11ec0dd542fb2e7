"""The kubelet: one worker per Pod that compares what is wanted with what runs, and acts."""

from podlab.node.kubelet.kubelet import Kubelet

__all__ = ["Kubelet"]
