"""Las corridas, también en otro lugar: una carpeta ajena o un almacén de objetos (`s3://…`, lo que `fsspec` alcance).

Ahí nada queda a medias: primero los archivos, al final el manifiesto, que es lo que dice que una corrida está
entera. Volver a llevarla no repite nada. Lo que sale con nombres no se lleva.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cobranza.base.errores import ErrorDeCobranza, ErrorDeEjecucion, ErrorDeUso
from cobranza.base.motivos import motivo_de
from cobranza.base.secretos import a_la_vista
from cobranza.ejecucion import indice, lugares, manifiesto
from cobranza.ejecucion.documento import Falla

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cobranza.ejecucion.motor import Corrida, Entorno


def llevar(hecha: Corrida, salidas: Path, destino: str) -> bool:
    """Lleva una corrida terminada a `destino`, con su misma ruta; falso si ya estaba o no debe salir.

    Errores: `ErrorDeUso` si falta con qué llegar a ese lugar; `ErrorDeEjecucion` si se perdió el camino: lo de aquí
    sigue entero, allá no parece terminada y repetir la orden lleva lo que falte.
    """
    if lugares.es_reservada(hecha.parametros):
        return False
    with _abierto(destino) as (fs, raiz):
        alla = f"{raiz}/{hecha.carpeta.relative_to(salidas).as_posix()}"
        sello, propio = f"{alla}/{manifiesto.ARCHIVO}", (hecha.carpeta / manifiesto.ARCHIVO).read_bytes()
        if fs.exists(sello):
            if fs.cat_file(sello) == propio:
                return False
            fs.rm_file(sello)  # desde aquí y hasta el final, allá no hay una corrida entera
            for de_antes in fs.ls(alla, detail=False):
                fs.rm_file(de_antes)
        for archivo in sorted(hecha.carpeta.iterdir()):
            if archivo.name != manifiesto.ARCHIVO:
                _poner(fs, f"{alla}/{archivo.name}", archivo.read_bytes())
        _poner(fs, sello, propio)
        return True


def llevada(hecha: Corrida, entorno: Entorno, destino: str) -> Corrida:
    """La misma corrida, ya llevada; si no se pudo, como falla: quien la espera allá no la tiene."""
    if hecha.falla is None:
        try:
            llevar(hecha, entorno.salidas, destino)
        except ErrorDeCobranza as error:
            return replace(hecha, falla=Falla(0, "", type(error).__name__, error.mensaje, error.codigo))
    return hecha


def llevar_indice(salidas: Path, destino: str) -> None:
    """Escribe allá el índice de las corridas de esta máquina que ya están allá. Errores: los de `llevar`."""
    with _abierto(destino) as (fs, raiz):
        estan = {"/".join(sello.split("/")[-4:-1]) for sello in fs.glob(f"{raiz}/*/*/*/{manifiesto.ARCHIVO}")}
        llevadas = [e for e in indice.entradas(salidas) if e.carpeta.relative_to(salidas).as_posix() in estan]
        _poner(fs, f"{raiz}/{indice.ARCHIVO}", indice.pagina(llevadas, salidas, llevado=True).encode())


def _poner(fs: Any, donde: str, contenido: bytes) -> None:
    """Escribe un objeto de una vez; en un disco, con nombre provisional hasta que está entero."""
    if "file" not in fs.protocol:
        fs.pipe_file(donde, contenido)
        return
    fs.makedirs(fs._parent(donde), exist_ok=True)
    fs.pipe_file(f"{donde}.parcial", contenido)
    fs.mv(f"{donde}.parcial", donde)


@contextmanager
def _abierto(destino: str) -> Iterator[tuple[Any, str]]:
    from fsspec.core import url_to_fs  # type: ignore[import-untyped]  # no publica tipos

    try:
        fs, raiz = url_to_fs(destino, skip_instance_cache=True)
    except (ImportError, ValueError):  # lo que diga puede repetir con qué se entra
        raise ErrorDeUso(
            f"No se sabe llegar a «{a_la_vista(destino)}». Se esperaba una carpeta o una dirección de fsspec, como "
            "s3://cubeta/carpeta; para s3:// instala «cobranza[cumulo]»."
        ) from None
    try:
        yield fs, str(raiz).rstrip("/")
    except Exception as error:
        raise ErrorDeEjecucion(
            f"No se pudo llevar lo corrido a «{a_la_vista(destino)}» ({motivo_de(error)}). Aquí quedó entero; "
            "allá no se ve como terminado. Revisa la red, el permiso y que exista el lugar, y repite la misma orden: "
            "lleva sólo lo que falta."
        ) from None
