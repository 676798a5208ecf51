"""El motor: corre un cuaderno y deja un documento completo y repetible, o uno que explica por qué no terminó."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from cobranza.base import nominativas
from cobranza.base.dominios import Escalar
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.ejecucion import documento, huellas, lugares, manifiesto, parametros, publicadas, salidas
from cobranza.ejecucion.documento import Falla
from cobranza.ejecucion.ficha import Pedido, con_su_base, ficha_de, sin_base
from cobranza.ejecucion.pasada import LOS_DE_SIEMPRE, AlAvanzar, Como, Plazos, ejecutar
from cobranza.ejecucion.publicadas import Lugar
from cobranza.ejecucion.vida import SinPartir

CUADERNO, INFORME, ANEXO = "cuaderno.ipynb", "informe.html", "informe.xlsx"
SIN_CARTERA = "sin_cartera"

Buscar = Callable[[Mapping[str, Escalar]], dict[str, Escalar]]


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
    huella_de_los_seudonimos: Callable[[], str] | None = None
    """Con qué llave y para quién se nombra a cada quien; None si no hay llave que mirar."""
    base: Callable[[], Mapping[str, Any]] = sin_base
    """De qué base son los datos: `nombre`, `ejemplo` (¿son ficticios?), `ultimo_dato` (el último día capturado) y, si
    la hay, su `ancla`: `base`, `raiz` y `puntas`."""
    norma_sin_publicar: Callable[[], str] = str
    """Con qué se rotula el informe si la norma en uso no es la publicada; vacío si lo es."""
    archivos: Path | None = None
    """La carpeta de los archivos que nombre un parámetro; por omisión, la de las salidas."""
    buscar: Buscar | None = None
    """Busca en los libros lo que nombra un parámetro (folio, ejecutor); None si no hay libros que mirar."""
    plazos: Plazos = LOS_DE_SIEMPRE
    """Cuánto se espera a una celda y a toda la corrida; no cambian lo que sale."""


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
    apartada: Path | None = None
    """Dónde quedó lo que estaba en su lugar y no era lo publicado; None si no había tal."""
    intentos: int = 1
    """Cuántas veces se intentó: lo transitorio (base ocupada, núcleo muerto) se vuelve a intentar en un lote."""

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
    """Corre un cuaderno con sus parámetros; si ya se publicó con lo mismo y ahí sigue, devuelve aquella corrida.

    `al_avanzar(celda, celdas)` se llama al empezar cada celda. Errores: `ErrorDeUso` antes de abrir el núcleo
    (cuaderno o parámetros). Lo que falle dentro del cuaderno no es excepción: viene en `Corrida.falla`. Una
    pregunta mal hecha que sólo el cuaderno descubre tampoco deja documento: nada se publica de ella.
    """
    inicio = time.perf_counter()
    ruta, valores = comprobar(cuaderno, dados, entorno)
    que = pedir(ruta, valores, entorno)
    if lugares.es_reservada(valores):
        lugares.abrir_reservado(entorno.salidas)
    estante = lugares.estante(entorno.salidas, valores)
    destino = estante / que.corte / ruta.stem / que.corrida
    pedida = Corrida(ruta.stem, valores, que.corte, que.corrida, destino)
    with _en_corrida(que.corrida), salidas.obra(estante, destino) as carpeta:
        anterior = publicadas.vigente(Lugar.de(estante, destino))
        if anterior and not forzar:
            return _reutilizada(pedida, anterior)
        if not anterior and destino.exists():
            pedida = replace(pedida, apartada=publicadas.apartar(estante, destino))
        nb, falla = ejecutar(ruta, valores, carpeta / CUADERNO, entorno.raiz, Como(entorno.plazos, al_avanzar))
        falla = falla or documento.de_otra_norma(nb, que.huellas["norma"])
        if falla and falla.codigo == ErrorDeUso.codigo:
            return replace(pedida, corrida="", carpeta=estante, falla=falla)
        hecha = replace(pedida, titulo=documento.titulo(nb) or ruta.stem, falla=falla)
        ficha = ficha_de(nb, que, falla)
        hecha = _componer(hecha, nb, ficha, carpeta, entorno.ahora)
        hecha = replace(hecha, segundos=round(time.perf_counter() - inicio, 2))
        return _publicar(hecha, ficha, carpeta, estante)


def comprobar(cuaderno: str, dados: Mapping[str, object], entorno: Entorno) -> tuple[Path, dict[str, Escalar]]:
    """El archivo del cuaderno y todos sus valores, comprobados y como los escribe la casa.

    Errores: `ErrorDeUso` si el cuaderno no existe o un parámetro no va.
    """
    ruta = localizar(cuaderno, entorno.cuadernos)
    que_no_sea_panel(ruta)
    valores = parametros.completar(parametros.leer(ruta), dados)
    return ruta, entorno.buscar(valores) if entorno.buscar else valores


def que_no_sea_panel(ruta: Path) -> None:
    """Errores: `ErrorDeUso` si es un panel, que no se corre."""
    if parametros.es_panel(ruta):
        raise ErrorDeUso(
            f"«{ruta.stem}» es un panel: no deja un informe, se trabaja en él. Ábrelo con «cobranza cuadernos»."
        )


def pedir(ruta: Path, valores: Mapping[str, Any], entorno: Entorno) -> Pedido:
    """Con qué se correría hoy ese cuaderno: sus parámetros y todas sus huellas, sin correrlo."""
    datos, base = _de_que_datos(entorno, valores)
    con = {
        "cuaderno": huellas.del_cuaderno(_leer(ruta)),
        "codigo": huellas.del_codigo(),
        "norma": entorno.huella_de_la_norma(),
        "catalogos": huellas.de_los_catalogos(entorno.params),
        "datos": datos,
        **huellas.de_los_archivos(valores, entorno.archivos or entorno.salidas),
    }
    return pedido(ruta.stem, valores, con, base, entorno)


def pedido(
    cuaderno: str, valores: Mapping[str, Any], con: Mapping[str, str], base: Mapping[str, Any], entorno: Entorno
) -> Pedido:
    """Lo que se pide, con la huella de su base y, si la norma no es la publicada, la de lo que de ella se dice."""
    sin_publicar = entorno.norma_sin_publicar()
    dicho = {"norma_sin_publicar": huellas.de_texto(sin_publicar)} if sin_publicar else {}
    return Pedido(
        cuaderno,
        valores,
        con_su_base({**con, **dicho, **_con_que_seudonimos(entorno, valores)}, base),
        base,
        sin_publicar,
    )


def _reutilizada(pedida: Corrida, anterior: Mapping[str, Any]) -> Corrida:
    """La corrida que ya estaba; volver a tomar una con nombres también se anota."""
    if lugares.es_reservada(pedida.parametros):
        nominativas.registrar(pedida.cuaderno, pedida.parametros, reutilizada=True)
    return replace(pedida, titulo=anterior["titulo"], hallazgo=anterior["hallazgo"], reutilizada=True)


def _con_que_seudonimos(entorno: Entorno, valores: Mapping[str, object]) -> dict[str, str]:
    """Su huella, si el cuaderno habla de alguien: con otra llave o para otro destinatario es otra corrida."""
    if entorno.huella_de_los_seudonimos is None or "nominativo" not in valores:
        return {}
    return {"seudonimos": entorno.huella_de_los_seudonimos()}


@contextmanager
def _en_corrida(identidad: str) -> Iterator[None]:
    """El núcleo hereda el nombre de la corrida, para anotarlo si el cuaderno sale con nombres."""
    antes = os.environ.get(nominativas.CORRIDA)
    os.environ[nominativas.CORRIDA] = identidad
    try:
        yield
    finally:
        os.environ.pop(nominativas.CORRIDA)
        if antes is not None:
            os.environ[nominativas.CORRIDA] = antes


def _de_que_datos(entorno: Entorno, valores: Mapping[str, object]) -> tuple[str, Mapping[str, Any]]:
    """(huella de los datos, de qué base son). El que no informa de un corte corre aunque no haya cartera."""
    try:
        datos, base = entorno.huella_de_datos(), dict(entorno.base())
        return datos, base if valores.get("conocido_al") else base | {"cargas": ""}
    except ErrorDeDatos:
        if "corte" in valores:
            raise
        return SIN_CARTERA, sin_base()


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
        raise ErrorDeUso(f"{ruta.name} no es un cuaderno de Jupyter que se pueda leer.") from error
    return nb


def _componer(hecha: Corrida, nb: dict[str, Any], ficha: dict[str, Any], carpeta: Path, ahora: datetime) -> Corrida:
    """Escribe en la obra el cuaderno, el informe, el anexo y el manifiesto."""
    import nbformat

    from cobranza.ejecucion.html import a_html

    nodo = nbformat.from_dict(documento.con_ficha(nb, ficha))  # type: ignore[no-untyped-call]
    texto: str = nbformat.writes(nodo)  # type: ignore[no-untyped-call]
    (carpeta / CUADERNO).write_text(f"{texto}\n", encoding="utf-8", newline="\n")
    (carpeta / INFORME).write_text(a_html(nodo, contexto=ficha), encoding="utf-8", newline="\n")
    tablas = documento.tablas(nb)
    if tablas and not hecha.falla:
        _anexo(carpeta / ANEXO, ficha, tablas, documento.cifras(nb))
    manifiesto.escribir(carpeta, ficha | {"emitido": ahora.isoformat(timespec="seconds")})
    return replace(hecha, hallazgo=ficha["hallazgo"])


def _anexo(ruta: Path, ficha: dict[str, Any], tablas: list[dict[str, Any]], cifras: list[dict[str, str]]) -> None:
    from cobranza.ejecucion.encabezado import portada, selladas
    from cobranza.papel.hoja import escribir_xlsx
    from cobranza.papel.mime import CARTERA

    cabeza = portada(ficha)
    escribir_xlsx(ruta, cabeza, selladas(ficha, tablas), cifras, sello=cabeza.get(CARTERA, ""))


def _publicar(hecha: Corrida, ficha: dict[str, Any], carpeta: Path, estante: Path) -> Corrida:
    """Lo bueno ocupa su lugar; lo fallido va junto y nunca lo reemplaza. Antes, una u otra cosa queda anotada."""
    if lugares.es_reservada(hecha.parametros):
        lugares.cerrar(carpeta)
    fallida = hecha.carpeta.with_name(f"{hecha.corrida}-{manifiesto.FALLIDA}")
    hecha = replace(hecha, carpeta=fallida if hecha.falla else hecha.carpeta)
    if fallida.exists() and not publicadas.es_lo_publicado(Lugar.de(estante, fallida), publicadas.leer()):
        publicadas.apartar(estante, fallida)
    with SinPartir():
        publicadas.anotar_publicada(Lugar.de(estante, hecha.carpeta), carpeta, ficha, hecha.segundos)
        salidas.publicar(carpeta, hecha.carpeta)
    if not hecha.falla:
        shutil.rmtree(fallida, ignore_errors=True)
    return hecha
