"""Lo que se hace antes de cargar: la plantilla, cómo se lee un archivo ajeno y qué falta declarar; nada se carga."""

from __future__ import annotations

from pathlib import Path

from cobranza.base.errores import ErrorDeUso
from cobranza.puertas import consola
from cobranza.puertas.recuento import contar_mapeo


def dejar_plantilla(que: list[str], salida: Path | None) -> int:
    """La plantilla de un layout; no pisa un archivo que ya está."""
    from cobranza.ingesta.plantilla import escribir_plantilla

    if len(que) != 1:
        raise ErrorDeUso("La plantilla es de un layout: cobranza ingerir LAYOUT --plantilla; --layouts los lista.")
    destino = salida or Path(f"plantilla-{que[0]}.xlsx")
    if destino.exists():
        raise ErrorDeUso(f"Ya existe {destino} y podría tener datos; muévelo o di otro con --salida.")
    consola.decir(f"plantilla de «{que[0]}» en {consola.corta(escribir_plantilla(que[0], destino))}")
    return 0


def proponer_mapeos(archivos: list[Path], layout: str | None, nombre: str | None, fijos: list[str]) -> int:
    """Propone el mapeo de cada archivo; nada se carga."""
    from cobranza.ingesta.reconocimiento import mapear

    if nombre is not None and len(archivos) > 1:
        raise ErrorDeUso("Un mapeo con nombre es de un solo archivo; quita --mapeo o da uno por uno.")
    dichos = dict(_fijo(dicho) for dicho in fijos)
    for archivo in archivos:
        propuesta, destino = mapear(archivo, layout, nombre, dichos)
        contar_mapeo(archivo, propuesta, destino)
    consola.decir("Revisa lo propuesto; luego carga con la misma orden, sin --mapear ni --fijo.")
    return 0


def _fijo(dicho: str) -> tuple[str, str]:
    """«COLUMNA=VALOR» → la columna y su valor. Errores: `ErrorDeUso` si no es así o la columna no existe."""
    from cobranza.ingesta.layouts import leer, nombres, normalizado

    columna, igual, valor = dicho.partition("=")
    if not igual or not valor.strip():
        raise ErrorDeUso(f'Se encontró «--fijo {dicho}»; se esperaba --fijo "COLUMNA=VALOR".')
    if not any(normalizado(columna) in leer(nombre).encabezados for nombre in nombres()):
        raise ErrorDeUso(f"«{columna}» no es columna de ningún layout; --layouts dice cuáles hay.")
    return columna.strip(), valor.strip()


def decir_sin_delegacion() -> int:
    """Los municipios y los estados que nadie ha dicho qué delegación atiende, listos para pegar en su archivo."""
    from cobranza.ingesta.territorio import ARCHIVO, sin_delegacion

    faltan = sin_delegacion()
    for clave, nombre in faltan:
        consola.decir(f"{clave},,{nombre}")
    consola.aviso(
        f"{consola.cuantos(len(faltan), 'municipio o estado', 'municipios y estados')} sin delegación: declárala en "
        f"la segunda columna de {ARCHIVO} (municipio,delegacion,fuente)."
    )
    return 0
