"""De dónde sale un informe: foto, libros, parámetros y vigencias usados, y la orden para repetirlo."""

from __future__ import annotations

from datetime import date

import pandas as pd

from cobranza import __version__
from cobranza.base.fechas import fecha_corta, fecha_de
from cobranza.informes.entrada import Entrada
from cobranza.ley.norma import Normas
from cobranza.ley.parametros import Serie, Valor
from cobranza.papel import mime
from cobranza.papel.palabras import AMBITOS
from cobranza.papel.piezas import Procedencia
from cobranza.papel.tabla import Columna, Tabla


def parametros_usados(normas: Normas, al: date) -> pd.DataFrame:
    """De cada parámetro que se consultó, el último valor usado hasta el corte, con su vigencia, calidad y fuente.

    Columnas: ambito, parametro, clave, valor, desde, hasta, calidad, dicha, fuente; en orden de ámbito y clave.
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
            Columna("valor", "Valor"),
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


_CAMPOS = ("parametro", "clave", "valor", "desde", "hasta", "calidad", "dicha", "fuente")


def _ultimo(serie: Serie, al: date) -> list[Valor]:
    """El último valor que la serie tiene hasta ese día; ninguno si aún no los había: se preguntó y no se usó."""
    return [v for v in serie.valores if v.desde <= al and (v.numero is not None or serie.tipo == "tabla")][-1:]


def _ficha(serie: Serie, v: Valor) -> dict[str, object]:
    return {
        "parametro": serie.descripcion,
        "clave": serie.clave,
        "valor": "tabla" if serie.tipo == "tabla" else v.texto,
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
}


def en_palabras(calidad: str) -> str:
    """La clave de calidad de un parámetro como se imprime.

    >>> en_palabras("una_fuente_y_nota_cff"), en_palabras("ilustrativo (supuesto)")
    ('Una fuente', 'Ilustrativo')
    """
    return next(
        (dicho for clave, dicho in _CALIDADES.items() if calidad.startswith(clave)), calidad.replace("_", " ")
    )


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


def procedencia_de(de: Entrada, cuaderno: str, parametros: dict[str, object]) -> Procedencia:
    """La pieza final del informe: con qué se hizo y cómo repetirlo."""
    orden = " ".join(f"-p {clave} {valor}" for clave, valor in parametros.items() if valor not in ("", False))
    pares = [
        ("Corte", fecha_corta(de.corte)),
        *((f"Norma de lo {ambito}", de.normas.de(ambito).nombre) for ambito in AMBITOS),
        (mime.HUELLA_DE_LA_NORMA, de.normas.huella),
        ("Foto de los libros", de.foto.huella),
        *((f"Cabeza del libro «{libro}»", huella) for libro, huella in sorted(de.foto.cabezas.items())),
        *((f"Renglones de «{nombre}»", f"{numero:,}") for nombre, numero in sorted(de.foto.conteos.items())),
        ("Versión del programa", __version__),
        ("Para repetirlo", f"cobranza corre {cuaderno} {orden}".strip()),
    ]
    return Procedencia(pares)
