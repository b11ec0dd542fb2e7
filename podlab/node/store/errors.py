"""Why the store refuses; each error's text is the API server's own sentence."""


class StoreError(Exception):
    """The store could not do what was asked, and nothing has changed."""

    def __init__(self, resource: str, name: str, message: str) -> None:
        self.resource = resource
        self.name = name
        super().__init__(message)


class NotFound(StoreError):
    """No object has this name."""

    def __init__(self, resource: str, name: str) -> None:
        super().__init__(resource, name, f'{resource} "{name}" not found')


class AlreadyExists(StoreError):
    """Another object has this name."""

    def __init__(self, resource: str, name: str) -> None:
        super().__init__(resource, name, f'{resource} "{name}" already exists')


class Conflict(StoreError):
    """The object has changed since the caller read it."""

    def __init__(self, resource: str, name: str) -> None:
        problem = (
            "the object has been modified; please apply your changes to the latest version"
            " and try again"
        )
        super().__init__(
            resource, name, f'Operation cannot be fulfilled on {resource} "{name}": {problem}'
        )


class Expired(StoreError):
    """The changes since a resourceVersion are no longer known; the caller must list again."""

    def __init__(self, resource: str, since: int, oldest: int) -> None:
        super().__init__(resource, "", f"too old resource version: {since} ({oldest})")
