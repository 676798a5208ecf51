"""Qué es un trámite, leído y comprobado de su YAML: sus datos, sus estados y de cuál se llega a cuál."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cobranza.base.catalogos import carpeta, leer_yaml
from cobranza.base.errores import ErrorDeUso
from cobranza.base.impedimento import Impedimento
from cobranza.temas import campos
from cobranza.temas.campos import Campo
from cobranza.tramites.que_rige import Vigente, vigentes

_TIPOS = {
    "texto": campos.TEXTO,
    "importe": campos.IMPORTE,
    "porcentaje": campos.PORCENTAJE,
    "fecha": campos.FECHA,
    "si_no": campos.SI_NO,
    "folio": campos.TEXTO,
    "folios": campos.lista(campos.TEXTO, minimo=1),
    "importes": campos.lista(campos.IMPORTE, minimo=1),
    "documento": campos.TEXTO,
}
"""Clase de dato → cómo se lee; además `opcion` y `opciones`, que dicen cuáles, `entero`, que dice sus límites, y
`registros`, una lista de renglones que dice sus campos."""
_COMPUESTAS = ("entero", "opcion", "opciones", "registros")
_GRAVE = "CRITICA"
_DEL_TRAMITE = {"titulo", "prefijo", "fundamento", "asunto", "datos", "estados"}
_DEL_DATO = {"tipo", "ayuda", "opciones", "minimo", "maximo", "campos"}
_DEL_ESTADO = {
    *("titulo", "desde", "roles", "no_fue", "pide", "admite", "comprueba", "calcula", "efectos", "nivel"),
    *("plazos", "documentos", "fundamento", "automatico"),
}
_DEL_PLAZO = {"clave", "desde", "avisa", "hasta", "si"}


@dataclass(frozen=True, slots=True)
class PlazoDe:
    """Un plazo que empieza con un paso: su clave en `plazos.yaml`, desde qué dato suyo corre y hasta qué estados.

    `si`: dato → lo que debe decir para que corra.
    """

    clave: str
    desde: str
    avisa: int
    hasta: tuple[str, ...]
    si: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Estado:
    """A dónde se puede llevar un trámite: desde dónde, quién, qué se le pide y qué produce.

    `no_fue`: estados cuyo paso no pudo dar la misma persona, con los días en que se exige. `comprueba`, `calcula`,
    `efectos` y `documentos`: nombres que el proceso define. `nivel`: el dato cuyo importe decide quién alcanza a
    autorizar. `automatico`: lo da el programa cuando ocurre; si además dice `roles`, también una persona.
    """

    clave: str
    titulo: str
    desde: tuple[str, ...]
    roles: tuple[str, ...]
    no_fue: tuple[Vigente, ...]
    pide: tuple[str, ...]
    admite: tuple[str, ...]
    comprueba: tuple[str, ...]
    calcula: tuple[str, ...]
    efectos: tuple[str, ...]
    documentos: tuple[str, ...]
    plazos: tuple[PlazoDe, ...]
    nivel: str
    fundamento: str
    automatico: bool

    def segregado(self, al: date) -> tuple[str, ...]:
        """Los estados cuyo paso, ese día, no pudo dar la misma persona."""
        return tuple(otro.clave for otro in self.no_fue if otro.rige(al))

    def impide(self, regla: str, titulo: str, evidencia: str, que_hacer: str, fundamento: str = "") -> Impedimento:
        """Un impedimento de este paso, con su fundamento si no tiene uno propio."""
        return Impedimento(regla, _GRAVE, titulo, fundamento or self.fundamento, evidencia, que_hacer)


@dataclass(frozen=True, slots=True)
class Tipo:
    """Un trámite: cómo se llama, cómo se numera, de qué trata (`asunto`, uno de sus datos) y sus estados."""

    clave: str
    titulo: str
    prefijo: str
    fundamento: str
    asunto: str
    datos: Mapping[str, Campo]
    estados: Mapping[str, Estado]

    @property
    def inicial(self) -> Estado:
        """El estado con que se abre."""
        return next(estado for estado in self.estados.values() if not estado.desde)

    def siguientes(self, estado: str) -> list[Estado]:
        """A qué estados se puede llegar desde ése."""
        return [otro for otro in self.estados.values() if estado in otro.desde]

    def es_final(self, estado: str) -> bool:
        """¿Ya no sigue nada?"""
        return not self.siguientes(estado)

    def campos_de(self, estado: Estado) -> tuple[Campo, ...]:
        """Los datos de un paso: los que pide y los que admite."""
        pedidos = [self.datos[nombre] for nombre in estado.pide]
        return (*pedidos, *(campos.opcional(n, self.datos[n].tipo, self.datos[n].ayuda) for n in estado.admite))

    def esquema(self, estado: Estado) -> dict[str, Any]:
        """JSON Schema de los datos de un paso."""
        suyos = self.campos_de(estado)
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"{self.clave} · {estado.clave}",
            "description": estado.titulo,
            "type": "object",
            "properties": {c.nombre: {**c.tipo.esquema, "description": c.ayuda} for c in suyos},
            "required": [c.nombre for c in suyos if c.obligatorio],
            "additionalProperties": False,
        }


def tipos() -> list[str]:
    """Los trámites que hay."""
    return sorted(ruta.stem for ruta in (carpeta() / "tramites").glob("*.yaml"))


def tipo(clave: str) -> Tipo:
    """Un trámite por su clave. Errores: `ErrorDeUso` si no existe o su YAML no se entiende."""
    if clave not in tipos():
        raise ErrorDeUso(f"No hay un trámite «{clave}»; los que hay son: {', '.join(tipos()) or 'ninguno'}.")
    return _entender(clave, leer_yaml(carpeta() / "tramites" / f"{clave}.yaml"))


def _entender(clave: str, dicho: Mapping[str, Any]) -> Tipo:
    _conocidas(clave, "el trámite", dicho, _DEL_TRAMITE)
    datos = {nombre: _dato(clave, nombre, ficha) for nombre, ficha in dicho["datos"].items()}
    estados = {
        nombre: _estado(clave, nombre, ficha, dicho["fundamento"]) for nombre, ficha in dicho["estados"].items()
    }
    entendido = Tipo(clave, dicho["titulo"], dicho["prefijo"], dicho["fundamento"], dicho["asunto"], datos, estados)
    _comprobar(entendido)
    return entendido


def _dato(tramite: str, nombre: str, ficha: Mapping[str, Any]) -> Campo:
    _conocidas(tramite, nombre, ficha, _DEL_DATO)
    clase, ayuda = ficha["tipo"], ficha["ayuda"]
    if clase in ("opcion", "opciones"):
        una = campos.uno_de(*map(campos.llano, ficha["opciones"]))
        return Campo(nombre, una if clase == "opcion" else campos.lista(una), ayuda)
    if clase == "entero":
        return Campo(nombre, campos.entero(ficha["minimo"], ficha["maximo"]), ayuda)
    if clase == "registros":
        suyos = (_dato(tramite, campo, suya) for campo, suya in ficha["campos"].items())
        return Campo(nombre, campos.lista(campos.registro(*suyos), minimo=1), ayuda)
    if clase not in _TIPOS:
        hay = ", ".join(sorted({*_TIPOS, *_COMPUESTAS}))
        raise _mal_escrito(tramite, f"«{nombre}» es de tipo «{clase}»", hay)
    return Campo(nombre, _TIPOS[clase], ayuda)


def _estado(tramite: str, nombre: str, ficha: Mapping[str, Any], fundamento: str) -> Estado:
    _conocidas(tramite, nombre, ficha, _DEL_ESTADO)
    for plazo in ficha.get("plazos", ()):
        _conocidas(tramite, f"un plazo de {nombre}", plazo, _DEL_PLAZO)
    archivo = f"params/catalogos/tramites/{tramite}.yaml"
    varios = ("desde", "roles", "pide", "admite", "comprueba", "calcula", "efectos", "documentos")
    return Estado(
        clave=nombre,
        titulo=ficha["titulo"],
        **{campo: tuple(ficha.get(campo, ())) for campo in varios},
        no_fue=vigentes(ficha.get("no_fue", ()), "estado", archivo),
        plazos=tuple(
            PlazoDe(
                p["clave"], p.get("desde", ""), int(p.get("avisa", 5)), tuple(p.get("hasta", ())), p.get("si", {})
            )
            for p in ficha.get("plazos", ())
        ),
        nivel=ficha.get("nivel", ""),
        fundamento=ficha.get("fundamento", fundamento),
        automatico=bool(ficha.get("automatico")),
    )


def _comprobar(tipo: Tipo) -> None:
    """Errores: `ErrorDeUso` si un estado nombra algo que no existe, no hay un solo inicial o no dice quién puede."""
    iniciales = [estado.clave for estado in tipo.estados.values() if not estado.desde]
    if len(iniciales) != 1:
        raise _mal_escrito(tipo.clave, f"hay {len(iniciales)} estados sin «desde»", "uno solo: el inicial")
    if tipo.asunto not in tipo.inicial.pide:
        raise _mal_escrito(tipo.clave, f"el asunto es «{tipo.asunto}»", "un dato que pida el estado inicial")
    for estado in tipo.estados.values():
        for otro in (*estado.desde, *(n.clave for n in estado.no_fue), *(h for p in estado.plazos for h in p.hasta)):
            if otro not in tipo.estados:
                raise _mal_escrito(
                    tipo.clave, f"{estado.clave} nombra «{otro}»", f"un estado: {', '.join(tipo.estados)}"
                )
        for dato in (*estado.pide, *estado.admite, *_de_sus_plazos(estado)):
            if dato not in tipo.datos:
                raise _mal_escrito(tipo.clave, f"{estado.clave} nombra «{dato}»", f"un dato: {', '.join(tipo.datos)}")
        if not estado.roles and not estado.automatico:
            raise _mal_escrito(tipo.clave, f"{estado.clave} no dice quién puede", "«roles», o «automatico: true»")


def _de_sus_plazos(estado: Estado) -> list[str]:
    """Los datos que nombran sus plazos."""
    return [dato for p in estado.plazos for dato in (p.desde, *p.si) if dato]


def _conocidas(tramite: str, que: str, ficha: Mapping[str, Any], hay: set[str]) -> None:
    if sobran := [llave for llave in ficha if llave not in hay]:
        raise _mal_escrito(tramite, f"{que} dice «{sobran[0]}»", ", ".join(sorted(hay)))


def _mal_escrito(tramite: str, encontrado: str, esperado: str) -> ErrorDeUso:
    return ErrorDeUso(f"params/catalogos/tramites/{tramite}.yaml: {encontrado}; se esperaba {esperado}.")
