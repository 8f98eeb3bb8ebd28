"""The pages. Each one shows what it is given and posts requests; none keeps an answer."""
