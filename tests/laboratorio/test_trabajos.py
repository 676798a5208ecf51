"""«Create job» en un JupyterLab de verdad: lo que no va se lee ahí mismo, en español, y no llega a trabajo."""

from __future__ import annotations

import time

import pytest
from laboratorio.servidor import Laboratorio
from navegador.chromium import Pestana

pytestmark = [pytest.mark.lenta]
_BOTON = "[...document.querySelectorAll('button')].find(b => b.title === {0} || b.innerText === {0} && !b.disabled)"
_CAMPOS = "[...document.querySelectorAll('input[name^=parameter-0-]')].map(e => e.value)"
_AVISO = "document.querySelector('.MuiAlert-root')?.innerText"


def _llenar(pestana: Pestana, *escritos: str) -> None:
    """El primer parámetro del formulario; mientras JupyterLab lo acaba de cargar, lo vuelve a pintar vacío."""
    fin = time.monotonic() + 120
    while (hay := pestana.evaluar(_CAMPOS)) != [*escritos]:
        assert time.monotonic() < fin, hay
        if not hay:
            pestana.evaluar(_BOTON.format("'Add new parameter'") + "?.click()")
            time.sleep(0.5)
        for cual, texto in zip(("name", "value"), escritos, strict=True):
            pestana.evaluar(f"document.querySelector('input[name=parameter-0-{cual}]')?.select()")
            pestana.escribir(f"input[name=parameter-0-{cual}]", texto)


def test_un_parametro_que_no_va_se_lee_en_el_formulario(lab: Laboratorio) -> None:
    lab.abrir("informe_cartera")
    lab.orden("scheduling:create-from-notebook")
    crear = _BOTON.format("'Create'")
    lab.pestana.esperar(crear + " ? true : null")
    _llenar(lab.pestana, "delegacion", "Atlantis")
    lab.pestana.esperar(crear + " ? true : null")
    lab.pestana.evaluar(crear + ".click()")
    aviso = lab.pestana.esperar(_AVISO)
    assert aviso.startswith("El parámetro «delegacion» es «Atlantis»; se esperaba la clave o el nombre")
