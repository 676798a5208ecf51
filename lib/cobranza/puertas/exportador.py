"""La página de la casa como formato de nbconvert: `jupyter nbconvert --to cobranza CUADERNO_CORRIDO.ipynb`.

También es lo que ofrece JupyterLab en «Guardar y exportar cuaderno como». Sale el mismo archivo que con `cobranza
corre`: si el cuaderno viene de una corrida trae dentro su ficha; si lo corrió papermill o JupyterLab, la ficha se
arma con lo que él dice y con lo que hay en esta instalación.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbconvert.exporters import Exporter
from nbconvert.preprocessors import CoalesceStreamsPreprocessor

from cobranza.base.errores import ErrorDeCobranza, ErrorDeUso

if TYPE_CHECKING:
    from cobranza.ejecucion.documento import Cuaderno
    from cobranza.ejecucion.ficha import Pedido
    from cobranza.ejecucion.motor import Entorno


class InformeDeCobranza(Exporter):
    """El informe en un solo archivo HTML, con su encabezado, su reserva y su orden para repetirlo."""

    export_from_notebook = "Informe de cobranza (HTML)"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # la clase dice que da un cuaderno; los suyos dan texto
        self, nb: Any, resources: Any = None, **opciones: Any
    ) -> tuple[str, dict[str, Any]]:
        """(la página, los recursos). Errores: `ErrorDeUso` si el cuaderno no se ha corrido."""
        copia, recursos = super().from_notebook_node(nb, resources, **opciones)
        return pagina(copia, str(recursos["metadata"].get("name", ""))), recursos


def pagina(nb: Any, nombre: str) -> str:
    """La página de un cuaderno corrido; `nombre` es el de su archivo, por si el cuaderno no dice cuál es."""
    from cobranza.ejecucion import documento
    from cobranza.ejecucion.ficha import ficha_de
    from cobranza.ejecucion.html import a_html
    from cobranza.puertas.instalacion import entorno

    guardada = documento.ficha_guardada(nb)
    if guardada:
        return a_html(nb, contexto=guardada)
    if not any(celda.get("outputs") for celda in nb["cells"]):
        raise ErrorDeUso("El cuaderno no se ha corrido: no hay informe que exportar. Córrelo y vuelve a exportarlo.")
    en = entorno(None)
    que = _pedido(nb, nombre, en)
    limpio = _limpio(nb, en.raiz)
    falla = documento.falla(limpio)
    return a_html(nbformat.from_dict(limpio), contexto=ficha_de(limpio, que, falla))  # type: ignore[no-untyped-call]


def _limpio(nb: Any, raiz: Path) -> Cuaderno:
    """El cuaderno como lo deja una corrida: sin tiempos ni rutas y con lo escrito seguido en una sola salida."""
    from cobranza.ejecucion import documento

    junto, _ = CoalesceStreamsPreprocessor().preprocess(nb, {})  # type: ignore[no-untyped-call]
    corrido: Cuaderno = nbformat.reads(json.dumps(junto), as_version=4)  # type: ignore[no-untyped-call]
    documento.limpiar(corrido, raiz)
    return corrido


def _pedido(nb: Any, nombre: str, en: Entorno) -> Pedido:
    """Con qué se corrió: los parámetros de sus celdas, lo que él dice de sus datos y su norma, y lo de aquí."""
    from cobranza.ejecucion import documento, huellas
    from cobranza.ejecucion.motor import pedido
    from cobranza.papel import mime

    dicho = documento.procedencia(nb)
    de = nb["metadata"].get("papermill", {}).get("input_path") or nombre
    valores = _valores(nb)
    base = _base(dicho, en)
    propias = {
        "cuaderno": huellas.del_cuaderno(_sin_inyectar(nb)),
        "codigo": huellas.del_codigo(),
        "norma": dicho.get(mime.HUELLA_DE_LA_NORMA) or en.huella_de_la_norma(),
        "catalogos": huellas.de_los_catalogos(en.params),
        "datos": dicho.get(mime.HUELLA_DE_LA_FOTO) or en.huella_de_datos(),
        **huellas.de_los_archivos(valores, en.archivos or en.salidas),
    }
    return pedido(Path(de).stem, valores, propias, base, en)


def _base(dicho: dict[str, Any], en: Entorno) -> dict[str, Any]:
    """De qué base salió: lo que el cuaderno dice; si no llegó a decirlo, la de esta instalación."""
    from cobranza.base.fechas import de_corta
    from cobranza.papel import mime

    if mime.ULTIMO_DATO not in dicho:
        return dict(en.base())
    return {
        "nombre": dicho[mime.BASE],
        "ejemplo": dicho.get(mime.CARTERA) == mime.DE_EJEMPLO,
        "ultimo_dato": de_corta(dicho[mime.ULTIMO_DATO]).isoformat(),
        "cargas": dicho.get(mime.CARGAS, ""),
        **_ancla(dicho, en),
    }


def _ancla(dicho: dict[str, Any], en: Entorno) -> dict[str, Any]:
    """El ancla de los libros, si los de aquí son todavía los que el cuaderno leyó."""
    from cobranza.papel import mime

    try:
        son_esos = dicho.get(mime.HUELLA_DE_LA_FOTO) == en.huella_de_datos()
        return {clave: dice for clave, dice in en.base().items() if son_esos and clave == "ancla"}
    except ErrorDeCobranza:
        return {}


def _sin_inyectar(nb: Any) -> Cuaderno:
    """El cuaderno que se corrió: sin la celda que puso papermill."""
    from cobranza.ejecucion.documento import INYECTADA

    return {"cells": [celda for celda in nb["cells"] if INYECTADA not in celda["metadata"].get("tags", [])]}


def _valores(nb: Any) -> dict[str, Any]:
    """Los parámetros con que corrió: los que declara su celda y, encima, los que papermill le puso."""
    from cobranza.ejecucion import parametros
    from cobranza.ejecucion.documento import INYECTADA
    from cobranza.ejecucion.ficha import asignados

    puestos = [celda for celda in nb["cells"] if INYECTADA in celda["metadata"].get("tags", [])]
    with tempfile.TemporaryDirectory() as carpeta:
        # papermill sólo lee los declarados de un archivo
        declarado = Path(carpeta) / "cuaderno.ipynb"
        nbformat.write(nb, declarado)  # type: ignore[no-untyped-call]
        declarados = parametros.leer(declarado)
    dados = {nombre: valor for celda in puestos for nombre, valor in asignados(celda["source"]).items()}
    return dict(parametros.completar(declarados, {n: v for n, v in dados.items() if n in declarados}))
