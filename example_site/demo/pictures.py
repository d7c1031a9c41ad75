"""The demo's own pictures, made for it with a few lines of code."""

from django.conf import settings
from django.core.files.images import ImageFile
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.images import get_image_model
from wagtail.models import Collection

from .data import FOLDER

OF_ROUND = {
    "granhyltan-2026": "forest.png",
    "lovsjoholm-stenmala-2027": "lake.png",
    "kvarnfors-2024": "village.png",
}
OF_PROPOSAL = {
    "KV24-03": "forest.png",
    "KV24-05": "village.png",
    "GR26-02": "lake.png",
    "GR26-05": "forest.png",
    "LS27-02": "lake.png",
    "LS27-04": "forest.png",
}
# proposal: which of its reports has the photo
OF_REPORT = {"KV24-03": (1, "path.png"), "KV24-05": (1, "square.png")}


def picture(name, municipality):
    """The picture in the library, put there when it is missing."""
    title = municipality.words["sv"]["pictures"][name]
    image = get_image_model().objects.filter(title=title).first()
    return image or add_picture(name, title)


def add_picture(name, title):
    with (FOLDER / "images" / name).open("rb") as file:
        return get_image_model().objects.create(
            title=title, description=title, file=ImageFile(file, name=name), collection=library()
        )


def library():
    """The collection that the package's setup made for everybody who works with the rounds."""
    with override(settings.LANGUAGE_CODE):
        name = _("Participatory budget")
    return Collection.objects.filter(name=name).first() or Collection.get_first_root_node()
