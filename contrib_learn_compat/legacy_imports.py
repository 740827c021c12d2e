"""Serves ``tensorflow.contrib…`` import paths to code that still spells them."""


def install() -> None:
    raise NotImplementedError


def uninstall() -> None:
    raise NotImplementedError
