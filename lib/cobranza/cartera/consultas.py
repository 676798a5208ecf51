"""La cartera a una fecha: una fila por crédito con su estado, sus marcas y lo que debe ese día.

Es la única lectura que usan los informes, la verificación y la nómina. `corte` dice qué era cierto ese día; qué se
sabía lo dice la conexión (`Foto.conexion(conocido_al=…)`).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cobranza.base.catalogos import conceptos, tabla
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import SIN_DIA, columna_fecha, dia, dias
from cobranza.cartera.estado import (
    antiguedad,
    clase,
    estado_al,
    exigibles,
    marcas,
    prescripciones,
    situacion,
)
from cobranza.cartera.lectura import vencimientos_de_multa
from cobranza.cartera.liquidacion import liquidar_cartera, pares_de, saldos_a

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CREDITOS = """
    SELECT folio, ambito, concepto, origen, autoridad, resolucion, ejercicio, rfc, nombre, tipo_persona, municipio,
        delegacion, ejecutor, vencimiento, importe, multa, fecha_registro
    FROM credito WHERE fecha_registro <= $corte {filtro} ORDER BY folio
"""
_PASO_POR = """AND (delegacion = $delegacion
    OR folio IN (SELECT folio FROM acto WHERE tipo = 'TRASPASO' AND documento = $delegacion))"""


def cartera_al(conexion: DuckDBPyConnection, corte: date, delegacion: str = "") -> pd.DataFrame:
    """Un renglón por crédito registrado al corte, en orden de folio; importes en centavos, fechas `datetime64[s]`.

    Además de los datos del crédito: notificacion, exigible, prescribe, ultima_interrupcion, consumada, vida
    (`VIGENTE`, `BAJA`, `CANCELADO`), situacion, clase, etapa, antiguedad, las marcas, y lo debido por concepto
    (`liquidar_cartera`). `delegacion` filtra por la que lo tiene ese día (tras traspasos).
    """
    if not delegacion:
        return _cartera(conexion, conexion.execute(_CREDITOS.format(filtro=""), {"corte": corte}).df(), corte)
    c = cartera_que_paso_por(conexion, corte, delegacion)
    return c[c["delegacion"] == delegacion].reset_index(drop=True)


def cartera_que_paso_por(conexion: DuckDBPyConnection, corte: date, delegacion: str) -> pd.DataFrame:
    """Como `cartera_al`, de los créditos que esa delegación ha tenido alguna vez: sirve para cuadrar traspasos."""
    consulta = _CREDITOS.format(filtro=_PASO_POR)
    creditos = conexion.execute(consulta, {"corte": corte, "delegacion": delegacion}).df()
    return _cartera(conexion, creditos, corte)


def cartera_de(conexion: DuckDBPyConnection, folios: pd.Series[str], corte: date) -> pd.DataFrame:
    """Como `cartera_al`, sólo de esos créditos."""
    conexion.register("pedidos", folios.to_frame("folio"))
    filtro = "AND folio IN (SELECT folio FROM pedidos)"
    creditos = conexion.execute(_CREDITOS.format(filtro=filtro), {"corte": corte}).df()
    conexion.unregister("pedidos")
    return _cartera(conexion, creditos, corte)


def credito_al(conexion: DuckDBPyConnection, folio: str, al: date) -> pd.Series[Any] | None:
    """Un crédito a un día, con las mismas columnas que `cartera_al` y `vencimiento_multa`; None si no existe."""
    creditos = conexion.execute(_CREDITOS.format(filtro="AND folio = $folio"), {"corte": al, "folio": folio}).df()
    if creditos.empty:
        return None
    c = _cartera(conexion, creditos, al)
    c["vencimiento_multa"] = vencimientos_de_multa(c["ambito"], dias(c["notificacion"]))
    return c.iloc[0]


def folio_de_ejemplo(conexion: DuckDBPyConnection, al: date) -> str:
    """De los créditos que deben algo ese día, el de más movimientos: para enseñar una liquidación."""
    fila = conexion.execute(
        "SELECT folio FROM movimiento WHERE fecha_efecto <= ? AND componente <> 'SALDO_A_FAVOR' GROUP BY folio "
        "HAVING SUM(importe) FILTER (componente = 'HISTORICO') > 0 ORDER BY COUNT(*) DESC, folio LIMIT 1",
        [al],
    ).fetchone()
    if fila is None:
        raise ErrorDeDatos(f"No hay créditos registrados al {al}; revisa la fecha o ingiere la cartera.")
    return str(fila[0])


def _cartera(conexion: DuckDBPyConnection, creditos: pd.DataFrame, corte: date) -> pd.DataFrame:
    hechos = estado_al(conexion, corte)
    c = creditos.merge(hechos, on="folio", how="left")
    c["delegacion"] = c["traspaso"].where(c["traspaso"].notna(), c["delegacion"])
    c["ejecutor"] = c["asignacion"].where(c["asignacion"].notna(), c["ejecutor"])
    c["naturaleza"] = c["concepto"].map(conceptos().set_index("clave")["naturaleza"])
    c["exigible"] = columna_fecha(exigibles(c["ambito"], dias(c["notificacion"])))
    c = marcas(c, corte)
    c = pd.concat([c, _liquidado(conexion, c, corte)], axis=1)
    c["vida"] = np.select([c["cancelado"], c["total"] == 0], ["CANCELADO", "BAJA"], "VIGENTE")
    c["situacion"] = situacion(c, corte)
    c["clase"] = clase(c)
    c["etapa"] = _etapa(c)
    c["antiguedad"] = antiguedad(dias(c["exigible"]), corte)
    vence, ultima = prescripciones(conexion, c, corte)
    c["prescribe"], c["ultima_interrupcion"] = columna_fecha(vence), columna_fecha(ultima)
    c["consumada"] = (vence != SIN_DIA) & (vence <= dia(corte)) & (c["vida"] == "VIGENTE")
    return c


def _liquidado(conexion: DuckDBPyConnection, c: pd.DataFrame, corte: date) -> pd.DataFrame:
    saldos = saldos_a(conexion, pares_de(c["folio"], corte))
    debido = liquidar_cartera(c, saldos, np.full(len(c), dia(corte), dtype=np.int64))
    debido["pagado"] = saldos["pagado"]
    pagado = (saldos["HISTORICO"] == 0) & saldos["ultimo_pago"].notna()
    debido["fecha_pago_total"] = saldos["ultimo_pago"].where(pagado)
    return debido


def _etapa(c: pd.DataFrame) -> pd.Series[str]:
    """Etapa del PAE alcanzada: la del acto más avanzado; sin actos de cobro, la que da el plazo."""
    etapas = tabla("etapas")
    claves = dict(zip(etapas["orden"].astype(int), etapas["clave"], strict=True))
    alcanzada = c["etapa_orden"].fillna(0).astype(int).map(claves)
    return alcanzada.where(c["etapa_orden"] > 3, c["situacion"].map(_ETAPA_POR_SITUACION)).fillna("EXG")


_ETAPA_POR_SITUACION = {"SIN_NOTIFICAR": "REG", "EN_PLAZO": "PLZ"}


def credito_exigido(conexion: DuckDBPyConnection, pares: pd.DataFrame) -> pd.Series[int]:
    """Lo que se exigía en cada par (folio, fecha): histórico, actualización, recargos y multas, sin gastos previos.

    Fundamento: CFF, art. 150; es la base del 2 % según `gastos.base`. Sale en centavos con el índice de `pares`.
    """
    datos = conexion.execute(
        "SELECT c.folio, ambito, concepto, vencimiento, n.fecha AS notificacion FROM credito c LEFT JOIN "
        "(SELECT folio, MIN(fecha) AS fecha FROM acto WHERE tipo = 'NOTIFICACION' GROUP BY folio) n USING (folio)"
    ).df()
    al = pares["fecha"].astype("datetime64[s]")
    preguntas = pd.DataFrame(
        {
            "folio": pares["folio"],
            "al": al,
            "conocido_al": np.datetime64("9999-12-31", "s"),
            "incluye_el_dia": False,
        }
    )
    unicas = preguntas.drop_duplicates(["folio", "al"]).reset_index(drop=True)
    creditos = unicas[["folio"]].merge(datos, on="folio", how="left")
    debido = liquidar_cartera(creditos, saldos_a(conexion, unicas), dias(unicas["al"]))
    exigido = debido["historico"] + debido["actualizacion"] + debido["recargos"] + debido["multas"]
    unicas["exigido"] = exigido.to_numpy()
    junto = preguntas[["folio", "al"]].merge(unicas[["folio", "al", "exigido"]], on=["folio", "al"], how="left")
    return pd.Series(junto["exigido"].to_numpy(np.int64), index=pares.index)
