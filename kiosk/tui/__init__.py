"""The patient's app: pages made of nine parts. It shows a session and never holds the truth."""

import os

_WEB_DRIVER = "textual.drivers.web_driver:WebDriver"

# Textual reads its environment when it is imported, and TEXTUAL_LOG alone writes every key to a file.
# Only what our own server sets for a browser stays.
for _name in [name for name in os.environ if name.startswith("TEXTUAL")]:
    if os.environ[_name] != _WEB_DRIVER:
        del os.environ[_name]
