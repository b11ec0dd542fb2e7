"""From marks on directories and mounts to changes of files in a Pod's volumes."""
