"""Comparar corridas: `comparar` dice qué cambió entre dos y `repetir`, si una vuelve a salir igual."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeDatos
from cobranza.puertas import consola

if TYPE_CHECKING:
    from cobranza.ejecucion.comparacion import Comparacion, Diferencia
    from cobranza.ejecucion.cotejo_de_tablas import TablaDistinta
    from cobranza.ejecucion.motor import Entorno

APARTE = ".repetidas"
"""La carpeta de las salidas donde se repite: oculta, para que nadie tome una repetición por un informe."""
_A_LA_VISTA = 12
"""Celdas de una tabla que se dicen en la consola; todas, con --json."""
_Cual = typer.Argument(metavar="CORRIDA", help="Su nombre, su carpeta o su manifiesto.json.")


def comparar(
    una: Annotated[str, _Cual],
    otra: Annotated[str, _Cual],
    en_json: Annotated[bool, typer.Option("--json", help="Todo lo que difiere, para otro programa.")] = False,
) -> int:
    """Dice qué cambió de una corrida a otra: parámetros, datos, norma, código, cada cifra y cada tabla.

    De lo reservado no se dicen nombres: un renglón va por su lugar. Termina con 0, difieran o no.

    \b
    Ejemplo:  cobranza comparar 3f9a01bc 77d20e41
    """
    from cobranza.ejecucion.comparacion import comparar as cotejar
    from cobranza.ejecucion.comparacion import leer

    antes, ahora = leer(carpeta_de(una)), leer(carpeta_de(otra))
    hallada = cotejar(antes, ahora)
    if en_json:
        consola.decir(consola.en_json({"antes": antes.dicha, "ahora": ahora.dicha, **hallada.como_dict()}))
        return 0
    consola.decir(f"de   {antes.dicha}\na    {ahora.dicha}")
    _decir(hallada)
    return 0


def repetir(
    corrida: Annotated[str, _Cual],
    en_carpeta: Annotated[
        Path | None,
        typer.Option("--en", metavar="DIR", help="Dónde se repite y se queda; sin él, si sale igual se borra."),
    ] = None,
) -> int:
    """Vuelve a correr un informe con los mismos parámetros, aparte, y dice si salió byte a byte igual.

    Antes de correr dice si desde entonces cambiaron los datos, la norma, el cuaderno o el código. Si algo salió
    distinto lo dice cifra por cifra, deja la repetición para verla y termina con 3. El informe de antes no se toca.

    \b
    Ejemplo:  cobranza repetir outputs/2025-12-31/informe_cartera/3f9a01bc44de/manifiesto.json
    """
    from cobranza.ejecucion import comparacion
    from cobranza.ejecucion.motor import comprobar, correr, pedir
    from cobranza.puertas.corridas import contar
    from cobranza.puertas.instalacion import entorno

    antes = comparacion.leer(carpeta_de(corrida))
    ficha = antes.ficha
    en = entorno(en_carpeta or ajustes().salidas / APARTE / str(ficha["corrida"]))
    ruta, valores = comprobar(ficha["cuaderno"], ficha["parametros"], en)
    cambios = comparacion.cambiaron(ficha["huellas"], pedir(ruta, valores, en).huellas)
    consola.decir(f"se repite {antes.dicha}")
    if cambios:
        consola.aviso(f"desde entonces cambió: {'; '.join(cambios)}. Puede salir otra cosa.")
    hecha = correr(ficha["cuaderno"], ficha["parametros"], entorno=en, forzar=True)
    if not hecha.corrida or (hecha.falla and ficha["estado"] == "terminada"):
        contar(hecha)
        return hecha.codigo
    hallada = comparacion.comparar(antes, comparacion.leer(hecha.carpeta))
    if hallada.iguales:
        consola.decir(f"igual, byte a byte: {', '.join(sorted(ficha['archivos']))}")
        if en_carpeta is None:
            _borrar(en)
        return 0
    _decir(hallada)
    if not cambios:
        consola.aviso("Con lo mismo no salió lo mismo: es una falla; entrega las dos carpetas a quien mantiene esto.")
    consola.decir(f"la repetición quedó en {consola.corta(hecha.carpeta)}")
    return ErrorDeDatos.codigo


def carpeta_de(dicha: str) -> Path:
    """La carpeta de una corrida, dicha por su ruta, por su manifiesto o por su nombre."""
    ruta = Path(dicha)
    if ruta.is_dir():
        return ruta
    if ruta.is_file():
        return ruta.parent
    from cobranza.ejecucion.estanteria import nombradas

    halladas = nombradas(ajustes().salidas, [dicha])
    return next((e.carpeta for e in halladas if not e.fallo), halladas[0].carpeta)


def _borrar(en: Entorno) -> None:
    """Quita la repetición que salió igual; que se hizo y se quitó queda en el registro."""
    from cobranza.ejecucion.estanteria import quitar, todas

    quitar(en.salidas, todas(en.salidas))
    shutil.rmtree(en.salidas)


def _decir(hallada: Comparacion) -> None:
    if hallada.iguales:
        consola.decir("iguales, byte a byte")
        return
    _apartado("con qué se hicieron", hallada.ingredientes)
    _apartado("qué dicen", hallada.dicho)
    _apartado("cifras", hallada.cifras)
    for tabla in hallada.tablas:
        _decir_tabla(tabla)
    if not (hallada.dicho or hallada.cifras or hallada.tablas):
        consola.decir("ninguna cifra ni tabla cambió")
    consola.decir(f"archivos distintos: {', '.join(hallada.archivos)}")


def _apartado(titulo: str, diferencias: tuple[Diferencia, ...]) -> None:
    if diferencias:
        consola.decir("\n  ".join([f"{titulo}:", *map(str, diferencias)]))


def _decir_tabla(tabla: TablaDistinta) -> None:
    renglones = [str(celda) for celda in tabla.celdas[:_A_LA_VISTA]]
    if sobran := len(tabla.celdas) - _A_LA_VISTA:
        renglones += [f"y {consola.cuantos(sobran, 'celda más', 'celdas más')}, con --json"] if sobran > 0 else []
    for rotulo, claves in (("aparece", tabla.aparecen), ("ya no está", tabla.desaparecen)):
        if claves:
            mas = f" y {len(claves) - _A_LA_VISTA:,} más" if len(claves) > _A_LA_VISTA else ""
            renglones.append(f"{rotulo}: {', '.join(claves[:_A_LA_VISTA])}{mas}")
    aviso = f" ({tabla.aviso})" if tabla.aviso else ""
    consola.decir("\n  ".join([f"tabla «{tabla.titulo}»{aviso}:", *renglones]))
