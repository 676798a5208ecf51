"""Verificar el procedimiento: correr las reglas (`verificar`) y decir qué es cada una."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.base.errores import ErrorDeProceso, ErrorDeUso
from cobranza.puertas import consola

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd


def verificar(  # noqa: PLR0913 — son las opciones de la orden
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
    desde: Annotated[
        str | None,
        typer.Option("--desde", metavar="AAAA-MM-DD", help="Sólo lo nuevo: lo que a ese día no se hallaba."),
    ] = None,
    tope: Annotated[
        int | None, typer.Option("--tope", metavar="N", min=0, help="Termina con 5 si se hallan más de N.")
    ] = None,
    en_json: Annotated[bool, typer.Option("--json", help="Todos los hallazgos, como lista JSON.")] = False,
    en_sarif: Annotated[bool, typer.Option("--sarif", help="Todos los hallazgos, en SARIF 2.1.0.")] = False,
) -> int:
    """Aplica las reglas del procedimiento a la cartera y dice qué actos y créditos las incumplen.

    Sin --regla da el resumen de todas; con ella, cada hallazgo con su evidencia. Lo que una regla no pudo juzgar
    porque la oficina no captura un dato se cuenta como no evaluado. Los importes de --json van como texto decimal.
    Termina con 0 aunque halle faltas, salvo que pasen de --tope.

    \b
    Ejemplo:  cobranza verificar --delegacion DH-TGZ --regla PAE002
              cobranza verificar --desde 2025-11-30 --tope 0 --sarif
    """
    from cobranza.cartera.consultas import sin_creditos
    from cobranza.informes.entrada import entrada
    from cobranza.verificacion.entera import verificada
    from cobranza.verificacion.regla import reglas

    if en_json and en_sarif:
        raise ErrorDeUso("--json y --sarif son dos formas de lo mismo; elige una.")
    pedidas = [r.clave for r in reglas([regla] if regla else None)]
    de = entrada(corte, delegacion)
    vista = verificada(de.foto, de.normas, de.corte, pedidas, de.delegacion)
    if not vista.creditos:
        raise sin_creditos(de.corte, de.delegacion)
    hallazgos, sin_juzgar = vista.hallazgos, vista.sin_juzgar
    if desde:
        antes = verificada(de.foto, de.normas, _pedida(desde), pedidas, de.delegacion)
        hallazgos = _nuevos(hallazgos, antes.hallazgos)
    if en_json:
        consola.decir(consola.en_json(_como_json(hallazgos)))
    elif en_sarif:
        from cobranza import __version__
        from cobranza.verificacion.sarif import en_sarif as como_sarif

        consola.decir(consola.en_json(como_sarif(hallazgos, sin_juzgar, reglas(pedidas), __version__)))
    else:
        for renglon in _detalle(hallazgos) if regla else _resumen(hallazgos, sin_juzgar, pedidas):
            consola.decir(renglon)
        if regla:
            for falta, cuantos in sin_juzgar.groupby("falta")["cuantos"].sum().items():
                consola.decir(_sin_juzgar(str(falta), int(cuantos)))
        cuando = f", nuevos desde el {desde}" if desde else ""
        consola.decir(
            f"{_cuantos(hallazgos, vista.creditos)}, al {de.corte}{cuando}{'.' if corte else f', {de.cual_dia}.'}"
        )
    return ErrorDeProceso.codigo if tope is not None and len(hallazgos) > tope else 0


def _pedida(desde: str) -> date:
    from cobranza.base.fechas import fecha_pedida  # trae NumPy, que la ayuda no necesita

    return fecha_pedida(desde, "--desde")


def _cuantos(hallazgos: pd.DataFrame, creditos: int) -> str:
    hay = consola.cuantos(len(hallazgos), "hallazgo", "hallazgos")
    de = consola.cuantos(creditos, "crédito", "créditos")
    return f"{hay} en {consola.numero(hallazgos['folio'].nunique())} de {de}"


def _nuevos(hallazgos: pd.DataFrame, antes: pd.DataFrame) -> pd.DataFrame:
    """Los que no estaban antes: misma regla, mismo crédito y mismo acto es el mismo."""
    llave = ["regla", "folio", "acto"]
    vistos = antes[llave].drop_duplicates().assign(ya=True)
    return hallazgos[hallazgos.merge(vistos, on=llave, how="left")["ya"].isna().to_numpy()].reset_index(drop=True)


def explicar_regla(clave: str) -> None:
    """La ficha de una regla: con qué fundamento, por qué importa, cómo se detecta, salvo qué y qué hacer."""
    from cobranza.verificacion.regla import ETAPAS, reglas

    (regla,) = reglas([clave])
    consola.decir(f"{regla.clave}. {regla.titulo}")
    consola.decir(f"Fundamento: {regla.fundamento}")
    consola.decir(f"Severidad: {regla.severidad}{'; impide anotar el acto' if regla.severidad.bloquea else ''}")
    consola.decir(f"Efecto: {', '.join(regla.efectos)}")
    consola.decir(f"Etapa: {ETAPAS[regla.etapa]}")
    consola.decir(f"Ámbito: {' y '.join(regla.ambitos)}; vigencia: {regla.vigencia}")
    consola.decir(f"Por qué importa: {regla.por_que}")
    consola.decir(f"Cómo se detecta: {regla.deteccion}")
    if regla.requiere:
        consola.decir(f"No se evalúa si no se captura: {', '.join(regla.requiere)}")
    for excepcion in regla.excepciones:
        consola.decir(f"Salvo: {excepcion}")
    for rotulo, rompe in (("Así se incumple:", True), ("Así se cumple:", False)):
        consola.decir(rotulo)
        ejemplo = next(e for e in regla.ejemplos if e.rompe == rompe)
        for renglon in ejemplo.hechos.strip().splitlines():
            consola.decir(f"    {renglon.strip()}")
    consola.decir(f"Qué hacer: {regla.que_hacer}")


def _resumen(hallazgos: pd.DataFrame, sin_juzgar: pd.DataFrame, claves: list[str]) -> list[str]:
    from cobranza.verificacion.regla import reglas

    numero = hallazgos["regla"].value_counts()
    faltas = sin_juzgar.groupby(["regla", "falta"])["cuantos"].sum()
    dichas = {r: "; ".join(_sin_juzgar(str(f), int(n)) for f, n in faltas.xs(r).items())
              for r in faltas.index.unique("regla")}  # fmt: skip
    return [
        f"{r.clave}  {r.severidad:<8} {consola.numero(int(numero.get(r.clave, 0))):>9}  {r.titulo}"
        + (f" ({dichas[r.clave]})" if r.clave in dichas else "")
        for r in reglas(claves)
    ]


def _sin_juzgar(falta: str, cuantos: int) -> str:
    return f"no evaluada: falta {falta} en {consola.numero(cuantos)}"


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
