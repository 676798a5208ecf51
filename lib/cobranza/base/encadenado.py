"""Un registro de sólo agregar: cada renglón lleva su número, la huella del anterior y la suya.

Es un archivo JSON Lines. Cambiar, quitar, meter o mover un renglón rompe la cadena y se dice cuál fue. Reescribirlo
entero, o cortarle el final, sólo se nota contra lo que se anotó de él en otro lugar: eso lo hace el ancla.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cobranza.base import arranque, permisos
from cobranza.base.durable import sincronizar
from cobranza.base.errores import ErrorDeUso
from cobranza.base.firma import firmar, verificada

try:
    import fcntl
except ImportError:  # Windows: sin candado entre procesos
    fcntl = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Leido:
    """Lo que dice un registro y hasta dónde se le cree.

    `renglones`: todos los que se entienden. `firmes`: de ahí al final la cadena no se rompe. `falla`: el primer
    renglón que no sigue al anterior, dicho; vacía si todos siguen. `firmados`: cuántos traen firma.
    """

    renglones: tuple[dict[str, Any], ...] = ()
    firmes: tuple[dict[str, Any], ...] = ()
    falla: str = ""
    firmados: int = 0


def agregar(ruta: Path, datos: Mapping[str, object], *, con_firma: bool = True) -> None:
    """Agrega un renglón, firmado si aquí hay clave, que queda en el disco antes de volver.

    Varios procesos a la vez se esperan; si no cabe, el archivo queda como estaba. Errores: `OSError`; `ErrorDeUso` si
    lo anterior está firmado y aquí no hay con qué firmar.
    """
    nuevo = not ruta.exists()
    with _abierto(ruta) as descriptor:
        # lo que siga al último fin de renglón no se terminó de escribir: nadie lo dio por hecho
        lineas = _lineas(_todo(descriptor))
        largo = sum(map(len, lineas))
        ultimo = _final(lineas, ruta.stem)
        cuerpo = _canonico({**datos, "n": ultimo.numero + 1, "anterior": ultimo.enlace})
        huella = _huella(ruta.stem, cuerpo)
        firma = firmar(huella.encode()) if con_firma else ""
        if ultimo.firmado and not firma:
            raise ErrorDeUso(
                f"{ruta.name} está firmado y aquí no hay clave con que firmar lo que sigue; di dónde está en "
                "COBRANZA_CLAVE, o guarda ese archivo en otro lugar para empezar otro."
            )
        try:
            os.ftruncate(descriptor, largo)
            _escribir(descriptor, cuerpo[:-1] + f',"huella":"{huella}","firma":"{firma}"}}\n'.encode())
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, largo)
            raise
    if firma and not ultimo.firmado:
        arranque.anotar(ruta, huella)
    if nuevo:
        sincronizar(ruta.parent)


def leer(ruta: Path, publicas: Sequence[str] = ()) -> Leido:
    """El registro, comprobado de principio a fin; vacío si no existe. Con claves públicas, también sus firmas.

    Los renglones sueltos del principio (los de antes de encadenarse) entran en la huella del primero encadenado.
    Errores: `OSError`.
    """
    try:
        lineas = _lineas(ruta.read_bytes())
    except FileNotFoundError:
        return Leido()
    sueltos = next((n for n, linea in enumerate(lineas) if _COLA.search(linea)), len(lineas))
    renglones = [dicho for linea in lineas[:sueltos] if (dicho := _entendido(linea)) is not None]
    ultimo, firmes, firmados, falla = _final(lineas[:sueltos], ruta.stem), 0, 0, ""
    for posicion, linea in enumerate(lineas[sueltos:], start=sueltos + 1):
        dicho, suyo = _entendido(linea), _propio(linea, ruta.stem)
        if dicho is not None:
            renglones.append(dicho)
        if suyo is None or dicho is None:
            problema, suyo = "cambió después de escribirse", _Ultimo(ultimo.numero + 1, "", ultimo.firmado)
            firmes = len(renglones)
        elif problema := _mal_firmado(dicho, ultimo, publicas):
            firmes = len(renglones)
        elif dicho.get("anterior") != ultimo.enlace or suyo.numero != ultimo.numero + 1:
            problema = "no sigue al anterior: se quitó, se metió o se cambió un renglón antes de él"
            firmes = len(renglones) - 1
        if problema and not falla:
            falla = f"el renglón {posicion} de {ruta.name} {problema}"
        firmados += suyo.firmado
        ultimo = suyo
    if publicas and not falla:
        falla = _sin_firmar(ruta, renglones)
    return Leido(tuple(renglones), tuple(renglones[firmes:]), falla, firmados)


def punta(ruta: Path) -> tuple[int, str]:
    """El número y la huella del último renglón; (0, "") si no hay ninguno encadenado. Errores: `OSError`."""
    try:
        ultima = _lineas(ruta.read_bytes())[-1:]
    except FileNotFoundError:
        return 0, ""
    return max(puntas(Leido(tuple(filter(None, map(_entendido, ultima))))), default=(0, ""))


def puntas(leido: Leido) -> set[tuple[int, str]]:
    """El número y la huella de cada renglón encadenado."""
    dichas = ((r.get("n"), r.get("huella")) for r in leido.renglones)
    return {(n, huella) for n, huella in dichas if isinstance(n, int) and isinstance(huella, str)}


def juntos(leidos: Iterable[Leido]) -> Leido:
    """Varios registros, uno tras otro, como si fueran uno."""
    todos = list(leidos)
    return Leido(
        tuple(renglon for leido in todos for renglon in leido.renglones),
        tuple(renglon for leido in todos for renglon in leido.firmes),
        next((leido.falla for leido in todos if leido.falla), ""),
        sum(leido.firmados for leido in todos),
    )


@dataclass(frozen=True, slots=True)
class _Ultimo:
    """Dónde va la cadena: el número del último renglón, con qué debe enlazar el que sigue y si iba firmado."""

    numero: int
    enlace: str
    firmado: bool


_COLA = re.compile(rb',"huella":"([0-9a-f]{64})","firma":"([A-Za-z0-9+/=]*)"\}\n?$')
"""Con qué termina un renglón."""


def _lineas(crudo: bytes) -> list[bytes]:
    """Los renglones completos; el que no se terminó de escribir no cuenta."""
    return crudo[: crudo.rfind(b"\n") + 1].splitlines(keepends=True)


def _entendido(linea: bytes) -> dict[str, Any] | None:
    try:
        dicho = json.loads(linea)
    except (ValueError, RecursionError):
        return None
    return dicho if isinstance(dicho, dict) else None


def _propio(linea: bytes, nombre: str) -> _Ultimo | None:
    """Lo que ese renglón aporta a la cadena; None si no es el que se escribió."""
    cola, dicho = _COLA.search(linea), _entendido(linea)
    if not cola or not dicho or not isinstance(dicho.get("n"), int):
        return None
    huella = cola[1].decode()
    if _huella(nombre, linea[: cola.start()] + b"}") != huella:
        return None
    return _Ultimo(dicho["n"], _huella(nombre, cola[1] + cola[2]), bool(cola[2]))


def _final(lineas: Sequence[bytes], nombre: str) -> _Ultimo:
    """Dónde debe seguir el próximo renglón. Si el último se alteró, la cadena sigue y su rotura se nota al leerla."""
    if lineas and _COLA.search(lineas[-1]):
        ultimo = _propio(lineas[-1], nombre)
        numero = (_entendido(lineas[-1]) or {}).get("n")
        return ultimo or _Ultimo(numero if isinstance(numero, int) else len(lineas), "", False)
    return _Ultimo(0, _huella(nombre, b"".join(lineas)), False)


def _mal_firmado(dicho: Mapping[str, Any], anterior: _Ultimo, publicas: Sequence[str]) -> str:
    """Por qué no vale su firma; vacío si vale o si no hay con qué comprobarla."""
    firma = dicho["firma"]
    if not firma:
        return "no trae firma y los de antes sí" if anterior.firmado else ""
    if not publicas or any(verificada(dicho["huella"].encode(), firma, clave) for clave in publicas):
        return ""
    return "trae una firma que no es de las claves con que se comprueba"


def _sin_firmar(ruta: Path, renglones: Sequence[Mapping[str, Any]]) -> str:
    """Por qué lo que no lleva firma no se cree, habiendo clave; vacío si es de antes de que la hubiera.

    Que una firma siga a otra ya está visto: lo que aquí falta es cómo empieza.
    """
    if not renglones or renglones[0].get("firma"):
        return ""
    primero = next((r for r in renglones if r.get("firma")), None)
    if primero is None:
        return (
            f"ningún renglón de {ruta.name} trae firma y aquí hay clave: lo rehicieron sin ella, o es de otra parte"
        )
    if (consta := arranque.anotado(ruta)) and consta != primero.get("huella"):
        return (
            f"los renglones de {ruta.name} anteriores al {primero.get('n')} no traen firma y aquí ya se firmaba "
            "desde antes: los rehicieron sin la clave"
        )
    return ""


def _canonico(datos: Mapping[str, object]) -> bytes:
    texto = json.dumps(datos, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return texto.encode("utf-8", "backslashreplace")  # una letra suelta que UTF-8 no escribe va como escape de JSON


def _huella(nombre: str, cuerpo: bytes) -> str:
    """Entra el nombre del registro: un renglón de otro no vale en éste."""
    return hashlib.sha256(b"cobranza %s 1\n%s" % (nombre.encode(), cuerpo)).hexdigest()


@contextmanager
def _abierto(ruta: Path) -> Iterator[int]:
    """El archivo, con el candado que el sistema suelta si el proceso muere."""
    descriptor = os.open(ruta if ruta.exists() else permisos.archivo(ruta), os.O_RDWR | os.O_APPEND)
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _todo(descriptor: int) -> bytes:
    partes = []
    os.lseek(descriptor, 0, os.SEEK_SET)
    while parte := os.read(descriptor, 1 << 20):
        partes.append(parte)
    return b"".join(partes)


def _escribir(descriptor: int, texto: bytes) -> None:
    while texto:
        texto = texto[os.write(descriptor, texto) :]
