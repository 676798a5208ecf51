"""Que lo publicado siga siendo lo publicado: cada corrida de las salidas contra el registro, y al revés."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cobranza.base import encadenado, nominativas
from cobranza.base.ajustes import ajustes
from cobranza.base.encadenado import Leido
from cobranza.base.fechas import MESES
from cobranza.base.motivos import motivo_de
from cobranza.ejecucion import huellas, indice, lugares, manifiesto, publicadas, salidas, sello
from cobranza.ejecucion.publicadas import Lugar, Renglon
from cobranza.papel.palabras import cuantos

_A_LA_VISTA = 3
_APARTE = (lugares.ARCHIVO, nominativas.RESERVADO, publicadas.APARTADO)
_SIN_HORA = re.compile(
    rf"(?<=Índice generado el )[0-9]{{1,2}} de (?:{'|'.join(MESES)}) de [0-9]{{4}} a las [0-9]{{2}}:[0-9]{{2}}(?=\.)"
)
"""Lo que el índice dice de cuándo se escribió, y nada más."""
_DE_UNA_CORRIDA = re.compile(r"(?i:informe.*\.(?:html?|xlsx)|cuaderno\.ipynb)|manifiesto\.json")
"""Cómo se llaman los archivos de una corrida: fuera de la suya, nadie los publicó."""
_SIN_INFORMES = ("foto", "demo", publicadas.APARTADO)
"""Carpetas de las salidas que no son de informes."""
_A_LA_VEZ = 4
"""Archivos que se leen a la vez: lo que tarda es sacar su huella."""


@dataclass(frozen=True, slots=True)
class Hallado:
    """Una afirmación revisada y, si no se cumple, por qué y qué hacer."""

    que: str
    falla: str = ""


def revisar(carpeta: Path, publicas: Sequence[str] = ()) -> Iterator[Hallado]:
    """Los dos registros y todas las corridas de las salidas: las compartidas, las reservadas y las archivadas.

    `publicas`: las claves con que se comprueban las firmas de los registros; sin ninguna no se miran, y se dice.
    """
    registros = publicadas.todos(publicas)
    for ruta, suyo in registros:
        yield _registro("registro de lo publicado", ruta, suyo, publicas)
    leido = encadenado.juntos(suyo for _, suyo in registros)
    nombres = [(ruta, encadenado.leer(ruta, publicas)) for ruta in nominativas.rutas(ajustes())]
    for ruta, suyo in nombres:
        if suyo.renglones or ruta == nominativas.ruta(ajustes()):
            yield _registro("registro de lo que salió con nombres", ruta, suyo, publicas)
    yield _sin_nombres(leido, encadenado.juntos(suyo for _, suyo in nombres))
    estantes = [carpeta, lugares.reservado(carpeta)]
    de_aqui = {str(estante.resolve()) for estante in estantes}
    todas = publicadas.vivas(leido)
    deben = {lugar: renglon for lugar, renglon in todas.items() if lugar.estante in de_aqui}
    # de unas salidas que cambiaron de lugar se reconoce cada corrida por su carpeta
    de_fuera = {lugar.carpeta: renglon for lugar, renglon in todas.items() if lugar not in deben}
    hay = [Lugar.de(estante, suya) for estante in estantes for suya in _carpetas(estante)]
    conocidas = {lugar: r for lugar in hay if (r := deben.get(lugar) or de_fuera.pop(lugar.carpeta, None))}
    yield _faltan({lugar: renglon for lugar, renglon in deben.items() if lugar not in conocidas})
    yield _sobran([lugar for lugar in hay if lugar not in conocidas])
    yield _sueltos(carpeta, {lugar.ruta for lugar in hay})
    yield _cambiadas(conocidas, publicas)
    yield _indice(carpeta)
    if de_fuera:
        otras = cuantos(len(de_fuera), "corrida publicada", "corridas publicadas")
        yield Hallado(f"{otras} en otra carpeta de salidas: se revisan con COBRANZA_SALIDAS en ella")


def _registro(que: str, ruta: Path, leido: Leido, publicas: Sequence[str]) -> Hallado:
    cuenta = f"{que}: {cuantos(len(leido.renglones), 'renglón encadenado', 'renglones encadenados')}"
    if leido.firmados:
        cuenta += f", {leido.firmados} con firma" + ("" if publicas else " (sin comprobar: falta la clave pública)")
    if not leido.falla:
        return Hallado(cuenta)
    return Hallado(
        cuenta,
        f"{leido.falla}. Averigua quién lo cambió, guarda {ruta} en otro lugar como evidencia y vuelve a correr los "
        "informes: empieza otro registro.",
    )


def _carpetas(estante: Path) -> list[Path]:
    """Las carpetas de corridas de un estante, también las archivadas; lo que se apartó no se da por bueno."""
    del_indice = (c for c in estante.glob("[!.]*/*/*") if c.relative_to(estante).parts[0] not in _APARTE)
    todas = [*del_indice, *estante.glob(f"{lugares.ARCHIVO}/*/*/*")]
    return sorted(c for c in todas if any((c / nombre).is_file() for nombre in (manifiesto.ARCHIVO, "informe.html")))


def _faltan(perdidas: Mapping[Lugar, Renglon]) -> Hallado:
    que = "cada corrida publicada está en su lugar"
    a_medias = [lugar for lugar, renglon in perdidas.items() if _esta_a_medias(lugar, renglon)]
    de_veras = [lugar.carpeta for lugar in perdidas if lugar not in a_medias]
    if a_medias:
        que += f" ({cuantos(len(a_medias), 'se interrumpió', 'se interrumpieron')} y la siguiente orden la termina)"
    if not de_veras:
        return Hallado(que)
    return Hallado(
        que,
        f"{_lista(de_veras, 'falta', 'faltan')}: se publicaron y nadie las quitó con «cobranza corridas». Vuelve a "
        "correrlas, o da de baja las que ya no hacen falta con «cobranza corridas quitar».",
    )


def _esta_a_medias(lugar: Lugar, renglon: Renglon) -> bool:
    """¿Murió quien la publicaba después de anotarla? La siguiente orden pone su obra en su lugar."""
    suya = lugar.ruta.with_name(lugar.corrida)
    return publicadas.es_de(salidas.obra_de(Path(lugar.estante), suya), renglon)


def _sobran(sueltas: Sequence[Lugar]) -> Hallado:
    que = "toda corrida de las salidas está en el registro"
    if not sueltas:
        return Hallado(que)
    return Hallado(
        que,
        f"{_lista([lugar.carpeta for lugar in sueltas], 'no está', 'no están')} en el registro: no consta que se "
        "publicaran aquí. No las uses; quítalas con «cobranza corridas quitar» (si son de una versión anterior o de "
        "otra base, vuelve a correrlas).",
    )


def _sueltos(carpeta: Path, corridas: Set[Path]) -> Hallado:
    """Un informe fuera de la carpeta de una corrida no lo publicó nadie, aunque esté entre los que sí."""
    que = "no hay informes fuera de sus corridas"
    sueltos = []
    for donde, carpetas, archivos in os.walk(carpeta):
        aqui = Path(donde)
        carpetas[:] = [c for c in carpetas if not c.startswith(".") and (aqui != carpeta or c not in _SIN_INFORMES)]
        if aqui == lugares.reservado(carpeta) / publicadas.APARTADO or aqui.resolve() in corridas:
            carpetas.clear()
        else:
            sueltos += [aqui / nombre for nombre in archivos if _DE_UNA_CORRIDA.fullmatch(nombre)]
    if not sueltos:
        return Hallado(que)
    nombres = [suelto.relative_to(carpeta).as_posix() for suelto in sorted(sueltos)]
    return Hallado(
        que,
        f"{_lista(nombres, 'no es de ninguna corrida', 'no son de ninguna corrida')}: no consta que se publicaran. "
        "No los uses; si son copias tuyas, muévelas fuera de las salidas.",
    )


def _sin_nombres(leido: Leido, nombres: Leido) -> Hallado:
    """Al publicar se anota hasta dónde llegaba el registro de lo que salió con nombres: ahí debe seguir."""
    que = "lo que salió con nombres sigue anotado"
    hay = encadenado.puntas(nombres)
    anotadas = {str(renglon.get("corrida")) for renglon in nombres.renglones}
    perdidas = []
    for renglon in leido.firmes:
        if renglon.get("hecho") != publicadas.PUBLICADA:
            continue
        if isinstance(punta := renglon.get("con_nombres"), list):
            falta = punta[:1] != [0] and tuple(punta) not in hay
        else:  # de antes de que se anotara
            falta = renglon.get("nominativo") is True and str(renglon.get("corrida")) not in anotadas
            falta = falta and renglon.get("estado") == manifiesto.TERMINADA
        if falta:
            perdidas.append(str(renglon.get("corrida")))
    if not perdidas:
        return Hallado(que)
    return Hallado(
        que,
        f"a {nominativas.ARCHIVO} le faltan, o le cambiaron, renglones que tenía cuando se publicó {perdidas[0]}: "
        "alguien lo borró, lo cortó o lo rehízo. Repónlo de un respaldo.",
    )


def _cambiadas(conocidas: Mapping[Lugar, Renglon], publicas: Sequence[str]) -> Hallado:
    que = f"{cuantos(len(conocidas), 'corrida', 'corridas')} con sus archivos como se publicaron"
    with ThreadPoolExecutor(_A_LA_VEZ) as hilos:
        dichos = hilos.map(partial(_cambio, publicas), conocidas, conocidas.values())
        malas = [f"{lugar.carpeta} ({dicho})" for lugar, dicho in zip(conocidas, dichos, strict=True) if dicho]
    if not malas:
        return Hallado(que)
    return Hallado(
        que,
        f"{_lista(malas, 'no es lo que se publicó', 'no son lo que se publicó')}. Vuelve a correrlas: lo que hay se "
        "aparta y queda lo bueno. No uses las cifras de los archivos cambiados.",
    )


def _cambio(publicas: Sequence[str], lugar: Lugar, renglon: Renglon) -> str:
    """Qué cambió en una corrida desde que se publicó; vacío si nada."""
    archivo = lugar.ruta / manifiesto.ARCHIVO
    if not archivo.is_file():
        return f"falta {manifiesto.ARCHIVO}"
    dicho = manifiesto.leer(lugar.ruta)
    cambiados = manifiesto.alterados(lugar.ruta, dicho) if dicho else []
    if huellas.de_archivo(archivo) != renglon.get("manifiesto"):
        cambiados = [manifiesto.ARCHIVO, *cambiados]
    if publicas and not cambiados and _sello_roto(lugar.ruta / "informe.html", publicas):
        return "informe.html no es el que se selló"
    return f"cambió {', '.join(cambiados)}" if cambiados else ""


def _sello_roto(informe: Path, publicas: Sequence[str]) -> bool:
    """¿La página no es la que se selló? Lo dice ella, aunque el manifiesto y el registro se hayan rehecho."""
    return sello.dictaminar(informe.read_bytes(), publicas).estado == sello.ALTERADO


def _indice(carpeta: Path) -> Hallado:
    """El índice sale de los manifiestos: si dice otra cosa se vuelve a escribir, y esa vez es una falla."""
    que = "el índice dice lo que dicen las corridas"
    aparte = lugares.reservado(carpeta)
    distintos = [estante for estante in (carpeta, aparte) if _dice_otra_cosa(estante, reservado=estante == aparte)]
    if not distintos:
        return Hallado(que)
    try:
        indice.escribir_indice(carpeta)
    except OSError as error:
        return Hallado(que, f"dice otra cosa y no se pudo volver a escribir ({motivo_de(error)}); no lo uses.")
    return Hallado(
        que,
        "decía otra cosa (lo editaron, es de otra versión o una orden se interrumpió) y ya se volvió a escribir: no "
        "uses copias del de antes. Repite la orden: debe salir bien.",
    )


def _dice_otra_cosa(estante: Path, *, reservado: bool) -> bool:
    archivo = estante / indice.ARCHIVO
    if not archivo.is_file():
        return False
    debe = indice.pagina(indice.entradas(estante), estante, reservado=reservado)
    return _SIN_HORA.sub("", archivo.read_text(encoding="utf-8", errors="replace")) != _SIN_HORA.sub("", debe)


def _lista(nombres: Sequence[str], uno: str, varios: str) -> str:
    """«a, b, c y 4 más faltan»."""
    mas = f" y {len(nombres) - _A_LA_VISTA} más" if len(nombres) > _A_LA_VISTA else ""
    return f"{', '.join(nombres[:_A_LA_VISTA])}{mas} {uno if len(nombres) == 1 else varios}"
