"""The one way in which importing says no."""


class ImportRefused(Exception):
    """The file cannot be taken. Carries one sentence or two in the editor's language: what is wrong and what to do."""
