"""Broadsheet: a static news-site generator with weighted topics and exact incremental builds."""
