import swapper
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MedborgarbudgetConfig(AppConfig):
    name = "wagtail_medborgarbudget"
    label = "wagtail_medborgarbudget"
    verbose_name = _("Participatory budget")
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self):
        # Wagtail 8 declares this itself; 7.4 does not, and our migrations name the base page.
        swapper.set_app_prefix("wagtailcore", "wagtail")
        super().import_models()

    def ready(self):
        from . import checks, permissions, receivers  # noqa: F401
        from .admin import alarms, staff_letters

        permissions.register_policies()
        receivers.connect()
        staff_letters.connect()
        alarms.connect()
