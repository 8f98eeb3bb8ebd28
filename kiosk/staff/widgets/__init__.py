"""Parts that only staff pages have: urgent banner, list row, scrolled text."""
