"""Lo que un archivo mueve de saldo se asienta junto; lo que llega tarde obliga a volver a contar el crédito."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, bindparam, text

from cobranza.cuenta.aplicacion import REGIMEN, SIN_EFECTOS
from cobranza.cuenta.asentado import anotar_folios
from cobranza.cuenta.reversas import HECHO_DE_ACTO, SOLO_SI, asentar_hechos
from cobranza.ingesta.contrato import Contexto
from cobranza.ingesta.encuentro import encontradas
from cobranza.ingesta.hechos import PASADO
from cobranza.libros import libro
from cobranza.libros.vocabulario import DE_ORIGEN
from cobranza.papel.palabras import cuantos

_CREDITOS_POR_TANDA = 20_000
_MUEVE_SALDO = " OR ".join(
    f"(a.tipo = '{tipo}' AND a.resultado = '{SOLO_SI[tipo]}')" if tipo in SOLO_SI else f"a.tipo = '{tipo}'"
    for tipo, hecho in HECHO_DE_ACTO.items()
    if hecho != REGIMEN
)
_ASENTADO_DESPUES = text(
    "SELECT f.folio FROM pasado_en_curso f WHERE EXISTS (SELECT 1 FROM movimiento m "
    "WHERE m.folio = f.folio AND m.fecha_efecto >= f.desde AND m.tipo NOT IN :de_origen) "
    "OR EXISTS (SELECT 1 FROM acto a WHERE a.folio = f.folio AND a.fecha >= f.desde "
    f"AND ({_MUEVE_SALDO}))"
).bindparams(bindparam("de_origen", expanding=True))
"""O un acto que mueve saldo y, por llegar antes que esto, nada tuvo que mover: cancelar lo ya pagado."""


def mover_saldos(conexion: Connection, hechos: Sequence[pd.DataFrame], contexto: Contexto) -> tuple[str, ...]:
    """Asienta los hechos del archivo, una sola vez y juntos, para que se apliquen en su orden; devuelve avisos."""
    con_filas = [marco for marco in hechos if len(marco)]
    if not con_filas:
        return ()
    juntos = pd.concat(con_filas, ignore_index=True)
    for columna in ("tipo", "causa", "usuario"):
        juntos[columna] = juntos[columna].astype("str")
    juntos, avisos = contexto.entrada.resuelve(conexion, juntos, contexto)
    juntos = pd.concat([juntos, _reactivados(conexion, juntos, contexto)], ignore_index=True)
    if juntos.empty:
        return avisos
    corregidos = set[str]()
    # por tandas de créditos: la memoria no crece con el archivo
    for _, tanda in juntos.groupby(pd.factorize(juntos["folio"])[0] // _CREDITOS_POR_TANDA):
        movimientos, _ = asentar_hechos(conexion, tanda.reset_index(drop=True), contexto.normas)
        libro.agregar(conexion, "movimiento", movimientos.assign(lote=contexto.lote))
        corregidos |= set(movimientos.loc[movimientos["reversa_de"].notna(), "folio"])
    return (*avisos, *_dicho(juntos, corregidos))


def sin_los_oportunos(conexion: Connection, hechos: pd.DataFrame) -> pd.DataFrame:
    """Los hechos de un bloque, sin los del pasado a los que nada asentado siguió; los que quedan obligan a recontar.

    Así un gasto, una notificación o un recurso que se captura después del pago deja lo que habría dejado a tiempo.
    """
    del_pasado = hechos["tipo"].eq(PASADO).to_numpy()
    if not del_pasado.any():
        return hechos
    pasados = hechos[del_pasado]
    tarde = _con_algo_asentado_despues(conexion, pasados.groupby("folio")["fecha"].min())
    pasados = pasados[pasados["folio"].isin(tarde)]
    # notificar sólo mueve dinero donde hay multa: desde ahí se actualiza
    por_multa = pasados[pasados["causa"].eq("NOTIFICACION")]
    multas = encontradas(
        conexion, "credito", ["folio"], [[f] for f in por_multa["folio"].unique()], ["folio", "multa"]
    )
    sin_multa = por_multa["folio"].isin(multas.loc[multas["multa"].eq("0"), "folio"])
    pasados = pasados.drop(index=por_multa.index[sin_multa])
    return pd.concat([hechos[~del_pasado], pasados.assign(tipo=REGIMEN)], ignore_index=True)


def _con_algo_asentado_despues(conexion: Connection, desde: pd.Series[pd.Timestamp]) -> list[str]:
    """De esos folios, los que en su día o después tienen un movimiento que no es de origen o un acto que lo haría."""
    conexion.execute(text("DROP TABLE IF EXISTS pasado_en_curso"))
    conexion.execute(text("CREATE TEMPORARY TABLE pasado_en_curso (folio TEXT PRIMARY KEY, desde DATE)"))
    dias = desde.dt.strftime("%Y-%m-%d")
    libro.insertar(conexion, "pasado_en_curso", ["folio", "desde"], ((str(f), d) for f, d in dias.items()))
    conexion.execute(text("ANALYZE pasado_en_curso"))  # sin saber que es chica, el planificador recorre el libro
    return list(conexion.execute(_ASENTADO_DESPUES, {"de_origen": list(DE_ORIGEN)}).scalars())


def _dicho(hechos: pd.DataFrame, corregidos: set[str]) -> list[str]:
    """`corregidos`: créditos con algún renglón asentado que dejó de valer."""
    reversas = int(hechos["tipo"].eq("REVERSA").sum())
    dicho = []
    if reversas:
        dicho.append(
            f"{cuantos(reversas, 'recibo dejó', 'recibos dejaron')} "
            f"de estar vigente{'s' * (reversas > 1)}: se asentó su reversa y el crédito debe de nuevo."
        )
    sin_efectos = hechos["tipo"].eq(SIN_EFECTOS)
    if sin_efectos.any():
        dicho.append(f"{cuantos(int(sin_efectos.sum()), 'acto quedó', 'actos quedaron')} sin efectos desde su fecha.")
    llego_tarde = corregidos - set(hechos.loc[hechos["tipo"].eq("REVERSA") | sin_efectos, "folio"])
    if llego_tarde:
        dicho.append(
            f"{cuantos(len(llego_tarde), 'crédito tenía', 'créditos tenían')} "
            "asentados hechos posteriores a los de este archivo: su "
            "historia se volvió a contar y se asentó la diferencia (movimientos con causa REAPLICACION)."
        )
    return dicho


def _reactivados(conexion: Connection, hechos: pd.DataFrame, contexto: Contexto) -> pd.DataFrame:
    """Un pago posterior a la cancelación reactiva el crédito: anota el acto y devuelve el hecho.

    También el que ya cayó, si alguna vez se aplicó: lo reactivó el día en que se pagó, se supiera cuando se supiera.
    """
    anotar_folios(conexion, pd.Index(hechos["folio"].unique()))
    linea = pd.read_sql_query(
        text(
            "SELECT a.folio, a.fecha, a.tipo, '' AS recibo FROM acto a JOIN folio_en_curso f ON f.folio = a.folio "
            "WHERE a.tipo IN ('CANCELACION', 'REACTIVACION') UNION ALL "
            "SELECT r.folio, r.fecha_ingreso, 'PAGO', r.recibo FROM recibo r "
            "JOIN folio_en_curso f ON f.folio = r.folio WHERE (r.estado = 'VIGENTE' OR EXISTS ("
            "SELECT 1 FROM movimiento m WHERE m.folio = r.folio AND m.documento = r.recibo AND m.tipo = 'PAGO')) "
            "AND EXISTS (SELECT 1 FROM acto a WHERE a.folio = r.folio AND a.tipo = 'CANCELACION' "
            "AND a.fecha <= r.fecha_ingreso)"
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
