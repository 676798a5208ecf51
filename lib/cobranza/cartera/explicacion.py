"""La liquidación de un crédito contada línea por línea: qué se causó, qué se pagó y qué falta, con su artículo.

Las líneas (`relato`) suman exactamente lo que `liquidar_cartera` dice que se debe.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cobranza.base.dinero import pesos, texto
from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import dia, dias, fecha_corta
from cobranza.cartera.consultas import credito_al, credito_exigido
from cobranza.cartera.relato import Asunto, renglones
from cobranza.cuenta.liquidacion import adeudos_a, en_plazo
from cobranza.expediente.historia import Historia, historia_de
from cobranza.ley.norma import Normas
from cobranza.ley.renglon import Renglon, peor_calidad

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cobranza.ley.norma import Normas

_MOVIMIENTOS = """
    SELECT m.id, m.clave, m.componente, m.tipo, m.importe, m.exacto, m.recargos, m.fecha_efecto, m.documento, m.causa,
        m.referencia, m.reversa_de, COALESCE(r.fecha_ingreso, m.fecha_efecto) AS pagado_el
    FROM movimiento m LEFT JOIN recibo r ON r.recibo = m.documento
    WHERE m.folio = ? AND m.fecha_efecto <= ? AND m.componente <> 'SALDO_A_FAVOR' ORDER BY m.fecha_efecto, m.id
"""


@dataclass(frozen=True)
class Explicacion:
    """Un crédito a una fecha: sus datos, sus líneas y lo que debe por componente (centavos)."""

    credito: pd.Series[Any]
    al: date
    renglones: list[Renglon]

    @property
    def total(self) -> int:
        """Lo que se debe: la suma de las líneas."""
        return sum(r.monto or 0 for r in self.renglones if r.suma)

    @property
    def calidad(self) -> str:
        """La calidad del parámetro más débil que se usó."""
        return peor_calidad([r.calidad for r in self.renglones])


_CHEQUES = "SELECT recibo, importe FROM recibo WHERE folio = ? AND estado = 'CHEQUE_DEVUELTO'"


def explicar(conexion: DuckDBPyConnection, normas: Normas, folio: str, al: date) -> Explicacion:
    """La liquidación de un crédito a un día, con cada línea y su fundamento.

    Errores: `ErrorDeUso` si el folio no existe o aún no estaba registrado; `ErrorDeLey` si falta un parámetro.
    """
    h = historia_de(conexion, normas, pd.Series([folio]))
    credito = credito_al(h, folio, al)
    if credito is None:
        raise ErrorDeUso(
            f"No hay un crédito con folio «{folio}» registrado al {al}; revisa el folio (TGZ-2019-000123)."
        )
    asunto = _asunto(h, credito, conexion.execute(_MOVIMIENTOS, [folio, al]).df(), dia(al))
    asunto.cheques.update(conexion.execute(_CHEQUES, [folio]).fetchall())
    return Explicacion(credito, al, list(renglones(asunto)))


def _asunto(h: Historia, credito: pd.Series[Any], movimientos: pd.DataFrame, al: int) -> Asunto:
    norma, hoy = h.normas.de(str(credito["ambito"])), np.array([al])
    lugar, notificacion = np.array([int(credito["lugar"])]), dias([credito["notificacion"]])
    adeudos = adeudos_a(h, lugar, hoy, notificacion)
    gastos = movimientos[movimientos["tipo"].eq("GASTO_EJECUCION")]
    pares = pd.DataFrame({"folio": credito["folio"], "fecha": gastos["fecha_efecto"]})
    exigido = dict(zip(gastos["referencia"], credito_exigido(h, pares).tolist(), strict=True)) if len(gastos) else {}
    movimientos = movimientos.assign(a_plazos=False, base=None, tasa=0)
    pagado_el = dias(movimientos["pagado_el"])
    movimientos["a_plazos"] = en_plazo(h, np.repeat(lugar, pagado_el.size), pagado_el)
    extinguen = movimientos["recargos"].fillna(0).ne(0)
    for k in movimientos.index[extinguen]:
        cuando = pagado_el[k : k + 1]
        antes = adeudos_a(h, lugar, cuando, notificacion, incluye_el_dia=False).pendiente(cuando)
        de_hecho = (
            movimientos["clave"].str.rsplit(":", n=1).str[0].eq(str(movimientos.at[k, "clave"]).rsplit(":", 1)[0])
        )
        suyos = movimientos[de_hecho & movimientos["componente"].isin(("HISTORICO", "ACTUALIZACION"))]
        aplicado = suyos.loc[suyos["tipo"].ne("ACTUALIZACION"), "importe"].sum()
        con_tasa = antes.tasas[0][antes.tasas[0] != 0]
        if con_tasa.size == 1:
            movimientos.at[k, "base"], movimientos.at[k, "tasa"] = -int(aplicado), int(con_tasa[0])
    regimen = adeudos.regimen(norma, np.array([0]), hoy)
    return Asunto(credito, movimientos, adeudos, adeudos.pendiente(hoy), regimen, norma, al, exigido, {})


def en_texto(explicacion: Explicacion) -> str:
    """La explicación como se lee en una terminal o se pega en un oficio."""
    c = explicacion.credito
    partes = [
        f"Crédito {c['folio']}, {c['concepto']}, {c['ambito']}, vencido el {fecha_corta(c['vencimiento'].date())}.",
        f"Liquidación al {fecha_corta(explicacion.al)}:",
        "",
    ]
    for r in explicacion.renglones:
        operacion = f"  = {pesos(r.base)} × {r.factor}" if r.base is not None and r.factor else ""
        partes.append(f"{pesos(r.monto or 0):>18}  {r.concepto}{operacion}")
        partes.append(f"{'':>18}  {r.fundamento}{'. ' + r.fuente if r.fuente else ''}")
        partes += [f"{'':>20}  mes {d['mes']}: {d['desde']} a {d['hasta']}, {d['tasa']} %" for d in r.detalle]
    partes += [f"{'─' * 18}", f"{pesos(explicacion.total):>18}  Total"]
    if explicacion.calidad.startswith("ilustrativo"):
        partes += ["", "Valor ilustrativo, no oficial: usa parámetros estatales por confirmar."]
    return "\n".join(partes)


def como_dict(explicacion: Explicacion) -> dict[str, Any]:
    """La explicación en JSON: importes como texto decimal, fechas ISO."""
    c = explicacion.credito
    fecha = {
        k: None if pd.isna(c[k]) else c[k].date().isoformat()
        for k in ("vencimiento", "notificacion", "exigible", "prescribe")
    }
    return {
        **{
            k: str(c[k])
            for k in ("folio", "ambito", "concepto", "resolucion", "autoridad", "delegacion", "situacion", "etapa")
        },
        **fecha,
        "al": explicacion.al.isoformat(),
        "renglones": [r.como_dict() for r in explicacion.renglones],
        "total": texto(explicacion.total),
        "calidad": explicacion.calidad,
    }
