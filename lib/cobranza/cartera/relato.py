"""Las líneas de la liquidación de un crédito, en el orden en que se cuentan: se determinó, se pagó, se debe.

Siguen la fórmula de la ley: lo determinado, más lo que cada pago extinguió y los recargos que hasta su día le tocan,
menos lo pagado, más lo que causa lo que aún se debe. Cada operación impresa da su importe, y suman lo de la cartera.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from cobranza.base.catalogos import conceptos
from cobranza.base.dinero import en_proporcion, pesos, texto
from cobranza.base.fechas import SIN_DIA, dias, fecha_corta, fecha_de
from cobranza.cuenta.adeudos import DE_EJECUCION, TIPO_DE_DEVENGO, Adeudos, Pendiente
from cobranza.cuenta.convenios import Regimen
from cobranza.ley.devengo import Causado, en_tramos
from cobranza.ley.gastos import con_limites
from cobranza.ley.memoria import Tramo, de_actualizacion, de_prorroga, de_recargos
from cobranza.ley.norma import Norma
from cobranza.ley.plazos_de_pago import tasa_por_plazo
from cobranza.ley.proporciones import proporcion
from cobranza.ley.renglon import Renglon, fuente_de

NOMBRES = {
    "HISTORICO": "importe histórico",
    "ACTUALIZACION": "actualización",
    "RECARGO": "recargos",
    "RECARGO_PRORROGA": "recargos por prórroga",
    "RECARGO_PARCIALIDAD": "mora de parcialidades",
    "MULTA": "multa",
    "ACTUALIZACION_MULTA": "actualización de la multa",
    "GASTO_EJECUCION": "gastos de ejecución",
    "GASTO_EXTRAORDINARIO": "gastos extraordinarios",
    "HONORARIO_NOTIFICACION": "honorarios de notificación",
    "INDEMNIZACION": "indemnización del 20 % por cheque",
}
_CITA_DE_GASTO = {
    "GASTO_EJECUCION": "gastos",
    "GASTO_EXTRAORDINARIO": "gastos_extraordinarios",
    "INDEMNIZACION": "cheque",
}
_HECHOS = {
    "PAGO": "Pago",
    "AJUSTE": "Ajuste a pesos",
    "CONDONACION": "Reducción de multa",
    "ESTIMULO": "Estímulo",
    "CANCELACION": "Cancelación en cuenta pública",
    "REACTIVACION": "Reactivación",
    "PRESCRIPCION": "Prescripción declarada",
    "REDUCCION_RESOLUCION": "Resolución o sentencia",
    "APLICACION_REMATE": "Producto del remate",
}
_CITA_DE_HECHO = {
    "AJUSTE": "redondeo",
    "CONDONACION": "multa_reducida",
    "ESTIMULO": "estimulo_lif_2026",
    "CANCELACION": "incosteabilidad",
    "REACTIVACION": "incosteabilidad",
    "PRESCRIPCION": "prescripcion",
}


@dataclass(frozen=True)
class Asunto:
    """Un crédito a un día, con lo que hace falta para contarlo: sus renglones, su estado y su régimen.

    `exigido`: por clave de diligencia, lo que ese día se exigía (base del gasto); `cheques`, por recibo, el importe
    del devuelto; `a_favor`, los documentos y el importe del saldo a favor (positivo, lo devuelto `DE_MAS`).
    """

    credito: pd.Series[Any]
    movimientos: pd.DataFrame
    adeudos: Adeudos
    pendiente: Pendiente
    regimen: Regimen
    norma: Norma
    al: int
    exigido: dict[str, int]
    cheques: dict[str, int] = field(default_factory=dict)
    a_favor: tuple[str, int] = ("", 0)


DE_MAS = "Se devolvió o compensó, y el pago que lo había dejado a favor cayó: no es parte de lo que se debe"


def renglones(asunto: Asunto) -> Iterator[Renglon]:
    """Las líneas del crédito; sus montos suman lo que debe menos lo que tiene a favor."""
    yield from _de_los_libros(asunto)
    yield from _por_causar(asunto)
    recibos, importe = asunto.a_favor
    if importe:
        concepto = "Saldo a favor del contribuyente, que se devuelve o se compensa" if importe < 0 else DE_MAS
        yield Renglon(concepto, None, "", importe, asunto.norma.cita("saldo_a_favor"), recibos)


def _de_los_libros(asunto: Asunto) -> Iterator[Renglon]:
    """Lo determinado y lo aplicado, renglón por renglón; de lo causado, lo que cada pago extinguió."""
    fracciones = 0
    for m in asunto.movimientos.to_dict("records"):
        componente, tipo, importe = str(m["componente"]), str(m["tipo"]), int(m["importe"])
        cuando = fecha_corta(pd.Timestamp(m["fecha_efecto"]).date())
        if TIPO_DE_DEVENGO.get(componente) == tipo and componente not in ("ACTUALIZACION", "ACTUALIZACION_MULTA"):
            continue  # los recargos asentados son los que se pagaron: los cuentan la fórmula y lo extinguido
        if TIPO_DE_DEVENGO.get(componente) == tipo:
            cita = asunto.norma.cita("actualizacion" if componente == "ACTUALIZACION" else "actualizacion_de_multas")
            que = NOMBRES[componente].capitalize()
            yield Renglon(f"{que} de lo que se extinguió el {cuando}", None, "", importe, cita, _consta(m))
        elif tipo == "ALTA":
            donde, fuente = f"Resolución {m['documento']}", str(asunto.credito["autoridad"])
            yield Renglon(NOMBRES[componente].capitalize(), None, "", importe, donde, fuente)
        elif tipo == componente:
            yield _determinado(asunto, m, cuando)
        else:
            yield from _aplicado(asunto, m, cuando)
            fracciones += _de_lo_extinguido(m)[1] or 0
    yield from _fraccion(fracciones, asunto.norma.cita("recargos"))


def _determinado(asunto: Asunto, m: dict[Any, Any], cuando: str) -> Renglon:
    """Un gasto o una indemnización: sobre qué, con qué porcentaje y entre qué límites."""
    componente, importe, norma = str(m["componente"]), int(m["importe"]), asunto.norma
    cita, de_donde = norma.cita(_CITA_DE_GASTO.get(componente, "gastos")), _consta(m)
    concepto = f"{NOMBRES[componente].capitalize()}, {cuando}"
    dia_de = int(dias([m["fecha_efecto"]])[0])
    momento = fecha_de(dia_de)
    if componente == "INDEMNIZACION":
        cheque, parte = asunto.cheques.get(str(m["documento"])), proporcion(norma, "cheque_indemnizacion")
        una = cheque is not None and parte.de(cheque) == importe
        return Renglon(concepto, cheque if una else None, parte.impreso if una else "", importe, cita, de_donde)
    base = asunto.exigido.get(str(m["referencia"]))
    if componente != "GASTO_EJECUCION" or base is None:
        return Renglon(concepto, None, "", importe, cita, de_donde)
    if not con_limites(norma, np.array([dia_de]))[0]:
        concepto += f", sobre {pesos(base)} (no hay mínimo y máximo capturados para ese día)"
        return Renglon(concepto, None, "", importe, cita, de_donde)
    porcentaje, minimo, maximo = (norma.valor(f"gastos_{c}", momento) for c in ("porcentaje", "minimo", "maximo"))
    assert porcentaje.numero is not None
    fuente, calidad = fuente_de(porcentaje, minimo, maximo)
    legal = int(en_proporcion(base, porcentaje.numero, 10_000))
    concepto += f" (mínimo {pesos(minimo.numero or 0)}, máximo {pesos(maximo.numero or 0)})"
    if legal == importe:
        return Renglon(concepto, base, f"{porcentaje.texto} %", importe, cita, f"{de_donde}. {fuente}", calidad)
    cual = {minimo.numero: "el mínimo", maximo.numero: "el máximo"}.get(importe, "lo que dice el acta")
    concepto += f": {porcentaje.texto} % de {pesos(base)} son {pesos(legal)}; se cobró {cual}"
    return Renglon(concepto, None, "", importe, cita, f"{de_donde}. {fuente}", calidad)


def _aplicado(asunto: Asunto, m: dict[Any, Any], cuando: str) -> Iterator[Renglon]:
    """Lo que un hecho aplicó a un componente y, si extinguió principal, los recargos que le tocan hasta ese día."""
    componente, tipo, importe = str(m["componente"]), str(m["tipo"]), int(m["importe"])
    hecho = "ESTIMULO" if m["causa"] == "ESTIMULO" else tipo
    que = _HECHOS.get(hecho, hecho.replace("_", " ").capitalize())
    donde = asunto.norma.cita(_CITA_DE_HECHO.get(hecho, "prelacion_plazos" if m["a_plazos"] else "prelacion"))
    recargos, fraccion = _de_lo_extinguido(m)
    if recargos:
        concepto = f"Recargos, hasta el {cuando}, de lo que se extinguió ese día"
        base, tasa = (None, "") if fraccion is None else (m["base"], f"{texto(int(m['tasa']))} %")
        yield Renglon(concepto, base, tasa, recargos, asunto.norma.cita("recargos"), _consta(m))
    if importe:
        yield Renglon(f"{que} del {cuando} a {NOMBRES[componente]}", None, "", importe, donde, _consta(m))


def _de_lo_extinguido(m: dict[Any, Any]) -> tuple[int, int | None]:
    """(recargos de lo que un hecho extinguió, lo que por fracción de centavo les falta a los asentados).

    Se asientan los de todo menos los de lo que queda, que pueden distar un centavo de base por tasa; la fracción es
    `None` si no se explican con una sola operación.
    """
    asentados = 0 if pd.isna(m["recargos"]) else int(m["recargos"])
    if asentados and m["base"] is not None:
        de_una_operacion = int(en_proporcion(m["base"], int(m["tasa"]), 10_000))
        if abs(asentados - de_una_operacion) <= 1:
            return de_una_operacion, asentados - de_una_operacion
    return asentados, None


def _consta(m: dict[Any, Any]) -> str:
    """Dónde consta un renglón de los libros: su acto, su recibo o, si no los dice, su clave."""
    referencia, documento = ("" if pd.isna(m[k]) else str(m[k]) for k in ("referencia", "documento"))
    if referencia and m["tipo"] == m["componente"] != "INDEMNIZACION":
        return f"Acto {referencia}"
    if not documento:
        return f"Movimiento {m['clave']}"
    devuelto = ", cheque devuelto" if m["componente"] == "INDEMNIZACION" else ""
    return f"{'Recibo' if m['con_recibo'] else 'Documento'} {documento}{devuelto}"


def _por_causar(asunto: Asunto) -> Iterator[Renglon]:
    """Lo que causa lo que aún se debe, por la fórmula, hasta el día de la liquidación."""
    cero = np.zeros(1, dtype=np.int64)
    a, norma = asunto.adeudos, asunto.norma
    tramos = [(int(d), int(h)) for d, h in zip(*(t[0] for t in asunto.regimen.tramos), strict=True)]
    causados = en_tramos(norma, a.exacto["HISTORICO"], asunto.regimen.tramos, a.cubiertos)
    suma = 0
    for renglon in _actualizacion(asunto, causados, tramos, int(a.saldo["HISTORICO"][0])):
        suma += renglon.monto or 0
        yield renglon
    yield from _fraccion(int(asunto.pendiente.importe["ACTUALIZACION"][0]) - suma, norma.cita("actualizacion"))
    if a.causa_recargos[0]:
        yield from _recargos(asunto, causados, tramos)
    elif asunto.credito["historico"]:
        cita, _, por_que = str(_por_que_sin_recargos()[str(asunto.credito["concepto"])]).partition(": ")
        concepto = f"Recargos por mora: {por_que or 'este concepto no los causa'}"
        yield Renglon(concepto, None, "", 0, cita.replace("CFF art", "CFF, art"), "")
    if a.vencimiento_multa[0] != SIN_DIA and a.exacto["MULTA"][0] > 0:
        de_multa = a.multa_en_tramos(norma, np.array([0]), asunto.regimen, np.array([0]))
        inicio = [(max(d, int(a.vencimiento_multa[0])) if h > d else d, h) for d, h in tramos]
        inicio[0] = (int(a.vencimiento_multa[0]), max(tramos[0][1], int(a.vencimiento_multa[0])))
        suma = 0
        for renglon in _actualizacion(asunto, de_multa, inicio, int(a.saldo["MULTA"][0]), de_multa=True):
            suma += renglon.monto or 0
            yield renglon
        falta = int(asunto.pendiente.importe["ACTUALIZACION_MULTA"][0]) - suma
        yield from _fraccion(falta, norma.cita("actualizacion_de_multas"))
    yield from _del_plazo(asunto)
    pausado = sum(int(asunto.pendiente.importe.get(c, cero)[0]) for c in DE_EJECUCION)
    if pausado:
        concepto = "Gastos de ejecución que no se exigen mientras se resuelve la revocación"
        yield Renglon(concepto, None, "", pausado, norma.cita("gastos_con_revocacion"), "")


def _por_que_sin_recargos() -> dict[str, str]:
    return dict(zip(conceptos()["clave"], conceptos()["fundamento_recargos"], strict=True))


def _actualizacion(
    asunto: Asunto, causados: list[Causado], tramos: list[tuple[int, int]], saldo: int, *, de_multa: bool = False
) -> Iterator[Renglon]:
    base = saldo
    for k, (c, (desde, hasta)) in enumerate(zip(causados, tramos, strict=True)):
        if (hasta <= desde and (k or len(tramos) > 1)) or not base:
            continue
        factor = int(c.factor[0])
        monto = int(en_proporcion(base, factor, 10_000)) - base
        renglon = de_actualizacion(asunto.norma, Tramo(desde, hasta, base), factor, monto, de_multa=de_multa)
        yield _con_su_plazo(asunto, renglon, k)
        base += monto


def _fraccion(importe: int, cita: str) -> Iterator[Renglon]:
    if importe:
        yield Renglon("Fracciones de centavo que llevan los pagos parciales", None, "", importe, cita, "")


def _recargos(asunto: Asunto, causados: list[Causado], tramos: list[tuple[int, int]]) -> Iterator[Renglon]:
    """Los recargos de cada tramo y, si se cuentan por tramo, los que un pago ya cubrió."""
    a = asunto.adeudos
    causados_antes = 0
    for k, (c, (desde, hasta)) in enumerate(zip(causados, tramos, strict=True)):
        restan = int(c.meses_causados[0])
        if hasta > desde and causados_antes and c.meses[0] and not restan:
            concepto = f"Recargos por mora: ya se causaron {causados_antes} mensualidades, el tope de ley"
            yield Renglon(concepto, None, "", 0, asunto.norma.cita("recargos"), "")
        if hasta <= desde or not c.tasa[0]:
            continue
        cubiertos = max(desde, min(int(a.cubiertos[0]), hasta)) if a.cubiertos[0] != SIN_DIA else desde
        tope = restan if restan < int(c.meses[0]) else None
        tramo = Tramo(cubiertos, hasta, int(c.base[0]), causados_antes)
        causados_antes += restan
        renglon = de_recargos(asunto.norma, tramo, int(c.tasa[0]), int(c.mora[0]), tope=tope)
        yield _con_su_plazo(asunto, renglon, k)


def _con_su_plazo(asunto: Asunto, renglon: Renglon, tramo: int) -> Renglon:
    """El renglón con el artículo que detiene lo causado mientras se paga a plazos, o lo reanuda si terminó."""
    if tramo:
        return replace(renglon, fundamento=f"{renglon.fundamento}; {asunto.norma.cita('reanudacion')}")
    if asunto.regimen.ultimo:
        return replace(renglon, fundamento=f"{renglon.fundamento}; {asunto.norma.cita('sin_actualizacion_a_plazos')}")
    return renglon


def _del_plazo(asunto: Asunto) -> Iterator[Renglon]:
    """La prórroga y la mora de parcialidades: lo que causó el convenio que rige y lo que cobraron los demás."""
    a, en, norma = asunto.adeudos, asunto.regimen, asunto.norma
    k = int(en.vigente[0])
    cobrado = int(a.causado["RECARGO_PRORROGA"][0])
    if k >= 0 and asunto.pendiente.importe["RECARGO_PRORROGA"][0] + cobrado:
        antes = int(en.prorroga_antes[0])
        _, plan, va = en.ultimo[k]
        partes = [
            (int(v), int(i), int(p))
            for v, i, p in zip(va.vencimientos[0], va.insolutos[0], va.prorrogas[0], strict=True)
            if p
        ]
        fechas = int(plan.solicitud[0]), asunto.al
        tasa = tasa_por_plazo(norma, int(plan.parcialidades[0]), fecha_de(fechas[0]))
        if partes:
            yield de_prorroga(norma, tasa, partes, fechas)
        resto = int(en.prorroga[0]) - sum(p for *_, p in partes) + antes
        yield from _cobrado("Recargos por prórroga de plazos anteriores", resto, norma.cita("prorroga"))
    else:
        yield from _cobrado("Recargos por prórroga cobrados en el plazo que terminó", cobrado, norma.cita("prorroga"))
    mora = int(asunto.pendiente.importe["RECARGO_PARCIALIDAD"][0]) + int(a.causado["RECARGO_PARCIALIDAD"][0])
    que = "Actualización y recargos de las parcialidades que no se cubrieron en su día"
    yield from _cobrado(que, mora, norma.cita("parcialidad_tardia"))


def _cobrado(concepto: str, importe: int, cita: str) -> Iterator[Renglon]:
    if importe:
        yield Renglon(concepto, None, "", importe, cita, "")
