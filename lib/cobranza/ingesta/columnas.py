"""Columnas de texto de un bloque (Arrow) y lo poco que la ingesta les pregunta; el resto del cuarto no ve Arrow.

Los textos viven fuera de los objetos de Python: un bloque pesa lo que pesan sus letras.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from cobranza.base.invisibles import ANCHO_CERO

pc: Any = pyarrow.compute  # sus tipos publicados no admiten escalares de Python, que es como se usa aquí
Textos = pa.StringArray
Enteros = NDArray[np.int64]
Mascara = NDArray[np.bool_]
Letras = NDArray[np.uint8]
_ESPACIOS = r"\x{A0}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}"
_OTRAS_FORMAS = r"[^\P{Nd}0-9]|[\x{FF01}-\x{FF5E}]"
"""Cifras de otra escritura («٢٠٢٥») y letras de ancho completo («Ｅ－ＩＳＮ»): las mismas, con otra forma."""
_DE_ANCHO_COMPLETO = 0xFF01 - ord("!")


def textos(valores: Sequence[str] | NDArray[np.object_]) -> Textos:
    """Lista de textos → columna."""
    return pa.array(valores, type=pa.string())


def lista(columna: Textos) -> list[str]:
    """Columna → lista de textos."""
    return columna.to_pylist()  # type: ignore[return-value]  # estas columnas no traen nulos


def objetos(columna: Textos) -> NDArray[np.object_]:
    """Columna → objetos de Python, sólo para las filas que se van a escribir."""
    return np.asarray(columna.to_numpy(zero_copy_only=False), dtype=object)


def o_nulo(columna: Textos) -> NDArray[np.object_]:
    """Como `objetos`, con lo vacío vuelto nulo."""
    return objetos(pc.if_else(pc.equal(columna, ""), pa.scalar(None, pa.string()), columna))


def tomar(columna: Textos, cuales: Enteros | Mascara) -> Textos:
    """Las filas marcadas, o las de esas posiciones."""
    posiciones = np.flatnonzero(cuales) if cuales.dtype == np.bool_ else cuales
    return columna.take(pa.array(posiciones, type=pa.int64()))


def igual(columna: Textos, valor: str) -> Mascara:
    """Filas cuyo texto es ése."""
    return _mascara(pc.equal(columna, valor))


def entre(columna: Textos, valores: Iterable[str]) -> Mascara:
    """Filas cuyo texto es alguno de ésos."""
    return _mascara(pc.is_in(columna, pa.array(list(valores), pa.string())))


def casa(columna: Textos, patron: str) -> Mascara:
    """Filas cuyo texto casa con la expresión regular."""
    return _mascara(pc.match_substring_regex(columna, patron))


def sin_nada(columna: Textos) -> bool:
    """¿Está vacía en todas las filas?"""
    return not pc.max(pc.binary_length(columna)).as_py()


def largo(columna: Textos) -> Enteros:
    """Letras de cada texto."""
    return np.asarray(pc.utf8_length(columna).to_numpy(zero_copy_only=False), dtype=np.int64)


def cambiar(columna: Textos, patron: str, por: str) -> Textos:
    """Cada aparición de la expresión regular, cambiada."""
    return pc.replace_substring_regex(columna, patron, por)  # type: ignore[no-any-return]


def mayusculas(columna: Textos) -> Textos:
    """En mayúsculas, Ñ incluida."""
    return pc.utf8_upper(columna)  # type: ignore[no-any-return]


def recortados(columna: Textos) -> Textos:
    """Sin espacios a los lados ni marcas invisibles; los de adentro (saltos, espacios finos), vueltos uno.

    Las cifras de otra escritura y las letras de ancho completo quedan como las de siempre.
    """
    limpia: Textos = pc.utf8_trim_whitespace(columna)
    if not casa(limpia, rf"[\t\r\n\f\v{_ESPACIOS}{ANCHO_CERO}]|  |{_OTRAS_FORMAS}").any():
        return limpia
    visible = _con_cifras_de_siempre(cambiar(limpia, f"[{ANCHO_CERO}]+", ""))
    return pc.utf8_trim_whitespace(cambiar(visible, rf"[\s{_ESPACIOS}]+", " "))  # type: ignore[no-any-return]


def _con_cifras_de_siempre(columna: Textos) -> Textos:
    raras = np.flatnonzero(casa(columna, _OTRAS_FORMAS))
    if raras.size == 0:
        return columna
    return cambiadas(columna, raras, ["".join(map(_de_siempre, texto)) for texto in lista(tomar(columna, raras))])


def _de_siempre(letra: str) -> str:
    cifra = unicodedata.decimal(letra, None)
    if cifra is not None:
        return str(cifra)
    return chr(ord(letra) - _DE_ANCHO_COMPLETO) if "\uff01" <= letra <= "\uff5e" else letra


def cambiadas(columna: Textos, filas: Enteros, nuevos: Sequence[str]) -> Textos:
    """La columna con otros textos en esas filas, que van en orden."""
    return pc.replace_with_mask(  # type: ignore[no-any-return]
        columna, pa.array(marca(len(columna), filas)), pa.array(nuevos, pa.string())
    )


def vaciadas(columna: Textos, valores: Iterable[str]) -> Textos:
    """La columna con esos textos exactos vueltos vacíos."""
    cuales = entre(columna, valores)
    return cambiadas(columna, np.flatnonzero(cuales), [""] * int(cuales.sum())) if cuales.any() else columna


def con_sufijo(columna: Textos, sufijo: str) -> Textos:
    """Cada texto seguido de `:sufijo`."""
    return pc.binary_join_element_wise(columna, sufijo, ":")  # type: ignore[no-any-return]


def traducidos(columna: Textos, traduce: Callable[[str], str | None], si_no: str) -> tuple[Textos, Mascara]:
    """(cada texto traducido, o `si_no`; cuáles no se pudieron): se pregunta una vez por texto distinto."""
    distintos = pc.unique(columna)
    claves = pa.array([traduce(texto) for texto in distintos.to_pylist()], pa.string())
    resultado = claves.take(pc.index_in(columna, distintos))
    return pc.fill_null(resultado, si_no), _mascara(pc.is_null(resultado))


def matriz(columna: Textos, ancho: int) -> Letras:
    """Textos ASCII de exactamente `ancho` letras → matriz de bytes, sin copiar texto por texto."""
    if len(columna) == 0:
        return np.zeros((0, ancho), dtype=np.uint8)
    partes: Any = columna.buffers()
    inicio = int(np.frombuffer(partes[1], dtype=np.int32)[columna.offset])
    datos: Letras = np.frombuffer(partes[2], dtype=np.uint8, offset=inicio, count=len(columna) * ancho)
    return datos.reshape(len(columna), ancho)


def en_centavos(columna: Textos) -> tuple[Enteros, Mascara]:
    """(centavos exactos, cuáles no caben en 64 bits) de textos «1234.5» ya revisados; nunca pasa por un float."""
    exactos: Any = columna.cast(pa.decimal128(26, 2))
    if len(columna) == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.bool_)
    crudos: Enteros = np.frombuffer(exactos.buffers()[1], dtype="<i8")[2 * exactos.offset :][: 2 * len(columna)]
    bajos, altos = crudos[0::2], crudos[1::2]  # un decimal son 128 bits: si los altos son cero, los bajos son todo
    grandes = (altos != 0) | (bajos < 0)
    return np.where(grandes, 0, bajos), grandes


def en_enteros(columna: Textos) -> Enteros:
    """Textos de puros dígitos → números."""
    return np.asarray(columna.cast(pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)


def numero(letras: Letras, desde: int, hasta: int) -> Enteros:
    """El número decimal que forman las letras `desde:hasta` de cada fila."""
    total = np.zeros(len(letras), dtype=np.int64)
    for k in range(desde, hasta):
        total = total * 10 + (letras[:, k].astype(np.int64) - ord("0"))
    return total


def marca(cuantas: int, filas: Enteros | Sequence[int]) -> Mascara:
    """Máscara con esas filas marcadas."""
    mascara = np.zeros(cuantas, dtype=np.bool_)
    mascara[np.asarray(filas, dtype=np.int64)] = True
    return mascara


def _mascara(columna: Any) -> Mascara:
    return np.asarray(columna.to_numpy(zero_copy_only=False), dtype=np.bool_)
