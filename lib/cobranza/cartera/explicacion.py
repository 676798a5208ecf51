"""La liquidación de un crédito contada línea por línea: qué se causó, qué se pagó y qué falta, con su artículo.

Se arma recorriendo el libro con las mismas fórmulas que lo asentaron (`ley.devengo`, `ley.memoria`); las líneas
suman exactamente lo que `liquidar_cartera` dice que se debe.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cobranza.base.catalogos import conceptos
from cobranza.base.dinero import pesos, texto
from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import SIN_DIA, dia, dias, fecha_corta, fecha_de
from cobranza.cartera.consultas import credito_al
from cobranza.cuenta.adeudos import COMPONENTES, DEVENGABLES
from cobranza.cuenta.convenios import Convenios
from cobranza.cuenta.liquidacion import convenios_a
from cobranza.expediente.historia import historia_de
from cobranza.ley.memoria import (
    de_actualizacion,
    de_actualizacion_en_tramos,
    de_prorroga,
    de_recargos,
    de_recargos_en_tramos,
)
from cobranza.ley.norma import Norma
from cobranza.ley.plazos_de_pago import tasa_por_plazo
from cobranza.ley.renglon import Renglon, peor_calidad
from cobranza.libros.vocabulario import ABONOS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cobranza.ley.norma import Normas

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
    movimientos = conexion.execute(_MOVIMIENTOS, [folio, al]).df()
    convenios = convenios_a(h, np.array([0]), np.array([dia(al)]), incluye_el_dia=True)
    norma = normas.de(str(credito["ambito"]))
    return Explicacion(credito, al, list(_Relato(credito, movimientos, convenios, al, norma).renglones()))


class _Relato:
    """Recorre el libro de un crédito llevando sus saldos, como los llevaba quien asentó."""

    def __init__(
        self, credito: pd.Series[Any], movimientos: pd.DataFrame, convenios: Convenios, al: date, norma: Norma
    ) -> None:
        self.credito, self.movimientos, self.al = credito, movimientos, dia(al)
        self.al_final = convenios
        self.convenios = replace(convenios, abono=convenios.desde.copy())
        self.norma = norma
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
            yield from self._de_movimiento(m, d)
            self.saldo[str(m["componente"])] = self.saldo.get(str(m["componente"]), 0) + int(m["importe"])
            if m["tipo"] in ("ACTUALIZACION", "RECARGO", "PAGO"):
                devengado = max(devengado, d)
            if m["tipo"] in ABONOS and not m["reversa_de"]:
                self.convenios.abonar(np.array([0]), np.array([d]))
        self.ultimo, self.convenios = devengado, self.al_final
        yield from self._por_devengar()

    def _de_movimiento(self, m: dict[Any, Any], d: int) -> Iterator[Renglon]:
        componente, importe = str(m["componente"]), int(m["importe"])
        cuando = fecha_corta(pd.Timestamp(m["fecha_efecto"]).date())
        if m["tipo"] in _DE_DEVENGO and importe > 0 and not m["reversa_de"]:
            yield from self._devengo(componente, importe, d)
            return
        if m["tipo"] == "ALTA":
            concepto, donde, fuente = _NOMBRES[componente], f"Resolución {m['documento']}", self.credito["autoridad"]
        elif m["tipo"] == componente and importe > 0:
            concepto, fuente = f"{_NOMBRES[componente]}, {cuando}", f"Acto {m['referencia']}"
            donde = self.norma.cita(_CITA_DE_GASTO.get(componente, "gastos"))
        else:
            que = _HECHOS.get(str(m["tipo"]), str(m["tipo"]).replace("_", " ").capitalize())
            concepto, fuente = f"{que} del {cuando} a {_NOMBRES[componente]}", m["documento"] or ""
            prelacion = "prelacion_plazos" if self._vigente(d) >= 0 else "prelacion"
            donde = self.norma.cita(_CITA_DE_HECHO.get(str(m["tipo"]), prelacion))
        yield Renglon(concepto[0].upper() + concepto[1:], None, "", importe, donde, str(fuente))

    def _devengo(self, componente: str, importe: int, d: int) -> Iterator[Renglon]:
        """El devengo asentado, explicado con la fórmula; si el libro dice otra cosa, se dice."""
        calculado = self._tramo(componente, d)
        if sum(r.monto or 0 for r in calculado) == importe:
            yield from calculado
            return
        cita = self.norma.cita(_CITA_DE_DEVENGO.get(componente, "actualizacion"))
        yield Renglon(f"{_NOMBRES[componente].capitalize()} asentada", None, "", importe, cita, "Según el libro")

    def _tramo(self, componente: str, d: int) -> list[Renglon]:
        """Lo que causa un componente desde su último devengo hasta ese día: vacío si nada."""
        if componente == "RECARGO_PRORROGA":
            return self._prorroga(d)
        historico, asentada = self.saldo["HISTORICO"], self.saldo["ACTUALIZACION"]
        vence, de_multa = int(dias([self.credito["vencimiento"]])[0]), componente == "ACTUALIZACION_MULTA"
        if de_multa:
            vence = int(self.credito["vencimiento_multa"])
            historico, asentada = self.saldo["MULTA"], self.saldo[componente]
        if vence == SIN_DIA:
            return []
        al = np.array([d])
        if self.convenios.alcanza(al)[0]:
            tramos = self.convenios.tramos(np.array([vence]), al)
            if componente == "RECARGO":
                return de_recargos_en_tramos(self.norma, historico, tramos, self.ultimo)
            return [de_actualizacion_en_tramos(self.norma, historico, asentada, tramos, de_multa=de_multa)]
        if componente == "RECARGO":
            return [de_recargos(self.norma, historico, asentada, (vence, self.ultimo), d)]
        return [de_actualizacion(self.norma, historico, asentada, (vence, d), de_multa=de_multa)]

    def _prorroga(self, d: int) -> list[Renglon]:
        k = self._vigente(d)
        insoluto = sum(s for c, s in self.saldo.items() if c != "RECARGO_PRORROGA")
        if k < 0 or insoluto <= 0:
            return []
        plazo = int(self.convenios.plazos(self.norma, np.array([k]))[0])
        tasa = tasa_por_plazo(self.norma, plazo, fecha_de(int(self.convenios.solicitud[0, k])))
        return [de_prorroga(self.norma, insoluto, tasa, (int(self.convenios.abono[0, k]), d))]

    def _vigente(self, d: int) -> int:
        return int(self.convenios.vigente(np.array([d]))[0])

    def _por_devengar(self) -> Iterator[Renglon]:
        """Lo causado hasta el día que el libro aún no asienta."""
        for componente in DEVENGABLES:
            if componente == "RECARGO" and not self.causa_recargos:
                continue
            for renglon in self._tramo(componente, self.al):
                if renglon.monto or componente == "ACTUALIZACION":
                    yield renglon
                    self.saldo[componente] += renglon.monto or 0


_DE_DEVENGO = ("ACTUALIZACION", "RECARGO", "RECARGO_PRORROGA")
_CITA_DE_DEVENGO = {"RECARGO": "recargos", "RECARGO_PRORROGA": "prorroga"}
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
