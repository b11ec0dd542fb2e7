"""The exercises app: attempts at lessons and exercises, their scenes, checks and pages."""
