"""Temas de lo que causa un crédito: actualización, recargos, tasa de mora, cheque y redondeo al pagar."""

from __future__ import annotations

from typing import Any

from cobranza.base.dinero import dividir_redondeando, texto
from cobranza.base.errores import ErrorDeDatos, ErrorDeLey
from cobranza.base.fechas import dia
from cobranza.ley.actualizacion import fechas_del_inpc
from cobranza.ley.cheque import indemnizacion
from cobranza.ley.liquidacion import Liquidacion, con_tope, liquidar, memoria
from cobranza.ley.norma import Norma
from cobranza.ley.proporciones import proporcion
from cobranza.ley.recargos import meses, tope_de_meses
from cobranza.ley.redondeo import a_pesos
from cobranza.ley.renglon import Renglon
from cobranza.temas.campos import FECHA, IMPORTE, SI_NO, TASA, Campo, entero, opcional, por_nombre
from cobranza.temas.tema import Calculo, tema

VENCIMIENTO = Campo("vencimiento_efectivo", FECHA, "Vencimiento ya recorrido por día inhábil o viernes en banco.")
PAGO = Campo("fecha_pago", FECHA, "Día en que se paga.")
CAUSA_RECARGOS = opcional(
    "causa_recargos", SI_NO, "false en multas: se actualizan y no causan recargos. true si no se dice."
)
INPC_DESDE = opcional(
    "inpc_publicado_desde_dia", entero(1, 31), "Día del mes desde el que se cuenta con el INPC del anterior; 10."
)
CADUCIDAD = opcional(
    "caducidad_art_67",
    FECHA,
    "Sólo en los supuestos del art. 67: hasta cuándo se causan recargos en vez de 60 meses.",
)


@tema(
    "liquidacion",
    "Actualización y recargos de un monto vencido",
    Campo("monto", IMPORTE, "Importe histórico."),
    VENCIMIENTO,
    PAGO,
    CAUSA_RECARGOS,
    INPC_DESDE,
    CADUCIDAD,
    suma="total",
)
def liquidacion(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, arts. 17-A y 21."""
    return _liquidada(de, caso, caso["monto"])


@tema(
    "pago_menor",
    "Diferencia de un pago menor al debido, con actualización y recargos",
    Campo("debido", IMPORTE, "Lo que debió pagarse."),
    Campo("pagado_en_tiempo", IMPORTE, "Lo que sí se pagó dentro del plazo."),
    VENCIMIENTO,
    PAGO,
    CAUSA_RECARGOS,
    INPC_DESDE,
    suma="total",
)
def pago_menor(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 21, cuarto párrafo: los recargos se computan sobre la diferencia."""
    debido, pagado = caso["debido"], caso["pagado_en_tiempo"]
    if pagado > debido:
        raise ErrorDeDatos(
            f"pagado_en_tiempo ({texto(pagado)}) rebasa lo debido ({texto(debido)}): no hay diferencia que cobrar; "
            f"el exceso es saldo a favor ({de.cita('saldo_a_favor')})."
        )
    salida, renglones = _liquidada(de, caso, debido - pagado)
    cita = de.cita("pago_menor")
    previos = [
        Renglon("Debido", None, "", debido, cita, suma=False),
        Renglon("Pagado en tiempo", None, "", -pagado, cita, suma=False),
    ]
    return {"diferencia": texto(debido - pagado), **salida}, [*previos, *renglones]


@tema(
    "parcialidad_tardia",
    "Una parcialidad pagada tarde: se actualiza y causa recargos de mora",
    Campo("parcialidad", IMPORTE, "Importe de la parcialidad autorizada."),
    VENCIMIENTO,
    PAGO,
    INPC_DESDE,
    suma="total",
)
def parcialidad_tardia(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 66-A, fr. I, tercer párrafo: además del recargo de prórroga que la parcialidad ya trae."""
    salida, renglones = _liquidada(de, caso, caso["parcialidad"])
    primero = Renglon("Parcialidad", None, "", caso["parcialidad"], de.cita("parcialidad_tardia"))
    return salida, [primero, *renglones[1:]]


def _liquidada(de: Norma, caso: dict[str, Any], monto: int) -> Calculo:
    vencimiento, pago = dia(caso["vencimiento_efectivo"]), dia(caso["fecha_pago"])
    causa = caso.get("causa_recargos") is not False
    caducidad = caso.get("caducidad_art_67")
    tope = int(meses(de, vencimiento, dia(caducidad))) if caducidad else None
    lo_debido = liquidar(de, monto=monto, vencimiento=vencimiento, pago=pago, causa_recargos=causa)
    if causa and tope is not None:
        lo_debido = con_tope(de, lo_debido, vencimiento, pago, tope)
    limite = int(tope_de_meses(de, vencimiento, causa and pago > vencimiento)) if tope is None else tope
    causados = min(int(lo_debido.meses), limite) if causa else 0
    salida = {**_en_texto(lo_debido, causados), **_inpc(de, vencimiento, pago)}
    partes = [lo_debido.actualizado, lo_debido.recargos]
    salida["a_pagar"] = texto(_a_pesos(de, [int(p) for p in partes]))
    return salida, memoria(de, monto, vencimiento, pago, causa, tope=tope)


def _en_texto(de_hoy: Liquidacion, meses_causados: int) -> dict[str, object]:
    """`meses` son los transcurridos; `meses_causados`, los que causaron recargos: hasta el tope del art. 21 ¶2."""
    return {
        "factor": texto(int(de_hoy.factor), 4),
        "actualizado": texto(int(de_hoy.actualizado)),
        "actualizacion": texto(int(de_hoy.actualizacion)),
        "meses": int(de_hoy.meses),
        "meses_causados": meses_causados,
        "tasa_recargos": texto(int(de_hoy.tasa)),
        "recargos": texto(int(de_hoy.recargos)),
        "total": texto(int(de_hoy.total)),
    }


def _inpc(de: Norma, vencimiento: int, pago: int) -> dict[str, object]:
    """INPC que se dividen y sus meses; vacíos si el pago fue en el mes del vencimiento y aún no se publican."""
    salida: dict[str, object] = {}
    for clave, mes in zip(("inpc_num", "inpc_den"), fechas_del_inpc(de, vencimiento, pago), strict=True):
        try:
            salida[clave] = de.valor("inpc", mes).texto
        except ErrorDeLey:  # `liquidar` ya se detuvo si hacía falta
            salida[clave] = None
        salida[f"{clave}_mes"] = f"{mes:%Y-%m}"
    return salida


@tema("tasa_mora", "Tasa de mora que resulta de la de prórroga", Campo("tasa_prorroga", TASA, "Tasa mensual, en %."))
def tasa_mora(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 21, primer párrafo: 50 % más, a la centésima; la milésima de 5 o más sube."""
    incremento = proporcion(de, "mora_incremento")
    prorroga = caso["tasa_prorroga"]  # diezmilésimas de punto
    aumentada = (1 + incremento.exacto) * prorroga
    tasa = dividir_redondeando(aumentada.numerator, aumentada.denominator * 100)
    factor = f"{texto(prorroga, 4).rstrip('0').rstrip('.')} % + {incremento.impreso} = {texto(int(tasa))} %"
    renglon = Renglon(
        "Tasa mensual de mora", None, factor, None, de.cita("tasa_mora"), incremento.fuente, incremento.calidad
    )
    return {"tasa_mora": texto(int(tasa))}, [renglon]


@tema(
    "cheque",
    "Indemnización por cheque presentado en tiempo y no pagado",
    Campo("cheque", IMPORTE, "Importe del cheque."),
    opcional("presentado_en_tiempo", SI_NO, "true si no se dice."),
    opcional("causa_del_banco", SI_NO, "true si la falta de pago se debe sólo a la institución de crédito."),
    suma="indemnizacion",
)
def cheque(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 21, séptimo párrafo."""
    en_tiempo, del_banco = caso["presentado_en_tiempo"] is not False, bool(caso["causa_del_banco"])
    importe = indemnizacion(de, caso["cheque"], presentado_en_tiempo=en_tiempo, causa_del_banco=del_banco)
    concepto = "Indemnización por cheque no pagado"
    if del_banco or not en_tiempo:
        concepto += ": no procede, " + ("la causa es del banco" if del_banco else "no se presentó en tiempo")
    renglon = proporcion(de, "cheque_indemnizacion").renglon(concepto, caso["cheque"], importe)
    return {"indemnizacion": texto(importe)}, [renglon]


@tema(
    "redondeo_pago",
    "Ajuste a pesos al pagar",
    opcional("importe", IMPORTE, "Lo que se va a pagar, con centavos."),
    opcional("conceptos", por_nombre(IMPORTE), "Lo que se va a pagar, por concepto."),
    alternativas=(("importe",), ("conceptos",)),
    suma="a_pagar",
)
def redondeo_pago(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 20, décimo párrafo: 50 centavos exactos bajan; por concepto o por total según `redondeo.nivel`."""
    conceptos = caso["conceptos"] or {"Importe": caso["importe"]}
    a_pagar, exacto = _a_pesos(de, list(conceptos.values())), sum(conceptos.values())
    cita = de.cita("redondeo")
    renglones = [Renglon(nombre, None, "", monto, cita) for nombre, monto in conceptos.items()]
    renglones.append(Renglon("Ajuste al peso", exacto, de.interpretacion("redondeo.nivel"), a_pagar - exacto, cita))
    return {"a_pagar": texto(a_pagar), "ajuste": texto(a_pagar - exacto)}, renglones


def _a_pesos(de: Norma, conceptos: list[int]) -> int:
    por_total = de.interpretacion("redondeo.nivel") == "por_total"
    return sum(int(a_pesos(c)) for c in ([sum(conceptos)] if por_total else conceptos))
