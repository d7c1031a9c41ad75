"""Print-ready pages as tagged PDF files, where the extra ``[pdf]`` is installed."""

from importlib.util import find_spec


class PdfNotInstalled(RuntimeError):
    """WeasyPrint, or a library it draws with, is not there. The same page can be printed."""


def can_make_pdf() -> bool:
    """Whether the extra is installed. What it draws with may still be missing."""
    return find_spec("weasyprint") is not None


def pdf_of(html: str) -> bytes:
    """Return the page as PDF/UA-1: tagged, with title and language, so that it can be read aloud.

    ``html`` is a whole document with a <title> and a lang; nothing is fetched from a network.
    Raises PdfNotInstalled.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as missing:
        raise PdfNotInstalled("install wagtail-medborgarbudget[pdf] and Pango") from missing
    # A printed page holds all it needs.
    only_our_own = URLFetcher(allowed_protocols={"data"})
    return HTML(string=html, url_fetcher=only_our_own).write_pdf(pdf_variant="pdf/ua-1")
