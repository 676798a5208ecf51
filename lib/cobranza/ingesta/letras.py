"""Letras rotas: el texto que un programa leyó con una página de códigos que no era la suya.

Lo que se descifra sin adivinar (las entidades de HTML) entra descifrado y se avisa; lo demás va a cuarentena con lo
que seguramente decía, para que una persona lo confirme: un nombre no se cambia por una conjetura.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from html.entities import html5

import numpy as np

from cobranza.base.invisibles import CONTROL, DIRECCION
from cobranza.ingesta.celda import Celda
from cobranza.ingesta.columnas import Enteros, Mascara, cambiadas, casa, lista, sin_nada, tomar

_NO_ENTRA = f"[{CONTROL}{DIRECCION}]"
_QUIZA = (
    r"=[0-9A-Fa-f]{2}|%[89A-Fa-f][0-9A-Fa-f]|\\[uUxX][0-9A-Fa-f]{2}|"
    r"[^\x00-\x7fáéíóúüñÁÉÍÓÚÜÑ]|\p{L}Ú\p{Ll}|\p{Lu}[áéíóúüñ]\p{Lu}|\?|&#?[A-Za-z0-9]+;"
)
"""Lo que amerita mirar el texto letra por letra: todo lo que no es español, y lo que deja un cambio de página."""
_ENTIDAD = re.compile(r"&(#[0-9]{2,5}|#[xX][0-9a-fA-F]{2,4}|[A-Za-z]{2,8}[0-9]{0,2});")
_ESCAPADA = re.compile(
    r"(?P<citada>(?<=[A-Za-z])(?:=C3=[89AB][0-9A-F]|=(?:E[19D]|F[13AC]|C[19D]|D[13AC]))(?=[A-Za-z]|\b))|(?P<direccion>(?:%[89A-Fa-f][0-9A-Fa-f])+)|"
    r"\\[uU](?P<unicode>[0-9A-Fa-f]{4})|\\x(?P<byte>[0-9A-Fa-f]{2})"
)
"""«Gonz=E1lez» (correo), «Gonz%C3%A1lez» (dirección de internet) y «Gonz\\u00e1lez» (JSON)."""
_PERDIDA = re.compile(r"[^\W\d_]\?|\?[^\W\d_]")
_LETRA = r"[^\W\d_]"
_SIGNOS = "¡¢£¤¥¦§©¬±¶·‚ƒ„…†‡ˆ‰‹œŒžŽŸ¾¿ßÞþÐðÝ™˙˚˜¯¸¨³µ∏∑√≥≤≈∂∆ⁿ⁄"
"""Quedan donde iba una letra acentuada si el texto se leyó con la página de otro sistema; en español no van ahí."""
_ENTRE_LETRAS = re.compile(rf"(?<={_LETRA})[{_SIGNOS}](?={_LETRA})(?<![lL]·(?=[lL]))")
_EN_LA_ORILLA = re.compile(rf"(?<={_LETRA})[‚ƒ„†‡ˆŽŸ¤¢£¥±¾¡](?=\s|$)|(?<![^\s(])[µ‚ƒ„¤¢£¥¾±†‡](?={_LETRA})")
_RAYAS = re.compile(r"[a-z][–—][a-z]|[A-Z]—[a-z]|[A-Z]—[A-Z]|[a-z]’(?!s\b)[a-z]")
_OTRO_ALFABETO = re.compile(r"[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z]")
_MAYUSCULA_SUELTA = re.compile(rf"{_LETRA}[ÀÂÃÈÊËÌÎÏÒÔÕÙÚÛÝÐÞ](?=[a-zß-ÿ])|[A-ZÑ][à-ÿ](?=[A-ZÑ])")
"""«PÚrez», «GARCêA»: una acentuada en mayúscula dentro de una palabra en minúsculas, o al revés."""
_BLOQUE = re.compile(r"[\u2500-\u259f]")
_LATINA = re.compile(r"Ã(?![A-ZÁÉÍÓÚÃÕ])|[a-z]Ã|Â[^A-Za-z]|√[^\s\d]|â€|ï¿½|\ufffd|\xad")
_ENCIMADA = re.compile("[a-záéíóúüñ][ÁÉÍÓÚÜÑ]")
"""Nadie escribe «MuÑoz»: una conjetura así no se ofrece."""
_ESPANOL = re.compile(r"[\x20-\x7eáéíóúüñÁÉÍÓÚÜÑ°ºª¿¡«»“”‘’–—´]*")


def sin_letras_rotas(celda: Celda) -> Celda:
    """La columna con sus entidades descifradas, y reparo en las filas con letras rotas o caracteres de control."""
    if sin_nada(celda.textos):
        return celda
    control = casa(celda.textos, _NO_ENTRA)
    celda.anotar(
        control,
        "Caracteres de control",
        "Trae caracteres de control (NUL u otros) que no se ven, o que cambian el orden en que se lee; vuelve a "
        "capturar el dato.",
    )
    dudosas = np.flatnonzero(casa(celda.textos, _QUIZA) & ~control)
    if dudosas.size == 0:
        return celda
    celda = _descifrada(celda, dudosas)
    escritos = lista(tomar(celda.textos, dudosas))
    revisados = {escrito: es_letra_rota(escrito) for escrito in dict.fromkeys(escritos)}
    rotas: Mascara = np.zeros_like(control)
    rotas[dudosas] = [revisados[escrito] for escrito in escritos]
    celda.anotar(
        rotas, "Letras rotas por la codificación", _mensaje(dict(zip(dudosas.tolist(), escritos, strict=True)))
    )
    return celda


def _mensaje(escritos: dict[int, str]) -> Callable[[int], str]:
    def mensaje(i: int) -> str:
        decia = descifrado(escritos[i])
        seguro = f" seguramente decía «{decia[:80]}»;" if decia else ""
        return (
            f"«{escritos[i][:80]}» trae letras rotas: se guardó con otra codificación;{seguro} expórtalo en UTF-8 o "
            "escríbelo como debe ser."
        )

    return mensaje


def _descifrada(celda: Celda, dudosas: Enteros) -> Celda:
    escritos = dict(zip(dudosas.tolist(), lista(tomar(celda.textos, dudosas)), strict=True))
    nuevos = {i: claro for i, escrito in escritos.items() if (claro := sin_entidades(escrito)) != escrito}
    if not nuevos:
        return celda
    celda.avisar(
        "Texto con entidades de HTML, descifrado",
        "Revisa que se lea bien.",
        {i: f"{escritos[i]} → {claro}" for i, claro in nuevos.items()},
    )
    filas = np.array(list(nuevos), dtype=np.int64)
    return replace(celda, textos=cambiadas(celda.textos, filas, list(nuevos.values())))


def sin_entidades(texto: str) -> str:
    """El texto con sus entidades de HTML vueltas letras.

    >>> sin_entidades("Mu&ntilde;oz Pe&ntilde;a"), sin_entidades("B&B;"), sin_entidades("Mu&amp;ntilde;oz")
    ('Muñoz Peña', 'B&B;', 'Muñoz')
    """
    for _ in range(3):  # hay quien escapa dos veces
        claro = _ENTIDAD.sub(_letra, texto)
        if claro == texto:
            break
        texto = claro
    return texto


def _letra(entidad: re.Match[str]) -> str:
    cuerpo = entidad[1]
    if not cuerpo.startswith("#") and f"{cuerpo};" not in html5:
        return entidad[0]
    letra = html.unescape(entidad[0]).replace("\N{NO-BREAK SPACE}", " ")
    return letra if letra.isprintable() else entidad[0]


def es_letra_rota(texto: str) -> bool:
    """¿Trae letras de otra página: UTF-8 leído como Latin-1, DOS, Mac, o letras perdidas («?», «�»)?

    >>> es_letra_rota("RamÃ³n"), es_letra_rota("Mu¤oz"), es_letra_rota("MU?OZ"), es_letra_rota("PÚrez")
    (True, True, True, True)
    >>> es_letra_rota("Ramón"), es_letra_rota("SÃO JOÃO"), es_letra_rota("¿Qué?"), es_letra_rota("Peña–Núñez")
    (False, False, False, False)
    """
    if _ESCAPADA.search(texto):
        return True
    if _PERDIDA.search(texto) and "¿" not in texto and "://" not in texto:
        return True
    formas = (_LATINA, _BLOQUE, _ENTRE_LETRAS, _EN_LA_ORILLA, _RAYAS, _OTRO_ALFABETO, _MAYUSCULA_SUELTA)
    return any(forma.search(texto) for forma in formas) or _es_utf8_leido_como_otra_cosa(texto)


def _es_utf8_leido_como_otra_cosa(texto: str) -> bool:
    for codificacion in ("cp1252", "latin-1"):
        try:
            if texto.encode(codificacion).decode("utf-8") != texto:
                return True
        except UnicodeError:
            continue
    return False


_CRUCES = tuple(
    (leida, era)
    for era in ("utf-8", "cp1252", "cp850", "mac_roman")
    for leida in ("cp1252", "latin-1", "cp850", "mac_roman", "cp437")
    if leida != era
)


def descifrado(texto: str) -> str:
    """Lo que seguramente decía un texto de letras rotas; vacío si no se sabe.

    >>> descifrado("RamÃ³n"), descifrado("Mu¤oz"), descifrado("PÚrez"), descifrado("MU?OZ")
    ('Ramón', 'Muñoz', 'Pérez', '')
    >>> descifrado("Gonz=E1lez"), descifrado("Gonz%C3%A1lez"), descifrado(r"Gonz\\u00e1lez")
    ('González', 'González', 'González')
    """
    if _ESCAPADA.search(texto):
        claro = _ESCAPADA.sub(_de_escape, texto)
        return claro if _ESPANOL.fullmatch(claro) and not es_letra_rota(claro) else ""
    import ftfy  # tarda: sólo si hay algo que descifrar

    candidatos = [ftfy.fix_encoding(texto)]
    for leida, era in _CRUCES:
        try:
            candidatos.append(texto.encode(leida).decode(era))
        except UnicodeError:
            continue
    posibles = {
        claro: None
        for claro in candidatos
        if claro != texto and _ESPANOL.fullmatch(claro) and not es_letra_rota(claro)
    }
    unica = next(iter(posibles)) if len(posibles) == 1 else ""
    return "" if _ENCIMADA.search(unica) else unica


def _de_escape(escape: re.Match[str]) -> str:
    if suelta := escape["unicode"] or escape["byte"]:
        return chr(int(suelta, 16))
    crudo = bytes.fromhex(re.sub("[=%]", "", escape[0]))
    try:
        return crudo.decode("utf-8")
    except UnicodeError:
        return crudo.decode("cp1252", errors="replace")
