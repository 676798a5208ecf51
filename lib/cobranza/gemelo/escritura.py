"""Los archivos de la oficina: CSV Latin-1 que crecen por bloques, libros de Excel y la verdad de lo sembrado."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import xlsxwriter  # type: ignore[import-untyped]

from cobranza.almacen.identidad import DE_QUE_CARTERA
from cobranza.base.fechas import SIN_DIA
from cobranza.gemelo.renglones import Renglones
from cobranza.gemelo.sorteo import Azar
from cobranza.gemelo.sucias import ensuciar
from cobranza.gemelo.textos import Textos, fechas, importes
from cobranza.ingesta.layouts import leer

LAYOUTS = ("personal", "nombramientos", "cartera", "diligencias", "incidencias", "recibos", "recaudacion")
"""En el orden en que se cargan."""
_EN_EXCEL = ("personal", "nombramientos", "recaudacion")
_CREADO = datetime(2026, 1, 2)  # noqa: DTZ001 — xlsx no admite zona
_VERDAD = {
    "anomalias.csv": ("regla", "folio", "acto", "desde", "hasta"),
    "filas_sucias.csv": ("archivo", "linea", "motivo"),
}


def archivo_de(carpeta: Path, layout: str) -> Path:
    """Dónde va el archivo de cada layout."""
    return carpeta / f"{layout}.{'xlsx' if layout in _EN_EXCEL else 'csv'}"


def archivos_de_verdad(carpeta: Path) -> list[Path]:
    """Dónde va lo que se sembró."""
    return [carpeta / "verdad" / nombre for nombre in (*_VERDAD, DE_QUE_CARTERA)]


def escribir_de_que_cartera(carpeta: Path, archivos: Sequence[tuple[str, Path]]) -> None:
    """Anota junto a la verdad la huella de cada archivo: así se sabe si una base es la que ella cuenta."""
    with (carpeta / "verdad" / DE_QUE_CARTERA).open("w", encoding="utf-8", newline="") as abierto:
        renglones = csv.writer(abierto, lineterminator="\n")
        renglones.writerow(("layout", "huella"))
        for layout, archivo in archivos:
            with archivo.open("rb") as leido:
                renglones.writerow((layout, hashlib.file_digest(leido, "sha256").hexdigest()))


class Salida:
    """Los archivos de una cartera mientras se escriben; se usa con `with`."""

    def __init__(self, carpeta: Path) -> None:
        self._carpeta, self._abiertos = carpeta, ExitStack()
        self._csv: dict[str, IO[bytes]] = {}
        self._lineas: dict[str, int] = {}
        self._sucias: dict[str, int] = {}
        (carpeta / "verdad").mkdir(parents=True, exist_ok=True)
        self._verdad = {
            nombre: self._abierta(carpeta / "verdad" / nombre, campos) for nombre, campos in _VERDAD.items()
        }

    def __enter__(self) -> Salida:
        return self

    def __exit__(self, *que: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._abiertos.close()

    def _abierta(self, ruta: Path, encabezado: tuple[str, ...]) -> IO[str]:
        archivo = self._abiertos.enter_context(ruta.open("w", encoding="utf-8", newline=""))
        csv.writer(archivo, lineterminator="\n").writerow(encabezado)
        return archivo

    def libro(self, layout: str, columnas: dict[str, Textos | np.ndarray]) -> None:
        """Un archivo de Excel completo; todo va como texto, para que nada pierda sus ceros."""
        titulos = leer(layout).columnas
        hecho = BytesIO()
        libro = xlsxwriter.Workbook(hecho, {"in_memory": True})
        libro.set_properties({"created": _CREADO})
        hoja = libro.add_worksheet(layout)
        for j, (campo, columna) in enumerate(columnas.items()):
            tipo = titulos[campo].tipo
            if isinstance(columna, np.ndarray):
                columna = fechas(columna) if tipo == "fecha" else importes(columna)
            hoja.write_string(0, j, titulos[campo].titulo)
            for i, texto in enumerate(columna.to_pylist(), 1):
                hoja.write_string(i, j, texto or "")
        libro.close()
        archivo_de(self._carpeta, layout).write_bytes(hecho.getvalue())

    def agregar(self, azar: Azar, layout: str, renglones: Renglones) -> None:
        """Añade un bloque a un CSV, con sus filas sucias, y anota dónde quedaron."""
        campos = list(renglones)
        if layout not in self._csv:
            titulos = leer(layout).columnas
            ruta = archivo_de(self._carpeta, layout)
            self._csv[layout] = self._abiertos.enter_context(ruta.open("wb"))
            self._csv[layout].write(",".join(titulos[c].titulo for c in campos).encode("latin-1") + b"\n")
            self._lineas[layout], self._sucias[layout] = 1, 0
        limpios = _en_csv(renglones)
        todos, motivos = ensuciar(azar, layout, campos, limpios, self._sucias[layout])
        self._csv[layout].write(b"\n".join([*todos, b""]))
        nombre, antes = archivo_de(self._carpeta, layout).name, self._lineas[layout]
        sucias = csv.writer(self._verdad["filas_sucias.csv"], lineterminator="\n")
        sucias.writerows((nombre, antes + lugar + 1, motivo) for lugar, motivo in motivos)
        self._lineas[layout] += len(todos)
        self._sucias[layout] += len(motivos)

    def anotar_anomalias(self, anomalias: pd.DataFrame) -> None:
        """Añade la verdad de un bloque: regla, folio, acto, desde y hasta (días)."""
        iso = {
            campo: np.where(
                anomalias[campo] == SIN_DIA,
                "",
                np.datetime_as_string(anomalias[campo].replace(SIN_DIA, 0).to_numpy().astype("datetime64[D]")),
            )
            for campo in ("desde", "hasta")
        }
        anomalias.assign(**iso).to_csv(self._verdad["anomalias.csv"], index=False, header=False, lineterminator="\n")


def _en_csv(renglones: Renglones) -> list[bytes]:
    tabla = pa.table(renglones)
    memoria = pa.BufferOutputStream()
    opciones = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
    pyarrow.csv.write_csv(tabla, memoria, opciones)
    return memoria.getvalue().to_pybytes().decode("utf-8").encode("latin-1").split(b"\n")[:-1]
