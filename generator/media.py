"""Pictures and other files under `content/media/`: which are published, and how texts name them."""

from __future__ import annotations

import posixpath
from typing import Final
from urllib.parse import unquote

MEDIA: Final = "content/media/"


def is_remote(src: str) -> bool:
    """Say whether a picture lies on another host."""
    return src.startswith(("https://", "http://", "//"))


def media_path(src: str, path: str) -> str:
    """Return the address of a picture that the file `path` names `src`: "/media/…", or the URL as it is."""
    if is_remote(src):
        return src
    target = file_named(src, path)
    return target.removeprefix("content") if target.startswith(MEDIA) else src


def file_named(target: str, path: str) -> str:
    """Return the file, from the site's folder, that a link in the file `path` means.

    A target that begins with "/" counts from `content/`. The path returned may lie outside the site.
    """
    plain = unquote(target)
    if plain.startswith("/"):
        return posixpath.normpath("content" + plain)
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), plain))
