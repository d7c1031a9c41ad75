"""What several forms say about the same kind of field."""

from django.utils.translation import gettext_lazy as _

# For a box that a code from paper is typed in: nothing is filled in, put right or kept.
AS_A_CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
EMAIL_ERRORS = {
    "required": _("Write your e-mail address."),
    "invalid": _("Write the whole address, such as name@example.com."),
}
