"""Lo que la nómina pregunta a los libros: sus versiones, lo ya nominado y las tablas que la deciden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Date, bindparam, text

from cobranza.libros import tablas

_POR_TANDA = 500
# la última versión de cada nómina cuyo trámite se envió a pagar, en el orden en que se enviaron
_ENVIADAS = text("""
    SELECT v.nomina, v.version, v.desde, v.hasta, v.fecha_pago
    FROM nomina_version v JOIN paso p ON p.tramite = v.nomina AND p.estado = :estado
    WHERE v.version = (SELECT MAX(w.version) FROM nomina_version w WHERE w.nomina = v.nomina)
    ORDER BY p.id
""")
_COBRADO = """
    SELECT m.* FROM movimiento m WHERE m.tipo = 'PAGO' AND m.componente IN :claves
        AND m.fecha_efecto >= :primero AND m.fecha_efecto <= :hasta
        AND NOT EXISTS (SELECT 1 FROM nomina_renglon r WHERE r.clave = m.clave)
"""
_RESUELTO = "SELECT a.* FROM acto a WHERE a.tipo = 'RESOLUCION' AND a.resultado = :resultado AND a.fecha <= :hasta"


def ultima_version(conexion: Connection, nomina: str) -> int:
    """El número de la última versión de una nómina; 0 si no hay."""
    consulta = text("SELECT COALESCE(MAX(version), 0) FROM nomina_version WHERE nomina = :nomina")
    return int(conexion.execute(consulta, {"nomina": nomina}).scalar_one())


def version(conexion: Connection, nomina: str, cual: int) -> Mapping[str, Any] | None:
    """El renglón de una versión; None si no está."""
    consulta = text("SELECT * FROM nomina_version WHERE nomina = :nomina AND version = :version")
    fila = conexion.execute(consulta, {"nomina": nomina, "version": cual}).mappings().first()
    return dict(fila) if fila else None


def enviadas(conexion: Connection, estado: str) -> pd.DataFrame:
    """La última versión de cada nómina que pasó por ese estado: nomina, version, desde, hasta y fecha_pago."""
    filas = [tuple(fila) for fila in conexion.execute(_ENVIADAS, {"estado": estado})]
    hay = pd.DataFrame(filas, columns=["nomina", "version", "desde", "hasta", "fecha_pago"])
    return hay.astype(dict.fromkeys(("desde", "hasta", "fecha_pago"), "datetime64[s]"))


def ya_nominados(conexion: Connection, claves: Sequence[str]) -> dict[str, str]:
    """De esos movimientos, los que ya se nominaron y en cuál nómina."""
    consulta = text("SELECT clave, nomina FROM nomina_renglon WHERE clave IN :claves")
    consulta = consulta.bindparams(bindparam("claves", expanding=True))
    hallados: dict[str, str] = {}
    for desde in range(0, len(claves), _POR_TANDA):
        filas = conexion.execute(consulta, {"claves": list(claves[desde : desde + _POR_TANDA])})
        hallados |= {str(clave): str(nomina) for clave, nomina in filas}
    return hallados


def cobrado(conexion: Connection, componentes: Sequence[str], primero: date, hasta: date) -> pd.DataFrame:
    """Los pagos y reversas de esos componentes, de esos días, que no se han nominado."""
    valores = {"claves": list(componentes), "primero": primero, "hasta": hasta}
    return _leida(conexion, _COBRADO, valores, "movimiento")


def resueltos(conexion: Connection, resultado: str, hasta: date) -> set[str]:
    """Los créditos de que hasta ese día se resolvió eso en su medio de defensa."""
    return set(_leida(conexion, _RESUELTO, {"resultado": resultado, "hasta": hasta}, "acto")["folio"])


def por_clave(conexion: Connection, tabla: str, columna: str, claves: Iterable[str]) -> pd.DataFrame:
    """Los renglones de una tabla con esas claves, por tandas."""
    orden = sorted(claves)
    consulta = f"SELECT * FROM {tabla} WHERE {columna} IN :claves"
    tandas = [orden[k : k + _POR_TANDA] for k in range(0, len(orden), _POR_TANDA)] or [[""]]  # con su forma
    return pd.concat([_leida(conexion, consulta, {"claves": tanda}, tabla) for tanda in tandas], ignore_index=True)


def entera(conexion: Connection, tabla: str) -> pd.DataFrame:
    """Toda una tabla."""
    return _leida(conexion, f"SELECT * FROM {tabla}", {}, tabla)


def _leida(conexion: Connection, consulta: str, valores: Mapping[str, Any], tabla: str) -> pd.DataFrame:
    """Lo que contesta la base, con cada columna de su clase aunque no haya renglones."""
    pregunta = text(consulta)
    if "claves" in valores:
        pregunta = pregunta.bindparams(bindparam("claves", expanding=True))
    if limites := [cual for cual, valor in valores.items() if isinstance(valor, date)]:
        pregunta = pregunta.bindparams(*(bindparam(cual, type_=Date) for cual in limites))
    filas = conexion.execute(pregunta, dict(valores)).all()
    columnas = tablas.metadata.tables[tabla].columns
    por_columna: list[Sequence[Any]] = [*zip(*filas, strict=True)] or [()] * len(columnas)
    return pd.DataFrame({c.name: _de_su_clase(str(c.type), v) for c, v in zip(columnas, por_columna, strict=True)})


def _de_su_clase(tipo: str, valores: Sequence[Any]) -> Any:
    if tipo == "DATE":
        return np.array([str(v) if v is not None else "NaT" for v in valores], dtype="datetime64[s]")
    if tipo == "BIGINT":
        return pd.array(valores, dtype="Int64")
    return pd.array([None if v is None else str(v) for v in valores], dtype="str")
