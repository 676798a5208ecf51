"""Verificar el procedimiento: correr las reglas (`verificar`) y decir qué es cada una."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.puertas import consola

if TYPE_CHECKING:
    import pandas as pd


def verificar(
    delegacion: Annotated[
        str, typer.Option("--delegacion", metavar="CLAVE", help="Sólo lo que hoy tiene esa delegación; vacía, todas.")
    ] = "",
    regla: Annotated[
        str | None,
        typer.Option("--regla", metavar="CLAVE", help="Sólo esa regla, con la evidencia de cada hallazgo."),
    ] = None,
    corte: Annotated[
        str | None, typer.Option("--corte", metavar="AAAA-MM-DD", help="Por omisión, el último día capturado.")
    ] = None,
    en_json: Annotated[bool, typer.Option("--json", help="Todos los hallazgos, como lista JSON.")] = False,
) -> None:
    """Aplica las reglas del procedimiento a la cartera y dice qué actos y créditos las incumplen.

    Sin --regla da el resumen de todas; con ella, cada hallazgo con su evidencia. Los importes de --json van como
    texto decimal.

    \b
    Ejemplo:  cobranza verificar --delegacion DH-TGZ --regla PAE002
    """
    from cobranza.cartera.consultas import sin_creditos
    from cobranza.informes.entrada import entrada
    from cobranza.verificacion.evaluacion import evaluar
    from cobranza.verificacion.pae import leer
    from cobranza.verificacion.regla import reglas

    pedidas = [r.clave for r in reglas([regla] if regla else None)]
    de = entrada(corte, delegacion)
    pae = leer(de.conexion, de.normas, de.corte, de.delegacion)
    if pae.creditos.empty:
        raise sin_creditos(de.corte, de.delegacion)
    hallazgos = evaluar(pae, pedidas)
    if en_json:
        consola.decir(consola.en_json(_como_json(hallazgos)))
        return
    for renglon in _detalle(hallazgos) if regla else _resumen(hallazgos, pedidas):
        consola.decir(renglon)
    hay = consola.cuantos(len(hallazgos), "hallazgo", "hallazgos")
    consola.decir(
        f"{hay} en {consola.numero(hallazgos['folio'].nunique())} de "
        f"{consola.cuantos(len(pae.creditos), 'crédito', 'créditos')}, al {de.corte}"
        + ("." if corte else f", {de.cual_dia}.")
    )


def explicar_regla(clave: str) -> None:
    """Qué revisa una regla, con qué fundamento, cómo se detecta y qué hacer."""
    from cobranza.verificacion.regla import reglas

    (regla,) = reglas([clave])
    consola.decir(f"{regla.clave}. {regla.titulo}")
    consola.decir(f"Fundamento: {regla.fundamento}")
    consola.decir(f"Severidad: {regla.severidad}")
    consola.decir(f"Cómo se detecta: {regla.deteccion}")
    consola.decir(f"Qué hacer: {regla.que_hacer}")


def _resumen(hallazgos: pd.DataFrame, claves: list[str]) -> list[str]:
    from cobranza.verificacion.regla import reglas

    numero = hallazgos["regla"].value_counts()
    return [
        f"{r.clave}  {r.severidad:<8} {consola.numero(int(numero.get(r.clave, 0))):>9}  {r.titulo}"
        for r in reglas(claves)
    ]


def _detalle(hallazgos: pd.DataFrame) -> list[str]:
    return [
        f"{h['folio']}  {h['acto'] or '(crédito)'}  {h['delegacion']}  {h['evidencia']}"
        for h in hallazgos.to_dict("records")
    ]


def _como_json(hallazgos: pd.DataFrame) -> list[dict[str, Any]]:
    from cobranza.base.dinero import texto

    return [
        {str(k): v for k, v in h.items()} | {"fecha": h["fecha"].date().isoformat(), "importe": texto(h["importe"])}
        for h in hallazgos.to_dict("records")
    ]
