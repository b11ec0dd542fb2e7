"""What proves a cluster to us, and us to it."""

import ssl

from lightkube.config.client_adapter import verify_cluster
from lightkube.config.kubeconfig import SingleConfig
from lightkube.config.models import User

NOBODY = User()


def trust(config: SingleConfig, user: User) -> ssl.SSLContext:
    """A context that proves the server by its kubeconfig's authority, with `user`'s certificate.

    Plain HTTP proves nothing, and the system's authorities (a tenth of a second to read) aren't
    asked: what is redirected to TLS from there is refused.
    """
    if config.cluster.server.startswith("http://"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return verify_cluster(config.cluster, user, config.abs_file, trust_env=False)
