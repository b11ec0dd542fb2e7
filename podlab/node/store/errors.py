"""Why the store refuses; each error's text is the API server's own sentence."""


class StoreError(Exception):
    """The store could not do what was asked, and nothing has changed."""

    def __init__(self, resource: str, name: str) -> None:
        self.resource = resource
        self.name = name
        super().__init__(self.about(resource))

    def about(self, resource: str) -> str:
        """The sentence with the resource in another spelling, such as `deployments.apps`."""
        raise NotImplementedError


class NotFound(StoreError):
    """No object has this name."""

    def about(self, resource: str) -> str:
        return f'{resource} "{self.name}" not found'


class AlreadyExists(StoreError):
    """Another object has this name."""

    def about(self, resource: str) -> str:
        return f'{resource} "{self.name}" already exists'


class Conflict(StoreError):
    """The object has changed since the caller read it."""

    def about(self, resource: str) -> str:
        problem = (
            "the object has been modified; please apply your changes to the latest version"
            " and try again"
        )
        return f'Operation cannot be fulfilled on {resource} "{self.name}": {problem}'


class Expired(StoreError):
    """The changes since a resourceVersion are no longer known; the caller must list again."""

    def __init__(self, resource: str, since: int, oldest: int) -> None:
        self.since, self.oldest = since, oldest
        super().__init__(resource, "")

    def about(self, resource: str) -> str:  # noqa: ARG002 -- the sentence names no resource
        return f"too old resource version: {self.since} ({self.oldest})"
