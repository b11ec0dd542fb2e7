"""Podlab: learn what a Pod is by watching one."""
