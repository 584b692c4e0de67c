"""The demo app of the platform tests, with the product's own settings for Reflex."""

import importlib.util
from pathlib import Path

_product = Path(__file__).parents[3] / "rxconfig.py"
_spec = importlib.util.spec_from_file_location("product_rxconfig", _product)
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)

config = _module.config
config.app_name = "demo"
