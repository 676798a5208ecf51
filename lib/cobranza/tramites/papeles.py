"""Los documentos de un trámite: de sus pasos, o de cómo va un día, a los datos de una plantilla.

El de un paso sale de los pasos hasta él y del registro del crédito, que no se cambian: se rehace igual, con los
mismos bytes. El de un día sale de lo que los libros dicen de ese día.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from cobranza.base import catalogos
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.documentos import plantillas
from cobranza.documentos.sobre import Sobre, cerrado
from cobranza.papel import palabras
from cobranza.tramites.facultados import Quien, titulo_de
from cobranza.tramites.libro_de_pasos import Paso, Tramite, plegado
from cobranza.tramites.tramitar import Caso, Dichos, Proceso, entendidos

if TYPE_CHECKING:
    from cobranza.ley.norma import Normas

_DEL_CREDITO = text(
    "SELECT folio, nombre, rfc, concepto, delegacion, ambito, resolucion FROM credito WHERE folio = :folio"
)
_DE_LA_PERSONA = text("SELECT nombre FROM persona WHERE numero_empleado = :persona")


@dataclass(frozen=True, slots=True)
class Documento:
    """Un documento por hacer: su plantilla y los datos, ya comprobados."""

    plantilla: str
    titulo: str
    sobre: Sobre

    @property
    def datos(self) -> Mapping[str, Any]:
        """Con los que se hace (`documentos.pdf`)."""
        return self.sobre.datos

    @property
    def archivo(self) -> str:
        """Cómo se llama su archivo."""
        return f"{self.datos['folio']}.pdf"

    def como_dict(self) -> dict[str, str]:
        """`{plantilla, titulo, archivo, huella}`: la huella es la que imprime, la de lo que dice."""
        return {
            "plantilla": self.plantilla,
            "titulo": self.titulo,
            "archivo": self.archivo,
            "huella": self.sobre.huella,
        }


@dataclass(frozen=True, slots=True)
class Documentos:
    """Los documentos de los trámites de un tipo, leídos en una conexión."""

    conexion: Connection
    proceso: Proceso
    normas: Normas

    def de_los_pasos(self, tramite: Tramite) -> list[Documento]:
        """Los de los pasos ya dados, en su orden."""
        hasta_cada_uno = (plegado(tramite.pasos[:k]) for k in range(1, len(tramite.pasos) + 1))
        return [documento for t in hasta_cada_uno for documento in self._del_ultimo_paso(t)]

    def del_dia(self, tramite: Tramite, nombre: str, al: date) -> list[Documento]:
        """Los de esa plantilla que dicen cómo va el trámite ese día.

        Errores: `ErrorDeUso` si el trámite no tiene ésos; `ErrorDeDatos` si ese día no hay ninguno que hacer.
        """
        if nombre not in self.proceso.del_dia:
            hay = ", ".join(self.proceso.del_dia) or "ninguno"
            raise ErrorDeUso(f"{tramite.tipo} no tiene un documento del día «{nombre}»; los que hay: {hay}.")
        caso = self._caso(tramite, al)
        dichos = _en_lista(self.proceso.del_dia[nombre](caso))
        if not dichos:
            raise ErrorDeDatos(f"{tramite.numero} no da «{nombre}» el {al}; su estado es {tramite.estado}.")
        base = f"{tramite.numero}-{al:%Y%m%d}-{_siglas(nombre)}"
        comun = _comunes(self.proceso, caso, tramite.pasos[-1])
        return [
            _hecho(nombre, comun | {"folio": f"{base}-{n}" if len(dichos) > 1 else base} | dict(dicho))
            for n, dicho in enumerate(dichos, start=1)
        ]

    def _del_ultimo_paso(self, tramite: Tramite) -> Iterator[Documento]:
        paso = tramite.pasos[-1]
        caso = self._caso(tramite, paso.fecha)
        numero = 0
        for nombre in caso.estado.documentos:
            for dicho in _en_lista(self.proceso.documentos[nombre](caso)):
                numero += 1
                propio = {"folio": f"{tramite.numero}-{paso.orden:02d}-{numero:02d}"}
                yield _hecho(nombre, _comunes(self.proceso, caso, paso) | propio | dict(dicho))

    def _caso(self, tramite: Tramite, al: date) -> Caso:
        """El trámite como quedó con su último paso, a un día."""
        definido, paso = self.proceso.definicion(), tramite.pasos[-1]
        quien = Quien(paso.usuario, paso.persona, roles=(paso.rol,) if paso.rol else ())
        datos, estado = entendidos(definido, tramite), definido.estados[paso.estado]
        return Caso(self.conexion, definido, tramite.numero, estado, datos, al, quien, self.normas, tramite)


def credito_de(conexion: Connection, folio: str) -> dict[str, str]:
    """Lo que un documento dice del crédito, de su registro: folio, nombre, rfc, concepto, delegacion, ambito.

    Errores: `ErrorDeDatos` si no existe.
    """
    fila = conexion.execute(_DEL_CREDITO, {"folio": folio}).first()
    if fila is None:
        raise ErrorDeDatos(f"No hay un crédito «{folio}»; revisa el folio.")
    return {campo: str(valor or "") for campo, valor in fila._mapping.items()}


def contribuyente_de(conexion: Connection, folio: str) -> dict[str, str]:
    """La pieza `contribuyente` de las plantillas."""
    suyo = credito_de(conexion, folio)
    return {"nombre": suyo["nombre"], "rfc": suyo["rfc"]}


def concepto_de(conexion: Connection, folio: str) -> str:
    """De qué es el crédito, en palabras."""
    clave = credito_de(conexion, folio)["concepto"]
    return palabras.conceptos().get(clave, clave)


def quien_firma(conexion: Connection, paso: Paso, al: date) -> dict[str, str]:
    """Quien dio ese paso, como firma un documento: su puesto y, si se sabe, su nombre."""
    de = catalogos.institucion(al)
    firma = {"puesto": titulo_de(paso.rol) if paso.rol else de.unidad.rpartition(" · ")[2] or de.dependencia}
    if nombre := conexion.execute(_DE_LA_PERSONA, {"persona": paso.persona}).scalar():
        firma["nombre"] = str(nombre)
    return firma


def _comunes(proceso: Proceso, caso: Caso, paso: Paso) -> dict[str, Any]:
    """Lo que todo documento lleva; el proceso puede decir otra cosa."""
    asunto = caso.asunto
    primero = asunto[0] if isinstance(asunto, list | tuple) else str(asunto)
    fila = caso.conexion.execute(_DEL_CREDITO, {"folio": primero}).first()
    de = catalogos.institucion(caso.al)
    delegacion = palabras.delegaciones().get(str(fila.delegacion), str(fila.delegacion)) if fila else de.dependencia
    return {
        "fecha": caso.al.isoformat(),
        "lugar": delegacion,
        "ambito": proceso.ambito(caso),
        "expediente": caso.numero,
        "autoriza": quien_firma(caso.conexion, paso, caso.al),
    }


def _hecho(nombre: str, datos: Mapping[str, Any]) -> Documento:
    plantilla = plantillas.leer(nombre)
    sobre = cerrado(plantilla, plantilla.comprobados(dict(datos)), None)
    return Documento(nombre, plantilla.titulos[str(datos["ambito"])], sobre)


def _en_lista(dichos: Dichos) -> list[Mapping[str, Any]]:
    if isinstance(dichos, Mapping):
        return [dichos] if dichos else []
    return list(dichos)


def _siglas(nombre: str) -> str:
    return "".join(parte[0] for parte in nombre.split("_")).upper()
