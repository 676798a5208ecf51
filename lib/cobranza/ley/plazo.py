"""Los plazos del procedimiento por su clave (`plazos.yaml`): cuántos días o meses, desde cuándo y quién los fija.

Un plazo se cuenta desde el día siguiente al hecho. Rige el que estaba vigente el día del hecho.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

import numpy as np
from numpy.typing import NDArray

from cobranza.base.errores import ErrorDeLey
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley.calendario import partes, primer_dia
from cobranza.ley.norma import Norma

Columna = NDArray[np.int64]
HABILES, NATURALES, MESES, A_FIN_DE_MES = "días hábiles", "días naturales", "meses", "meses a fin de mes"
UNIDADES = (HABILES, NATURALES, MESES, A_FIN_DE_MES)


@dataclass(frozen=True, slots=True)
class Plazo:
    """Un plazo en una de sus vigencias (`desde` y `hasta`, ambos días incluidos)."""

    clave: str
    cantidad: int
    unidad: str
    desde: int
    hasta: int
    fundamento: str
    fuente: str
    calidad: str

    @property
    def es_meta(self) -> bool:
        """¿Lo fija la oficina y no la ley? Entonces se imprime rotulado."""
        return self.calidad == "meta" or "Meta interna" in self.fundamento

    @property
    def impreso(self) -> str:
        """Como se lee: «15 días hábiles», «1 día hábil»."""
        una = self.unidad.replace("días hábiles", "día hábil").replace("días naturales", "día natural")
        return f"{self.cantidad} {una.replace('meses', 'mes') if self.cantidad == 1 else self.unidad}"


def plazo(de: Norma, clave: str, al: date) -> Plazo:
    """El plazo que rige lo que ocurre ese día. Errores: `ErrorDeLey` si no está o no rige entonces.

    >>> from cobranza.ley.norma import norma
    >>> plazo(norma("federal"), "REM-07", date(2026, 1, 5)).impreso
    '20 días hábiles'
    """
    suyos = vigencias(de, clave)
    rigen = [p for p in suyos if p.desde <= dia(al) <= p.hasta]
    if not rigen:
        raise _sin_plazo(de, clave, al, suyos)
    return rigen[-1]


def vigencias(de: Norma, clave: str) -> list[Plazo]:
    """Las vigencias de un plazo, en orden. Errores: `ErrorDeLey` si la tabla no se entiende."""
    serie = de.serie("plazos")
    suyos = []
    for r in serie.renglones:
        if r.get("clave") == clave:
            if r["unidad"] not in UNIDADES or not r["valor"].isdigit():
                raise ErrorDeLey(
                    f"{serie.archivo}: «{clave}» dice «{r['valor']} {r['unidad']}»; se esperaba un entero y una de "
                    f"estas unidades: {', '.join(UNIDADES)}."
                )
            desde, hasta = (dia(date.fromisoformat(d)) for d in (r["desde"], r["hasta"] or "9999-12-31"))
            por_que = r["fundamento"], r["fuente"], r["calidad"]
            suyos.append(Plazo(clave, int(r["valor"]), r["unidad"], desde, hasta, *por_que))
    return sorted(suyos, key=lambda p: p.desde)


def cantidades(de: Norma, clave: str, al: Columna) -> Columna:
    """Cuántos días o meses da el plazo a lo que ocurrió cada día. Errores: `ErrorDeLey` si algún día no rige."""
    resultado = np.full(al.size, -1, dtype=np.int64)
    for p in vigencias(de, clave):
        resultado[(p.desde <= al) & (al <= p.hasta)] = p.cantidad
    if (resultado < 0).any():
        raise _sin_plazo(de, clave, fecha_de(int(al[resultado < 0][0])), vigencias(de, clave))
    return resultado


def ultimo_dia(de: Norma, clave: str, desde: Columna, sin: int | None = None) -> Columna:
    """Último día del plazo que empieza con lo ocurrido cada día.

    Formas: una columna de días, y sale otra. `sin`: lo que sale donde el plazo aún no regía; si no se da, eso es
    `ErrorDeLey`. Los plazos en meses o en días naturales terminan en hábil (CFF, art. 12, párrafos cuarto y quinto);
    las metas de la oficina, no.
    """
    resultado = np.full(desde.size, 0 if sin is None else sin, dtype=np.int64)
    falta = np.ones(desde.size, dtype=bool)
    for p in vigencias(de, clave):
        cual = np.flatnonzero((p.desde <= desde) & (desde <= p.hasta))
        resultado[cual] = _contado(de, p, desde[cual])
        falta[cual] = False
    if sin is None and falta.any():
        raise _sin_plazo(de, clave, fecha_de(int(desde[falta][0])), vigencias(de, clave))
    return resultado


def _contado(de: Norma, p: Plazo, desde: Columna) -> Columna:
    if p.unidad == HABILES:
        return cast(Columna, de.calendario.mas_habiles(desde, p.cantidad))
    if p.unidad == MESES:
        return cast(Columna, de.calendario.habil_de_aniversario(de.calendario.mas_meses(desde, p.cantidad)))
    if p.unidad == A_FIN_DE_MES:
        return primer_dia(partes(desde)[0] + p.cantidad + 1) - 1
    if p.es_meta:
        return desde + p.cantidad
    return cast(Columna, de.calendario.habil_de_aniversario(desde + p.cantidad))


def _sin_plazo(de: Norma, clave: str, al: date, hay: list[Plazo]) -> ErrorDeLey:
    archivo = de.serie("plazos").archivo
    que = f"rige desde el {fecha_de(hay[0].desde)}" if hay else "no está en la tabla"
    return ErrorDeLey(
        f"El plazo «{clave}» no rige el {al}: {que}. Agrégalo con su fuente en {archivo}.",
        parametro=clave,
        fecha=al,
        archivo=archivo,
    )
