"""Lo que alguien debe mirar antes de autorizar una versión guardada: no la detiene, pero se dice.

Compara con la nómina anterior que se envió a pagar, si la hay. Los umbrales son ilustrativos (función F01).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from cobranza.base.dinero import pesos
from cobranza.nomina.calculo import Nomina
from cobranza.nomina.partes import A_PERSONA, SIN_DILIGENCIA, SIN_NOMBRAMIENTO

CONCENTRACION_PCT, CRECIMIENTO_PCT = 20, 50
"""Parte de lo que va a personas, y aumento contra la nómina anterior, que se señalan; en por ciento."""
_UNA_SOLA = {"REQUERIMIENTO", "EMBARGO"}


@dataclass(frozen=True, slots=True)
class Control:
    """Algo que mirar: de qué clase, de quién o de qué y lo que se encontró; sin nombres ni RFC."""

    control: str
    asunto: str
    detalle: str

    def __str__(self) -> str:
        return f"{self.control}, {self.asunto}: {self.detalle}."


def controles(nomina: Nomina, *, minimo: int, anterior: Nomina | None = None) -> list[Control]:
    """Los de una nómina, en orden de clase; `minimo`: el salario mínimo del mes de pago, en centavos."""
    return [
        *_concentracion(nomina),
        *(_crecimiento(nomina, anterior) if anterior is not None else ()),
        *_deudores(nomina),
        *_con_el_minimo(nomina, minimo),
        *_cuentas(nomina),
        *_sin_pagar(nomina),
        *_dos_gastos(nomina),
    ]


def _concentracion(nomina: Nomina) -> Iterator[Control]:
    for quien, bruto in _brutos(nomina).items():
        if 100 * bruto > CONCENTRACION_PCT * nomina.bruto:
            detalle = f"recibe {100 * bruto // nomina.bruto} % de lo que va a personas"
            yield Control("Concentración", quien, detalle)


def _crecimiento(nomina: Nomina, anterior: Nomina) -> Iterator[Control]:
    antes = _brutos(anterior)
    for quien, bruto in _brutos(nomina).items():
        de_antes = antes.get(quien, 0)
        if de_antes and 100 * (bruto - de_antes) > CRECIMIENTO_PCT * de_antes:
            yield Control("Crecimiento", quien, f"pasa de {pesos(de_antes)} a {pesos(bruto)}")


def del_mismo_deudor(nomina: Nomina) -> pd.DataFrame:
    """Quien recibe parte de un cobro hecho a su propio RFC o a su mismo nombre: beneficiario, folio e importe.

    La cuenta del contribuyente no se compara: ningún archivo de la oficina la trae.
    """
    suyas = nomina.partes.loc[nomina.partes["destino"] == A_PERSONA, ["clave", "beneficiario", "importe"]]
    fichas = nomina.personas[["numero_empleado", "rfc", "nombre"]].add_suffix("_suyo")
    deudores = nomina.cobros[["clave", "folio", "rfc", "contribuyente"]]
    junto = suyas.astype({"clave": "str", "beneficiario": "str"}).merge(deudores, on="clave")
    junto = junto.merge(fichas, left_on="beneficiario", right_on="numero_empleado_suyo")
    nombre = junto["contribuyente"].str.casefold() == junto["nombre_suyo"].str.casefold()
    casos = junto[(junto["rfc"] == junto["rfc_suyo"]) | nombre]
    return casos.groupby(["beneficiario", "folio"])["importe"].sum().reset_index()


def que_ganan_el_minimo(nomina: Nomina, minimo: int) -> pd.DataFrame:
    """Las personas cuyo sueldo no pasa del salario mínimo y a las que por él ya les toca retención, con los gastos.

    Quien percibe únicamente el mínimo no lleva retención (LISR, art. 96, primer párrafo); con gastos ya no es lo
    único que percibe, y la nómina ordinaria, que no los ve, no la haría.
    """
    p = nomina.personas
    return p[(p["bruto"] > 0) & (p["bruto_mes"] == 0) & (p["sueldo_mensual"] <= minimo) & (p["retencion_sueldo"] > 0)]


def _deudores(nomina: Nomina) -> Iterator[Control]:
    casos = del_mismo_deudor(nomina)
    for quien, folio in zip(casos["beneficiario"], casos["folio"], strict=True):
        yield Control("Beneficiario y contribuyente", str(quien), f"coincide con el deudor del crédito {folio}")


def _con_el_minimo(nomina: Nomina, minimo: int) -> Iterator[Control]:
    for p in que_ganan_el_minimo(nomina, minimo).to_dict("records"):
        detalle = (
            f"con los gastos ya no gana sólo el mínimo; a su sueldo le tocan {pesos(p['retencion_sueldo'])} de ISR"
        )
        yield Control("Salario mínimo", str(p["numero_empleado"]), detalle)


def _cuentas(nomina: Nomina) -> Iterator[Control]:
    pagan = nomina.personas[nomina.personas["neto"] > 0]
    repetidas = pagan[pagan["clabe"].duplicated(keep=False)]
    for _, suyas in repetidas.groupby("clabe"):
        quienes = sorted(map(str, suyas["numero_empleado"]))
        yield Control("CLABE compartida", ", ".join(quienes), "cobran en la misma cuenta")


def _sin_pagar(nomina: Nomina) -> Iterator[Control]:
    for motivo, control in ((SIN_DILIGENCIA, "Gasto sin diligencia"), (SIN_NOMBRAMIENTO, "Hueco de nombramiento")):
        suyas = nomina.partes[nomina.partes["motivo"] == motivo]
        folios = nomina.cobros[nomina.cobros["clave"].isin(suyas["clave"].astype("str"))]["folio"]
        for folio in sorted(set(folios)):
            del_folio = set(nomina.cobros.loc[nomina.cobros["folio"] == folio, "clave"])
            importe = int(suyas.loc[suyas["clave"].astype("str").isin(del_folio), "importe"].sum())
            yield Control(control, str(folio), f"{pesos(importe)} que no se pagan")


def _dos_gastos(nomina: Nomina) -> Iterator[Control]:
    """Requerimiento y embargo del mismo día causan un solo gasto (RCFF, art. 95, segundo párrafo)."""
    con = nomina.cobros[nomina.cobros["acto"].isin(_UNA_SOLA)]
    for (folio, _concepto, dia), suyos in con.groupby(["folio", "concepto", "practicada"]):
        if set(suyos["acto"]) == _UNA_SOLA:
            detalle = f"se cobró por el requerimiento y por el embargo del {str(dia)[:10]}"
            yield Control("Dos gastos por una diligencia", str(folio), detalle)


def _brutos(nomina: Nomina) -> dict[str, int]:
    ganan = nomina.personas[nomina.personas["bruto"] > 0]
    return {str(q): int(b) for q, b in zip(ganan["numero_empleado"], ganan["bruto"], strict=True)}
