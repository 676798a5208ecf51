"""Tema `gastos_ejecucion`: uno por diligencia, con mínimo y máximo de su fecha; extraordinarios aparte."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from cobranza.base.dinero import texto
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import dia
from cobranza.ley.gastos import DILIGENCIAS, Diligencia, causa_gasto, gasto_ejecucion, repetidas
from cobranza.ley.norma import Norma
from cobranza.ley.renglon import Renglon, fuente_de
from cobranza.temas.campos import (
    FECHA,
    IMPORTE,
    SI_NO,
    TEXTO,
    Campo,
    alguno,
    entero,
    lista,
    opcional,
    registro,
    uno_de,
)
from cobranza.temas.tema import Calculo, tema

_TIPO = uno_de(*DILIGENCIAS)
_DILIGENCIA = registro(
    Campo("tipo", _TIPO, "Qué diligencia."),
    Campo("fecha", FECHA, "Cuándo se practicó."),
    opcional("acta", TEXTO, "En qué acta consta: las de una misma acta se cobran una vez."),
)
_EXTRAORDINARIO = registro(
    Campo("concepto", TEXTO, "Qué se erogó."),
    Campo("importe", IMPORTE, "Cuánto."),
    Campo("comprobante", alguno(SI_NO, TEXTO), "Folio del comprobante (o true si consta); sin él no se cobra."),
)


@tema(
    "gastos_ejecucion",
    "Gastos de ejecución por diligencia y extraordinarios",
    opcional("credito", IMPORTE, "Crédito exigido en el mandamiento, sin gastos anteriores."),
    opcional("principal", IMPORTE, "Sólo el principal: base si se elige gastos.base=solo_principal."),
    opcional("diligencia", _TIPO, "La diligencia, si es una."),
    opcional("fecha_diligencia", FECHA, "Cuándo se practicó."),
    opcional("diligencias", lista(_DILIGENCIA, minimo=1), "Varias: [tipo, fecha, acta]."),
    opcional(
        "extraordinarios",
        alguno(lista(alguno(IMPORTE, _EXTRAORDINARIO)), IMPORTE),
        "Erogaciones del art. 150, cuarto párrafo: fuera del mínimo y del máximo.",
    ),
    opcional("credito_insubsistente_total", SI_NO, "true si el crédito quedó sin efectos en su totalidad."),
    opcional(
        "revocacion_pendiente",
        SI_NO,
        "true si se interpuso revocación y no se resuelve: se determinan y no se pagan (art. 150, quinto párrafo).",
    ),
    opcional(
        "creditos_en_un_mismo_acto",
        alguno(lista(IMPORTE, minimo=1), SI_NO, entero(1, 10_000)),
        "Importes que exige un mismo acto: es una sola diligencia sobre su suma.",
    ),
    alternativas=(
        ("credito", "fecha_diligencia", "diligencia"),
        ("creditos_en_un_mismo_acto", "fecha_diligencia", "diligencia"),
        ("credito", "diligencias"),
        ("creditos_en_un_mismo_acto", "diligencias"),
    ),
    suma="gasto_total",
)
def gastos_ejecucion(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 150; RCFF, art. 95."""
    credito = _base(de, caso)
    if caso["diligencias"]:
        diligencias = [Diligencia(**d) for d in caso["diligencias"]]
    else:
        diligencias = [Diligencia(caso["diligencia"], caso["fecha_diligencia"])]
    if caso["credito_insubsistente_total"]:
        concepto = "Gastos de ejecución: no se cobran, el crédito quedó insubsistente en su totalidad"
        return _sin_cobro(), [Renglon(concepto, credito, "0", 0, de.cita("gastos_insubsistente"))]
    renglones = [
        _renglon(de, credito, diligencia, ya_cobrada)
        for diligencia, ya_cobrada in zip(diligencias, repetidas(diligencias), strict=True)
    ]
    gasto = sum(r.monto or 0 for r in renglones)
    renglones += _extraordinarios(de, caso["extraordinarios"])
    total = sum(r.monto or 0 for r in renglones)
    if caso["revocacion_pendiente"]:
        concepto = "Gastos de ejecución: no se pagan mientras se resuelve la revocación"
        no_exigible = Renglon(concepto, total, "0", 0, de.cita("gastos_con_revocacion"))
        determinados = [replace(r, suma=False) for r in renglones]
        return {**_sin_cobro(), "gasto_determinado": texto(total)}, [*determinados, no_exigible]
    return {"gasto": texto(gasto), "gasto_total": texto(total), "extraordinarios": texto(total - gasto)}, renglones


def _sin_cobro() -> dict[str, object]:
    return {clave: texto(0) for clave in ("gasto", "gasto_total", "extraordinarios")}


def _base(de: Norma, caso: dict[str, Any]) -> int:
    """El importe sobre el que se calcula: el crédito, la suma de los del mismo acto, o sólo el principal."""
    if de.interpretacion("gastos.base") == "solo_principal":
        if caso["principal"] is None:
            raise ErrorDeDatos("gastos.base=solo_principal necesita «principal»: se esperaba su importe en pesos.")
        return int(caso["principal"])
    del_acto = caso["creditos_en_un_mismo_acto"]
    if not isinstance(del_acto, list):
        if caso["credito"] is None:
            raise ErrorDeDatos("creditos_en_un_mismo_acto no trae importes; se esperaba la lista o el campo credito.")
        return int(caso["credito"])
    suma = sum(del_acto)
    if caso["credito"] is not None and caso["credito"] not in (suma, *del_acto):
        raise ErrorDeDatos(
            f"credito ({texto(caso['credito'])}) no es la suma de creditos_en_un_mismo_acto ({texto(suma)}) ni uno "
            "de ellos; se esperaba que cuadraran."
        )
    return suma


def _renglon(de: Norma, credito: int, diligencia: Diligencia, ya_cobrada: bool) -> Renglon:
    concepto = f"{diligencia.tipo.replace('_', ' ').capitalize()} del {diligencia.fecha}"
    if ya_cobrada:
        concepto += f": misma acta ({diligencia.acta}), una sola diligencia"
        return Renglon(concepto, credito, "0", 0, de.cita("gastos_una_diligencia"))
    if not causa_gasto(de, diligencia.tipo):
        return Renglon(f"{concepto}: no es la de embargo", credito, "0", 0, de.cita("gastos"))
    gasto = int(gasto_ejecucion(de, credito=credito, al=dia(diligencia.fecha)))
    regla, fuente, calidad = _regla(de, credito, gasto, diligencia.fecha)
    return Renglon(concepto, credito, regla, gasto, de.cita("gastos"), fuente, calidad)


def _regla(de: Norma, credito: int, gasto: int, al: date) -> tuple[str, str, str]:
    """(qué regla dio el gasto, fuente, calidad): el porcentaje, el mínimo o el máximo de ese día."""
    porcentaje, minimo, maximo = (de.valor(f"gastos_{p}", al) for p in ("porcentaje", "minimo", "maximo"))
    fuente, calidad = fuente_de(porcentaje, minimo, maximo)
    por_ciento = credito * (porcentaje.numero or 0)
    if por_ciento < gasto * 10_000 and gasto == minimo.numero:
        return f"mínimo {minimo.texto}", fuente, calidad
    if por_ciento > gasto * 10_000 and gasto == maximo.numero:
        return f"máximo {maximo.texto}", fuente, calidad
    return f"{porcentaje.texto} %", fuente, calidad


def _extraordinarios(de: Norma, erogados: Any) -> list[Renglon]:
    cita = de.cita("gastos_extraordinarios")
    renglones = []
    for erogado in erogados if isinstance(erogados, list) else [] if erogados is None else [erogados]:
        if isinstance(erogado, int):
            renglones.append(Renglon("Gasto extraordinario", None, "exige comprobante", erogado, cita))
        else:
            if erogado["comprobante"] is False:
                raise ErrorDeDatos(
                    f"extraordinarios: «{erogado['concepto']}» no tiene comprobante; se esperaba uno para cobrarlo."
                )
            fuente = "comprobante en el expediente" if erogado["comprobante"] is True else erogado["comprobante"]
            renglones.append(Renglon(erogado["concepto"], None, "", erogado["importe"], cita, fuente))
    return renglones
