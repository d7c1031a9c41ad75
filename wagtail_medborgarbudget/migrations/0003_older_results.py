"""Results counted by the first engine get the form of the second, with the same facts."""

from django.db import migrations

LINE = {
    "running": 0,
    "running_left": None,
    "missing_running": 0,
    "excluded_by": "",
    "borrowed": 0,
    "price": None,
    "effective_votes": None,
    "supporters_left": None,
}


def in_todays_form(counted):
    rule = counted["rule"]
    lines = [
        LINE
        | line
        | {
            "pot": line["area"],
            "points": line["votes"],
            "way": "votes" if line["funded"] else None,
        }
        for line in counted["lines"]
    ]
    kept = {name: value for name, value in counted.items() if name != "budgets"}
    return kept | {
        "engine": "1",
        "lines": lines,
        "pots": {area: {"money": pot, "running": None} for area, pot in counted["budgets"].items()},
        "common": None,
        "purchases": [],
        "shares": [],
        "comparisons": [],
        "rule": {
            "kind": "most-votes",
            "threshold": rule["threshold"],
            "cost_threshold": None,
            "ties": rule["ties"],
            "leftovers": False,
            "points_vector": [],
            "misfit": "skip" if rule["skip"] else "stop",
        },
    }


def convert(apps, schema_editor):
    results = apps.get_model("wagtail_medborgarbudget", "Result").objects
    for result in results.using(schema_editor.connection.alias).iterator():
        if "budgets" in result.counted:
            result.counted = in_todays_form(result.counted)
            result.save(update_fields=["counted"])


class Migration(migrations.Migration):
    dependencies = [("wagtail_medborgarbudget", "0002_counting")]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop, elidable=True)]
