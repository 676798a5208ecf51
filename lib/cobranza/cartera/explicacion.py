"""La liquidación de un crédito contada línea por línea: qué se causó, qué se pagó y qué falta, con su artículo.

Se arma recorriendo el libro con las mismas fórmulas que lo asentaron (`ley.devengo`, `ley.recargos`); las líneas
suman exactamente lo que `liquidar_cartera` dice que se debe.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.base.catalogos import conceptos
from cobranza.base.dinero import pesos, texto
from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import SIN_DIA, dia, dias, fecha_corta
from cobranza.cartera.adeudos import COMPONENTES
from cobranza.cartera.consultas import credito_al
from cobranza.ley.memoria import de_actualizacion, de_recargos
from cobranza.ley.norma import Norma, de_ambito
from cobranza.ley.renglon import Renglon, peor_calidad

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NOMBRES = {
    "HISTORICO": "importe histórico",
    "ACTUALIZACION": "actualización",
    "RECARGO": "recargos",
    "RECARGO_PRORROGA": "recargos por prórroga",
    "MULTA": "multa",
    "ACTUALIZACION_MULTA": "actualización de la multa",
    "GASTO_EJECUCION": "gastos de ejecución",
    "GASTO_EXTRAORDINARIO": "gastos extraordinarios",
    "HONORARIO_NOTIFICACION": "honorarios de notificación",
    "INDEMNIZACION": "indemnización del 20 % por cheque",
}
_CITA_DE_GASTO = {
    "GASTO_EJECUCION": "gastos",
    "GASTO_EXTRAORDINARIO": "gastos_extraordinarios",
    "INDEMNIZACION": "cheque",
}
_MOVIMIENTOS = """
    SELECT id, componente, tipo, importe, fecha_efecto, documento, causa, referencia, reversa_de FROM movimiento
    WHERE folio = ? AND fecha_efecto <= ? AND componente <> 'SALDO_A_FAVOR' ORDER BY fecha_efecto, id
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


def explicar(conexion: DuckDBPyConnection, folio: str, al: date) -> Explicacion:
    """La liquidación de un crédito a un día, con cada línea y su fundamento.

    Errores: `ErrorDeUso` si el folio no existe o aún no estaba registrado; `ErrorDeLey` si falta un parámetro.
    """
    credito = credito_al(conexion, folio, al)
    if credito is None:
        raise ErrorDeUso(
            f"No hay un crédito con folio «{folio}» registrado al {al}; revisa el folio (TGZ-2019-000123)."
        )
    movimientos = conexion.execute(_MOVIMIENTOS, [folio, al]).df()
    return Explicacion(credito, al, list(_Relato(credito, movimientos, al).renglones()))


class _Relato:
    """Recorre el libro de un crédito llevando sus saldos, como los llevaba quien asentó."""

    def __init__(self, credito: pd.Series[Any], movimientos: pd.DataFrame, al: date) -> None:
        self.credito, self.movimientos, self.al = credito, movimientos, dia(al)
        self.norma: Norma = de_ambito(str(credito["ambito"]))
        self.saldo = dict.fromkeys(COMPONENTES, 0)
        self.ultimo = SIN_DIA
        self.causa_recargos = bool(
            conceptos().set_index("clave")["causa_recargos"].eq("si").get(credito["concepto"], True)
        )

    def renglones(self) -> Iterator[Renglon]:
        """Las líneas en el orden en que ocurrieron; al final, lo que falta devengar al día."""
        devengado = SIN_DIA  # lo de un mismo día se asienta junto: su tramo empieza en el devengo anterior
        for m in self.movimientos.to_dict("records"):
            d = int(dias([m["fecha_efecto"]])[0])
            self.ultimo = devengado if devengado < d else self.ultimo
            yield self._de_movimiento(m, d)
            self.saldo[str(m["componente"])] = self.saldo.get(str(m["componente"]), 0) + int(m["importe"])
            if m["tipo"] in ("ACTUALIZACION", "RECARGO", "PAGO"):
                devengado = max(devengado, d)
        self.ultimo = devengado
        yield from self._por_devengar()

    def _de_movimiento(self, m: dict[Any, Any], d: int) -> Renglon:
        componente, importe = str(m["componente"]), int(m["importe"])
        cuando = fecha_corta(pd.Timestamp(m["fecha_efecto"]).date())
        if m["tipo"] == "ALTA":
            documento = f"Resolución {m['documento']}"
            return Renglon(
                _NOMBRES[componente].capitalize(), None, "", importe, documento, str(self.credito["autoridad"])
            )
        if m["tipo"] in ("ACTUALIZACION", "RECARGO") and importe > 0 and not m["reversa_de"]:
            return self._devengo(componente, importe, d)
        if m["tipo"] == componente and importe > 0:
            cita = self.norma.cita(_CITA_DE_GASTO.get(componente, "gastos"))
            return Renglon(
                f"{_NOMBRES[componente].capitalize()}, {cuando}", None, "", importe, cita, f"Acto {m['referencia']}"
            )
        que = _HECHOS.get(str(m["tipo"]), str(m["tipo"]).replace("_", " ").capitalize())
        donde = self.norma.cita(_CITA_DE_HECHO.get(str(m["tipo"]), "prelacion"))
        return Renglon(
            f"{que} del {cuando} a {_NOMBRES[componente]}", None, "", importe, donde, str(m["documento"] or "")
        )

    def _devengo(self, componente: str, importe: int, d: int) -> Renglon:
        """El devengo asentado, explicado con la fórmula; si el libro dice otra cosa, se dice."""
        calculado = self._tramo(componente, d)
        if calculado is not None and calculado.monto == importe:
            return calculado
        cita = self.norma.cita("recargos" if componente == "RECARGO" else "actualizacion")
        return Renglon(f"{_NOMBRES[componente].capitalize()} asentada", None, "", importe, cita, "Según el libro")

    def _tramo(self, componente: str, d: int) -> Renglon | None:
        historico, multa = self.saldo["HISTORICO"], self.saldo["MULTA"]
        vence = int(dias([self.credito["vencimiento"]])[0])
        if componente == "ACTUALIZACION":
            return de_actualizacion(self.norma, historico, self.saldo[componente], (vence, d))
        if componente == "RECARGO":
            return de_recargos(self.norma, historico, self.saldo["ACTUALIZACION"], (vence, self.ultimo), d)
        desde = self.credito["vencimiento_multa"]
        if componente == "ACTUALIZACION_MULTA" and desde != SIN_DIA:
            return de_actualizacion(self.norma, multa, self.saldo[componente], (int(desde), d), de_multa=True)
        return None

    def _por_devengar(self) -> Iterator[Renglon]:
        """Lo causado hasta el día que el libro aún no asienta."""
        faltan = ["ACTUALIZACION", *(["RECARGO"] if self.causa_recargos else []), "ACTUALIZACION_MULTA"]
        for componente in faltan:
            renglon = self._tramo(componente, self.al)
            if renglon is not None and (renglon.monto or componente == "ACTUALIZACION"):
                yield renglon
                self.saldo[componente] += renglon.monto or 0


_HECHOS = {
    "PAGO": "Pago",
    "AJUSTE": "Ajuste a pesos",
    "CONDONACION": "Reducción de multa",
    "CANCELACION": "Cancelación en cuenta pública",
    "REACTIVACION": "Reactivación",
    "PRESCRIPCION": "Prescripción declarada",
    "REDUCCION_RESOLUCION": "Resolución o sentencia",
    "APLICACION_REMATE": "Producto del remate",
}
_CITA_DE_HECHO = {
    "AJUSTE": "redondeo",
    "CONDONACION": "multa_reducida",
    "CANCELACION": "incosteabilidad",
    "REACTIVACION": "incosteabilidad",
    "PRESCRIPCION": "prescripcion",
}


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
