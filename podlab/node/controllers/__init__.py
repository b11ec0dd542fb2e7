"""What keeps Pods at the number that is wanted, and removes what nobody owns any more.

Each controller is a thread that sleeps until something it looks after changes in the store.
Nothing is remembered in the process only, but for what saves work.
"""

from podlab.node.controllers.manager import Controllers

__all__ = ["Controllers"]
