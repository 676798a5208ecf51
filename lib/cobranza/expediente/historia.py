"""La historia de unos créditos, leída una vez de la foto y lista para preguntarle por cualquier fecha.

Los libros se leen como columnas de enteros ordenadas por crédito; lo que se debía y en qué estado estaba cada
crédito a un día sale de recorrerlas, sin volver a la foto. Quién pregunta qué está en `liquidacion` (dinero) y
`estado` (procedimiento).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.catalogos import actos as catalogo_de_actos
from cobranza.base.fechas import SIN_DIA, dias
from cobranza.ley.norma import Normas
from cobranza.libros.vocabulario import COMPONENTES as COMPONENTES_EN_ORDEN
from cobranza.libros.vocabulario import DE_CONVENIO, SIN_FIN, TIPOS_DE_MOVIMIENTO

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cobranza.ley.norma import Normas

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]

COMPONENTES = {componente: lugar for lugar, componente in enumerate(COMPONENTES_EN_ORDEN)}
"""Número de cada componente en `movimientos`."""
TIPOS = {tipo: lugar for lugar, tipo in enumerate(TIPOS_DE_MOVIMIENTO)}
"""Número de cada tipo en `movimientos`."""
PRACTICADA = ("PRACTICADA", "PRACTICADA_CON_TERCERO", "PAGO_EN_ACTO", "")
"""Resultados de una diligencia que se practicó; los actos que no son diligencia no traen resultado."""

_REPETIDAS = ("ambito", "concepto", "origen", "autoridad", "tipo_persona", "municipio", "delegacion", "ejecutor")
"""Columnas del crédito con pocos valores distintos."""
_EPOCA = "DATE '1970-01-01'"
_CREDITOS = """
    SELECT id, folio, ambito, concepto, origen, autoridad, resolucion, ejercicio, rfc, nombre, tipo_persona,
        municipio, delegacion, ejecutor, vencimiento, importe, multa, fecha_registro
    FROM credito c WHERE c.id {en} ORDER BY folio
"""
_MOVIMIENTOS = f"""
    SELECT m.credito, enum_code(CAST(m.componente AS {{componente}})) AS componente,
        enum_code(CAST(m.tipo AS {{tipo}})) AS tipo, m.importe, CAST(m.fecha_efecto - {_EPOCA} AS INT) AS dia,
        CAST(m.fecha_registro - {_EPOCA} AS INT) AS registro
    FROM movimiento m WHERE m.credito {{en}}
"""
_ACTOS = f"""
    SELECT a.credito, a.id, COALESCE(enum_code(TRY_CAST(a.tipo AS {{tipo}})), 255) AS tipo,
        CAST(a.fecha - {_EPOCA} AS INT) AS dia, COALESCE(a.hasta - {_EPOCA}, {SIN_DIA}) AS hasta,
        COALESCE(a.resultado, '') IN {PRACTICADA} AS practicada, CAST(a.fecha_registro - {_EPOCA} AS INT) AS registro
    FROM acto a WHERE a.credito {{en}}
"""
_CAMBIOS = """
    SELECT credito, tipo, fecha, COALESCE(documento, '') AS documento, COALESCE(persona, '') AS persona,
        fecha_registro AS registro FROM acto a
    WHERE tipo IN ('TRASPASO', 'ASIGNACION') AND a.credito {en} ORDER BY credito, fecha, id
"""
_EXTINCIONES = f"""
    SELECT m.credito, enum_code(CAST(m.componente AS {{componente}})) AS componente,
        m.exacto - m.importe * 10000 AS fraccion, COALESCE(m.recargos, 0) AS recargos,
        CAST(m.fecha_efecto - {_EPOCA} AS INT) AS dia, CAST(m.fecha_registro - {_EPOCA} AS INT) AS registro
    FROM movimiento m WHERE m.exacto IS NOT NULL AND m.credito {{en}}
"""
_A_PLAZOS = f"""
    SELECT credito, tipo, fecha, hasta, COALESCE(forma, '') AS forma, COALESCE(parcialidades, 0) AS parcialidades,
        fecha_registro AS registro FROM acto a
    WHERE tipo IN {DE_CONVENIO} AND a.credito {{en}} ORDER BY credito, fecha, id
"""
_DE_PLAZOS = f"""
    SELECT m.credito, enum_code(CAST(m.componente AS {{componente}})) AS componente,
        enum_code(CAST(m.tipo AS {{tipo}})) AS tipo, m.importe, COALESCE(m.exacto, m.importe * 10000) AS exacto,
        COALESCE(m.recargos, 0) AS recargos, CAST(m.fecha_efecto - {_EPOCA} AS INT) AS dia,
        CAST(COALESCE(r.fecha_ingreso, m.fecha_efecto) - {_EPOCA} AS INT) AS pagado_el,
        CAST(m.fecha_registro - {_EPOCA} AS INT) AS registro
    FROM movimiento m LEFT JOIN recibo r ON r.recibo = m.documento
    WHERE m.credito IN (SELECT credito FROM acto WHERE tipo = 'CONVENIO') AND m.credito {{en}}
"""
_CUBIERTOS = """
    SELECT credito, CAST(referencia AS DATE) AS hasta, importe, fecha_efecto AS efecto, fecha_registro AS registro
    FROM movimiento m WHERE tipo = 'RECARGO' AND componente = 'RECARGO' AND referencia <> '' AND m.credito {en}
"""
_REVERTIDOS = """
    WITH contrario AS (
        SELECT credito, reversa_de, MIN(fecha_efecto) AS desde, MIN(fecha_registro) AS conocido FROM movimiento m
        WHERE reversa_de IS NOT NULL AND tipo = 'PAGO' AND m.credito {en} GROUP BY credito, reversa_de
    )
    SELECT m.credito, m.fecha_efecto AS fecha, m.reversa_de IS NOT NULL AS es_contrario, c.desde AS hasta,
        c.conocido, m.fecha_registro AS registro
    FROM movimiento m LEFT JOIN contrario c ON c.reversa_de = m.clave
    WHERE m.tipo = 'PAGO' AND m.credito IN (SELECT credito FROM contrario)
"""


@dataclass(frozen=True)
class Renglones:
    """Renglones de un libro en orden de crédito: los del crédito k son `inicio[k]:inicio[k + 1]`."""

    inicio: Columna
    columnas: dict[str, NDArray[Any]]

    def __getitem__(self, nombre: str) -> NDArray[Any]:
        return self.columnas[nombre]

    @cached_property
    def lugar(self) -> Columna:
        """El crédito de cada renglón."""
        return np.repeat(np.arange(self.inicio.size - 1), np.diff(self.inicio))

    def de(self, lugar: Columna) -> tuple[Columna, Columna | slice]:
        """(posición en `lugar`, renglón) de cada renglón de esos créditos; un crédito puede venir varias veces."""
        if lugar.size == self.inicio.size - 1 and np.array_equal(lugar, np.arange(lugar.size)):
            return self.lugar, slice(None)  # todos, una vez: sus renglones tal como están, sin copiarlos
        cuantos = np.diff(self.inicio)[lugar]
        primero = self.inicio[lugar] - (np.cumsum(cuantos) - cuantos)
        quien = np.repeat(np.arange(lugar.size), cuantos)
        return quien, np.arange(quien.size) + primero[quien]

    def conocidos(self, lugar: Columna, al: int) -> Renglones:
        """Los renglones de esos créditos registrados hasta el día `al`, con los créditos renumerados."""
        quien, renglon = self.de(lugar)
        sirve = self["registro"][renglon] <= al
        columnas = {nombre: valores[renglon][sirve] for nombre, valores in self.columnas.items()}
        return Renglones(_inicios(quien[sirve], lugar.size), columnas)


@dataclass(frozen=True)
class Historia:
    """Los créditos en orden de folio y, por su posición (`lugar`), todo lo que les ha pasado. Días `int`, centavos.

    `movimientos`: componente, tipo (números), importe, dia. `actos`, de cada crédito en orden de fecha: tipo
    (número), dia, hasta (`SIN_DIA` si no hay), practicada.
    `extinciones`: lo que un pago extinguió del principal, con su fracción de centavo y sus recargos. `de_plazos`: los
    movimientos de los créditos con convenio, con el día en que se pagó. Todos, su día de `registro`. Marcos con su `lugar`:
    `cambios` de delegación y ejecutor; `a_plazos`, los actos de los convenios; `cubiertos`, los pagos que cubrieron todos
    los recargos si se cuentan por tramo; y `revertidos`, los pagos de los créditos con alguno revertido.
    """

    normas: Normas
    creditos: pd.DataFrame
    movimientos: Renglones
    extinciones: Renglones
    de_plazos: Renglones
    actos: Renglones
    cambios: pd.DataFrame
    a_plazos: pd.DataFrame
    cubiertos: pd.DataFrame
    revertidos: pd.DataFrame

    def lugares(self, folios: pd.Series[str]) -> Columna:
        """Posición de cada folio; −1 si no está."""
        lugares: Columna = pd.Index(self.creditos["folio"]).get_indexer(pd.Index(folios)).astype(np.int64)
        return lugares

    def actos_de(self, *tipos: str) -> Columna:
        """Los renglones de esos tipos de acto, en orden de crédito y fecha."""
        return np.flatnonzero(np.isin(self.actos["tipo"], [numero_de_acto()[t] for t in tipos]))

    @cached_property
    def gestiones(self) -> tuple[Columna, Columna, Columna]:
        """(lugar, día, hasta) de cada gestión notificada y de cada pago: reconocer el adeudo interrumpe (art. 146).

        Un pago revertido cuenta hasta el día en que se revirtió; el asiento contrario no es un pago.
        """
        interrumpe = np.zeros(256, dtype=bool)
        interrumpe[[n for t, n in numero_de_acto().items() if catalogo_de_actos()[t].get("interrumpe")]] = True
        de_acto = interrumpe[self.actos["tipo"]] & self.actos["practicada"]
        con_reversa = np.zeros(len(self.creditos), dtype=bool)
        con_reversa[self.revertidos["lugar"]] = True
        m = self.movimientos
        de_pago = (m["tipo"] == TIPOS["PAGO"]) & ~con_reversa[m.lugar]
        pagos = self.revertidos[~self.revertidos["es_contrario"]]
        hasta = dias(pagos["hasta"])
        lugar = np.concatenate([self.actos.lugar[de_acto], m.lugar[de_pago], pagos["lugar"].to_numpy(np.int64)])
        dia = np.concatenate([self.actos["dia"][de_acto], m["dia"][de_pago], dias(pagos["fecha"])])
        vale = np.full(lugar.size, SIN_FIN, dtype=np.int64)
        vale[lugar.size - len(pagos) :] = np.where(hasta == SIN_DIA, SIN_FIN, hasta)
        return _sin_repetir(lugar, dia.astype(np.int64), vale)

    def tardios(self, al: int) -> Columna:
        """Los créditos de los que después del día `al` se registró algo que surtió efecto hasta ese día."""
        tarde = np.zeros(len(self.creditos), dtype=bool)
        for libro in (self.movimientos, self.actos):
            tarde[libro.lugar[(libro["dia"] <= al) & (libro["registro"] > al)]] = True
        return np.flatnonzero(tarde)

    def conocida(self, lugar: Columna, al: int) -> Historia:
        """La historia de esos créditos como se conocía el día `al`: sin lo que se registró después."""
        nuevo = np.full(len(self.creditos), -1, dtype=np.int64)
        conocidos = lugar[dias(self.creditos["fecha_registro"].iloc[lugar]) <= al]
        nuevo[conocidos] = np.arange(conocidos.size)

        def marco(m: pd.DataFrame) -> pd.DataFrame:
            m = m.assign(lugar=nuevo[m["lugar"]])
            return m[(m["lugar"] >= 0) & (dias(m["registro"]) <= al)]

        en_pie = dias(self.revertidos["conocido"]) > al
        revertidos = self.revertidos.assign(hasta=self.revertidos["hasta"].mask(en_pie))
        return Historia(
            self.normas,
            self.creditos.iloc[conocidos].reset_index(drop=True),
            self.movimientos.conocidos(conocidos, al),
            self.extinciones.conocidos(conocidos, al),
            self.de_plazos.conocidos(conocidos, al),
            self.actos.conocidos(conocidos, al),
            *(marco(m) for m in (self.cambios, self.a_plazos, self.cubiertos, revertidos)),
        )


def numero_de_acto() -> dict[str, int]:
    """Número de cada tipo de acto del catálogo en `Historia.actos`."""
    return {tipo: numero for numero, tipo in enumerate(catalogo_de_actos())}


def historia(conexion: DuckDBPyConnection, normas: Normas, delegacion: str = "") -> Historia:
    """La historia de todos los créditos de la foto, o de los que una delegación ha tenido alguna vez.

    Los que tuvo y traspasó también salen: hacen falta para cuadrar; `consultas.cartera_de` deja los que tiene.
    """
    dicha = "'" + delegacion.replace("'", "''") + "'"
    que_tuvo = (
        f"SELECT id FROM credito WHERE delegacion = {dicha} UNION "
        f"SELECT credito FROM acto WHERE tipo = 'TRASPASO' AND documento = {dicha}"
    )
    return _leer(conexion, normas, que_tuvo if delegacion else "")


def historia_de(conexion: DuckDBPyConnection, normas: Normas, folios: pd.Series[str]) -> Historia:
    """La historia sólo de esos créditos; los que no existen no salen."""
    conexion.register("pedidos", pd.DataFrame({"folio": folios.to_numpy()}))
    leida = _leer(conexion, normas, "SELECT id FROM credito WHERE folio IN (SELECT folio FROM pedidos)")
    conexion.unregister("pedidos")
    return leida


def _leer(conexion: DuckDBPyConnection, normas: Normas, cuales: str) -> Historia:
    """La historia de los créditos que devuelve la consulta `cuales` (columna de ids); vacía, todos."""
    en = "IS NOT NULL"
    if cuales:
        conexion.execute(f"CREATE OR REPLACE TEMP TABLE elegido AS {cuales}")
        en = "IN (FROM elegido)"
    creditos = _marco(conexion, _CREDITOS.format(en=en), _REPETIDAS)
    posicion = _Posiciones(creditos.pop("id").to_numpy(np.int64))
    enums = {"componente": _enum(COMPONENTES_EN_ORDEN), "tipo": _enum(TIPOS_DE_MOVIMIENTO)}
    movimientos = _renglones(conexion, _MOVIMIENTOS.format(en=en, **enums), posicion, len(creditos))
    extinciones, de_plazos = (
        _renglones(conexion, consulta.format(en=en, **enums), posicion, len(creditos))
        for consulta in (_EXTINCIONES, _DE_PLAZOS)
    )
    actos = _renglones(conexion, _ACTOS.format(en=en, tipo=_enum(tuple(catalogo_de_actos()))), posicion,
                       len(creditos), por_fecha=True)  # fmt: skip
    marcos = [_marco(conexion, consulta.format(en=en)) for consulta in (_CAMBIOS, _A_PLAZOS, _CUBIERTOS, _REVERTIDOS)]
    for marco in marcos:
        marco["lugar"] = posicion(marco.pop("credito").to_numpy(np.int64))
    propios = (marco[marco["lugar"] >= 0] for marco in marcos)
    return Historia(normas, creditos, movimientos, extinciones, de_plazos, actos, *propios)


def _enum(valores: tuple[str, ...]) -> str:
    return f"ENUM ({', '.join(repr(v) for v in valores)})"


def _marco(conexion: DuckDBPyConnection, consulta: str, repetidas: tuple[str, ...] = ()) -> pd.DataFrame:
    """El resultado por Arrow: los textos pasan sin copiarse uno a uno; las fechas, `datetime64[s]`.

    Las columnas `repetidas` salen como categorías en orden alfabético: comparar y agrupar números cuesta menos.
    """
    tabla = conexion.sql(consulta).to_arrow_table()
    for nombre in repetidas:
        tabla = tabla.set_column(tabla.schema.get_field_index(nombre), nombre, tabla[nombre].dictionary_encode())
    marco: pd.DataFrame = tabla.to_pandas(date_as_object=False)
    for nombre in repetidas:
        marco[nombre] = marco[nombre].cat.set_categories(sorted(marco[nombre].cat.categories))
    for columna in marco.columns:
        if marco[columna].dtype.kind == "M":
            marco[columna] = marco[columna].astype("datetime64[s]")
    return marco


class _Posiciones:
    """De id de crédito a su posición (−1 si no está): una tabla, porque los ids son consecutivos."""

    def __init__(self, ids: Columna) -> None:
        self._desde = int(ids.min()) if ids.size else 0
        # la primera y la última casilla son de los ids que caen fuera
        self._tabla = np.full((int(ids.max()) if ids.size else 0) - self._desde + 3, -1, dtype=np.int64)
        self._tabla[ids - self._desde + 1] = np.arange(ids.size)

    def __call__(self, ids: NDArray[Any]) -> Columna:
        lugar: Columna = self._tabla[np.clip(ids - self._desde + 1, 0, self._tabla.size - 1)]
        return lugar


def _renglones(
    conexion: DuckDBPyConnection, consulta: str, posicion: _Posiciones, cuantos: int, *, por_fecha: bool = False
) -> Renglones:
    columnas = {n: np.asarray(c) for n, c in conexion.sql(consulta).fetchnumpy().items()}
    lugar = posicion(columnas.pop("credito"))
    if lugar.min(initial=0) < 0:
        conocido = lugar >= 0
        lugar, columnas = lugar[conocido], {nombre: valores[conocido] for nombre, valores in columnas.items()}
    llave = en_orden(lugar, columnas["dia"]) if por_fecha else lugar
    orden = np.argsort(llave, kind="stable")
    # los del mismo día van como se anotaron; una consulta con varios hilos no siempre los da así
    if por_fecha and np.any((np.diff(llave[orden]) == 0) & (np.diff(columnas["id"][orden]) < 0)):
        orden = np.lexsort((columnas["id"], llave))
    columnas.pop("id", None)
    return Renglones(_inicios(lugar, cuantos), {nombre: valores[orden] for nombre, valores in columnas.items()})


def en_orden(lugar: Columna, dia: NDArray[Any]) -> Columna:
    """Un entero por renglón que ordena por crédito y, dentro, por día."""
    llave: Columna = (lugar << 20) + dia + 2**19
    return llave


def _inicios(lugar: Columna, cuantos: int) -> Columna:
    return np.concatenate([[0], np.cumsum(np.bincount(lugar, minlength=cuantos))])


def _sin_repetir(lugar: Columna, dia: Columna, hasta: Columna) -> tuple[Columna, Columna, Columna]:
    """En orden de crédito y día, uno por día: el que más dura."""
    orden = np.argsort(en_orden(lugar, dia), kind="stable")
    lugar, dia, hasta = lugar[orden], dia[orden], hasta[orden]
    primeros = np.flatnonzero(np.concatenate([[True], (lugar[1:] != lugar[:-1]) | (dia[1:] != dia[:-1])])[: dia.size])
    if not primeros.size:
        return lugar, dia, hasta
    return lugar[primeros], dia[primeros], np.maximum.reduceat(hasta, primeros)
