"""Lo que le pasa solo a un convenio: se cumple, caduca o, si un recibo suyo deja de valer, se reabre."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd

from cobranza.base.fechas import SIN_DIA, fecha_de
from cobranza.base.impedimento import Impedimento
from cobranza.cartera.convenido import CADUCO, CUMPLIDO, REVOCADO
from cobranza.cartera.en_curso import EnCurso, en_curso
from cobranza.cartera.reapertura import caidos, primer_dia
from cobranza.cuenta.convenios import DIFERIDO
from cobranza.ingesta.anotacion import tablas_de
from cobranza.libros.lecturas import se_corrigio
from cobranza.procesos.convenio.creditos_del_convenio import creditos_de, va_de
from cobranza.procesos.convenio.requisitos import garantia_ofrecida
from cobranza.tramites.tramitar import Caso, Ocurrido, Vencimiento

EN_MARCHA = ("AUTORIZADO", "FIRMADO", "VIGENTE", "MODIFICADO")
_TRES, _ULTIMA, _VENCIDO, _SIN_GARANTIA = "tres_parcialidades", "ultima_parcialidad", "diferido_vencido", "garantia"
_CUMPLIDO = "CONVENIO_CUMPLIDO"


def sigue_en_pie(caso: Caso) -> Iterable[Impedimento]:
    """Que el plazo no haya caducado."""
    for c in _en_pie(caso, caso.al):
        if c.convenio and c.convenio.estado in (CADUCO, REVOCADO):
            que = f"{c.credito['folio']}: {c.convenio.en_palabras()}."
            que_hacer = "Ponlo al día: cobranza tramite al-dia."
            yield caso.estado.impide("CONV11", "El plazo ya caducó", que, que_hacer, "CFF, art. 66-A, fr. IV")


def reapertura_cierta(caso: Caso) -> Iterable[Impedimento]:
    """De lo que se dio por cumplido sólo se vuelve si en los libros ya no lo está."""
    if _era_cumplido(caso) and _ya_no_se_cumplio(caso) is None:
        que = f"En los libros todo lo convenido está cubierto al {caso.al}."
        yield caso.estado.impide("CONV14", "El convenio se cumplió", que, "Revisa los recibos.")


def causa_cierta(caso: Caso) -> Iterable[Impedimento]:
    """Que los libros digan lo mismo que la causa: un pago que llegó tarde puede haberla quitado."""
    causa = caso.datos["causa"]
    if causa in (_TRES, _ULTIMA, _VENCIDO) and caduco(caso, caso.al) is None:
        que = f"Se dice «{causa}» y en los libros el plazo sigue en pie al {caso.al}."
        yield caso.estado.impide("CONV13", "La causa no consta", que, "Revisa los pagos; cobranza tramite al-dia.")
    if causa == _SIN_GARANTIA and not [*garantia_ofrecida(caso)]:
        que = "La garantía consta, alcanza y está vigente, o se dispensó."
        yield caso.estado.impide("CONV13", "La causa no consta", que, "Revisa la garantía.")


def caduco(caso: Caso, al: date) -> tuple[date, str] | None:
    """(desde qué día, por qué) cayó solo el plazo de alguno de sus créditos; None si sigue."""
    hallados = []
    for c in _en_pie(caso, al):
        v = c.convenio
        if v is not None and v.estado == CADUCO and v.terminado_el is not None:
            ultima = v.parcialidades[-1]
            de_la_ultima = ultima.vence < v.terminado_el and not ultima.vence < v.terminado_el - 1
            causa = _VENCIDO if v.modalidad == DIFERIDO else _ULTIMA if de_la_ultima else _TRES
            hallados.append((v.terminado_el, causa))
    if not hallados:
        return None
    cuando, causa = min(hallados)
    return fecha_de(cuando), causa


def se_incumplio(caso: Caso) -> Ocurrido | None:
    """Si el plazo cayó solo: desde qué día, por qué causa y con qué hechos.

    Si lo hizo caer un recibo que dejó de valer, desde el día en que dejó: antes, en los libros estaba en pie.
    """
    assert caso.tramite is not None
    if (_era_cumplido(caso) and not _se_corrigio(caso)) or (cayo := caduco(caso, caso.al)) is None:
        return None
    cuando, causa = cayo
    desde = max(cuando, caso.tramite.pasos[-1].fecha)
    cuando = primer_dia(_movimientos(caso), desde, caso.al, lambda al: caduco(caso, al) is not None)
    vencidas = [p for c in _en_pie(caso, caso.al) if c.convenio for p in c.convenio.incumplidas()]
    cuales = ", ".join(f"la {p.numero} ({fecha_de(p.vence)})" for p in vencidas)
    caidos_de_el = f" Ya no vale: {', '.join(_caidos(caso))}." if _era_cumplido(caso) else ""
    return Ocurrido(cuando, {"causa": causa, "hechos": f"No se cubrieron en tiempo y monto: {cuales}.{caidos_de_el}"})


def sigue(caso: Caso) -> Ocurrido | None:
    """Si vuelve a estar en pie: un pago que llegó tarde quitó la causa, o cayó un recibo de lo ya cumplido."""
    if _era_cumplido(caso):
        cuando = _ya_no_se_cumplio(caso)
        return Ocurrido(cuando) if cuando is not None and caduco(caso, caso.al) is None else None
    vuelve = caso.tramite is not None and caso.tramite.estado == "INCUMPLIDO"
    if not vuelve or caso.datos["causa"] not in (_TRES, _ULTIMA, _VENCIDO):
        return None
    return Ocurrido(caso.al) if caduco(caso, caso.al) is None else None


def _era_cumplido(caso: Caso) -> bool:
    return caso.tramite is not None and caso.tramite.estado == "CUMPLIDO"


def _ya_no_se_cumplio(caso: Caso) -> date | None:
    """Desde qué día, si hoy no lo está, dejó de estar cumplido lo que se dio por cumplido."""
    assert caso.tramite is not None
    if not _se_corrigio(caso) or not _falta_algo(caso, caso.al):
        return None
    return primer_dia(_movimientos(caso), caso.tramite.pasos[-1].fecha, caso.al, lambda al: _falta_algo(caso, al))


def _se_corrigio(caso: Caso) -> bool:
    """¿Se corrigió algo en los libros desde que se dio por cumplido? Si no, no hay cuenta que hacer otra vez."""
    assert caso.tramite is not None
    return se_corrigio(caso.conexion, caso.asunto, caso.tramite.pasos[-1].fecha)


def _movimientos(caso: Caso) -> list[pd.DataFrame]:
    return [tablas_de(caso.conexion, f)["movimiento"] for f in caso.asunto]


def _falta_algo(caso: Caso, al: date) -> bool:
    """¿Hay alguna parcialidad sin cubrir, o caducó? Un gasto posterior no es del convenio y no cuenta."""
    van = [c.convenio for c in _en_pie(caso, al) if c.convenio]
    sin_cubrir = any(p.pagada_el == SIN_DIA and p.importe > 0 for v in van for p in v.parcialidades)
    return sin_cubrir or any(v.estado == CADUCO for v in van)


def _caidos(caso: Caso) -> list[str]:
    return [recibo for f in caso.asunto for recibo in caidos(caso.conexion, f)]


def _en_pie(caso: Caso, al: date) -> list[EnCurso]:
    """Sus créditos ese día; si se dio por cumplido, como estarían sin el acto que lo dijo."""
    if not _era_cumplido(caso):
        return creditos_de(caso, al)
    creditos = []
    for folio in caso.asunto:
        tablas = tablas_de(caso.conexion, folio)
        vivos = tablas["acto"][~(tablas["acto"]["documento"].eq(caso.numero) & tablas["acto"]["tipo"].eq(_CUMPLIDO))]
        creditos.append(en_curso({**tablas, "acto": vivos}, caso.normas, folio, al))
    return creditos


def se_cumplio(caso: Caso) -> Ocurrido | None:
    """Si se pagó todo: el día de la última."""
    creditos = creditos_de(caso, caso.al)
    if not all(c.convenio and c.convenio.estado == CUMPLIDO for c in creditos):
        return None
    pagadas = [p.pagada_el for p in va_de(creditos) if p.pagada_el != SIN_DIA]
    return Ocurrido(fecha_de(max(pagadas)) if pagadas else caso.al)


def vencimientos(caso: Caso) -> Iterable[Vencimiento]:
    """La parcialidad que sigue, mientras el convenio está en marcha."""
    if caso.tramite and caso.tramite.estado in EN_MARCHA:
        sigue = [p for p in va_de(creditos_de(caso, caso.al)) if p.pagada_el == SIN_DIA and p.importe > 0]
        for p in sigue[:1]:
            yield Vencimiento(f"PARCIALIDAD-{p.numero}", fecha_de(p.vence), "CFF, art. 66-A, frs. I y II")


def avisos(caso: Caso) -> Iterable[str]:
    """La penúltima incumplida que la ley tolera, y la que vence en cinco días."""
    if not caso.tramite or caso.tramite.estado not in EN_MARCHA:
        return
    for c in creditos_de(caso, caso.al):
        if c.convenio and c.convenio.aviso:
            yield f"{c.credito['folio']}: {c.convenio.aviso}"
    for v in vencimientos(caso):
        faltan = (v.vence - caso.al).days
        if 0 <= faltan <= v.avisa:
            yield f"{v.clave} vence el {v.vence}, en {faltan} días"
