"""El libro de pasos: cada paso con su estado, su fecha, quién lo dio y lo que produjo; el trámite es su pliegue."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, DateTime, bindparam, text

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.libros import libro

LIBRO, INTENTOS = "paso", "intento"
_COLUMNAS = "tramite, orden, tipo, estado, fecha, registrado, usuario, persona, rol, datos, efectos, clave, huella"


@dataclass(frozen=True, slots=True)
class Paso:
    """Un paso ya dado. `datos`: lo que se dijo y lo que se calculó; `efectos`: los actos y movimientos que asentó."""

    tramite: str
    orden: int
    tipo: str
    estado: str
    fecha: date
    registrado: datetime
    usuario: str
    persona: str
    rol: str
    datos: Mapping[str, Any]
    efectos: Sequence[Mapping[str, Any]] = ()
    clave: str = ""
    huella: str = ""


@dataclass(frozen=True, slots=True)
class Tramite:
    """Un trámite como está: el pliegue de sus pasos. `datos`: los de todos, y vale el último que se dijo."""

    numero: str
    tipo: str
    pasos: tuple[Paso, ...]
    datos: Mapping[str, Any] = field(default_factory=dict)

    @property
    def estado(self) -> str:
        """El del último paso."""
        return self.pasos[-1].estado

    @property
    def abierto_el(self) -> date:
        """La fecha del primero."""
        return self.pasos[0].fecha

    def de(self, estado: str) -> Paso | None:
        """El último paso que lo llevó a ese estado; None si nunca estuvo."""
        return next((paso for paso in reversed(self.pasos) if paso.estado == estado), None)


def plegado(pasos: Sequence[Paso]) -> Tramite:
    """El trámite que cuentan unos pasos suyos, en orden."""
    datos: dict[str, Any] = {}
    for paso in pasos:
        datos |= paso.datos
    return Tramite(pasos[0].tramite, pasos[0].tipo, tuple(pasos), datos)


def leer(conexion: Connection, numero: str) -> Tramite:
    """Un trámite por su número. Errores: `ErrorDeDatos` si no existe."""
    consulta = text(f"SELECT {_COLUMNAS} FROM {LIBRO} WHERE tramite = :numero ORDER BY orden")
    pasos = [_paso(fila._asdict()) for fila in conexion.execute(consulta, {"numero": numero})]
    if not pasos:
        raise ErrorDeDatos(f"No hay un trámite {numero}; `cobranza tramites` los lista.")
    return plegado(pasos)


def todos(conexion: Connection, tipo: str = "") -> list[Tramite]:
    """Todos los trámites, o los de un tipo, por número."""
    donde = "WHERE tipo = :tipo" if tipo else ""
    consulta = text(f"SELECT {_COLUMNAS} FROM {LIBRO} {donde} ORDER BY tramite, orden")
    return de_renglones(fila._asdict() for fila in conexion.execute(consulta, {"tipo": tipo} if tipo else {}))


def de_renglones(renglones: Iterable[Mapping[str, Any]]) -> list[Tramite]:
    """Los trámites que cuentan unos renglones del libro, en orden de trámite y de paso."""
    por_numero: dict[str, list[Paso]] = {}
    for renglon in renglones:
        por_numero.setdefault(renglon["tramite"], []).append(_paso(renglon))
    return [plegado(pasos) for pasos in por_numero.values()]


def de_un_credito(conexion: Connection, folio: str) -> list[Tramite]:
    """Los trámites que nombran a un crédito en sus datos, por número."""
    return que_dicen(conexion, folio)


def que_dicen(conexion: Connection, *valores: str) -> list[Tramite]:
    """Los trámites con un paso cuyos datos llevan todos esos textos como valores, por número."""
    llevan = " AND ".join(f"datos LIKE :v{k}" for k in range(len(valores)))
    consulta = text(f"SELECT DISTINCT tramite FROM {LIBRO} WHERE {llevan} ORDER BY tramite")
    dichos = {f"v{k}": f'%"{valor}"%' for k, valor in enumerate(valores)}
    return [leer(conexion, numero) for numero in conexion.execute(consulta, dichos).scalars()]


def que_tratan_de(conexion: Connection, folios: Collection[str], desde: datetime) -> dict[str, str]:
    """De los trámites con pasos registrados desde entonces, los que nombran a uno de esos créditos → el primero."""
    tratan: dict[str, str] = {}
    consulta = text(f"SELECT tramite, datos FROM {LIBRO} WHERE registrado >= :desde ORDER BY tramite, orden")
    # con su tipo: cómo escribe una hora `sqlite3` lo cambia cualquier biblioteca que se importe
    for numero, datos in conexion.execute(consulta.bindparams(bindparam("desde", desde, DateTime))):
        suyos = sorted(set(_textos(json.loads(datos))) & set(folios))
        if suyos:
            tratan.setdefault(numero, suyos[0])
    return tratan


def _textos(dicho: Any) -> Iterator[str]:
    """Los textos que hay en unos datos, a cualquier profundidad."""
    if isinstance(dicho, str):
        yield dicho
    elif isinstance(dicho, Mapping | list):
        for parte in dicho.values() if isinstance(dicho, Mapping) else dicho:
            yield from _textos(parte)


def numero_nuevo(conexion: Connection, prefijo: str, anio: int) -> str:
    """El número que sigue de ese trámite en ese año; con el turno tomado nadie más lo da."""
    libro.tomar_turno(conexion)
    comienzo = f"{prefijo}-{anio}-"
    consulta = text(f"SELECT MAX(tramite) FROM {LIBRO} WHERE tramite LIKE :comienzo")
    ultimo = conexion.execute(consulta, {"comienzo": f"{comienzo}%"}).scalar()
    return f"{comienzo}{int(str(ultimo).removeprefix(comienzo)) + 1 if ultimo else 1:06d}"


def con_clave(conexion: Connection, clave: str) -> Paso | None:
    """El paso que ya se dio con esa clave; None si ninguno."""
    fila = conexion.execute(text(f"SELECT {_COLUMNAS} FROM {LIBRO} WHERE clave = :clave"), {"clave": clave}).first()
    return _paso(fila._asdict()) if fila else None


def agregar(conexion: Connection, paso: Paso) -> None:
    """Agrega un paso al libro."""
    valores = {campo: getattr(paso, campo) for campo in _COLUMNAS.split(", ") if campo != "huella"}
    valores |= {
        "datos": canonico(paso.datos),
        "efectos": canonico(list(paso.efectos)),
        "registrado": _momento(paso.registrado),
    }
    libro.agregar(conexion, LIBRO, pd.DataFrame([valores]).astype(object))


def anotar_intento(conexion: Connection, intento: Mapping[str, Any]) -> None:
    """Anota lo que alguien quiso hacer y no procedió: registrado, usuario, que, asunto, dicho e impedimentos."""
    escrito = {campo: canonico(intento[campo]) for campo in ("dicho", "impedimentos")}
    escrito["registrado"] = _momento(intento["registrado"])
    libro.agregar(conexion, INTENTOS, pd.DataFrame([{**intento, **escrito}]).astype(object))


def _momento(cuando: datetime) -> str:
    """La hora de la oficina, como la guarda la base."""
    return cuando.replace(tzinfo=None).isoformat(" ", "microseconds")


def canonico(contenido: Any) -> str:
    """JSON escrito siempre igual. Errores: `ErrorDeUso` si lleva algo que no es texto, entero, lista ni objeto."""
    return json.dumps(_llano(contenido), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _llano(valor: Any) -> Any:
    if isinstance(valor, Mapping):
        return {str(llave): _llano(v) for llave, v in valor.items()}
    if isinstance(valor, list | tuple):
        return [_llano(v) for v in valor]
    if isinstance(valor, date):
        return valor.isoformat()
    if isinstance(valor, float):
        raise ErrorDeUso(f"Un paso no guarda números con decimales ({valor}); van en centavos o como texto.")
    return valor


def _paso(renglon: Mapping[str, Any]) -> Paso:
    """Un renglón del libro; SQLite da las fechas como texto."""
    datos = dict(renglon)
    for campo, clase in (("fecha", date), ("registrado", datetime)):
        if isinstance(datos[campo], str):
            datos[campo] = clase.fromisoformat(datos[campo])
    for campo in ("datos", "efectos"):
        datos[campo] = json.loads(datos[campo])
    return Paso(**datos)
