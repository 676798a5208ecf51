"""Lo que cambia el pasado de un crédito: reversas de pagos, actos que quedan sin efectos y hechos que llegan tarde.

Los libros sólo agregan, así que no se corrige: se vuelve a contar la historia del crédito y se asienta la diferencia.
Cada renglón que ya no vale recibe su contrario (mismo tipo, componente y referencia, importe con signo cambiado,
`reversa_de` = su clave) y cada uno nuevo se agrega. El resultado es el que habría si todo se hubiera sabido en su
día: un pago que no fue nunca extinguió nada, y lo que dejó de causarse por él se causa (CFF, arts. 17-A y 21: la
actualización y los recargos corren hasta que el pago se efectúa).

Fechas: un recibo vale hasta la víspera del día en que dejó de estar vigente (`fecha_estado`), una condonación hasta
la víspera del acto que la deja sin efectos, y lo que llegó tarde vale desde su propio día. Por eso la historia se
cuenta una vez por *época*, de lo que cae a lo siguiente que cae, con lo que en ella valía; cómo se asienta, en
`rectificacion`.
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, text

from cobranza.base import catalogos
from cobranza.cuenta.adeudos import TIPO_DE_DEVENGO
from cobranza.cuenta.aplicacion import DEL_SALDO_A_FAVOR, REGIMEN, SIN_EFECTOS, aplicar, movimientos_de_eventos
from cobranza.cuenta.asentado import adeudos_con, anotar_folios, sumas_de
from cobranza.cuenta.imputacion import SALDO_ENTERO
from cobranza.cuenta.rectificacion import Correccion, Epoca, fecha_de, rectificar
from cobranza.ley.norma import Normas
from cobranza.libros.vocabulario import DE_CONVENIO

HECHO_DE_ACTO = {
    "CANCELACION": "CANCELACION",
    "PRESCRIPCION_DECLARADA": "PRESCRIPCION",
    "CONDONACION": "CONDONACION",
    "CONDONACION_SIN_EFECTOS": SIN_EFECTOS,
    "REACTIVACION": "REACTIVACION",
    "RESOLUCION": "REDUCCION_RESOLUCION",
    "FIN_ESTIMULO": "ESTIMULO",
    **{tipo: tipo for tipo in DEL_SALDO_A_FAVOR},
    **dict.fromkeys(DE_CONVENIO, REGIMEN),
}
"""Qué hecho que mueve saldo, o cómo se cuenta, es cada acto; algunos, sólo con un resultado (`SOLO_SI`)."""
DEJA_SIN_EFECTOS, PAGADO = "DEJA_SIN_EFECTOS", "PAGADO"
SOLO_SI = {"RESOLUCION": DEJA_SIN_EFECTOS, "FIN_ESTIMULO": PAGADO}
"""El resultado con que esos actos mueven saldo."""
CAUSA_DE = {"ESTIMULO": "ESTIMULO", **{tipo: tipo for tipo in DEL_SALDO_A_FAVOR}}
"""La causa de los movimientos de un hecho; de los demás, el resultado de su acto."""
CON_IMPORTE = ("CONDONACION", *DEL_SALDO_A_FAVOR)
"""Los hechos cuyo acto dice cuánto; los demás alcanzan a todo el saldo."""
_DE_HECHOS = ("PAGO", "AJUSTE", *sorted(set(TIPO_DE_DEVENGO.values())), *set(HECHO_DE_ACTO.values()))
"""Tipos de movimiento que resultan de aplicar hechos; los demás son de origen y no se vuelven a contar."""
_DEJAN_DE_VALER = ("REVERSA", SIN_EFECTOS)
"""Hechos desde cuyo día otro deja de valer: obligan a contar de nuevo."""
_DESDE_SIEMPRE = pd.Timestamp(1900, 1, 1)
_LISTA = "(" + ", ".join(f"'{t}'" for t in sorted(_DE_HECHOS)) + ")"


@catalogos.quietos()
def asentar_hechos(conexion: Connection, hechos: pd.DataFrame, normas: Normas) -> tuple[pd.DataFrame, int]:
    """(movimientos listos para el libro, cuántos créditos se volvieron a contar).

    `hechos`: como los de `movimientos_de_eventos`, más `REVERSA` (documento: el recibo que dejó de estar vigente;
    fecha: desde cuándo) y `SIN_EFECTOS` (su acto dice en `referencia` cuál deja de valer). Los recibos y actos de que
    salen ya están escritos en sus tablas.
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
    """Folios con algo que deja de valer, pago a plazos o estímulo, o un hecho que no es posterior a lo asentado.

    Ni a los actos que mueven saldo y, cuando llegaron, nada tenían que mover: reactivar lo que aún no se cancelaba.
    """
    asentado = pd.read_sql_query(
        text(
            "SELECT m.folio, MAX(m.fecha_efecto) AS fecha FROM movimiento m "
            f"JOIN folio_en_curso f ON f.folio = m.folio WHERE m.tipo IN {_LISTA} GROUP BY m.folio"
        ),
        conexion,
        parse_dates=["fecha"],
    )
    actos = _actos(conexion)
    ya_estaban = actos[~actos["clave"].isin(hechos["clave"]) & actos["tipo"].ne(REGIMEN)]
    hasta: pd.Series[pd.Timestamp] = pd.concat([asentado, ya_estaban]).groupby("folio")["fecha"].max()
    # el estímulo, porque su solicitud puede llegar después de que se pagó
    a_plazos = (
        "SELECT DISTINCT a.folio FROM acto a JOIN folio_en_curso f ON f.folio = a.folio "
        "WHERE a.tipo IN ('CONVENIO', 'FIN_ESTIMULO')"
    )
    con_convenio = hechos["folio"].isin(conexion.execute(text(a_plazos)).scalars().all())
    tarde = hechos["fecha"] <= fecha_de(hechos["folio"], hasta)
    return hechos.loc[tarde | con_convenio | hechos["tipo"].isin(_DEJAN_DE_VALER), "folio"]


def _volver_a_contar(conexion: Connection, nuevos: pd.DataFrame, normas: Normas) -> pd.DataFrame:
    """Contrarios de los renglones que ya no valen y renglones nuevos, contando la historia entera de cada crédito."""
    folios = pd.Index(nuevos["folio"].unique())
    anotar_folios(conexion, folios)
    libro = _renglones(conexion)
    recibos = _recibos(conexion, libro, nuevos)
    hechos = _historia(recibos, _actos(conexion), libro, nuevos)
    rehacer = libro["vivo"] & libro["tipo"].isin(_DE_HECHOS)
    adeudos, gastos = adeudos_con(conexion, folios, sumas_de(libro[~rehacer]), normas)
    epocas = []
    caidos = hechos[hechos["cae"].notna()]
    for epoca in _epocas(folios, caidos, nuevos):
        suyos = epoca.valen(hechos)
        suyos_gastos = epoca.valen(gastos[gastos["folio"].isin(suyos["folio"])])
        presentes = folios.get_indexer(suyos["folio"].unique())
        epocas.append((aplicar(adeudos.de(presentes), suyos_gastos, suyos), epoca))
    asentado = libro[libro["tipo"].isin(_DE_HECHOS)]
    return rectificar(asentado, epocas, Correccion(caidos, nuevos, asentado))


def _epocas(folios: pd.Index[str], caidos: pd.DataFrame, nuevos: pd.DataFrame) -> list[Epoca]:
    """Los periodos de lo que cae (`cae`) a lo siguiente, por su número en cada crédito, desde el que lo nuevo cambia.

    Un pago, una reversa o lo que queda sin efectos sólo cambian de su día en adelante; lo demás puede mover desde
    antes cómo se cuenta.
    """
    caen = caidos[["folio", "cae"]].drop_duplicates().sort_values("cae")
    caen["numero"] = caen.groupby("folio").cumcount()
    cortes = caen.pivot(index="folio", columns="numero", values="cae").reindex(folios)
    desde_siempre = ~nuevos["tipo"].isin(("PAGO", *_DEJAN_DE_VALER))
    cambia = nuevos["fecha"].mask(desde_siempre, _DESDE_SIEMPRE).groupby(nuevos["folio"]).min().reindex(folios)
    epocas = []
    for numero in range(cortes.shape[1] + 1):
        desde = cortes[numero - 1] if numero else pd.Series(pd.NaT, index=folios)
        hasta = cortes[numero] if numero < cortes.shape[1] else pd.Series(pd.NaT, index=folios)
        existe = desde.notna() if numero else pd.Series(True, index=folios)
        suya = existe & ~(hasta <= cambia)
        epocas.append(Epoca(desde[suya], hasta[suya]))
    return epocas


def _renglones(conexion: Connection) -> pd.DataFrame:
    """El libro de los folios en curso; `hecho` y `base` salen de la clave, `vivo` si nadie lo ha revertido."""
    libro = pd.read_sql_query(
        text(
            "SELECT m.id, m.clave, m.folio, m.componente, m.tipo, m.importe, m.exacto, m.recargos, "
            "m.fecha_efecto, m.fecha_registro, m.causa, m.documento, m.referencia, m.usuario, m.reversa_de "
            "FROM movimiento m JOIN folio_en_curso f ON f.folio = m.folio ORDER BY m.id"
        ),
        conexion,
        parse_dates=["fecha_efecto", "fecha_registro"],
    )
    libro["referencia"] = libro["referencia"].fillna("")
    libro = libro.astype({"exacto": "Int64", "recargos": "Int64"})
    libro["hecho"] = libro["clave"].str.rsplit(":", n=1).str[0]
    # el contrario es de la base de lo que revierte
    libro["base"] = libro["reversa_de"].fillna(libro["clave"]).str.replace(r"/\d+$", "", regex=True)
    libro["vivo"] = libro["reversa_de"].isna() & ~libro["clave"].isin(libro["reversa_de"].dropna())
    return libro


def _recibos(conexion: Connection, libro: pd.DataFrame, nuevos: pd.DataFrame) -> pd.DataFrame:
    """Los recibos de los folios en curso; `caido` si se aplicó y ya no está vigente.

    También el que llega vigente en el mismo archivo que el que lo sustituye: pagó hasta que el otro lo relevó.
    """
    recibos = pd.read_sql_query(
        text(
            "SELECT r.recibo AS clave, r.folio, r.fecha_ingreso AS fecha, r.importe, r.estado, r.fecha_estado "
            "FROM recibo r JOIN folio_en_curso f ON f.folio = r.folio"
        ),
        conexion,
        parse_dates=["fecha", "fecha_estado"],
    )
    aplicados = pd.concat(
        [libro.loc[libro["tipo"].isin(_DE_HECHOS), "hecho"], nuevos.loc[nuevos["tipo"].eq("PAGO"), "clave"]]
    )
    recibos["caido"] = recibos["estado"].ne("VIGENTE") & recibos["clave"].isin(aplicados)
    return recibos


def _historia(recibos: pd.DataFrame, actos: pd.DataFrame, libro: pd.DataFrame, nuevos: pd.DataFrame) -> pd.DataFrame:
    """Los hechos de los folios en curso: nuevos, recibos y actos que mueven saldo; `cae`, desde cuándo no valen, y
    `estado`, por qué."""
    aplicados = recibos[recibos["estado"].eq("VIGENTE") | recibos["caido"]]
    aplicados = aplicados.assign(tipo="PAGO", documento=aplicados["clave"])
    partes = [p.reindex(columns=nuevos.columns) for p in (nuevos, aplicados, actos) if len(p)]
    hechos = pd.concat(partes, ignore_index=True).drop_duplicates("clave", ignore_index=True)
    caen = pd.concat([recibos.loc[recibos["caido"], ["clave", "fecha_estado", "estado"]], _sin_efectos(actos)])
    caen = caen.set_index("clave")
    hechos["cae"] = fecha_de(hechos["clave"], caen["fecha_estado"])
    hechos["estado"] = hechos["clave"].map(caen["estado"])
    primeros = libro.drop_duplicates("hecho").set_index("hecho")
    hechos["causa"] = hechos["causa"].fillna(hechos["clave"].map(primeros["causa"])).fillna("")
    hechos["fecha_registro"] = hechos["fecha_registro"].fillna(hechos["fecha"])
    return hechos.astype({"importe": "int64"})


def _actos(conexion: Connection) -> pd.DataFrame:
    actos = pd.read_sql_query(
        text(
            "SELECT a.clave, a.folio, a.fecha, a.tipo, a.monto, a.documento, a.resultado AS causa, a.fecha_registro, "
            "a.usuario, a.referencia FROM acto a JOIN folio_en_curso f ON f.folio = a.folio WHERE a.tipo IN "
            f"({', '.join(repr(t) for t in HECHO_DE_ACTO)}) ORDER BY a.id"
        ),
        conexion,
        parse_dates=["fecha", "fecha_registro"],
    )
    con_resultado = actos["tipo"].map(SOLO_SI)
    actos = actos[con_resultado.isna() | actos["causa"].eq(con_resultado)]
    tipo = actos["tipo"].map(HECHO_DE_ACTO)
    importe = actos["monto"].where(tipo.isin(CON_IMPORTE), SALDO_ENTERO).fillna(SALDO_ENTERO)
    causa = tipo.map(CAUSA_DE).fillna(actos["causa"])
    claves = {"acto": actos["clave"], "clave": actos["clave"] + ":" + tipo.str.lower()}
    return actos.assign(**claves, tipo=tipo, importe=importe, causa=causa)


def _sin_efectos(actos: pd.DataFrame) -> pd.DataFrame:
    """clave, fecha_estado y estado de los actos que otro dejó sin efectos, como los de un recibo que cayó."""
    dejan = actos[actos["tipo"].eq(SIN_EFECTOS)].sort_values("fecha").drop_duplicates("referencia")
    caidos = actos.merge(dejan[["referencia", "fecha"]], left_on="acto", right_on="referencia", suffixes=("", "_cae"))
    return pd.DataFrame(
        {"clave": caidos["clave"], "fecha_estado": caidos["fecha_cae"], "estado": SIN_EFECTOS}, dtype=object
    ).astype({"fecha_estado": "datetime64[ns]"})
