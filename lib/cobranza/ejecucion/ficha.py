"""La ficha de una corrida: todo lo que su página, su anexo y su manifiesto dicen de ella, salvo la hora."""

from __future__ import annotations

import ast
import shlex
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import cobranza
from cobranza.ejecucion import documento, huellas, manifiesto
from cobranza.ejecucion.documento import Cuaderno, Falla

SIN_CORTE = "sin_corte"


def sin_base() -> dict[str, Any]:
    """De qué base es una corrida que no dice de cuál."""
    return {"nombre": "", "ejemplo": False, "ultimo_dato": ""}


@dataclass(frozen=True, slots=True)
class Pedido:
    """Con qué se corrió: cuaderno, todos sus parámetros, las huellas y de qué base son los datos."""

    cuaderno: str
    parametros: Mapping[str, Any]
    huellas: Mapping[str, str]
    base: Mapping[str, Any]
    norma_sin_publicar: str = ""
    """Qué de la norma en uso no es lo publicado, como se rotula; vacío si todo lo es."""

    @property
    def corte(self) -> str:
        """El día de que habla."""
        return str(self.parametros.get("corte") or self.parametros.get("hasta") or SIN_CORTE)

    @property
    def corrida(self) -> str:
        """El nombre de la corrida."""
        return huellas.de_corrida(self.parametros, self.huellas)


def con_su_base(propias: Mapping[str, str], base: Mapping[str, Any]) -> dict[str, str]:
    """Las huellas de una corrida con la de su base: el informe la nombra y la ancla, así que otra es otra corrida."""
    # lo que se sabía un día depende de cuándo se cargó cada archivo, que no va en la huella de los datos
    cargas = [base["cargas"]] if base.get("cargas") else []
    propio = [base["nombre"], base["ejemplo"], base.get("ancla", ""), *cargas]
    de_la_base = huellas.de_texto(huellas.canonico(propio))
    return {**propias, "base": de_la_base}


def ficha_de(nb: Cuaderno, pedido: Pedido, falla: Falla | None) -> dict[str, Any]:
    """La ficha de un cuaderno ya corrido y limpio: la misma con `cobranza corre`, papermill o JupyterLab."""
    ficha: dict[str, Any] = {
        "cuaderno": pedido.cuaderno,
        "titulo": documento.titulo(nb) or pedido.cuaderno,
        "hallazgo": documento.hallazgo(nb),
        "definiciones": documento.definiciones(nb),
        "corte": pedido.corte,
        "corrida": pedido.corrida,
        "estado": manifiesto.FALLIDA if falla else manifiesto.TERMINADA,
        "parametros": dict(pedido.parametros),
        "huellas": dict(pedido.huellas),
        "base": {clave: pedido.base[clave] for clave in ("nombre", "ejemplo")},
        "ancla": pedido.base.get("ancla", {}),
        "ultimo_dato": pedido.base["ultimo_dato"],
        "norma_sin_publicar": pedido.norma_sin_publicar,
        "cuadre": documento.cuadre(nb),
        "procedencia": documento.procedencia(nb),
        "orden": orden(nb, pedido),
        "version": cobranza.__version__,
    }
    if falla:
        ficha["error"] = falla.como_dict()
    return ficha


def orden(nb: Cuaderno, pedido: Pedido) -> str:
    """La orden de consola que da esa misma corrida: nombra cada parámetro que no vale lo que su cuaderno declara."""
    omisiones = _omisiones(nb)
    partes = ["cobranza", "corre", pedido.cuaderno]
    for nombre, valor in pedido.parametros.items():
        # el corte va siempre: es lo primero que se busca al repetirla
        if nombre == "corte" or nombre not in omisiones or omisiones[nombre] != valor:
            partes += ["-p", nombre, {True: "si", False: "no"}[valor] if isinstance(valor, bool) else str(valor)]
    return shlex.join(partes)


def _omisiones(nb: Cuaderno) -> dict[str, object]:
    """El valor que declara cada parámetro en su celda."""
    fuentes = ["".join(c["source"]) for c in nb["cells"] if "parameters" in c["metadata"].get("tags", [])]
    return {nombre: valor for fuente in fuentes for nombre, valor in asignados(fuente).items()}


def asignados(fuente: str) -> dict[str, object]:
    """Los nombres que una celda de parámetros asigna a un valor escrito tal cual.

    >>> asignados('corte: str = "2025-12-31"  # fecha\\nmaximo = 7')
    {'corte': '2025-12-31', 'maximo': 7}
    """
    hallados: dict[str, object] = {}
    for linea in ast.parse(fuente).body:
        if not isinstance(linea, ast.Assign | ast.AnnAssign) or linea.value is None:
            continue
        destinos = linea.targets if isinstance(linea, ast.Assign) else [linea.target]
        with suppress(ValueError):
            valor = ast.literal_eval(linea.value)
            hallados |= {destino.id: valor for destino in destinos if isinstance(destino, ast.Name)}
    return hallados
