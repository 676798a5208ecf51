"""Los guiones que pasan por el procedimiento de ejecución: requerir, embargar, inmovilizar y rematar."""

from __future__ import annotations

from datetime import date

import numpy as np

from cobranza.base.fechas import SIN_DIA, dia
from cobranza.gemelo.guiones import CORTE
from cobranza.gemelo.pasos import (
    NOVIEMBRE,
    abonar,
    avaluo,
    cobro,
    convocatoria,
    embargo_de_bienes,
    en_este_anio,
    liquidar,
    mandamiento,
    reciente,
    requerimiento,
    sin_exito,
)
from cobranza.gemelo.personas import EJECUTOR
from cobranza.gemelo.sorteo import Columna, algunos, entre
from cobranza.gemelo.trama import GASTO_LEGAL, LIQUIDA, Trama

_COBRABLE_EN_2025 = dia(date(2021, 2, 1))
"""Lo gestionado antes ya estaría prescrito para pagarse en 2025."""


def pago_requerido(t: Trama, c: Columna) -> None:
    """Se requiere y paga: en el acto, poco después o, si aún puede, durante 2025."""
    fecha = t.tras(c, mandamiento(t, c), 4, 60)
    como = entre(t.azar, 0, 99, len(c))
    en_el_acto, tarde = como < 20, (como >= 45) & (fecha >= _COBRABLE_EN_2025)
    cobro(t, c[en_el_acto], "REQUERIMIENTO", fecha[en_el_acto], resultado="PAGO_EN_ACTO")
    cobro(t, c[~en_el_acto], "REQUERIMIENTO", fecha[~en_el_acto])
    paga = np.where(en_el_acto, fecha, t.tras(c, fecha, 1, 45))
    paga = np.where(tarde, en_este_anio(t, c, fecha, 500), paga)
    primero = (como >= 45) & algunos(t.azar, len(c), 200)
    abonar(t, c[primero], paga[primero], "POR_REQUERIMIENTO", (50, 600))
    paga = np.where(primero, t.tras(c, paga, 5, 60), paga)
    liquidar(t, c, paga, "POR_REQUERIMIENTO")


def requerido(t: Trama, c: Columna) -> None:
    """Se está requiriendo al cierre de 2025: unos con éxito, otros aún no."""
    fecha = reciente(t, c, np.maximum(mandamiento(t, c, 3, 30) + 3, NOVIEMBRE))
    fallida = algunos(t.azar, len(c), 250)
    motivo = np.array(["CITATORIO_DEJADO", "OPOSICION", "NO_LOCALIZADO"])[entre(t.azar, 0, 2, len(c))]
    for resultado in ("CITATORIO_DEJADO", "OPOSICION", "NO_LOCALIZADO"):
        cual = fallida & (motivo == resultado)
        sin_exito(t, c[cual], "REQUERIMIENTO", fecha[cual], resultado)
    cobro(t, c[~fallida], "REQUERIMIENTO", fecha[~fallida])
    abona = ~fallida & algunos(t.azar, len(c), 450)
    despues = t.habil(c[abona], entre(t.azar, fecha[abona] + 1, np.full(int(abona.sum()), CORTE - 1)))
    abonar(t, c[abona], despues, "POR_REQUERIMIENTO", (30, 700))


def embargado(t: Trama, c: Columna) -> None:
    """Bienes embargados y valuados; unos abonan, otros van a remate y a otros se les amplía el embargo."""
    _, ultimo = embargo_de_bienes(t, c, mandamiento(t, c))
    abona = algunos(t.azar, len(c), 550)
    cuando = en_este_anio(t, c, ultimo, 550)
    abonar(t, c[abona], cuando[abona], "POR_EMBARGO", (30, 500))
    sigue = entre(t.azar, 0, 99, len(c))
    remata = (sigue < 25) & (ultimo < NOVIEMBRE - 60)
    de_nuevo = avaluo(t, c[remata], t.habil(c[remata], NOVIEMBRE - entre(t.azar, 5, 40, int(remata.sum()))))
    convocatoria(t, c[remata], t.tras(c[remata], de_nuevo, 45, 60))
    amplia = (sigue >= 25) & (sigue < 65) & ~abona
    ampliacion(t, c[amplia], ultimo[amplia])


def ampliacion(t: Trama, c: Columna, despues_de: Columna) -> None:
    """Ampliación del embargo sobre depósitos, al cierre de 2025 (CFF, art. 154)."""
    cobro(t, c, "EMBARGO", reciente(t, c, despues_de), forma="DEPOSITOS")


def rematado(t: Trama, c: Columna) -> None:
    """Del embargo al remate; lo obtenido alcanza casi siempre."""
    _, valuado = embargo_de_bienes(t, c, mandamiento(t, c))
    convocado = convocatoria(t, c, t.tras(c, valuado, 20, 160))
    remate = t.mas_habiles(c, convocado, entre(t.azar, 11, 19, len(c)))
    t.anotar(c, "REMATE", remate, puesto=EJECUTOR, gasto=GASTO_LEGAL)
    alcanza = algunos(t.azar, len(c), 800) | (remate < _COBRABLE_EN_2025)
    pago = t.tras(c, remate, 3, 20)
    liquidar(t, c[alcanza], pago[alcanza], "POR_REMATE")
    abonar(t, c[~alcanza], pago[~alcanza], "POR_REMATE", (400, 900))


def inmovilizado(t: Trama, c: Columna) -> None:
    """Se inmovilizan cuentas, se libera lo que sobre y se transfiere lo debido o lo que había."""
    fecha = t.tras(c, requerimiento(t, c), 10, 90)
    transfiere = t.tras(c, fecha, 10, 45)
    sobra = algunos(t.azar, len(c), 200)
    todo = sobra | algunos(t.azar, len(c), 500) | (transfiere < _COBRABLE_EN_2025)
    hallado = np.where(todo, LIQUIDA, entre(t.azar, 300, 900, len(c)))
    hallado = np.where(sobra, entre(t.azar, 1_100, 1_800, len(c)), hallado)
    # a algunos se les hace saber después (CFF, art. 156-Bis); desde ese día interrumpe la prescripción
    supo = np.where(algunos(t.azar, len(c), 300), t.mas_habiles(c, fecha, entre(t.azar, 1, 5, len(c))), SIN_DIA)
    t.anotar(
        c, "INMOVILIZACION", fecha, puesto=EJECUTOR, forma="DEPOSITOS", milesimas=hallado, gasto=GASTO_LEGAL,
        notificado=supo,
    )  # fmt: skip
    libera = t.mas_habiles(c, fecha, entre(t.azar, 1, 3, len(c)))
    t.anotar(c[sobra], "LIBERACION", libera[sobra], milesimas=hallado[sobra] - LIQUIDA)
    t.anotar(c, "TRANSFERENCIA", transfiere, milesimas=np.minimum(hallado, LIQUIDA))
    pago = t.tras(c, transfiere, 1, 6)
    liquidar(t, c[todo], pago[todo], "POR_TRANSFERENCIA")
    abonar(t, c[~todo], pago[~todo], "POR_TRANSFERENCIA", (250, 600))
    resto = ~todo & algunos(t.azar, len(c), 500)
    abonar(t, c[resto], en_este_anio(t, c, pago, 600)[resto], "POR_EMBARGO", (50, 500))


def cancelado(t: Trama, c: Columna) -> Columna:
    """No se halla al deudor o no tiene bienes, y se cancela por incosteable o insolvente."""
    fecha = t.tras(c, mandamiento(t, c), 4, 60)
    insolvente = algunos(t.azar, len(c), 400)
    sin_exito(t, c[insolvente], "EMBARGO", fecha[insolvente], "SIN_BIENES")
    sin_exito(t, c[~insolvente], "REQUERIMIENTO", fecha[~insolvente], "NO_LOCALIZADO")
    consta = t.tras(c, fecha, 15, 90)
    for tipo, cual in (("INSOLVENCIA", insolvente), ("NO_LOCALIZADO", ~insolvente)):
        t.anotar(c[cual], tipo, consta[cual], puesto=EJECUTOR)
    baja = t.tras(c, consta, 60, 500)
    t.anotar(c, "CANCELACION", baja, resultado="INCOSTEABILIDAD")
    return baja


def reactivado(t: Trama, c: Columna) -> None:
    """Cancelado, aparece con qué pagar: se reactiva y se vuelve a requerir."""
    vuelve = t.tras(c, cancelado(t, c), 150, 800)
    t.anotar(c, "REACTIVACION", vuelve)
    fecha = cobro(t, c, "REQUERIMIENTO", t.tras(c, vuelve, 10, 60))
    paga = algunos(t.azar, len(c), 700) | (fecha < _COBRABLE_EN_2025)
    liquidar(t, c[paga], t.tras(c, fecha, 1, 60)[paga], "POR_REQUERIMIENTO")
    ampliacion(t, c[~paga], fecha[~paga])


def no_localizado(t: Trama, c: Columna) -> None:
    """Se busca y no está; de algunos consta que desocuparon el domicilio."""
    fecha = t.tras(c, mandamiento(t, c), 4, 60)
    sin_exito(t, c, "REQUERIMIENTO", fecha, "NO_LOCALIZADO")
    t.anotar(c, "NO_LOCALIZADO", t.tras(c, fecha, 15, 90), puesto=EJECUTOR)
    desocupa = algunos(t.azar, len(c), 250)
    cuando = t.tras(c, fecha, 91, 150)
    vuelve = np.where(algunos(t.azar, len(c), 500), cuando + entre(t.azar, 60, 400, len(c)), SIN_DIA)
    t.anotar(c[desocupa], "DESOCUPACION", cuando[desocupa], hasta=vuelve[desocupa])
    otra_vez = ~desocupa & algunos(t.azar, len(c), 400)
    t.anotar(c[otra_vez], "NO_LOCALIZADO", reciente(t, c, cuando)[otra_vez], puesto=EJECUTOR)


def insolvente(t: Trama, c: Columna) -> None:
    """Se requiere y no hay bienes."""
    fecha = t.tras(c, requerimiento(t, c), 10, 60)
    sin_exito(t, c, "EMBARGO", fecha, "SIN_BIENES")
    t.anotar(c, "INSOLVENCIA", t.tras(c, fecha, 15, 60), puesto=EJECUTOR)
    otra_vez = algunos(t.azar, len(c), 500)
    t.anotar(c[otra_vez], "INSOLVENCIA", reciente(t, c, fecha + 90)[otra_vez], puesto=EJECUTOR)
