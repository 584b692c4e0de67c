"""Texts that pages show in the reader's language; `domain.text.t` is for the desk's, in English."""

import json
from typing import Any

import reflex as rx
from reflex_base.utils.imports import ImportVar
from reflex_base.vars import VarData

from livechat.domain.text import ENGLISH
from livechat.ui.local.scripts import bundled

_LIBRARY = bundled("words.js")
_IMPORTS = VarData(imports={_LIBRARY: [ImportVar(tag="tr")]})


def tr(key: str, **params: Any) -> rx.Var[str]:
    """The text for `key`, chosen in the browser; params may be Vars. KeyError if there is none."""
    english = ENGLISH.plurals[key] if key in ENGLISH.plurals else ENGLISH.texts[key]
    call = f"tr({json.dumps(key)}, {json.dumps(english, ensure_ascii=False)}"
    data = _IMPORTS
    if params:
        given = rx.Var.create(params)
        call += f", {given}"
        data = VarData.merge(data, given._get_all_var_data()) or data
    return rx.Var(_js_expr=f"{call})", _var_type=str, _var_data=data).to(str)
