"""Write every catalogue's .mo beside its .po, without needing msgfmt."""

from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    for po in sorted(ROOT.glob("wagtail_medborgarbudget/locale/*/LC_MESSAGES/*.po")):
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
        print(po.with_suffix(".mo").relative_to(ROOT))
