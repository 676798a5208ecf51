"""Historias de créditos al azar, con semilla: pagos, gastos, bajas, recursos, convenios y recibos que caen.

Cada semilla da siempre la misma historia. Los importes van de un centavo a más del total, y muchas fechas caen
donde algo cambia: el mismo día que otro hecho, el día de una parcialidad, el siguiente, o el fin de un mes de mora.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cuenta.hechos import (
    DIFERIDO,
    HASTA_EL_PAGO,
    POR_TRAMO,
    TODO,
    Caso,
    Hecho,
    cancelacion,
    condonacion,
    convenio,
    cumplido,
    estimulo,
    fin_suspension,
    gasto,
    pago,
    reactivacion,
    resolucion,
    resolucion_sin_efectos,
    reversa,
    revocacion,
    revocado,
    solicitud,
    suspension,
)
from cuenta.oraculo import contar
from cuenta.plan_a_plazos import parcialidad
from cuenta.tiempo_y_tasas import dia, habil, mas_meses, meses, tasa_por_plazo

PRIMERO, ULTIMO = dia(date(2019, 1, 2)), dia(date(2026, 8, 31))
"""Los vencimientos y las preguntas caen entre estos días: hay INPC y tasas para todos."""
ULTIMO_VENCIMIENTO = dia(date(2025, 12, 31))
ESPECIES = ("pagos", "bajas", "recurso", "convenio", "dos convenios")
PESOS = (36, 10, 10, 34, 10)


def historias(cuantas: int, semilla: int = 0) -> Iterator[tuple[Caso, int]]:
    """(caso, día por el que se pregunta), los que se pidan."""
    for n in range(semilla, semilla + cuantas):
        yield historia(n)


def historia(semilla: int) -> tuple[Caso, int]:
    azar = random.Random(semilla)
    caso = _credito(azar)
    especie = azar.choices(ESPECIES, PESOS)[0]
    desde, hasta = caso.vencimiento - 20, ULTIMO
    if especie in ("convenio", "dos convenios"):
        caso, desde = _con_convenio(azar, _con_pagos(azar, caso, desde, _antes(azar, caso), 2))
        if especie == "dos convenios":
            desde = min(desde + azar.randint(0, 200), ULTIMO)
            if not contar(caso, desde).convenio_abierto:
                caso, desde = _con_convenio(azar, caso, desde)
        caso = _con_pagos(azar, caso, desde, hasta, 2)
    else:
        caso = _con_pagos(azar, caso, desde, hasta, 5)
        caso = {"pagos": lambda a, c: c, "bajas": _con_bajas, "recurso": _con_recurso}[especie](azar, caso)
        caso = _con_condonacion(azar, caso)
    caso = _con_suspension(azar, _con_reversas(azar, caso))
    caso = _con_estimulo(random.Random(f"estímulo {semilla}"), caso)
    hechos = list(caso.hechos)
    azar.shuffle(hechos)
    return replace(caso, hechos=tuple(hechos)), _cuando(azar, caso)


def _credito(azar: random.Random) -> Caso:
    vencimiento = azar.randint(PRIMERO, ULTIMO_VENCIMIENTO)
    ambito = azar.choice(["federal", "estatal"])
    if azar.random() < 0.15:
        vencimiento = dia(date(azar.randint(2019, 2025), azar.randint(2, 12), 1)) - azar.randint(1, 3)
    con_multa = azar.random() < 0.5
    return Caso(
        importe=_monto(azar) if azar.random() < 0.95 or not con_multa else 0,
        vencimiento=vencimiento,
        multa=_monto(azar) if con_multa else 0,
        notificacion=vencimiento + azar.randint(-60, 500) if azar.random() < 0.7 else None,
        ambito=ambito,
        causa_recargos=azar.random() < 0.9,
        lectura=POR_TRAMO if azar.random() < 0.15 else HASTA_EL_PAGO,
    )


def _monto(azar: random.Random) -> int:
    return azar.choice([azar.randint(1, 500), azar.randint(1, 10**6), azar.randint(1, 10**8), 100_000_00])


def _dia(azar: random.Random, caso: Caso, desde: int, hasta: int) -> int:
    """Al azar; a veces el de otro hecho, o el día (o el siguiente) en que se cumple un mes de mora."""
    azares = azar.random()
    if azares < 0.2:
        mismos = [h.fecha for h in caso.hechos if desde <= h.fecha <= hasta]
        if mismos:
            return azar.choice(mismos)
    if azares < 0.4:
        k = azar.randint(0, max(0, meses(caso.vencimiento, hasta, caso.ambito) - 1))
        corte = mas_meses(caso.vencimiento, k, caso.ambito) + azar.randint(0, 1)
        if desde <= corte <= hasta:
            return corte
    return azar.randint(min(desde, hasta), hasta)


def _antes(azar: random.Random, caso: Caso) -> int:
    return min(caso.vencimiento + azar.randint(1, 900), ULTIMO)


def _importe(azar: random.Random, caso: Caso, fecha: int) -> int:
    """De un centavo a más del total; uno de cada seis, el total o casi."""
    if azar.random() < 0.16:
        total = contar(caso, fecha).total
        return max(1, total + azar.choice([0, 0, -1, 1, -50, 49, 100, -100, 5_000, azar.randint(-300, 300)]))
    todo = caso.importe + caso.multa
    tamano = azar.choice([1, 100, 60_000, *[todo // 5] * 3, todo // 2, todo, 2 * todo])
    return azar.randint(1, max(1, tamano))


def _con_pagos(azar: random.Random, caso: Caso, desde: int, hasta: int, cuantos: int) -> Caso:
    """Gastos y pagos entre dos días."""
    if desde > hasta:
        return caso
    for _ in range(azar.randint(0, 2)):
        componente = azar.choice(
            [
                *["GASTO_EJECUCION"] * 3,
                "GASTO_EXTRAORDINARIO",
                "HONORARIO_NOTIFICACION",
                "INDEMNIZACION",
            ]
        )
        importe = azar.choice([56_000, azar.randint(1, 3_000), azar.randint(1, 500_000)])
        caso = _mas(caso, gasto(_dia(azar, caso, desde, hasta), importe, f"D-{len(caso.hechos)}", componente))
    for fecha in sorted(_dia(azar, caso, desde, hasta) for _ in range(azar.randint(0, cuantos))):
        caso = _mas(caso, _recibo(azar, caso, fecha, _importe(azar, caso, fecha)))
    return caso


def _recibo(azar: random.Random, caso: Caso, fecha: int, importe: int) -> Hecho:
    return pago(fecha, importe, f"R-{azar.randint(0, 99):02d}-{len(caso.hechos)}")


def _mas(caso: Caso, *hechos: Hecho) -> Caso:
    return replace(caso, hechos=(*caso.hechos, *hechos))


def _con_bajas(azar: random.Random, caso: Caso) -> Caso:
    """Cancelaciones; quien paga un crédito cancelado lo reactiva ese día, antes de su pago."""
    d = _dia(azar, caso, caso.vencimiento - 20, ULTIMO)
    for _ in range(azar.randint(1, 2)):
        pagos = [h.fecha for h in caso.hechos if h.tipo == "PAGO" and h.fecha >= d]
        vuelve = azar.randint(d, ULTIMO) if azar.random() < 0.8 else None
        if pagos and (vuelve is None or vuelve > min(pagos)):
            vuelve = min(pagos)
        caso = _mas(caso, cancelacion(d))
        if vuelve is None:
            break
        caso = _mas(caso, reactivacion(vuelve))
        d = azar.randint(vuelve, ULTIMO) + 1
        if d > ULTIMO:
            break
    return caso


def _con_recurso(azar: random.Random, caso: Caso) -> Caso:
    """Revocación pendiente (los gastos no son exigibles) y su resolución, que a veces deja sin efectos el crédito."""
    d = _dia(azar, caso, caso.vencimiento - 20, ULTIMO)
    caso = _mas(caso, revocacion(d))
    if azar.random() < 0.7 and d < ULTIMO:
        fin = azar.randint(d + 1, ULTIMO)
        if azar.random() < 0.5:
            return _mas(caso, resolucion(fin))
        queda = [h for h in caso.hechos if not (h.tipo == "GASTO" and h.fecha > fin)]
        return replace(caso, hechos=(*queda, resolucion_sin_efectos(fin)))
    return caso


def _con_condonacion(azar: random.Random, caso: Caso) -> Caso:
    if not caso.multa or azar.random() < 0.6:
        return caso
    d = _dia(azar, caso, caso.vencimiento, ULTIMO)
    bajas = sorted((h.fecha, h.tipo) for h in caso.hechos if h.tipo in ("CANCELACION", "REACTIVACION"))
    if bajas and d >= bajas[0][0]:
        return caso
    return _mas(caso, condonacion(d, TODO if azar.random() < 0.4 else azar.randint(1, 2 * caso.multa)))


def _con_estimulo(azar: random.Random, caso: Caso) -> Caso:
    """Uno de cada seis; a veces ese día se paga lo que el estímulo deja, y a veces de más, de menos o nada.

    Con pago a plazos, después de autorizado: nadie conviene en pagar lo que ya pagó.
    """
    if not caso.causa_recargos and azar.random() < 0.5:
        caso = replace(caso, es_multa=True)
    if azar.random() < 0.84:
        return caso
    d = _dia(azar, caso, max([caso.vencimiento, *(h.fecha for h in caso.hechos if h.tipo == "CONVENIO")]), ULTIMO)
    if any(h.tipo in ("CANCELACION", "SIN_EFECTOS") and h.fecha <= d for h in caso.hechos):
        return caso
    caso = _mas(caso, estimulo(d))
    queda = contar(caso, d).total
    if azar.random() < 0.6 and queda > 0:
        caso = _mas(caso, _recibo(azar, caso, d, max(1, queda + azar.choice([0, 0, 0, 49, -51, 100, -(queda // 2)]))))
    return caso


def _con_reversas(azar: random.Random, caso: Caso) -> Caso:
    """Uno de cada seis recibos cae; a veces su cheque deja indemnización."""
    for h in caso.hechos:
        if h.tipo != "PAGO" or azar.random() > 0.16:
            continue
        cae = min(h.fecha + azar.choice([0, 1, azar.randint(0, 60), azar.randint(0, 700)]), ULTIMO)
        caso = _mas(caso, reversa(h.clave, cae))
        con_baja = any(x.tipo in ("CANCELACION", "SIN_EFECTOS") for x in caso.hechos)
        if azar.random() < 0.3 and not con_baja:
            caso = _mas(caso, gasto(cae, -(-h.importe // 5), f"I-{h.clave}", "INDEMNIZACION"))
    return caso


def _con_suspension(azar: random.Random, caso: Caso) -> Caso:
    if azar.random() < 0.9:
        return caso
    d = _dia(azar, caso, caso.vencimiento, ULTIMO)
    caso = _mas(caso, suspension(d, d + azar.randint(0, 400) if azar.random() < 0.5 else None))
    return _mas(caso, fin_suspension(azar.randint(d, ULTIMO))) if azar.random() < 0.5 else caso


# ── convenios ───────────────────────────────────────────────────────────────────────────────────────────────────


def _con_convenio(azar: random.Random, caso: Caso, desde: int | None = None) -> tuple[Caso, int]:
    """Un convenio y cómo se portó el deudor; sale también el día en que se deja de contar su historia."""
    inicio = caso.vencimiento + 1 if desde is None else desde
    pide = azar.randint(inicio, min(inicio + 900, ULTIMO)) if inicio < ULTIMO else ULTIMO
    autoriza = min(pide + azar.choice([0, 0, 0, azar.randint(1, 20), azar.randint(1, 130)]), ULTIMO)
    if autoriza > pide or azar.random() < 0.5:
        caso = _mas(caso, solicitud(pide))
    if azar.random() < 0.04:
        return caso, pide
    diferido = azar.random() < 0.15
    cuantas = azar.randint(1, 12) if diferido or azar.random() < 0.6 else azar.randint(1, 36)
    hasta = mas_meses(autoriza, cuantas, caso.ambito) + azar.randint(-8, 0) if azar.random() < 0.6 else None
    dichas = cuantas if hasta is None or azar.random() < 0.5 else None
    if hasta is not None and hasta <= autoriza:
        hasta, dichas = None, cuantas
    total = max(0, contar(caso, pide).total)
    if not total:  # no se conviene lo que no se debe
        return caso, pide
    inicial = min(total, azar.choice([total // 5, total // 5, 0, azar.randint(0, total)]))
    if inicial:
        caso = _mas(caso, _recibo(azar, caso, pide, inicial))
    acto = convenio(autoriza, hasta, dichas, DIFERIDO if diferido else "PARCIALIDADES")
    caso = _mas(caso, acto)
    n = dichas or meses(autoriza, hasta or autoriza, caso.ambito)
    cuota = parcialidad(total - inicial, tasa_por_plazo(n, pide), n)
    caso, hasta_aqui = _parcialidades(azar, caso, pide, 1 if diferido else n, cuota * (n if diferido else 1))
    if azar.random() < 0.1 and hasta_aqui < ULTIMO and contar(caso, hasta_aqui).convenio_abierto:
        d = azar.randint(autoriza + 1, max(autoriza, hasta_aqui) + 1)
        caso = _mas(caso, convenio(d, parcialidades=azar.randint(max(1, n // 2), 36)))
        autoriza = d
    if azar.random() < 0.35:
        d = azar.randint(autoriza + 1, min(max(hasta_aqui, autoriza + 1) + 90, ULTIMO + 1))
        if d <= ULTIMO:
            return _mas(caso, azar.choice([revocado, revocado, cumplido])(d)), d + 1
    return caso, hasta_aqui


def _parcialidades(azar: random.Random, caso: Caso, pide: int, n: int, cuota: int) -> tuple[Caso, int]:
    """Pagos de un deudor puntual, impuntual, que abandona, que se adelanta o que liquida antes."""
    conducta = azar.choice(["puntual", "puntual", "impuntual", "impuntual", "abandona", "se adelanta", "liquida"])
    hasta = n if conducta == "puntual" else azar.randint(0, n)
    fecha = pide
    for k in range(1, hasta + 1):
        limite = habil(mas_meses(pide, k, caso.ambito), caso.ambito)
        tarde = {"impuntual": azar.choice([0, 0, 1, 3, 15, 35]), "se adelanta": -azar.randint(0, 60)}.get(conducta, 0)
        fecha = max(fecha, pide, limite + tarde)
        if fecha > ULTIMO:
            return caso, ULTIMO
        importe = azar.choice([cuota] * 6 + [cuota - 1, cuota + 1, cuota // 2, 2 * cuota, cuota + cuota // 40])
        if importe > 0:
            caso = _mas(caso, _recibo(azar, caso, fecha, importe))
    if conducta == "liquida" or (conducta == "puntual" and azar.random() < 0.5):
        fecha = min(fecha + azar.randint(0, 40), ULTIMO)
        total = contar(caso, fecha).total
        if total > 0:
            caso = _mas(caso, _recibo(azar, caso, fecha, total + azar.choice([0, 0, 49, 100, 7, -1])))
    if azar.random() < 0.25:
        d = azar.randint(pide, min(pide + 400, ULTIMO))
        caso = _mas(caso, gasto(d, 56_000, f"D-{len(caso.hechos)}"))
    return caso, min(fecha + azar.randint(1, 30), ULTIMO)


def _cuando(azar: random.Random, caso: Caso) -> int:
    """Después del último hecho, entre ellos, en uno, o el día en que vence una parcialidad o el siguiente."""
    fechas = [h.fecha for h in caso.hechos] or [caso.vencimiento]
    pedidas = [h.fecha for h in caso.hechos if h.tipo in ("CONVENIO", "SOLICITUD_PLAZOS")]
    azares = azar.random() if pedidas else azar.uniform(0.6, 1)
    if azares < 0.35:
        corte = habil(mas_meses(azar.choice(pedidas), azar.randint(1, 12), caso.ambito), caso.ambito)
        return min(corte + azar.choice([0, 0, 1, 2]), ULTIMO)
    if azares < 0.6:
        return min(azar.choice(pedidas) + azar.randint(0, 400), ULTIMO)
    if azares < 0.8:
        return azar.randint(min(max(fechas), ULTIMO), ULTIMO)
    if azares < 0.9:
        return min(azar.choice(fechas), ULTIMO)
    return azar.randint(min(min(fechas), ULTIMO), ULTIMO)
