"""Anclar los libros y comprobar que hoy contienen todo lo que se ancló: nada desapareció ni cambió.

`anclar` agrega un renglón al testigo; `revisar_testigo` y `revisar_impresa` comparan con la base lo que dicen un
testigo o el QR de un informe. Que además la cadena de hoy esté íntegra lo dice `comprobacion`: juntas prueban que
los libros de hoy continúan a los de entonces.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, Engine, func, inspect, select

from cobranza.almacen import ancla, testigo
from cobranza.almacen.ancla import Puntas, Renglon
from cobranza.almacen.cadena import INICIO
from cobranza.almacen.identidad import CUSTODIA, huella_de_base
from cobranza.almacen.sesion import instante
from cobranza.base import firma
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.motivos import motivo_de
from cobranza.libros import cargas, puntas, tablas
from cobranza.libros.comprobacion import Revision, revision
from cobranza.papel.palabras import cuantos

if TYPE_CHECKING:
    from cobranza.almacen.foto import Ruta

Publicada = Mapping[str, Any]
"""El ancla de un informe, como va en su manifiesto."""
_POR_PREGUNTA = 500
_CARGAS = tablas.lote.name


@dataclass(frozen=True, slots=True)
class Lugar:
    """Un testigo: dónde está, la carpeta de su nota y si es el de siempre (`COBRANZA_TESTIGO` o el de omisión)."""

    destino: Ruta
    carpeta: Path
    de_omision: bool = False


def anclar(
    motor: Engine,
    lugar: Lugar,
    cuando: datetime,
    archivos: Mapping[str, Path],
    publicado: Mapping[str, Publicada] | None = None,
) -> tuple[Renglon, int]:
    """Anota las puntas de hoy en el testigo; devuelve (su último renglón, cuál es, o 0 si ya estaba).

    `archivos`: los registros de sólo agregar que no están en la base, por nombre. `publicado`: el ancla de cada
    informe publicado. Errores: `ErrorDeDatos` si el testigo está alterado, falta, o la base ya no contiene lo que
    dice o lo que se publicó; `ErrorDeUso` si no se puede escribir.
    """
    renglones = testigo.leer(lugar.destino)
    if not renglones and lugar.de_omision and (falta := testigo.desaparecido(lugar.carpeta)):
        raise ErrorDeDatos(f"No se ancló: el testigo {falta} Si de verdad se perdió, repite con --nuevo.")
    if fallas := [
        r.falla for r in revisar_testigo(motor, lugar, firma.publicas(), archivos) if r.falla and renglones
    ]:
        raise ErrorDeDatos(f"No se ancló: {' · '.join(fallas)}")
    if falla := revisar_publicado(motor, publicado or {}).falla:
        raise ErrorDeDatos(f"No se ancló: {falla}")
    with instante(motor) as conexion:
        base, hoy = huella_de_base(conexion), puntas(conexion)
    medidos = {nombre: medida for nombre, ruta in archivos.items() if (medida := _medida(ruta))}
    ultimo = renglones[-1] if renglones else None
    if ultimo and (dict(ultimo.puntas), dict(ultimo.archivos)) == (hoy, medidos):
        return ultimo, 0
    nuevo = ancla.nuevo(base, cuando, hoy, medidos, ultimo)
    testigo.agregar(lugar.destino, nuevo, renglones)
    testigo.anotar(lugar.carpeta, [*renglones, nuevo], de_omision=lugar.de_omision)
    return nuevo, len(renglones) + 1


def revisar_testigo(
    motor: Engine, lugar: Lugar, publicas: Sequence[str], archivos: Mapping[str, Path]
) -> Iterator[Revision]:
    """El testigo (ligas, firmas, que no lo cortaron) y que la base y los registros contienen todo lo que anotó."""
    try:
        renglones = testigo.leer(lugar.destino)
        if not renglones:
            yield revision("testigo", "no está, o está vacío; se esperaba el que escribe «cobranza ancla».")
            return
        cortado = testigo.cortado(lugar.carpeta, renglones)
    except (ErrorDeDatos, ErrorDeUso) as error:
        yield Revision("testigo", error.mensaje, error.codigo)
        return
    sin_firmar = testigo.sin_firmar(renglones, publicas)
    anclas = cuantos(len(renglones), "ancla", "anclas")
    como = "con firma" if renglones[-1].firma else "SIN FIRMA: quien pueda escribir en él puede rehacerlo"
    desde, hasta = renglones[0].cuando[:10], renglones[-1].cuando[:10]
    yield revision(f"testigo: {anclas} del {desde} al {hasta}, {como}", cortado or sin_firmar)
    with instante(motor) as conexion:
        yield revision("la base contiene todo lo anclado", _no_continua(conexion, renglones))
    yield revision("los registros contienen lo anclado", _acortados(renglones, archivos))


def _no_continua(conexion: Connection, renglones: Sequence[Renglon]) -> str:
    """Qué de lo anclado ya no está o cambió, desde el ancla más antigua."""
    base = huella_de_base(conexion)
    for numero, renglon in enumerate(renglones, start=1):
        if renglon.base != base:
            return (
                f"el ancla {numero} ({renglon.cuando[:10]}) es de la base {ancla.corta(renglon.base)} y ésta es la "
                f"{ancla.corta(base) or 'vacía'}: la sustituyeron, o el testigo es de otra. Revisa COBRANZA_BD."
            )
    hay = _huellas(conexion, [renglon.puntas for renglon in renglones])
    for numero, renglon in enumerate(renglones, start=1):
        if que := _falta(renglon.puntas, hay):
            return (
                f"{que} desde el ancla {numero} ({renglon.cuando[:16]}): los libros se reescribieron o les quitaron "
                "renglones. Compáralos con un respaldo de ese día."
            )
    return ""


def revisar_publicado(motor: Engine, publicado: Mapping[str, Publicada]) -> Revision:
    """Que los libros contengan lo que contenían al publicarse cada informe; los de otra base no cuentan.

    `publicado`: por corrida, el ancla que dice: `base`, `raiz` y `puntas`.
    """
    with instante(motor) as conexion:
        base = huella_de_base(conexion)
        suyas = {cual: _puntas_de(dicha) for cual, dicha in publicado.items() if base and dicha.get("base") == base}
        hay = _huellas(conexion, suyas.values())
    que = f"la base contiene lo que decían {cuantos(len(suyas), 'informe publicado', 'informes publicados')}"
    for cual, puntas_suyas in suyas.items():
        if not puntas_suyas:
            return revision(que, f"el ancla de {cual} no es la de sus puntas: la alteraron. No uses ese informe.")
        if falta := _falta(puntas_suyas, hay):
            return revision(
                que,
                f"{falta} desde que se publicó {cual}: los libros se reescribieron o les quitaron renglones. "
                "Compáralos con un respaldo de ese día.",
            )
    return Revision(que)


def _puntas_de(dicha: Publicada) -> Puntas:
    """Las puntas que dice un informe, si son las de su raíz; si no, ninguna."""
    try:
        puntas_suyas = {str(libro): (int(n), str(huella)) for libro, (n, huella) in dicha["puntas"].items()}
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        return {}
    return puntas_suyas if ancla.raiz(puntas_suyas) == dicha.get("raiz") else {}


def _falta(puntas_suyas: Puntas, hay: Mapping[str, Mapping[int, str]]) -> str:
    """El primer renglón de esas puntas que ya no está o cambió; vacío si están todos."""
    for libro, (identificador, huella) in sorted(puntas_suyas.items()):
        if identificador and (que := _difiere(hay[libro].get(identificador), huella)):
            return f"el renglón {identificador} de «{libro}» {que}"
    return ""


def _difiere(hoy: str | None, entonces: str) -> str:
    if hoy is None:
        return "ya no está"
    return "tiene otra huella" if entonces not in (hoy, INICIO) else ""  # INICIO: una carga que aún no se cerraba


def _huellas(conexion: Connection, varias: Iterable[Puntas]) -> dict[str, dict[int, str]]:
    """Por libro, la huella que hoy tiene cada renglón que fue punta; de un libro que ya no está, ninguna."""
    pedidos: dict[str, set[int]] = defaultdict(set)
    for unas in varias:
        for libro, (identificador, _) in unas.items():
            pedidos[libro].add(identificador)
    estan = set(inspect(conexion).get_table_names())
    return {
        libro: _de_un_libro(conexion, libro, sorted(ids)) if libro in estan else {} for libro, ids in pedidos.items()
    }


def _de_un_libro(conexion: Connection, libro: str, ids: Sequence[int]) -> dict[int, str]:
    tabla = tablas.metadata.tables.get(libro)
    if tabla is None:
        return {}
    halladas: dict[int, str] = {}
    for desde in range(0, len(ids), _POR_PREGUNTA):
        consulta = select(tabla.c.id, _eslabon(libro)).where(tabla.c.id.in_(ids[desde : desde + _POR_PREGUNTA]))
        halladas |= {int(identificador): str(huella) for identificador, huella in conexion.execute(consulta)}
    return halladas


def _eslabon(libro: str) -> Column[str]:
    """La columna en que un libro lleva la huella de cada renglón."""
    columna: Column[str] = tablas.metadata.tables[libro].c[tablas.SELLOS[libro]]
    return columna


def _acortados(renglones: Sequence[Renglon], archivos: Mapping[str, Path]) -> str:
    """Los registros a los que les falta, o les cambiaron, lo que tenían al anclar."""
    anotados = {nombre: medida for renglon in renglones for nombre, medida in renglon.archivos.items()}
    malos = []
    for nombre, (largo, huella) in sorted(anotados.items()):
        ruta = archivos.get(nombre)
        if ruta is not None and _medida(ruta, largo) != (largo, huella):
            malos.append(nombre)
    if not malos:
        return ""
    return (
        f"a {', '.join(malos)} le quitaron o cambiaron renglones después de anclarlo (o ya no está); repón el "
        "archivo de "
        "un respaldo."
    )


def _medida(ruta: Path, hasta: int = -1) -> tuple[int, str] | None:
    """(bytes, SHA-256) del principio de un archivo; None si no está. Errores: `ErrorDeDatos` si no se puede leer."""
    try:
        with ruta.open("rb") as archivo:
            contenido = archivo.read(hasta)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ErrorDeDatos(f"No se puede leer {ruta.name} ({motivo_de(error)}); revisa su permiso.") from error
    contenido = contenido[: contenido.rfind(b"\n") + 1]  # lo que siga no se terminó de escribir
    return len(contenido), hashlib.sha256(contenido).hexdigest()


def revisar_impresa(motor: Engine, base: str, raiz: str) -> Revision:
    """Que los libros de hoy, cortados al terminar alguna carga, den la raíz que trae impresa un informe."""
    que = f"ancla impresa {raiz[:16]}…"
    with instante(motor) as conexion:
        suya = ancla.corta(huella_de_base(conexion))
        if suya != base:
            return revision(
                que, f"es de la base {base} y ésta es la {suya or 'vacía'}: la sustituyeron, o es de otra."
            )
        cuando = _cuando_daba(conexion, raiz)
    if cuando is None:
        return revision(
            que,
            "los libros de hoy no la dan en ningún momento: lo que había cuando se imprimió cambió o "
            "desapareció. Restaura "
            "un respaldo de ese día y compáralo.",
        )
    return Revision(f"{que} de un informe: los libros contienen lo que había al terminar la carga {cuando}")


def _cuando_daba(conexion: Connection, buscada: str) -> int | None:
    """La última carga al terminar la cual los libros daban esa raíz; None si ninguna."""
    for lote, estado in _estados(conexion):
        if ancla.raiz(estado) == buscada:
            return lote
    return None


def _estados(conexion: Connection) -> Iterator[tuple[int, Puntas]]:
    """Las puntas de los libros al terminar cada carga, de la última a la primera; lo demás no cambia."""
    hoy = puntas(conexion)
    avances = {
        libro: _avances(conexion, libro)
        for libro in hoy
        if libro == _CARGAS or "lote" in tablas.metadata.tables[libro].c
    }
    estado: dict[str, tuple[int, str]] = {libro: (0, INICIO) if libro in avances else hoy[libro] for libro in hoy}
    estado[CUSTODIA], avances[CUSTODIA] = cargas.custodiadas(conexion)
    estados = []
    for lote in sorted(avances[_CARGAS]):
        estado = estado | {libro: suyo[lote] for libro, suyo in avances.items() if lote in suyo}
        estados.append((lote, estado))
    yield from reversed(estados)


def _avances(conexion: Connection, libro: str) -> dict[int, tuple[int, str]]:
    """Carga → hasta dónde llegaba un libro al terminarla; sólo las que le agregaron algo."""
    tabla = tablas.metadata.tables[libro]
    lote = tabla.c.id if libro == _CARGAS else tabla.c.lote
    ultimos = select(func.max(tabla.c.id)).group_by(lote)
    consulta = select(lote, tabla.c.id, _eslabon(libro)).where(tabla.c.id.in_(ultimos))
    return {int(carga): (int(hasta), str(huella or INICIO)) for carga, hasta, huella in conexion.execute(consulta)}
