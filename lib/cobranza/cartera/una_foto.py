"""Comprobar una foto sola, sin su base: sus segmentos, sus cadenas, lo que siempre se cumple, su ancla y cuadres."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from cobranza.almacen import ancla, testigo
from cobranza.almacen.ancla import Renglon
from cobranza.almacen.foto import Foto, foto_de, ruta_de
from cobranza.almacen.toma import DE_UNA_FOTO
from cobranza.base import firma
from cobranza.base.ajustes import Ajustes
from cobranza.base.errores import ErrorDeCobranza, ErrorDeDatos, ErrorDeUso
from cobranza.cartera.cuadres import cadenas_de_la_foto, cuadres, revisar_norma, segmentos_con_su_huella
from cobranza.ley.norma import Normas
from cobranza.libros import tablas
from cobranza.libros.comprobacion import INVARIANTES, Revision, revision

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_A_LA_VISTA = 3


def revisar_foto(
    actual: Ajustes, hoy: date, normas: Normas, dicha: str = "", publica: str = ""
) -> Iterator[Revision]:
    """Lo que se puede comprobar de la foto de `COBRANZA_BD` sin la base de que salió, y la norma.

    `dicha`: contra qué ancla (un testigo o la impresa en un informe). Sin ninguna, una foto rehecha entera, con otras
    cadenas y otras puntas, se ve bien: se dice. Códigos: 3 los datos, 4 la norma.
    """
    try:
        foto = foto_de(ruta_de(actual.bd.removeprefix(DE_UNA_FOTO)))
    except ErrorDeCobranza as error:
        yield Revision("foto", error.mensaje, error.codigo)
    else:
        yield segmentos_con_su_huella(foto)
        yield (cadenas := cadenas_de_la_foto(foto))
        if not cadenas.falla:
            yield from _lo_que_siempre_se_cumple(foto)
            yield from cuadres(foto, hoy, normas)
            yield from _ancla(foto, dicha or os.environ.get(testigo.VARIABLE, ""), publica)
    yield from revisar_norma(hoy, normas)


def _lo_que_siempre_se_cumple(foto: Foto) -> Iterator[Revision]:
    with foto.conexion() as conexion:
        for que, consulta, dice in INVARIANTES:
            malos = conexion.execute(f"SELECT * FROM ({consulta}) LIMIT {_A_LA_VISTA}").fetchall()
            yield revision(que, "; ".join(dice.format(*fila) for fila in malos))


def _ancla(foto: Foto, dicha: str, publica: str) -> Iterator[Revision]:
    """La foto contra el ancla: da su raíz o, de un testigo, trae los renglones que eran punta hasta donde llega."""
    suya = ancla.de_la_foto(foto)
    if not dicha:
        yield Revision(
            f"foto sin cotejar con un ancla: la suya es {ancla.texto(suya['base'], suya['raiz'])}; cotéjala en su "
            "base (--ancla)"
        )
        return
    try:
        if impresa := ancla.impresa(dicha):
            bien = impresa == (ancla.corta(suya["base"]), suya["raiz"])
            de_otra = "la foto da otra raíz: es de otro día, de otra base, o se rehízo. Compruébala con su base."
            yield revision("la foto da el ancla impresa", "" if bien else de_otra)
            return
        renglones = testigo.leer(ruta_de(dicha))
        if not renglones:
            yield revision("testigo", "no está, o está vacío; se esperaba el que escribe «cobranza ancla».")
            return
        yield revision("testigo con su firma", testigo.sin_firmar(renglones, firma.publicas(publica)))
        with foto.conexion() as conexion:
            yield revision("la foto continúa lo anclado", _no_continua(conexion, suya, renglones))
    except (ErrorDeUso, ErrorDeDatos) as error:
        yield Revision("ancla", error.mensaje, error.codigo)


def _no_continua(conexion: DuckDBPyConnection, suya: dict[str, object], renglones: Sequence[Renglon]) -> str:
    """Qué de lo anclado la foto trae de otro modo; de los libros que no lleva sólo se sabe su punta."""
    llegan = suya["puntas"]
    assert isinstance(llegan, dict)
    lleva = {
        str(t) for (t,) in conexion.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    }
    for numero, renglon in enumerate(renglones, start=1):
        if renglon.base != suya["base"]:
            return f"el ancla {numero} es de la base {ancla.corta(renglon.base)} y la foto de otra; revisa cuál es."
        for libro, (identificador, huella) in sorted(renglon.puntas.items()):
            ultimo, punta = llegan.get(libro, (0, ""))
            if not 0 < identificador <= ultimo:
                continue  # la foto es de antes de esa ancla
            hay = punta if identificador == ultimo else huella
            if libro in lleva and libro in tablas.SELLOS:
                consulta = f"SELECT {tablas.SELLOS[libro]} FROM {libro} WHERE id = {int(identificador)}"
                hay = next((h for (h,) in conexion.execute(consulta).fetchall()), None)
            if hay != huella:
                return (
                    f"el renglón {identificador} de «{libro}» no es el del ancla {numero} ({renglon.cuando[:16]}): "
                    "la foto se rehízo, o los libros de que salió. Guárdala como evidencia y comprueba la base."
                )
    return ""
