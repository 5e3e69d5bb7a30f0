"""Commands whose help is Vietnamese throughout, the framework's own words included."""

from typing import Any

from typer import Context
from typer.core import TyperCommand, TyperGroup

from ui.messages.help_words import VALUES, help_in_vietnamese


def _name_values(parameters: list[Any], context: Context) -> None:
    """Say what kind of value each option takes before the columns are laid out."""
    for each in parameters:
        if each.metavar is None and each.param_type_name == "option":
            each.metavar = VALUES.get(each.display_type(context))


class VietnameseCommand(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        _name_values(self.params, ctx)
        return help_in_vietnamese(super().get_help(ctx))

    def get_usage(self, ctx: Any) -> str:
        return help_in_vietnamese(super().get_usage(ctx))


class VietnameseGroup(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        _name_values(self.params, ctx)
        return help_in_vietnamese(super().get_help(ctx))

    def get_usage(self, ctx: Any) -> str:
        return help_in_vietnamese(super().get_usage(ctx))
