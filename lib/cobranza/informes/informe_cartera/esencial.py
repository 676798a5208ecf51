"""La carátula: lo que el director lee, escrito desde los mismos cuadros que siguen."""

from __future__ import annotations

from cobranza.cartera.cubo import cuadro
from cobranza.expediente.situacion import CONSUMADA, URGENTE
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.informes.informe_cartera.movimiento import sello
from cobranza.informes.informe_cartera.prescripcion import del_tramo
from cobranza.papel import palabras
from cobranza.papel.formato import entero
from cobranza.papel.piezas import Caratula, Cifra


def caratula(datos: Datos) -> Caratula:
    """Las cifras del director, sus hallazgos en frases y el sello del cuadre."""
    saldo, inicial = datos.saldo, int(datos.total["importe"]["inicial"])
    urgente = del_tramo(datos, URGENTE)
    escala = datos.escala
    return Caratula(
        pregunta="¿Cómo se comporta la cartera de créditos fiscales?",
        cifras=[
            Cifra("Saldo, estatal y federal", escala.corta(saldo), escala.unidad, _variacion(inicial, saldo)),
            Cifra("Créditos con saldo", entero(datos.vigentes), "créditos", _cambio_en_numero(datos)),
            Cifra("Cobrado en el periodo", escala.corta(_cobrado(datos)), escala.unidad, _recuperacion(datos)),
            Cifra(
                "Prescribe en 90 días",
                escala.corta(int(urgente["total"].sum())),
                escala.unidad,
                f"{palabras.creditos(int(urgente['creditos'].sum()))}; meta interna: ninguno sin acto programado",
            ),
        ],
        hallazgos=hallazgos(datos),
        sello=sello(datos),
    )


def hallazgos(datos: Datos) -> list[str]:
    """Frases completas con su cifra; la primera es la que va al índice."""
    c, total = datos.cubo, datos.saldo
    factible = int(c["total"][(c["clase"] == "FACTIBLE") & (c["tramo_de_prescripcion"] != CONSUMADA)].sum())
    litigio = int(c["total"][c["clase"] == "CONTROVERTIDO"].sum())
    frases = [
        f"{datos.escala.monto(total)} de saldo en {palabras.creditos(datos.vigentes)}: "
        f"{palabras.de_cada_cien(factible, total)} se puede cobrar hoy y "
        f"{palabras.de_cada_cien(litigio, total)} está en litigio.",
        _sobre_la_prescripcion(datos),
    ]
    consumada = del_tramo(datos, CONSUMADA)
    if len(consumada):
        frases.append(
            f"La prescripción de {palabras.creditos(int(consumada['creditos'].sum()))} por "
            f"{datos.escala.monto(int(consumada['total'].sum()))} ya se consumó y nadie la ha declarado: "
            "no admiten gestión de cobro."
        )
    calificacion = next(i for i in datos.indicadores if i.clave == "ACV-04")
    if calificacion.valor is not None:
        letras = ", ".join(i.letra for i in datos.indicadores[:3])
        frases.append(
            f"La mora califica {calificacion.letra} con la metodología TADAT ({letras} en sus tres dimensiones; "
            "autoevaluación)."
        )
    if not datos.delegacion:
        mayor = cuadro(datos.cubo, "delegacion").iloc[0]
        nombre = palabras.delegaciones().get(str(mayor["delegacion"]), str(mayor["delegacion"]))
        frases.append(f"{nombre} concentra {palabras.de_cada_cien(int(mayor['total']), total)} del saldo.")
    return frases


def _sobre_la_prescripcion(datos: Datos) -> str:
    urgente = del_tramo(datos, URGENTE)
    if urgente.empty:
        return "Ningún crédito prescribe en los próximos 90 días."
    cuantos, sin_acto = int(urgente["creditos"].sum()), int(urgente["creditos"][~urgente["programado"]].sum())
    que = "ninguno tiene" if sin_acto == cuantos else f"{entero(sin_acto)} no tienen" if sin_acto else "todos tienen"
    saldo = datos.escala.monto(int(urgente["total"].sum()))
    return f"Prescriben {saldo} en 90 días, en {palabras.creditos(cuantos)}; {que} acto programado."


def _cobrado(datos: Datos) -> int:
    return -int(datos.total["importe"].get("pagos", 0))


def _variacion(antes: int, ahora: int) -> str:
    if antes == 0:
        return "sin saldo inicial"
    signo = "+" if ahora >= antes else "−"
    return f"{signo}{palabras.de_cada_cien(abs(ahora - antes), antes)} en el periodo"


def _cambio_en_numero(datos: Datos) -> str:
    cambio = int(datos.total["numero"]["final"] - datos.total["numero"]["inicial"])
    return f"{'+' if cambio >= 0 else ''}{entero(cambio)} en el periodo"


def _recuperacion(datos: Datos) -> str:
    base = int(datos.total["importe"]["inicial"] + datos.total["importe"].get("altas", 0))
    if datos.total["numero"]["inicial"] + datos.total["numero"].get("altas", 0) < palabras.MINIMO_PARA_PORCENTAJE:
        return f"{palabras.POCOS_CREDITOS}: sin porcentaje"
    return f"{palabras.de_cada_cien(_cobrado(datos), base)} de saldo inicial más altas"
