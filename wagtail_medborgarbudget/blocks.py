"""The blocks a communicator builds a text from. The page's title is its h1: they begin at h2."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

PREVIEW = "wagtail_medborgarbudget/blocks/preview.html"
WORDS = _("Words")
PICTURES = _("Pictures and files")
TAKING_PART = _("Taking part")
FEATURES = ["h3", "bold", "ul", "ol", "link", "document-link"]


def heading(**options):
    return blocks.CharBlock(label=_("Heading"), max_length=120, **options)


class TextBlock(blocks.StructBlock):
    heading = heading(required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=FEATURES)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = WORDS
        description = _("A heading and a few paragraphs.")
        template = "wagtail_medborgarbudget/blocks/text.html"
        preview_template = PREVIEW

    def get_preview_value(self):
        return self.normalize(
            {
                "heading": gettext("How it works"),
                "text": gettext("<p>You hand in an idea. We work out what it costs. You vote.</p>"),
            }
        )


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"), help_text=_("Without quotation marks."))
    who = blocks.CharBlock(label=_("Who said it"), max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        group = WORDS
        description = _("What somebody has said, and who.")
        template = "wagtail_medborgarbudget/blocks/quote.html"
        preview_template = PREVIEW

    def get_preview_value(self):
        return self.normalize(
            {
                "text": gettext("We had wished for a place to meet for years."),
                "who": gettext("A resident"),
            }
        )


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=FEATURES)

    class Meta:
        icon = "help"
        label = _("Question")


class QuestionsBlock(blocks.StructBlock):
    heading = heading(required=False)
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        group = WORDS
        description = _("Questions that open to show their answers.")
        template = "wagtail_medborgarbudget/blocks/questions.html"
        preview_template = PREVIEW

    def get_preview_value(self):
        question = {
            "question": gettext("Can I vote for my own proposal?"),
            "answer": gettext("<p>Yes.</p>"),
        }
        return self.normalize(
            {"heading": gettext("Questions and answers"), "questions": [question]}
        )


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Picture")
        group = PICTURES
        description = _("A picture, described for those who cannot see it.")
        template = "wagtail_medborgarbudget/blocks/picture.html"


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    url = blocks.URLBlock(label=_("Address of the film"))
    note = blocks.CharBlock(
        label=_("Note"),
        required=False,
        max_length=150,
        help_text=_("How long it is, and whether it has captions."),
    )
    image = ImageChooserBlock(label=_("Still picture"), required=False)

    class Meta:
        icon = "media"
        label = _("Film, as a link")
        group = PICTURES
        description = _("A link to a film, so that nobody else learns who reads the page.")
        template = "wagtail_medborgarbudget/blocks/video.html"
        preview_template = PREVIEW

    def get_preview_value(self):
        return self.normalize(
            {
                "title": gettext("How it works"),
                "url": "https://example.org/film",
                "note": gettext("Two minutes, with captions."),
            }
        )


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(
        label=_("Title"),
        required=False,
        max_length=150,
        help_text=_("Leave empty to use the document's own title."),
    )

    class Meta:
        icon = "doc-full"
        label = _("Document")


class DownloadsBlock(blocks.StructBlock):
    heading = heading(required=False)
    documents = blocks.ListBlock(DownloadBlock(), label=_("Documents"), min_num=1)

    class Meta:
        icon = "download"
        label = _("Documents to download")
        group = PICTURES
        description = _("A list of documents, each with its type and size.")
        template = "wagtail_medborgarbudget/blocks/downloads.html"


class Destination(blocks.StructValue):
    @property
    def href(self):
        page = self.get("page")
        if page:
            return page.url if page.live else ""
        return self.get("url")


class CallToActionBlock(blocks.StructBlock):
    heading = heading()
    text = blocks.TextBlock(label=_("Text"), required=False, rows=3)
    button = blocks.CharBlock(label=_("Text on the button"), max_length=60)
    page = blocks.PageChooserBlock(label=_("Leads to the page"), required=False)
    url = blocks.URLBlock(label=_("or to the address"), required=False)

    class Meta:
        icon = "redirect"
        label = _("Call to action")
        group = TAKING_PART
        description = _("One thing to do, with a button.")
        template = "wagtail_medborgarbudget/blocks/call_to_action.html"
        preview_template = PREVIEW
        value_class = Destination

    def clean(self, value):
        value = super().clean(value)
        if bool(value["page"]) == bool(value["url"]):
            message = _("Choose a page or write an address, one of the two.")
            raise StructBlockValidationError(
                block_errors={"page": ValidationError(message, code="one_destination")}
            )
        return value

    def get_preview_value(self):
        return self.normalize(
            {
                "heading": gettext("Come to an idea workshop"),
                "text": gettext("You need not have thought it through. We help you."),
                "button": gettext("See when and where"),
                "url": "https://example.org/",
            }
        )


class KeyDatesBlock(blocks.StructBlock):
    heading = heading(
        required=False,
        help_text=_("The dates come from the round, so they are right in every language."),
    )

    class Meta:
        icon = "date"
        label = _("Key dates")
        group = TAKING_PART
        description = _("The dates of the round, always as they stand in its settings.")
        template = "wagtail_medborgarbudget/blocks/key_dates.html"
        preview_template = PREVIEW

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        page = context.get("page")
        if page:
            context["periods"] = getattr(page, "round_page", page).record.periods.all()
        return context

    def get_preview_value(self):
        return self.normalize({"heading": gettext("Key dates")})

    def get_preview_context(self, value, parent_context=None):
        ideas = {
            "get_step_display": gettext("Ideas"),
            "first": date(2026, 5, 4),
            "last": date(2026, 8, 30),
        }
        return {**(parent_context or {}), "periods": [ideas]}


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=120)
    role = blocks.CharBlock(label=_("Role"), required=False, max_length=120)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)
    phone = blocks.CharBlock(label=_("Phone"), required=False, max_length=40)

    class Meta:
        icon = "user"
        label = _("Contact")
        group = TAKING_PART
        description = _("Whom to ask, and how.")
        template = "wagtail_medborgarbudget/blocks/contact.html"
        preview_template = PREVIEW

    def get_preview_value(self):
        return self.normalize(
            {
                "name": "Lars Lind",
                "role": gettext("Project leader"),
                "email": "lars.lind@example.org",
                "phone": "070-174 06 05",
            }
        )


class BodyBlock(blocks.StreamBlock):
    text = TextBlock()
    quote = QuoteBlock()
    questions = QuestionsBlock()
    picture = PictureBlock()
    video = VideoBlock()
    downloads = DownloadsBlock()
    call_to_action = CallToActionBlock()
    key_dates = KeyDatesBlock()
    contact = ContactBlock()

    class Meta:
        template = "wagtail_medborgarbudget/blocks/body.html"
