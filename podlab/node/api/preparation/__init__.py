"""The group preparation.podlab: Pods that will be asked for soon."""
