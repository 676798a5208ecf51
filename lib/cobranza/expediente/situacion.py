"""El estado de cada crédito a una fecha, leído de los actos: situación, etapa, marcas, prescripción.

Nada de esto se guarda: se vuelve a leer con los actos que hubieran surtido efecto ese día (`lapsos`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.catalogos import supuestos_de_exigibilidad, tabla
from cobranza.base.fechas import SIN_DIA, dia, dias
from cobranza.expediente.deshechos import deshechos
from cobranza.expediente.historia import Historia, de_catalogo, numero_de_acto
from cobranza.expediente.lapsos import lapsos, vigente
from cobranza.expediente.significado import con, que_detienen
from cobranza.ley.plazos import AUTODETERMINADO, DEL_CREDITO, exigible_desde, vence_para_pagar

if TYPE_CHECKING:
    from datetime import date

    from cobranza.ley.norma import Normas

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]
Palabras = pd.Categorical
POR_EXIGIRSE = "por exigirse"
_COLUMNAS = {
    "controvertido": "controvertido",
    "suspendido": "",
    "en_convenio": "convenio",
    "garantizado": "garantia",
    "no_localizado": "no_localizado",
    "insolvente": "insolvente",
    "cancelado": "cancelado",
}
"""Columna de la cartera → marca que la llena; `suspendido`, las que suspenden."""
_SUPUESTOS = "supuestos"
_NO_SUSPENDEN = ("convenio", "garantia")
"""Detienen el procedimiento y tienen su propia columna: las demás que lo detienen son suspensiones."""


def hechos_al(h: Historia, corte: date) -> dict[str, Columna]:
    """Por posición: `notificacion` y `programado_el` (`SIN_DIA` si no hay) y `etapa_orden`, la alcanzada al corte."""
    a = h.actos
    etapas = tabla("etapas").set_index("clave")["orden"]
    de_etapa = de_catalogo(con("etapa"), lambda clave: int(etapas[clave]))[a["tipo"]]
    avance = np.flatnonzero((a["dia"] <= dia(corte)) & a["vale"] & ~deshechos(h, dia(corte)) & (de_etapa > 0))
    etapa = np.zeros(len(h.creditos), dtype=np.int64)
    np.maximum.at(etapa, a.lugar[avance], de_etapa[avance])
    programa = np.flatnonzero((a["tipo"] == numero_de_acto()["PROGRAMACION"]) & (a["dia"] <= dia(corte)))
    programado = np.full(len(h.creditos), SIN_DIA, dtype=np.int64)
    np.maximum.at(programado, a.lugar[programa], a["hasta"][programa])
    return {"notificacion": notificaciones(h, dia(corte)), "programado_el": programado, "etapa_orden": etapa}


def notificaciones(h: Historia, al: int) -> Columna:
    """Día en que se notificó cada crédito, si ya se había notificado ese día; `SIN_DIA` si no.

    Sólo notifica la diligencia que se practicó, el día en que se hizo saber (CFF, arts. 134 a 140).
    """
    p = lapsos(h, "notificado")
    notificacion = np.full(len(h.creditos), SIN_DIA, dtype=np.int64)
    ya = np.flatnonzero(p.desde <= al)[::-1]  # al revés: la primera es la última que se escribe
    notificacion[p.lugar[ya]] = p.desde[ya]
    return notificacion


def cambiado(h: Historia, corte: date, tipo: str, campo: str) -> pd.Series[str]:
    """Lo que dejó dicho el último acto de ese tipo (la delegación del traspaso, el ejecutor de la asignación)."""
    c = h.cambios[(h.cambios["tipo"] == tipo) & (h.cambios["fecha"] <= pd.Timestamp(corte))]
    return c.drop_duplicates("lugar", keep="last").set_index("lugar")[campo]


def exigibles(h: Historia, notificacion: Columna) -> Columna:
    """Día en que cada crédito de la historia es exigible, según de dónde nace; `SIN_DIA` sin notificación, si la
    requiere.

    Fundamento: CFF, arts. 65, 144 y 145; 41, fr. II; y 6.
    """
    if _SUPUESTOS not in h.plegados:  # de dónde nace no cambia con el corte: se busca una vez
        h.plegados[_SUPUESTOS] = supuestos(h.creditos["origen"], h.creditos["concepto"])
    creditos, normas, supuesto = h.creditos, h.normas, h.plegados[_SUPUESTOS]
    resultado = np.full(len(notificacion), SIN_DIA, dtype=np.int64)
    vencimiento = dias(creditos["vencimiento"])
    for clave in creditos["ambito"].unique():
        del_ambito = creditos["ambito"].eq(clave).to_numpy()
        for cada in DEL_CREDITO:
            cual = del_ambito & (supuesto == cada) & ((notificacion != SIN_DIA) | (cada == AUTODETERMINADO))
            if cual.any():
                resultado[cual] = exigible_desde(normas.de(clave), cada, notificacion[cual], vencimiento[cual])
    return resultado


def supuestos(origen: pd.Series[str], concepto: pd.Series[str]) -> NDArray[np.object_]:
    """De dónde nace la exigibilidad de cada crédito (`ley.plazos.DEL_CREDITO`): se pregunta una vez por pareja."""
    (de_origen, origenes), (de_concepto, conceptos) = pd.factorize(origen), pd.factorize(concepto)
    pareja, cual = np.unique(de_origen * len(conceptos) + de_concepto, return_inverse=True)
    partes = [divmod(int(p), len(conceptos)) for p in pareja]
    palabras = supuestos_de_exigibilidad((str(origenes[o]), str(conceptos[c])) for o, c in partes)
    return np.array([*palabras, ""], dtype=object)[cual]


def vencimientos_de_multa(
    ambito: pd.Series[str], notificacion: NDArray[np.int64], normas: Normas
) -> NDArray[np.int64]:
    """Último día para pagar la multa determinada en la resolución (CFF, arts. 65 y 70); `SIN_DIA` sin notificar."""
    resultado = np.full(len(notificacion), SIN_DIA, dtype=np.int64)
    for clave in ambito.unique():
        cual = ambito.eq(clave).to_numpy() & (notificacion != SIN_DIA)
        resultado[cual] = vence_para_pagar(normas.de(clave), notificacion[cual])
    return resultado


def elegir(casos: Sequence[tuple[Any, str]], si_no: str) -> Palabras:
    """La palabra del primer caso que se cumple en cada renglón; como categoría, en orden alfabético."""
    palabras = sorted({si_no, *(palabra for _, palabra in casos)})
    numeros = [np.int8(palabras.index(palabra)) for _, palabra in casos]
    codigos = np.select([np.asarray(caso) for caso, _ in casos], numeros, np.int8(palabras.index(si_no)))
    return _palabras(codigos, palabras)


def _palabras(codigos: NDArray[np.int8], palabras: list[str]) -> Palabras:
    return pd.Categorical.from_codes(codigos, categories=pd.Index(palabras, dtype=object))


def situacion(c: Mapping[str, Any], corte: date) -> Palabras:
    """Situación jurídica; la primera que se cumpla, en el orden de la lista.

    Lo autodeterminado no se notifica: sin notificación está en plazo o es exigible, según su vencimiento.
    Donde algo que no es el convenio ni el pleito detiene el procedimiento (suspensión, garantía, estímulo), el
    crédito está `SUSPENDIDO`: no es exigible mientras dure (CFF, art. 144).
    """
    al = np.datetime64(corte, "s")
    detenido = c["suspendido"] | c["garantizado"]
    casos = [
        (c["notificacion"].isna() & c["exigible"].isna(), "SIN_NOTIFICAR"),
        (c["en_convenio"], "EN_CONVENIO"),
        (c["controvertido"] & detenido, "CONTROVERTIDO_SUSPENDIDO"),
        (c["controvertido"], "CONTROVERTIDO_NO_SUSPENDIDO"),
        (detenido, "SUSPENDIDO"),
        (c["exigible"] > al, "EN_PLAZO"),
    ]
    return elegir(casos, "EXIGIBLE")


def clase(c: Mapping[str, Any]) -> Palabras:
    """Clase SHCP, en el orden de procesos B.1 (ilustrativo): la primera que se cumpla."""
    casos = [
        (c["vida"] == "CANCELADO", "CANCELADO"),
        (c["controvertido"], "CONTROVERTIDO"),
        (c["en_convenio"], "EN_FACILIDADES"),
        (c["situacion"] == "SIN_NOTIFICAR", "SIN_NOTIFICAR"),
        (c["situacion"] == "SUSPENDIDO", "SUSPENDIDO"),
        (c["situacion"] == "EN_PLAZO", "EN_PLAZO"),
        (c["insolvente"] | c["no_localizado"], "BAJA_PROBABILIDAD"),
    ]
    return elegir(casos, "FACTIBLE")


def marcas_al(h: Historia, corte: date) -> dict[str, Mascara]:
    """Lo que los actos dejan vigente ese día en cada crédito: controvertido, suspendido, en_convenio, garantizado…

    `suspendido` es cualquier marca que detiene el procedimiento, salvo el convenio y la garantía, que tienen la suya.
    """
    al = dia(corte)
    suspenden = [vigente(h, m.clave, al) for m in que_detienen("pae") if m.clave not in _NO_SUSPENDEN]
    return {
        columna: vigente(h, marca, al) if marca else np.any(suspenden, axis=0) for columna, marca in _COLUMNAS.items()
    }


TRAMOS_DE_ANTIGUEDAD = (
    ("0 a 30 días", 30),
    ("31 a 90 días", 90),
    ("91 a 180 días", 180),
    ("181 a 365 días", 365),
    ("1 a 2 años", 730),
    ("2 a 3 años", 1095),
    ("3 a 5 años", 1826),
    ("5 a 10 años", 3652),
    ("más de 10 años", 10**6),
)


def antiguedad(exigible_desde: Columna, corte: date) -> Palabras:
    """Tramo de días naturales desde que el crédito es exigible; «por exigirse» si aún no lo es."""
    edad = dia(corte) - exigible_desde
    return _por_tramos(edad, (exigible_desde != SIN_DIA) & (edad >= 0), TRAMOS_DE_ANTIGUEDAD, POR_EXIGIRSE)


CONSUMADA, SIN_FECHA = "Ya consumada, sin declarar", "Sin fecha: sin exigir o con suspensión abierta"
URGENTE = "En 90 días o menos"
"""Tramo de prescripción de lo que no puede esperar."""
TRAMOS_DE_PRESCRIPCION = (
    (CONSUMADA, -1),
    (URGENTE, 90),
    ("En 180 días o menos", 180),
    ("En 365 días o menos", 365),
    ("Después", 10**6),
)


def tramo_de_prescripcion(prescribe_el: Columna, corte: date) -> Palabras:
    """Tramo de días naturales que faltan para que prescriba."""
    return _por_tramos(prescribe_el - dia(corte), prescribe_el != SIN_DIA, TRAMOS_DE_PRESCRIPCION, SIN_FECHA)


def _por_tramos(dias_de: Columna, cuenta: Mascara, tramos: Sequence[tuple[str, int]], si_no: str) -> Palabras:
    """El primer tramo cuyo límite no se rebasa; `si_no` donde no cuenta."""
    palabras = sorted([si_no, *(nombre for nombre, _ in tramos)])
    codigos = np.array([palabras.index(nombre) for nombre, _ in tramos], dtype=np.int8)
    limites = np.array([hasta for _, hasta in tramos])
    tramo = np.minimum(np.searchsorted(limites, np.where(cuenta, dias_de, 0)), len(limites) - 1)
    return _palabras(np.where(cuenta, codigos[tramo], np.int8(palabras.index(si_no))), palabras)
