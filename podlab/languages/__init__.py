"""The languages app: finds the site's texts, and says which lack a translation."""
