"""Lo que toca hoy: `agenda` lo dice y, con `--correr`, lo corre una sola vez aunque se le llame dos veces o tarde."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeCobranza, ErrorDeDatos, ErrorDeUso
from cobranza.puertas import consola
from cobranza.puertas.avance import informes
from cobranza.puertas.corridas import Trabajadores, avisar, correr_tareas, peor
from cobranza.puertas.instalacion import entorno, ultimo_dia_de_los_libros

if TYPE_CHECKING:
    from datetime import date

    from cobranza.ejecucion.motor import Corrida, Entorno
    from cobranza.ejecucion.plan import Plan, Tarea
    from cobranza.ejecucion.turnos import Memoria, Turno


def agenda(
    fecha: Annotated[
        str | None, typer.Option("--fecha", metavar="AAAA-MM-DD", help="El día por mirar; por omisión, hoy.")
    ] = None,
    correr: Annotated[
        bool, typer.Option("--correr", help="Corre lo que toca y lo que quedó pendiente, una sola vez.")
    ] = False,
    saltar: Annotated[
        str | None,
        typer.Option("--saltar", metavar="PLAN", help="Da por hecho, sin correrlo, lo pendiente de ese plan."),
    ] = None,
    trabajadores: Trabajadores = None,
) -> int:
    """Dice qué corridas tocan hoy, cuáles quedaron pendientes y cuándo tocan las demás.

    El calendario lo pone cada archivo de params/corridas con «cuando:» (diario, semanal:lunes, mensual:1,
    mensual:ultimo, habil:3 o habil:ultimo: el tercer día hábil del mes o el último); sus fechas pueden ser hoy, ayer,
    inicio_de_mes_anterior, fin_de_mes_anterior o ultimo_capturado. Para que corra solo, llama a «cobranza agenda
    --correr» desde cron, systemd o Airflow una vez al día. Lo que ya se corrió no se repite; lo que falló o no se
    corrió en su día se corre la vez siguiente, como si fuera aquel día. Antes comprueba los libros, la foto, la norma
    y los informes («cobranza comprobar»): si algo no cuadra no corre nada, lo dice y termina con ese código. Cada día
    hábil, una vez, da además los pasos de los trámites que ya ocurrieron solos («cobranza tramite al-dia»), aunque no
    toque ningún informe. Con COBRANZA_SMTP avisa por correo cómo terminó, con ligas y sin datos.

    \b
    Ejemplo:  cobranza agenda --fecha 2026-01-01
    """
    from cobranza.ejecucion import turnos
    from cobranza.ejecucion.plan import leer_todos

    en = entorno(None)
    dia = _dia(fecha, en.ahora.date(), correr or saltar is not None)
    carpeta = consola.que_exista(ajustes().params / "corridas", "corridas", "COBRANZA_PARAMS")
    planes = leer_todos(carpeta, dia)
    if not planes:
        raise ErrorDeUso(
            f"No hay corridas en {carpeta}; se esperaba al menos un archivo .yaml. Revisa COBRANZA_PARAMS."
        )
    memoria = turnos.recordar()
    if saltar is not None:
        return _saltar(_plan(saltar, planes, carpeta), dia, memoria)
    faltan, codigo = _faltan(planes, dia, memoria)
    for plan in planes:
        _decir(plan, dia, memoria, faltan.get(plan.nombre))
    if not correr:
        return codigo
    if not any(faltan.values()):
        return max(codigo, _tramites_al_dia(dia))
    try:
        with turnos.exclusiva():
            return max(codigo, _correr([p for p in planes if p.nombre in faltan], carpeta, dia, en, trabajadores))
    except BlockingIOError:
        consola.aviso("otra llamada ya está corriendo lo que toca; ésta no hace nada.")
        return codigo


def es_habil(dia: date) -> bool:
    """¿Es día hábil en el ordenamiento de la oficina? Errores: `ErrorDeLey` si su calendario no llega a ese día."""
    from cobranza.base.fechas import dia as numero
    from cobranza.ley.norma import de_la_oficina

    return bool(de_la_oficina().de("estatal").calendario.es_habil(numero(dia)))


def _tramites_al_dia(dia: date) -> int:
    """El código de poner al día los trámites, una vez por día hábil; lo que falle no detiene los informes."""
    from cobranza.base.fechas import dia as numero
    from cobranza.ejecucion.publicadas import anotar_tramites, con_tramites_al_dia
    from cobranza.ley.norma import de_la_oficina
    from cobranza.puertas.ventanilla import hay_tramites
    from cobranza.puertas.ventanilla_al_dia import al_dia

    habil = de_la_oficina().de("federal").calendario.es_habil(numero(dia))
    if not habil or con_tramites_al_dia(dia):
        return 0
    try:
        if not hay_tramites():
            return 0
    except ErrorDeDatos:  # sin base no hay trámites; que falta lo dicen los informes
        return 0
    try:
        codigo = al_dia(al=dia.isoformat())
    except ErrorDeCobranza as error:
        consola.error(f"los trámites no se pusieron al día: {error.mensaje}")
        codigo = error.codigo
    anotar_tramites(dia, codigo)
    return codigo


def _dia(fecha: str | None, hoy: date, para_correr: bool) -> date:
    if fecha is None:
        return hoy
    from cobranza.base.fechas import fecha_pedida

    dia = fecha_pedida(fecha)
    if para_correr and dia > hoy:
        raise ErrorDeUso(f"El {dia} no ha llegado (hoy es {hoy}): se puede mirar, no correr.")
    return dia


def _plan(nombre: str, planes: list[Plan], carpeta: Path) -> Plan:
    hallado = next((plan for plan in planes if plan.nombre == nombre), None)
    if hallado is None:
        raise ErrorDeUso(
            f"No hay un plan «{nombre}» en {carpeta}; están: {', '.join(plan.nombre for plan in planes)}."
        )
    return hallado


def _faltan(planes: list[Plan], dia: date, memoria: Memoria) -> tuple[dict[str, list[date]], int]:
    """Los días pendientes de cada plan y el código de lo que no se pudo saber; uno no detiene a los demás."""
    from cobranza.ejecucion.turnos import pendientes

    faltan: dict[str, list[date]] = {}
    codigo = 0
    for plan in planes:
        try:
            faltan[plan.nombre] = pendientes(plan, dia, memoria, es_habil)
        except ErrorDeCobranza as error:
            consola.error(f"{plan.nombre}: {error.mensaje}")
            codigo = max(codigo, error.codigo)
    return faltan, codigo


def _decir(plan: Plan, dia: date, memoria: Memoria, pendientes: list[date] | None) -> None:
    """Cuándo toca un plan y, si quedó algo de días anteriores, de cuáles."""
    if pendientes is None:
        return
    if dia in pendientes:
        toca = "hoy"
    elif (plan.nombre, dia) in memoria.cerrados:
        toca = "ya corrido"
    else:
        try:
            proxima = plan.proxima(dia, es_habil)
        except ErrorDeCobranza:  # el calendario se acaba antes: cuando llegue el día se dirá
            toca = "por saber"
        else:
            toca = proxima.isoformat() if proxima else "a mano"
    consola.decir(f"{toca:<11} {plan.nombre}: {plan.titulo}, {informes(len(plan.tareas))}")
    for atrasado in pendientes:
        if atrasado != dia:
            consola.decir(f"  pendiente lo del {atrasado}")


def _saltar(plan: Plan, dia: date, memoria: Memoria) -> int:
    from cobranza.ejecucion.turnos import anotar_cerrado, exclusiva, pendientes

    with exclusiva():
        saltados = pendientes(plan, dia, memoria, es_habil)
        for saltado in saltados:
            anotar_cerrado(plan, saltado)
            consola.decir(f"{plan.nombre}: lo del {saltado} se da por hecho")
    if not saltados:
        consola.decir(f"{plan.nombre}: no hay nada pendiente al {dia}")
    return 0


def _correr(planes: list[Plan], carpeta: Path, dia: date, en: Entorno, trabajadores: int | None) -> int:
    """Comprueba y corre lo que falta; se vuelve a leer la memoria, que otra llamada pudo cambiarla mientras tanto."""
    from cobranza.base.fechas import fecha_larga
    from cobranza.ejecucion import turnos
    from cobranza.ejecucion.correo import de_corridas, de_una_falla

    memoria = turnos.recordar()
    faltan, codigo = _faltan(planes, dia, memoria)
    if not any(faltan.values()):
        return codigo
    for plan in planes:
        if plan.cuando and plan.nombre not in memoria.vistos:
            turnos.anotar_visto(plan, dia)
    titulo = f"Agenda del {fecha_larga(dia)}."
    if mal := _comprobado(dia):
        avisar(lambda liga: de_una_falla(titulo, mal))
        return mal
    codigo = max(codigo, _tramites_al_dia(dia))
    # ahora sí se abren los libros: hay planes que toman de ellos su corte
    suyos = [
        turnos.turno(carpeta / f"{nombre}.yaml", atrasado, memoria, ultimo_dia_de_los_libros)
        for nombre, dias in faltan.items()
        for atrasado in dias
    ]
    hechas = _correr_turnos(sorted(suyos, key=lambda t: t.dia), dia, en, trabajadores)
    if hechas:
        avisar(lambda liga: de_corridas(titulo, hechas, en.salidas, liga))
    return max(codigo, peor(hechas))


def _correr_turnos(suyos: list[Turno], dia: date, en: Entorno, trabajadores: int | None) -> list[Corrida]:
    from cobranza.ejecucion.turnos import anotar_cerrado, anotar_hecha

    de_quien = {id(tarea): (turno, clave) for turno in suyos for clave, tarea in turno.faltan}
    for turno in suyos:
        if turno.dia != dia:
            consola.decir(f"{turno.plan.nombre}: se corre lo del {turno.dia}, que quedó pendiente")

    def anotar(tarea: Tarea, hecha: Corrida) -> None:
        if not hecha.falla:
            turno, clave = de_quien[id(tarea)]
            anotar_hecha(turno, clave, hecha.corrida)

    tareas = [tarea for turno in suyos for _, tarea in turno.faltan]
    hechas = correr_tareas(tareas, en, trabajadores, al_terminar=anotar) if tareas else []
    fallidas = {id(tarea) for tarea, hecha in zip(tareas, hechas, strict=True) if hecha.falla}
    for turno in suyos:
        if not any(id(tarea) in fallidas for _, tarea in turno.faltan):
            anotar_cerrado(turno.plan, turno.dia)
        else:
            consola.aviso(f"{turno.plan.nombre}: lo del {turno.dia} que falló se vuelve a intentar la próxima vez")
    return hechas


def _comprobado(dia: date) -> int:
    """El código de `comprobar` antes de lo que toca ese día, anotado en el registro de esta instalación.

    Informes hechos con libros alterados no son informes: si falla, no se corre ninguno.
    """
    from cobranza.ejecucion.publicadas import anotar_comprobada
    from cobranza.puertas.custodia import comprobar

    codigo = max(comprobar(), comprobar(informes=True))
    anotar_comprobada(dia, codigo)
    if codigo:
        consola.error(
            f"comprobar terminó con {codigo}: no se corrió nada de lo que toca el {dia}. Atiende lo de arriba y "
            "repite «cobranza agenda --correr»."
        )
    return codigo
