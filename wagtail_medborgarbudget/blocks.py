from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class BodyBlock(blocks.StreamBlock):
    text = blocks.RichTextBlock(label=_("Text"))
