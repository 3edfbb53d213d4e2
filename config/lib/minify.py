"""Scripts and styles without comments and spare white space: what production serves.

Names stay as they are written, so an error in a browser still reads like our code, and nothing
but Python is needed. The files themselves are served as written while developing.
"""

import rcssmin
import rjsmin

SMALLER = {".js": rjsmin.jsmin, ".css": rcssmin.cssmin}


def smaller(name: str, content: bytes) -> bytes:
    """Return the content of a script or style sheet (UTF-8) shortened; anything else as it is."""
    ending = name[name.rfind(".") :] if "." in name else ""
    shorten = SMALLER.get(ending)
    return shorten(content.decode()).encode() if shorten else content
