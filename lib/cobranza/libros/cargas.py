"""El lote de una carga, que se abre al empezar y se sella al terminar: con su eslabón puesto ya no cambia."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, insert, select, text, update

from cobranza.almacen.cadena import INICIO, eslabon
from cobranza.almacen.identidad import CUSTODIA
from cobranza.base.errores import ErrorDeDatos
from cobranza.libros import libro, tablas

DE_CARGAS = tuple(nombre for nombre in tablas.LIBROS if "lote" in tablas.metadata.tables[nombre].columns)
"""Los libros cuyos renglones son, cada uno, de una carga."""
_CIERRE = "cierre"
_ANOTADO_AL_MIGRAR = ("version",)
"""Lo que ya había cuando empezó la custodia se anotó junto, por su clave y no por su carga."""


def abrir(conexion: Connection, **datos: Any) -> int:
    """Abre un lote, con el número que sigue; quien llega segundo espera a que el primero termine."""
    libro.tomar_turno(conexion)
    numero = (conexion.execute(text("SELECT MAX(id) FROM lote")).scalar() or 0) + 1
    conexion.execute(insert(tablas.lote).values(id=numero, **datos))
    return int(numero)


def sellar(conexion: Connection, lote: int) -> None:
    """Cierra el lote: anota en la custodia hasta qué renglón llega cada libro y le pone su eslabón.

    Desde aquí la base no deja cambiarlo ni borrarlo, y un renglón que se le agregue después se nota.
    """
    puntas = libro.puntas(conexion)
    cierre = {"lote": lote, "hasta": {nombre: puntas[nombre][0] for nombre in DE_CARGAS}}
    libro.anexar(conexion, CUSTODIA, [(json.dumps({_CIERRE: cierre}, sort_keys=True),)])
    encadenar(conexion, lote)


def encadenar(conexion: Connection, lote: int) -> None:
    """Pone al lote su eslabón, que sigue al del anterior."""
    columnas = [c.name for c in tablas.lote.columns if c.name not in ("id", "eslabon")]
    anterior = select(tablas.lote.c.eslabon).where(tablas.lote.c.id < lote).order_by(tablas.lote.c.id.desc()).limit(1)
    previo = conexion.execute(anterior).scalar() or INICIO
    valores = conexion.execute(text(f"SELECT {', '.join(columnas)} FROM lote WHERE id = :id"), {"id": lote}).one()
    suyo = eslabon("lote", lote, previo, list(valores))
    conexion.execute(update(tablas.lote).where(tablas.lote.c.id == lote).values(eslabon=suyo))


def metidos(conexion: Connection) -> Iterator[str]:
    """Lo que no dejó ninguna carga: renglones agregados, quitados o pasados a otra después de cerrarla.

    Cada carga es una transacción y al cerrarse dice hasta dónde llegó cada libro; así que los suyos son los que van
    del cierre anterior al suyo, ni uno más. Antes del primer cierre (lo de versiones anteriores) sólo se puede pedir
    que las cargas vayan en orden. Errores: `ErrorDeDatos` si un cierre no se entiende.
    """
    cierres = _cierres(conexion)
    lotes = conexion.execute(select(tablas.lote.c.id).order_by(tablas.lote.c.id)).scalars().all()
    con_cierre = [lote for lote, _ in cierres]
    if cierres and (mal := sorted(set(con_cierre) ^ {lote for lote in lotes if lote >= min(con_cierre)})):
        yield f"la carga {mal[0]} y la custodia no dicen lo mismo de si se cerró"
        return
    for nombre in DE_CARGAS:
        yield from _de_otra_carga(conexion, nombre, cierres)


def custodiadas(conexion: Connection) -> tuple[tuple[int, str], dict[int, tuple[int, str]]]:
    """Dónde empieza la custodia, y carga → hasta dónde llegaba al cerrarla: (renglón, su huella)."""
    consulta = select(tablas.custodia.c.id, tablas.custodia.c.huella).order_by(tablas.custodia.c.id)
    primero, *demas = [(int(numero), str(huella)) for numero, huella in conexion.execute(consulta)] or [(0, INICIO)]
    return primero, {lote: punta for (lote, _), punta in zip(_cierres(conexion), demas, strict=True)}


def _cierres(conexion: Connection) -> list[tuple[int, dict[str, int]]]:
    """(carga, hasta qué renglón llegaba cada libro al cerrarla), en el orden en que se cerraron."""
    dichos = conexion.execute(text(f"SELECT id, contenido FROM {CUSTODIA} WHERE id > 1 ORDER BY id"))
    cierres = []
    for numero, contenido in dichos:
        try:
            cierre = json.loads(contenido)[_CIERRE]
            cierres.append((int(cierre["lote"]), {n: int(cierre["hasta"].get(n, 0)) for n in DE_CARGAS}))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise ErrorDeDatos(f"El renglón {numero} de «{CUSTODIA}» no se entiende; fue alterado.") from error
    return cierres


def _de_otra_carga(conexion: Connection, nombre: str, cierres: list[tuple[int, dict[str, int]]]) -> Iterator[str]:
    """De un libro, lo que no cae en el tramo de su carga."""
    consulta = f"SELECT lote, MIN(id), MAX(id), COUNT(*) FROM {nombre} GROUP BY lote ORDER BY lote"
    hay = {lote: (primero, ultimo, cuantos) for lote, primero, ultimo, cuantos in conexion.execute(text(consulta))}
    primera = cierres[0][0] if cierres else None
    antes = 0
    for lote, (primero, ultimo, _) in hay.items():
        if primera is not None and lote >= primera:
            break
        if primero <= antes and nombre not in _ANOTADO_AL_MIGRAR:
            yield f"el renglón {primero} de «{nombre}» dice ser de la carga {lote}, que ya estaba cerrada"
            return
        antes = max(antes, ultimo)
    for lote, hasta in cierres:
        desde, suyos = antes + 1, hasta[nombre] - antes
        primero, ultimo, cuantos = hay.pop(lote, (desde, hasta[nombre], 0))
        if (primero, ultimo, cuantos) != (desde, hasta[nombre], suyos):
            yield (
                f"la carga {lote} dejó {suyos} renglones en «{nombre}» (hasta el {hasta[nombre]}) y dicen ser de "
                f"ella {cuantos} (del {primero} al {ultimo})"
            )
            return
        antes = hasta[nombre]
    if primera is not None and (ajenas := [lote for lote in hay if lote >= primera]):
        yield f"en «{nombre}» hay renglones de la carga {ajenas[0]}, que no consta"
