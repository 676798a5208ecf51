"""Todos los topes de la casa, en un solo lugar: cuánto se admite de lo que otro escribió, y por qué tanto.

Cada uno está varias veces por encima de lo que una oficina usa y muy por debajo de lo que tumba una máquina de 2 GB.
Lo que pasa de un tope no se recorta en silencio: se rechaza (o va a cuarentena) y se dice cuánto traía, cuánto se
admite y qué hacer. Quien necesite más lo cambia aquí, a la vista, y vuelve a correr `make fuzz`.
"""

from __future__ import annotations

from cobranza.base.errores import ErrorDeDatos

# -- archivos de la oficina -----------------------------------------------------------------------------------
BYTES_DE_TEXTO = 1 << 30
"""Un CSV: un millón de créditos pesa 240 MB; se lee por bloques y no cabe todo en memoria a la vez."""
BYTES_DE_LIBRO = 64 << 20
"""Una hoja de cálculo guardada: la más grande que cabe en `CELDAS_DE_HOJA` pesa unos 40 MB."""
BYTES_DESPLEGADOS = 600 << 20
"""Lo que pesan juntas las partes de un libro ya descomprimidas: 5 millones de celdas son unos 250 MB de XML."""
BYTES_DE_PARTE = 32 << 20
"""Una parte que no es hoja, ni sus textos, ni una imagen: estilos, nombres, índice. Pesan menos de 2 MB."""
BYTES_DE_INDICE = 4 << 20
"""El índice de un libro: qué hojas trae y dónde está cada una."""
VECES_DE_COMPRESION = 200
"""Cuántas veces puede crecer una parte al descomprimirse: una hoja de verdad crece de 8 a 60; una bomba, 1,000."""
BYTES_SIN_MIRAR_LA_RAZON = 8 << 20
"""Debajo de esto una parte puede ser muy repetida sin hacer daño: una hoja chica casi vacía lo es."""
PARTES_DE_LIBRO = 5_000
"""Archivos dentro de un libro: cada hoja trae unos cuantos, y las imágenes, uno cada una."""
HOJAS_DE_LIBRO = 200
"""Todas se miran para hallar la del encabezado."""
CELDAS_DE_HOJA = 5_000_000
"""Celdas de las hojas de un libro, contando los huecos: 200 mil renglones de 25 columnas. En memoria son 400 MB."""
LETRAS_DE_HOJA = 100_000_000
"""Letras de las hojas de un libro ya puestas en su celda: un texto compartido cuenta cada vez que se usa."""
RENGLONES_DE_HOJA = 1_048_576
"""Los que admite Excel."""
COMBINADAS = 50_000
"""Rangos de celdas combinadas: más es un formato, no una tabla."""
NIVELES_DE_XML = 100
"""Etiquetas dentro de etiquetas: un libro usa menos de 20."""
SEGUNDOS_DE_LIBRO = 60
"""Lo que se espera a que un .xls, .xlsb u .ods se deje abrir en el proceso aparte que lo prueba."""
MEMORIA_DE_LIBRO = 800 << 20
"""La memoria que puede pedir ese proceso."""

# -- filas y celdas -------------------------------------------------------------------------------------------
COLUMNAS = 1_000
"""Columnas de un archivo: el layout más ancho tiene menos de 30, y una exportación completa, 200 o 300."""
LETRAS_DE_CELDA = 131_072
"""Una celda: Excel no pasa de 32,767 letras."""
LETRAS_DE_RENGLON = 1_000_000
"""Un renglón de texto: `COLUMNAS` celdas de mil letras."""
LETRAS_DE_BLOQUE = 32_000_000
"""Lo que se junta en memoria antes de revisarlo; con renglones normales manda el número de filas."""
RENGLONES_EN_BLANCO = 2_000_000
"""Renglones vacíos de un archivo de texto: más que los de una hoja entera es relleno."""
FILAS = 5_000_000
"""Filas de un archivo: cinco veces la cartera más grande que se ha medido."""

LOTE = 2**31 - 1
"""El mayor número de lote que cabe en la base."""

# -- JSON y YAML ----------------------------------------------------------------------------------------------
BYTES_DE_JSON = 64 << 20
"""Lo que entra a `calcular`: cien mil casos pesan unos 20 MB."""
CASOS = 100_000
"""Casos de una lista."""
NIVELES_DE_JSON = 32
"""Listas y objetos dentro de otros: el tema más hondo usa cuatro."""
CIFRAS = 40
"""Cifras de un número: 64 bits son 19, y la UDI lleva seis decimales."""
ELEMENTOS = 20_000
"""De una lista dentro de un caso: pagos de un crédito, conceptos, días."""
LETRAS_DE_DATO = 10_000
"""Un texto de un caso: el concepto más largo de la norma tiene unas 300."""
BYTES_DE_YAML = 2 << 20
"""Un archivo de parámetros o un plan; el más grande de la casa pesa 60 KB."""
NUDOS_DE_YAML = 100_000
"""Valores de un YAML contando cada vez que se repite un ancla: así se ven las que crecen al doble en cada renglón."""
NIVELES_DE_YAML = 32

# -- corridas -------------------------------------------------------------------------------------------------
COMBINACIONES = 1_000
"""Corridas que pide un plan: una por delegación, por mes y por cuaderno no llega a 500."""
BYTES_DE_CUADERNO = 50 << 20
"""Un cuaderno guardado; los de la casa, sin salidas, pesan 20 KB."""
SEGUNDOS_POR_CELDA = 3_600
"""Lo que se espera a una celda: la más lenta, la suma de un millón de créditos, tarda unos minutos."""
LETRAS_DE_SALIDA = 20_000_000
"""Lo que un cuaderno puede imprimir: el informe más largo, con sus gráficas, pesa 3 MB."""


def pasado(que: str, encontrado: int | None, tope: int, que_hacer: str, **datos: str) -> ErrorDeDatos:
    """El error de pasar un tope, siempre con la misma forma; `encontrado` es None si se dejó de contar.

    >>> print(pasado("c.csv trae", 1200, 1000, "Quita las que sobran", unidad="columnas"))
    c.csv trae 1,200 columnas; se admiten hasta 1,000. Quita las que sobran.
    >>> print(pasado("c.csv trae", None, 1000, "Quita las que sobran", unidad="columnas"))
    c.csv trae más de 1,000 columnas, que es lo que se admite. Quita las que sobran.
    """
    unidad = f" {datos.pop('unidad')}" if "unidad" in datos else ""
    if encontrado is None:
        return ErrorDeDatos(f"{que} más de {tope:,}{unidad}, que es lo que se admite. {que_hacer}.", **datos)
    return ErrorDeDatos(f"{que} {encontrado:,}{unidad}; se admiten hasta {tope:,}. {que_hacer}.", **datos)
