"""The studio: where instructors write, see, prove and publish their packs."""
