"""Un formulario hecho de un JSON Schema: el control que toca a cada dato, su ayuda y, junto a él, qué está mal.

El esquema es el del cuaderno (`ejecucion.parametros.esquema`) o el del paso de un trámite (`tramites.definicion`):
los mismos que imprime la consola. Aquí no se decide qué es válido: lo dice `revisar`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import ipywidgets as w  # type: ignore[import-untyped]  # no publica tipos

from cobranza.papel.formato import escapar
from cobranza.puertas.paneles import aspecto

Revisar = Callable[[Mapping[str, Any]], Mapping[str, str]]
"""De los valores dados, qué está mal: nombre del dato → por qué. Vacío si nada."""
NADA = "Sin decir"


class Formulario:
    """Los controles de un esquema. `opciones`: dato → (valor → nombre), para los que salen de los libros."""

    def __init__(
        self,
        esquema: Mapping[str, Any],
        revisar: Revisar,
        opciones: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.esquema, self._revisar = esquema, revisar
        pedidos = set(esquema.get("required", ()))
        propias = opciones or {}
        self.campos = {
            nombre: _Campo(nombre, ficha, nombre in pedidos, propias.get(nombre))
            for nombre, ficha in esquema["properties"].items()
        }
        self.vista = w.Box([campo.vista for campo in self.campos.values()])
        self.vista.add_class("campos")
        for campo in self.campos.values():
            campo.control.observe(lambda _, n=campo.nombre: self._al_cambiar(n), "value")

    def valores(self) -> dict[str, Any]:
        """Lo que se ha dicho. Lo que se dejó en blanco no va, salvo que de otro modo valdría su omisión."""
        dichos = {nombre: (campo, campo.valor()) for nombre, campo in self.campos.items()}
        return {
            nombre: "" if _en_blanco(valor) else valor
            for nombre, (campo, valor) in dichos.items()
            if not _en_blanco(valor) or (campo.puede_faltar and campo.ficha.get("default"))
        }

    def poner(self, valores: Mapping[str, Any]) -> None:
        """Llena los controles con estos valores."""
        for nombre, valor in valores.items():
            if nombre in self.campos:
                self.campos[nombre].poner(valor)

    def revisar(self) -> bool:
        """¿Está completo y bien? Si no, cada control dice qué le falta."""
        malos = dict(self._revisar(self.valores()))
        for nombre, campo in self.campos.items():
            falta = _en_blanco(campo.valor()) and not campo.puede_faltar
            campo.quejarse(malos.get(nombre, "") or ("Falta decirlo." if falta else ""))
        return not any(campo.queja for campo in self.campos.values())

    def _al_cambiar(self, nombre: str) -> None:
        """Dice lo que está mal en lo que se acaba de cambiar, y quita de las demás quejas las que ya no valen."""
        malos = self._revisar(self.valores())
        for otro, campo in self.campos.items():
            if otro == nombre or campo.queja:
                campo.quejarse(malos.get(otro, ""))


class _Campo:
    """Un dato: su control, su ayuda y su queja."""

    def __init__(
        self, nombre: str, ficha: Mapping[str, Any], pedido: bool, opciones: Mapping[str, str] | None
    ) -> None:
        self.nombre, self.ficha, self.queja = nombre, ficha, ""
        self.puede_faltar = not pedido and (not ficha.get("default") or _admite_vacio(ficha))
        self.control, self._leer, self._escribir = _control(ficha, pedido, opciones)
        rotulo = f"{legible(nombre)}{' (opcional)' if self.puede_faltar else ''}"
        if isinstance(self.control, w.Checkbox):
            self.control.description, self.control.indent = legible(nombre), False
        else:
            self.control.description = rotulo
            aspecto.con_rotulo_arriba(self.control)
        self.control.layout.width = "100%"
        self._queja = w.HTML("")
        dicha = str(ficha.get("description", ""))
        if isinstance(self.control, w.DatePicker):  # el calendario del navegador la enseña como se escribe ahí
            dicha = dicha.replace(", AAAA-MM-DD", "")
        ayuda = w.HTML(f'<p class="ayuda">{escapar(_mayuscula(dicha))}{_como(ficha)}</p>')
        largo = ("largo",) if isinstance(self.control, w.Textarea | w.SelectMultiple) else ()
        self.vista = aspecto.caja(self.control, ayuda, self._queja, clases=("campo", f"campo-{nombre}", *largo))

    def valor(self) -> Any:
        return self._leer(self.control.value)

    def poner(self, valor: Any) -> None:
        self.control.value = self._escribir(valor)

    def quejarse(self, motivo: str) -> None:
        self.queja = motivo
        self._queja.value = f'<p class="malo" role="alert">✗ {escapar(motivo)}</p>' if motivo else ""


_ACENTOS = {
    "garantia": "garantía", "numero": "número", "poliza": "póliza", "avaluo": "avalúo", "dias": "días",
    "clausula": "cláusula", "regimen": "régimen", "tramite": "trámite",
}  # fmt: skip
"""Los nombres de los datos van en ASCII; a la vista, en español."""


def legible(nombre: str) -> str:
    """«notificada_el» → «Notificada el»; «delegacion» → «Delegación»."""
    palabras = (_ACENTOS.get(p, re.sub(r"([cs])ion$", r"\1ión", p)) for p in nombre.casefold().split("_"))
    return _mayuscula(" ".join(palabras))


def _mayuscula(dicho: str) -> str:
    return f"{dicho[:1].upper()}{dicho[1:]}"


def _en_blanco(valor: Any) -> bool:
    return valor in (None, "", [])


def _admite_vacio(ficha: Mapping[str, Any]) -> bool:
    """¿El texto vacío cumple ese esquema?"""
    return any(forma.get("const") == "" for forma in (*ficha.get("oneOf", ()), *ficha.get("anyOf", ())))


def _igual(valor: Any) -> Any:
    return valor


_Control = tuple[Any, Callable[[Any], Any], Callable[[Any], Any]]


def _control(ficha: Mapping[str, Any], pedido: bool, opciones: Mapping[str, str] | None) -> _Control:
    """(el control, cómo se lee, cómo se escribe) de un dato según su esquema."""
    if opciones is None:
        opciones = _opciones(ficha)
    if ficha.get("type") == "boolean":
        return w.Checkbox(value=bool(ficha.get("default"))), bool, bool
    if _es_si_no(ficha):
        return w.Dropdown(options=[(NADA, None), ("Sí", "si"), ("No", "no")]), _igual, _igual
    if ficha.get("type") == "array":
        return _de_lista(ficha)
    if opciones is not None:
        pares = [(nombre, clave) for clave, nombre in opciones.items() if clave != ""]
        if not pedido or "" in opciones:
            pares = [(opciones.get("", NADA), ""), *pares]
        claves = [clave for _, clave in pares]
        omision = ficha.get("default", claves[0] if claves else None)
        return w.Dropdown(options=pares, value=omision if omision in claves else None), _igual, _igual
    if _es_fecha(ficha):
        return w.DatePicker(value=_fecha(ficha.get("default"))), lambda v: v.isoformat() if v else "", _fecha
    return w.Text(value=str(ficha.get("default", "")), continuous_update=False), str.strip, str


def _opciones(ficha: Mapping[str, Any]) -> dict[str, str] | None:
    """Las opciones que el esquema enumera: valor → nombre."""
    if "oneOf" in ficha:
        return {str(o["const"]): str(o["title"]) for o in ficha["oneOf"]}
    if "enum" in ficha and not _es_si_no(ficha):
        return {str(o): legible(str(o)) for o in ficha["enum"]}
    return None


def _es_si_no(ficha: Mapping[str, Any]) -> bool:
    return True in ficha.get("enum", ()) and False in ficha.get("enum", ())


def _es_fecha(ficha: Mapping[str, Any]) -> bool:
    return any(forma.get("format") == "date" for forma in (ficha, *ficha.get("anyOf", ())))


def _fecha(escrita: Any) -> date | None:
    return date.fromisoformat(str(escrita)) if escrita else None


def _de_lista(ficha: Mapping[str, Any]) -> _Control:
    """Una lista: de opciones, se escogen varias; de textos o de renglones, uno por línea."""
    de = ficha["items"]
    if opciones := _opciones(de):
        pares = [(nombre, clave) for clave, nombre in opciones.items()]
        return w.SelectMultiple(options=pares, rows=min(6, len(pares))), list, tuple
    en_columnas = bool(_columnas(ficha))

    def leer(escrito: str) -> list[Any]:
        lineas = [linea.strip() for linea in escrito.splitlines() if linea.strip()]
        return [[parte.strip() or None for parte in x.split(";")] for x in lineas] if en_columnas else lineas

    def escribir(valores: list[Any]) -> str:
        return "\n".join("; ".join(str(p or "") for p in v) if isinstance(v, list) else str(v) for v in valores)

    return w.Textarea(rows=3, continuous_update=False), leer, escribir


def _columnas(ficha: Mapping[str, Any]) -> list[str]:
    """Los campos de cada renglón de una lista de renglones, en su orden; vacía si no lo es."""
    de = ficha.get("items", {})
    return next((list(forma["properties"]) for forma in de.get("anyOf", ()) if "properties" in forma), [])


def _como(ficha: Mapping[str, Any]) -> str:
    """Cómo se escribe, si el control no lo dice solo."""
    if columnas := _columnas(ficha):
        return escapar(f". Un renglón por línea: {'; '.join(columnas)}.")
    if ficha.get("type") == "array":
        return "" if _opciones(ficha["items"]) else ". Uno por línea."
    return ""
