"""Every component on one page, for those who write templates."""

from django import forms
from django.shortcuts import render

from wagtail_medborgarbudget.blocks import BodyBlock

AREAS = [("granhyltan", "Granhyltan"), ("kvarnfors", "Kvarnfors med omnejd")]


class SampleForm(forms.Form):
    title = forms.CharField(label="Rubrik", help_text="Berätta med några ord vad du vill göra.")
    what = forms.CharField(label="Vad vill du göra?", widget=forms.Textarea(attrs={"rows": 4}))
    area = forms.ChoiceField(label="Vilket område?", choices=AREAS, widget=forms.RadioSelect)
    email = forms.EmailField(label="E-post", help_text="Vi visar den inte.")
    phone = forms.CharField(label="Telefon", required=False)
    show_name = forms.BooleanField(
        label="Ja, visa mitt namn",
        help_text="Annars står det ”boende i Granhyltan”.",
        required=False,
    )


def show(request):
    sample = SampleForm({"title": "Utegym vid elljusspåret", "email": "anna(snabel-a)example"})
    return render(
        request,
        "example_site/styleguide.html",
        {"mb_base_template": "base.html", "form": sample, "blocks": previews()},
    )


def previews():
    """The blocks as an editor sees them before choosing one."""
    for block in BodyBlock().child_blocks.values():
        if block.is_previewable:
            value = block.get_preview_value()
            yield block.render(value, block.get_preview_context(value))
