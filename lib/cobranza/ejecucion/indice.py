"""`index.html`: todas las corridas, por base y por corte, con su semáforo, su hallazgo y sus archivos.

Una página, sin red y sin programas: los filtros son de la hoja de estilo. Lo que falló va aparte y plegado.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import ahora, fecha_corta, fecha_larga
from cobranza.ejecucion import lugares, manifiesto, salidas
from cobranza.ejecucion.encabezado import encabezado, institucion_de, titulo_del_corte
from cobranza.ejecucion.filtros import filtros_de, marcas_de
from cobranza.papel.palabras import RESERVADO

ARCHIVO = "index.html"
_ARCHIVOS = (
    ("informe.html", "Informe"),
    ("informe.xlsx", "Excel"),
    ("cuaderno.ipynb", "Cuaderno"),
    ("manifiesto.json", "Manifiesto"),
)
_ROTULOS = {"bien": "✓ Terminado", "ojo": "! No cuadra", "mal": "✗ Falló"}
_RESUMEN = {"bien": "al día", "ojo": "sin cuadrar", "mal": "con falla"}
_DE_EJEMPLO = "Datos de ejemplo"
_SIN_BASE = "Corridas que no dicen su base"


@dataclass(frozen=True, slots=True)
class Entrada:
    """Una corrida en el índice: su carpeta, su manifiesto y cuándo quedó, en texto que se ordena."""

    carpeta: Path
    ficha: dict[str, Any]
    cuando: str

    @property
    def base(self) -> tuple[bool, str]:
        """De qué cartera es: si es la de ejemplo y cómo se llama su base."""
        dicha = self.ficha.get("base") or {}
        return bool(dicha.get("ejemplo")), str(dicha.get("nombre", ""))

    @property
    def cartera(self) -> str:
        """Cómo se titula su cartera."""
        ejemplo, nombre = self.base
        if ejemplo:
            return _DE_EJEMPLO if nombre in ("", "cobranza") else f"{_DE_EJEMPLO} ({nombre})"
        return f"Cartera «{nombre}»" if nombre else _SIN_BASE

    @property
    def asunto(self) -> tuple[str, str]:
        """Lo que la distingue, en su base, de otras vueltas a lo mismo: cuaderno y parámetros."""
        return self.ficha["cuaderno"], repr(sorted(self.ficha["parametros"].items()))

    @property
    def fallo(self) -> bool:
        """¿No terminó?"""
        return bool(self.ficha["estado"] != manifiesto.TERMINADA)

    @property
    def se_publica(self) -> bool:
        """Lo mal preguntado no es una corrida: ni una de antes, cuando sí dejaba carpeta, va en el índice."""
        return not self.fallo or self.ficha["error"]["codigo"] != ErrorDeUso.codigo


def escribir_indice(carpeta: Path) -> Path:
    """Vuelve a escribir el índice de lo que se comparte y, si lo hay, el de lo reservado; devuelve el primero."""
    destino = carpeta / ARCHIVO
    salidas.recoger(carpeta)
    salidas.escribir(destino, pagina(entradas(carpeta), carpeta))
    aparte = lugares.reservado(carpeta)
    if aparte.is_dir():
        salidas.escribir(aparte / ARCHIVO, pagina(entradas(aparte), aparte, reservado=True))
    return destino


def indice_de(indice: Path, parametros: Mapping[str, object]) -> Path:
    """En cuál de los dos índices está una corrida con esos parámetros."""
    return lugares.estante(indice.parent, parametros) / ARCHIVO


def entradas(carpeta: Path) -> list[Entrada]:
    """Las corridas que hay, de la más reciente a la más antigua."""
    halladas = []
    for ruta in carpeta.glob(f"[!.]*/*/*/{manifiesto.ARCHIVO}"):
        ficha = manifiesto.leer(ruta.parent)
        if ficha:
            halladas.append(Entrada(ruta.parent, ficha, str(ficha.get("emitido") or _dejada(ruta))))
    return sorted(halladas, key=lambda e: (e.cuando, e.carpeta.name), reverse=True)


def _dejada(ruta: Path) -> str:
    """Cuándo se escribió el manifiesto de una corrida que no lo dice."""
    return datetime.fromtimestamp(ruta.stat().st_mtime, UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def pagina(
    todas: Iterable[Entrada], raiz: Path, *, reservado: bool = False, avisos: str = "", llevado: bool = False
) -> str:
    """La página completa; lo reservado nunca va en la que se comparte. `avisos`, el archivo Atom que la acompaña;
    `llevado`: va a otro lugar, donde lo reservado no está."""
    from cobranza.ejecucion import html  # trae Jinja: sólo si se va a escribir

    van = [e for e in todas if e.se_publica and lugares.es_reservada(e.ficha["parametros"]) == reservado]
    por_base: dict[tuple[bool, str], list[Entrada]] = defaultdict(list)
    for entrada in van:
        por_base[entrada.base].append(entrada)
    bases = [
        _base(numero, por_base[cual], raiz) for numero, cual in enumerate(sorted(por_base, key=_propias), start=1)
    ]
    cuenta = Counter(renglon["clase"] for base in bases for renglon in _a_la_vista(base))
    momento = ahora()
    return html.pagina(
        "indice",
        institucion=institucion_de([e.ficha["corte"] for e in van]),
        bases=bases,
        resumen=[f"{cuenta[clase]} {dicho}" for clase, dicho in _RESUMEN.items() if cuenta[clase]],
        filtros=filtros_de([marcas_de(e.ficha, e.cartera) for e in van]),
        generado=f"{fecha_larga(momento.date())} a las {momento:%H:%M}",
        reservado=reservado,
        avisos=avisos,
        aparte="" if reservado or llevado else _enlace_a_lo_reservado(raiz),
    )


def _enlace_a_lo_reservado(raiz: Path) -> str:
    """Dónde está el índice de lo reservado; vacío si no hay nada. De lo que tiene no se dice nada."""
    aparte = lugares.reservado(raiz)
    return f"{aparte.name}/{ARCHIVO}" if entradas(aparte) else ""


def _propias(base: tuple[bool, str]) -> tuple[bool, bool, str]:
    """Las carteras de la oficina, luego lo que no dice de dónde es, y el ejemplo al final."""
    ejemplo, nombre = base
    return ejemplo, not nombre, nombre


def _a_la_vista(base: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """La última vuelta de cada pregunta y lo que falló."""
    for corte in base["cortes"]:
        for informe in corte["informes"]:
            yield from informe["renglones"]
    yield from base["fallidas"]


def _base(numero: int, suyas: Sequence[Entrada], raiz: Path) -> dict[str, Any]:
    """Las corridas de una cartera: por corte, del más reciente al más antiguo, y aparte las que fallaron."""
    por_corte: dict[str, list[Entrada]] = defaultdict(list)
    for entrada in suyas:
        if not entrada.fallo:
            por_corte[entrada.ficha["corte"]].append(entrada)
    return {
        "titulo": suyas[0].cartera,
        "ejemplo": suyas[0].base[0],
        "ancla": f"base-{numero}",
        "marcas": _marcas(suyas),
        "cortes": [
            {"ancla": f"base-{numero}-corte-{corte}", **_corte(corte, por_corte[corte], raiz)}
            for corte in sorted(por_corte, key=_recientes, reverse=True)
        ],
        "fallidas": [_renglon(e, raiz) for e in suyas if e.fallo],
    }


def _recientes(corte: str) -> tuple[bool, str]:
    """Las corridas sin fecha de corte van al final."""
    return corte[:1].isdigit(), corte


def _corte(corte: str, suyas: Sequence[Entrada], raiz: Path) -> dict[str, Any]:
    """Los informes de un corte, primero el que se acaba de correr: un renglón por juego de parámetros."""
    vueltas: dict[tuple[str, str], list[Entrada]] = defaultdict(list)
    for entrada in suyas:
        vueltas[entrada.asunto].append(entrada)
    informes: dict[str, dict[str, Any]] = {}
    for (cuaderno, _), (ultima, *anteriores) in vueltas.items():
        renglon = _renglon(ultima, raiz) | {"anteriores": [_renglon(e, raiz) for e in anteriores]}
        informe = informes.setdefault(cuaderno, {"titulo": ultima.ficha["titulo"], "renglones": []})
        informe["renglones"].append(renglon)
    for cuaderno, informe in informes.items():
        informe["marcas"] = _marcas([e for e in suyas if e.ficha["cuaderno"] == cuaderno])
    return {"titulo": titulo_del_corte(corte), "marcas": _marcas(suyas), "informes": list(informes.values())}


def _marcas(suyas: Iterable[Entrada]) -> str:
    """Las marcas de varias corridas, para los filtros."""
    return " ".join(sorted({marca for e in suyas for marca, _ in marcas_de(e.ficha, e.cartera).values()}))


def _renglon(entrada: Entrada, raiz: Path) -> dict[str, Any]:
    """Una corrida con su semáforo, en palabras además de en color."""
    ficha = entrada.ficha
    cuadre = ficha.get("cuadre")
    if entrada.fallo:
        clase, frase = "mal", ficha["error"]["mensaje"]
    elif cuadre and not cuadre["cuadra"]:
        clase, frase = "ojo", cuadre["texto"]
    else:
        clase, frase = "bien", ficha["hallazgo"]
    base = quote(entrada.carpeta.relative_to(raiz).as_posix())
    return {
        "clase": clase,
        "ancla": base.replace("/", "-"),  # su lugar en las salidas: el enlace a su renglón no cambia
        "rotulo": _ROTULOS[clase],
        "ejemplo": entrada.base[0],
        "titulo": ficha["titulo"],
        "corte": titulo_del_corte(ficha["corte"]),
        "alcance": encabezado(ficha).asunto,
        "frase": frase,
        "detalle": _detalle(entrada),
        "marcas": _marcas([entrada]),
        "enlaces": _enlaces(entrada, base),
    }


def _enlaces(entrada: Entrada, base: str) -> list[dict[str, str]]:
    """Los archivos que hay de una corrida y, junto a su informe, qué significa cada cifra que ahí se nombra."""
    hay = [
        {"ruta": f"{base}/{archivo}", "rotulo": rotulo}
        for archivo, rotulo in _ARCHIVOS
        if (entrada.carpeta / archivo).is_file()
    ]
    if ancla := entrada.ficha.get("definiciones"):
        hay.insert(1, {"ruta": f"{base}/{_ARCHIVOS[0][0]}#{quote(str(ancla))}", "rotulo": "Qué significa cada cifra"})
    return hay


def _corta(texto: str) -> str:
    try:
        return fecha_corta(date.fromisoformat(texto))
    except ValueError:
        return texto


_YA_DICHOS = ("corte", "folio", "delegacion", "ejecutor", "empleado", "desde", "conocido_al", "ambito", "nominativo")


def _detalle(entrada: Entrada) -> str:
    """Los demás parámetros con que se corrió, su corrida y cuándo se hizo."""
    ficha, dia = entrada.ficha, entrada.cuando
    otros = [
        f"{nombre}: {'sí' if valor is True else valor}"
        for nombre, valor in ficha["parametros"].items()
        if nombre not in _YA_DICHOS and valor
    ]
    reservado = [RESERVADO] if lugares.es_reservada(ficha["parametros"]) else []
    return " · ".join([*reservado, *otros, f"corrida {ficha['corrida']}, del {_corta(dia[:10])} a las {dia[11:16]}"])
