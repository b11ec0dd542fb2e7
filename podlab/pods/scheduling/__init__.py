"""Whether a Pod gets the node: its gates, and room for what it requests."""

from podlab.pods.scheduling.deciding import Rejected, Unscheduled, rejected, unscheduled
from podlab.pods.scheduling.requests import requests_of, together

__all__ = ["Rejected", "Unscheduled", "rejected", "requests_of", "together", "unscheduled"]
