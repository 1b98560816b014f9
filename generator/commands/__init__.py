"""The command line: `broadsheet COMMAND [SITE]`. Each command lies in a module of its own."""

from __future__ import annotations

import click

from generator.commands.build import build
from generator.commands.check import check
from generator.commands.explain import explain
from generator.commands.new import new
from generator.commands.next import next_command
from generator.commands.schema import schema
from generator.commands.serve import serve
from generator.commands.topics import topics


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="broadsheet")
def main() -> None:
    """Turn a folder of Markdown articles into a static news site."""


for command in (build, check, explain, new, next_command, schema, serve, topics):
    main.add_command(command)
