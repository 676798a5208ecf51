"""Que todo cuadre: lo que revisa `cobranza comprobar`, de los libros a la norma, una afirmación a la vez."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cobranza.almacen.ancla import corta
from cobranza.almacen.cadena import PREFIJO
from cobranza.almacen.direccion import escrita
from cobranza.almacen.fichas import DEL_PRINCIPAL
from cobranza.almacen.foto import Foto
from cobranza.almacen.identidad import huella_de_base
from cobranza.almacen.inventario import ACTUAL, leer
from cobranza.almacen.prueba import difieren
from cobranza.almacen.recorrido import evidencia, falla
from cobranza.almacen.sesion import instante
from cobranza.almacen.toma import foto_actual
from cobranza.base.ajustes import ajustes
from cobranza.base.catalogos import danados
from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeCobranza, ErrorDeDatos, ErrorDeLey
from cobranza.ley import historial, publicacion
from cobranza.ley.norma import AMBITOS, Normas
from cobranza.ley.verosimilitud import dudas
from cobranza.libros import tablas
from cobranza.libros.comprobacion import TABLAS, Revision, revisar_libros, revision
from cobranza.libros.lecturas import hay_creditos
from cobranza.papel.palabras import cuantos

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlalchemy import Engine

_A_LA_VISTA = 3


def revisar_todo(motor: Engine, salidas: Path, hoy: date, normas: Normas) -> Iterator[Revision]:
    """Cadenas, protección, cargas, invariantes, foto, cuadre y norma, en ese orden; sigue aunque algo falle.

    El cuadre es el puente del año en curso y del anterior, por delegación; el año en curso es el del último
    renglón registrado, sin pasar de `hoy`. Códigos: 3 los datos, 4 la norma.
    """
    como_debe = True
    for hecha in revisar_libros(motor):
        yield hecha
        como_debe &= hecha.que != TABLAS or not hecha.falla
    if not como_debe:
        pass  # con otras tablas, lo demás no se puede preguntar
    elif not hay_creditos(motor):
        que = "Se esperaba al menos un crédito: la base está vacía o no es la que crees. Revisa COBRANZA_BD."
        yield revision("libros con cartera", que)
    elif ajena := _foto_ajena(motor, salidas):
        yield revision("foto", ajena)
    else:
        yield from _con_foto(motor, salidas, hoy, normas)
    yield from revisar_norma(hoy, normas)


def _foto_ajena(motor: Engine, salidas: Path) -> str:
    """Por qué la foto que hay entre las salidas no es de esta base; vacía si lo es, o si es la del ejemplo."""
    try:
        leido = json.loads(salidas.joinpath("foto", ACTUAL).read_text(encoding="utf-8"))
        suya, ejemplo = str(leido["puntas"]["base"]), bool(leido["base"]["ejemplo"])
    except (OSError, ValueError, LookupError, TypeError):
        return ""  # no hay, o está dañada: se vuelve a tomar y se compara con la base
    try:
        with instante(motor) as conexion:
            esta = huella_de_base(conexion)
    except ErrorDeDatos as error:
        return error.mensaje
    if suya == esta or ejemplo or not suya.startswith(PREFIJO):  # las de antes de 0.2 decían otra cosa
        return ""
    return (
        f"la que hay en {salidas.name}/ es de la base {corta(suya)} y ésta es la {corta(esta)}: la sustituyeron, o "
        "COBRANZA_BD nombra otra. Si la cambiaste a propósito, corre «cobranza foto»."
    )


def _con_foto(motor: Engine, salidas: Path, hoy: date, normas: Normas) -> Iterator[Revision]:
    try:
        foto = foto_actual(escrita(motor), salidas)
    except ErrorDeDatos as error:
        yield Revision("foto", error.mensaje, error.codigo)
    else:
        yield segmentos_con_su_huella(foto)
        yield cadenas_de_la_foto(foto)
        with instante(motor) as conexion:
            distintas = ", ".join(f"«{tabla}»" for tabla in difieren(foto, conexion))
        que_hacer = f"en {distintas} no trae los renglones de la base: alguien la rehízo. {evidencia(foto)}"
        yield revision("foto igual a los libros, renglón por renglón", que_hacer if distintas else "")
        yield from cuadres(foto, hoy, normas)


def segmentos_con_su_huella(foto: Foto) -> Revision:
    """Que ningún segmento falte ni haya cambiado desde que se escribió; los relee todos."""
    alterados = foto.alterados()
    que = f"foto {foto.huella[:16]}: {cuantos(len(foto.huellas), 'segmento', 'segmentos')} con su huella"
    if not alterados:
        return Revision(que)
    mal = "1 segmento falta o cambió" if len(alterados) == 1 else f"{len(alterados)} segmentos faltan o cambiaron"
    return revision(que, f"{mal}; el primero es {alterados[0].name}. {evidencia(foto)}")


def cadenas_de_la_foto(foto: Foto) -> Revision:
    """Que sus segmentos sean los de cada cadena, hasta su punta; las recorre aunque ya se hayan recorrido."""
    que = "los renglones de la foto siguen la cadena de los libros hasta su punta"
    try:
        leido = leer(foto.manifiesto)
    except ErrorDeDatos as error:
        return revision(que, error.mensaje)
    mal = "su manifiesto ya no está" if leido is None else falla(foto, leido) or otras_columnas(foto)
    return revision(que, mal and f"{mal}. {evidencia(foto)}")


def otras_columnas(foto: Foto) -> str:
    """La primera tabla de la foto cuyas columnas no son las de los libros, en su orden: a él se atiene la huella."""
    with foto.conexion() as conexion:
        for nombre, ficha in foto.fichas.items():
            hay = [str(c) for c, *_ in conexion.execute(f"DESCRIBE {nombre}").fetchall()]
            quiere = (
                [c.name for c in tablas.metadata.tables[nombre].columns] if nombre in tablas.metadata.tables else []
            )
            if hay != quiere + ([DEL_PRINCIPAL, ficha.numero] if ficha.cita else []):
                return f"«{nombre}» no tiene las columnas de los libros, o las tiene en otro orden"
    return ""


def cuadres(foto: Foto, hoy: date, normas: Normas) -> Iterator[Revision]:
    """El puente del año en curso y del anterior, por delegación."""
    corte = min(_ultimo_registro(foto.conexion()), hoy)
    periodos = [
        (date(corte.year - 1, 1, 1), date(corte.year - 1, 12, 31)),
        (date(corte.year, 1, 1), corte),
    ]
    for desde, hasta in periodos:
        que = f"cuadre del {desde} al {hasta}, por delegación"
        try:
            yield revision(que, _descuadre(foto, desde, hasta, normas))
        except ErrorDeLey as error:
            yield Revision(que, error.mensaje, error.codigo)


def _ultimo_registro(conexion: DuckDBPyConnection) -> date:
    filas = conexion.execute(
        "SELECT MAX(f) FROM (SELECT MAX(fecha_registro) AS f FROM credito UNION ALL "
        "SELECT MAX(fecha_registro) FROM movimiento UNION ALL SELECT MAX(fecha_registro) FROM acto)"
    ).fetchall()
    ultimo = filas[0][0]
    assert isinstance(ultimo, date)
    return ultimo


def _descuadre(foto: Foto, desde: date, hasta: date, normas: Normas) -> str:
    """Las delegaciones donde saldo inicial + flujos ≠ saldo final, en número o en importe."""
    import pandas as pd

    from cobranza.almacen.partes import por_partes
    from cobranza.cartera.puente import puente_de

    partes = por_partes(foto, partial(puente_de, desde, hasta, normas))
    p = pd.concat(partes).groupby(["delegacion", "causa"], as_index=False).sum()
    malos = p[p["causa"].eq("diferencia") & (p["importe"].ne(0) | p["numero"].ne(0))]
    dichos = [
        f"{delegacion} difiere en {numero} créditos y {pesos(importe)} pesos"
        for delegacion, numero, importe in zip(malos["delegacion"], malos["numero"], malos["importe"], strict=True)
    ]
    mas = f" y {len(dichos) - _A_LA_VISTA} delegaciones más" if len(dichos) > _A_LA_VISTA else ""
    return "; ".join(dichos[:_A_LA_VISTA]) + mas


def _verosimil(carpeta: str, dudosos: list[str]) -> Revision:
    que = f"valores verosímiles en la norma «{carpeta}»"
    if not dudosos:
        return Revision(que)
    mas = f" · y {len(dudosos) - _A_LA_VISTA} más" if len(dudosos) > _A_LA_VISTA else ""
    como = "Corrígelo con «cobranza params agregar … --reemplazar MOTIVO», o di que es cierto agregando --confirmo."
    return Revision(que, f"{' · '.join(dudosos[:_A_LA_VISTA])}{mas} {como}", ErrorDeLey.codigo)


def _historial(hoja: Path) -> Revision:
    try:
        mal = historial.falla(hoja)
        que = f"historial de la norma: {cuantos(historial.cuantos(hoja), 'cambio ligado', 'cambios ligados')}"
    except ErrorDeLey as error:
        return Revision("historial de la norma", error.mensaje, error.codigo)
    return Revision(que, mal, ErrorDeLey.codigo if mal else 0)


def _publicada(params: Path) -> Revision:
    try:
        dicha, mal = publicacion.publicada(params), publicacion.falla(params)
    except ErrorDeLey as error:
        return Revision("norma publicada", error.mensaje, error.codigo)
    que = f"norma publicada: versión {dicha.version}, del {dicha.cuando[:10]}, por {dicha.quien} ({dicha.motivo})"
    return Revision(que if dicha.version else "norma publicada", mal, ErrorDeLey.codigo if mal else 0)


def _ya_dichos(legales: Path) -> frozenset[tuple[str, str, str]]:
    try:
        return historial.confirmados(legales)
    except ErrorDeLey:
        return frozenset()  # ya se dijo


def revisar_norma(hoy: date, normas: Normas) -> Iterator[Revision]:
    """La norma: que se lee y que ningún valor es inverosímil. Código 4."""
    legales = ajustes().params / "legales"
    yield _historial(legales.joinpath(historial.ARCHIVO))
    yield _publicada(ajustes().params)
    yield Revision("catálogos que se leen", " ".join(mal := list(danados())), ErrorDeDatos.codigo if mal else 0)
    contenido, ya_dichos = normas.contenido, _ya_dichos(legales)
    for carpeta in contenido.carpetas():
        que = f"norma «{carpeta}»"
        try:
            for clave in contenido.claves(carpeta):
                contenido.serie(carpeta, clave)
            normas.ordenamiento(carpeta)
        except ErrorDeCobranza as error:
            yield Revision(que, error.mensaje, ErrorDeLey.codigo)
        else:
            yield Revision(que)
            try:
                series = filter(None, (contenido.serie(carpeta, clave) for clave in contenido.claves(carpeta)))
                yield _verosimil(carpeta, [str(d) for s in series for d in dudas(s, hoy, ya_dichos)])
            except ErrorDeDatos:
                continue  # los topes no se leen: ya se dijo de los catálogos
    try:
        elegidas = ", ".join(f"{ambito}: {normas.de(ambito).clave}" for ambito in AMBITOS)
    except ErrorDeCobranza as error:
        yield Revision("norma que rige cada ámbito", error.mensaje, ErrorDeLey.codigo)
    else:
        yield Revision(f"norma que rige cada ámbito ({elegidas})")
