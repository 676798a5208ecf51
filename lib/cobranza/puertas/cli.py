"""La consola `cobranza`: reúne las órdenes y traduce cómo terminan a un código de salida y una línea.

Códigos: 0 bien · 2 uso · 3 datos · 4 norma · 5 proceso · 6 ejecución · 1 falla nuestra. Interrumpida: 130 con
Ctrl+C, 143 con SIGTERM y 129 con SIGHUP.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from cobranza import __version__
from cobranza.base import permisos
from cobranza.base.ajustes import ajustes
from cobranza.base.caidas import explicada
from cobranza.base.errores import ErrorDeCobranza, ErrorDeLey
from cobranza.base.quien import con_casa
from cobranza.ejecucion import vida
from cobranza.puertas import (
    actos,
    agenda,
    ancla,
    asignar,
    calcular,
    carga,
    cedula_en_blanco,
    consola,
    corridas,
    cotejo,
    cuadernos,
    cuarentena,
    custodia,
    ejemplo,
    expedientes,
    explica,
    guardadas,
    impresion,
    oficios,
    params,
    publicado,
    ventanilla,
    ventanilla_al_dia,
    ventanilla_de_cancelacion,
    ventanilla_de_hallazgos,
    ventanilla_de_nomina,
    ventanilla_publica,
    verificar,
)
from cobranza.puertas.consola import Grupo, Orden, OrdenConParametros

_INTERRUMPIDA = 130

app = typer.Typer(
    name="cobranza",
    cls=Grupo,
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _decir_version(pedida: bool) -> None:
    if pedida:
        consola.decir(f"cobranza {__version__}")
        raise typer.Exit


@app.callback()
def cobranza(
    version: Annotated[
        bool, typer.Option("--version", help="Dice la versión y termina.", is_eager=True, callback=_decir_version)
    ] = False,
    rastro: Annotated[
        bool, typer.Option("--rastro", help="Si algo falla, enseña el rastro completo (o COBRANZA_RASTRO=1).")
    ] = False,
) -> None:
    """Cuadernos operativos de la Dirección de Cobranza: cargar, correr, verificar y calcular.

    \b
    Para empezar:  cobranza demo
                   cobranza lote params/corridas/ejemplo.yaml
    """
    del version, rastro  # el rastro lo atiende `ejecutar`: vale en cualquier lugar de la línea


_EN_CORTO: dict[Callable[..., Any], str] = {
    corridas.corre: "Corre un cuaderno.",
    corridas.lote: "Corre varios cuadernos a la vez.",
    agenda.agenda: "Dice qué corridas tocan hoy.",
    cotejo.repetir: "Vuelve a correr un informe y dice si salió igual.",
    cotejo.comparar: "Dice qué cambió entre dos corridas.",
    impresion.pdf: "Deja un informe en PDF.",
    actos.puede: "Dice si un acto procede.",
    actos.anotar: "Anota actos en los libros.",
    ventanilla.tramites: "Lista los trámites.",
    cedula_en_blanco.muestra: "Deja la cédula de los expedientes por revisar.",
    verificar.verificar: "Aplica las reglas del PAE a la cartera.",
    explica.explica: "Explica una regla o lo que debe un crédito.",
    ejemplo.demo: "Genera y carga una cartera de ejemplo.",
    carga.ingerir: "Carga un archivo de la oficina.",
    carga.deshacer: "Deshace una carga de créditos del mismo día.",
    asignar.asignar: "Propone ejecutor para los créditos que no tienen.",
    cuarentena.cuarentena: "Lista o exporta las filas que no entraron.",
    custodia.migrar: "Lleva la base al día.",
    custodia.comprobar: "Comprueba libros, cargas y norma.",
    custodia.foto: "Toma la foto que leen los informes.",
    ancla.ancla: "Anota fuera de la base hasta dónde llegan los libros.",
    publicado.publicar: "Deja en una carpeta los informes que se comparten.",
    publicado.verificar_informe: "Dice si un informe es el que se publicó.",
    cuadernos.cuadernos: "Abre los cuadernos en JupyterLab.",
    calcular.calcular: "Aplica una fórmula de la norma a casos en JSON.",
}
ventanilla_al_dia.agregar(ventanilla.app)
ventanilla_publica.agregar(ventanilla.app)
ventanilla_de_cancelacion.agregar(ventanilla.app)
for _orden, _corto in _EN_CORTO.items():
    _clase = OrdenConParametros if _orden is corridas.corre else Orden
    app.command(cls=_clase, short_help=_corto)(_orden)
app.add_typer(guardadas.app, name="corridas", short_help="Lista, quita o archiva corridas.")
app.add_typer(expedientes.app, name="expediente", short_help="Integra los expedientes y comprueba sus archivos.")
app.add_typer(oficios.app, name="documento", short_help="Hace documentos en PDF y comprueba si uno es auténtico.")
app.add_typer(ventanilla.app, name="tramite", short_help="Abre trámites, les da paso y los enseña.")
app.add_typer(ventanilla_de_nomina.app, name="nomina", short_help="La nómina de gastos de ejecución, con memoria.")
app.add_typer(ventanilla_de_hallazgos.app, name="hallazgos", short_help="Los hallazgos, hasta que se solventan.")
app.add_typer(params.app, name="params", short_help="Los parámetros de la norma y hasta cuándo alcanzan.")


def main(argumentos: Sequence[str] | None = None) -> None:
    """Corre una orden y termina el proceso con su código."""
    vida.atender()
    consola.preparar()
    con_casa()
    try:
        os.umask(permisos.modo(ajustes().salidas).mascara)
    except ErrorDeCobranza as error:
        consola.error(error.mensaje)
        sys.exit(error.codigo)
    sys.exit(ejecutar(sys.argv[1:] if argumentos is None else argumentos))


def ejecutar(argumentos: Sequence[str]) -> int:
    """Corre una orden y devuelve su código de salida; ningún error sale con rastro salvo que se pida."""
    con_rastro = "--rastro" in argumentos or os.environ.get("COBRANZA_RASTRO", "") not in ("", "0")
    try:
        resultado: Any = app([a for a in argumentos if a != "--rastro"], prog_name="cobranza", standalone_mode=False)
        if resultado == _INTERRUMPIDA:
            raise KeyboardInterrupt
        return resultado if isinstance(resultado, int) else 0
    except typer.TyperException as error:
        return _mal_uso(error)
    except (KeyboardInterrupt, typer.Abort) as interrupcion:
        consola.error("interrumpido; lo que ya estaba terminado queda, lo que iba a medias se descartó.")
        return vida.codigo(interrupcion)
    except BrokenPipeError:
        consola.sin_quien_lea()
        return 0
    except Exception as error:
        if con_rastro:
            traceback.print_exc()
        return _decir_falla(error)


def _decir_falla(error: Exception) -> int:
    """Dice un error en una línea y devuelve su código; 1 sólo si la falla es nuestra."""
    dicho = explicada(error) or _de_la_norma(error)
    if dicho is None:
        consola.error(
            f"falla inesperada, {type(error).__name__}: {error}. "
            "Repite la orden con --rastro y envía lo que salga a quien mantiene el sistema."
        )
        return 1
    consola.error(dicho.mensaje)
    return dicho.codigo


def _de_la_norma(error: Exception) -> ErrorDeCobranza | None:
    """Si lo que falló puede venir de un archivo de params que alguien cambió, cuál; None si están como se publicaron.

    Cada archivo se comprueba al leerlo; esto es para lo que se entiende y no alcanza: un renglón que ya no está.
    """
    from cobranza.ley import publicacion

    if not isinstance(error, LookupError | TypeError | ValueError | AttributeError | ArithmeticError):
        return None
    try:
        falla = publicacion.falla(ajustes().params)
    except (ErrorDeCobranza, OSError):
        return None
    que = (
        f"No se pudo seguir ({type(error).__name__}) y params/ no es lo publicado. {falla} El detalle, con --rastro."
    )
    return ErrorDeLey(que) if falla else None


def _mal_uso(error: typer.TyperException) -> int:
    contexto: Any = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        consola.aviso(error.format_message())
    else:
        orden = contexto.command_path if contexto else "cobranza"
        consola.error(consola.uso_en_espanol(error.format_message(), f"{orden} --help"))
    return 2
