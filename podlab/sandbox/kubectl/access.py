"""Letting a guest's own kubectl in, and shutting it out again."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from podlab.cluster import connect
from podlab.cluster.accounts import make_account, make_token, remove_account
from podlab.cluster.gateway.places import places
from podlab.sandbox.models import KubectlAccess
from podlab.sandbox.runs.guests import Guest
from podlab.sandbox.runs.starting import MANAGED_BY

ACCOUNT = "learner"
FEWEST_SECONDS = 600  # a Pod API makes no token for less


async def let_in(guest: Guest) -> str:
    """A token for the guest's namespace, which is made if need be; the tokens before it go on.

    Until when is stored first: what a token can make is never without an end.
    """
    seconds = max(settings.PODLAB_KUBECTL_MINUTES * 60, FEWEST_SECONDS)
    await KubectlAccess.objects.aupdate_or_create(
        owner_key=guest.key,
        defaults={
            "namespace": guest.namespace,
            "expires_at": timezone.now() + timedelta(seconds=seconds),
            "revoked_at": None,
            "removed_at": None,
        },
    )
    cluster = await connect()
    await cluster.ensure_namespace(guest.namespace, MANAGED_BY)
    await make_account(cluster, guest.namespace, ACCOUNT)
    token = await make_token(cluster, guest.namespace, ACCOUNT, seconds)
    await KubectlAccess.objects.filter(owner_key=guest.key).aupdate(expires_at=token.ends_at)
    return token.text


async def shut_out(guest: Guest) -> None:
    """Every token of the guest is worth nothing from now on, and what streams ends."""
    cluster = await connect()
    await remove_account(cluster, guest.namespace, ACCOUNT)
    places.end(guest.namespace)
    given = KubectlAccess.objects.filter(owner_key=guest.key, revoked_at=None)
    await given.aupdate(revoked_at=timezone.now())
