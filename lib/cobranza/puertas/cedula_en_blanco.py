"""La cédula de la muestra: `muestra` la deja en Excel; llena, la lee el cuaderno `muestra_pae`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cobranza.puertas import consola


def muestra(
    destino: Annotated[Path, typer.Argument(metavar="ARCHIVO", help="Dónde se deja, como outputs/cedula.xlsx.")],
    semilla: Annotated[str, typer.Option("--semilla", metavar="TEXTO", help="Con qué se sortea.")],
    puntos: Annotated[int, typer.Option("--puntos", metavar="N", help="Error que se admite, en puntos.")] = 5,
    delegacion: Annotated[
        str, typer.Option("--delegacion", metavar="CLAVE", help="Sólo esa delegación; vacía, todas.")
    ] = "",
    corte: Annotated[
        str | None, typer.Option("--corte", metavar="AAAA-MM-DD", help="Por omisión, el último día capturado.")
    ] = None,
) -> None:
    """Determina la muestra de expedientes por revisar y deja su cédula en Excel, con los documentos de cada etapa.

    Llena se lee con el cuaderno muestra_pae, con el mismo corte, semilla y puntos. No dice nombres ni importes.

    \b
    Ejemplo:  cobranza muestra outputs/cedula.xlsx --corte 2025-12-31 --semilla PROGRAMA-2026
              cobranza corre muestra_pae -p corte 2025-12-31 -p semilla PROGRAMA-2026 -p cedula cedula.xlsx
    """
    from cobranza.base import dominios
    from cobranza.cartera.consultas import sin_creditos
    from cobranza.informes.entrada import entrada
    from cobranza.verificacion.cedula import escribir
    from cobranza.verificacion.muestra import determinada
    from cobranza.verificacion.pae import leer

    puntos = int(dominios.valor("puntos", puntos))
    de = entrada(corte, delegacion)
    pae = leer(de.conexion, de.normas, de.corte, de.delegacion)
    if pae.creditos.empty:
        raise sin_creditos(de.corte, de.delegacion)
    sacada = determinada(pae, semilla=semilla, puntos=puntos)
    consola.decir(consola.corta(escribir(sacada, destino)))
    expedientes = consola.cuantos(len(sacada.creditos), "expediente", "expedientes")
    consola.aviso(
        f"{expedientes}, {len(sacada.documentos):,} documentos, al {de.corte}; huella {sacada.huella[:16]}."
    )
