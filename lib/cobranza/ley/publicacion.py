"""La norma publicada: la última versión de `params` que alguien dio por buena, con su motivo.

`params/legales/publicada.jsonl` es un registro encadenado; cada renglón dice qué archivos cambiaron (su huella, o
nada si se quitaron), quién y por qué. Editar un archivo no se impide: mientras no se publique, los informes lo
rotulan y `comprobar` lo dice. Cubre `legales` (menos el historial, que lleva su propia cadena) y `catalogos`; y,
aunque no rotulan un informe porque no cambian sus cifras, también las plantillas de los documentos, las corridas y
los mapeos.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cobranza.base import encadenado
from cobranza.base.errores import ErrorDeLey, ErrorDeUso
from cobranza.base.motivos import motivo_de

ARCHIVO = "publicada.jsonl"
_NORMA, _CATALOGOS = "legales", "catalogos"
_MAPEOS = f"{_CATALOGOS}/mapeos/"
_SIN_ROTULO = (
    ("Plantillas editadas", "plantillas/"),
    ("Corridas editadas", "corridas/"),
    ("Mapeos editados", _MAPEOS),
)
"""Lo que se publica y no rotula los informes."""
_CARPETAS = (_NORMA, _CATALOGOS, "plantillas", "corridas")
_CLASES = (".yaml", ".yml", ".csv", ".typ")
_FUERA = f"{_NORMA}/historial.csv"
_A_LA_VISTA = 3


@dataclass(frozen=True, slots=True)
class Publicada:
    """Lo que dice el registro: la huella de cada archivo, su último renglón y, si se alteró, cuál."""

    huellas: Mapping[str, str]
    version: int = 0
    cuando: str = ""
    quien: str = ""
    motivo: str = ""
    falla: str = ""


def registro(params: Path) -> Path:
    """Dónde está el registro de una carpeta de parámetros."""
    return params / _NORMA / ARCHIVO


def publicada(params: Path) -> Publicada:
    """La última versión publicada; sin registro, ninguna. Errores: `ErrorDeLey` si no se puede leer."""
    try:
        leido = encadenado.leer(registro(params))
    except OSError as error:
        raise ErrorDeLey(f"No se puede leer {_corta(params)} ({motivo_de(error)}); revisa su permiso.") from error
    if leido.falla or not leido.renglones:
        return Publicada({}, falla=leido.falla)
    huellas: dict[str, str | None] = {}
    for renglon in leido.renglones:
        if not isinstance(renglon.get("archivos"), dict):
            return Publicada({}, falla=f"el renglón {renglon.get('n')} de {ARCHIVO} no dice qué publicó")
        huellas |= renglon["archivos"]
    ultimo = leido.renglones[-1]
    cuando, quien, motivo = (str(ultimo.get(campo, "")) for campo in ("cuando", "quien", "motivo"))
    return Publicada({ruta: h for ruta, h in huellas.items() if h}, int(ultimo["n"]), cuando, quien, motivo)


def aviso(params: Path) -> str:
    """Cómo se rotula un informe hecho con esa norma; vacío si es la publicada."""
    return " ".join(_dichas(params, rotulo=True))


def _dichas(params: Path, *, rotulo: bool) -> list[str]:
    """En qué no es la publicada, una frase por clase de archivo; con `rotulo`, sólo lo que cambia las cifras."""
    dicha = publicada(params)
    if dicha.falla:
        return [f"Norma sin publicar: su registro se alteró ({dicha.falla})."]
    if not dicha.version:
        return [f"Norma sin publicar: falta {_corta(params)}."]
    cambiados = sorted(_diferencias(dicha.huellas, _de_ahora(params)))
    aparte = {ruta for ruta in cambiados if ruta.startswith(tuple(donde for _, donde in _SIN_ROTULO))}
    de_norma = [ruta for ruta in cambiados if ruta.startswith(f"{_NORMA}/")]
    de_catalogos = [ruta for ruta in cambiados if ruta not in aparte and ruta not in de_norma]
    partes = [("Norma editada", de_norma), ("Catálogos editados", de_catalogos)]
    if not rotulo:
        partes += [(que, [ruta for ruta in cambiados if ruta.startswith(donde)]) for que, donde in _SIN_ROTULO]
    return [f"{que} sin publicar: {_nombres(rutas)}." for que, rutas in partes if rutas]


def publicar(
    params: Path, motivo: str, firma: tuple[datetime, str], solo: Iterable[str] | None = None
) -> tuple[str, ...]:
    """Publica los archivos que cambiaron (o sólo ésos) y devuelve cuáles eran; ninguno si ya estaba al día.

    `firma`: cuándo y quién. Errores: `ErrorDeUso` si falta el motivo; `ErrorDeLey` si el registro se alteró.
    """
    if not motivo.strip():
        raise ErrorDeUso("Falta el motivo: di en --motivo por qué cambió la norma y dónde consta.")
    dicha = publicada(params)
    if dicha.falla:
        raise ErrorDeLey(f"No se publicó: {dicha.falla}. Repón {_corta(params)} de un respaldo o del repositorio.")
    ahora = _de_ahora(params)
    cambiados = _diferencias(dicha.huellas, ahora)
    elegidos = sorted(cambiados if solo is None else cambiados & set(solo))
    if elegidos:
        cuando, quien = firma
        archivos = {ruta: ahora.get(ruta) for ruta in elegidos}
        datos = {"cuando": cuando.isoformat(), "quien": quien, "motivo": motivo.strip(), "archivos": archivos}
        # sin firma: la norma viaja entre oficinas, y la clave de una no es la de otra
        encadenado.agregar(registro(params), datos, con_firma=False)
        if dicha.version == 0:
            registro(params).chmod(0o644)  # la norma no es secreta: la lee quien corra informes
    return tuple(elegidos)


def publicar_lo_suyo(params: Path, archivo: Path, motivo: str, firma: tuple[datetime, str]) -> None:
    """Publica sólo ese archivo; unos parámetros que nunca se publicaron siguen sin publicarse."""
    if registro(params).is_file():
        publicar(params, motivo, firma, solo=[archivo.relative_to(params).as_posix()])


def exigir_publicado(params: Path, archivo: Path) -> None:
    """Que ese archivo sea el publicado, para poder publicar sólo lo que se le agregue. Errores: `ErrorDeLey`."""
    dicha = publicada(params)
    if not dicha.version and not dicha.falla:
        return
    ruta = archivo.relative_to(params).as_posix()
    if dicha.falla or ruta in _diferencias(dicha.huellas, _de_ahora(params)):
        raise ErrorDeLey(
            f"No se cambió nada: {archivo.name} tiene cambios sin publicar, y lo nuevo los daría por buenos. "
            "Revísalos y publícalos con: cobranza params publicar --motivo «…»"
        )


def falla(params: Path) -> str:
    """Por qué la norma de hoy no es la publicada y qué hacer; vacía si lo es."""
    dicho = " ".join(_dichas(params, rotulo=False))
    if not dicho:
        return ""
    return (
        f"{dicho} Si el cambio es bueno, publícalo con: cobranza params publicar --motivo «por qué y dónde consta». "
        "Si no, repón el archivo."
    )


def _diferencias(publicadas: Mapping[str, str], ahora: Mapping[str, str]) -> set[str]:
    return {ruta for ruta in publicadas.keys() | ahora.keys() if publicadas.get(ruta) != ahora.get(ruta)}


def _de_ahora(params: Path) -> dict[str, str]:
    """Ruta (desde `params`) → huella de cada archivo que se publica."""
    hallados: dict[str, str] = {}
    for carpeta in _CARPETAS:
        for archivo in (params / carpeta).rglob("*"):
            ruta = archivo.relative_to(params).as_posix()
            escondido = any(parte.startswith(".") for parte in archivo.relative_to(params).parts)
            if archivo.suffix in _CLASES and archivo.is_file() and not escondido and ruta != _FUERA:
                # el fin de renglón de Windows no cambia lo que dice un archivo
                hallados[ruta] = hashlib.sha256(archivo.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    return hallados


def _nombres(rutas: list[str]) -> str:
    nombres = [ruta.rpartition("/")[2] for ruta in rutas]
    mas = f" y {len(nombres) - _A_LA_VISTA} más" if len(nombres) > _A_LA_VISTA else ""
    return f"{', '.join(nombres[:_A_LA_VISTA])}{mas}"


def _corta(params: Path) -> str:
    return registro(params).relative_to(params.parent).as_posix()
