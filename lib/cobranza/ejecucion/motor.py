"""El motor: corre un cuaderno y deja un documento completo y repetible, o uno que explica por qué no terminó."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import cobranza
from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion import documento, huellas, manifiesto, parametros, salidas
from cobranza.ejecucion.documento import Falla
from cobranza.ejecucion.silencio import en_silencio

CUADERNO, INFORME, ANEXO = "cuaderno.ipynb", "informe.html", "informe.xlsx"
PLAZO_POR_CELDA_SEGUNDOS = 3600
SIN_CORTE = "sin_corte"

AlAvanzar = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Entorno:
    """Dónde están las cosas y qué hora es; las huellas dicen con qué datos y con qué norma se va a correr."""

    raiz: Path
    cuadernos: Path
    salidas: Path
    params: Path
    ahora: datetime
    huella_de_datos: Callable[[], str]
    huella_de_la_norma: Callable[[], str]
    archivos: Path | None = None
    """La carpeta de los archivos que nombre un parámetro; por omisión, la de las salidas."""


@dataclass(frozen=True, slots=True)
class Corrida:
    """Cómo terminó un cuaderno y dónde quedó; `falla` es None si terminó bien."""

    cuaderno: str
    parametros: dict[str, Any]
    corte: str
    corrida: str
    carpeta: Path
    titulo: str = ""
    hallazgo: str = ""
    falla: Falla | None = None
    reutilizada: bool = False
    segundos: float = 0.0

    @property
    def codigo(self) -> int:
        """Código con que debe terminar la consola: 0 bien; si no, el de su error."""
        return self.falla.codigo if self.falla else 0


def correr(
    cuaderno: str,
    dados: Mapping[str, object],
    *,
    entorno: Entorno,
    forzar: bool = False,
    al_avanzar: AlAvanzar | None = None,
) -> Corrida:
    """Corre un cuaderno con sus parámetros; si ya se corrió con lo mismo, devuelve aquella corrida.

    `al_avanzar(celda, celdas)` se llama al empezar cada celda. Errores: `ErrorDeUso` antes de abrir el núcleo
    (cuaderno o parámetros). Lo que falle dentro del cuaderno no es excepción: viene en `Corrida.falla`.
    """
    inicio = time.perf_counter()
    ruta = localizar(cuaderno, entorno.cuadernos)
    valores = parametros.completar(parametros.leer(ruta), dados)
    nb = _leer(ruta)
    con = {
        "cuaderno": huellas.del_cuaderno(nb),
        "codigo": huellas.del_codigo(),
        "norma": entorno.huella_de_la_norma(),
        "catalogos": huellas.de_los_catalogos(entorno.params),
        "datos": entorno.huella_de_datos(),
        **huellas.de_los_archivos(valores, entorno.archivos or entorno.salidas),
    }
    corte = str(valores.get("corte") or valores.get("hasta") or SIN_CORTE)
    identidad = huellas.de_corrida(valores, con)
    destino = entorno.salidas / corte / ruta.stem / identidad
    pedida = Corrida(ruta.stem, valores, corte, identidad, destino)
    with salidas.obra(entorno.salidas, destino) as carpeta:
        anterior = None if forzar else manifiesto.leer_integro(destino)
        if anterior:
            return replace(pedida, titulo=anterior["titulo"], hallazgo=anterior["hallazgo"], reutilizada=True)
        nb, falla = _ejecutar(ruta, valores, carpeta, entorno, al_avanzar)
        falla = falla or documento.de_otra_norma(nb, con["norma"])
        hecha = replace(pedida, titulo=documento.titulo(nb) or ruta.stem, falla=falla)
        hecha = _componer(hecha, nb, con, carpeta)
        hecha = _publicar(hecha, carpeta)
    hecha = replace(hecha, segundos=round(time.perf_counter() - inicio, 2))
    manifiesto.anotar(entorno.salidas, entorno.ahora, _para_bitacora(hecha))
    return hecha


def localizar(cuaderno: str, carpeta: Path) -> Path:
    """La ruta de un cuaderno por su nombre o por su archivo. Errores: `ErrorDeUso` con los que hay."""
    directa = Path(cuaderno)
    if directa.suffix == ".ipynb" and directa.is_file():
        return directa.resolve()
    por_nombre = carpeta / f"{cuaderno.removesuffix('.ipynb')}.ipynb"
    if por_nombre.is_file():
        return por_nombre
    hay = sorted(ruta.stem for ruta in carpeta.glob("*.ipynb"))
    parecidos = get_close_matches(directa.stem, hay, n=1)
    sugerencia = f" ¿Quisiste decir «{parecidos[0]}»?" if parecidos else ""
    raise ErrorDeUso(
        f"No existe el cuaderno «{cuaderno}».{sugerencia} En {carpeta.name}/ hay: {', '.join(hay) or 'ninguno'}."
    )


def _leer(ruta: Path) -> dict[str, Any]:
    try:
        nb: dict[str, Any] = json.loads(ruta.read_text(encoding="utf-8"))
        nb["cells"][0]["cell_type"]
    except (ValueError, LookupError, TypeError) as error:
        raise ErrorDeUso(f"{ruta.name} no es un cuaderno de Jupyter que se pueda leer: {error}.") from error
    return nb


def _ejecutar(
    ruta: Path, valores: dict[str, Any], carpeta: Path, entorno: Entorno, al_avanzar: AlAvanzar | None
) -> tuple[dict[str, Any], Falla | None]:
    """Corre con papermill y devuelve el cuaderno, limpio, y su falla si la hubo."""
    with en_silencio():
        import nbformat
        import papermill  # type: ignore[import-untyped]  # no publica tipos

        from cobranza.ejecucion.nucleo import NucleoAislado

        nb = papermill.iorw.load_notebook_node(_literal(ruta))
        paso = _Paso(len(nb.cells), al_avanzar)
        salida = carpeta / CUADERNO
        muerte = ""
        try:
            papermill.execute_notebook(
                nb,
                _literal(salida),
                parameters=valores,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                # una vez, al terminar: guardarlo en cada celda costaba la mitad de la corrida
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                execution_timeout=PLAZO_POR_CELDA_SEGUNDOS,
                kernel_manager_class=NucleoAislado,
                resources={"metadata": {"path": str(ruta.parent)}},
                coalesce_streams=True,
                on_cell_start=paso,
            )
        except papermill.PapermillExecutionError:
            pass  # la celda y su mensaje quedaron en el cuaderno; ahí se leen
        except Exception as error:
            if not paso.vistas:
                raise
            muerte = type(error).__name__
            nb.cells = paso.con_lo_visto(nb.cells)
            papermill.iorw.write_ipynb(nb, _literal(salida))
        # el formato guarda los textos partidos en renglones; aquí se leen enteros
        corrido: dict[str, Any] = nbformat.reads(  # type: ignore[no-untyped-call]  # nbformat no anota algunas
            salida.read_text(encoding="utf-8"), as_version=4
        )
    documento.limpiar(corrido, entorno.raiz)
    falla = documento.falla(corrido)
    if falla is None and muerte:
        falla = documento.fallida_por(corrido, paso.posicion, muerte, _explicar(muerte))
    return corrido, falla


def _literal(ruta: Path) -> str:
    """Papermill trata las llaves de una ruta como parámetros; aquí una ruta es una ruta."""
    return str(ruta).replace("{", "{{").replace("}", "}}")


@dataclass
class _Paso:
    """En qué celda va el núcleo; papermill lo llama al empezar cada una."""

    celdas: int
    al_avanzar: AlAvanzar | None
    posicion: int = 0
    vistas: list[Any] = field(default_factory=list)

    def __call__(self, cell: object, cell_index: int) -> None:
        self.posicion = cell_index
        self.vistas.append(cell)
        if self.al_avanzar:
            self.al_avanzar(min(cell_index + 1, self.celdas), self.celdas)

    def con_lo_visto(self, celdas: list[Any]) -> list[Any]:
        """Las celdas por las que pasó el núcleo, con sus salidas, y las que le faltaron."""
        puestas = sum("injected-parameters" in vista.metadata.get("tags", []) for vista in self.vistas)
        return [*self.vistas, *celdas[len(self.vistas) - puestas :]]


def _explicar(muerte: str) -> str:
    if "Timeout" in muerte:
        return (
            f"Una celda pasó de {PLAZO_POR_CELDA_SEGUNDOS // 60} minutos y se detuvo. "
            "Acota el informe (por ejemplo, a una delegación) y vuelve a correrlo."
        )
    return (
        f"El núcleo se cerró a media celda ({muerte}); casi siempre es falta de memoria. "
        "Cierra otros programas o corre con menos trabajadores y vuelve a intentarlo."
    )


def _componer(hecha: Corrida, nb: dict[str, Any], con: dict[str, str], carpeta: Path) -> Corrida:
    """Escribe en la obra el cuaderno, el informe, el anexo y el manifiesto."""
    import nbformat

    from cobranza.ejecucion.html import a_html

    hecha = replace(hecha, hallazgo=documento.hallazgo(nb))
    nodo = nbformat.from_dict(nb)  # type: ignore[no-untyped-call]
    texto: str = nbformat.writes(nodo)  # type: ignore[no-untyped-call]
    (carpeta / CUADERNO).write_text(f"{texto}\n", encoding="utf-8", newline="\n")
    ficha = {
        "cuaderno": hecha.cuaderno,
        "titulo": hecha.titulo,
        "hallazgo": hecha.hallazgo,
        "corte": hecha.corte,
        "corrida": hecha.corrida,
        "estado": manifiesto.FALLIDA if hecha.falla else manifiesto.TERMINADA,
        "parametros": hecha.parametros,
        "huellas": con,
        "cuadre": documento.cuadre(nb),
        "procedencia": documento.procedencia(nb),
        "version": cobranza.__version__,
    }
    if hecha.falla:
        ficha["error"] = hecha.falla.como_dict()
    (carpeta / INFORME).write_text(a_html(nodo, contexto=ficha), encoding="utf-8", newline="\n")
    tablas = documento.tablas(nb)
    if tablas and not hecha.falla:
        _anexo(carpeta / ANEXO, ficha, tablas)
    manifiesto.escribir(carpeta, ficha)
    return hecha


def _anexo(ruta: Path, ficha: dict[str, Any], tablas: list[dict[str, Any]]) -> None:
    from cobranza.ejecucion.encabezado import encabezado, orden
    from cobranza.papel.hoja import escribir_xlsx

    cabeza = encabezado(ficha)
    cuadre = ficha["cuadre"]
    portada = {
        "Informe": cabeza.titulo,
        "Dependencia": cabeza.institucion.dependencia,
        "Unidad": cabeza.institucion.unidad,
        "Corte": cabeza.corte,
        "Alcance": cabeza.alcance,
        "Uso": cabeza.reserva,
        "Cuadre": cuadre["texto"] if cuadre else "",
        "Corrida": ficha["corrida"],
        "Para repetirlo": orden(ficha),
    }
    escribir_xlsx(ruta, {rotulo: texto for rotulo, texto in portada.items() if texto}, tablas)


def _publicar(hecha: Corrida, carpeta: Path) -> Corrida:
    """Lo bueno ocupa su lugar; lo fallido va junto y nunca lo reemplaza."""
    fallida = hecha.carpeta.with_name(f"{hecha.corrida}-{manifiesto.FALLIDA}")
    if hecha.falla:
        salidas.publicar(carpeta, fallida)
        return replace(hecha, carpeta=fallida)
    salidas.publicar(carpeta, hecha.carpeta)
    shutil.rmtree(fallida, ignore_errors=True)
    return hecha


def _para_bitacora(hecha: Corrida) -> dict[str, object]:
    return {
        "cuaderno": hecha.cuaderno,
        "corte": hecha.corte,
        "corrida": hecha.corrida,
        "estado": manifiesto.FALLIDA if hecha.falla else manifiesto.TERMINADA,
        "segundos": hecha.segundos,
    }
