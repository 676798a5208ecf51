"""Cada tipo de columna: del texto a su valor, y el reparo de lo que no se entiende."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from cobranza.base import catalogos
from cobranza.base.fechas import SIN_DIA
from cobranza.ingesta import cantidades, identificadores
from cobranza.ingesta.celda import SIN_NUMERO, Celda, Valor
from cobranza.ingesta.columnas import (
    Textos,
    cambiar,
    casa,
    entre,
    igual,
    largo,
    lista,
    textos,
    tomar,
    traducidos,
    vaciadas,
)
from cobranza.ingesta.escrituras import claves_de_catalogo
from cobranza.ingesta.layouts import normalizado
from cobranza.ingesta.reparos import Reparos
from cobranza.ingesta.territorio import municipio_de, nombres_que_empiezan
from cobranza.libros.vocabulario import RFC_GENERICOS

_PUNTO_CERO = r"^([0-9]+)\.0+$"
_LARGO_RFC = {"moral": 12, "fisica": 13}


def valor(celda: Celda) -> Valor:
    """Los valores de una columna y, en `celda.reparos`, lo que no se pudo aceptar."""
    if celda.columna.obligatoria:
        celda.anotar(celda.vacias, "Falta un dato obligatorio", f"Falta {celda.columna.titulo}; es obligatorio.")
    try:
        leidos = _POR_TIPO[celda.columna.tipo](celda)
    except _NO_CONVIERTE:
        leidos = _sin_las_que_no_convierten(celda)
    _que_ninguna_se_pierda(celda, leidos)
    return leidos


_NO_CONVIERTE = (ValueError, ArithmeticError, LookupError, NotImplementedError, TypeError)
"""Lo que lanzan las bibliotecas ante un texto que no esperaban; Arrow lanza de los suyos, que son éstos."""


def _sin_las_que_no_convierten(celda: Celda) -> Valor:
    """La columna cuando una conversión falla: se busca en qué textos, quedan fuera con su reparo y lo demás entra."""
    escritos = lista(celda.textos)
    malos = {texto for texto in dict.fromkeys(escritos) if texto and not _convierte(celda, texto)}
    celda.anotar(entre(celda.textos, malos), *_SIN_CONVERTIR)
    return _POR_TIPO[celda.columna.tipo](replace(celda, textos=vaciadas(celda.textos, malos)))


def _convierte(celda: Celda, texto: str) -> bool:
    aparte = Reparos(np.zeros(1, dtype=np.int64))
    try:
        _POR_TIPO[celda.columna.tipo](replace(celda, textos=textos([texto]), reparos=aparte))
    except _NO_CONVIERTE:
        return False
    return True


def _que_ninguna_se_pierda(celda: Celda, leidos: Valor) -> None:
    """Donde la celda trae algo, hay un valor o un reparo: ninguna se queda vacía sin decirlo."""
    if isinstance(leidos, np.ndarray):
        sin_valor = leidos == (SIN_DIA if celda.columna.tipo == "fecha" else SIN_NUMERO)
    else:
        sin_valor = igual(leidos, "")
    perdidas = sin_valor & ~celda.vacias
    if perdidas.any():
        celda.anotar(perdidas & celda.reparos.en_pie, *_SIN_CONVERTIR)


_SIN_CONVERTIR = ("Dato que no se entiende", "«{}» no se pudo leer; escríbelo con letras y números comunes.")


def _texto(celda: Celda) -> Textos:
    columna, claves = celda.columna, _sin_punto_cero(celda.textos) if celda.columna.refiere else celda.textos
    largas = largo(claves) > columna.largo
    celda.anotar(
        largas, "Texto demasiado largo", f"Pasa de {columna.largo} letras; abrévialo o revisa si se corrió una celda."
    )
    if columna.patron:
        ejemplo = f"; se esperaba algo como {columna.ejemplo}" if columna.ejemplo else ""
        fuera = ~casa(claves, f"^(?:{columna.patron})$") & ~celda.vacias
        celda.anotar(fuera, "Clave con forma equivocada", f"«{{}}» no tiene la forma de la clave{ejemplo}.")
    return claves


def _sin_punto_cero(claves: Textos) -> Textos:
    """Una clave de puros números que pasó por una hoja de cálculo («7089.0»), como era."""
    return cambiar(claves, _PUNTO_CERO, r"\1") if casa(claves, _PUNTO_CERO).any() else claves


def _rfc(celda: Celda) -> Textos:
    rfc = identificadores.sin_separadores(celda.textos)
    genericos = entre(rfc, celda.columna.genericos)
    otro_generico = entre(rfc, RFC_GENERICOS) & ~genericos
    pendientes = ~celda.vacias & ~genericos & ~otro_generico
    forma, fecha, digito = (falla & pendientes for falla in identificadores.fallas_rfc(rfc))
    celda.anotar(otro_generico, "RFC genérico", "Es un RFC genérico y no identifica a nadie; captura el suyo.")
    sin_homoclave = forma & casa(rfc, r"^[A-ZÑ&]{3,4}[0-9]{6}$")
    celda.anotar(
        sin_homoclave,
        "RFC con forma equivocada",
        "Al RFC le falta la homoclave, sus tres últimas posiciones; tómala de la constancia fiscal.",
    )
    celda.anotar(
        forma & ~sin_homoclave,
        "RFC con forma equivocada",
        "No tiene la forma de un RFC (12 posiciones la persona moral, 13 la física).",
    )
    celda.anotar(
        fecha,
        "RFC con fecha que no existe",
        "El RFC lleva una fecha que no existe; revísalo contra la constancia fiscal.",
    )
    dudosos = np.flatnonzero(digito)  # la autoridad ha emitido RFC así: entran, y se dice cuáles
    celda.avisar(
        "RFC con dígito verificador que no corresponde",
        "Entró como viene; compáralo con la constancia fiscal por si hay una letra o un número cambiado.",
        dict(zip(dudosos.tolist(), lista(tomar(rfc, dudosos)), strict=True)),
    )
    esperados = [_LARGO_RFC[persona] for persona in celda.columna.personas]
    de_otro = pendientes & ~forma & ~np.isin(largo(rfc), esperados)
    celda.anotar(
        de_otro, "RFC de otro tipo de persona", f"El RFC no es de persona {' ni '.join(celda.columna.personas)}."
    )
    return rfc


def _curp(celda: Celda) -> Textos:
    curp = identificadores.sin_separadores(celda.textos)
    forma, fecha, digito = (falla & ~celda.vacias for falla in identificadores.fallas_curp(curp))
    celda.anotar(forma, "CURP con forma equivocada", "No tiene la forma de una CURP de 18 posiciones.")
    celda.anotar(fecha, "CURP con fecha que no existe", "La CURP lleva una fecha de nacimiento que no existe.")
    celda.anotar(
        digito, "CURP con dígito verificador equivocado", "El dígito verificador de la CURP no corresponde; revísala."
    )
    return curp


def _clabe(celda: Celda) -> Textos:
    clabe = identificadores.sin_separadores(celda.textos)
    forma, digito = (falla & ~celda.vacias for falla in identificadores.fallas_clabe(clabe))
    cortas = forma & casa(clabe, r"^[0-9]{17}$")
    celda.anotar(
        cortas,
        "CLABE con forma equivocada",
        "La CLABE trae 17 dígitos de 18; si una hoja de cálculo le quitó el cero inicial, captúrala como texto.",
    )
    celda.anotar(
        forma & ~cortas,
        "CLABE con forma equivocada",
        "La CLABE no tiene 18 dígitos; captúrala completa y como texto.",
    )
    celda.anotar(
        digito,
        "CLABE con dígito de control equivocado",
        "El dígito de control de la CLABE no corresponde; revísala con el banco.",
    )
    return clabe


def _de_lista(celda: Celda, admitidos: Mapping[str, str], motivo: str, que_hacer: str) -> Textos:
    """Cambia cada texto por su clave; se compara sin acentos ni mayúsculas."""
    vacio = celda.columna.vacio
    claves, desconocidos = traducidos(
        _sin_punto_cero(celda.textos),
        lambda texto: admitidos.get(normalizado(texto)),
        vacio if isinstance(vacio, str) else "",
    )
    celda.anotar(desconocidos & ~celda.vacias, motivo, f"«{{}}» {que_hacer}")
    return claves


def _catalogo(celda: Celda) -> Textos:
    nombre = celda.columna.catalogo
    if nombre == "municipios":
        return _municipio(celda)
    return _de_lista(
        celda,
        claves_de_catalogo(nombre),
        f"{celda.columna.titulo} fuera de catálogo",
        f"no está en el catálogo de {nombre}; corrígelo o agrégalo a params/catalogos/{nombre}.csv.",
    )


def _municipio(celda: Celda) -> Textos:
    """Un municipio de este estado, u otro estado; lo que no se reconoce se dice con lo que podría ser."""
    claves, desconocidos = traducidos(
        _sin_punto_cero(celda.textos), municipio_de(claves_de_catalogo("municipios")), ""
    )

    def mensaje(i: int) -> str:
        escrito = str(celda.textos[i])
        posibles = list(nombres_que_empiezan(normalizado(escrito)))
        if posibles:
            cuales = " o ".join(sorted(posibles)[:4])
            return f"«{escrito[:80]}» puede ser {cuales}; escribe el nombre completo o su clave."
        return (
            f"«{escrito[:80]}» no está en el catálogo de municipios; corrígelo o agrégalo a "
            "params/catalogos/municipios.csv. Si es de otro estado, escribe el estado tras una coma: "
            f"«{escrito[:40].split(',')[0]}, Tabasco»."
        )

    celda.anotar(desconocidos & ~celda.vacias, f"{celda.columna.titulo} fuera de catálogo", mensaje)
    return claves


def _opcion(celda: Celda) -> Textos:
    opciones = {normalizado(escrita): valor for escrita, valor in celda.columna.opciones.items()}
    esperado = ", ".join(celda.columna.opciones)
    return _de_lista(
        celda, opciones, f"{celda.columna.titulo} desconocido", f"no es una opción; se esperaba {esperado}."
    )


def _acto(celda: Celda) -> Textos:
    tipos = {normalizado(t): t for t, acto in catalogos.actos().items() if celda.layout.nombre in acto["captura"]}
    que_hacer = f"no es un tipo de acto que se capture en {celda.layout.nombre}; ve params/catalogos/actos.yaml."
    return _de_lista(celda, tipos, "Tipo de acto desconocido", que_hacer)


def _resultado(celda: Celda) -> Textos:
    resultados = {normalizado(clave): clave for clave in catalogos.resultados()}
    return _de_lista(
        celda,
        resultados,
        "Resultado desconocido",
        f"no es un resultado; se esperaba {', '.join(resultados.values())}.",
    )


_POR_TIPO: dict[str, Callable[[Celda], Valor]] = {
    "texto": _texto,
    "referencia": _texto,
    "importe": cantidades.importe,
    "fecha": cantidades.fecha,
    "hora": cantidades.hora,
    "entero": cantidades.entero,
    "rfc": _rfc,
    "curp": _curp,
    "clabe": _clabe,
    "catalogo": _catalogo,
    "opcion": _opcion,
    "acto": _acto,
    "resultado": _resultado,
}
