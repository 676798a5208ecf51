"""Con qué corren los informes de esta instalación: sus carpetas, la foto de sus libros y su norma."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cobranza.base.ajustes import ajustes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from cobranza.base.dominios import Escalar
    from cobranza.ejecucion.motor import Entorno


def entorno(salida: Path | None) -> Entorno:
    """Dónde se corre, con los ajustes de esta instalación y la foto de sus libros como huella de los datos."""
    from cobranza.base import seudonimos
    from cobranza.base.fechas import ahora
    from cobranza.ejecucion.motor import Entorno

    actual = ajustes()
    return Entorno(
        raiz=actual.raiz,
        cuadernos=actual.cuadernos,
        salidas=salida.resolve() if salida else actual.salidas,
        params=actual.params,
        ahora=ahora(),
        huella_de_datos=huella_de_los_libros,
        huella_de_la_norma=huella_de_la_norma,
        huella_de_los_seudonimos=seudonimos.huella,
        base=base_de_los_libros,
        norma_sin_publicar=norma_sin_publicar,
        archivos=actual.salidas,
        buscar=buscar_en_los_libros,
    )


def buscar_en_los_libros(valores: Mapping[str, Escalar]) -> dict[str, Escalar]:
    """Los mismos valores, con el folio y la persona como están en los libros de esta instalación."""
    if "folio" not in valores and not valores.get("ejecutor") and not valores.get("empleado"):
        return dict(valores)
    from cobranza.almacen.toma import foto_actual
    from cobranza.cartera.buscado import buscados

    actual = ajustes()
    return buscados(foto_actual(actual.bd, actual.salidas).conexion(), valores)


def huella_de_los_libros() -> str:
    """Huella de la foto al día de los libros de esta instalación."""
    from cobranza.almacen.toma import foto_actual

    actual = ajustes()
    return str(foto_actual(actual.bd, actual.salidas).huella)


def base_de_los_libros() -> dict[str, Any]:
    """De qué base es esa foto, si es la de ejemplo, cuál es el último día que trae y su ancla."""
    from cobranza.almacen.ancla import de_la_foto
    from cobranza.almacen.toma import foto_actual

    actual = ajustes()
    foto = foto_actual(actual.bd, actual.salidas)
    return {
        **foto.base.como_dict(),
        "ultimo_dato": foto.hasta.isoformat(),
        "ancla": de_la_foto(foto),
        "cargas": foto.cuando_se_cargo(),
    }


def ultimo_dia_de_los_libros() -> date:
    """El último día capturado o, si la norma capturada no llega hasta él, el último al que llega."""
    from cobranza.informes.entrada import entrada

    return entrada(None).corte


def huella_de_la_norma() -> str:
    """Huella de la norma de esta instalación: la misma que dicen los informes que la abren."""
    from cobranza.ley.norma import de_la_oficina

    return de_la_oficina().huella


def norma_sin_publicar() -> str:
    """Con qué se rotula un informe si la norma de esta instalación no es la publicada."""
    from cobranza.ley.publicacion import aviso

    return aviso(ajustes().params)
