"""La consola `cobranza`: reúne las órdenes y traduce cómo terminan a un código de salida y una línea.

Códigos: 0 bien · 2 uso · 3 datos · 4 norma · 5 proceso · 6 ejecución · 1 falla nuestra · 130 interrumpida.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from cobranza import __version__
from cobranza.base.errores import ErrorDeCobranza
from cobranza.puertas import (
    asignar,
    calcular,
    carga,
    consola,
    corridas,
    cuarentena,
    custodia,
    explica,
    params,
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
                   cobranza lote params/corridas/principal.yaml
    """
    del version, rastro  # el rastro lo atiende `ejecutar`: vale en cualquier lugar de la línea


_EN_CORTO: dict[Callable[..., Any], str] = {
    corridas.corre: "Corre un cuaderno.",
    corridas.lote: "Corre varios cuadernos a la vez.",
    corridas.agenda: "Dice qué corridas tocan hoy.",
    verificar.verificar: "Aplica las reglas del PAE a la cartera.",
    explica.explica: "Explica una regla o lo que debe un crédito.",
    carga.demo: "Genera y carga una cartera de ejemplo.",
    carga.ingerir: "Carga un archivo de la oficina.",
    carga.deshacer: "Deshace una carga de créditos del mismo día.",
    asignar.asignar: "Propone ejecutor para los créditos que no tienen.",
    cuarentena.cuarentena: "Lista o exporta las filas que no entraron.",
    custodia.migrar: "Lleva la base al día.",
    custodia.comprobar: "Comprueba libros, cargas y norma.",
    custodia.foto: "Toma la foto que leen los informes.",
    calcular.calcular: "Aplica una fórmula de la norma a casos en JSON.",
}
for _orden, _corto in _EN_CORTO.items():
    _clase = OrdenConParametros if _orden is corridas.corre else Orden
    app.command(cls=_clase, short_help=_corto)(_orden)
app.add_typer(params.app, name="params", short_help="Los parámetros de la norma y hasta cuándo alcanzan.")


def main(argumentos: Sequence[str] | None = None) -> None:
    """Corre una orden y termina el proceso con su código."""
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
    except (KeyboardInterrupt, typer.Abort):
        consola.error("interrumpido; lo que ya estaba terminado queda, lo que iba a medias se descartó.")
        return _INTERRUMPIDA
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except ErrorDeCobranza as error:
        if con_rastro:
            traceback.print_exc()
        consola.error(error.mensaje)
        return error.codigo
    except Exception as error:
        if con_rastro:
            traceback.print_exc()
        consola.error(
            f"falla inesperada, {type(error).__name__}: {error}. "
            "Repite la orden con --rastro y envía lo que salga a quien mantiene el sistema."
        )
        return 1


def _mal_uso(error: typer.TyperException) -> int:
    contexto: Any = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        consola.aviso(error.format_message())
    else:
        orden = contexto.command_path if contexto else "cobranza"
        consola.error(consola.uso_en_espanol(error.format_message(), f"{orden} --help"))
    return 2
