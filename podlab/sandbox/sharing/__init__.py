"""Export and share: the page with the exports, and links that carry a Pod to another sandbox."""
