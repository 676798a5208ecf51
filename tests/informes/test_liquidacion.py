"""La liquidación de un crédito: su oro, su cuadre y que no enseñe a nadie."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from informes.conftest import dicho

from cobranza.base.errores import ErrorDeLey, ErrorDeUso
from cobranza.cartera import buscado
from cobranza.informes import liquidacion as informe
from cobranza.ley.norma import de_la_oficina
from cobranza.ley.renglon import fuente_de

pytestmark = pytest.mark.lenta

FOLIO, CORTE = "TGZ-2021-000001", "2025-12-31"


def _piezas(datos: informe.Datos) -> Iterator[Any]:
    for funcion in (informe.caratula, informe.identificacion, informe.componentes, informe.linea_de_tiempo,
                    informe.parcialidades, informe.memoria, informe.meses_de_recargos, informe.cuadrar):  # fmt: skip
        yield funcion(datos)


def test_dice_lo_mismo_que_su_oro(oficina: Path, oro: Callable[[str, str], None]) -> None:
    oro("liquidacion", dicho(_piezas(informe.preparar(corte=CORTE, folio=FOLIO))))


def test_sin_folio_solo_la_cartera_de_ejemplo_ensena_uno_y_lo_dice(
    oficina: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ErrorDeUso, match="Falta el parámetro «folio»"):
        informe.preparar(corte=CORTE)
    monkeypatch.setattr(buscado, "DEL_EJEMPLO", "prueba")
    datos = informe.preparar(corte=CORTE)
    assert datos.explicacion.total > 0
    assert "No se dio folio: se eligió uno de la cartera de ejemplo." in dicho([informe.caratula(datos)])
    assert informe.caratula(datos).sello.cuadra


def test_el_folio_vale_en_minusculas_y_uno_mal_escrito_sugiere_el_parecido(oficina: Path) -> None:
    assert informe.preparar(corte=CORTE, folio=f" {FOLIO.lower()} ").credito["folio"] == FOLIO
    with pytest.raises(ErrorDeUso, match=f"¿Quisiste decir {FOLIO[:-1]}"):
        informe.preparar(corte=CORTE, folio=f"{FOLIO}9")


def test_no_ensena_al_contribuyente_si_no_es_nominativo(oficina: Path) -> None:
    assert "El Vigente" not in dicho(_piezas(informe.preparar(corte=CORTE, folio=FOLIO)))
    assert "El Vigente" in dicho(_piezas(informe.preparar(corte=CORTE, folio=FOLIO, nominativo=True)))


@pytest.mark.parametrize(
    ("folio", "corte", "error"), [("TGZ-1999-000001", CORTE, ErrorDeUso), (FOLIO, "2028-01-31", ErrorDeLey)]
)
def test_lo_que_no_se_puede_liquidar_se_dice(oficina: Path, folio: str, corte: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        informe.preparar(corte=corte, folio=folio)


def test_la_portada_y_el_indice_dicen_de_que_credito_y_de_quien(oficina: Path) -> None:
    datos = informe.preparar(corte=CORTE, folio=FOLIO)
    primera = informe.caratula(datos).hallazgos[0]
    assert re.match(rf"Crédito {FOLIO}, C-\w{{4}}-\w{{4}}: ", primera)
    # quien tiene permiso hace la correspondencia: la versión reservada lleva el mismo seudónimo
    seudonimo = primera.removeprefix(f"Crédito {FOLIO}, ").partition(":")[0]
    assert seudonimo in dicho(_piezas(informe.preparar(corte=CORTE, folio=FOLIO, nominativo=True)))
    assert FOLIO in informe.memoria(datos).titulo


def test_cada_operacion_impresa_da_su_importe(oficina: Path) -> None:
    de = informe.entrada(CORTE)
    folios = [folio for (folio,) in de.conexion.execute("SELECT folio FROM credito ORDER BY folio").fetchall()]
    revisadas = 0
    for folio in folios:
        for r in informe.preparar(corte=CORTE, folio=folio).explicacion.renglones:
            if not informe.operacion(r):
                continue
            factor = Decimal(r.factor.removesuffix("%").strip()) / (100 if r.factor.endswith("%") else 1)
            assert int((Decimal(r.base) * factor).to_integral_value(ROUND_HALF_UP)) == r.monto, (folio, r.concepto)
            revisadas += 1
    assert revisadas > 20


def test_al_contribuyente_se_le_cita_quien_lo_publica(oficina: Path) -> None:
    de = informe.entrada(CORTE)
    folios = [folio for (folio,) in de.conexion.execute("SELECT folio FROM credito ORDER BY folio").fetchall()]
    todo = "".join(dicho(_piezas(informe.preparar(corte=CORTE, folio=folio))) for folio in folios)
    for origen in ("Pérez Góngora", "Taxea", "La Verdad", "hisoto", "repositorio", "AAAPN", "Maya Contadores"):
        assert origen not in todo
    assert not re.search(r"\b(inpc|recargos_mora|gastos_minimo)\b", todo)
    assert re.search(r"INPC de \w+ de \d{4}: \d+\.\d+", todo) and "Diario Oficial de la Federación" in todo


def test_lo_que_no_es_oficial_se_dice_secundario_y_contra_que_se_coteja() -> None:
    norma = de_la_oficina().de("federal")
    for clave, al in (("gastos_maximo", date(2024, 5, 1)), ("recargos_mora", date(2019, 5, 1))):
        fuente, _ = fuente_de(norma.valor(clave, al))
        assert "fuente secundaria, por cotejar con" in fuente
    assert "INEGI, Diario Oficial" in fuente_de(norma.valor("inpc", date(2025, 11, 1)))[0]
    assert "Anexo 5 RMF 2026" in fuente_de(norma.valor("gastos_maximo", date(2026, 5, 1)))[0]
    # de dónde se capturó sigue en el archivo
    assert "Pérez Góngora" in norma.valor("gastos_maximo", date(2024, 5, 1)).fuente
