"""La cartera de un día como tabla cerrada que se recorre por tramos: filtra y ordena millones sin copiarlos.

La tabla vive en una conexión de DuckDB que sólo la tiene a ella: sin archivos, sin red y sin poder cambiar esos
ajustes. Sin nombres, el RFC, el nombre y el importe no están en ella; van el seudónimo y el rango de las listas que
se comparten.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cobranza.base.errores import ErrorDeUso
from cobranza.cartera.consultas import cartera_al
from cobranza.cartera.numeros_propios import numeros_propios

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from cobranza.almacen.foto import Foto
    from cobranza.ley.norma import Normas

Tapar = Callable[[pd.DataFrame], pd.DataFrame]
"""De los créditos, lo que se puede compartir de cada uno: `papel.mascara.resguardada` con su serie de seudónimos."""
DE_TODOS = (
    "folio", "numero_propio", "resolucion", "delegacion", "concepto", "situacion", "etapa", "exigible", "prescribe",
    "ejecutor",
)  # fmt: skip
SIN_ADEUDO, CANCELADO = "SIN_ADEUDO", "CANCELADO"
"""La situación de lo que ya no se cobra."""
TAPADAS, CON_NOMBRES = ("seudonimo", "rango"), ("rfc", "nombre", "total")
SE_BUSCA_EN, CON_NOMBRES_TAMBIEN = ("folio", "numero_propio", "resolucion"), ("rfc", "nombre")
"""Dónde se busca un texto suelto; el RFC y el nombre, sólo si se pidieron nombres."""
_EXACTAS = frozenset({"delegacion", "concepto", "situacion", "etapa"})
_FECHAS = frozenset({"exigible", "prescribe"})
_SE_LEEN = frozenset({"folio", "numero_propio", "resolucion", "ejecutor", "rfc", "nombre", "seudonimo", "rango"})
"""Las de texto suelto: van juntas en `buscable`, sin acentos ni mayúsculas."""
_QUIZA = "contains(buscable, ?)"
"""Descarta casi todo sin quitarle los acentos a cada renglón, que es lo que tarda."""
POR_VALOR, POR_ANIO = ("delegacion", "concepto", "situacion", "etapa", "ejecutor"), ("exigible", "prescribe")
"""Cómo se cuenta cada columna: por lo que dice o por su año; el rango, por el suyo, y el importe, por sus cifras."""
_SE_CUENTAN = {
    **{c: f"nullif({c}, '')" for c in POR_VALOR},
    **{c: f"year({c})" for c in POR_ANIO},
    "rango": "rango",
    "total": "CASE WHEN total < 100 THEN 0 ELSE length(CAST(total // 100 AS VARCHAR)) END",
}
_CREDITOS_POR_PARTE = 200_000
_PRIMEROS = 1_000
"""Los que se buscan sin ordenar toda la tabla: lo que se mira casi siempre."""
_IMPORTE = re.compile(
    r"\s*(?:(?P<mayor>>)|(?P<menor><))?\s*\$?(?P<cuanto>[0-9][0-9,]{0,15})\s*(?:a\s*\$?(?P<hasta>[0-9][0-9,]{0,15}))?\s*"
)


class Recorrible:
    """La tabla de un día. `nominativo`: lleva RFC, nombre e importe."""

    def __init__(self, conexion: DuckDBPyConnection, *, nominativo: bool) -> None:
        self._conexion, self.nominativo = conexion, nominativo
        self.columnas = (*DE_TODOS, *(CON_NOMBRES if nominativo else TAPADAS))
        self._pregunta: tuple[Any, ...] = ()
        self._total, self._indice, self._completo = 0, np.empty(0, dtype=np.int64), False

    def tramo(
        self, filtros: Mapping[str, str], orden: tuple[str, bool], desde: int, cuantos: int
    ) -> tuple[int, list[dict[str, Any]]]:
        """(cuántos créditos cumplen, los de ese tramo).

        `filtros`: columna → texto; con «» de columna, se busca en varias. `orden`: columna y si va de mayor a menor;
        lo que no se sabe va al final. Errores: `ErrorDeUso` si una columna no está o un importe no se entiende.
        """
        lugares = self._lugares(filtros, orden, desde + cuantos)[desde : desde + cuantos]
        if not lugares.size:
            return self._total, []
        cuales = ", ".join(map(str, lugares))
        # una junta y no un IN: así DuckDB va por esos renglones sin recorrer la tabla
        consulta = (
            f"SELECT c.rowid, {', '.join(self.columnas)} FROM cartera c "
            f"JOIN (SELECT unnest([{cuales}]::BIGINT[]) AS lugar) t ON c.rowid = t.lugar"
        )
        filas = {fila[0]: fila[1:] for fila in self._conexion.execute(consulta).fetchall()}
        return self._total, [dict(zip(self.columnas, filas[lugar], strict=True)) for lugar in lugares.tolist()]

    def distintos(self, columna: str) -> list[str]:
        """Los valores que hay de una columna corta, en orden."""
        self._conocida(columna)
        consulta = f"SELECT DISTINCT {columna} FROM cartera WHERE {columna} IS NOT NULL ORDER BY 1"
        return [str(valor) for (valor,) in self._conexion.execute(consulta).fetchall()]

    def repartos(self, columnas: Sequence[str], filtros: Mapping[str, str]) -> dict[str, list[tuple[Any, int]]]:
        """Por columna, cuántos de los que cumplen hay de cada valor (de un año, si es fecha); None, si no se sabe.

        Lo corto, de más a menos; fechas, rangos e importes, en su orden. El importe, por cuántas cifras tienen sus
        pesos. Errores: `ErrorDeUso` si la columna no está o es de las que no se cuentan (un folio, un nombre).
        """
        for columna in columnas:
            if self._conocida(columna) not in _SE_CUENTAN:
                raise ErrorDeUso(f"La columna «{columna}» no se reparte: casi cada crédito tiene la suya.")
        donde, dados = self._donde(filtros)
        claves = [f"c{k}" for k, _ in enumerate(columnas)]
        que = ", ".join(f"{_SE_CUENTAN[c]} AS {clave}" for clave, c in zip(claves, columnas, strict=True))
        # todas en una pasada: buscar un texto es lo que tarda, y así se busca una vez
        consulta = (
            f"SELECT {', '.join(f'GROUPING({c})' for c in claves)}, {', '.join(claves)}, min(nivel), COUNT(*) "
            f"FROM (SELECT {que}, nivel FROM cartera WHERE {donde}) "
            f"GROUP BY GROUPING SETS ({', '.join(f'({c})' for c in claves)})"
        )
        contadas: dict[str, list[tuple[Any, int, int]]] = {columna: [] for columna in columnas}
        for *fila, nivel, cuantos in self._conexion.execute(consulta, dados).fetchall():
            cual = fila.index(0)  # la columna de que es ese grupo
            contadas[columnas[cual]].append((fila[len(columnas) + cual], int(nivel), int(cuantos)))
        return {columna: _en_orden(columna, cuentas) for columna, cuentas in contadas.items()}

    def _donde(self, filtros: Mapping[str, str]) -> tuple[str, list[str | int]]:
        condiciones = [self._condicion(columna, dicho) for columna, dicho in filtros.items() if dicho]
        donde = " AND ".join(f"({c})" for c, _ in condiciones) or "TRUE"
        return donde, [dado for _, suyos in condiciones for dado in suyos]

    def _lugares(self, filtros: Mapping[str, str], orden: tuple[str, bool], hasta: int) -> NDArray[np.int64]:
        """Los renglones que cumplen, en orden; sólo los primeros mientras basten."""
        pregunta = (tuple(sorted(filtros.items())), orden)
        basta = self._completo or self._indice.size >= min(hasta, self._total)
        if pregunta == self._pregunta and basta:
            return self._indice
        donde, dados = self._donde(filtros)
        por, al_reves = self._conocida(orden[0]), orden[1]
        por = "nivel" if por == "rango" else por  # el rango va de menos a más, no por su letra
        de_texto = any(columna in _SE_LEEN or not columna for columna, dicho in filtros.items() if dicho)
        # lo que se busca por su texto son pocos: se hallan todos de una vez, sin contarlos antes
        completo = de_texto or hasta > _PRIMEROS
        tope = "" if completo else f"LIMIT {_PRIMEROS}"
        consulta = (
            f"SELECT rowid FROM cartera WHERE {donde} ORDER BY {por} {'DESC' if al_reves else 'ASC'} NULLS LAST, "
            f"folio {tope}"
        )
        self._indice = np.asarray(self._conexion.execute(consulta, dados).fetchnumpy()["rowid"], dtype=np.int64)
        self._pregunta, self._completo = pregunta, completo
        self._total = self._indice.size if completo else self._cuantos(donde, dados)
        return self._indice

    def _cuantos(self, donde: str, dados: Sequence[str | int]) -> int:
        consulta = f"SELECT COUNT(*) FROM cartera WHERE {donde}"
        return int(self._conexion.execute(consulta, dados).fetchall()[0][0])

    def _condicion(self, columna: str, dicho: str) -> tuple[str, list[str | int]]:
        """(condición, sus valores): lo que alguien escribió nunca es parte de la consulta."""
        if columna == "":
            donde = SE_BUSCA_EN + (CON_NOMBRES_TAMBIEN if self.nominativo else ())
            cualquiera = " OR ".join(_contiene(c) for c in donde)
            return f"{_QUIZA} AND ({cualquiera})", [_llano(dicho)] * (len(donde) + 1)
        self._conocida(columna)
        if columna in _EXACTAS:
            return f"{columna} = ?", [dicho]
        if columna == "total":
            return _de_importe(dicho)
        if columna in _FECHAS:
            return f"starts_with(CAST({columna} AS VARCHAR), ?)", [dicho]
        return f"{_QUIZA} AND {_contiene(columna)}", [_llano(dicho)] * 2

    def _conocida(self, columna: str) -> str:
        if columna not in self.columnas:
            hay = ", ".join(self.columnas)
            raise ErrorDeUso(f"La cartera que se recorre no tiene la columna «{columna}»; hay {hay}.")
        return columna


def recorrible(foto: Foto, normas: Normas, al: date, tapar: Tapar | None) -> Recorrible:
    """La cartera de la foto a un día, calculada por partes y cerrada; sin `tapar`, con nombres e importes.

    Errores: `ErrorDeLey` si la norma no alcanza a ese día.
    """
    import duckdb

    conexion = duckdb.connect(config={"python_enable_replacements": "false"})
    partes = [_una_parte(parte, normas, al) for parte in foto.partes(_CREDITOS_POR_PARTE)]
    juntas = pd.concat(partes, ignore_index=True)
    if tapar is None:
        juntas["nivel"] = 0
    else:
        suyo = tapar(juntas)
        for campo in (*TAPADAS, "nivel"):
            valores = suyo[campo].to_numpy()
            juntas[campo] = valores if campo == "nivel" else [str(v) for v in valores]
    lleva = [*DE_TODOS, *(TAPADAS if tapar else CON_NOMBRES), "nivel"]
    conexion.register("entra", juntas[lleva])
    conexion.execute(f"CREATE TABLE cartera AS SELECT *, {con_que_se_busca(lleva)} AS buscable FROM entra")
    conexion.unregister("entra")
    # desde aquí, ni archivos ni red, y nadie puede volver a abrirlos
    conexion.execute("SET enable_external_access = false")
    conexion.execute("SET lock_configuration = true")
    return Recorrible(conexion, nominativo=tapar is None)


def con_que_se_busca(columnas: Sequence[str]) -> str:
    """La expresión que junta los textos de esas columnas como se comparan."""
    juntas = ", ".join(c for c in columnas if c in _SE_LEEN)
    return f"lower(strip_accents(concat_ws('|', {juntas})))"


def _una_parte(parte: Foto, normas: Normas, al: date) -> pd.DataFrame:
    conexion = parte.conexion()
    cartera = cartera_al(conexion, normas, al)
    propios = numeros_propios(conexion)
    cartera["numero_propio"] = [propios.get(folio, "") for folio in cartera["folio"]]
    textos = ["delegacion", "concepto", "situacion", "etapa", "ejecutor"]
    cartera[textos] = cartera[textos].astype("str").fillna("")
    # lo que ya no se debe o se canceló no está exigible ni prescribe: se dice como en la liquidación
    cartera["situacion"] = cartera["situacion"].mask(cartera["vida"] == "BAJA", SIN_ADEUDO)
    cartera["situacion"] = cartera["situacion"].mask(cartera["vida"] == "CANCELADO", CANCELADO)
    cartera["prescribe"] = cartera["prescribe"].mask(cartera["vida"] == "BAJA")
    return cartera[[*DE_TODOS, *CON_NOMBRES]]


def _en_orden(columna: str, cuentas: Sequence[tuple[Any, int, int]]) -> list[tuple[Any, int]]:
    """Como se enseñan, con lo que no se sabe al final; de cada una: valor, nivel de su rango y cuántos."""

    def lugar(cuenta: tuple[Any, int, int]) -> tuple[Any, ...]:
        valor, nivel, cuantos = cuenta
        primero = -cuantos if columna in POR_VALOR else nivel if columna == "rango" else 0
        return valor is None, primero, "" if valor is None else valor

    return [(valor, cuantos) for valor, _, cuantos in sorted(cuentas, key=lugar)]


def _contiene(columna: str) -> str:
    return f"contains(lower(strip_accents({columna})), ?)"


def _llano(dicho: str) -> str:
    """Como se compara: sin acentos ni mayúsculas."""
    return unicodedata.normalize("NFD", dicho).encode("ascii", "ignore").decode().casefold().strip()


def _de_importe(dicho: str) -> tuple[str, list[str | int]]:
    """«> 10,000», «< 500», «1000 a 2000» o «1500», en pesos."""
    leido = _IMPORTE.fullmatch(dicho)
    if leido is None:
        raise ErrorDeUso(f"El saldo es «{dicho}»; se esperaba como «> 10,000», «< 500» o «1,000 a 2,000», en pesos.")
    cuanto = int(leido["cuanto"].replace(",", "")) * 100
    if leido["hasta"]:
        return "total BETWEEN ? AND ?", [cuanto, int(leido["hasta"].replace(",", "")) * 100]
    signo = ">=" if leido["mayor"] else "<=" if leido["menor"] else ""
    return (f"total {signo} ?", [cuanto]) if signo else ("total BETWEEN ? AND ?", [cuanto, cuanto + 99])


def opciones(claves: Sequence[str], nombres: Mapping[str, str]) -> list[tuple[str, str]]:
    """(clave, nombre) de las que hay, por su nombre: con qué se filtra una columna corta."""
    return sorted(((clave, nombres.get(clave, clave)) for clave in claves if clave), key=lambda par: par[1])
