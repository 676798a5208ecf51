"""Los créditos ficticios por columnas: de quién, por qué, cuánto y desde cuándo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cobranza.base.catalogos import conceptos, delegaciones, municipios
from cobranza.base.fechas import SIN_DIA
from cobranza.gemelo.guiones import CORTE, GUIONES, LUGAR, PESO_DEL_ANIO, PRIMERO
from cobranza.gemelo.identidades import Deudores, deudores
from cobranza.gemelo.personas import PLAZAS, claves_de_delegacion
from cobranza.gemelo.sorteo import Azar, Columna, Mascara, algunos, en_cuotas, entre, por_peso
from cobranza.gemelo.textos import Textos, numerados, pegados, tomar
from cobranza.ley.calendario import partes, primer_dia
from cobranza.ley.norma import AMBITOS, Normas
from cobranza.ley.plazos import exigible, vence_para_pagar

_MILESIMAS_FEDERALES = 400
# límites en centavos de tramos igual de probables, salvo los dos últimos: una cola pesada hecha de enteros
_CHICO = (300_00, 900_00, 1_600_00, 2_800_00, 4_500_00, 9_000_00, 38_000_00)
_MEDIANO = (900_00, 2_500_00, 4_800_00, 9_000_00, 16_000_00, 45_000_00, 260_000_00)
_GRANDE = (2_000_00, 9_000_00, 24_000_00, 60_000_00, 180_000_00, 700_000_00, 4_500_000_00, 95_000_000_00)
_CONCEPTOS = {
    "E-ISN": (20, _GRANDE), "E-HOSP": (5, _MEDIANO), "E-TEN": (22, _CHICO), "E-ADQV": (2, _CHICO),
    "E-LOT": (1, _MEDIANO), "E-REF": (16, _CHICO), "E-LIC": (2, _CHICO), "E-MUT": (1, _MEDIANO), "E-DIV": (3, _CHICO),
    "E-MULF": (6, _MEDIANO), "E-MULNF": (14, _MEDIANO), "E-RESP": (3, _GRANDE), "E-FIA": (2, _GRANDE),
    "E-CONC": (1, _GRANDE), "F-IVA": (14, _GRANDE), "F-ISR": (16, _GRANDE), "F-IEPS": (3, _GRANDE),
    "F-RIF": (9, _MEDIANO), "F-ISAN": (1, _MEDIANO), "F-ISTUV": (4, _CHICO), "F-VOES": (25, _MEDIANO),
    "F-ANX18": (1, _GRANDE), "F-MFNF": (20, _MEDIANO), "F-ZOF": (3, _GRANDE), "F-5MIL": (1, _GRANDE),
    "F-MULF": (5, _MEDIANO),
}  # fmt: skip
"""Peso de cada concepto dentro de su ámbito y escala de sus importes (ilustrativos)."""
CON_MULTA = ("E-ISN", "F-IVA", "F-ISR", "F-IEPS")
"""Impuestos que se determinan por auditoría y pueden traer su multa en la misma resolución."""
_PESO_DE_DELEGACION = (30, 16, 5, 9, 4, 8, 4, 3, 4, 4, 3, 4, 3, 3)


@dataclass
class Creditos:
    """Un bloque de créditos, una posición por crédito; fechas en días (`SIN_DIA` si no hay) y centavos."""

    guion: Columna
    federal: Mascara
    concepto: Columna
    origen: Columna
    delegacion: Columna
    municipio: Columna
    deudor: Columna
    plaza: Columna
    resolucion: Columna
    alta: Columna
    notificacion: Columna
    exigible: Columna
    vencimiento: Columna
    importe: Columna
    multa: Columna
    folio: Textos
    deudores: Deudores
    normas: Normas

    def __len__(self) -> int:
        return len(self.guion)

    def ambitos(self) -> list[tuple[str, Columna]]:
        """Cada ámbito con las posiciones de sus créditos."""
        return [(a, np.flatnonzero(self.federal == bool(k))) for k, a in enumerate(AMBITOS)]

    def del_guion(self, *claves: str) -> Columna:
        """Las posiciones de los créditos que siguen alguno de esos guiones."""
        return np.flatnonzero(np.isin(self.guion, [LUGAR[c] for c in claves]))


def claves_de_concepto() -> tuple[str, ...]:
    """Los conceptos que son créditos (los accesorios no), en el orden del catálogo."""
    catalogo = conceptos()
    return tuple(catalogo.loc[catalogo["accesorio_de"].eq(""), "clave"])


def origenes() -> tuple[tuple[int, str], ...]:
    """(concepto, origen) de cada pareja que el catálogo da por típica."""
    tipicos = conceptos().set_index("clave")["origen_tipico"]
    return tuple((k, o) for k, c in enumerate(claves_de_concepto()) for o in tipicos[c].split(";"))


def generar_creditos(azar: Azar, cuantos: int, consecutivos: Columna, normas: Normas) -> Creditos:
    """`cuantos` créditos en orden de alta. `consecutivos` [delegación, año − 2000] lleva la cuenta y avanza."""
    guion = en_cuotas(azar, [g.milesimas for g in GUIONES], cuantos)
    federal = algunos(azar, cuantos, _MILESIMAS_FEDERALES)
    resolucion = _resoluciones(azar, guion)
    notificacion, exige, limite = _notificaciones(azar, guion, federal, resolucion, normas)
    externo = algunos(azar, cuantos, 80) & (notificacion != SIN_DIA)
    alta = resolucion + entre(azar, 1, 3, cuantos)
    alta = np.minimum(np.where(externo, notificacion + entre(azar, 1, 20, cuantos), alta), CORTE)
    orden = np.argsort(alta, kind="stable")
    guion, resolucion, alta, federal = guion[orden], resolucion[orden], alta[orden], federal[orden]
    notificacion, exige, limite = notificacion[orden], exige[orden], limite[orden]
    concepto = _conceptos(azar, guion, federal)
    importe, multa = _importes(azar, guion, concepto)
    delegacion = por_peso(azar, _PESO_DE_DELEGACION, cuantos)
    de_quienes = deudores(azar, max(cuantos * 7 // 10, 1))
    return Creditos(
        guion, federal, concepto, _origen(azar, concepto, multa), delegacion, _municipios(azar, delegacion),
        _deudor(azar, cuantos, len(de_quienes.moral)), entre(azar, 0, PLAZAS - 1, cuantos), resolucion, alta,
        notificacion, exige, _vencimientos(azar, guion, concepto, resolucion, limite), importe, multa,
        _folios(delegacion, alta, consecutivos), de_quienes, normas,
    )  # fmt: skip


def _resoluciones(azar: Azar, guion: Columna) -> Columna:
    """Un día de la ventana de su guion, con más peso en los años recientes."""
    linea = np.arange(PRIMERO, CORTE + 1)
    acumulado = np.concatenate([[0], np.cumsum(np.array(PESO_DEL_ANIO)[partes(linea)[0] // 12 - 2012])])
    desde, hasta = (np.array([getattr(g, lado) for g in GUIONES])[guion] - PRIMERO for lado in ("desde", "hasta"))
    lugar = entre(azar, acumulado[desde], acumulado[hasta + 1] - 1)
    return PRIMERO + np.searchsorted(acumulado, lugar, side="right") - 1


def _notificaciones(
    azar: Azar, guion: Columna, federal: Mascara, resolucion: Columna, normas: Normas
) -> tuple[Columna, Columna, Columna]:
    """(notificación, exigible, último día para pagar); sin notificar, el plazo se supone desde la resolución."""
    sin_notificar = guion == LUGAR["SIN_NOTIFICAR"]
    notifica = resolucion + entre(azar, 4, 40, len(guion))
    en_plazo = guion == LUGAR["EN_PLAZO"]
    notifica[en_plazo] = entre(azar, CORTE - 34, CORTE - 8, int(en_plazo.sum()))
    exige, limite = np.empty_like(notifica), np.empty_like(notifica)
    for k, ambito in enumerate(AMBITOS):
        cual = federal == bool(k)
        norma = normas.de(ambito)
        notifica[cual] = norma.calendario.siguiente_habil(notifica[cual])
        exige[cual] = exigible(norma, notifica[cual])
        limite[cual] = vence_para_pagar(norma, notifica[cual])
    notifica, exige = (np.where(sin_notificar, SIN_DIA, c) for c in (notifica, exige))
    return notifica, exige, limite


def _conceptos(azar: Azar, guion: Columna, federal: Mascara) -> Columna:
    claves = claves_de_concepto()
    concepto = np.zeros(len(guion), dtype=np.int64)
    con_multa = np.isin(guion, [LUGAR["CONDONADO"]])
    for es_federal in (False, True):
        inicial = "F-" if es_federal else "E-"
        pesos = np.array([_CONCEPTOS[c][0] if c.startswith(inicial) else 0 for c in claves])
        for multa in (False, True):
            cual = (federal == es_federal) & (con_multa == multa)
            propios = pesos * np.isin(claves, CON_MULTA) if multa else pesos
            concepto[cual] = por_peso(azar, propios, int(cual.sum()))
    return concepto


def _importes(azar: Azar, guion: Columna, concepto: Columna) -> tuple[Columna, Columna]:
    importe = np.zeros(len(concepto), dtype=np.int64)
    claves = claves_de_concepto()
    for k, clave in enumerate(claves):
        cual = np.flatnonzero(concepto == k)
        escala = np.array(_CONCEPTOS[clave][1])
        tramo = por_peso(azar, (*(16,) * (len(escala) - 3), 6, 1), len(cual))
        importe[cual] = entre(azar, escala[tramo], escala[tramo + 1])
    puede = np.isin(concepto, [claves.index(c) for c in CON_MULTA])
    trae = puede & (algunos(azar, len(concepto), 600) | (guion == LUGAR["CONDONADO"]))
    multa = np.where(trae, importe * entre(azar, 20, 75, len(concepto)) // 100, 0)
    return importe, multa


def _origen(azar: Azar, concepto: Columna, multa: Columna) -> Columna:
    """Posición en `origenes()`; lo que trae multa se determinó por auditoría."""
    parejas = np.array([k for k, _ in origenes()])
    primero = np.searchsorted(parejas, concepto)
    cuantos = np.searchsorted(parejas, concepto, side="right") - primero
    return np.where(multa > 0, primero, primero + entre(azar, 0, cuantos - 1))


def _vencimientos(azar: Azar, guion: Columna, concepto: Columna, resolucion: Columna, limite: Columna) -> Columna:
    """De impuestos y derechos, un día 17 anterior a la resolución; de lo demás, el último día para pagar.

    Lo que se paga a plazos se debía desde más de un año antes: lo reciente se excluye (art. 66-A, fr. VI).
    """
    de_periodo = conceptos().set_index("clave")["naturaleza"].isin(["impuesto", "derecho"])
    periodico = de_periodo.loc[list(claves_de_concepto())].to_numpy()[concepto]
    a_plazos = np.isin(guion, [LUGAR[g] for g in ("CONVENIO_CUMPLIDO", "CONVENIO_VIGENTE", "CONVENIO_REVOCADO")])
    mes, _ = partes(resolucion - entre(azar, np.where(a_plazos, 400, 60), np.full(len(concepto), 900)))
    return np.where(periodico, primer_dia(mes) + 16, limite)


def _municipios(azar: Azar, delegacion: Columna) -> Columna:
    """Posición en el catálogo: la sede de la delegación o uno de los que se sabe que le tocan."""
    catalogo = municipios()
    claves = catalogo["clave_inegi"].tolist()
    sedes = delegaciones().set_index("clave")["sede_clave_inegi"]
    municipio = np.zeros(len(delegacion), dtype=np.int64)
    for d, clave in enumerate(claves_de_delegacion()):
        propios = np.flatnonzero(catalogo["delegacion_clave"].eq(clave))
        opciones = np.concatenate([[claves.index(sedes[clave])], propios])
        cual = np.flatnonzero(delegacion == d)
        municipio[cual] = opciones[entre(azar, 0, len(opciones) - 1, len(cual))]
    return municipio


def _deudor(azar: Azar, cuantos: int, distintos: int) -> Columna:
    """Cada deudor tiene un crédito y algunos, varios."""
    de_nuevo = entre(azar, 0, distintos - 1, cuantos - distintos)
    return azar.permutation(np.concatenate([np.arange(distintos), de_nuevo]))


def _folios(delegacion: Columna, alta: Columna, consecutivos: Columna) -> Textos:
    """DEL-AÑO-CONSECUTIVO, en orden de alta."""
    anio = partes(alta)[0] // 12
    llave = delegacion * 100 + anio - 2000
    orden = np.argsort(llave, kind="stable")
    distintas, inicio, veces = np.unique(llave[orden], return_index=True, return_counts=True)
    numero = np.empty_like(llave)
    previos = consecutivos[distintas // 100, distintas % 100]
    numero[orden] = np.arange(len(llave)) - np.repeat(inicio, veces) + np.repeat(previos, veces) + 1
    consecutivos[distintas // 100, distintas % 100] += veces
    prefijos = tomar([c.removeprefix("DH-") for c in claves_de_delegacion()], delegacion)
    return pegados(prefijos, numerados(anio, 4), numerados(numero, 6), con="-")
