"""The patient's app: pages made of nine parts. It shows a session and never holds the truth."""

import os

_FRAMES_A_SECOND = "500"
"""How often Textual may draw: what a key changed is shown after 2 ms, and not after 17."""

# Textual reads its environment when it is imported, and TEXTUAL_LOG alone writes every key to a file.
for _name in [name for name in os.environ if name.startswith("TEXTUAL")]:
    del os.environ[_name]
os.environ["TEXTUAL_FPS"] = _FRAMES_A_SECOND
