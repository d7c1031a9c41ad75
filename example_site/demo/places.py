"""The site: its start page and its plain pages, in both languages."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.text import slugify
from wagtail.models import Locale, Page, Site

from example_site.models import HomePage, PlainPage

HOME = {
    "sv": {
        "title": "Du bestämmer i Tallköping",
        "intro": "<p>Du som bor här vet bäst vad orten behöver. I medborgarbudgeten lämnar du "
        "idéer, röstar och är med när idéerna blir verklighet.</p>",
    },
    "en": {
        "title": "You decide in Tallköping",
        "intro": "<p>You who live here know best what your village needs. In the participatory "
        "budget you hand in ideas, vote and take part when ideas become real.</p>",
    },
}

PLAIN_PAGES = {
    "kontakt": {
        "show_in_menus": True,
        "sv": {
            "title": "Kontakta oss",
            "slug": "kontakt",
            "body": "<p>Vi som arbetar med medborgarbudgeten svarar på frågor och hjälper dig att "
            "skriva ner din idé.</p><h2>Mejla eller ring</h2>"
            '<p><a href="mailto:medborgarbudget@tallkoping.example">'
            "medborgarbudget@tallkoping.example</a><br/>"
            '<a href="tel:+46701740605">070-174 06 05</a></p>'
            "<h2>Kom förbi</h2><p>Biblioteken i Kvarnfors, Granhyltan och Lövsjöholm hjälper dig "
            "att lämna en idé eller rösta, också om du inte vill använda dator.</p>",
        },
        "en": {
            "title": "Contact us",
            "slug": "contact",
            "body": "<p>We who work with the participatory budget answer questions and help you "
            "write down your idea.</p><h2>E-mail or call</h2>"
            '<p><a href="mailto:medborgarbudget@tallkoping.example">'
            "medborgarbudget@tallkoping.example</a><br/>"
            '<a href="tel:+46701740605">070-174 06 05</a></p>'
            "<h2>Come by</h2><p>The libraries in Kvarnfors, Granhyltan and Lövsjöholm help you "
            "hand in an idea or vote, also if you would rather not use a computer.</p>",
        },
    },
    "personuppgifter": {
        "show_in_menus": False,
        "sv": {
            "title": "Så hanterar vi dina uppgifter",
            "slug": "personuppgifter",
            "body": "<h2>När du lämnar en idé</h2><p>När du skickar in idén blir den en allmän "
            "handling. Det betyder att andra kan be att få läsa den. Din e-postadress och ditt "
            "telefonnummer visas inte på webbplatsen.</p><h2>När du röstar</h2><p>Vi sparar inte "
            "ihop vem du är och vad du röstade på. Uppgiften om att du har röstat tas bort när "
            "omröstningen är stängd.</p><h2>Kakor</h2><p>Sidorna du läser lämnar inga kakor. När "
            "du lämnar en idé eller röstar behövs en kaka för att formuläret ska fungera.</p>",
        },
        "en": {
            "title": "How we handle your data",
            "slug": "privacy",
            "body": "<h2>When you hand in an idea</h2><p>An idea that you hand in becomes a public "
            "record, so others can ask to read it. Your e-mail address and your phone number are "
            "not shown on the site.</p><h2>When you vote</h2><p>We do not keep who you are "
            "together with what you voted for. The note that you have voted is deleted when the "
            "vote is closed.</p><h2>Cookies</h2><p>The pages you read set no cookies. When you "
            "hand in an idea or vote, the form needs one to work.</p>",
        },
    },
    "tillganglighet": {
        "show_in_menus": False,
        "sv": {
            "title": "Så tillgänglig är sidan",
            "slug": "tillganglighet",
            "body": "<p>Vi vill att alla ska kunna använda webbplatsen. Den är byggd för att "
            "följa WCAG 2.2, nivå AA: den går att använda med tangentbord och skärmläsare, "
            "förstorad till 400 procent och utan JavaScript.</p><h2>Säg till om något inte "
            "fungerar</h2><p>Mejla <a href="
            '"mailto:medborgarbudget@tallkoping.example">medborgarbudget@tallkoping.example</a>. '
            "Du kan också be oss om texten på ett annat sätt, till exempel uppläst eller på "
            "papper.</p>",
        },
        "en": {
            "title": "How accessible this site is",
            "slug": "accessibility",
            "body": "<p>We want everyone to be able to use this site. It is built to follow WCAG "
            "2.2, level AA: it works with a keyboard and with a screen reader, enlarged to 400 "
            "percent and without JavaScript.</p><h2>Tell us when something does not work</h2>"
            '<p>Write to <a href="mailto:medborgarbudget@tallkoping.example">'
            "medborgarbudget@tallkoping.example</a>. You can also ask us for the text in another "
            "form, for instance read aloud or on paper.</p>",
        },
    },
}


def ensure_places():
    home = ensure_home()
    for texts in PLAIN_PAGES.values():
        ensure_plain_page(home, texts)
    point_links_here()
    return home


def point_links_here():
    """Links in letters lead to the port where the demo is served, unless somebody chose a site."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    Site.objects.filter(hostname__in=["localhost", "127.0.0.1"]).update(
        hostname=address.hostname, port=address.port or 80
    )


def ensure_home():
    swedish = Locale.objects.get_or_create(language_code="sv")[0]
    home = HomePage.objects.filter(locale=swedish).first()
    if not home:
        home = make_home(swedish)
    translated(home, HOME["en"])
    return home


def make_home(locale):
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(slug="tallkoping", locale=locale, **HOME["sv"]))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": "localhost",
            "site_name": "Tallköpings kommun",
            "root_page": home,
        },
    )
    # The page Wagtail puts there to welcome whoever installs it.
    Page.objects.child_of(root).exact_type(Page).delete()
    return home


def ensure_plain_page(home, texts):
    page = PlainPage.objects.child_of(home).filter(slug=texts["sv"]["slug"]).first()
    if not page:
        page = home.add_child(
            instance=PlainPage(
                show_in_menus=texts["show_in_menus"], locale=home.locale, **texts["sv"]
            )
        )
    translated(page, texts["en"])


def translated(page, words):
    """The page in English, made and published when there is none."""
    english = Locale.objects.get_or_create(language_code="en")[0]
    copy = page.get_translation_or_none(english)
    if copy and not copy.alias_of_id:
        return copy
    return publish(copy or page.copy_for_translation(english), words)


def publish(page, words):
    """Write the words on a page and publish it; an alias becomes a page of its own."""
    page.alias_of = None
    for name, text in words.items():
        setattr(page, name, text)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def slug_of(title):
    return slugify(title)[:80]
