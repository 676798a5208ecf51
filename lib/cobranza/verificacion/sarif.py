"""Los hallazgos en SARIF 2.1.0, el formato en que otras herramientas leen lo que un verificador encuentra."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cobranza.base.dinero import texto
from cobranza.verificacion.regla import Regla, Severidad

if TYPE_CHECKING:
    import pandas as pd

ESQUEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_NIVEL = {Severidad.CRITICA: "error", Severidad.ALTA: "error", Severidad.MEDIA: "warning", Severidad.BAJA: "note"}


def en_sarif(
    hallazgos: pd.DataFrame, sin_evaluar: pd.DataFrame, reglas: Sequence[Regla], version: str, parcial: str = ""
) -> dict[str, Any]:
    """Una corrida con sus reglas, un resultado por hallazgo y un aviso por lo que no se pudo juzgar.

    `hallazgos` y `sin_evaluar`: como `evaluar` y `no_evaluadas`. La huella de un hallazgo sale de su regla, su
    crédito y su acto, así que el mismo hallazgo en dos cortes es el mismo. No lleva quién es el contribuyente.
    `parcial`: si no se vio toda la cartera, cuánto se vio.
    """
    lugar = {r.clave: k for k, r in enumerate(reglas)}
    herramienta = {"name": "cobranza verificar", "version": version, "rules": [_regla(r) for r in reglas]}
    avisos: list[dict[str, Any]] = [
        {
            "level": "note",
            "associatedRule": {"id": fila["regla"], "index": lugar[fila["regla"]]},
            "message": {"text": f"No evaluada: falta {fila['falta']} en {fila['cuantos']} ({fila['delegacion']})."},
        }
        for fila in sin_evaluar.to_dict("records")
    ]
    if parcial:
        avisos.append({"level": "note", "message": {"text": parcial}})
    corrida = {
        "tool": {"driver": herramienta},
        "language": "es-MX",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": avisos}],
        "results": [_resultado({str(k): v for k, v in h.items()}, lugar) for h in hallazgos.to_dict("records")],
    }
    return {"$schema": ESQUEMA, "version": "2.1.0", "runs": [corrida]}


def _regla(r: Regla) -> dict[str, Any]:
    return {
        "id": r.clave,
        "shortDescription": {"text": r.titulo},
        "fullDescription": {"text": r.deteccion},
        "help": {"text": f"{r.por_que} {r.que_hacer} Fundamento: {r.fundamento}."},
        "defaultConfiguration": {"level": _NIVEL[r.severidad]},
        "properties": {"severidad": r.severidad.value, "etapa": r.etapa, "efectos": [e.value for e in r.efectos]},
    }


def _resultado(h: dict[str, Any], lugar: dict[str, int]) -> dict[str, Any]:
    huella = hashlib.sha256("\0".join((h["regla"], h["folio"], h["acto"])).encode()).hexdigest()
    donde = "/".join(filter(None, (h["delegacion"], h["folio"], h["acto"])))
    return {
        "ruleId": h["regla"],
        "ruleIndex": lugar[h["regla"]],
        "level": _NIVEL[Severidad(h["severidad"])],
        "message": {"text": h["evidencia"]},
        "locations": [
            {"logicalLocations": [{"name": h["acto"] or h["folio"], "fullyQualifiedName": donde, "kind": "resource"}]}
        ],
        "partialFingerprints": {"hallazgo/v1": huella},
        "properties": {
            "fecha": h["fecha"].date().isoformat(),
            "tipo": h["tipo"],
            "persona": h["persona"],
            "importe": texto(h["importe"]),
        },
    }
