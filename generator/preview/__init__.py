"""The preview: the site asked lazily, page by page, while its files are being edited; and the editors' desk.

`session` keeps one site up to date, `watch` tells what changes on the disk, `hub` lets browsers follow, `app` answers
their requests, `server` listens.
"""
