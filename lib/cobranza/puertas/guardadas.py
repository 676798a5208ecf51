"""`cobranza corridas`: qué corridas hay, quitarlas o archivarlas, y cuáles salieron con nombres."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeDatos
from cobranza.puertas import consola
from cobranza.puertas.consola import Grupo, Orden

if TYPE_CHECKING:
    from cobranza.ejecucion.indice import Entrada

app = typer.Typer(cls=Grupo, rich_markup_mode=None)

Cuales = Annotated[
    list[str] | None, typer.Argument(metavar="CORRIDA…", help="El nombre de cada una; bastan sus primeras letras.")
]
Fallidas = Annotated[bool, typer.Option("--fallidas", help="Todas las que fallaron.")]
Aplicar = Annotated[bool, typer.Option("--aplicar", help="Lo hace; sin esto sólo dice qué haría.")]
Salida = Annotated[Path | None, typer.Option("--salida", metavar="DIR", help="Dónde están; por omisión, outputs/.")]


@app.callback(invoke_without_command=True)
def corridas(
    contexto: typer.Context,
    nominativas: Annotated[
        bool, typer.Option("--nominativas", help="El registro de lo que salió con nombres: quién, cuándo y qué.")
    ] = False,
    fallidas: Annotated[bool, typer.Option("--fallidas", help="Sólo las que fallaron.")] = False,
    salida: Salida = None,
) -> None:
    """Lista las corridas, de la más reciente a la más antigua: cuándo, cuál, cómo terminó, de qué y de qué cartera.

    \b
    Ejemplo:  cobranza corridas
              cobranza corridas --nominativas
    """
    if contexto.invoked_subcommand:
        return
    if nominativas:
        _listar_nominativas()
        return
    from cobranza.ejecucion.estanteria import todas

    hay = [e for e in todas(_salidas(salida)) if e.fallo or not fallidas]
    for entrada in hay:
        consola.decir(_renglon(entrada))
    if not hay:
        consola.decir("No hay corridas que hayan fallado." if fallidas else "Todavía no hay corridas.")


@app.command(cls=Orden, short_help="Borra corridas y las saca del índice.")
def quitar(
    cuales: Cuales = None, fallidas: Fallidas = False, aplicar: Aplicar = False, salida: Salida = None
) -> None:
    """Borra corridas y las saca del índice. Los datos no se tocan: la misma orden las vuelve a hacer.

    Sin --aplicar sólo dice cuáles borraría.

    \b
    Ejemplo:  cobranza corridas quitar 3f9a01bc44de --aplicar
              cobranza corridas quitar --fallidas --aplicar
    """
    from cobranza.ejecucion import estanteria

    en = _salidas(salida)
    dichas = _dar_de_baja(en, cuales or [], aplicar)
    if cuales and not dichas and not fallidas:
        return
    elegidas = estanteria.nombradas(en, dichas, fallidas=fallidas)
    if aplicar:
        estanteria.quitar(en, elegidas)
    _contar(elegidas, ("se quitó", "se quitaron") if aplicar else ("se quitaría", "se quitarían"), aplicar)


@app.command(cls=Orden, short_help="Mueve corridas a outputs/archivo/, fuera del índice.")
def archivar(
    cuales: Cuales = None, fallidas: Fallidas = False, aplicar: Aplicar = False, salida: Salida = None
) -> None:
    """Mueve corridas a outputs/archivo/ y las saca del índice; ahí se siguen pudiendo abrir.

    Sin --aplicar sólo dice cuáles movería.

    \b
    Ejemplo:  cobranza corridas archivar 3f9a01bc44de --aplicar
    """
    from cobranza.ejecucion import estanteria

    en = _salidas(salida)
    elegidas = estanteria.nombradas(en, cuales or [], fallidas=fallidas)
    if aplicar:
        for destino in estanteria.archivar(en, elegidas):
            consola.decir(f"archivada en {consola.corta(destino)}")
    _contar(elegidas, ("se archivó", "se archivaron") if aplicar else ("se archivaría", "se archivarían"), aplicar)


def _dar_de_baja(en: Path, cuales: list[str], aplicar: bool) -> list[str]:
    """Da de baja del registro las corridas cuya carpeta ya no está; devuelve las demás que se nombraron."""
    from cobranza.ejecucion import publicadas

    quedan = []
    for dicha in cuales:
        perdidas = publicadas.perdidas(en, dicha)
        quedan += [] if perdidas else [dicha]
        for lugar in perdidas:
            if aplicar:
                publicadas.anotar(publicadas.QUITADA, lugar)
            verbo = "se dio" if aplicar else "se daría"
            consola.decir(f"{lugar.carpeta} ya no estaba; {verbo} de baja del registro de lo publicado")
    return quedan


def _salidas(dichas: Path | None) -> Path:
    return dichas.resolve() if dichas else ajustes().salidas


def _renglon(entrada: Entrada) -> str:
    """Una corrida en un renglón."""
    from cobranza.ejecucion.encabezado import encabezado
    from cobranza.ejecucion.lugares import es_reservada

    ficha = entrada.ficha
    partes = [
        entrada.cuando.replace("T", " ")[:16],
        ficha["corrida"],
        f"{'falló' if entrada.fallo else 'terminada':<9}",
        ficha["cuaderno"],
        f"corte {ficha['corte']}",
        encabezado(ficha).asunto,
        entrada.cartera,
        "reservada" if es_reservada(ficha["parametros"]) else "",
    ]
    return "  ".join(parte for parte in partes if parte)


def _contar(elegidas: list[Entrada], verbos: tuple[str, str], aplicado: bool) -> None:
    if not aplicado:
        for entrada in elegidas:
            consola.decir(_renglon(entrada))
    if not elegidas:
        consola.decir("No hay corridas que hayan fallado.")
        return
    verbo = verbos[0] if len(elegidas) == 1 else verbos[1]
    resumen = f"{verbo} {consola.cuantos(len(elegidas), 'corrida', 'corridas')}"
    consola.decir(resumen if aplicado else f"{resumen}; para hacerlo, repite la orden con --aplicar")


def _listar_nominativas() -> None:
    from cobranza.base import nominativas

    leido = nominativas.leer()
    salidas = [r for r in leido.renglones if "cuaderno" in r]  # los demás dicen desde cuándo se firma
    for anotado in sorted(salidas, key=lambda r: str(r.get("cuando")), reverse=True):
        consola.decir(_anotada(anotado))
    if leido.falla:
        raise ErrorDeDatos(f"El registro de lo que salió con nombres se alteró: {leido.falla}.")
    if not salidas:
        consola.decir("Ningún informe ha salido con nombres.")


def _anotada(anotado: dict[str, Any]) -> str:
    parametros = anotado.get("parametros")
    dados = " ".join(f"{k}={v}" for k, v in parametros.items() if k != "nominativo") if parametros else ""
    corrida = anotado.get("corrida") or "por su cuenta"
    otra_vez = "  (ya estaba)" if anotado.get("reutilizada") else ""
    cuando, quien, cuaderno = (str(anotado.get(campo, "?")) for campo in ("cuando", "quien", "cuaderno"))
    return f"{cuando.replace('T', ' ')}  {quien:<12}  {cuaderno:<17}  {corrida:<13}  {dados}{otra_vez}"
