"""Lo que un archivo mueve de saldo: pagos, bajas, reversas, cheques devueltos, sustituciones y reactivaciones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sqlalchemy import Connection, text, update

from cobranza.cuenta.asentado import anotar_folios
from cobranza.cuenta.reversas import asentar_hechos
from cobranza.ingesta.asiento import Contexto
from cobranza.ingesta.encuentro import encontradas
from cobranza.ley.cheque import indemnizacion
from cobranza.libros import libro, tablas

_A_LA_VISTA = 5
_CREDITOS_POR_TANDA = 20_000


def mover_saldos(conexion: Connection, hechos: Sequence[pd.DataFrame], contexto: Contexto) -> tuple[str, ...]:
    """Asienta los hechos del archivo, una sola vez y juntos, para que se apliquen en su orden; devuelve avisos."""
    con_filas = [marco for marco in hechos if len(marco)]
    if not con_filas:
        return ()
    juntos = pd.concat(con_filas, ignore_index=True)
    for columna in ("tipo", "causa", "usuario"):
        juntos[columna] = juntos[columna].astype("str")
    avisos: list[str] = []
    if contexto.layout.nombre == "recibos":
        juntos = pd.concat([juntos, _sustituidos(conexion, juntos, contexto)], ignore_index=True)
        _indemnizar(conexion, juntos[juntos["tipo"] == "CHEQUE"], contexto)
        juntos = juntos[juntos["tipo"] != "CHEQUE"].drop(columns="sustituye_a")
        avisos += _duplicados(conexion, contexto)
    juntos = pd.concat([juntos, _reactivados(conexion, juntos, contexto)], ignore_index=True)
    if juntos.empty:
        return tuple(avisos)
    rehechos = 0
    # por tandas de créditos: la memoria no crece con el archivo
    for _, tanda in juntos.groupby(pd.factorize(juntos["folio"])[0] // _CREDITOS_POR_TANDA):
        movimientos, de_la_tanda = asentar_hechos(conexion, tanda.reset_index(drop=True), contexto.normas)
        libro.agregar(conexion, "movimiento", movimientos.assign(lote=contexto.lote))
        rehechos += de_la_tanda
    return tuple(avisos + _dicho(juntos, rehechos))


def _dicho(hechos: pd.DataFrame, rehechos: int) -> list[str]:
    reversas = int(hechos["tipo"].eq("REVERSA").sum())
    dicho = []
    if reversas:
        dicho.append(
            f"{reversas} recibos dejaron de estar vigentes: se asentó su reversa y el crédito debe de nuevo."
        )
    con_reversa = hechos.loc[hechos["tipo"].eq("REVERSA"), "folio"].nunique()
    if rehechos > con_reversa:
        dicho.append(
            f"{rehechos - con_reversa} créditos tenían asentados hechos posteriores a los de este archivo: su "
            "historia se volvió a contar y se asentó la diferencia (movimientos con causa REAPLICACION)."
        )
    return dicho


def _sustituidos(conexion: Connection, hechos: pd.DataFrame, contexto: Contexto) -> pd.DataFrame:
    """Reversas de los recibos vigentes que otro del archivo sustituye: quedan cancelados el día de su sustituto."""
    sustitutos = hechos[hechos["tipo"].eq("PAGO") & hechos["sustituye_a"].astype("str").ne("")].reset_index(drop=True)
    viejos = [[str(v)] for v in sustitutos["sustituye_a"]]
    marco = encontradas(conexion, "recibo", ["recibo"], viejos, ["recibo", "folio", "estado", "fecha_ingreso"])
    marco = marco[marco["estado"].eq("VIGENTE")].drop_duplicates("recibo")
    nuevos = sustitutos.iloc[marco["i"].to_numpy(np.int64)].reset_index(drop=True)
    ingreso = pd.to_datetime(marco["fecha_ingreso"].str[:10]).reset_index(drop=True).astype(nuevos["fecha"].dtype)
    fecha = nuevos["fecha"].where(nuevos["fecha"] > ingreso, ingreso)
    for recibo, dia in zip(marco["recibo"], fecha, strict=True):
        cambio = update(tablas.recibo).where(tablas.recibo.c.recibo == recibo)
        conexion.execute(cambio.values(estado="CANCELADO", fecha_estado=dia.date(), lote=contexto.lote))
    recibo = marco["recibo"].reset_index(drop=True)
    return nuevos.assign(
        clave=recibo + ":reversa",
        folio=marco["folio"].to_numpy(),
        fecha=fecha,
        fecha_registro=fecha,
        tipo="REVERSA",
        documento=recibo,
        causa="CANCELADO",
    )


def _indemnizar(conexion: Connection, cheques: pd.DataFrame, contexto: Contexto) -> None:
    """El 20 % del cheque, salvo causa del banco o presentación tardía (CFF, art. 21, séptimo párrafo)."""
    folios = [[str(f)] for f in cheques["folio"]]
    ambitos = encontradas(conexion, "credito", ["folio"], folios, ["ambito"]).sort_values("i")["ambito"]
    importes = [
        indemnizacion(
            contexto.normas.de(ambito),
            int(importe),
            presentado_en_tiempo=causa != "FUERA_DE_TIEMPO",
            causa_del_banco=causa == "BANCO",
        )
        for ambito, importe, causa in zip(ambitos, cheques["importe"], cheques["causa"], strict=True)
    ]
    renglones = cheques.drop(columns="sustituye_a").assign(
        clave=cheques["clave"] + ":cheque",
        componente="INDEMNIZACION",
        tipo="INDEMNIZACION",
        importe=np.array(importes, dtype=np.int64),
        fecha_efecto=cheques["fecha"],
        causa="CHEQUE_DEVUELTO",
        referencia="",
        reversa_de=None,
        lote=contexto.lote,
    )
    libro.agregar(conexion, "movimiento", renglones[renglones["importe"] > 0])


def _duplicados(conexion: Connection, contexto: Contexto) -> list[str]:
    """Recibos que repiten crédito, importe y día de otro vigente: se aplican, pero alguien debe verlos."""
    dobles = conexion.execute(
        text(
            "SELECT n.recibo, n.folio FROM recibo n WHERE n.lote = :lote AND n.estado = 'VIGENTE' AND EXISTS ("
            "SELECT 1 FROM recibo o WHERE o.folio = n.folio AND o.importe = n.importe AND o.recibo <> n.recibo "
            "AND o.fecha_ingreso = n.fecha_ingreso AND o.estado = 'VIGENTE' "
            "AND (o.lote < n.lote OR o.recibo < n.recibo)) ORDER BY n.recibo"
        ),
        {"lote": contexto.lote},
    ).all()
    if not dobles:
        return []
    vistos = ", ".join(f"{recibo} ({folio})" for recibo, folio in dobles[:_A_LA_VISTA])
    mas = f" y {len(dobles) - _A_LA_VISTA} más" if len(dobles) > _A_LA_VISTA else ""
    return [
        f"{len(dobles)} recibos repiten crédito, importe y día de otro: {vistos}{mas}. Se aplicaron y lo que exceda "
        "queda a favor; si son el mismo pago, cancela uno."
    ]


def _reactivados(conexion: Connection, hechos: pd.DataFrame, contexto: Contexto) -> pd.DataFrame:
    """Un pago posterior a la cancelación reactiva el crédito: anota el acto y devuelve el hecho."""
    anotar_folios(conexion, pd.Index(hechos["folio"].unique()))
    linea = pd.read_sql_query(
        text(
            "SELECT a.folio, a.fecha, a.tipo, '' AS recibo FROM acto a JOIN folio_en_curso f ON f.folio = a.folio "
            "WHERE a.tipo IN ('CANCELACION', 'REACTIVACION') UNION ALL "
            "SELECT r.folio, r.fecha_ingreso, 'PAGO', r.recibo FROM recibo r "
            "JOIN folio_en_curso f ON f.folio = r.folio WHERE r.estado = 'VIGENTE' AND EXISTS ("
            "SELECT 1 FROM acto a WHERE a.folio = r.folio AND a.tipo = 'CANCELACION' AND a.fecha <= r.fecha_ingreso)"
        ),
        conexion,
        parse_dates=["fecha"],
    )
    linea["turno"] = linea["tipo"].map({"CANCELACION": 0, "REACTIVACION": 1, "PAGO": 2})
    linea = linea.sort_values(["folio", "fecha", "turno", "recibo"], ignore_index=True)
    tras_cancelar = linea.groupby("folio")["tipo"].shift().eq("CANCELACION")
    pagos = linea[linea["tipo"].eq("PAGO") & tras_cancelar].reset_index(drop=True)
    if pagos.empty:
        return hechos.iloc[:0]
    actos = pd.DataFrame(
        {
            "clave": pagos["recibo"] + ":reactivacion",
            "folio": pagos["folio"],
            "tipo": "REACTIVACION",
            "fecha": pagos["fecha"],
            "resultado": "",
            "documento": pagos["recibo"],
            "fecha_registro": pagos["fecha"],
            "usuario": contexto.usuario,
            "lote": contexto.lote,
        }
    )
    libro.agregar(conexion, "acto", actos)
    return actos.assign(clave=actos["clave"] + ":reactivacion", importe=0, causa="PAGO")[list(hechos.columns)]
