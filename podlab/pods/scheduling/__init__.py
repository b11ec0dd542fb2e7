"""Whether a Pod gets the node: its gates, and room for what it requests."""

from podlab.pods.scheduling.deciding import Unscheduled, unscheduled
from podlab.pods.scheduling.requests import requests_of, together

__all__ = ["Unscheduled", "requests_of", "together", "unscheduled"]
