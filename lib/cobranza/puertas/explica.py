"""Explicar (`explica`): una regla del procedimiento o, línea por línea, lo que debe un crédito."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Annotated

import typer

from cobranza.base.errores import ErrorDeUso
from cobranza.puertas import consola, verificar
from cobranza.puertas.corridas import entorno

_REGLA, _FOLIO = re.compile(r"PAE\d+", re.IGNORECASE), re.compile(r"[A-Z]{3}-\d{4}-\d{6}")


def explica(
    que: Annotated[str, typer.Argument(metavar="CLAVE|FOLIO", help="Una regla (PAE002) o un crédito.")],
    al: Annotated[
        str | None, typer.Option("--al", metavar="AAAA-MM-DD", help="Día de la liquidación; por omisión, hoy.")
    ] = None,
    en_json: Annotated[bool, typer.Option("--json", help="La liquidación en JSON.")] = False,
    en_html: Annotated[bool, typer.Option("--html", help="La liquidación como informe, con su Excel.")] = False,
) -> int:
    """Explica una regla del procedimiento, o cuánto debe un crédito y por qué, línea por línea y con su artículo.

    \b
    Ejemplo:  cobranza explica PAE002
              cobranza explica TGZ-2019-000123 --al 2025-12-31
    """
    if _REGLA.fullmatch(que):
        verificar.explicar_regla(que.upper())
        return 0
    if not _FOLIO.fullmatch(que):
        raise ErrorDeUso(f"«{que}» no es una regla (PAE002) ni un folio de crédito (TGZ-2019-000123).")
    from cobranza.base.fechas import fecha, hoy

    dia = fecha(al) if al else hoy()
    return _en_informe(que, dia) if en_html else _en_consola(que, dia, en_json)


def _en_consola(folio: str, al: date, en_json: bool) -> int:
    from cobranza.cartera.explicacion import como_dict, en_texto, explicar
    from cobranza.informes.entrada import entrada

    de = entrada(al.isoformat())
    explicacion = explicar(de.conexion, de.normas, folio, al)
    consola.decir(
        json.dumps(como_dict(explicacion), ensure_ascii=False, indent=2) if en_json else en_texto(explicacion)
    )
    return 0


def _en_informe(folio: str, al: date) -> int:
    from cobranza.ejecucion.motor import correr

    hecha = correr("liquidacion", {"corte": al.isoformat(), "folio": folio}, entorno=entorno(None))
    if hecha.falla:
        consola.error(hecha.falla.mensaje)
        return hecha.codigo
    consola.decir(consola.corta(hecha.carpeta / "informe.html"))
    return 0
