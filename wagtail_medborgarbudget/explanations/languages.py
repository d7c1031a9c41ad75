"""What readers call a language."""

from django.utils.translation import get_language_info


def language_name(code: str) -> str:
    """Its name in the reader's own language; its code when Django knows no name for it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
