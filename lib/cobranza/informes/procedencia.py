"""De dónde sale un informe: base, foto, libros, parámetros y vigencias usados."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from cobranza import __version__
from cobranza.base.fechas import fecha_corta, fecha_de
from cobranza.base.seudonimos import destinatario
from cobranza.informes.entrada import Entrada
from cobranza.ley.norma import Normas
from cobranza.ley.parametros import Serie, Valor
from cobranza.papel import mime
from cobranza.papel.palabras import AMBITOS, con_mayuscula, enunciado
from cobranza.papel.piezas import Procedencia
from cobranza.papel.tabla import Columna, Tabla


def parametros_usados(normas: Normas, al: date) -> pd.DataFrame:
    """De cada parámetro que se consultó, el último valor usado hasta el corte, con su vigencia, calidad y fuente.

    Columnas: ambito, parametro, clave, valor, unidad, desde, hasta, calidad, dicha, fuente; por ámbito y clave.
    """
    usados = sorted(normas.consultado.items())
    renglones = [
        {"ambito": ambito, **_ficha(serie, valor)}
        for ambito in reversed(AMBITOS)
        for norma in [normas.de(ambito)]
        for (de, clave), lapso in usados
        if de == norma.clave
        for serie in [norma.serie(clave)]
        for valor in _ultimo(serie, min(al, fecha_de(lapso[1])) if lapso else al)
    ]
    return pd.DataFrame(renglones, columns=["ambito", *_CAMPOS])


def tabla_de_parametros(normas: Normas, corte: date, nota: str = "") -> Tabla:
    """Los parámetros que el informe consultó, al corte; si alguno es ilustrativo, se rotula."""
    usados = parametros_usados(normas, corte)
    return Tabla(
        f"Parámetros usados, con su último valor hasta el {fecha_corta(corte)}",
        [
            Columna("ambito", "Ámbito"),
            Columna("parametro", "Parámetro"),
            Columna("valor", "Valor", "razon"),
            Columna("unidad", "Unidad"),
            Columna("desde", "Desde", "fecha"),
            Columna("hasta", "Hasta", "fecha"),
            Columna("dicha", "Calidad"),
            Columna("fuente", "Fuente"),
        ],
        usados.assign(ambito=usados["ambito"].map(AMBITOS)),
        hoja="parametros",
        ilustrativo=bool(usados["calidad"].astype("str").str.startswith("ilustrativo").any()),
        nota=nota,
    )


_CAMPOS = ("parametro", "clave", "valor", "unidad", "desde", "hasta", "calidad", "dicha", "fuente")


def con_miles(valor: str) -> str:
    """El texto de un valor con comas de miles, sin tocar sus decimales.

    >>> con_miles("86460.00"), con_miles("0.05"), con_miles("-1234.5")
    ('86,460.00', '0.05', '−1,234.5')
    """
    entero, punto, decimales = valor.removeprefix("-").partition(".")
    if not entero.isdecimal():
        return valor
    return f"{'−' if valor.startswith('-') else ''}{int(entero):,}{punto}{decimales}"


def _ultimo(serie: Serie, al: date) -> list[Valor]:
    """El último valor que la serie tiene hasta ese día; ninguno si aún no los había: se preguntó y no se usó."""
    return [v for v in serie.valores if v.desde <= al and (v.numero is not None or serie.tipo == "tabla")][-1:]


def _ficha(serie: Serie, v: Valor) -> dict[str, object]:
    return {
        "parametro": serie.descripcion,
        "clave": serie.clave,
        "valor": "Tabla" if serie.tipo == "tabla" else con_miles(v.texto),
        "unidad": con_mayuscula(serie.unidad),
        "desde": v.desde,
        "hasta": None if v.hasta.year > 9000 else v.hasta,
        "calidad": v.calidad,
        "dicha": en_palabras(v.calidad),
        "fuente": v.fuente,
    }


_CALIDADES = {
    "ley": "Texto de ley",
    "inegi": "Publicación del INEGI",
    "oficial": "Publicación oficial",
    "dos_fuentes": "Dos fuentes",
    "una_fuente": "Una fuente",
    "mora_una_fuente": "Una fuente",
    "secundaria": "Fuente secundaria",
    "inferida": "Inferida de otros ejercicios",
    "hasta_12_deducida": "Deducida de factores publicados",
    "iniciativa": "Tomada de la iniciativa",
    "conflicto": "Fuentes en conflicto",
    "revisar": "Por revisar",
    "ilustrativo": "Ilustrativo",
    "interpretacion": "Interpretación",
    "meta": "Meta interna",
}


def en_palabras(calidad: str) -> str:
    """La clave de calidad de un parámetro como se imprime.

    >>> en_palabras("una_fuente_y_nota_cff"), en_palabras("ilustrativo (supuesto)")
    ('Una fuente', 'Ilustrativo')
    """
    return next((dicho for clave, dicho in _CALIDADES.items() if calidad.startswith(clave)), enunciado(calidad))


def interpretaciones_usadas(normas: Normas) -> pd.DataFrame:
    """Interpretaciones que rigen en cada ordenamiento."""
    return pd.DataFrame(
        [
            {"ambito": ambito, "punto": punto, "opcion": norma.interpretacion(punto), "nota": ficha["nota"]}
            for ambito in reversed(AMBITOS)
            for norma in [normas.de(ambito)]
            for punto, ficha in norma.interpretaciones().items()
        ]
    )


def _de_lo_conocido(de: Entrada) -> list[tuple[str, str]]:
    """Si se pidió lo que se sabía un día: desde cuándo le consta a este sistema y qué sólo dijeron los archivos."""
    primera = de.foto.primera_carga() if de.conocido_al else None
    if de.conocido_al is None or primera is None:
        return []
    if de.conocido_al < primera:
        dicho = f"Antes del {fecha_corta(primera)} la historia es la que dijeron los archivos"
    else:
        importados = de.conexion.execute("SELECT COUNT(*) FROM importado").fetchall()[0][0]
        dicho = f"Lo registrado aquí hasta entonces; importado, según sus archivos de antes: {importados:,} renglones"
    return [(mime.HISTORIA, dicho), (mime.CARGAS, de.foto.cuando_se_cargo())]


def procedencia_de(de: Entrada, *, desde: date | None = None, sobre: Sequence[tuple[str, str]] = ()) -> Procedencia:
    """La pieza final del informe: con qué se hizo. `desde`: el periodo, si lo tiene; `sobre`: de quién trata.

    La orden para repetirlo no va aquí: la escribe la corrida, que sabe con qué parámetros se pidió.
    """
    pares = [
        ("Corte", fecha_corta(de.corte)),
        *([(mime.PERIODO, f"Del {fecha_corta(desde)} al {fecha_corta(de.corte)}")] if desde else []),
        *sobre,
        *([("Destinatario", destinatario())] if destinatario() else []),
        (mime.BASE, de.foto.base.nombre),
        *([(mime.CARTERA, mime.DE_EJEMPLO)] if de.foto.base.ejemplo else []),
        (mime.ULTIMO_DATO, fecha_corta(de.foto.hasta)),
        *((f"Norma de lo {ambito}", de.normas.de(ambito).nombre) for ambito in AMBITOS),
        (mime.HUELLA_DE_LA_NORMA, de.normas.huella),
        (mime.HUELLA_DE_LA_FOTO, de.foto.huella),
        *_de_lo_conocido(de),
        *((f"Cabeza del libro «{libro}»", huella) for libro, huella in sorted(de.foto.cabezas.items())),
        *((f"Renglones de «{nombre}»", f"{numero:,}") for nombre, numero in sorted(de.foto.conteos.items())),
        ("Versión del programa", __version__),
    ]
    return Procedencia(pares)
