"""Las nóminas guardadas como las cuenta la foto: lo que de ellas leen los informes, sin la base y sin recalcular."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.nomina.archivos import archivos
from cobranza.nomina.conservado import descomprimido, insumos_leidos
from cobranza.nomina.cuadre import Cuadre, cuadres
from cobranza.nomina.releidos import cuadres_de
from cobranza.nomina.versiones import ENVIADA, TIPO, Version, de_su_fila
from cobranza.tramites.en_la_foto import tramites_al

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

    from cobranza.nomina.insumos import Insumos
    from cobranza.tramites.libro_de_pasos import Tramite

CALCULADA = "CALCULADA"


@dataclass(frozen=True)
class Guardada:
    """Una versión guardada y el trámite de que es; importes en centavos."""

    version: Version
    tramite: Tramite
    insumos_guardados: str

    @cached_property
    def insumos(self) -> Insumos:
        """Con qué se calculó."""
        return insumos_leidos(descomprimido(self.insumos_guardados))

    @property
    def es_la_ultima(self) -> bool:
        """¿Ninguna la sustituyó?"""
        return self.version.version == int(self.tramite.datos["version"])

    def cuadres(self) -> tuple[Cuadre, ...]:
        """Sus igualdades: las de lo guardado y las de sus archivos, vueltos a leer."""
        hechos = archivos(self.version, self.insumos.movimientos)
        return (*cuadres(self.version.resultado), *cuadres_de(hechos))


def guardada(conexion: DuckDBPyConnection, numero: str, version: int = 0) -> Guardada:
    """Una versión guardada; sin número, la última.

    Errores: `ErrorDeUso` si no existe esa nómina o esa versión; `ErrorDeDatos` si no es la que se selló o si su
    trámite dice otro sello.
    """
    hay = {t.numero: t for t in tramites_al(conexion, TIPO, date.max)}
    if numero not in hay:
        dichas = ", ".join(sorted(hay)) or "ninguna todavía; se abre con «cobranza nomina abrir»"
        raise ErrorDeUso(f"No hay una nómina «{numero}»; se esperaba una de las guardadas: {dichas}.")
    tramite = hay[numero]
    ultima = int(tramite.datos.get("version") or 0)
    fila = _fila(conexion, numero, version or ultima)
    if fila is None:
        que = f"no tiene la versión {version}; tiene {ultima}" if ultima else "todavía no se ha calculado"
        raise ErrorDeUso(f"{numero} {que}: cobranza nomina ver {numero}")
    leida = de_su_fila(fila)
    _del_tramite(tramite, leida)
    return Guardada(leida, tramite, str(fila["insumos"]))


def enviadas(conexion: DuckDBPyConnection, desde: date, hasta: date) -> list[Guardada]:
    """Las que se enviaron a pago y se pagan en [desde, hasta], por su fecha de pago; de cada una, su última versión.

    Errores: los de `guardada`.
    """
    dichas = [t for t in tramites_al(conexion, TIPO, date.max) if t.de(ENVIADA) is not None]
    dichas.sort(key=lambda t: (str(t.datos["fecha_pago"]), t.numero))
    return [
        guardada(conexion, t.numero)
        for t in dichas
        if desde.isoformat() <= str(t.datos["fecha_pago"]) <= hasta.isoformat()
    ]


def _fila(conexion: DuckDBPyConnection, numero: str, version: int) -> Mapping[str, Any] | None:
    consulta = "SELECT * FROM nomina_version WHERE nomina = ? AND version = ?"
    leida = conexion.execute(consulta, [numero, version])
    campos = [campo for campo, *_ in leida.description or ()]
    fila = leida.fetchone()
    return dict(zip(campos, fila, strict=True)) if fila else None


def _del_tramite(tramite: Tramite, leida: Version) -> None:
    """Que el paso que la calculó diga el mismo sello: son dos libros, y quien alterara uno no alteró el otro."""
    pasos = [p for p in tramite.pasos if p.estado == CALCULADA and int(p.datos["version"]) == leida.version]
    if [p.datos["sello"] for p in pasos] != [leida.sello]:
        raise ErrorDeDatos(
            f"La versión {leida.version} de {tramite.numero} no lleva el sello que anotó el paso que la calculó. "
            "Corre «cobranza comprobar»."
        )
