"""QR codes as SVG, to stand in a page or on paper without a file of their own."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(text: str, label: str) -> SafeString:
    """Draw ``text`` as a QR code that survives a fold or a stain, described by ``label``.

    The drawing scales with its box: give it a width in the style sheet.
    """
    code = segno.make_qr(text, error="m")
    return mark_safe(
        code.svg_inline(
            scale=1, border=4, omitsize=True, title=label, svgclass="mb-qr", lineclass=""
        )
    )
