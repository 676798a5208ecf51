"""La plantilla de un layout: un libro con sus encabezados, sus listas, su ayuda y una fila de ejemplo.

La fila de ejemplo lleva una marca: mientras la tenga, la carga la pasa por alto.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from cobranza.base import catalogos, durable
from cobranza.ingesta import layouts
from cobranza.ingesta.columnas import tomar
from cobranza.ingesta.layouts import Columna, Layout
from cobranza.ingesta.lectura import Bloque

MARCA = "EJEMPLO: borra esta fila, o esta celda para que se cargue"
"""Lo que lleva la fila de ejemplo; la columna no es de ningún layout y no se lee."""
_TITULO_DE_LA_MARCA = "Nota de la plantilla"
_FILAS = 20_000
_LETRAS_DE_LA_AYUDA = 250
_ANCHO = 22


def sin_ejemplo(bloque: Bloque) -> tuple[Bloque, tuple[int, ...]]:
    """El bloque sin la fila de ejemplo de la plantilla, y en qué renglones venía."""
    marcadas = [i for i, cruda in enumerate(bloque.crudas) if MARCA in cruda]
    if not marcadas:
        return bloque, ()
    quedan = np.setdiff1d(np.arange(len(bloque.crudas)), marcadas)
    sin_ella = replace(
        bloque,
        lineas=bloque.lineas[quedan],
        crudas=[bloque.crudas[i] for i in quedan],
        campos={campo: tomar(columna, quedan) for campo, columna in bloque.campos.items()},
    )
    return sin_ella, tuple(int(bloque.lineas[i]) for i in marcadas)


def escribir_plantilla(layout: str, destino: Path) -> Path:
    """Escribe la plantilla de un layout y devuelve dónde quedó. Errores: `ErrorDeUso` si el layout no existe."""
    import xlsxwriter  # type: ignore[import-untyped]  # tarda: sólo si se pide

    ficha = layouts.leer(layout)
    destino.parent.mkdir(parents=True, exist_ok=True)
    hecho = BytesIO()
    with xlsxwriter.Workbook(hecho, {"in_memory": True}) as libro:
        hoja, listas = libro.add_worksheet(layout), libro.add_worksheet("Opciones")
        listas.hide()
        estilos = _estilos(libro)
        for k, columna in enumerate(ficha.columnas.values()):
            _columna(hoja, k, columna, estilos)
            if opciones := _opciones(columna, ficha):
                listas.write_column(0, k, opciones)
                _lista(hoja, k, opciones, columna)
        ultima = len(ficha.columnas)
        hoja.write_string(0, ultima, _TITULO_DE_LA_MARCA, estilos["opcional"])
        hoja.write_string(1, ultima, MARCA, estilos["ejemplo"])
        hoja.set_column(ultima, ultima, len(MARCA))
        hoja.freeze_panes(1, 0)
    durable.escribir(destino, hecho.getvalue())
    return destino


def _estilos(libro: Any) -> dict[str, Any]:
    titulo = {"text_wrap": True, "valign": "top", "border": 1}
    return {
        "obligatoria": libro.add_format({**titulo, "bold": True, "bg_color": "#DCE6F1"}),
        "opcional": libro.add_format(titulo),
        "ejemplo": libro.add_format({"italic": True, "font_color": "#595959", "num_format": "@"}),
        "texto": libro.add_format({"num_format": "@"}),
        "fecha": libro.add_format({"num_format": "dd/mm/yyyy"}),
        "importe": libro.add_format({"num_format": "#,##0.00"}),
        "entero": libro.add_format({"num_format": "0"}),
    }


def _columna(hoja: Any, k: int, columna: Columna, estilos: dict[str, Any]) -> None:
    """El título con su ayuda en un comentario, el formato con que se captura y el ejemplo."""
    hoja.write_string(0, k, columna.titulo, estilos["obligatoria" if columna.obligatoria else "opcional"])
    hoja.write_comment(0, k, ayuda_de(columna), {"x_scale": 2.5, "y_scale": 1.5})
    hoja.set_column(k, k, _ANCHO, estilos.get(columna.tipo, estilos["texto"]))
    hoja.write_string(1, k, columna.ejemplo, estilos["ejemplo"])


def ayuda_de(columna: Columna) -> str:
    """Qué se espera en una columna, en una frase para quien captura."""
    partes = ["Obligatoria" if columna.obligatoria else "Opcional", layouts.TIPOS[columna.tipo], columna.ayuda]
    return ". ".join(parte.rstrip(".") for parte in partes if parte) + "."


def _lista(hoja: Any, k: int, opciones: Sequence[str], columna: Columna) -> None:
    """La lista desplegable; avisa y deja escribir otra cosa, porque la carga admite más maneras de decirlo."""
    from openpyxl.utils import get_column_letter

    letra = get_column_letter(k + 1)
    hoja.data_validation(
        1, k, _FILAS, k,
        {
            "validate": "list",
            "source": f"=Opciones!${letra}$1:${letra}${len(opciones)}",
            "input_title": columna.titulo[:32],
            "input_message": ayuda_de(columna)[:_LETRAS_DE_LA_AYUDA],
            "error_type": "warning",
            "error_title": "No está en la lista",
            "error_message": "Si no es otra manera de decir una de la lista, la fila quedará en cuarentena.",
        },
    )  # fmt: skip


def _opciones(columna: Columna, ficha: Layout) -> list[str]:
    """Lo que se ofrece en la lista: nombres donde la carga los admite, claves donde no."""
    if columna.tipo == "opcion":
        return list(columna.opciones)
    if columna.tipo == "acto":
        return [tipo for tipo, acto in catalogos.actos().items() if ficha.nombre in acto["captura"]]
    if columna.tipo == "resultado":
        return list(catalogos.resultados())
    if columna.tipo != "catalogo":
        return []
    catalogo = catalogos.tabla(columna.catalogo)
    if "accesorio_de" in catalogo:
        return list(catalogo.loc[catalogo["accesorio_de"].eq(""), "clave"])
    return list(catalogo["nombre"])
