"""Temas de prelación: en qué orden se aplica un pago (art. 20), un pago a plazos (66-A) o un producto (148)."""

from __future__ import annotations

from typing import Any

from cobranza.base.dinero import texto
from cobranza.base.errores import ErrorDeDatos
from cobranza.ley.norma import Norma
from cobranza.ley.prelacion import ART_20, ART_66A, ART_148, Aplicacion, Credito, Lugar, aplicar_a_varios
from cobranza.ley.renglon import Renglon
from cobranza.temas.campos import IMPORTE, MES, TEXTO, Campo, lista, opcional, por_nombre, registro
from cobranza.temas.tema import Calculo, tema

_SALDOS = por_nombre(IMPORTE)
_CREDITO = registro(
    Campo("periodo", MES, "Mes a que corresponde: fija cuál es más antiguo."),
    Campo("saldos", _SALDOS, "Saldo por concepto."),
    opcional("contribucion", TEXTO, "Qué contribución; un pago sólo se aplica a la misma."),
)
_CAMPOS = (
    opcional("pago", IMPORTE, "Lo que se paga."),
    opcional("producto", IMPORTE, "El producto de un remate, en vez de un pago."),
    opcional("saldos", _SALDOS, "Saldo por concepto de un crédito."),
    opcional("creditos", lista(_CREDITO, minimo=1), "Varios créditos: {periodo, saldos}."),
)
_ALTERNATIVAS = (("pago", "saldos"), ("pago", "creditos"), ("producto", "saldos"), ("producto", "creditos"))
_IMPUGNADOS = opcional(
    "impugnados", lista(TEXTO), "Conceptos impugnados y garantizados: se saltan (art. 20, noveno párrafo)."
)


@tema(
    "prelacion_20",
    "Aplicación de un pago o del producto de un remate",
    *_CAMPOS,
    _IMPUGNADOS,
    alternativas=_ALTERNATIVAS,
    suma="pago",
)
def prelacion_20(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 20, párrafos octavo y noveno, y art. 194."""
    _de_una_sola_contribucion(caso["creditos"] or [])
    return _aplicada(de, caso, ART_20, "prelacion")


@tema(
    "prelacion_66A",
    "Aplicación de un pago durante un convenio a plazos",
    *_CAMPOS,
    alternativas=_ALTERNATIVAS,
    suma="pago",
)
def prelacion_66a(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 66-A, fr. V: al periodo más antiguo."""
    return _aplicada(de, caso, ART_66A, "prelacion_plazos")


@tema(
    "prelacion_148",
    "Aplicación del producto cuando concurren fiscos federal, local y organismos",
    *_CAMPOS,
    alternativas=_ALTERNATIVAS,
    suma="pago",
)
def prelacion_148(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 148: el orden es entre todos los créditos, no crédito por crédito."""
    return _aplicada(de, caso, ART_148, "prelacion_concurrencia")


def _de_una_sola_contribucion(creditos: list[dict[str, Any]]) -> None:
    distintas = sorted({c["contribucion"] for c in creditos if c["contribucion"]})
    if len(distintas) > 1:
        raise ErrorDeDatos(
            f"Los créditos son de {', '.join(distintas)}; se esperaba una sola contribución: el pago se aplica al "
            "crédito más antiguo de la misma contribución (CFF, art. 20, octavo párrafo)."
        )


def _aplicada(de: Norma, caso: dict[str, Any], orden: tuple[Lugar, ...], cita: str) -> Calculo:
    if (caso["pago"] is None) == (caso["producto"] is None) or (caso["saldos"] is None) == (caso["creditos"] is None):
        raise ErrorDeDatos("Se esperaba un solo importe (pago o producto) y una sola forma (saldos o creditos).")
    pago = caso["pago"] if caso["producto"] is None else caso["producto"]
    creditos = _etiquetados(caso)
    partes, resto = aplicar_a_varios(
        pago, creditos, orden, impugnados=caso.get("impugnados") or (), entre_todos=orden is ART_148
    )
    por_credito: dict[str, dict[str, str]] = {c.etiqueta: {} for c in creditos}
    for etiqueta, parte in partes:
        por_credito[etiqueta][parte.nombre] = texto(parte.aplicado)
    aplicado: dict[str, Any] = por_credito if caso["creditos"] else por_credito[""]
    renglones = [_renglon(de, etiqueta, parte, cita) for etiqueta, parte in partes]
    if resto:
        renglones.append(Renglon("Remanente: saldo a favor", None, "", resto, de.cita("saldo_a_favor")))
    return {**aplicado, "aplicado": aplicado, "remanente": texto(resto), "pago": texto(pago)}, renglones


def _etiquetados(caso: dict[str, Any]) -> list[Credito]:
    """Los créditos con la clave con que se imprimen: `credito_AAAA_MM`, numerada si un periodo se repite."""
    if not caso["creditos"]:
        return [Credito("", "", caso["saldos"])]
    creditos: list[Credito] = []
    for credito in caso["creditos"]:
        periodo = f"{credito['periodo']:%Y_%m}"
        repetidos = sum(c.periodo == periodo for c in creditos)
        etiqueta = f"credito_{periodo}" + (f"_{repetidos + 1}" if repetidos else "")
        creditos.append(Credito(etiqueta, periodo, credito["saldos"]))
    return creditos


def _renglon(de: Norma, etiqueta: str, parte: Aplicacion, cita: str) -> Renglon:
    concepto = f"{etiqueta}: {parte.nombre}" if etiqueta else parte.nombre
    if parte.saltado:
        return Renglon(f"{concepto}: impugnado y garantizado", parte.saldo, "", 0, de.cita("prelacion_impugnado"))
    return Renglon(
        concepto, parte.saldo, parte.lugar.titulo, parte.aplicado, f"{de.cita(cita)}, {parte.lugar.inciso}"
    )
