from django import template
from django.conf import settings
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page, Site

from example_site.models import PlainPage

register = template.Library()


@register.simple_tag(takes_context=True)
def surroundings(context):
    """What stands around every page: menu, trail, languages, the footer's pages."""
    home = home_page(context.get("request"))
    page = saved_page(context)
    if not home:
        return {}
    return {
        "home": home,
        "menu": menu(home, page),
        "trail": trail(home, page) if page else [],
        "languages": languages(home, page),
        "about": PlainPage.objects.child_of(home).live(),
    }


def saved_page(context):
    page = context.get("page")
    return page if isinstance(page, Page) and page.pk else None


def home_page(request):
    site = Site.find_for_request(request) or Site.objects.filter(is_default_site=True).first()
    return site and site.root_page.localized


def menu(home, page):
    items = home.get_children().live().in_menu()
    for item in items:
        if page and page.path.startswith(item.path):
            item.here = "page" if page.pk == item.pk else "true"
    return items


def trail(home, page):
    return page.get_ancestors().descendant_of(home, inclusive=True).live()


def languages(home, page):
    """Each language leads to this page's translation, or else to the start page."""
    translations = {
        translation.locale.language_code: translation
        for source in filter(None, (home, page))
        for translation in source.get_translations(inclusive=True).live().select_related("locale")
    }
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": translations[code].url,
            "current": code == get_language(),
        }
        for code, _name in settings.LANGUAGES
        if code in translations
    ]
