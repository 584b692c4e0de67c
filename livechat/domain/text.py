"""The catalogue of everything that users read, one file per area in `texts`."""

from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from livechat.domain import texts


def _load() -> dict[str, str]:
    catalogue: dict[str, str] = {}
    for module in iter_modules(texts.__path__):
        area: dict[str, str] = import_module(f"{texts.__name__}.{module.name}").TEXTS
        clash = catalogue.keys() & area.keys()
        if clash:
            raise ValueError(f"text keys defined twice: {sorted(clash)}")
        catalogue.update(area)
    return catalogue


CATALOGUE = MappingProxyType(_load())


def t(key: str, **params: object) -> str:
    """The text for `key` with `{param}` filled in; an unknown key is a defect (KeyError)."""
    return CATALOGUE[key].format(**params) if params else CATALOGUE[key]
