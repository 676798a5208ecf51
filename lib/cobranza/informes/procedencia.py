"""De dónde sale un informe: foto, libros, parámetros y vigencias usados, y la orden para repetirlo."""

from __future__ import annotations

from datetime import date

import pandas as pd

from cobranza import __version__
from cobranza.almacen.foto import Foto
from cobranza.base.fechas import fecha_corta
from cobranza.ley.norma import Norma, de_ambito
from cobranza.papel.piezas import Procedencia
from cobranza.papel.tabla import Columna, Tabla

AMBITOS = {"estatal": "Estatal", "federal": "Federal coordinado"}
"""Nombre de cada ordenamiento, como se imprime."""

PARAMETROS_DE_LIQUIDACION = ("inpc", "recargos_mora", "gastos_minimo", "gastos_maximo")


def parametros_usados(
    claves: tuple[str, ...], al: date, ambitos: tuple[str, ...] = ("federal", "estatal")
) -> pd.DataFrame:
    """Último valor de cada parámetro no posterior al corte, por ámbito, con su vigencia, calidad y fuente."""
    renglones = []
    for ambito in ambitos:
        norma = de_ambito(ambito)
        for clave in claves:
            renglones.append({"ambito": ambito, **_vigente(norma, clave, al)})
    return pd.DataFrame(renglones)


def tabla_de_parametros(titulo: str, claves: tuple[str, ...], corte: date, nota: str = "") -> Tabla:
    """Los parámetros de la norma al corte, con vigencia, calidad y fuente; si alguno es ilustrativo, se rotula."""
    usados = parametros_usados(claves, corte)
    return Tabla(
        f"{titulo} al {fecha_corta(corte)}",
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
        ilustrativo=bool(usados["calidad"].str.startswith("ilustrativo").any()),
        nota=nota,
    )


def _vigente(norma: Norma, clave: str, al: date) -> dict[str, object]:
    serie = norma.serie(clave)
    con_valor = [v for v in serie.valores if v.desde <= al and v.numero is not None]
    if not con_valor:
        raise serie.sin_valor(al)
    v = con_valor[-1]
    return {
        "parametro": serie.descripcion,
        "clave": clave,
        "valor": v.texto,
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


def interpretaciones_usadas() -> pd.DataFrame:
    """Interpretaciones que rigen por omisión en cada ordenamiento."""
    return pd.DataFrame(
        [
            {"ambito": ambito, "punto": punto, "opcion": norma.interpretacion(punto), "nota": ficha["nota"]}
            for ambito in ("federal", "estatal")
            for norma in [de_ambito(ambito)]
            for punto, ficha in norma.interpretaciones().items()
        ]
    )


def procedencia_de(foto: Foto, cuaderno: str, parametros: dict[str, object], al: date) -> Procedencia:
    """La pieza final del informe: con qué se hizo y cómo repetirlo."""
    orden = " ".join(f"-p {clave} {valor}" for clave, valor in parametros.items() if valor not in ("", False))
    pares = [
        ("Corte", fecha_corta(al)),
        ("Foto de los libros", foto.huella),
        *((f"Cabeza del libro «{libro}»", huella) for libro, huella in sorted(foto.cabezas.items())),
        *((f"Renglones de «{nombre}»", f"{numero:,}") for nombre, numero in sorted(foto.conteos.items())),
        ("Versión del programa", __version__),
        ("Para repetirlo", f"cobranza corre {cuaderno} {orden}".strip()),
    ]
    return Procedencia(pares)
