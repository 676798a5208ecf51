"""El primer cuaderno: qué hay en la base, qué contesta cada cuaderno y qué se escribe para empezar."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeCobranza
from cobranza.base.fechas import fecha_corta
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.pedido import comprobado
from cobranza.papel.palabras import creditos
from cobranza.papel.piezas import Aviso, Frase, Ordenes, Pieza, Varias
from cobranza.papel.tabla import Columna, Tabla

_PROPIO = "inicio"
_ORDEN = ".venv/bin/cobranza"
_QUE_HAY = {
    "credito": ("Créditos", "lo que se debe y quién"),
    "movimiento": ("Movimientos", "lo que cambió lo que se debe: altas, pagos, reversas"),
    "acto": ("Actos", "lo que se hizo en el procedimiento: notificaciones, requerimientos, embargos"),
    "recibo": ("Recibos", "lo que entró en caja"),
    "persona": ("Personal", "quién trabaja en la oficina"),
    "nombramiento": ("Nombramientos", "con qué facultades y desde cuándo"),
    "lote": ("Cargas", "los archivos que han entrado"),
    "cuarentena": ("Filas apartadas", "las que no entraron, con su motivo"),
}


@dataclass(frozen=True)
class Datos:
    """La base como está; `de` es None si aún no hay cartera, y `falta` dice qué se encontró."""

    de: Entrada | None
    falta: str
    cuadernos: Path


@comprobado
def preparar() -> Datos:
    """Mira la base sin tocarla. Una base vacía no es un error: es por donde se empieza."""
    carpeta = ajustes().cuadernos
    try:
        return Datos(entrada(None), "", carpeta)
    except ErrorDeCobranza as error:
        return Datos(None, error.mensaje, carpeta)


def estado(datos: Datos) -> Pieza:
    """Cuánto hay de cada cosa y hasta qué día; si no hay nada, qué sigue."""
    if datos.de is None:
        return Varias([Frase("Todavía no hay cartera: sigue el paso de abajo."), Aviso("nota", datos.falta)])
    conteos = datos.de.foto.conteos
    return Varias(
        [
            Frase(f"Hay {creditos(conteos['credito'])}; lo último se capturó el {fecha_corta(datos.de.corte)}."),
            Tabla(
                "Lo que hay en la base, renglones",
                [Columna("que", "Qué"), Columna("cuantos", "Renglones", "entero"), Columna("es", "Qué es")],
                [
                    {"que": nombre, "cuantos": conteos[tabla], "es": es}
                    for tabla, (nombre, es) in _QUE_HAY.items()
                    if tabla in conteos
                ],
                hoja="base",
            ),
        ]
    )


def para_cargar(datos: Datos) -> Ordenes:
    """Las órdenes para traer una cartera: la de ejemplo o un archivo de la oficina."""
    del datos  # se escriben igual haya o no cartera
    return Ordenes(
        "Cargar una cartera",
        [
            ("Para probar, una cartera ficticia (no la mezcles con la tuya).", f"{_ORDEN} demo"),
            ("Para la tuya: qué archivos se admiten y qué columnas llevan.", f"{_ORDEN} ingerir --layouts"),
            (
                "Ensaya tu archivo: dice qué entraría y qué no, y no deja nada en la base.",
                f"{_ORDEN} ingerir cartera mi_cartera.xlsx --ensayo",
            ),
            ("Cárgalo.", f"{_ORDEN} ingerir cartera mi_cartera.xlsx"),
            ("Lo que no entró, con su motivo.", f"{_ORDEN} cuarentena"),
        ],
    )


def para_correr(datos: Datos) -> Ordenes:
    """Las órdenes para el primer informe, con el corte que la base admite."""
    corte = datos.de.corte.isoformat() if datos.de else "2025-12-31"
    return Ordenes(
        "Correr un informe",
        [
            (
                "Un informe: deja su página, su Excel y su cuaderno en la carpeta outputs.",
                f"{_ORDEN} corre informe_cartera -p corte {corte}",
            ),
            ("Los tres principales, de una vez.", f"{_ORDEN} lote params/corridas/primera.yaml"),
        ],
    )


def cuadernos(datos: Datos) -> Tabla:
    """Qué contesta cada cuaderno de la carpeta."""
    return Tabla(
        "Los cuadernos y lo que contestan",
        [Columna("cuaderno", "Cuaderno"), Columna("pregunta", "Pregunta que contesta")],
        list(_preguntas(datos.cuadernos)),
        hoja="cuadernos",
    )


def _preguntas(carpeta: Path) -> Iterator[dict[str, str]]:
    for ruta in sorted(carpeta.glob("*.ipynb")):
        if ruta.stem != _PROPIO:
            primera = json.loads(ruta.read_text(encoding="utf-8"))["cells"][0]["source"]
            titulo = "".join(primera).splitlines()[0]
            yield {"cuaderno": f"{ruta.stem}.ipynb", "pregunta": titulo.removeprefix("# ")}
