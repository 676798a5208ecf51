"""`index.html`: todas las corridas, por corte, con su semáforo, su hallazgo y sus archivos. Una página, sin red."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cobranza.base import catalogos
from cobranza.ejecucion import manifiesto, salidas
from cobranza.ejecucion.encabezado import alcance, titulo_del_corte

ARCHIVO = "index.html"
_ARCHIVOS = (
    ("informe.html", "Informe"),
    ("informe.xlsx", "Excel"),
    ("cuaderno.ipynb", "Cuaderno"),
    ("manifiesto.json", "Manifiesto"),
)
_ROTULOS = {"bien": "✓ Terminado", "ojo": "! No cuadra", "mal": "✗ Falló"}
_RESUMEN = {"bien": "al día", "ojo": "sin cuadrar", "mal": "con falla"}


@dataclass(frozen=True, slots=True)
class Entrada:
    """Una corrida en el índice: su carpeta, su manifiesto y cuándo quedó."""

    carpeta: Path
    ficha: dict[str, Any]
    cuando: float

    @property
    def asunto(self) -> tuple[str, str]:
        """Lo que la distingue de otras vueltas a lo mismo: cuaderno y parámetros."""
        return self.ficha["cuaderno"], repr(sorted(self.ficha["parametros"].items()))


def escribir_indice(carpeta: Path) -> Path:
    """Vuelve a escribir el índice de todas las corridas de una carpeta y devuelve su ruta."""
    destino = carpeta / ARCHIVO
    salidas.escribir(destino, pagina(entradas(carpeta), carpeta))
    return destino


def entradas(carpeta: Path) -> list[Entrada]:
    """Las corridas que hay, de la más reciente a la más antigua."""
    halladas = []
    for ruta in carpeta.glob(f"[!.]*/*/*/{manifiesto.ARCHIVO}"):
        ficha = manifiesto.leer(ruta.parent)
        if ficha:
            halladas.append(Entrada(ruta.parent, ficha, ruta.stat().st_mtime))
    return sorted(halladas, key=lambda e: (e.cuando, e.carpeta.name), reverse=True)


def pagina(todas: Sequence[Entrada], raiz: Path) -> str:
    """La página completa."""
    from cobranza.ejecucion import html  # trae Jinja: sólo si se va a escribir

    por_corte: dict[str, list[Entrada]] = defaultdict(list)
    for entrada in todas:
        por_corte[entrada.ficha["corte"]].append(entrada)
    cortes = [_corte(corte, por_corte[corte], raiz) for corte in sorted(por_corte, key=_recientes, reverse=True)]
    ultimas = [renglon for corte in cortes for informe in corte["informes"] for renglon in informe["renglones"]]
    cuenta = Counter(renglon["clase"] for renglon in ultimas)
    return html.pagina(
        "indice",
        institucion=catalogos.institucion(date.max),  # la portada es de hoy: el nombre más reciente
        cortes=cortes,
        resumen=[f"{cuenta[clase]} {dicho}" for clase, dicho in _RESUMEN.items() if cuenta[clase]],
    )


def _recientes(corte: str) -> tuple[bool, str]:
    """Las corridas sin fecha de corte van al final."""
    return corte[:1].isdigit(), corte


def _corte(corte: str, entradas: Sequence[Entrada], raiz: Path) -> dict[str, Any]:
    """Los informes de un corte: uno por cuaderno, con un renglón por juego de parámetros."""
    vueltas: dict[tuple[str, str], list[Entrada]] = defaultdict(list)
    for entrada in entradas:
        vueltas[entrada.asunto].append(entrada)
    informes: dict[str, dict[str, Any]] = {}
    for cuaderno, asunto in sorted(vueltas):
        ultima, *anteriores = vueltas[cuaderno, asunto]
        renglon = _renglon(ultima, raiz) | {"anteriores": [_renglon(e, raiz) for e in anteriores]}
        informe = informes.setdefault(cuaderno, {"titulo": ultima.ficha["titulo"], "renglones": []})
        informe["renglones"].append(renglon)
    return {"titulo": titulo_del_corte(corte), "ancla": f"corte-{corte}", "informes": list(informes.values())}


def _renglon(entrada: Entrada, raiz: Path) -> dict[str, Any]:
    """Una corrida con su semáforo, en palabras además de en color."""
    ficha = entrada.ficha
    cuadre = ficha.get("cuadre")
    if ficha["estado"] != manifiesto.TERMINADA:
        clase, frase = "mal", ficha["error"]["mensaje"]
    elif cuadre and not cuadre["cuadra"]:
        clase, frase = "ojo", cuadre["texto"]
    else:
        clase, frase = "bien", ficha["hallazgo"]
    base = quote(entrada.carpeta.relative_to(raiz).as_posix())
    return {
        "clase": clase,
        "rotulo": _ROTULOS[clase],
        "titulo": ficha["titulo"],
        "alcance": alcance(ficha["parametros"]),
        "frase": frase,
        "detalle": _detalle(ficha),
        "enlaces": [
            {"ruta": f"{base}/{archivo}", "rotulo": rotulo}
            for archivo, rotulo in _ARCHIVOS
            if (entrada.carpeta / archivo).is_file()
        ],
    }


def _detalle(ficha: dict[str, Any]) -> str:
    """Los demás parámetros con que se corrió y su nombre de corrida."""
    dichos = ("corte", "folio", "delegacion", "ambito", "nominativo")
    otros = [
        f"{nombre}: {'sí' if valor is True else valor}"
        for nombre, valor in ficha["parametros"].items()
        if nombre not in dichos and valor
    ]
    reservado = ["Reservado: secreto fiscal"] if ficha["parametros"].get("nominativo") is True else []
    return " · ".join([*reservado, *otros, f"folio {ficha['corrida']}"])
