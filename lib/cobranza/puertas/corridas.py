"""Correr informes: uno (`corre`), varios (`lote`) y lo que toca hoy (`agenda`)."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
from cobranza.puertas import consola

if TYPE_CHECKING:
    from cobranza.ejecucion.motor import Corrida, Entorno
    from cobranza.ejecucion.plan import Plan, Tarea

Salida = Annotated[
    Path | None, typer.Option("--salida", metavar="DIR", help="Dónde dejar los informes; por omisión, outputs/.")
]
Forzar = Annotated[bool, typer.Option("--forzar", help="Corre aunque ya exista el mismo informe.")]
Trabajadores = Annotated[int, typer.Option("--trabajadores", metavar="N", min=1, max=64, help="Informes a la vez.")]


def corre(
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
) -> int:
    """Corre un cuaderno y deja su informe, su anexo en Excel y su manifiesto.

    Los parámetros se comprueban antes de empezar. Repetir con los mismos datos, norma y código no lo vuelve a
    correr: devuelve el que ya está.

    \b
    Ejemplo:  cobranza corre informe_cartera -p corte 2025-12-31 -p delegacion DH-TGZ
    """
    from cobranza.ejecucion.indice import escribir_indice
    from cobranza.ejecucion.motor import correr

    dados: dict[str, Any] = {**_de_archivo(archivo), **dict(par.split("=", 1) for par in parametro or [])}
    en = entorno(salida)
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
    indice = escribir_indice(en.salidas)
    _contar(hecha)
    if not hecha.reutilizada:
        consola.decir(f"índice: {consola.corta(indice)}")
    return hecha.codigo


def lote(
    corrida: Annotated[Path, typer.Argument(metavar="CORRIDA.yaml", help="Qué correr; están en params/corridas/.")],
    trabajadores: Trabajadores = 2,
    salida: Salida = None,
    forzar: Forzar = False,
) -> int:
    """Corre varios cuadernos a la vez; lo que falla en uno no detiene a los demás.

    Sólo corre lo pendiente. Termina con 0 si todos terminaron bien; si no, con el código del peor.

    \b
    Ejemplo:  cobranza lote params/corridas/principal.yaml --trabajadores 4
    """
    from cobranza.ejecucion.plan import leer

    en = entorno(salida)
    return _correr_planes([leer(_localizar(corrida), en.ahora.date())], en, trabajadores, forzar)


def agenda(
    fecha: Annotated[
        str | None, typer.Option("--fecha", metavar="AAAA-MM-DD", help="El día por mirar; por omisión, hoy.")
    ] = None,
    correr: Annotated[bool, typer.Option("--correr", help="Corre lo que toca ese día.")] = False,
    trabajadores: Trabajadores = 2,
) -> int:
    """Dice qué corridas tocan hoy y cuándo tocan las demás.

    El calendario lo pone cada archivo de params/corridas con «cuando:». Para que corra solo, llama a
    «cobranza agenda --correr» desde cron, systemd o Airflow una vez al día.

    \b
    Ejemplo:  cobranza agenda --fecha 2026-01-01
    """
    from cobranza.ejecucion.plan import leer_todos

    en = entorno(None)
    dia = _dia(fecha) if fecha else en.ahora.date()
    planes = leer_todos(ajustes().params / "corridas", dia)
    if not planes:
        consola.decir("No hay corridas en params/corridas/.")
    for plan in planes:
        proxima = plan.proxima(dia)
        toca = "hoy" if plan.toca(dia) else proxima.isoformat() if proxima else "a mano"
        consola.decir(f"{toca:<11} {plan.nombre}: {plan.titulo}, {_informes(len(plan.tareas))}")
    tocan = [plan for plan in planes if plan.toca(dia)]
    if not correr or not tocan:
        return 0
    return _correr_planes(tocan, en, trabajadores, forzar=False)


def entorno(salida: Path | None) -> Entorno:
    """Dónde se corre, con los ajustes de esta instalación y la foto de sus libros como huella de los datos."""
    from cobranza.base.fechas import ahora
    from cobranza.ejecucion.motor import Entorno

    actual = ajustes()
    return Entorno(
        raiz=actual.raiz,
        cuadernos=actual.cuadernos,
        salidas=salida.resolve() if salida else actual.salidas,
        params=actual.params,
        ahora=ahora(),
        huella_de_datos=huella_de_los_libros,
        huella_de_la_norma=huella_de_la_norma,
        archivos=actual.salidas,
    )


def huella_de_los_libros() -> str:
    """Huella de la foto al día de los libros de esta instalación."""
    from cobranza.almacen.toma import foto_actual

    actual = ajustes()
    return str(foto_actual(actual.bd, actual.salidas).huella)


def huella_de_la_norma() -> str:
    """Huella de la norma de esta instalación: la misma que dicen los informes que la abren."""
    from cobranza.ley.norma import de_la_oficina

    return de_la_oficina().huella


def _correr_planes(planes: list[Plan], en: Entorno, trabajadores: int, forzar: bool) -> int:
    from cobranza.ejecucion.indice import escribir_indice
    from cobranza.ejecucion.lote import correr_lote

    tareas = [tarea for plan in planes for tarea in plan.tareas]
    inicio = time.perf_counter()
    with consola.barra() as avance:
        linea = avance.add_task(planes[0].titulo, total=len(tareas), detalle=_informes(len(tareas)))

        def al_terminar(tarea: Tarea, hecha: Corrida) -> None:
            avance.advance(linea)
            avance.update(linea, detalle=f"{tarea.cuaderno} {'falló' if hecha.falla else 'listo'}")

        hechas = correr_lote(tareas, entorno=en, trabajadores=trabajadores, forzar=forzar, al_terminar=al_terminar)
    segundos = time.perf_counter() - inicio
    for hecha in hechas:
        _contar(hecha)
    cuentas = Counter(_estado(hecha) for hecha in hechas)
    resumen = ", ".join(consola.cuantos(n, *_ESTADOS[estado]) for estado, n in cuentas.items())
    consola.decir(f"{_informes(len(hechas))} en {segundos:.1f} s: {resumen}")
    consola.decir(f"índice: {consola.corta(escribir_indice(en.salidas))}")
    return max(hecha.codigo for hecha in hechas)


_ESTADOS = {
    "con falla": ("con falla", "con falla"),
    "al día": ("ya al día", "ya al día"),
    "nuevo": ("nuevo", "nuevos"),
}


def _estado(hecha: Corrida) -> str:
    if hecha.falla:
        return "con falla"
    return "al día" if hecha.reutilizada else "nuevo"


def _contar(hecha: Corrida) -> None:
    """Qué se hizo y dónde quedó; lo que falló, por la salida de errores."""
    if hecha.falla:
        lugar = f" [celda {hecha.falla.celda}, {hecha.falla.apartado}]" if hecha.falla.apartado else ""
        consola.error(f"{hecha.cuaderno}{lugar}: {hecha.falla.mensaje}")
        if hecha.corrida:
            consola.aviso(f"  quedó en {consola.corta(hecha.carpeta / 'informe.html')}")
        return
    como = "ya estaba, con los mismos datos, norma y código" if hecha.reutilizada else f"{hecha.segundos:.1f} s"
    consola.decir(f"{hecha.cuaderno}: {consola.corta(hecha.carpeta / 'informe.html')} ({como})")


def _informes(cuantos: int) -> str:
    return consola.cuantos(cuantos, "informe", "informes")


def _localizar(corrida: Path) -> Path:
    """Se admite el archivo o sólo su nombre dentro de params/corridas."""
    if corrida.is_file():
        return corrida
    return next((r for r in [ajustes().params / "corridas" / f"{corrida.stem}.yaml"] if r.is_file()), corrida)


def _de_archivo(archivo: Path | None) -> dict[str, Any]:
    if archivo is None:
        return {}
    import yaml

    try:
        dados = yaml.safe_load(archivo.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ErrorDeUso(f"No se pueden leer los parámetros de {archivo}: {error}.") from error
    if not isinstance(dados, dict):
        raise ErrorDeUso(f"{archivo} no es una lista de «nombre: valor»; se encontró {type(dados).__name__}.")
    return {str(nombre): valor for nombre, valor in dados.items()}


def _dia(texto: str) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(texto)
    except ValueError as error:
        raise ErrorDeUso(f"La fecha es «{texto}»; se esperaba AAAA-MM-DD, como 2026-01-31.") from error
