"""Lo que cambia el pasado de un crédito: reversas de pagos y hechos que llegan tarde.

Los libros sólo agregan, así que no se corrige: se vuelve a contar la historia del crédito y se asienta la diferencia.
Cada renglón que ya no vale recibe su contrario (mismo tipo, componente y referencia, importe con signo cambiado,
`reversa_de` = su clave) y cada uno nuevo se agrega. El resultado es el que habría si todo se hubiera sabido en su
día: un pago que no fue nunca extinguió nada, y lo que dejó de causarse por él se causa (CFF, arts. 17-A y 21: la
actualización y los recargos corren hasta que el pago se efectúa).

Fechas: la reversa de un recibo surte efecto el día en que dejó de estar vigente (`fecha_estado`) y nada se asienta
antes de ella; lo que sólo llegó tarde surte efecto en su propio día.
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, text

from cobranza.cuenta.adeudos import TIPO_DE_DEVENGO
from cobranza.cuenta.aplicacion import REGIMEN, aplicar, movimientos_de_eventos
from cobranza.cuenta.asentado import adeudos_con, anotar_folios, sumas_de
from cobranza.cuenta.imputacion import SALDO_ENTERO
from cobranza.ley.norma import Normas
from cobranza.libros.vocabulario import DE_CONVENIO

HECHO_DE_ACTO = {
    "CANCELACION": "CANCELACION",
    "PRESCRIPCION_DECLARADA": "PRESCRIPCION",
    "CONDONACION": "CONDONACION",
    "REACTIVACION": "REACTIVACION",
    "RESOLUCION": "REDUCCION_RESOLUCION",
    "FIN_ESTIMULO": "ESTIMULO",
    **dict.fromkeys(DE_CONVENIO, REGIMEN),
}
"""Qué hecho que mueve saldo, o cómo se cuenta, es cada acto; algunos, sólo con un resultado (`SOLO_SI`)."""
DEJA_SIN_EFECTOS, PAGADO = "DEJA_SIN_EFECTOS", "PAGADO"
SOLO_SI = {"RESOLUCION": DEJA_SIN_EFECTOS, "FIN_ESTIMULO": PAGADO}
"""El resultado con que esos actos mueven saldo."""
CAUSA_DE = {"ESTIMULO": "ESTIMULO"}
"""La causa de los movimientos de un hecho; de los demás, el resultado de su acto."""
_DE_HECHOS = ("PAGO", "AJUSTE", *sorted(set(TIPO_DE_DEVENGO.values())), *set(HECHO_DE_ACTO.values()))
"""Tipos de movimiento que resultan de aplicar hechos; los demás son de origen y no se vuelven a contar."""
_LISTA = "(" + ", ".join(f"'{t}'" for t in sorted(_DE_HECHOS)) + ")"
_LLAVE = ["base", "importe", "exacto", "recargos", "referencia"]


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
    """Folios con una reversa, con pago a plazos o estímulo, o con un hecho que no es posterior a todo lo asentado."""
    asentado = pd.read_sql_query(
        text(
            "SELECT m.folio, MAX(m.fecha_efecto) AS hasta FROM movimiento m "
            f"JOIN folio_en_curso f ON f.folio = m.folio WHERE m.tipo IN {_LISTA} GROUP BY m.folio"
        ),
        conexion,
        parse_dates=["hasta"],
    ).set_index("folio")["hasta"]
    # el estímulo, porque su solicitud puede llegar después de que se pagó
    a_plazos = (
        "SELECT DISTINCT a.folio FROM acto a JOIN folio_en_curso f ON f.folio = a.folio "
        "WHERE a.tipo IN ('CONVENIO', 'FIN_ESTIMULO')"
    )
    con_convenio = hechos["folio"].isin(conexion.execute(text(a_plazos)).scalars().all())
    tarde = hechos["fecha"] <= _fecha(hechos["folio"], asentado)
    return hechos.loc[tarde | con_convenio | hechos["tipo"].eq("REVERSA"), "folio"]


def _volver_a_contar(conexion: Connection, nuevos: pd.DataFrame, normas: Normas) -> pd.DataFrame:
    """Contrarios de los renglones que ya no valen y renglones nuevos, contando la historia entera de cada crédito."""
    folios = pd.Index(nuevos["folio"].unique())
    anotar_folios(conexion, folios)
    libro = _renglones(conexion)
    recibos = _recibos(conexion, libro)
    hechos = _historia(recibos, _actos(conexion), libro, nuevos)
    rehacer = libro["vivo"] & libro["tipo"].isin(_DE_HECHOS)
    # uno por folio, aunque ya no le quede ningún hecho: así los adeudos van en el orden de los folios
    hechos["folio"] = pd.Categorical(hechos["folio"], categories=folios)
    hechos = hechos.sort_values("folio", kind="stable").astype({"folio": "object"})
    adeudos, gastos = adeudos_con(conexion, pd.Index(hechos["folio"].unique()), sumas_de(libro[~rehacer]), normas)
    return _diferencia(libro, rehacer, aplicar(adeudos, gastos, hechos), _Correccion(recibos, nuevos))


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
    """Los hechos que hoy valen de los folios en curso: nuevos, recibos vigentes y actos que mueven saldo."""
    vigentes = recibos[recibos["estado"].eq("VIGENTE")].assign(tipo="PAGO", documento=lambda r: r["clave"])
    partes = [nuevos, vigentes, actos]
    hechos = pd.concat([p.reindex(columns=nuevos.columns) for p in partes if len(p)], ignore_index=True)
    hechos = hechos.drop_duplicates("clave", ignore_index=True)
    primeros = libro.drop_duplicates("hecho").set_index("hecho")
    hechos["causa"] = hechos["causa"].fillna(hechos["clave"].map(primeros["causa"])).fillna("")
    hechos["fecha_registro"] = hechos["fecha_registro"].fillna(hechos["fecha"])
    return hechos.astype({"importe": "int64"})


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
    con_resultado = actos["tipo"].map(SOLO_SI)
    actos = actos[con_resultado.isna() | actos["causa"].eq(con_resultado)]
    tipo = actos["tipo"].map(HECHO_DE_ACTO)
    importe = actos["monto"].where(tipo.eq("CONDONACION"), SALDO_ENTERO).fillna(SALDO_ENTERO)
    causa = tipo.map(CAUSA_DE).fillna(actos["causa"])
    return actos.assign(clave=actos["clave"] + ":" + tipo.str.lower(), tipo=tipo, importe=importe, causa=causa)


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
            exacto=-sobran["exacto"],
            recargos=-sobran["recargos"],
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
