"""X-ray: which of the kernel's namespaces the containers share, and which are their own."""

from podlab.sandbox.picture.xray.meanings import Facts
from podlab.sandbox.picture.xray.table import (
    KINDS,
    Column,
    NamespaceTable,
    columns_of,
    namespace_table,
)

__all__ = ["KINDS", "Column", "Facts", "NamespaceTable", "columns_of", "namespace_table"]
