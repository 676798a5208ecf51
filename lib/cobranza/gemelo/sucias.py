"""Filas que nunca debieron capturarse: se añaden entre las buenas, con el motivo por el que no deben entrar.

Cada una copia una buena que ya pasó y le cambia un dato, así que sólo ella va a cuarentena.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cobranza.gemelo.sorteo import Azar, entre

_DE_CADA_MIL = 7
_NO_EXISTE = "TGZ-2031-000001"
_OTRA_CLAVE = {"cartera": "folio", "diligencias": "clave", "incidencias": "clave", "recibos": "recibo"}
_GUION_ROTO = b"\xe2\x80\x93".decode("latin-1")
"""Un guion largo escrito en UTF-8 y leído como Windows: «â€“»."""


@dataclass(frozen=True, slots=True)
class Suciedad:
    """Qué dato se estropea y cómo; sin campo, la fila entera."""

    motivo: str
    campo: str = ""
    cambia: Callable[[str], str] = str


def _fijo(valor: str) -> Callable[[str], str]:
    return lambda _: valor


_CELDAS, _REPETIDA = "Número de celdas distinto al del encabezado", "Clave repetida en el archivo"
_FALTA, _SIN_CREDITO = "Falta un dato obligatorio", "Crédito que no existe"
_COMUNES = (Suciedad(_CELDAS), Suciedad(_REPETIDA))
_SUCIEDADES = {
    "cartera": (
        Suciedad("RFC con fecha que no existe", "rfc", lambda v: f"{v[:-7]}13{v[-5:]}"),
        Suciedad("Fecha que no existe", "fecha_resolucion", _fijo("31/02/2024")),
        Suciedad("Importe fuera de rango", "importe", _fijo("50,000,000,000.00")),
        Suciedad("Clave de concepto fuera de catálogo", "concepto", _fijo("E-TENENCIA")),
        Suciedad("Crédito duplicado", "folio"),
        Suciedad("Caracteres de control", "nombre", lambda v: f"{v}\x00"),
        Suciedad("Letras rotas por la codificación", "nombre", _fijo(f"Grupo Norte {_GUION_ROTO} Sur")),
        Suciedad(_FALTA, "rfc", _fijo("")),
        *_COMUNES,
    ),
    "diligencias": (
        Suciedad(_SIN_CREDITO, "folio", _fijo(_NO_EXISTE)),
        Suciedad("Fecha que no existe", "fecha", _fijo("31/02/2024")),
        Suciedad("Hora que no se entiende", "hora_inicio", _fijo("25:70")),
        Suciedad("Tipo de acto desconocido", "tipo", _fijo("EMBARGO VERBAL")),
        Suciedad(_FALTA, "tipo", _fijo("")),
        *_COMUNES,
    ),
    "incidencias": (
        Suciedad(_SIN_CREDITO, "folio", _fijo(_NO_EXISTE)),
        Suciedad("Fecha que no existe", "fecha", _fijo("31/02/2024")),
        Suciedad(_FALTA, "fecha_registro", _fijo("")),
        *_COMUNES,
    ),
    "recibos": (
        Suciedad(_SIN_CREDITO, "folio", _fijo(_NO_EXISTE)),
        Suciedad("Fecha que no existe", "fecha_ingreso", _fijo("31/02/2024")),
        Suciedad("Importe fuera de rango", "importe", _fijo("50,000,000,000.00")),
        Suciedad("Estado desconocido", "estado", _fijo("PENDIENTE")),
        Suciedad(_FALTA, "importe", _fijo("")),
        *_COMUNES,
    ),
}
"""Por archivo, lo que se siembra; los motivos son los que dice la ingesta."""


def ensuciar(
    azar: Azar, layout: str, campos: list[str], renglones: list[bytes], ya_sucias: int
) -> tuple[list[bytes], list[tuple[int, str]]]:
    """(renglones con las filas sucias entre ellos, (posición, motivo) de cada una).

    `ya_sucias` son las de los bloques anteriores: numeran las claves nuevas para que ninguna se repita.
    """
    suciedades = _SUCIEDADES[layout]
    cuantas = min(max(len(renglones) * _DE_CADA_MIL // 1_000, len(suciedades)), len(renglones))
    modelos = np.sort(azar.permutation(len(renglones))[:cuantas])
    tras = np.minimum(modelos + entre(azar, 0, 40, cuantas), len(renglones) - 1)
    orden = np.argsort(tras, kind="stable")
    salida: list[bytes] = []
    motivos: list[tuple[int, str]] = []
    hecho = 0
    for k in orden.tolist():
        salida += renglones[hecho : tras[k] + 1]
        hecho = int(tras[k]) + 1
        suciedad = suciedades[k % len(suciedades)]
        motivos.append((len(salida), suciedad.motivo))
        salida.append(_sucia(suciedad, campos, renglones[modelos[k]], _OTRA_CLAVE[layout], ya_sucias + k))
    return salida + renglones[hecho:], motivos


def _sucia(suciedad: Suciedad, campos: list[str], modelo: bytes, clave: str, numero: int) -> bytes:
    celdas = dict(zip(campos, next(csv.reader([modelo.decode("latin-1")])), strict=True))
    if suciedad.motivo != _REPETIDA:
        celdas[clave] = f"{celdas[clave][:9]}9{numero:05d}" if clave == "folio" else f"{celdas[clave]}-S{numero}"
    if clave == "folio" and suciedad.motivo != "Crédito duplicado":
        celdas["resolucion"] += "-S"
    if suciedad.campo:
        celdas[suciedad.campo] = suciedad.cambia(celdas[suciedad.campo])
    lista = list(celdas.values())
    salida = io.StringIO(newline="")
    csv.writer(salida, lineterminator="").writerow([*lista, "SOBRA"] if suciedad.motivo == _CELDAS else lista)
    return salida.getvalue().encode("latin-1")
