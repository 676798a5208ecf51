"""Lo que cambia el pasado de un crédito: reversas de pagos y hechos que llegan tarde.

Los libros sólo agregan, así que no se corrige: se vuelve a contar la historia del crédito desde el día que cambió
y se asienta la diferencia. Cada renglón que ya no vale recibe su contrario (mismo tipo, componente y referencia,
importe con signo cambiado, `reversa_de` = su clave) y cada uno nuevo se agrega. El resultado es el que habría si
todo se hubiera sabido en su día: un pago que no fue nunca extinguió nada, y lo que dejó de causarse por él se
causa (CFF, arts. 17-A y 21: la actualización y los recargos corren hasta que el pago se efectúa).

Fechas: la reversa de un recibo surte efecto el día en que dejó de estar vigente (`fecha_estado`) y nada se asienta
antes de ella; lo que sólo llegó tarde surte efecto en su propio día.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from sqlalchemy import Connection, text

from cobranza.cuenta.adeudos import FECHADOS
from cobranza.cuenta.aplicacion import REGIMEN, SALDO_ENTERO, aplicar, movimientos_de_eventos
from cobranza.cuenta.asentado import adeudos_con, anotar_folios
from cobranza.ley.norma import Normas
from cobranza.libros.vocabulario import ABONOS, DE_CONVENIO

HECHO_DE_ACTO = {
    "CANCELACION": "CANCELACION",
    "PRESCRIPCION_DECLARADA": "PRESCRIPCION",
    "CONDONACION": "CONDONACION",
    "REACTIVACION": "REACTIVACION",
    "RESOLUCION": "REDUCCION_RESOLUCION",
    **dict.fromkeys(DE_CONVENIO, REGIMEN),
}
"""Qué hecho que mueve saldo, o cómo se cuenta, es cada acto; la resolución, sólo si deja sin efectos el crédito."""
DEJA_SIN_EFECTOS = "DEJA_SIN_EFECTOS"
_DE_HECHOS = ("PAGO", "AJUSTE", "ACTUALIZACION", "RECARGO", "RECARGO_PRORROGA", *set(HECHO_DE_ACTO.values()))
"""Tipos de movimiento que resultan de aplicar hechos; los demás son de origen y no se vuelven a contar."""
_LISTA = "(" + ", ".join(f"'{t}'" for t in sorted(_DE_HECHOS)) + ")"
_LLAVE = ["base", "importe", "referencia"]


def asentar_hechos(conexion: Connection, hechos: pd.DataFrame, normas: Normas) -> tuple[pd.DataFrame, int]:
    """(movimientos listos para el libro, cuántos créditos se volvieron a contar).

    `hechos`: como los de `movimientos_de_eventos`, más `REVERSA` (documento: el recibo que dejó de estar vigente;
    fecha: desde cuándo). Los recibos y actos de que salen ya están escritos en sus tablas.
    """
    folios = pd.Index(hechos["folio"].unique())
    anotar_folios(conexion, folios)
    irregular = hechos["folio"].isin(_con_pasado_nuevo(conexion, hechos))
    partes = []
    if not irregular.all():
        partes.append(movimientos_de_eventos(conexion, hechos[~irregular], normas))
    if irregular.any():
        partes.append(_volver_a_contar(conexion, hechos[irregular], normas))
    return pd.concat(partes, ignore_index=True), int(hechos.loc[irregular, "folio"].nunique())


def _con_pasado_nuevo(conexion: Connection, hechos: pd.DataFrame) -> pd.Series[str]:
    """Folios con una reversa, o con un hecho anterior a otro ya asentado."""
    asentado = pd.read_sql_query(
        text(
            "SELECT m.folio, MAX(m.fecha_efecto) AS hasta FROM movimiento m "
            f"JOIN folio_en_curso f ON f.folio = m.folio WHERE m.tipo IN {_LISTA} GROUP BY m.folio"
        ),
        conexion,
        parse_dates=["hasta"],
    ).set_index("folio")["hasta"]
    hasta = _fecha(hechos["folio"], asentado)
    # el convenio rige todo su día: también cambia lo que ya se asentó en él
    tarde = (hechos["fecha"] < hasta) | (hechos["tipo"].eq(REGIMEN) & (hechos["fecha"] == hasta))
    return hechos.loc[tarde | hechos["tipo"].eq("REVERSA"), "folio"]


def _volver_a_contar(conexion: Connection, nuevos: pd.DataFrame, normas: Normas) -> pd.DataFrame:
    """Contrarios de los renglones que ya no valen y renglones nuevos, desde el primer día que cambió cada crédito."""
    anotar_folios(conexion, pd.Index(nuevos["folio"].unique()))
    libro = _renglones(conexion)
    recibos = _recibos(conexion, libro)
    hechos = _historia(recibos, _actos(conexion), libro, nuevos)
    libro["fecha"] = _fecha(libro["hecho"], _dia_de_cada_hecho(recibos, hechos))
    desde = _desde_cuando(recibos, nuevos)
    rehacer = libro["vivo"] & libro["tipo"].isin(_DE_HECHOS) & (libro["fecha"] >= _fecha(libro["folio"], desde))
    hechos = hechos[hechos["fecha"] >= _fecha(hechos["folio"], desde)]
    queda = libro[~rehacer]
    folios = pd.Index(hechos["folio"].unique())
    adeudos, gastos = adeudos_con(conexion, folios, _saldos(queda), _abonos(queda), normas)
    return _diferencia(libro, rehacer, aplicar(adeudos, gastos, hechos), _Correccion(recibos, nuevos))


def _renglones(conexion: Connection) -> pd.DataFrame:
    """El libro de los folios en curso; `hecho` y `base` salen de la clave, `vivo` si nadie lo ha revertido."""
    libro = pd.read_sql_query(
        text(
            "SELECT m.id, m.clave, m.folio, m.componente, m.tipo, m.importe, m.fecha_efecto, m.fecha_registro, "
            "m.causa, m.documento, m.referencia, m.usuario, m.reversa_de FROM movimiento m "
            "JOIN folio_en_curso f ON f.folio = m.folio ORDER BY m.id"
        ),
        conexion,
        parse_dates=["fecha_efecto", "fecha_registro"],
    )
    libro["referencia"] = libro["referencia"].fillna("")
    libro["hecho"] = libro["clave"].str.rsplit(":", n=1).str[0]
    libro["base"] = libro["clave"].str.replace(r"/\d+$", "", regex=True)
    libro["vivo"] = libro["reversa_de"].isna() & ~libro["clave"].isin(libro["reversa_de"].dropna())
    return libro


def _recibos(conexion: Connection, libro: pd.DataFrame) -> pd.DataFrame:
    """Los recibos de los folios en curso; `caido` si se aplicó y ya no está vigente."""
    recibos = pd.read_sql_query(
        text(
            "SELECT r.recibo AS clave, r.folio, r.fecha_ingreso AS fecha, r.importe, r.estado, r.fecha_estado "
            "FROM recibo r JOIN folio_en_curso f ON f.folio = r.folio"
        ),
        conexion,
        parse_dates=["fecha", "fecha_estado"],
    )
    aplicados = libro.loc[libro["tipo"].isin(_DE_HECHOS), "hecho"]
    recibos["caido"] = recibos["estado"].ne("VIGENTE") & recibos["clave"].isin(aplicados)
    return recibos


def _historia(recibos: pd.DataFrame, actos: pd.DataFrame, libro: pd.DataFrame, nuevos: pd.DataFrame) -> pd.DataFrame:
    """Los hechos que hoy valen de los folios en curso, con `llegada`: recibos vigentes, reversas y actos."""
    caidos = recibos[recibos["caido"]]
    partes = [
        nuevos,
        recibos[recibos["estado"].eq("VIGENTE")].assign(tipo="PAGO", documento=lambda r: r["clave"]),
        caidos.assign(
            clave=caidos["clave"] + ":reversa",
            fecha=caidos["fecha_estado"],
            tipo="REVERSA",
            importe=0,
            documento=caidos["clave"],
            causa=caidos["estado"],
        ),
        actos,
    ]
    hechos = pd.concat([p.reindex(columns=nuevos.columns) for p in partes if len(p)], ignore_index=True)
    hechos = hechos.drop_duplicates("clave", ignore_index=True)
    primeros = libro.drop_duplicates("hecho").set_index("hecho")
    hechos["causa"] = hechos["causa"].fillna(hechos["clave"].map(primeros["causa"])).fillna("")
    hechos["fecha_registro"] = hechos["fecha_registro"].fillna(hechos["fecha"])
    es_nuevo = hechos["clave"].isin(nuevos["clave"])
    hechos["llegada"] = hechos["clave"].map(primeros["id"]).fillna(0).mask(es_nuevo, np.iinfo(np.int32).max)
    return hechos.astype({"importe": "int64", "llegada": "int64"})


def _actos(conexion: Connection) -> pd.DataFrame:
    actos = pd.read_sql_query(
        text(
            "SELECT a.clave, a.folio, a.fecha, a.tipo, a.monto, a.documento, a.resultado AS causa, a.fecha_registro, "
            "a.usuario FROM acto a JOIN folio_en_curso f ON f.folio = a.folio WHERE a.tipo IN "
            f"({', '.join(repr(t) for t in HECHO_DE_ACTO)}) ORDER BY a.id"
        ),
        conexion,
        parse_dates=["fecha", "fecha_registro"],
    )
    actos = actos[~actos["tipo"].eq("RESOLUCION") | actos["causa"].eq(DEJA_SIN_EFECTOS)]
    tipo = actos["tipo"].map(HECHO_DE_ACTO)
    importe = actos["monto"].where(tipo.eq("CONDONACION"), SALDO_ENTERO).fillna(SALDO_ENTERO)
    return actos.assign(clave=actos["clave"] + ":" + tipo.str.lower(), tipo=tipo, importe=importe)


def _desde_cuando(recibos: pd.DataFrame, nuevos: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Por folio, el primer día que cambió: el del hecho nuevo, o el del pago que se revierte."""
    del_recibo = _fecha(nuevos["documento"], recibos.set_index("clave")["fecha"])
    fecha = nuevos["fecha"].mask(nuevos["tipo"].eq("REVERSA"), del_recibo)
    return fecha.groupby(nuevos["folio"]).min()


def _dia_de_cada_hecho(recibos: pd.DataFrame, hechos: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """El día de cada hecho, valga o ya no."""
    juntos = pd.concat([hechos[["clave", "fecha"]], recibos[["clave", "fecha"]]])
    return juntos.drop_duplicates("clave").set_index("clave")["fecha"]


def _saldos(libro: pd.DataFrame) -> pd.DataFrame:
    """Como los lee `lectura`; el último devengo es el del día del hecho, no el del renglón que lo asentó."""
    de_origen = libro["componente"].isin(FECHADOS) & (libro["importe"] > 0) & libro["tipo"].eq(libro["componente"])
    libro = libro[~de_origen]
    devenga = libro["vivo"] & libro["tipo"].isin(("RECARGO", "ACTUALIZACION", "PAGO"))
    libro = libro.assign(
        cancelado=(-libro["importe"]).where(libro["tipo"].isin(("CANCELACION", "REACTIVACION")), 0),
        ultimo=libro["fecha"].fillna(libro["fecha_efecto"]).where(devenga),
    )
    return libro.groupby(["folio", "componente"], as_index=False).agg(
        importe=("importe", "sum"), cancelado=("cancelado", "sum"), ultimo=("ultimo", "max")
    )


def _abonos(libro: pd.DataFrame) -> pd.DataFrame:
    """Los días de los abonos que siguen en pie, como los lee `lectura`."""
    abonos = libro[libro["vivo"] & libro["tipo"].isin(ABONOS)]
    return pd.DataFrame({"lugar": abonos["folio"], "fecha": abonos["fecha"].fillna(abonos["fecha_efecto"])})


class _Correccion:
    """Desde cuándo surte efecto cada corrección, cuándo se supo y por qué."""

    def __init__(self, recibos: pd.DataFrame, nuevos: pd.DataFrame) -> None:
        self._caidos = recibos[recibos["caido"]].set_index("clave")
        self._piso = self._caidos.groupby("folio")["fecha_estado"].max()
        self._conocido = nuevos.groupby("folio")["fecha_registro"].max()
        self._usuario = str(nuevos["usuario"].iloc[0])

    def fechada(self, renglones: pd.DataFrame) -> pd.DataFrame:
        """Los renglones con sus dos fechas: nada surte efecto antes de la última reversa del crédito."""
        return self._con_fechas(renglones, _fecha(renglones["folio"], self._piso))

    def contrarios(self, sobran: pd.DataFrame) -> pd.DataFrame:
        """El contrario de cada renglón; el del pago de un recibo caído surte efecto el día en que cayó."""
        del_pago = sobran["tipo"].isin(("PAGO", "AJUSTE"))
        desde = _fecha(sobran["hecho"], self._caidos["fecha_estado"]).where(del_pago)
        return self._con_fechas(sobran, desde.fillna(_fecha(sobran["folio"], self._piso))).assign(
            clave=sobran["clave"] + "/reversa",
            importe=-sobran["importe"],
            causa=self._caidos["estado"].astype("object").reindex(sobran["hecho"]).fillna("REAPLICACION").to_numpy(),
            reversa_de=sobran["clave"],
        )

    def _con_fechas(self, renglones: pd.DataFrame, desde: pd.Series[pd.Timestamp]) -> pd.DataFrame:
        efecto = _mayor(renglones["fecha_efecto"], desde)
        conocido = _mayor(renglones["fecha_registro"], _fecha(renglones["folio"], self._conocido))
        return renglones.assign(fecha_efecto=efecto, fecha_registro=_mayor(conocido, efecto), usuario=self._usuario)


def _fecha(de: pd.Series[str], fechas: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """La fecha que toca a cada clave; ausente si no hay."""
    return pd.Series(pd.to_datetime(fechas.reindex(de)).to_numpy(), index=de.index)


def _mayor(una: pd.Series[pd.Timestamp], otra: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    return una.where(~(otra > una), otra)


def _diferencia(
    libro: pd.DataFrame, rehacer: pd.Series[bool], ahora: pd.DataFrame, correccion: _Correccion
) -> pd.DataFrame:
    """Lo que sobra de lo que se rehace, al revés, y lo que falta de `ahora`; lo que no cambió no se toca."""
    antes, columnas = libro[rehacer], list(ahora.columns)
    ahora = ahora.assign(base=ahora["clave"], hecho=ahora["clave"].str.rsplit(":", n=1).str[0])
    llaves_antes, llaves_ahora = (pd.MultiIndex.from_frame(m[_LLAVE]) for m in (antes, ahora))
    sobran, faltan = antes[~llaves_antes.isin(llaves_ahora)], ahora[~llaves_ahora.isin(llaves_antes)]
    # una base que ya se usó lleva el número de su vuelta: las claves del libro no se repiten
    usadas = libro.loc[libro["reversa_de"].isna(), "base"].value_counts()
    vuelta = faltan["base"].map(usadas).fillna(0).astype("int64")
    clave = faltan["base"].where(vuelta == 0, faltan["base"] + "/" + (vuelta + 1).astype(str))
    partes = [correccion.contrarios(sobran), correccion.fechada(faltan).assign(clave=clave)]
    return pd.concat([p[columnas] for p in partes if len(p)] or [faltan[columnas]], ignore_index=True)
