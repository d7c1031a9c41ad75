"""One row per criterion: the client can answer them, but neither add nor remove any."""

from django.core.exceptions import ValidationError
from django.forms.models import BaseModelFormSet
from django.utils.translation import gettext as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import InlinePanel, Panel


class FixedRows(BaseChildFormSet):
    def initial_form_count(self):
        return len(self.get_queryset())

    def total_form_count(self):
        # The client's TOTAL_FORMS is ignored, so a smuggled row is never read.
        return self.initial_form_count()

    def _construct_form(self, i, **kwargs):
        # Our row, whichever one the client names; clean() refuses when they differ.
        kwargs["instance"] = self.get_queryset()[i]
        return super(BaseModelFormSet, self)._construct_form(i, **kwargs)

    def clean(self):
        super().clean()
        if any(self.named_by_client(form) != str(form.instance.pk) for form in self.forms):
            raise ValidationError(
                _("The criteria have changed since you opened the form. Open it again."),
                code="criteria_have_changed",
            )

    def named_by_client(self, form):
        return form.data.get(form.add_prefix(self.model._meta.pk.name))


class AnswersPanel(InlinePanel):
    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name] |= {
            "formset": FixedRows,
            "can_delete": False,
            "can_order": False,
            "extra": 0,
            "max_num": None,
            "validate_max": False,
        }
        return options

    # Not InlinePanel's own, which needs a DELETE field and an empty form.
    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_medborgarbudget/admin/answers_panel.html"
        get_comparison = InlinePanel.BoundPanel.get_comparison

        @property
        def formset(self):
            return self.form.formsets[self.panel.relation_name]

        @property
        def rows(self):
            for index, form in enumerate(self.formset.forms):
                yield self.panel.child_edit_handler.get_bound_panel(
                    instance=form.instance,
                    request=self.request,
                    form=form,
                    prefix=f"{self.prefix}-{index}",
                )
