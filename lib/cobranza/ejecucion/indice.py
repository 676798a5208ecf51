"""`index.html`: todas las corridas, por corte, con su semáforo, su hallazgo y sus archivos. Una página, sin red."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cobranza.ejecucion import manifiesto, salidas

ARCHIVO = "index.html"
_ARCHIVOS = (
    ("informe.html", "Informe"),
    ("informe.xlsx", "Excel"),
    ("cuaderno.ipynb", "Cuaderno"),
    ("manifiesto.json", "Manifiesto"),
)
_ESTILO = """
.indice{max-width:60rem;margin:0 auto;padding:1.5rem 1rem;line-height:1.45}
.indice h1{margin:0 0 .25rem}.indice h2{margin:2rem 0 .5rem}
.indice ul{list-style:none;margin:0;padding:0}
.indice .corrida{border:1px solid #c9c9c9;border-left-width:.4rem;border-radius:.25rem}
.indice .corrida{padding:.75rem 1rem;margin:0 0 .75rem}
.indice .bien{border-left-color:#1b6e3c}.indice .mal{border-left-color:#9d2235}
.indice h3{margin:0;font-size:1.1rem}.indice p{margin:.25rem 0}
.indice .semaforo{font-weight:600;white-space:nowrap}.bien .semaforo{color:#1b6e3c}.mal .semaforo{color:#9d2235}
.indice .detalle{color:#4a4a4a;font-size:.9rem;overflow-wrap:anywhere}
.indice nav a{display:inline-block;padding:.35rem .9rem .35rem 0;min-height:1.5rem}
.indice details{margin:0 0 .75rem}.indice summary{cursor:pointer;padding:.25rem 0}
"""


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
    por_corte: dict[str, list[Entrada]] = defaultdict(list)
    for entrada in todas:
        por_corte[entrada.ficha["corte"]].append(entrada)
    cuerpo = "".join(_corte(corte, por_corte[corte], raiz) for corte in sorted(por_corte, reverse=True))
    return (
        '<!doctype html>\n<html lang="es-MX">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Informes de cobranza</title>\n<style>{_estilo_de_la_casa()}{_ESTILO}</style>\n</head>\n"
        f'<body>\n<main class="indice">\n<h1>Informes de cobranza</h1>\n{cuerpo or _vacio()}'
        "</main>\n</body>\n</html>\n"
    )


def _estilo_de_la_casa() -> str:
    from cobranza.ejecucion.html import estilo

    return estilo()


def _vacio() -> str:
    return (
        "<p>Todavía no hay informes aquí.</p>\n"
        "<p>Para hacer los principales, en la carpeta del proyecto: <code>make corre</code></p>\n"
    )


def _corte(corte: str, todas: Iterable[Entrada], raiz: Path) -> str:
    vueltas: dict[tuple[str, str], list[Entrada]] = defaultdict(list)
    for entrada in todas:
        vueltas[entrada.asunto].append(entrada)
    titulo = f"Corte al {_fecha(corte)}" if corte[:1].isdigit() else "Sin fecha de corte"
    partes = [f"<section>\n<h2>{titulo}</h2>\n<ul>\n"]
    for asunto in sorted(vueltas):
        ultima, *anteriores = vueltas[asunto]
        partes.append(_corrida(ultima, raiz))
        if anteriores:
            cuantas = "1 corrida anterior" if len(anteriores) == 1 else f"{len(anteriores)} corridas anteriores"
            previas = "".join(_corrida(e, raiz) for e in anteriores)
            partes.append(f"<li><details><summary>{cuantas}</summary>\n<ul>\n{previas}</ul></details></li>\n")
    return "".join([*partes, "</ul>\n</section>\n"])


def _fecha(corte: str) -> str:
    from cobranza.base.fechas import fecha, fecha_larga

    return fecha_larga(fecha(corte))


def _corrida(entrada: Entrada, raiz: Path) -> str:
    ficha = entrada.ficha
    bien = ficha["estado"] == manifiesto.TERMINADA
    rotulo = "✓ Terminada" if bien else "✕ Falló"
    frase = ficha["hallazgo"] if bien else ficha["error"]["mensaje"]
    parametros = " · ".join(
        f"{nombre}: {_valor(valor)}" for nombre, valor in ficha["parametros"].items() if nombre != "corte" and valor
    )
    detalle = " · ".join(filter(None, [parametros, f"corrida {ficha['corrida']}"]))
    return (
        f'<li class="corrida {"bien" if bien else "mal"}">\n<h3>{escape(ficha["titulo"])}</h3>\n'
        f'<p><span class="semaforo">{rotulo}</span>{" · " if frase else ""}{escape(frase)}</p>\n'
        f'<p class="detalle">{escape(detalle)}</p>\n{_enlaces(entrada, raiz)}</li>\n'
    )


def _valor(valor: object) -> str:
    return "sí" if valor is True else str(valor)


def _enlaces(entrada: Entrada, raiz: Path) -> str:
    base = quote(entrada.carpeta.relative_to(raiz).as_posix())
    titulo = escape(entrada.ficha["titulo"], quote=True)
    enlaces = "".join(
        f'<a href="{base}/{archivo}" aria-label="{rotulo}: {titulo}">{rotulo}</a>\n'
        for archivo, rotulo in _ARCHIVOS
        if (entrada.carpeta / archivo).is_file()
    )
    return f'<nav aria-label="Archivos de {titulo}">{enlaces}</nav>\n'
