"""Proponer ejecutor (`asignar`): a quién tocaría cada crédito que no lo tiene."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobranza.base.durable import de_una_vez
from cobranza.base.errores import ErrorDeUso
from cobranza.puertas import consola

if TYPE_CHECKING:
    import pandas as pd


def asignar(
    delegacion: Annotated[
        str | None, typer.Option("--delegacion", metavar="D", help="Sólo los de esa delegación (DH-TGZ).")
    ] = None,
    al: Annotated[
        str | None,
        typer.Option(
            "--al", metavar="AAAA-MM-DD", help="Con la cartera de ese día; por omisión, el último capturado."
        ),
    ] = None,
    archivo: Annotated[
        Path | None, typer.Option("--csv", metavar="ARCHIVO", help="La escribe como archivo de incidencias.")
    ] = None,
) -> None:
    """Propone ejecutor para los créditos que no tienen, o cuyo ejecutor no está facultado en su delegación.

    Cada crédito va a quien menos lleva en su delegación. No anota nada: la propuesta se revisa y se carga con
    `cobranza ingerir incidencias`.

    \b
    Ejemplo:  cobranza asignar --delegacion DH-TGZ --csv asignacion.csv
    """
    from cobranza.informes.entrada import entrada
    from cobranza.procesos.asignacion import como_incidencias, propuesta

    de = entrada(al, delegacion or "")
    propuestos = propuesta(de.conexion, de.normas, de.corte, de.delegacion)
    consola.decir(f"Con la cartera al {de.corte}{'' if al else f', {de.cual_dia}'}.")
    if propuestos.empty:
        consola.decir("Todos los créditos vigentes tienen ejecutor facultado.")
        return
    _decir_propuesta(propuestos)
    if archivo is not None:
        filas = como_incidencias(propuestos, de.corte)
        if not archivo.parent.is_dir():
            raise ErrorDeUso(f"No existe la carpeta {archivo.parent}; hazla o di otra con --csv.")
        with de_una_vez(archivo) as aparte:
            filas.to_csv(aparte, index=False, encoding="utf-8-sig")
        donde = consola.corta(archivo)
        cuantas = consola.cuantos(len(filas), "asignación", "asignaciones")
        consola.decir(f"{cuantas} en {donde}; revísalas y cárgalas con")
        consola.decir(f"  cobranza ingerir incidencias {donde}")


def _decir_propuesta(propuestos: pd.DataFrame) -> None:
    grupos = propuestos.groupby(["delegacion", "ejecutor", "nombre"], as_index=False)["carga"].agg(["size", "max"])
    for clave, quien, nombre, mas, carga in grupos.itertuples(index=False):
        consola.decir(f"{clave}  {quien}  {nombre!s:<32} {mas:>6,} más; llevaría {carga:,}")
    for clave, sin_quien in propuestos[propuestos["ejecutor"].isna()].groupby("delegacion"):
        creditos = consola.cuantos(len(sin_quien), "crédito", "créditos")
        consola.aviso(
            f"  aviso: {clave!s} no tiene a nadie con nombramiento para requerir y embargar; "
            f"quedan sin ejecutor: {creditos}."
        )
