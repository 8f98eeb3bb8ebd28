"""The parts that every page is made of. They show what they are given and post what was pressed."""
