"""Los documentos de un convenio: los de sus pasos y los de cómo va un día."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cobranza.base.dinero import texto
from cobranza.base.fechas import dia
from cobranza.cartera import plazos_en_papel as papel
from cobranza.procesos.convenio.creditos_del_convenio import creditos_de, va_de
from cobranza.tramites.papeles import concepto_de, contribuyente_de
from cobranza.tramites.tramitar import Caso

if TYPE_CHECKING:
    pass


def con_creditos(caso: Caso, dicho: Mapping[str, Any]) -> dict[str, Any]:
    """Lo dicho, con el contribuyente y los créditos que el convenio integra."""
    creditos = [
        {"folio": c["folio"], "concepto": concepto_de(caso.conexion, c["folio"]), "importe": texto(c["importe"])}
        for c in caso.datos["creditos"]
    ]
    return con_contribuyente(caso, dicho) | {"creditos": creditos}


def con_contribuyente(caso: Caso, dicho: Mapping[str, Any]) -> dict[str, Any]:
    """Lo dicho, con el contribuyente; nada si nada se dijo."""
    return {"contribuyente": contribuyente_de(caso.conexion, caso.asunto[0]), **dicho} if dicho else {}


def _de_autorizacion(caso: Caso) -> str:
    paso = caso.tramite.de("AUTORIZADO") if caso.tramite else None
    return f"{caso.numero}-{paso.orden:02d}-01" if paso else caso.numero


def papel_convenio(caso: Caso) -> Mapping[str, Any]:
    """El convenio, con la autorización de que sale."""
    paso = caso.tramite.de("AUTORIZADO") if caso.tramite else None
    cuando = {"autorizacion": _de_autorizacion(caso), "autorizado_el": str(paso.fecha if paso else caso.al)}
    return con_creditos(caso, papel.convenio(caso.datos) | cuando)


def papel_revocacion(caso: Caso) -> Mapping[str, Any]:
    """La revocación, con el saldo desde el último pago."""
    d = caso.datos
    return con_contribuyente(
        caso,
        {
            "autorizacion": _de_autorizacion(caso), "convenio": caso.numero, "causa": papel.CAUSAS[d["causa"]],
            "hechos": d["hechos"], "ultimo_pago": str(d["ultimo_pago"]), "al": caso.al.isoformat(),
            "componentes": d["componentes"], "saldo": texto(d["saldo_revocado"]),
        },
    )  # fmt: skip


def del_dia(caso: Caso, que: Any) -> Any:
    """Lo que dice de la tabla como va ese día; nada si aún no la hay."""
    va = va_de(creditos_de(caso, caso.al))
    return que(caso.numero, va, dia(caso.al)) if va else {}


def estados_de_cuenta(caso: Caso) -> list[dict[str, Any]]:
    """Un estado de cuenta por crédito."""
    creditos = [c for c in creditos_de(caso, caso.al) if c.convenio]
    return [con_contribuyente(caso, papel.estado_de_cuenta(c, "CFF, arts. 66 y 66-A")) for c in creditos]
