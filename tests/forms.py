"""Fill in an admin form as a browser would: everything it shows, with a few changes."""

from django.forms import BaseFormSet


def filled_in(response, **changes) -> dict:
    """What the form on the screen would post, with ``changes`` typed in."""
    form = response.context["form"]
    data = {}
    for each in (form, *getattr(form, "formsets", {}).values()):
        data |= formset_data(each) if isinstance(each, BaseFormSet) else form_data(each)
    return data | changes


def formset_data(formset) -> dict:
    data = form_data(formset.management_form)
    for form in formset.forms:
        data |= form_data(form)
    return data


def form_data(form) -> dict:
    data = {}
    for bound in form:
        widget, value = bound.field.widget, bound.value()
        if hasattr(widget, "decompress") and not isinstance(value, list):
            value = widget.decompress(value)
        if hasattr(widget, "widgets_names") and isinstance(value, list):
            names = zip(widget.widgets_names, value, strict=True)
            data |= {f"{bound.html_name}{name}": part for name, part in names}
        elif value is True:
            data[bound.html_name] = "on"
        elif value is not False:
            data[bound.html_name] = "" if value is None else str(bound.field.prepare_value(value))
    return data
