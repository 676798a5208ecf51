"""Cada cuaderno en un JupyterLab de verdad: se corre entero, se lee como el informe y habla español."""

from __future__ import annotations

from pathlib import Path
from time import sleep
from typing import Any

import pytest
from laboratorio.servidor import Laboratorio

from cobranza.base.ajustes import ajustes
from cobranza.ejecucion.parametros import es_panel
from cobranza.puertas.cli import ejecutar

# las lleva un solo proceso: JupyterLab, navegador y cartera se abren una vez
pytestmark = [pytest.mark.lenta]

# los paneles no informan: se trabajan, y los prueba test_paneles
CUADERNOS = sorted(ruta.stem for ruta in ajustes().cuadernos.glob("*.ipynb") if not es_panel(ruta))
CON_NOMBRES = sorted(
    ruta.stem
    for ruta in ajustes().cuadernos.glob("*.ipynb")
    if '"nominativo: bool' in ruta.read_text(encoding="utf-8")
)
CON_DELEGACION = [
    n for n in CUADERNOS if '"delegacion: str' in Path(ajustes().cuadernos, f"{n}.ipynb").read_text("utf-8")
]

# lo que se ve en las salidas de la casa: fórmulas, pesos, letra y alineación, ya resueltas por el navegador
COMO_SE_VE = """(() => {
  const ver = (e, ...cuales) => cuales.map(c => getComputedStyle(e)[c]).join(' ');
  const marcos = [...document.querySelectorAll('.jp-OutputArea-output .cobranza')];
  const todos = q => [...document.querySelectorAll('.jp-OutputArea-output .cobranza ' + q)];
  const letra = e => getComputedStyle(e).fontFamily.split(',')[0];
  return {
    cuaderno: window.jupyterapp.shell.currentWidget.context.path,
    sin_marco: window.jupyterapp.shell.currentWidget.content.widgets.flatMap(c => c.model.outputs?.toJSON() ?? [])
      .map(o => o.data?.['text/html'] ?? '').filter(h => h && !h.startsWith('<div class="cobranza mathjax_ignore')),
    formulas: document.querySelectorAll('.jp-OutputArea-output mjx-container').length,
    // los «$» que trae cada salida y los que quedan a la vista: MathJax se los comía
    pesos: [(window.jupyterapp.shell.currentWidget.content.widgets.flatMap(c => c.model.outputs?.toJSON() ?? [])
      .map(o => new DOMParser().parseFromString(o.data?.['text/html'] ?? '', 'text/html').body.textContent).join()
      .match(/\\$/g) ?? []).length, (marcos.map(e => e.textContent).join().match(/\\$/g) ?? []).length],
    cifras: todos('.cifras > div').map(e => e.getBoundingClientRect().left),
    unidades: todos('.cifras dd span, .cifras dd small').map(e => ver(e, 'display')),
    numeros: todos(':is(td.n, .datos td)').map(e => ver(e, 'textAlign')),
    textos: todos(':is(tbody td:not(.n, .datos td), tbody th)').map(e => ver(e, 'textAlign')),
    renglones: todos('tbody tr').map(e => ver(e, 'backgroundColor')),
    pares: todos('.pares > div').map(e => e.children[0].getBoundingClientRect().top
      - e.children[1].getBoundingClientRect().top),
    avisos: todos('.sello, .aviso').map(e => ver(e, 'borderLeftStyle')),
    enlaces: todos('a[href^="#"]').map(e => ver(e, 'color')),
    sin_destino: todos('a[href^="#"]').map(e => e.hash.slice(1)).filter(i => !document.getElementById(i)),
    letras: [...new Set(todos('p, td, dd').map(letra))],
    angostas: todos('svg.angosta').filter(e => e.checkVisibility()).length,
    desbordan: marcos.filter(e => e.scrollWidth > e.clientWidth + 1).length,
  };
})()"""
INGLES = """(() => ({
  menu: [...document.querySelectorAll('.lm-MenuBar-itemLabel')].map(e => e.innerText),
  idioma: document.documentElement.lang,
  avisos: [...document.querySelectorAll('.Toastify__toast, .jp-Dialog')].map(e => e.innerText),
}))()"""
EN_ERROR = "document.querySelector('.jp-OutputArea-output[data-mime-type*=\"err\"]')?.textContent"


@pytest.fixture(scope="module")
def corrido(request: pytest.FixtureRequest, lab: Laboratorio) -> Laboratorio:
    """El cuaderno pedido, abierto y ya corrido entero: cada uno se corre una sola vez."""
    lab.abrir(request.param)
    assert not lab.correr()["fallo"]
    return lab


def _en(*cuadernos: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("corrido", cuadernos, indirect=True, scope="module")


SIN_PESOS = {"inicio.ipynb", "expedientes.ipynb", "muestra_pae.ipynb"}


def _cuando_acaba_de_pintarse(corrido: Laboratorio) -> Any:
    """JupyterLab pinta la última salida después de decir que terminó: se le da un momento."""
    for _ in range(120):
        visto = corrido.pestana.evaluar(COMO_SE_VE)
        if visto["pesos"][0] == visto["pesos"][1] and not visto["sin_destino"]:
            break
        sleep(0.5)
    return visto


@_en(*CUADERNOS)
def test_se_corre_entero_y_se_ve_como_el_informe(corrido: Laboratorio) -> None:
    visto = _cuando_acaba_de_pintarse(corrido)
    assert visto["formulas"] == 0
    assert visto["pesos"][0] == visto["pesos"][1]
    assert visto["pesos"][1] or visto["cuaderno"] in SIN_PESOS, "los demás informes hablan de pesos"
    assert len(set(visto["cifras"])) == len(visto["cifras"]), "la carátula va en columnas"
    assert set(visto["unidades"]) <= {"block"}, "ni pegada la unidad a la cifra ni la nota a la unidad"
    assert set(visto["numeros"]) <= {"right"}
    assert set(visto["textos"]) <= {"left"}
    assert set(visto["renglones"]) <= {"rgba(0, 0, 0, 0)"}, "sin las franjas de JupyterLab"
    assert visto["pares"] == [0] * len(visto["pares"]), "cada rótulo junto a lo suyo"
    assert set(visto["avisos"]) <= {"solid"}
    assert visto["letras"] == ["system-ui"]
    assert visto["angostas"] == 0
    assert visto["desbordan"] == 0
    assert set(visto["enlaces"]) <= {"rgb(15, 94, 86)"}, "el color de la dependencia, como en el informe"
    assert visto["sin_destino"] == [], "cada cifra lleva a su definición"
    assert visto["sin_marco"] == [], "toda pieza viaja en su marco"


@_en("lista_de_trabajo")
def test_lo_que_baja_de_guardar_y_exportar_es_la_pagina_de_la_consola(
    corrido: Laboratorio, chica: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """El servidor da, byte por byte, lo que deja `cobranza corre`."""
    bajada = corrido.exportar("lista_de_trabajo")
    for nombre, valor in chica.items():
        monkeypatch.setenv(nombre, valor)
    assert ejecutar(["corre", "lista_de_trabajo"]) == 0
    (pagina,) = Path(chica["COBRANZA_SALIDAS"]).glob("*/lista_de_trabajo/*/informe.html")
    assert bajada == pagina.read_bytes()


@_en(*CON_DELEGACION)
def test_un_parametro_malo_se_explica_en_espanol_sin_rastro(corrido: Laboratorio) -> None:
    corrido.poner(delegacion='"DH-XXX"')
    dicho = corrido.pestana.esperar(EN_ERROR)
    assert "El parámetro «delegacion» es «DH-XXX»; se esperaba" in dicho
    assert "DH-TAP, Tapachula" in dicho, "las que hay, con su nombre"
    assert "Qué pasó" in dicho
    assert "Qué hacer" in dicho
    assert "Traceback" not in dicho
    assert ".py" not in dicho


@_en(*CON_NOMBRES)
def test_con_nombres_la_reserva_va_antes_que_nada(corrido: Laboratorio) -> None:
    corrido.poner(nominativo="True")
    primera = corrido.pestana.esperar("document.querySelector('.jp-OutputArea-output .cobranza > p')?.textContent")
    assert primera.startswith("Reservado: secreto fiscal.")


@_en("liquidacion")
def test_lo_que_nadie_esperaba_se_dice_en_espanol_y_su_rastro_va_plegado(corrido: Laboratorio) -> None:
    corrido.poner(nominativo="1 / 0")
    dicho = corrido.pestana.esperar(EN_ERROR)
    assert "ZeroDivisionError: division by zero" in dicho
    assert "Corre el cuaderno desde el principio" in dicho
    assert "Traceback" not in dicho
    plegado = "document.querySelector('.jp-OutputArea-output details.rastro')"
    assert corrido.pestana.evaluar(f"{plegado}.open") is False
    assert "Traceback" in corrido.pestana.evaluar(f"{plegado}.textContent")


@_en("liquidacion")
def test_habla_espanol_y_no_pregunta_nada(corrido: Laboratorio) -> None:
    visto = corrido.pestana.evaluar(INGLES)
    assert visto["menu"] == ["Archivo", "Editar", "Ver", "Ejecutar", "Núcleo", "Pestañas", "Configuración", "Ayuda"]
    assert visto["avisos"] == []
    fuera = [url for url in corrido.pestana.pedidos() if not url.startswith((corrido.direccion, "blob:"))]
    assert fuera == [], "nada se pide fuera de esta máquina"


@_en("lista_de_trabajo")
def test_de_noche_la_casa_tambien_va_de_noche(corrido: Laboratorio) -> None:
    corrido.tema("JupyterLab Dark")
    try:
        corrido.pestana.esperar("document.body.dataset.jpThemeLight === 'false'")
        tintas = corrido.pestana.evaluar(
            "[...document.querySelectorAll('.cobranza td, .cobranza dd b')].map(e => getComputedStyle(e).color)"
        )
        assert set(tintas) == {"rgb(230, 234, 234)"}
    finally:
        corrido.tema("JupyterLab Light")
