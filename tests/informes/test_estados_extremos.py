"""Los informes dicen algo digno de una cartera vacía, pagada, de un crédito, sin hallazgos o sin movimientos."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from oficina import almacen_nuevo, asentar, credito, en_carpeta, hecho

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
from cobranza.informes import (
    informe_cartera,
    liquidacion,
    lista_de_trabajo,
    nomina_gastos,
    que_pasa_si,
    verificacion_pae,
)

pytestmark = pytest.mark.lenta

CORTE = "2025-12-31"
PAGADOS = [
    hecho("TGZ-2021-000001", "PAGO", "2025-06-10", 10**9),
    hecho("TGZ-2021-000002", "PAGO", "2025-06-11", 10**9),
]
CANCELADOS = [hecho(f"TGZ-2021-00000{k}", "CANCELACION", "2025-05-20") for k in (1, 2)]
ESTADOS: dict[str, tuple[int, list[dict[str, Any]], dict[str, str]]] = {
    "sin créditos al corte": (2, [], {"corte": "2025-01-31"}),
    "todo pagado": (2, PAGADOS, {}),
    "ninguno con saldo": (2, CANCELADOS, {}),
    "un crédito": (1, [], {}),
    "sin movimientos en el periodo": (2, [], {"desde": CORTE}),
    "delegación sin créditos": (2, [], {"delegacion": "DH-SCL"}),
}
"""Cada estado: cuántos créditos hay, qué les pasó y con qué se pregunta."""
IMPROPIO = re.compile(
    r"\bnan\b|\bNaT\b|<NA>|\bNone\b|[-−]0\.0+\b|\+0(\.0+)?\b|\$[-−]|\b0 son críticos"
    r"|\b1 (créditos|cobros|personas|hallazgos|renglones|casos|nuevos|meses)\b|con 0 de más"
)


@pytest.fixture(params=ESTADOS, scope="module")
def estado(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Los parámetros con que se pregunta, con la base de ese estado puesta."""
    cuantos, hechos, pregunta = ESTADOS[request.param]
    carpeta: Path = tmp_path_factory.mktemp("estado")
    motor = almacen_nuevo(en_carpeta(carpeta))
    with motor.begin() as conexion:
        for k in range(1, cuantos + 1):
            credito(conexion, f"TGZ-2021-{k:06d}", fecha_registro="2025-02-03", notificacion="2025-11-03",
                    vencimiento="2024-04-30")  # fmt: skip
        if hechos:
            asentar(conexion, *hechos)
    motor.dispose()
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", en_carpeta(carpeta))
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta))
        yield {"corte": CORTE, **pregunta}


def _cartera(p: dict[str, str]) -> list[Any]:
    i = informe_cartera
    d = i.preparar(**p)
    return [f(d) for f in (i.caratula, i.por_ambito, i.por_clase, i.por_delegacion, i.por_concepto, i.por_antiguedad,
                           i.por_etapa, i.puente, i.movimiento_por_delegacion, i.cobranza_del_periodo, i.radar,
                           i.urgentes, i.acervo, i.madurez, i.concentracion, i.relacion, i.calidad_de_los_datos,
                           i.cuadrar)]  # fmt: skip


def _nomina(p: dict[str, str]) -> list[Any]:
    i = nomina_gastos
    desde = p.get("desde", f"{p['corte'][:8]}01")
    d = i.preparar(corte=p["corte"], desde=desde, delegacion=p.get("delegacion", ""))
    return [f(d) for f in (i.caratula, i.reglas, i.por_delegacion, i.por_beneficiario, i.resumen,
                           i.relacion_analitica, i.fondos, i.sin_asignar, i.reversas, i.memoria_isr, i.alertas,
                           i.dispersion, i.poliza, i.cuadrar)]  # fmt: skip


def _que_pasa_si(p: dict[str, str]) -> list[Any]:
    i = que_pasa_si
    supuestos = {"al_b": "2026-06-30", "mora_b": "1.80", "reduccion_multas_b": "50"}
    d = i.preparar(p["corte"], p.get("delegacion", ""), **supuestos)
    return [f(d) for f in (i.caratula, i.supuestos, i.causas, i.por_concepto, i.por_ambito, i.por_delegacion,
                           i.cuadrar)]  # fmt: skip


def _pae(p: dict[str, str]) -> list[Any]:
    i = verificacion_pae
    d = i.preparar(p["corte"], p.get("delegacion", ""))
    return [f(d) for f in (i.caratula, i.por_severidad, i.por_regla, i.por_delegacion, i.mapa, i.peores_casos,
                           i.criticos, i.ejecutores, i.exactitud, i.fichas, i.parametros, i.cuadrar)]  # fmt: skip


def _lista(p: dict[str, str]) -> list[Any]:
    i = lista_de_trabajo
    d = i.preparar(p["corte"], p.get("delegacion", ""))
    return [f(d) for f in (i.caratula, i.por_acto, i.lista, i.prescritos, i.metodo, i.cuadrar)]


def _liquidacion(p: dict[str, str]) -> list[Any]:
    i = liquidacion
    d = i.preparar(p["corte"], "TGZ-2021-000001")
    return [f(d) for f in (i.caratula, i.identificacion, i.componentes, i.memoria)]


def _segun_su_cuaderno(nombre: str) -> Callable[[dict[str, str]], list[Any]]:
    """Todo lo que ese cuaderno enseña, en su orden."""

    def informe(p: dict[str, str]) -> list[Any]:
        modulo = importlib.import_module(f"cobranza.informes.{nombre}")
        celdas = nbformat.read(ajustes().cuadernos / f"{nombre}.ipynb", as_version=4)["cells"]
        ensena = [hallado for c in celdas if (hallado := re.fullmatch(r"informe\.(\w+)\((datos)?\)", c["source"]))]
        datos = modulo.preparar(corte=p["corte"], delegacion=p.get("delegacion", ""))
        return [getattr(modulo, hallado[1])(*([datos] if hallado[2] else [])) for hallado in ensena]

    informe.__name__ = nombre
    return informe


DE_SU_CUADERNO = [
    _segun_su_cuaderno(nombre) for nombre in ("prescripcion", "expedientes", "convenios", "garantias", "cancelacion")
]


def _dicho(piezas: list[Any]) -> str:
    """Lo que se lee, en texto y en la página, sin marcas."""
    datos = [p._repr_mimebundle_() for p in piezas]
    return "\n".join(d["text/plain"] + "\n" + unescape(re.sub(r"<[^>]+>", " ", d["text/html"])) for d in datos)


@pytest.mark.parametrize("informe", [_cartera, _nomina, _que_pasa_si, _pae, _lista, _liquidacion, *DE_SU_CUADERNO])
def test_el_informe_sale_digno(estado: dict[str, str], informe: Callable[[dict[str, str]], list[Any]]) -> None:
    try:
        dicho = _dicho(informe(estado))
    except ErrorDeUso as error:  # un crédito que aún no existe no se liquida: se dice, con qué hacer
        assert informe is _liquidacion
        assert "No hay un crédito" in error.mensaje
        assert "evisa" in error.mensaje
        return
    impropio = IMPROPIO.search(dicho)
    assert impropio is None, dicho[max(0, impropio.start() - 80) : impropio.end() + 80]


@pytest.mark.parametrize("informe", [_cartera, _nomina, _que_pasa_si, _pae, _lista])
def test_lo_chico_va_en_pesos(estado: dict[str, str], informe: Callable[[dict[str, str]], list[Any]]) -> None:
    assert "millones" not in _dicho(informe(estado))
