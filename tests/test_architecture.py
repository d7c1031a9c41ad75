"""Layers point one way; two doors go up, each by an import inside a function."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "wagtail_medborgarbudget"
# Lowest first. A module may import from its own layer and from those before it.
LAYERS = [
    # A program that is given away, and shares no code with anything.
    {"recount"},
    {"method"},
    {"conf", "formatting", "icons", "signals", "blocks", "panels", "pdf", "qr"},
    {"models"},
    {"permissions", "mail"},
    {"actions"},
    {"explanations"},
    {"forms", "identification", "views", "admin", "templatetags", "checks", "receivers"},
    {"wagtail_hooks", "apps", "management"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
DOORS = {
    # A page's serve() and routes call their view.
    ("models/pages.py", "views"),
    ("models/voting_routes.py", "views"),
    # An assessment's preview shows it as the page will.
    ("models/assessments.py", "views"),
    # A workflow task's on_action calls its action.
    ("models/tasks.py", "actions"),
    # A result's preview calls the view that residents will get.
    ("models/results.py", "views"),
}
# Generated, or without imports of ours.
LEFT_OUT = {"migrations", "__init__"}


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE)
        if name.parts[0].removesuffix(".py") not in LEFT_OUT:
            yield name


def imports(name: Path):
    """Each layer of ours that a module imports, and whether it does so inside a function."""
    tree = ast.parse((PACKAGE / name).read_text())
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for target in targets(node, name):
                yield target, id(node) in inside


def targets(node: ast.ImportFrom, name: Path):
    """The layers a from-import reaches: 'from ..actions import x', 'from .. import conf'."""
    if node.level:
        package = ["wagtail_medborgarbudget", *name.parent.parts]
        base = package[: len(package) - node.level + 1]
        module = [*base, *(node.module.split(".") if node.module else [])]
    else:
        module = (node.module or "").split(".")
    if module[0] == "wagtail_medborgarbudget":
        return module[1:2] or [alias.name for alias in node.names]
    return []


@pytest.mark.parametrize("name", list(modules()), ids=str)
def test_a_module_imports_only_from_its_own_layer_or_below(name):
    layer = name.parts[0].removesuffix(".py")
    assert layer in RANK, f"{name}: say in LAYERS where {layer} belongs"

    upwards = {
        (target, inside) for target, inside in imports(name) if RANK.get(target, 0) > RANK[layer]
    }

    doors = {(target, True) for file, target in DOORS if file == name.as_posix()}
    assert upwards <= doors, f"{name} reaches up to {sorted(upwards - doors)}"


def test_the_method_works_without_django():
    code = (
        "import sys\n"
        "from wagtail_medborgarbudget.method import greedy, pabulib, calendar, criteria, __main__\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'wagtail')])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
