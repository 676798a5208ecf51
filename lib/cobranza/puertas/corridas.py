"""Correr informes, uno (`corre`) o varios (`lote`), y contar cómo terminaron."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.base.ajeno import yaml_de
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeCobranza, ErrorDeUso
from cobranza.puertas import consola
from cobranza.puertas.instalacion import entorno, ultimo_dia_de_los_libros

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cobranza.ejecucion.motor import Corrida, Entorno
    from cobranza.ejecucion.plan import Tarea
    from cobranza.puertas.avance import Avance

Salida = Annotated[
    Path | None, typer.Option("--salida", metavar="DIR", help="Dónde dejar los informes; por omisión, outputs/.")
]
Forzar = Annotated[bool, typer.Option("--forzar", help="Corre aunque ya exista el mismo informe.")]
_LEGIBLE: dict[str, Any] = {"ensure_ascii": False, "indent": 2}
Trabajadores = Annotated[
    int | None,
    typer.Option(
        "--trabajadores",
        metavar="N",
        min=1,
        max=64,
        help="Informes a la vez; si no se dice, uno más que los núcleos, hasta 8.",
    ),
]


def corre(  # noqa: PLR0913 — son las opciones de la orden
    cuaderno: Annotated[str, typer.Argument(metavar="CUADERNO", help="Nombre del cuaderno o su archivo .ipynb.")],
    parametro: Annotated[
        list[str] | None,
        typer.Option("-p", "--parametro", metavar="NOMBRE VALOR", help="Un parámetro; se puede repetir."),
    ] = None,
    archivo: Annotated[
        Path | None,
        typer.Option("-f", "--archivo", metavar="ARCHIVO", help="Parámetros en YAML; -p tiene preferencia."),
    ] = None,
    salida: Salida = None,
    forzar: Forzar = False,
    esquema: Annotated[
        bool, typer.Option("--esquema", help="Imprime el JSON Schema de sus parámetros y termina.")
    ] = False,
    en_json: Annotated[
        bool, typer.Option("--json", help="Dice el avance y cómo terminó, un objeto JSON por renglón.")
    ] = False,
) -> int:
    """Corre un cuaderno y deja su informe, su anexo en Excel y su manifiesto.

    Los parámetros se comprueban antes de empezar, y una delegación vale por su clave o por su nombre. Repetir con los
    mismos datos, norma y código no lo vuelve a correr: devuelve el que ya está. Con nominativo sale completo, aparte
    de lo que se comparte, y queda anotado quién lo pidió.

    \b
    Ejemplo:  cobranza corre informe_cartera -p corte 2025-12-31 -p delegacion DH-TGZ
    """
    from cobranza.ejecucion import precalentado

    if esquema:
        from cobranza.ejecucion import parametros
        from cobranza.ejecucion.motor import localizar

        consola.decir(json.dumps(parametros.esquema(localizar(cuaderno, ajustes().cuadernos)), **_LEGIBLE))
        return 0
    dados: dict[str, Any] = {**_de_archivo(archivo), **dict(par.split("=", 1) for par in parametro or [])}
    # mientras esta orden se prepara, otro proceso carga lo que va a usar el núcleo
    with precalentado.padre([Path(cuaderno).stem]):
        return _correr_uno(cuaderno, dados, entorno(salida), forzar, en_json=en_json)


def _correr_uno(cuaderno: str, dados: Mapping[str, Any], en: Entorno, forzar: bool, *, en_json: bool) -> int:
    from cobranza.ejecucion.indice import indice_de
    from cobranza.ejecucion.motor import correr

    if en_json:
        return _correr_contando(cuaderno, dados, en, forzar)
    with consola.barra() as avance:
        tarea = avance.add_task(cuaderno, total=None, detalle="")
        hecha = correr(
            cuaderno,
            dados,
            entorno=en,
            forzar=forzar,
            al_avanzar=lambda celda, de: avance.update(
                tarea, completed=celda - 1, total=de, detalle=f"celda {celda} de {de}"
            ),
        )
    contar(hecha)
    if hecha.corrida:
        indice = rehacer_indice(en)
        if not hecha.reutilizada:
            consola.decir(f"índice: {consola.corta(indice_de(indice, hecha.parametros))}")
    return hecha.codigo


def _correr_contando(cuaderno: str, dados: Mapping[str, Any], en: Entorno, forzar: bool) -> int:
    """La misma corrida, contada para otro programa: cada celda que empieza y cómo terminó."""
    from cobranza.ejecucion.motor import INFORME, correr

    def decir(**dicho: Any) -> None:
        consola.decir(json.dumps(dicho, ensure_ascii=False))

    hecha = correr(cuaderno, dados, entorno=en, forzar=forzar, al_avanzar=lambda celda, de: decir(celda=celda, de=de))
    if hecha.corrida:
        rehacer_indice(en)
    informe = str(hecha.carpeta / INFORME) if hecha.corrida else ""
    falla = hecha.falla.mensaje if hecha.falla else ""
    decir(corrida=hecha.corrida, informe=informe, reutilizada=hecha.reutilizada, falla=falla, codigo=hecha.codigo)
    return hecha.codigo


def lote(  # noqa: PLR0913 — son las opciones de la orden
    corrida: Annotated[Path, typer.Argument(metavar="CORRIDA.yaml", help="Qué correr; están en params/corridas/.")],
    trabajadores: Trabajadores = None,
    salida: Salida = None,
    forzar: Forzar = False,
    dask: Annotated[
        str, typer.Option("--dask", metavar="DIRECCIÓN", help="En un cúmulo de Dask, como tcp://servidor:8786.")
    ] = "",
    llevar: Annotated[
        str,
        typer.Option("--llevar", metavar="LUGAR", help="Deja también ahí lo que se comparte: s3://…, otra carpeta."),
    ] = "",
    con_aviso: Annotated[
        bool, typer.Option("--avisar", help="Avisa por correo cómo terminó (COBRANZA_SMTP), con ligas y sin datos.")
    ] = False,
) -> int:
    """Corre varios cuadernos a la vez; lo que falla en uno no detiene a los demás.

    Sólo corre lo pendiente. Termina con 0 si todos terminaron bien; si no, con el código del peor.

    \b
    Ejemplo:  cobranza lote params/corridas/ejemplo.yaml --trabajadores 4
              cobranza lote params/corridas/ejemplo.yaml --dask tcp://servidor:8786 --llevar s3://informes
    """
    from cobranza.ejecucion.plan import leer

    en = entorno(salida)
    plan = leer(_localizar(corrida), en.ahora.date(), ultimo_dia_de_los_libros)
    hechas = correr_tareas(plan.tareas, en, trabajadores, Donde(dask, llevar, salida), forzar=forzar)
    if con_aviso:
        from cobranza.ejecucion.correo import de_corridas

        avisar(lambda liga: de_corridas(f"{plan.titulo}.", hechas, en.salidas, liga))
    return peor(hechas)


@dataclass(frozen=True, slots=True)
class Donde:
    """Dónde corre un lote y a dónde va: en esta máquina y a sus salidas, si no se dice otra cosa."""

    cumulo: str = ""
    destino: str = ""
    salida: Path | None = None
    """La carpeta de salidas que se pidió; vacía, la de los ajustes de cada máquina."""


def correr_tareas(  # noqa: PLR0913 — qué se corre, dónde y a quién se le cuenta
    tareas: Sequence[Tarea],
    en: Entorno,
    trabajadores: int | None,
    donde: Donde | None = None,
    *,
    forzar: bool = False,
    al_terminar: Callable[[Tarea, Corrida], None] | None = None,
) -> list[Corrida]:
    """Corre varias tareas, cuenta cómo terminó cada una y deja el índice; `al_terminar`, según acaban."""
    from cobranza.ejecucion.lote import a_la_vez
    from cobranza.ejecucion.precalentado import por_que_no
    from cobranza.puertas.avance import Avance, informes

    if len(tareas) > 1 and (razon := por_que_no()):
        consola.decir(f"cada cuaderno abre su núcleo de cero, y tarda más: {razon}")
    inicio = time.perf_counter()
    with consola.barra() as barra:
        avance = Avance(len(tareas), trabajadores or a_la_vez(), barra)

        def terminada(tarea: Tarea, hecha: Corrida) -> None:
            avance.termino(hecha, en.ahora + timedelta(seconds=time.perf_counter() - inicio))
            if al_terminar:
                al_terminar(tarea, hecha)

        hechas = _correr_donde(tareas, en, avance, donde or Donde(), forzar, terminada)
    segundos = time.perf_counter() - inicio
    for hecha in hechas:
        contar(hecha)
    cuentas = Counter(_estado(hecha) for hecha in hechas)
    resumen = ", ".join(consola.cuantos(n, *_ESTADOS[estado]) for estado, n in cuentas.items())
    consola.decir(f"{informes(len(hechas))} en {segundos:.1f} s: {resumen}")
    consola.decir(f"índice: {consola.corta(rehacer_indice(en))}")
    return hechas


def _correr_donde(  # noqa: PLR0913 — lo que ya trae quien lo llama
    tareas: Sequence[Tarea],
    en: Entorno,
    avance: Avance,
    donde: Donde,
    forzar: bool,
    terminada: Callable[[Tarea, Corrida], None],
) -> list[Corrida]:
    """En esta máquina o en el cúmulo. Si se pidió, se lleva lo corrido: aquí, al terminar el lote; allá, cada
    trabajador lo suyo en cuanto lo termina. Al final, el índice."""
    from cobranza.ejecucion import llevadas, lote

    llevar = partial(llevadas.llevada, destino=donde.destino) if donde.destino else None
    if donde.cumulo:
        from cobranza.ejecucion.cumulo import correr_en_cumulo

        hechas = correr_en_cumulo(
            tareas, donde.cumulo, partial(entorno, donde.salida),
            forzar=forzar, al_publicar=llevar, al_terminar=terminada, al_apartar=_decir_apartado,
            al_contar=avance.trabajan,
        )  # fmt: skip
    else:
        hechas = lote.correr_lote(
            tareas, entorno=en, trabajadores=avance.trabajadores, forzar=forzar, al_terminar=terminada
        )
        hechas = [llevar(hecha, en) for hecha in hechas] if llevar else hechas
    if llevar and any(hecha.falla is None for hecha in hechas):
        llevadas.llevar_indice(en.salidas, donde.destino)
    return hechas


def _decir_apartado(quien: str, difiere: Sequence[str]) -> None:
    consola.aviso(f"El trabajador {quien} no corre este lote: tiene {', '.join(difiere)}.")


_ESTADOS = {
    "con falla": ("con falla", "con falla"),
    "al día": ("ya al día", "ya al día"),
    "nuevo": ("nuevo", "nuevos"),
}


def avisar(carta: Callable[[str], tuple[str, str]]) -> None:
    """Manda el aviso si hay correo configurado; `carta` da (asunto, texto) para la liga de las salidas.

    Que no salga se dice y no cambia cómo termina la orden: los informes ya están.
    """
    from cobranza.base.fechas import ahora
    from cobranza.ejecucion import correo

    try:
        suyo = correo.buzon()
        if suyo:
            correo.mandar(suyo, *carta(suyo.liga), ahora())
    except ErrorDeCobranza as error:
        consola.aviso(error.mensaje)


def peor(hechas: Iterable[Corrida]) -> int:
    """El código con que termina una orden que corrió todo eso."""
    return max((hecha.codigo for hecha in hechas), default=0)


def _estado(hecha: Corrida) -> str:
    if hecha.falla:
        return "con falla"
    return "al día" if hecha.reutilizada else "nuevo"


def contar(hecha: Corrida) -> None:
    """Qué se hizo y dónde quedó; lo que falló, por la salida de errores."""
    if hecha.apartada:
        consola.aviso(
            f"{hecha.cuaderno}: lo que había en su lugar no era lo publicado; se apartó en "
            f"{consola.corta(hecha.apartada)} y se volvió a correr"
        )
    if hecha.falla:
        lugar = f" [celda {hecha.falla.celda}, {hecha.falla.apartado}]" if hecha.falla.apartado else ""
        consola.error(f"{hecha.cuaderno}{lugar}: {hecha.falla.mensaje}")
        if hecha.corrida:
            consola.aviso(f"  quedó en {consola.corta(hecha.carpeta / 'informe.html')}")
        return
    como = "ya estaba, con los mismos datos, norma y código" if hecha.reutilizada else f"{hecha.segundos:.1f} s"
    if hecha.intentos > 1:
        como += f", al intento {hecha.intentos}"
    consola.decir(f"{hecha.cuaderno}: {consola.corta(hecha.carpeta / 'informe.html')} ({como})")


def rehacer_indice(en: Entorno) -> Path:
    """El índice, vuelto a escribir con lo reservado ya en su lugar."""
    from cobranza.ejecucion.estanteria import resguardar
    from cobranza.ejecucion.indice import escribir_indice
    from cobranza.ejecucion.manifiesto import ilegibles

    resguardar(en.salidas)
    for carpeta in ilegibles(en.salidas):
        consola.aviso(f"{consola.corta(carpeta)} no va en el índice: su manifiesto no se entiende")
    return escribir_indice(en.salidas)


def _localizar(corrida: Path) -> Path:
    """Se admite el archivo o sólo su nombre dentro de params/corridas."""
    if corrida.is_file():
        return corrida
    return next((r for r in [ajustes().params / "corridas" / f"{corrida.stem}.yaml"] if r.is_file()), corrida)


def _de_archivo(archivo: Path | None) -> dict[str, Any]:
    if archivo is None:
        return {}
    dados = yaml_de(archivo, "El archivo de parámetros") or {}
    if not isinstance(dados, dict):
        raise ErrorDeUso(f"{archivo} no es una lista de «nombre: valor»; se encontró {type(dados).__name__}.")
    return {str(nombre): valor for nombre, valor in dados.items()}
