"""Trámites, lo que no es un paso: ponerlos al día (`al-dia`), sus documentos (`documento`) y simular (`simular`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.base.errores import ErrorDeLey, ErrorDeUso
from cobranza.puertas import consola
from cobranza.puertas.actos import Usuario, libros
from cobranza.puertas.consola import Orden
from cobranza.puertas.ventanilla import (
    Al,
    Datos,
    EnJson,
    Esquema,
    del_numero,
    dia_de,
    leyendo,
    objeto_de,
    orden_de,
    proceso_de,
)

if TYPE_CHECKING:
    from cobranza.tramites.automaticos import Puesto


def al_dia(
    tipo: Annotated[str, typer.Option("--tipo", metavar="TIPO", help="Sólo los de ese tipo.")] = "",
    usuario: Usuario = None,
    al: Al = None,
    en_json: EnJson = False,
) -> int:
    """Da los pasos que ya ocurrieron solos, con su fecha: un convenio que caducó, uno que se terminó de pagar…

    Repetirla no hace nada. «cobranza agenda --correr» la hace una vez cada día hábil. Termina con 5 si alguno ya
    debía darse y no procede, y con 4 si a alguno le falta un valor de la norma; los demás se ponen al día.

    \b
    Ejemplo:  cobranza tramite al-dia
    """
    from cobranza.tramites.automaticos import poner_al_dia

    with libros() as motor:
        puestos = poner_al_dia(motor, proceso_de, orden_de(motor, usuario, al, ""), tipo)
    if en_json:
        dichos = [
            {"numero": p.numero, "estado": p.estado, "fecha": p.fecha.isoformat()}
            | ({"error": p.negado.mensaje, "codigo": p.negado.codigo} if p.negado else {})
            for p in puestos
        ]
        consola.decir(json.dumps(dichos, ensure_ascii=False, indent=2))
    for p in () if en_json else puestos:
        consola.decir(f"{p.numero:<18} {p.estado:<26} {_como_quedo(p)}")
    for mensaje in dict.fromkeys(p.negado.mensaje for p in puestos if p.negado):  # lo mismo a muchos, una vez
        consola.error(mensaje)
    if not puestos and not en_json:
        consola.decir("Todos están al día.")
    return max((p.negado.codigo for p in puestos if p.negado), default=0)


def _como_quedo(p: Puesto) -> str:
    if p.negado is None:
        return f"desde {p.fecha}"
    return "FALTA LA NORMA" if isinstance(p.negado, ErrorDeLey) else "NO PROCEDE"


def documento(
    numero: Annotated[str, typer.Argument(metavar="NUMERO", help="El trámite.")],
    nombre: Annotated[str, typer.Argument(metavar="[NOMBRE]", help="Sólo los de esa plantilla.")] = "",
    al: Annotated[
        str | None,
        typer.Option("--al", metavar="AAAA-MM-DD", help="El que dice cómo va ese día, en vez de los de sus pasos."),
    ] = None,
    salida: Annotated[Path | None, typer.Option("--salida", metavar="DIR", help="La carpeta.")] = None,
) -> None:
    """Hace los documentos de los pasos de un trámite; rehacerlos da los mismos bytes. Con --al, el de ese día.

    \b
    Ejemplo:  cobranza tramite documento CONV-2026-000001
              cobranza tramite documento CONV-2026-000001 ficha_de_pago --al 2026-05-04
    """
    hechos = documentos_hechos(numero, nombre, al, salida)
    for hecho in hechos:
        consola.decir(consola.corta(hecho))
    if not hechos:
        consola.decir(f"{numero} todavía no da {f'un documento «{nombre}»' if nombre else 'documentos'}.")


def documentos_hechos(numero: str, nombre: str = "", al: str | None = None, salida: Path | None = None) -> list[Path]:
    """Los PDF de un trámite, ya en su lugar; llevan nombres y queda anotado que se hicieron."""
    from cobranza.documentos import masa, plantillas
    from cobranza.ley.norma import de_la_oficina
    from cobranza.puertas.oficios import emitido
    from cobranza.tramites.libro_de_pasos import leer
    from cobranza.tramites.papeles import Documentos

    if nombre:
        plantillas.leer(nombre)
    if al and not nombre:
        raise ErrorDeUso("Con --al falta decir cuál: cobranza tramite documento NUMERO NOMBRE --al AAAA-MM-DD")
    with libros(leer=True) as motor:
        proceso = del_numero(motor, numero)
        with leyendo(motor) as conexion:
            de, tramite = Documentos(conexion, proceso, de_la_oficina()), leer(conexion, numero)
            if al:
                hechos = de.del_dia(tramite, nombre, dia_de(al))
            else:
                hechos = [d for d in de.de_los_pasos(tramite) if not nombre or d.plantilla == nombre]
    if salida is not None:
        masa.preparar(salida)
    return [emitido(hecho.plantilla, hecho.datos, salida) for hecho in hechos]


def simular(
    tipo: Annotated[str, typer.Argument(metavar="TIPO", help="Qué trámite.")],
    datos: Datos = None,
    esquema: Esquema = False,
) -> None:
    """Dice qué saldría de un trámite si se pidiera, y qué lo impide con su artículo. No escribe nada.

    \b
    Ejemplo:  cobranza tramite simular convenio --datos pregunta.json
    """
    from cobranza.ley.norma import de_la_oficina
    from cobranza.temas.campos import leer_campos

    simula = proceso_de(tipo).simula
    if simula is None:
        raise ErrorDeUso(f"{tipo} no se simula; abre uno con: cobranza tramite abrir {tipo}")
    if esquema:
        propios = {c.nombre: {**c.tipo.esquema, "description": c.ayuda} for c in simula.campos}
        obligatorios = [c.nombre for c in simula.campos if c.obligatorio]
        dicho = {"type": "object", "properties": propios, "required": obligatorios, "additionalProperties": False}
        consola.decir(json.dumps(dicho, ensure_ascii=False, indent=2))
        return
    pedido = leer_campos(simula.campos, objeto_de(datos))
    with libros(leer=True) as motor, leyendo(motor) as conexion:
        consola.decir(json.dumps(simula.dice(conexion, de_la_oficina(), pedido), ensure_ascii=False, indent=2))


def agregar(app: typer.Typer) -> None:
    """Agrega estas órdenes a las de `cobranza tramite`."""
    cortos: dict[str, tuple[Callable[..., Any], str]] = {
        "al-dia": (al_dia, "Da los pasos que ya ocurrieron solos."),
        "documento": (documento, "Hace los documentos de un trámite."),
        "simular": (simular, "Dice qué saldría, sin escribir nada."),
    }
    for nombre, (orden, corto) in cortos.items():
        app.command(nombre, cls=Orden, short_help=corto)(orden)
