"""`cobranza pdf`: un informe ya hecho, en PDF para el expediente o la firma."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cobranza.puertas import consola


def pdf(
    informe: Annotated[
        str, typer.Argument(metavar="INFORME", help="Su informe.html, su carpeta o el nombre de su corrida.")
    ],
    salida: Annotated[
        Path | None,
        typer.Option("--salida", metavar="ARCHIVO.pdf", help="Dónde queda; si no, aquí, con su nombre."),
    ] = None,
) -> int:
    """Deja un informe en PDF, tamaño carta, con página x de y y los encabezados repetidos. Necesita Chromium.

    Va fuera de la carpeta de la corrida, que se queda como se publicó. Lo que prueba que el informe es auténtico es
    el HTML y su sello; el PDF es su copia para leer y firmar.

    \b
    Ejemplo:  cobranza pdf 3f9a01bc --salida informe-de-enero.pdf
    """
    from cobranza.ejecucion import lugares, manifiesto
    from cobranza.ejecucion.pdf import hacer
    from cobranza.puertas.cotejo import carpeta_de

    dicho = Path(informe)
    archivo = dicho if dicho.suffix == ".html" else carpeta_de(informe) / "informe.html"
    ficha = manifiesto.leer(archivo.parent)
    nombre = f"{ficha['cuaderno']}-{ficha['corte']}-{ficha['corrida']}" if ficha else archivo.stem
    nominativo = ficha is not None and lugares.es_reservada(ficha["parametros"])
    hecho = hacer(archivo, (salida or Path(f"{nombre}.pdf")).absolute(), nominativo=nominativo)
    consola.decir(consola.corta(hecho))
    if nominativo:
        consola.aviso("lleva nombres (CFF, art. 69): sólo tu cuenta lo puede leer; no lo saques de lo reservado.")
    return 0
