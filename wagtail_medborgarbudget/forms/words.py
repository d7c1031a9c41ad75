"""What several forms say about the same kind of field."""

from django.utils.translation import gettext_lazy as _

EMAIL_ERRORS = {
    "required": _("Write your e-mail address."),
    "invalid": _("Write the whole address, such as namn@example.se."),
}
