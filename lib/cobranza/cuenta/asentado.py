"""Leer de los libros el estado de unos créditos para asentarles hechos."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from cobranza.base.catalogos import conceptos
from cobranza.base.fechas import SIN_DIA, dias
from cobranza.cuenta.adeudos import (
    COMPONENTES,
    DE_EJECUCION,
    DEVENGABLES,
    FECHADOS,
    PRINCIPALES,
    TIPO_DE_DEVENGO,
    Adeudos,
)
from cobranza.cuenta.convenios import convenios_de
from cobranza.cuenta.pausas import estimulos, pausas
from cobranza.expediente.de_tablas import columnas_de, historia_de_tablas
from cobranza.expediente.historia import Historia
from cobranza.expediente.situacion import notificaciones, vencimientos_de_multa
from cobranza.ley.norma import Normas
from cobranza.libros.libro import insertar
from cobranza.libros.vocabulario import SIN_FIN

Columna = NDArray[np.int64]
_DE_ORIGEN = f"(m.componente IN ({', '.join(repr(c) for c in FECHADOS)}) AND m.importe > 0 AND m.tipo = m.componente)"
_DEVENGO = " OR ".join(f"(m.componente = '{c}' AND m.tipo = '{t}')" for c, t in TIPO_DE_DEVENGO.items())
_VUELVE = "m.tipo IN ('CANCELACION', 'REACTIVACION')"
_EXACTO = "COALESCE(m.exacto, m.importe * 10000)"
_CUBRE = (
    "m.tipo = 'RECARGO' AND m.referencia <> '' AND m.reversa_de IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM movimiento r WHERE r.folio = m.folio AND r.reversa_de = m.clave)"
)
_SALDOS = f"""
    SELECT m.folio, m.componente, CAST(SUM(m.importe) AS BIGINT) AS importe,
        CAST(SUM({_EXACTO}) AS BIGINT) AS exacto,
        CAST(SUM(COALESCE(m.recargos, 0)) AS BIGINT) AS recargos,
        CAST(SUM(CASE WHEN {_DEVENGO} THEN m.importe ELSE 0 END) AS BIGINT) AS causado,
        CAST(-SUM(CASE WHEN m.tipo = 'PAGO' THEN m.importe ELSE 0 END) AS BIGINT) AS pagado,
        CAST(-SUM(CASE WHEN m.tipo = 'REDUCCION_RESOLUCION' THEN m.importe ELSE 0 END) AS BIGINT) AS devuelto,
        CAST(-SUM(CASE WHEN {_VUELVE} THEN m.importe ELSE 0 END) AS BIGINT) AS cancelado,
        CAST(-SUM(CASE WHEN {_VUELVE} THEN {_EXACTO} ELSE 0 END) AS BIGINT) AS exacto_cancelado,
        CAST(SUM(CASE WHEN {_VUELVE} THEN COALESCE(m.recargos, 0) ELSE 0 END) AS BIGINT) AS recargos_cancelados,
        MAX(CASE WHEN {_CUBRE} THEN m.referencia ELSE '' END) AS cubiertos
    FROM movimiento m JOIN folio_en_curso f ON f.folio = m.folio
    WHERE NOT {_DE_ORIGEN} GROUP BY m.folio, m.componente
"""
_CREDITOS = f"SELECT {columnas_de('credito', 'c')} FROM credito c JOIN folio_en_curso f ON f.folio = c.folio"
_ACTOS = f"""
    SELECT c.id AS credito, {columnas_de("acto", "a")} FROM acto a JOIN folio_en_curso f ON f.folio = a.folio
    JOIN credito c ON c.folio = a.folio
"""
_DETERMINADOS = f"""
    SELECT m.clave, m.folio, m.componente, m.referencia, m.importe, m.fecha_efecto AS fecha, m.fecha_registro
    FROM movimiento m JOIN folio_en_curso f ON f.folio = m.folio
    WHERE {_DE_ORIGEN} ORDER BY m.folio, m.fecha_efecto, m.clave
"""


def leer_adeudos(conexion: Connection, folios: pd.Index[str], normas: Normas) -> tuple[Adeudos, pd.DataFrame]:
    """(adeudos en el orden de `folios`, gastos e indemnizaciones determinados en orden de antigüedad).

    Los determinados van aparte, con su fecha, porque un pago sólo cubre los que ya existían en su día.
    """
    anotar_folios(conexion, folios)
    return adeudos_con(conexion, folios, pd.read_sql_query(text(_SALDOS), conexion), normas)


def adeudos_con(
    conexion: Connection, folios: pd.Index[str], saldos: pd.DataFrame, normas: Normas
) -> tuple[Adeudos, pd.DataFrame]:
    """Como `leer_adeudos`, desde unos saldos dados (las columnas de `_SALDOS`); los folios ya están anotados."""
    h = _historia(conexion, normas)
    gastos = pd.read_sql_query(text(_DETERMINADOS), conexion, parse_dates=["fecha", "fecha_registro"])
    cubierto = saldos[saldos["componente"].isin(FECHADOS)].set_index(["folio", "componente"])["importe"]
    llave = pd.MultiIndex.from_frame(gastos[["folio", "componente"]])
    gastos["cubierto"] = -cubierto.reindex(llave, fill_value=0).to_numpy(np.int64)
    lugar = h.lugares(pd.Series(folios))
    creditos = h.creditos.take(lugar)
    de_catalogo = conceptos().set_index("clave")
    causan, es_multa = de_catalogo["causa_recargos"].eq("si"), de_catalogo["multa"].eq("fiscal")
    sumas = _Sumas(folios, saldos)
    adeudos = Adeudos(
        normas=normas,
        ambito=creditos["ambito"].to_numpy(dtype=object),
        causa_recargos=creditos["concepto"].map(causan).fillna(True).to_numpy(bool),
        vencimiento=dias(creditos["vencimiento"]),
        vencimiento_multa=vencimientos_de_multa(creditos["ambito"], notificaciones(h, SIN_FIN)[lugar], normas),
        saldo={c: sumas.de("importe", c) for c in COMPONENTES},
        exacto={c: sumas.de("exacto", c) for c in PRINCIPALES},
        extinguido=sumas.de("recargos", "HISTORICO"),
        causado={c: sumas.de("causado", c) for c in DEVENGABLES},
        cubiertos=sumas.cubiertos(),
        convenios=convenios_de(len(h.creditos), h.a_plazos).de(lugar),
        pausas=pausas(h, lugar),
        cancelado=sumas.cancelado(),
        # lo que una resolución ya dejó a favor no lo devuelve otra (RCFF, art. 95)
        gasto_pagado=np.sum([sumas.de("pagado", c) for c in DE_EJECUCION], axis=0)
        - sumas.de("devuelto", "SALDO_A_FAVOR"),
        estimulos=estimulos(h, lugar),
        es_multa=creditos["concepto"].map(es_multa).fillna(False).to_numpy(bool),
    )
    return adeudos, gastos


def _historia(conexion: Connection, normas: Normas) -> Historia:
    """Los créditos de los folios en curso y sus actos, leídos de la transacción; el dinero se suma aparte, en la
    base."""
    tablas = {n: pd.read_sql_query(text(q), conexion) for n, q in (("credito", _CREDITOS), ("acto", _ACTOS))}
    return historia_de_tablas(tablas, normas)


class _Sumas:
    """Las sumas del libro por componente, puestas en el orden de los folios."""

    def __init__(self, folios: pd.Index[str], saldos: pd.DataFrame) -> None:
        self._folios = folios
        self._por_componente = {str(c): parte.set_index("folio") for c, parte in saldos.groupby("componente")}

    def de(self, columna: str, componente: str) -> Columna:
        """Una suma de un componente; cero donde no hay renglones."""
        parte = self._por_componente.get(componente)
        if parte is None:
            return np.zeros(len(self._folios), dtype=np.int64)
        return parte[columna].reindex(self._folios, fill_value=0).to_numpy(np.int64, copy=True)

    def cancelado(self) -> dict[str, Columna]:
        """Lo que una cancelación retiró y aún puede volver, con lo exacto del principal y sus recargos."""
        exactos = {f"exacto_{c}": self.de("exacto_cancelado", c) for c in PRINCIPALES}
        return (
            {c: self.de("cancelado", c) for c in COMPONENTES}
            | exactos
            | {"recargos": self.de("recargos_cancelados", "HISTORICO")}
        )

    def cubiertos(self) -> Columna:
        """El día del último pago que cubrió todos los recargos, si se cuentan por tramo."""
        parte = self._por_componente.get("RECARGO")
        if parte is None:
            return np.full(len(self._folios), SIN_DIA, dtype=np.int64)
        return dias(pd.to_datetime(parte["cubiertos"].replace("", None).reindex(self._folios)))


def sumas_de(libro: pd.DataFrame) -> pd.DataFrame:
    """Las columnas de `_SALDOS` desde unos renglones del libro, sin los de origen."""
    de_origen = libro["componente"].isin(FECHADOS) & (libro["importe"] > 0) & libro["tipo"].eq(libro["componente"])
    m = libro[~de_origen]
    exacto = m["exacto"].fillna(m["importe"] * 10_000).astype("int64")
    recargos = m["recargos"].fillna(0).astype("int64")
    vuelve = m["tipo"].isin(("CANCELACION", "REACTIVACION"))
    devenga = m["componente"].map(TIPO_DE_DEVENGO).eq(m["tipo"])
    marco = m.assign(
        exacto=exacto,
        recargos=recargos,
        causado=m["importe"].where(devenga, 0),
        pagado=(-m["importe"]).where(m["tipo"].eq("PAGO"), 0),
        devuelto=(-m["importe"]).where(m["tipo"].eq("REDUCCION_RESOLUCION"), 0),
        cancelado=(-m["importe"]).where(vuelve, 0),
        exacto_cancelado=(-exacto).where(vuelve, 0),
        recargos_cancelados=recargos.where(vuelve, 0),
        cubiertos=m["referencia"].where(m["tipo"].eq("RECARGO") & m["vivo"], "").astype("str"),
    )
    sumadas = [
        "importe",
        "exacto",
        "recargos",
        "causado",
        "pagado",
        "devuelto",
        "cancelado",
        "exacto_cancelado",
        "recargos_cancelados",
    ]
    como = {c: (c, "sum") for c in sumadas} | {"cubiertos": ("cubiertos", "max")}
    return marco.groupby(["folio", "componente"], as_index=False).agg(**como)


def anotar_folios(conexion: Connection, folios: pd.Index[str]) -> None:
    """Deja los folios en la tabla temporal `folio_en_curso`, para cruzarla con los libros."""
    conexion.execute(text("DROP TABLE IF EXISTS folio_en_curso"))
    conexion.execute(text("CREATE TEMPORARY TABLE folio_en_curso (folio TEXT PRIMARY KEY)"))
    insertar(conexion, "folio_en_curso", ["folio"], ((str(f),) for f in folios))
    # sin saber que es chica, el planificador recorre el libro entero: cien veces más con un millón de créditos
    conexion.execute(text("ANALYZE folio_en_curso"))
