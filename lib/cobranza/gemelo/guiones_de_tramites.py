"""Los trámites del ejemplo: qué le pasa a cada uno, quién da cada paso y qué día; los da el motor de verdad.

Un *guion* dice de qué crédito trata (`de`: lo que debe ser en la cartera), sus pasos en orden y lo que paga el
deudor. Los hay de los cinco tipos y en casi todos sus estados. Todo ocurre entre septiembre y diciembre de 2025.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cobranza.gemelo.identidades import gente

ANTES, CORTE = "2025-08-29", "2025-12-31"
"""El día en que se escoge a quién le pasa qué, y hasta dónde llega el ejemplo."""
CHICO, LIBRE, MULTADO = "chico", "libre", "multado"
"""Lo que debe ser el crédito: incosteable, cobrable o con multa fiscal."""
_PUESTOS = {
    "OPG": "JEFE_OFICINA_PLAZOS_GARANTIAS", "OPG2": "JEFE_OFICINA_PLAZOS_GARANTIAS", "DIR": "DIRECTOR_COBRANZA",
    "SUB": "SUBSECRETARIO_INGRESOS", "DCC": "JEFE_COBRANZA_COACTIVA", "DSC": "JEFE_SEGUIMIENTO_CONTROL",
    "OSC": "JEFE_OFICINA_SEGUIMIENTO", "OSC2": "SUPERVISOR_CENTRAL", "OSC3": "SUPERVISOR_CENTRAL", "DEL": "DELEGADO",
}  # fmt: skip
GENTE = {rol: f"C{k:04d}" for k, rol in enumerate(_PUESTOS, 1)}
"""Rol → número de empleado de quien da sus pasos en el ejemplo."""
Datos = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Paso:
    """A qué estado, por quién, qué día y con qué."""

    estado: str
    quien: str
    dia: str
    datos: Datos = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guion:
    """Un trámite. `paga`: cuántas parcialidades cubre en su día (−1, todo lo que debe el día `liquida`).

    `inicial`: ¿paga el 20 % el día de la solicitud? `despues`: los pasos que se dan ya pagado. `juntos`: cuántos
    créditos del mismo deudor.
    """

    tipo: str
    de: str
    pasos: tuple[Paso, ...]
    paga: int = 0
    inicial: bool = False
    liquida: str = ""
    despues: tuple[Paso, ...] = ()
    juntos: int = 1


def personal() -> list[dict[str, str]]:
    """Las personas de las oficinas centrales que el ejemplo no tenía, como renglones del archivo de personal."""
    quienes = gente(np.random.default_rng(146), len(_PUESTOS))
    columnas = {c: getattr(quienes, c).to_pylist() for c in ("nombre", "rfc", "curp", "clabe")}
    return [
        {"numero_empleado": GENTE[rol], **{c: v[k] for c, v in columnas.items()}, "puesto": puesto,
         "delegacion": "DH-TGZ", "sueldo_mensual": "30,000.00", "alta": "03/01/2011", "baja": ""}
        for k, (rol, puesto) in enumerate(_PUESTOS.items())
    ]  # fmt: skip


def _convenio(dia: str, mes: str, hasta: str, **datos: Any) -> tuple[Paso, ...]:
    """De la solicitud a la firma, en el mes que se diga."""
    pedido = {"solicitud": dia, "modalidad": "parcialidades", "parcialidades": 6} | datos
    pasos = (
        Paso("SOLICITADO", "DEL", dia, pedido),
        Paso("EN_REVISION", "OPG", f"{mes}-17"),
        Paso("DICTAMINADO", "OPG2", f"{mes}-18", {"dispensa": "Regla del ejemplo: se dispensa la garantía"}),
        Paso("AUTORIZADO", "SUB", f"{mes}-19"),
        Paso("FIRMADO", "OPG", f"{mes}-22"),
        Paso("VIGENTE", "OPG", f"{mes}-23"),
    )
    return pasos[: [p.estado for p in pasos].index(hasta) + 1]


_SEP = ("2025-09-15", "2025-09")
_DIF = {"modalidad": "diferido", "liquida_el": "2025-12-15"}
_NIEGA = Paso("NEGADO", "SUB", "2025-09-19", {"motivo": "No acredita su situación económica"})
_PREVIENE = Paso("PREVENIDO", "OPG", "2025-09-18", {"faltan": "El poder de quien firma"})
_REVOCA = Paso("REVOCADO", "DIR", "2025-12-30")
_CONVENIOS = (
    Guion("convenio", LIBRE, _convenio("2025-12-15", "2025-12", "SOLICITADO")),
    Guion("convenio", LIBRE, (*_convenio(*_SEP, "EN_REVISION"), _PREVIENE)),
    Guion("convenio", LIBRE, (*_convenio(*_SEP, "DICTAMINADO"), _NIEGA), inicial=True),
    Guion("convenio", LIBRE, _convenio(*_SEP, "VIGENTE"), paga=3, inicial=True),
    Guion("convenio", LIBRE, _convenio("2025-12-03", "2025-12", "FIRMADO"), inicial=True),
    Guion("convenio", LIBRE, _convenio(*_SEP, "VIGENTE"), paga=1, inicial=True),
    Guion("convenio", LIBRE, _convenio(*_SEP, "VIGENTE"), inicial=True),
    Guion("convenio", LIBRE, _convenio(*_SEP, "VIGENTE", parcialidades=9), inicial=True, despues=(_REVOCA,)),
    Guion("convenio", LIBRE, _convenio(*_SEP, "VIGENTE", **_DIF), paga=1, inicial=True),
)


def _garantia(llega: str, mes: str = "2025-10", datos: Datos | None = None, **otros: Any) -> tuple[Paso, ...]:
    pedido = {"clase": "fianza", "emisor": "Afianzadora del Ejemplo", "monto": "", "desde": f"{mes}-01",
              "para_que": "suspender el procedimiento", "sin_orden_ni_excusion": True}  # fmt: skip
    pasos = (
        Paso("OFRECIDA", "DEL", f"{mes}-06", pedido | dict(datos or {}) | otros),
        Paso("CALIFICADA", "OPG", f"{mes}-09", {"idoneidad": "Se revisó la póliza y la afianzadora"}),
        Paso("ACEPTADA", "DIR", f"{mes}-10", {"resguardo": "Caja de seguridad"}),
        Paso("VIGENTE", "OPG2", f"{mes}-13"),
    )
    return pasos[: [p.estado for p in pasos].index(llega) + 1]


_BILLETE = {"clase": "billete_de_deposito", "emisor": "Banco del Ejemplo"}
_HIPOTECA: dict[str, Any] = {
    "clase": "hipoteca",
    "avaluo": "AV-120",
    "inscripcion": "RPP-4471",
    "bien_excluido": False,
}
_SIN_IDONEIDAD = {
    "idoneidad": "La póliza no renuncia a los beneficios de orden y excusión",
    "motivos": "Falta",
}
_LIBERA = Paso("CANCELADA", "DIR", "2025-12-29", {"causa": "pago_total", "detalle": "Recibo del ejemplo"})
_GARANTIAS = (
    Guion("garantia", LIBRE, _garantia("OFRECIDA", "2025-12")),
    Guion("garantia", LIBRE, (*_garantia("OFRECIDA"), Paso("NO_ACEPTADA", "OPG", "2025-10-08", _SIN_IDONEIDAD))),
    Guion("garantia", LIBRE, _garantia("VIGENTE", datos=_BILLETE, hasta="2026-02-10")),
    Guion("garantia", LIBRE, _garantia("VIGENTE", datos=_HIPOTECA)),
    Guion("garantia", LIBRE, _garantia("VIGENTE", hasta="2026-01-20"), juntos=2),
    Guion("garantia", LIBRE, _garantia("VIGENTE", "2025-09", hasta="2025-11-30")),
    Guion("garantia", LIBRE, _garantia("VIGENTE", datos=_BILLETE), paga=-1, liquida="2025-12-22", despues=(_LIBERA,)),
    Guion("garantia", LIBRE, _garantia("VIGENTE"), paga=-1, liquida="2025-12-23"),
)


def _cancelacion(hasta: str, lote: str = "") -> tuple[Paso, ...]:
    pasos = (
        Paso("CANDIDATO", "DEL", "2025-11-03", {"causal": "incosteabilidad"}),
        Paso("EN_INVESTIGACION", "DEL", "2025-11-05"),
        Paso("DICTAMINADO", "OSC", "2025-11-10", {"motivacion": "Cuesta más cobrarlo que lo que se debe"}),
        Paso("PROCEDE", "DCC", "2025-11-12", {"lote": lote} if lote else {}),
        Paso("AUTORIZADO", "OSC2", "2025-11-19", {"muestra_revisada": "Expediente completo, sin hallazgos"}),
        Paso("CANCELADO", "OSC3", "2025-11-24"),
    )
    return pasos[: [p.estado for p in pasos].index(hasta) + 1]


_REACTIVA = Paso("REACTIVADO", "OSC", "2025-12-10", {"motivo": "bienes", "evidencia": "Oficio del registro público"})
_CANCELACIONES = (
    Guion("cancelacion", CHICO, _cancelacion("CANDIDATO")),
    Guion("cancelacion", CHICO, _cancelacion("DICTAMINADO")),
    Guion("cancelacion", CHICO, (*_cancelacion("DICTAMINADO"), Paso("NO_PROCEDE", "DCC", "2025-11-14"))),
    Guion("cancelacion", CHICO, _cancelacion("PROCEDE", "LOTE-2025-11")),
    Guion("cancelacion", CHICO, _cancelacion("AUTORIZADO", "LOTE-2025-12")),
    Guion("cancelacion", CHICO, _cancelacion("CANCELADO")),
    Guion("cancelacion", CHICO, (*_cancelacion("CANCELADO"), _REACTIVA)),
)
_DICTAMEN = {"porcentaje": "30", "causal": "primera_vez", "motivacion": "Primera infracción, sin agravantes"}
_CONDONACION = (
    Paso("SOLICITADA", "DEL", "2025-10-02"),
    Paso("EN_REVISION", "OPG", "2025-10-06"),
    Paso("DICTAMINADA", "OPG2", "2025-10-13", _DICTAMEN),
    Paso("AUTORIZADA", "SUB", "2025-10-20"),
)
_CONDONACIONES = (
    Guion(
        "condonacion", MULTADO, (*_CONDONACION[:3], Paso("NEGADA", "SUB", "2025-10-20", {"motivacion": "Reincide"}))
    ),
    Guion("condonacion", MULTADO, _CONDONACION),
)
_BAJAS = (
    Guion("baja", CHICO, (), paga=-1, liquida="2025-11-18", despues=(Paso("PAGADO_TOTAL", "OPG", "2025-11-20"),)),
    Guion("baja", CHICO, (), paga=-1, liquida="2025-11-18",
          despues=(Paso("PAGADO_TOTAL", "OPG", "2025-11-20"), Paso("BAJA", "DSC", "2025-11-21"))),
)  # fmt: skip
GUIONES = (*_CONVENIOS, *_GARANTIAS, *_CANCELACIONES, *_CONDONACIONES, *_BAJAS)
"""Los trámites que se siembran, en orden."""
