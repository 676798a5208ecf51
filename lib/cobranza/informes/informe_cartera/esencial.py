"""La carátula: lo que el director lee, escrito desde los mismos cuadros que siguen."""

from __future__ import annotations

from cobranza.cartera.cubo import cuadro
from cobranza.informes.informe_cartera import nombres
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.informes.informe_cartera.movimiento import sello
from cobranza.informes.informe_cartera.prescripcion import con_plazo
from cobranza.papel.formato import entero, millones
from cobranza.papel.piezas import Caratula, Cifra


def caratula(datos: Datos) -> Caratula:
    """Las cifras del director, sus hallazgos en frases y el sello del cuadre."""
    saldo, inicial = int(datos.vigentes["total"].sum()), int(datos.total["importe"]["inicial"])
    urgente = con_plazo(datos.vigentes, datos.corte).query("tramo == 'En 90 días o menos'")
    return Caratula(
        pregunta="¿Cómo se comporta la cartera de créditos fiscales?",
        cifras=[
            Cifra("Saldo, estatal y federal", millones(saldo, 1), "millones de pesos", _variacion(inicial, saldo)),
            Cifra("Créditos con saldo", entero(len(datos.vigentes)), "créditos", _cambio_en_numero(datos)),
            Cifra("Cobrado en el periodo", millones(_cobrado(datos), 1), "millones de pesos", _recuperacion(datos)),
            Cifra(
                "Prescribe en 90 días",
                millones(int(urgente["total"].sum()), 1),
                "millones de pesos",
                f"{nombres.creditos(len(urgente))}; meta interna: ninguno sin acto programado",
            ),
        ],
        hallazgos=hallazgos(datos),
        sello=sello(datos),
    )


def hallazgos(datos: Datos) -> list[str]:
    """Frases completas con su cifra; la primera es la que va al índice."""
    por_clase = cuadro(datos.cubo, "clase").set_index("clase")["total"]
    total = int(por_clase.sum())
    factible, litigio = int(por_clase.get("FACTIBLE", 0)), int(por_clase.get("CONTROVERTIDO", 0))
    frases = [
        f"{nombres.en_millones(total)} de saldo en {nombres.creditos(len(datos.vigentes))}: "
        f"{nombres.de_cada_cien(factible, total)} se puede cobrar hoy y "
        f"{nombres.de_cada_cien(litigio, total)} está en litigio.",
        _sobre_la_prescripcion(datos),
    ]
    consumada = datos.vigentes[datos.vigentes["consumada"]]
    if len(consumada):
        frases.append(
            f"La prescripción de {nombres.creditos(len(consumada))} por "
            f"{nombres.en_millones(int(consumada['total'].sum()))} ya se consumó y nadie la ha declarado: "
            "no admiten gestión de cobro."
        )
    if not datos.delegacion:
        mayor = cuadro(datos.cubo, "delegacion").iloc[0]
        nombre = nombres.de_delegaciones().get(str(mayor["delegacion"]), str(mayor["delegacion"]))
        frases.append(f"{nombre} concentra {nombres.de_cada_cien(int(mayor['total']), total)} del saldo.")
    return frases


def _sobre_la_prescripcion(datos: Datos) -> str:
    urgente = con_plazo(datos.vigentes, datos.corte).query("tramo == 'En 90 días o menos'")
    if urgente.empty:
        return "Ningún crédito prescribe en los próximos 90 días."
    sin_acto = int((~urgente["programado"]).sum())
    que = (
        "ninguno tiene"
        if sin_acto == len(urgente)
        else f"{entero(sin_acto)} no tienen"
        if sin_acto
        else "todos tienen"
    )
    saldo = nombres.en_millones(int(urgente["total"].sum()))
    return f"Prescriben {saldo} en 90 días, en {nombres.creditos(len(urgente))}; {que} acto programado."


def _cobrado(datos: Datos) -> int:
    return -int(datos.total["importe"].get("pagos", 0))


def _variacion(antes: int, ahora: int) -> str:
    if antes == 0:
        return "sin saldo inicial"
    signo = "+" if ahora >= antes else "−"
    return f"{signo}{nombres.de_cada_cien(abs(ahora - antes), antes)} en el periodo"


def _cambio_en_numero(datos: Datos) -> str:
    cambio = int(datos.total["numero"]["final"] - datos.total["numero"]["inicial"])
    return f"{'+' if cambio >= 0 else ''}{entero(cambio)} en el periodo"


def _recuperacion(datos: Datos) -> str:
    base = int(datos.total["importe"]["inicial"] + datos.total["importe"].get("altas", 0))
    if datos.total["numero"]["inicial"] + datos.total["numero"].get("altas", 0) < nombres.MINIMO_PARA_PORCENTAJE:
        return "menos de 20 créditos: sin porcentaje"
    return f"{nombres.de_cada_cien(_cobrado(datos), base)} de saldo inicial más altas"
