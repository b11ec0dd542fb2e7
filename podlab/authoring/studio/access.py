"""Whose packs one finds in the studio."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from podlab.accounts.access import AuthenticatedRequest
from podlab.authoring.models import AuthoredPack


def pack_of(request: AuthenticatedRequest, uid: UUID) -> AuthoredPack:
    """A pack that this instructor may change. Raises Http404."""
    return get_object_or_404(AuthoredPack.objects.of(request.user), pk=uid)


def own_pack(request: AuthenticatedRequest, uid: UUID) -> AuthoredPack:
    """A pack that this instructor may share and delete. Raises Http404."""
    return get_object_or_404(AuthoredPack.objects.owned_by(request.user), pk=uid)
