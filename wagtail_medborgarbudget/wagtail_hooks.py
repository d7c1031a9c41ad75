"""What we add to Wagtail's admin: registrations and one-line functions. What thinks lives in admin/."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def log_voting(actions):
    actions.register_action("medborgarbudget.open_vote", _("Fix the ballot"), _("Fixed the ballot"))
    actions.register_action(
        "medborgarbudget.close_box", _("Close the ballot box"), _("Closed the ballot box")
    )
