"""What templates need of the preview; a site without one has none of this."""

from django.http import HttpRequest


def preview(request: HttpRequest) -> dict[str, bool]:  # noqa: ARG001 -- Django calls it so
    """That this is a preview."""
    return {"preview": True}
