"""Los seis informes de un corte dicen lo mismo de lo mismo: se lee la página, el Excel y la ficha de cada uno."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from informes.leidos import CIFRA, CORTE, DE_LA_LIQUIDACION, PREGUNTAS, Leido, llano, numero

from cobranza.cartera.cifras import CIFRAS

pytestmark = pytest.mark.lenta


def _por_credito(lista: Leido) -> dict[str, Decimal]:
    """El saldo de cada crédito de la lista de trabajo; si los prescritos van en otra hoja, también los suyos."""
    hojas = [hoja for hoja in ("lista", "prescritos") if hoja in lista.hojas]
    return {k: v for hoja in hojas for k, v in lista.columna(hoja, "Saldo").items() if k != "Total"}


def test_el_saldo_es_el_mismo_en_los_informes_y_en_cada_hoja(leidos: dict[str, Leido]) -> None:
    cartera, escenarios, lista = (leidos[c] for c in ("informe_cartera", "que_pasa_si", "lista_de_trabajo"))
    saldo = cartera.cifra("Saldo")
    assert saldo == escenarios.cifra("Escenario A")
    assert saldo == sum(_por_credito(lista).values())
    for hoja, total in (("delegacion", "Total"), ("clase", "Total"), ("etapa", "Total"), ("antiguedad", "Total"),
                        ("concepto", "Total"), ("prescripcion", "Total")):  # fmt: skip
        assert cartera.columna(hoja, "Suma de ambos")[total] == saldo, hoja
    assert cartera.columna("ambito", "Saldo")["Estatal y federal coordinado"] == saldo
    assert cartera.columna("relacion", "Saldo")["Total"] == saldo
    assert cartera.columna("movimiento", "Importe")["Saldo final"] == saldo
    assert f"${saldo:,}" in cartera.ficha["hallazgo"], "la línea del índice"


def test_los_creditos_con_saldo_son_los_mismos(leidos: dict[str, Leido]) -> None:
    cartera, escenarios, lista = (leidos[c] for c in ("informe_cartera", "que_pasa_si", "lista_de_trabajo"))
    creditos = cartera.cifra("Créditos con saldo")
    assert creditos == len(_por_credito(lista))
    assert escenarios.debajo("Diferencia").endswith(f"en {creditos:.0f} créditos")
    for hoja in ("delegacion", "clase", "etapa", "antiguedad", "concepto", "prescripcion"):
        assert cartera.columna(hoja, "Créditos")["Total"] == creditos, hoja
    assert cartera.columna("movimiento", "Créditos")["Saldo final"] == creditos
    assert len(cartera.columna("relacion", "Saldo")) - 1 == creditos
    assert f"en {creditos:.0f} créditos" in cartera.ficha["hallazgo"]


def test_los_verificados_son_todos_los_registrados(leidos: dict[str, Leido]) -> None:
    registrados = sum(leidos["informe_cartera"].columna("cosechas", "Créditos").values())
    assert leidos["verificacion_pae"].cifra("Créditos verificados") == registrados


def test_lo_que_se_puede_cobrar_hoy_es_un_renglon_del_cuadro(leidos: dict[str, Leido]) -> None:
    cartera = leidos["informe_cartera"]
    parte = 100 * cartera.columna("clase", "Parte")["Se puede cobrar hoy: no controvertido y factible"]
    assert f"{parte.quantize(Decimal('0.1'))} % se puede cobrar hoy" in cartera.ficha["hallazgo"]


def test_lo_cobrado_y_lo_que_prescribe_son_los_de_sus_cuadros(leidos: dict[str, Leido]) -> None:
    cartera = leidos["informe_cartera"]
    cobrado = cartera.cifra("Cobrado en el periodo")
    assert cobrado == cartera.columna("cobrado_causa", "Suma de ambos")["Total"]
    assert cobrado == cartera.columna("cobrado_ejercicio", "Suma de ambos")["Total"]
    assert cobrado == -cartera.columna("movimiento", "Importe")["Pagos"]
    urgente = cartera.cifra("Prescribe en 90 días")
    assert urgente == cartera.columna("prescripcion", "Suma de ambos")["En 90 días o menos"]
    assert urgente == sum(cartera.columna("por_prescribir", "Saldo").values())


def test_un_credito_debe_lo_mismo_en_su_liquidacion_y_en_las_listas(leidos: dict[str, Leido]) -> None:
    debe = leidos["liquidacion"].cifra("Se debe")
    assert debe == leidos["informe_cartera"].columna("relacion", "Saldo")[DE_LA_LIQUIDACION]
    assert debe == _por_credito(leidos["lista_de_trabajo"])[DE_LA_LIQUIDACION]


def test_lo_que_se_reparte_suma_lo_cobrado_y_es_lo_de_sus_cuadros(leidos: dict[str, Leido]) -> None:
    nomina = leidos["nomina_gastos"]
    base = nomina.cifra("Cobrado que se reparte")
    dichos = [numero(v) for v in re.findall(r"\$([\d,.]+\d)", nomina.ficha["hallazgo"])]
    total, *destinos, _neto = dichos
    assert total == base == sum(destinos), "lo dicho en la primera frase suma lo cobrado"
    assert base == nomina.columna("relacion", "Parte")["Total"]
    assert nomina.cifra("Sin asignar") == nomina.columna("delegaciones", "Sin asignar").get("Total", base)


def test_lo_que_prescribe_son_los_mismos_creditos_en_la_cartera_y_en_la_lista(leidos: dict[str, Leido]) -> None:
    cartera, lista = leidos["informe_cartera"], leidos["lista_de_trabajo"]
    for tramo, nombre in (
        ("En 90 días o menos", "Créditos que prescriben en 90 días"),
        ("Ya consumada, sin declarar", "Créditos ya prescritos"),
    ):
        creditos, saldo = (cartera.columna("prescripcion", c)[tramo] for c in ("Créditos", "Suma de ambos"))
        assert lista.cifra(nombre) == creditos > 0
        assert f"${saldo:,} de saldo" in lista.debajo(nombre)
    aparte = lista.cifra("Por trabajar") + lista.cifra("Créditos ya prescritos")
    assert aparte == cartera.cifra("Créditos con saldo")


def test_lo_verificado_es_lo_de_sus_cuadros(leidos: dict[str, Leido]) -> None:
    pae = leidos["verificacion_pae"]
    assert pae.cifra("Con algún hallazgo") == pae.columna("severidad", "Créditos")["Total"]
    assert pae.cifra("Con hallazgo crítico") == pae.columna("severidad", "Créditos")["Crítica: nulidad probable"]
    assert pae.cifra("Saldo con faltas graves") == pae.columna("delegacion", "Saldo con faltas graves")["Total"]
    assert pae.cifra("Créditos verificados") == pae.columna("delegacion", "Créditos verificados")["Total"]


def test_lo_que_se_debe_es_lo_de_su_cuadro(leidos: dict[str, Leido]) -> None:
    liquidacion = leidos["liquidacion"]
    assert liquidacion.cifra("Se debe") == liquidacion.columna("conceptos", "Importe")["Total"]


@pytest.mark.parametrize("cuaderno", PREGUNTAS)
def test_en_el_excel_un_numero_es_un_numero(leidos: dict[str, Leido], cuaderno: str) -> None:
    escritos = [
        (hoja, celda)
        for hoja, filas in leidos[cuaderno].hojas.items()
        if hoja != "Portada"  # la huella de la corrida puede ser de puras cifras
        for fila in filas
        for celda in fila
        if isinstance(celda, str) and re.fullmatch(r"[−+-]?\$?[\d,]*\d(\.\d+)?( ?%)?", celda)
    ]
    # un año es el nombre de su renglón o de su periodo
    assert [e for e in escritos if not re.fullmatch(r"(19|20)\d\d", e[1])] == []


def test_todos_son_del_mismo_corte_y_cuadran(leidos: dict[str, Leido]) -> None:
    for cuaderno, leido in leidos.items():
        assert leido.ficha["parametros"]["corte"] == CORTE, cuaderno
        assert leido.ficha["cuadre"]["cuadra"], cuaderno


def test_cada_vinculo_de_una_pagina_lleva_a_algo_de_ella(leidos: dict[str, Leido]) -> None:
    for cuaderno, leido in leidos.items():
        anclas = set(re.findall(r'\bid="([^"]+)"', leido.pagina))
        assert set(re.findall(r'href="#([^"]+)"', leido.pagina)) <= anclas, cuaderno


@pytest.mark.parametrize("cuaderno", PREGUNTAS)
def test_cada_cifra_de_la_caratula_lleva_a_su_unica_definicion(leidos: dict[str, Leido], cuaderno: str) -> None:
    rotulos = [dt for dt, *_ in CIFRA.findall(leidos[cuaderno].pagina)]
    assert rotulos
    nombres = {c.ancla: c.nombre for c in CIFRAS if cuaderno in c.informes}
    for rotulo in rotulos:
        ancla = re.search(r'href="#([^"]+)"', rotulo)
        assert ancla, rotulo
        assert llano(rotulo).startswith(nombres[ancla[1]])


@pytest.mark.parametrize("cuaderno", PREGUNTAS)
def test_el_cuadro_que_nombra_una_cifra_lleva_a_su_definicion(leidos: dict[str, Leido], cuaderno: str) -> None:
    anclas = {c.nombre: c.ancla for c in CIFRAS if cuaderno in c.informes}
    pagina = leidos[cuaderno].pagina
    rotulos = re.findall(r"<th scope[^>]*>(.*?)</th>", pagina)
    for rotulo in rotulos:
        if llano(rotulo) in anclas:
            assert f'href="#{anclas[llano(rotulo)]}"' in rotulo
    for ancla in re.findall(r'<th scope[^>]*><a href="#([^"]+)"', pagina):
        assert f'id="{ancla}"' in pagina
    assert cuaderno in ("liquidacion", "que_pasa_si", "nomina_gastos") or any("<a " in r for r in rotulos)


def test_ninguna_cifra_comparte_nombre_ni_clave() -> None:
    assert len({c.clave for c in CIFRAS}) == len({c.nombre for c in CIFRAS}) == len(CIFRAS)
