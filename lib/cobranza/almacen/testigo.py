"""El testigo: el archivo de sólo agregar donde se anotan las anclas, lejos de quien puede escribir en la base.

Un renglón JSON por ancla; cada uno sigue al anterior. Vive en este disco, en otro o donde llegue fsspec. De cada
testigo que se escribe desde aquí queda nota junto a la base (cuántos renglones tiene): cortarlo después se nota.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobranza.almacen.ancla import CAMPOS, Renglon, raiz
from cobranza.almacen.cadena import INICIO
from cobranza.base import durable, firma, permisos
from cobranza.base.errores import ErrorDeCobranza, ErrorDeDatos, ErrorDeUso
from cobranza.base.motivos import motivo_de

if TYPE_CHECKING:
    from cobranza.almacen.foto import Ruta

VARIABLE = "COBRANZA_TESTIGO"
ARCHIVO = "testigo.jsonl"
"""El testigo por omisión, junto a la base: sirve de poco contra quien escribe ahí (lo explica docs/ancla.md)."""
NOTAS = "testigos.json"
"""La nota, junto a la base, de hasta dónde llega cada testigo."""
TOPE_BYTES = 256_000_000
"""Un ancla pesa cerca de mil bytes: con una cada hora, son treinta años."""


def leer(destino: Ruta) -> list[Renglon]:
    """Los renglones de un testigo, ya comprobado que cada uno sigue al anterior y dice su raíz; ninguno si no está.

    La firma se comprueba aparte (`sin_firmar`). Errores: `ErrorDeDatos` con el primer renglón que no.
    """
    renglones: list[Renglon] = []
    contenido = _contenido(destino)
    if contenido and not contenido.endswith(b"\n"):
        raise _mal(contenido.count(b"\n") + 1, "está a medias: lo cortaron, o se interrumpió al escribirse")
    for numero, linea in enumerate(contenido.splitlines(), start=1):
        renglon = _entendido(numero, linea)
        esperado = renglones[-1].huella() if renglones else INICIO
        if renglon.anterior != esperado:
            raise _mal(numero, "no sigue al anterior: alguien quitó, cambió o movió renglones del testigo")
        if renglon.raiz != raiz(renglon.puntas):
            raise _mal(numero, "dice una raíz que no es la de sus puntas: fue alterado")
        renglones.append(renglon)
    return renglones


def _contenido(destino: Ruta) -> bytes:
    try:
        if isinstance(destino, Path) and destino.exists() and not destino.is_file():
            raise OSError(errno.EINVAL, "no es un archivo")  # una tubería esperaría sin fin
        with destino.open("rb") as abierto:
            leido: bytes = abierto.read(TOPE_BYTES + 1)
    except FileNotFoundError:
        return b""
    except Exception as error:  # cada sistema de archivos de fsspec falla a su modo
        raise no_se_llega(error) from error
    if len(leido) > TOPE_BYTES:
        raise ErrorDeDatos(
            f"El testigo pasa de {TOPE_BYTES // 1_000_000} millones de bytes; se esperaba uno como los que escribe "
            "«cobranza ancla», de un millar por ancla. Revisa que sea ese archivo."
        )
    return leido


def no_se_llega(error: Exception) -> ErrorDeUso:
    """El destino no contesta. No se repite: una dirección puede traer su secreto."""
    detalle = motivo_de(error)
    return ErrorDeUso(
        f"No se puede leer o escribir el testigo ({detalle}). Revisa {VARIABLE} o --en: se esperaba un "
        "archivo, o una "
        "dirección de fsspec (s3://…) con su controlador y su permiso."
    )


def _mal(numero: int, que: str) -> ErrorDeDatos:
    return ErrorDeDatos(f"El renglón {numero} del testigo {que}. Compáralo con otra copia suya.")


def _entendido(numero: int, linea: bytes) -> Renglon:
    """Un renglón escrito exactamente como esta casa los escribe: no hay dos maneras de decir lo mismo."""
    try:
        leido = json.loads(linea)
        if set(leido) != CAMPOS:
            raise ValueError("faltan campos")
        pares = {que: {k: (int(n), str(h)) for k, (n, h) in leido[que].items()} for que in ("puntas", "archivos")}
        renglon = Renglon(**{**leido, **pares})
        if renglon.bytes() != linea:
            raise ValueError("no es canónico")
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _mal(numero, "no se entiende: fue alterado, o ese archivo no es un testigo") from error
    return renglon


def sin_firmar(renglones: Sequence[Renglon], publicas: Sequence[str]) -> str:
    """Por qué no bastan sus firmas; vacía si bastan. Un testigo va todo firmado o todo sin firma."""
    if not publicas:
        return _FALTA_LA_PUBLICA if any(renglon.firma for renglon in renglones) else ""
    for numero, renglon in enumerate(renglones, start=1):
        if not renglon.firma:
            return (
                f"el renglón {numero} del testigo no lleva firma y aquí hay con qué comprobarla: lo rehicieron, o es "
                "de "
                "antes de que hubiera clave. Si es lo segundo, empieza uno firmado con «cobranza ancla --nuevo»."
            )
        if not any(firma.verificada(renglon.firmado(), renglon.firma, publica) for publica in publicas):
            return (
                f"el renglón {numero} del testigo no lo firmó esa clave: fue alterado, lo escribió alguien más o se "
                "cambió de clave. Si se cambió, di las dos, una por renglón, en --clave-publica o "
                f"{firma.VARIABLE_PUBLICA}."
            )
    return ""


_FALTA_LA_PUBLICA = (
    "el testigo está firmado y falta con qué comprobarlo. Di la clave pública (la enseñó «cobranza ancla "
    f"--crear-clave») con --clave-publica o en {firma.VARIABLE_PUBLICA}."
)


def agregar(destino: Ruta, renglon: Renglon, leidos: Sequence[Renglon]) -> None:
    """Agrega un renglón al final y lo deja en el disco. `leidos`: los que tenía cuando se armó.

    Errores: `ErrorDeUso` si no se puede; entonces el testigo queda como estaba.
    """
    linea, previos = renglon.bytes() + b"\n", sum(len(leido.bytes()) + 1 for leido in leidos)
    try:
        if isinstance(destino, Path):
            _en_disco(destino, linea, previos)
        else:
            _en_la_nube(destino, linea, previos)
    except ErrorDeCobranza:
        raise
    except Exception as error:
        raise no_se_llega(error) from error


def _en_disco(destino: Path, linea: bytes, previos: int) -> None:
    if not destino.exists():
        permisos.archivo(destino)  # el que ya está conserva los suyos: puede que otra oficina lo lea
    descriptor = os.open(destino, os.O_RDWR | os.O_APPEND)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        antes = os.fstat(descriptor).st_size
        if antes != previos:
            raise _alguien_mas()
        try:
            escritos = os.write(descriptor, linea)
            if escritos != len(linea):
                raise OSError(errno.ENOSPC, "no queda espacio en el disco")
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, antes)
            raise
    finally:
        os.close(descriptor)
    durable.sincronizar(destino.parent)


def _en_la_nube(destino: Any, linea: bytes, previos: int) -> None:
    """Donde se puede, se agrega; donde no (casi todo almacén de objetos), se vuelve a escribir entero, de una vez."""
    antes = _contenido(destino)
    if len(antes) != previos:
        raise _alguien_mas()
    destino.parent.mkdir(parents=True, exist_ok=True)
    try:
        with destino.open("ab") as abierto:
            abierto.write(linea)
    except (NotImplementedError, ValueError):
        destino.write_bytes(antes + linea)
    if _contenido(destino) != antes + linea:
        raise ErrorDeUso("El testigo no quedó como se escribió; revisa ese almacén y repite la orden.")


def _alguien_mas() -> ErrorDeUso:
    return ErrorDeUso("Alguien más agregó al testigo mientras se armaba este renglón; repite la orden.")


def anotar(carpeta: Path, renglones: Sequence[Renglon], *, de_omision: bool) -> None:
    """Deja nota, junto a la base, de hasta dónde llega un testigo. Sin dirección: puede traer su secreto."""
    notas = _notas(carpeta)
    notas[renglones[0].huella()] = {
        "renglones": len(renglones),
        "ultimo": renglones[-1].huella(),
        "de_omision": de_omision,
    }
    try:
        _guardar(carpeta, notas)
    except OSError as error:
        raise ErrorDeUso(
            f"El ancla quedó en el testigo, pero no su nota en {carpeta} ({motivo_de(error)}); revisa el permiso de "
            "esa "
            "carpeta y repite la orden."
        ) from error


def cortado(carpeta: Path, renglones: Sequence[Renglon]) -> str:
    """Por qué a un testigo le faltan renglones que desde aquí se le escribieron; vacía si ninguno."""
    nota = _notas(carpeta).get(renglones[0].huella())
    if nota is None:
        return ""
    cuantos = nota["renglones"]
    if len(renglones) >= cuantos and renglones[cuantos - 1].huella() == nota["ultimo"]:
        return ""
    return (
        f"el testigo tiene {len(renglones)} renglones y se le escribieron {cuantos} o más: lo cortaron o es "
        "una copia "
        "vieja. Compáralo con otra copia suya."
    )


def retirar(lugar: Any, carpeta: Path) -> str:
    """Aparta el testigo de siempre para empezar otro: queda junto, con su huella en el nombre, y no se borra.

    Devuelve cómo quedó llamado; vacío si ya no estaba. Errores: `ErrorDeUso` si no se puede mover.
    """
    notas = {cual: nota | {"de_omision": False} for cual, nota in _notas(carpeta).items()}
    contenido = _contenido(lugar)
    apartado = ""
    try:
        if contenido:
            apartado = f"{lugar.stem}-{hashlib.sha256(contenido).hexdigest()[:12]}{lugar.suffix}"
            lugar.rename(lugar.with_name(apartado))
        if notas:
            _guardar(carpeta, notas)
    except Exception as error:
        raise no_se_llega(error) from error
    return apartado


def desaparecido(carpeta: Path) -> str:
    """Por qué debería haber un testigo en su lugar de siempre; vacía si nunca se escribió ahí."""
    suyas = [nota["renglones"] for nota in _notas(carpeta).values() if nota["de_omision"]]
    return f"ya no está, y se le escribieron {max(suyas)} renglones. Repónlo de una copia." if suyas else ""


def _guardar(carpeta: Path, notas: dict[str, Any]) -> None:
    durable.escribir(carpeta / NOTAS, json.dumps(notas, indent=1, sort_keys=True).encode() + b"\n")
    permisos.ajustar(carpeta / NOTAS)


def _notas(carpeta: Path) -> dict[str, Any]:
    archivo = carpeta / NOTAS
    try:
        notas = json.loads(archivo.read_text(encoding="utf-8"))
        return {
            str(cual): {
                "renglones": int(nota["renglones"]),
                "ultimo": str(nota["ultimo"]),
                "de_omision": bool(nota["de_omision"]),
            }
            for cual, nota in notas.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ErrorDeDatos(
            f"{archivo} no se entiende: fue alterado o quedó dañado. Compara tus testigos con otra copia suya; si "
            "están "
            "bien, quita ese archivo y corre «cobranza ancla»."
        ) from error
