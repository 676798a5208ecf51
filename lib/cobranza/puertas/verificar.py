"""Verificar el procedimiento: correr las reglas (`verificar`) y decir qué es cada una."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.base.errores import ErrorDeProceso, ErrorDeUso
from cobranza.puertas import consola

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import pandas as pd

    from cobranza.informes.entrada import Entrada
    from cobranza.verificacion.entera import Verificada


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
        typer.Option(
            "--desde", metavar="AAAA-MM-DD", help="Sólo los hallazgos nuevos: los que a ese día no se daban."
        ),
    ] = None,
    registrado_desde: Annotated[
        str | None,
        typer.Option(
            "--registrado-desde", metavar="AAAA-MM-DD", help="Sólo los créditos con algo registrado desde ese día."
        ),
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

    --desde compara dos cortes; --registrado-desde verifica en segundos lo que llegó desde un día: da de esos créditos
    lo mismo que la corrida entera, y lo que en los demás vence por el solo paso del tiempo queda para ella.

    \b
    Ejemplo:  cobranza verificar --delegacion DH-TGZ --regla PAE002
              cobranza verificar --desde 2025-11-30 --tope 0 --sarif
              cobranza verificar --registrado-desde 2025-12-30
    """
    from cobranza.informes.entrada import entrada
    from cobranza.verificacion.regla import reglas

    if en_json and en_sarif:
        raise ErrorDeUso("--json y --sarif son dos formas de lo mismo; elige una.")
    pedidas = [r.clave for r in reglas([regla] if regla else None)]
    hasta_ayer = _pedida(desde, "--desde") if desde else None
    recien = _pedida(registrado_desde, "--registrado-desde") if registrado_desde else None
    de = entrada(corte, delegacion)
    vista = _vista(de, pedidas, hasta_ayer, recien)
    hallazgos, sin_juzgar = vista.hallazgos, vista.sin_juzgar
    parcial = _parcial(vista.creditos, vista.en_cartera, str(registrado_desde), de.delegacion) if recien else ""
    if en_json:
        consola.decir(consola.en_json(_como_json(hallazgos)))
        if parcial:
            consola.aviso(parcial)
    elif en_sarif:
        from cobranza import __version__
        from cobranza.verificacion.sarif import en_sarif as como_sarif

        consola.decir(consola.en_json(como_sarif(hallazgos, sin_juzgar, reglas(pedidas), __version__, parcial)))
    else:
        cuando = (
            f"al {de.corte}{f', nuevos desde el {desde}' if desde else ''}{'.' if corte else f', {de.cual_dia}.'}"
        )
        # de ningún crédito no se dice «sin hallazgos» regla por regla
        for renglon in _renglones(vista, pedidas, bool(regla), cuando) if vista.creditos else ():
            consola.decir(renglon)
        if parcial:
            consola.decir(parcial)
    return ErrorDeProceso.codigo if tope is not None and len(hallazgos) > tope else 0


def _vista(de: Entrada, pedidas: list[str], desde: date | None, registrado_desde: date | None) -> Verificada:
    """Lo verificado; con `desde`, los hallazgos que a ese día no se daban.

    Errores: `ErrorDeDatos` sin créditos; `ErrorDeUso` si `desde` es posterior al corte.
    """
    from dataclasses import replace

    from cobranza.cartera.consultas import sin_creditos
    from cobranza.verificacion.entera import verificada
    from cobranza.verificacion.recientes import recientes

    if desde and desde > de.corte:
        raise ErrorDeUso(f"--desde es {desde} y el corte, {de.corte}: lo nuevo se busca desde un día que ya pasó.")
    solo = recientes(de.foto, registrado_desde, de.corte) if registrado_desde else None
    vista = verificada(de.foto, de.normas, de.corte, pedidas, de.delegacion, solo)
    if not vista.en_cartera:
        raise sin_creditos(de.corte, de.delegacion)
    if not desde:
        return vista
    antes = verificada(de.foto, de.normas, desde, pedidas, de.delegacion, solo, ese_dia=False)
    return replace(vista, hallazgos=_nuevos(vista.hallazgos, antes.hallazgos))


def _renglones(vista: Verificada, pedidas: list[str], una: bool, cuando: str) -> Iterator[str]:
    """El resumen de todas las reglas o, de una, cada hallazgo y lo que no pudo juzgar; y al final, cuántos son."""
    if una:
        yield from _detalle(vista.hallazgos)
        for falta, cuantos in vista.sin_juzgar.groupby("falta")["cuantos"].sum().items():
            yield _sin_juzgar(str(falta), int(cuantos))
    else:
        yield from _resumen(vista.hallazgos, vista.sin_juzgar, pedidas)
    yield f"{_cuantos(vista.hallazgos, vista.creditos)}, {cuando}"


def _pedida(desde: str, opcion: str) -> date:
    from cobranza.base.fechas import fecha_pedida  # trae NumPy, que la ayuda no necesita

    return fecha_pedida(desde, opcion)


def _parcial(vistos: int, en_cartera: int, desde: str, delegacion: str) -> str:
    """Qué se vio y qué no, para quien lea hallazgos de sólo una parte de la cartera."""
    de = consola.cuantos(en_cartera, "crédito", "créditos")
    quienes = f"los de {delegacion} que tienen" if delegacion else "los que tienen"
    que = f"Se verificaron {consola.numero(vistos)} de {de}: {quienes} algo registrado desde el {desde}."
    if not vistos:
        donde = f" en {delegacion}" if delegacion else ""
        que = f"No hay nada registrado{donde} desde el {desde}: se verificaron 0 de {de}."
    return f"{que} Lo que en los demás vence por el paso del tiempo lo da la corrida sin --registrado-desde."


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
    if regla.datos:
        consola.decir(f"No se evalúa si no se captura: {', '.join(regla.datos)}")
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
