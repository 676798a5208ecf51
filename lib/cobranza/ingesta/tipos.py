"""Cada tipo de columna: del texto a su valor, y el reparo de lo que no se entiende."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from cobranza.base import catalogos
from cobranza.ingesta import cantidades, identificadores
from cobranza.ingesta.celda import Celda, Valor
from cobranza.ingesta.columnas import Textos, casa, entre, largo, mayusculas, traducidos
from cobranza.ingesta.layouts import normalizado

_GENERICOS = ("XAXX010101000", "XEXX010101000")  # público en general y residentes en el extranjero
_LARGO_RFC = {"moral": 12, "fisica": 13}


def valor(celda: Celda) -> Valor:
    """Los valores de una columna y, en `celda.reparos`, lo que no se pudo aceptar."""
    if celda.columna.obligatoria:
        celda.anotar(celda.vacias, "Falta un dato obligatorio", f"Falta {celda.columna.titulo}; es obligatorio.")
    return _POR_TIPO[celda.columna.tipo](celda)


def _texto(celda: Celda) -> Textos:
    columna, textos = celda.columna, celda.textos
    largas = largo(textos) > columna.largo
    celda.anotar(
        largas, "Texto demasiado largo", f"Pasa de {columna.largo} letras; abrévialo o revisa si se corrió una celda."
    )
    if columna.patron:
        ejemplo = f"; se esperaba algo como {columna.ejemplo}" if columna.ejemplo else ""
        fuera = ~casa(textos, f"^(?:{columna.patron})$") & ~celda.vacias
        celda.anotar(fuera, "Clave con forma equivocada", f"«{{}}» no tiene la forma de la clave{ejemplo}.")
    return textos


def _rfc(celda: Celda) -> Textos:
    rfc = mayusculas(celda.textos)
    genericos = entre(rfc, celda.columna.genericos)
    otro_generico = entre(rfc, _GENERICOS) & ~genericos
    pendientes = ~celda.vacias & ~genericos & ~otro_generico
    forma, fecha, digito = (falla & pendientes for falla in identificadores.fallas_rfc(rfc))
    celda.anotar(otro_generico, "RFC genérico", "Es un RFC genérico y no identifica a nadie; captura el suyo.")
    celda.anotar(
        forma,
        "RFC con forma equivocada",
        "No tiene la forma de un RFC (12 posiciones la persona moral, 13 la física).",
    )
    celda.anotar(
        fecha,
        "RFC con fecha que no existe",
        "El RFC lleva una fecha que no existe; revísalo contra la constancia fiscal.",
    )
    celda.anotar(
        digito,
        "RFC con dígito verificador equivocado",
        "El dígito verificador del RFC no corresponde; hay una letra o un número cambiado.",
    )
    esperados = [_LARGO_RFC[persona] for persona in celda.columna.personas]
    de_otro = pendientes & ~forma & ~np.isin(largo(rfc), esperados)
    celda.anotar(
        de_otro, "RFC de otro tipo de persona", f"El RFC no es de persona {' ni '.join(celda.columna.personas)}."
    )
    return rfc


def _curp(celda: Celda) -> Textos:
    curp = mayusculas(celda.textos)
    forma, fecha, digito = (falla & ~celda.vacias for falla in identificadores.fallas_curp(curp))
    celda.anotar(forma, "CURP con forma equivocada", "No tiene la forma de una CURP de 18 posiciones.")
    celda.anotar(fecha, "CURP con fecha que no existe", "La CURP lleva una fecha de nacimiento que no existe.")
    celda.anotar(
        digito, "CURP con dígito verificador equivocado", "El dígito verificador de la CURP no corresponde; revísala."
    )
    return curp


def _clabe(celda: Celda) -> Textos:
    forma, digito = (falla & ~celda.vacias for falla in identificadores.fallas_clabe(celda.textos))
    celda.anotar(
        forma, "CLABE con forma equivocada", "La CLABE no tiene 18 dígitos; captúrala como texto, sin espacios."
    )
    celda.anotar(
        digito,
        "CLABE con dígito de control equivocado",
        "El dígito de control de la CLABE no corresponde; revísala con el banco.",
    )
    return celda.textos


def _de_lista(celda: Celda, admitidos: Mapping[str, str], motivo: str, que_hacer: str) -> Textos:
    """Cambia cada texto por su clave; se compara sin acentos ni mayúsculas."""
    vacio = celda.columna.vacio
    claves, desconocidos = traducidos(
        celda.textos, lambda texto: admitidos.get(normalizado(texto)), vacio if isinstance(vacio, str) else ""
    )
    celda.anotar(desconocidos & ~celda.vacias, motivo, f"«{{}}» {que_hacer}")
    return claves


def _catalogo(celda: Celda) -> Textos:
    nombre = celda.columna.catalogo
    return _de_lista(
        celda,
        claves_de_catalogo(nombre),
        f"{celda.columna.titulo} fuera de catálogo",
        f"no está en el catálogo de {nombre}; corrígelo o agrégalo a params/catalogos/{nombre}.csv.",
    )


def claves_de_catalogo(nombre: str) -> dict[str, str]:
    """Cómo puede venir escrita cada clave: la clave, sin ceros a la izquierda, sin «DH-», o el nombre."""
    catalogo = catalogos.tabla(nombre)
    if nombre == "conceptos":
        claves = catalogo.loc[catalogo["accesorio_de"].eq(""), "clave"]
        return {normalizado(clave): clave for clave in claves}
    llave, prefijo = ("clave_inegi", "0") if nombre == "municipios" else ("clave", "DH-")
    return {
        normalizado(escrito): clave
        for clave, titulo in zip(catalogo[llave], catalogo["nombre"], strict=True)
        for escrito in (titulo, clave.removeprefix(prefijo), clave)
    }


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
