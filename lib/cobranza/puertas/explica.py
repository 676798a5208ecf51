"""Explicar (`explica`): una regla del procedimiento o, línea por línea, lo que debe un crédito."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from cobranza.base.errores import ErrorDeUso
from cobranza.puertas import consola, verificar
from cobranza.puertas.instalacion import entorno

if TYPE_CHECKING:
    from cobranza.cartera.cronologia import Hito
    from cobranza.cartera.explicacion import Explicacion
    from cobranza.ley.renglon import Renglon

_REGLA, _NUMERO = re.compile(r"PAE\d+", re.IGNORECASE), re.compile(r".*\d.*")


def explica(
    que: Annotated[
        str, typer.Argument(metavar="CLAVE|FOLIO", help="Una regla (PAE002), o un crédito por su folio o su número.")
    ],
    al: Annotated[
        str | None,
        typer.Option("--al", metavar="AAAA-MM-DD", help="Día de la liquidación; por omisión, el último capturado."),
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
    if not _NUMERO.fullmatch(que):
        raise ErrorDeUso(
            f"«{que}» no es una regla (PAE002) ni un folio de crédito (TGZ-2019-000123) ni un número propio."
        )
    from cobranza.base.fechas import fecha_pedida
    from cobranza.informes.entrada import entrada

    de = entrada(fecha_pedida(al, "--al").isoformat() if al else None)
    if en_html:
        return _en_informe(que, de.corte)
    from cobranza.cartera.explicacion import como_dict, explicar

    explicacion = explicar(de.conexion, de.normas, que, de.corte)
    if en_json:
        consola.decir(consola.en_json(como_dict(explicacion)))
    else:
        consola.decir(en_texto(explicacion, "" if al else f", {de.cual_dia}"))
    return 0


def en_texto(explicacion: Explicacion, nota_del_dia: str = "") -> str:
    """La explicación como se lee en una terminal o se pega en un oficio: estado, línea de tiempo, líneas y total."""
    from cobranza.base.dinero import pesos
    from cobranza.base.fechas import fecha_corta
    from cobranza.base.seudonimos import seudonimos
    from cobranza.cartera.convenido import en_cuadro
    from cobranza.cartera.explicacion import situacion_de
    from cobranza.papel import palabras

    c, al = explicacion.credito, fecha_corta(explicacion.al)
    concepto = palabras.conceptos().get(c["concepto"], str(c["concepto"]))
    partes = [
        f"Crédito {_nombrado(explicacion)}: {concepto} ({palabras.AMBITOS[c['ambito']].lower()}).",
        f"Contribuyente {seudonimos(explicacion.al, '').de_su_cuenta(str(c['folio']), c['rfc'])}.",
        f"Liquidación al {al}{nota_del_dia}: se deben {pesos(explicacion.debido)} pesos.",
        f"{situacion_de(c)}; etapa: {palabras.etapas()[c['etapa']].lower()}.",
        *(f"- {estado}." for estado in explicacion.estados),
    ]
    if explicacion.convenio:
        partes += ["", "Parcialidades", *map(en_cuadro, explicacion.convenio.parcialidades)]
    partes += ["", "Línea de tiempo", *map(_hito, explicacion.cronologia.hitos), "", "Liquidación", ""]
    for r in explicacion.renglones:
        partes += _renglon(r)
    partes += [f"{'─' * 18}", f"{pesos(explicacion.total):>18}  {explicacion.rotulo_del_total}"]
    if explicacion.calidad.startswith("ilustrativo"):
        partes += ["", "Valor ilustrativo, no oficial: usa parámetros estatales por confirmar."]
    return "\n".join(partes)


def _nombrado(explicacion: Explicacion) -> str:
    """El folio y, si la oficina le dio uno, su número propio."""
    propio = explicacion.numero_propio
    return f"{explicacion.credito['folio']}{f' ({propio})' if propio else ''}"


def _hito(hito: Hito) -> str:
    from cobranza.base.fechas import fecha_corta, fecha_de

    detalle = "; ".join(filter(None, (hito.efecto, hito.fundamento)))
    return f"  {fecha_corta(fecha_de(hito.dia)):>11}  {hito.hecho}{f' [{detalle}]' if detalle else ''}"


def _renglon(r: Renglon) -> list[str]:
    from cobranza.base.dinero import pesos

    operacion = f"  = {pesos(r.base)} × {r.factor}" if r.base is not None and r.factor else ""
    return [
        f"{pesos(r.monto or 0):>18}  {r.concepto}{operacion}",
        f"{'':>18}  {r.fundamento}{'. ' + r.fuente if r.fuente else ''}",
        *(f"{'':>20}  {renglon}" for renglon in _meses(r.detalle)),
    ]


def _meses(detalle: Sequence[dict[str, str]]) -> list[str]:
    """Los meses de una línea, juntos los seguidos con la misma tasa y la misma base."""
    grupos = [list(g) for _, g in groupby(detalle, key=lambda d: (d["tasa"], d.get("base")))]
    dichos = []
    for g in grupos:
        primero, ultimo = g[0], g[-1]
        cuales = f"mes {primero['mes']}" if len(g) == 1 else f"meses {primero['mes']} a {ultimo['mes']}"
        desde = f"{primero['desde']} a " if "desde" in primero else "hasta "
        base = f" sobre {primero['base']}" if "base" in primero else ""
        dichos.append(f"{cuales}: {desde}{ultimo['hasta']}, {primero['tasa']} % cada mes{base}")
    return dichos


def _en_informe(folio: str, al: date) -> int:
    from cobranza.ejecucion.motor import correr

    hecha = correr("liquidacion", {"corte": al.isoformat(), "folio": folio}, entorno=entorno(None))
    if hecha.falla:
        consola.error(hecha.falla.mensaje)
        return hecha.codigo
    consola.decir(consola.corta(hecha.carpeta / "informe.html"))
    return 0
