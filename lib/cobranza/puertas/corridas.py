"""Correr informes: uno (`corre`), varios (`lote`) y lo que toca hoy (`agenda`)."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.base.ajeno import yaml_de
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
from cobranza.puertas import consola

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cobranza.base.dominios import Escalar
    from cobranza.ejecucion.motor import Corrida, Entorno
    from cobranza.ejecucion.plan import Plan, Tarea

Salida = Annotated[
    Path | None, typer.Option("--salida", metavar="DIR", help="Dónde dejar los informes; por omisión, outputs/.")
]
Forzar = Annotated[bool, typer.Option("--forzar", help="Corre aunque ya exista el mismo informe.")]
_LEGIBLE: dict[str, Any] = {"ensure_ascii": False, "indent": 2}
Trabajadores = Annotated[int, typer.Option("--trabajadores", metavar="N", min=1, max=64, help="Informes a la vez.")]


def corre(  # noqa: PLR0913 — son las opciones de la orden
    cuaderno: Annotated[str, typer.Argument(metavar="CUADERNO", help="Nombre del cuaderno o su archivo .ipynb.")],
    parametro: Annotated[
        list[str] | None,
        typer.Option("-p", "--parametro", metavar="NOMBRE VALOR", help="Un parámetro; se puede repetir."),
    ] = None,
    archivo: Annotated[
        Path | None,
        typer.Option("-f", "--archivo", metavar="ARCHIVO", help="Parámetros en YAML; -p tiene preferencia."),
    ] = None,
    salida: Salida = None,
    forzar: Forzar = False,
    esquema: Annotated[
        bool, typer.Option("--esquema", help="Imprime el JSON Schema de sus parámetros y termina.")
    ] = False,
    en_json: Annotated[
        bool, typer.Option("--json", help="Dice el avance y cómo terminó, un objeto JSON por renglón.")
    ] = False,
) -> int:
    """Corre un cuaderno y deja su informe, su anexo en Excel y su manifiesto.

    Los parámetros se comprueban antes de empezar, y una delegación vale por su clave o por su nombre. Repetir con los
    mismos datos, norma y código no lo vuelve a correr: devuelve el que ya está. Con nominativo sale completo, aparte
    de lo que se comparte, y queda anotado quién lo pidió.

    \b
    Ejemplo:  cobranza corre informe_cartera -p corte 2025-12-31 -p delegacion DH-TGZ
    """
    from cobranza.ejecucion.indice import indice_de
    from cobranza.ejecucion.motor import correr, localizar

    if esquema:
        from cobranza.ejecucion import parametros

        consola.decir(json.dumps(parametros.esquema(localizar(cuaderno, ajustes().cuadernos)), **_LEGIBLE))
        return 0
    dados: dict[str, Any] = {**_de_archivo(archivo), **dict(par.split("=", 1) for par in parametro or [])}
    en = entorno(salida)
    if en_json:
        return _correr_contando(cuaderno, dados, en, forzar)
    with consola.barra() as avance:
        tarea = avance.add_task(cuaderno, total=None, detalle="")
        hecha = correr(
            cuaderno,
            dados,
            entorno=en,
            forzar=forzar,
            al_avanzar=lambda celda, de: avance.update(
                tarea, completed=celda - 1, total=de, detalle=f"celda {celda} de {de}"
            ),
        )
    _contar(hecha)
    if hecha.corrida:
        indice = _indice(en)
        if not hecha.reutilizada:
            consola.decir(f"índice: {consola.corta(indice_de(indice, hecha.parametros))}")
    return hecha.codigo


def _correr_contando(cuaderno: str, dados: Mapping[str, Any], en: Entorno, forzar: bool) -> int:
    """La misma corrida, contada para otro programa: cada celda que empieza y cómo terminó."""
    from cobranza.ejecucion.motor import INFORME, correr

    def decir(**dicho: Any) -> None:
        consola.decir(json.dumps(dicho, ensure_ascii=False))

    hecha = correr(cuaderno, dados, entorno=en, forzar=forzar, al_avanzar=lambda celda, de: decir(celda=celda, de=de))
    if hecha.corrida:
        _indice(en)
    informe = str(hecha.carpeta / INFORME) if hecha.corrida else ""
    falla = hecha.falla.mensaje if hecha.falla else ""
    decir(corrida=hecha.corrida, informe=informe, reutilizada=hecha.reutilizada, falla=falla, codigo=hecha.codigo)
    return hecha.codigo


def lote(
    corrida: Annotated[Path, typer.Argument(metavar="CORRIDA.yaml", help="Qué correr; están en params/corridas/.")],
    trabajadores: Trabajadores = 2,
    salida: Salida = None,
    forzar: Forzar = False,
) -> int:
    """Corre varios cuadernos a la vez; lo que falla en uno no detiene a los demás.

    Sólo corre lo pendiente. Termina con 0 si todos terminaron bien; si no, con el código del peor.

    \b
    Ejemplo:  cobranza lote params/corridas/ejemplo.yaml --trabajadores 4
    """
    from cobranza.ejecucion.plan import leer

    en = entorno(salida)
    plan = leer(_localizar(corrida), en.ahora.date(), ultimo_dia_de_los_libros)
    return _correr_planes([plan], en, trabajadores, forzar)


def agenda(
    fecha: Annotated[
        str | None, typer.Option("--fecha", metavar="AAAA-MM-DD", help="El día por mirar; por omisión, hoy.")
    ] = None,
    correr: Annotated[bool, typer.Option("--correr", help="Corre lo que toca ese día.")] = False,
    trabajadores: Trabajadores = 2,
) -> int:
    """Dice qué corridas tocan hoy y cuándo tocan las demás.

    El calendario lo pone cada archivo de params/corridas con «cuando:» (diario, semanal:lunes, mensual:1 o
    mensual:ultimo); sus fechas pueden ser hoy, ayer, inicio_de_mes_anterior, fin_de_mes_anterior o ultimo_capturado.
    Para que corra solo, llama a «cobranza agenda --correr» desde cron, systemd o Airflow una vez al día. Antes de
    correr comprueba los libros, la foto, la norma y los informes («cobranza comprobar»): si algo no cuadra no corre
    nada, lo dice y termina con ese código.

    \b
    Ejemplo:  cobranza agenda --fecha 2026-01-01
    """
    from cobranza.ejecucion.plan import leer, leer_todos

    en = entorno(None)
    dia = _dia(fecha) if fecha else en.ahora.date()
    carpeta = consola.que_exista(ajustes().params / "corridas", "corridas", "COBRANZA_PARAMS")
    planes = leer_todos(carpeta, dia)
    if not planes:
        raise ErrorDeUso(
            f"No hay corridas en {carpeta}; se esperaba al menos un archivo .yaml. Revisa COBRANZA_PARAMS."
        )
    for plan in planes:
        proxima = plan.proxima(dia)
        toca = "hoy" if plan.toca(dia) else proxima.isoformat() if proxima else "a mano"
        consola.decir(f"{toca:<11} {plan.nombre}: {plan.titulo}, {_informes(len(plan.tareas))}")
    tocan = [plan for plan in planes if plan.toca(dia)]
    if not correr or not tocan:
        return 0
    if codigo := _comprobado(dia):
        return codigo
    # ahora sí se abren los libros: hay planes que toman de ellos su corte
    tocan = [leer(carpeta / f"{plan.nombre}.yaml", dia, ultimo_dia_de_los_libros) for plan in tocan]
    return _correr_planes(tocan, en, trabajadores, forzar=False)


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


def entorno(salida: Path | None) -> Entorno:
    """Dónde se corre, con los ajustes de esta instalación y la foto de sus libros como huella de los datos."""
    from cobranza.base import seudonimos
    from cobranza.base.fechas import ahora
    from cobranza.ejecucion.motor import Entorno

    actual = ajustes()
    return Entorno(
        raiz=actual.raiz,
        cuadernos=actual.cuadernos,
        salidas=salida.resolve() if salida else actual.salidas,
        params=actual.params,
        ahora=ahora(),
        huella_de_datos=huella_de_los_libros,
        huella_de_la_norma=huella_de_la_norma,
        huella_de_los_seudonimos=seudonimos.huella,
        base=base_de_los_libros,
        norma_sin_publicar=norma_sin_publicar,
        archivos=actual.salidas,
        buscar=buscar_en_los_libros,
    )


def buscar_en_los_libros(valores: Mapping[str, Escalar]) -> dict[str, Escalar]:
    """Los mismos valores, con el folio y el ejecutor como están en los libros de esta instalación."""
    if "folio" not in valores and not valores.get("ejecutor"):
        return dict(valores)
    from cobranza.almacen.toma import foto_actual
    from cobranza.cartera.buscado import buscados

    actual = ajustes()
    return buscados(foto_actual(actual.bd, actual.salidas).conexion(), valores)


def huella_de_los_libros() -> str:
    """Huella de la foto al día de los libros de esta instalación."""
    from cobranza.almacen.toma import foto_actual

    actual = ajustes()
    return str(foto_actual(actual.bd, actual.salidas).huella)


def base_de_los_libros() -> dict[str, Any]:
    """De qué base es esa foto, si es la de ejemplo, cuál es el último día que trae y su ancla."""
    from cobranza.almacen.ancla import de_la_foto
    from cobranza.almacen.toma import foto_actual

    actual = ajustes()
    foto = foto_actual(actual.bd, actual.salidas)
    return {
        **foto.base.como_dict(),
        "ultimo_dato": foto.hasta.isoformat(),
        "ancla": de_la_foto(foto),
        "cargas": foto.cuando_se_cargo(),
    }


def ultimo_dia_de_los_libros() -> date:
    """El último día capturado o, si la norma capturada no llega hasta él, el último al que llega."""
    from cobranza.informes.entrada import entrada

    return entrada(None).corte


def huella_de_la_norma() -> str:
    """Huella de la norma de esta instalación: la misma que dicen los informes que la abren."""
    from cobranza.ley.norma import de_la_oficina

    return de_la_oficina().huella


def norma_sin_publicar() -> str:
    """Con qué se rotula un informe si la norma de esta instalación no es la publicada."""
    from cobranza.ley.publicacion import aviso

    return aviso(ajustes().params)


def _correr_planes(planes: list[Plan], en: Entorno, trabajadores: int, forzar: bool) -> int:
    from cobranza.ejecucion.lote import correr_lote

    tareas = [tarea for plan in planes for tarea in plan.tareas]
    inicio = time.perf_counter()
    with consola.barra() as avance:
        linea = avance.add_task(planes[0].titulo, total=len(tareas), detalle=_informes(len(tareas)))

        def al_terminar(tarea: Tarea, hecha: Corrida) -> None:
            avance.advance(linea)
            avance.update(linea, detalle=f"{tarea.cuaderno} {'falló' if hecha.falla else 'listo'}")

        hechas = correr_lote(tareas, entorno=en, trabajadores=trabajadores, forzar=forzar, al_terminar=al_terminar)
    segundos = time.perf_counter() - inicio
    for hecha in hechas:
        _contar(hecha)
    cuentas = Counter(_estado(hecha) for hecha in hechas)
    resumen = ", ".join(consola.cuantos(n, *_ESTADOS[estado]) for estado, n in cuentas.items())
    consola.decir(f"{_informes(len(hechas))} en {segundos:.1f} s: {resumen}")
    consola.decir(f"índice: {consola.corta(_indice(en))}")
    return max(hecha.codigo for hecha in hechas)


_ESTADOS = {
    "con falla": ("con falla", "con falla"),
    "al día": ("ya al día", "ya al día"),
    "nuevo": ("nuevo", "nuevos"),
}


def _estado(hecha: Corrida) -> str:
    if hecha.falla:
        return "con falla"
    return "al día" if hecha.reutilizada else "nuevo"


def _contar(hecha: Corrida) -> None:
    """Qué se hizo y dónde quedó; lo que falló, por la salida de errores."""
    if hecha.apartada:
        consola.aviso(
            f"{hecha.cuaderno}: lo que había en su lugar no era lo publicado; se apartó en "
            f"{consola.corta(hecha.apartada)} y se volvió a correr"
        )
    if hecha.falla:
        lugar = f" [celda {hecha.falla.celda}, {hecha.falla.apartado}]" if hecha.falla.apartado else ""
        consola.error(f"{hecha.cuaderno}{lugar}: {hecha.falla.mensaje}")
        if hecha.corrida:
            consola.aviso(f"  quedó en {consola.corta(hecha.carpeta / 'informe.html')}")
        return
    como = "ya estaba, con los mismos datos, norma y código" if hecha.reutilizada else f"{hecha.segundos:.1f} s"
    consola.decir(f"{hecha.cuaderno}: {consola.corta(hecha.carpeta / 'informe.html')} ({como})")


def _indice(en: Entorno) -> Path:
    """El índice, vuelto a escribir con lo reservado ya en su lugar."""
    from cobranza.ejecucion.estanteria import resguardar
    from cobranza.ejecucion.indice import escribir_indice
    from cobranza.ejecucion.manifiesto import ilegibles

    resguardar(en.salidas)
    for carpeta in ilegibles(en.salidas):
        consola.aviso(f"{consola.corta(carpeta)} no va en el índice: su manifiesto no se entiende")
    return escribir_indice(en.salidas)


def _informes(cuantos: int) -> str:
    return consola.cuantos(cuantos, "informe", "informes")


def _localizar(corrida: Path) -> Path:
    """Se admite el archivo o sólo su nombre dentro de params/corridas."""
    if corrida.is_file():
        return corrida
    return next((r for r in [ajustes().params / "corridas" / f"{corrida.stem}.yaml"] if r.is_file()), corrida)


def _de_archivo(archivo: Path | None) -> dict[str, Any]:
    if archivo is None:
        return {}
    dados = yaml_de(archivo, "El archivo de parámetros") or {}
    if not isinstance(dados, dict):
        raise ErrorDeUso(f"{archivo} no es una lista de «nombre: valor»; se encontró {type(dados).__name__}.")
    return {str(nombre): valor for nombre, valor in dados.items()}


def _dia(texto: str) -> Any:
    from cobranza.base.fechas import fecha_pedida

    return fecha_pedida(texto)
