"""Abrir un trámite, darle un paso y saber qué sigue: todo se decide y se escribe en una transacción, o nada.

Un paso que no procede (por su estado, quien lo da, lo que le falta o lo que impide el acto que asienta) no deja más
que el intento.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine

from cobranza.base import catalogos
from cobranza.base.errores import ErrorDeProceso, ErrorDeUso
from cobranza.base.impedimento import Impedimento
from cobranza.libros import libro
from cobranza.temas.campos import FECHA, Campo, leer_campos
from cobranza.tramites import libro_de_pasos as pasos
from cobranza.tramites.definicion import Estado, Tipo, tipo
from cobranza.tramites.exigido import de_fondo, de_forma
from cobranza.tramites.facultados import Quien, comprobar_roles, quien_es
from cobranza.tramites.libro_de_pasos import Paso, Tramite

if TYPE_CHECKING:
    from cobranza.ley.norma import Normas

Anotar = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Anota un acto en la transacción del paso y dice qué quedó. Errores: `ErrorDeProceso` si no procede."""


@dataclass(frozen=True, slots=True)
class Orden:
    """Quién da el paso, en qué fecha, a qué hora, con qué ley y con qué anota los actos que asiente."""

    usuario: str
    al: date
    ahora: datetime
    normas: Normas
    actos: Callable[[Connection], AbstractContextManager[Anotar]]
    clave: str = ""
    """La misma dos veces es un solo paso; vacía, sale de lo que se dice."""
    del_programa: bool = False
    """El paso lo da el programa porque ya ocurrió (`automaticos`), no una persona."""


@dataclass(frozen=True, slots=True)
class Caso:
    """Lo que ve un proceso al dar un paso: el trámite como estaba, los datos (los de antes y los nuevos) y quién."""

    conexion: Connection
    tipo: Tipo
    numero: str
    estado: Estado
    datos: Mapping[str, Any]
    al: date
    quien: Quien
    normas: Normas
    tramite: Tramite | None = None
    anotar: Anotar | None = None

    @property
    def asunto(self) -> Any:
        """De qué trata: sus folios, su RFC…"""
        return self.datos[self.tipo.asunto]


@dataclass(frozen=True, slots=True)
class Ocurrido:
    """Algo que pasó solo: qué día y los datos del paso que lo cuenta."""

    fecha: date
    datos: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vencimiento:
    """Un plazo que no sale de `plazos.yaml` sino de lo convenido: de qué es, qué día vence y con qué fundamento."""

    clave: str
    vence: date
    fundamento: str
    avisa: int = 5


@dataclass(frozen=True, slots=True)
class Simulacion:
    """Qué pasaría si se pidiera: los datos que recibe y lo que dice de ellos, sin escribir nada."""

    campos: tuple[Campo, ...]
    dice: Callable[[Connection, Normas, Mapping[str, Any]], Mapping[str, Any]]


Dichos = Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""Los datos de un documento, o los de varios de la misma plantilla."""


def _federal(caso: Caso) -> str:
    return "federal"


def _nada(caso: Caso) -> tuple[()]:
    return ()


@dataclass(frozen=True, slots=True)
class Proceso:
    """Lo que un trámite sabe y su YAML nombra: comprobaciones, cálculos, efectos y los datos de sus documentos."""

    tipo: str
    comprueba: Mapping[str, Callable[[Caso], Iterable[Impedimento]]] = field(default_factory=dict)
    calcula: Mapping[str, Callable[[Caso], Mapping[str, Any]]] = field(default_factory=dict)
    efectos: Mapping[str, Callable[[Caso], Sequence[Mapping[str, Any]]]] = field(default_factory=dict)
    documentos: Mapping[str, Callable[[Caso], Dichos]] = field(default_factory=dict)
    """Por plantilla, los datos propios de los documentos de un paso: salen de los pasos y del registro."""
    del_dia: Mapping[str, Callable[[Caso], Dichos]] = field(default_factory=dict)
    """Los documentos que no son de un paso sino de cómo va el trámite un día; sin datos, ese día no hay."""
    observa: Mapping[str, Callable[[Caso], Ocurrido | None]] = field(default_factory=dict)
    """Por estado automático, si ya ocurrió al día del caso y desde cuándo."""
    vencimientos: Callable[[Caso], Iterable[Vencimiento]] = _nada
    avisos: Callable[[Caso], Iterable[str]] = _nada
    """Lo que conviene advertir ese día, en palabras."""
    simula: Simulacion | None = None
    ambito: Callable[[Caso], str] = _federal
    """De qué ordenamiento son sus plazos."""

    def definicion(self) -> Tipo:
        """Su YAML. Errores: `ErrorDeUso` si nombra algo que el proceso no define, o un rol que no hay."""
        definido = tipo(self.tipo)
        for estado in definido.estados.values():
            comprobar_roles(estado.roles)
            if estado.automatico and estado.clave not in self.observa:
                raise ErrorDeUso(
                    f"params/catalogos/tramites/{self.tipo}.yaml: {estado.clave} es automático y su proceso no dice "
                    f"cuándo ocurre; se esperaba uno de: {', '.join(self.observa) or 'ninguno'}."
                )
            for que in ("comprueba", "calcula", "efectos", "documentos"):
                if ajenos := [nombre for nombre in getattr(estado, que) if nombre not in getattr(self, que)]:
                    raise ErrorDeUso(
                        f"params/catalogos/tramites/{self.tipo}.yaml: {estado.clave} nombra «{ajenos[0]}» en «{que}» "
                        f"y su proceso no lo define; se esperaba: {', '.join(getattr(self, que)) or 'ninguno'}."
                    )
        return definido


@dataclass(frozen=True, slots=True)
class Dado:
    """El trámite después de un paso; `ya_estaba`: con esa clave ya se había dado."""

    tramite: Tramite
    ya_estaba: bool = False


@dataclass(frozen=True, slots=True)
class Pedido:
    """A qué estado se quiere llevar un trámite y con qué datos; sin número, se abre uno."""

    estado: str
    datos: Mapping[str, Any] = field(default_factory=dict)
    numero: str = ""


def abrir(motor: Engine, proceso: Proceso, datos: Mapping[str, Any], orden: Orden) -> Dado:
    """Abre un trámite con su primer paso.

    Errores: `ErrorDeDatos` si los datos no se entienden; `ErrorDeProceso` si no procede (queda el intento).
    """
    return paso(motor, proceso, Pedido(proceso.definicion().inicial.clave, datos), orden)


def paso(motor: Engine, proceso: Proceso, pedido: Pedido, orden: Orden) -> Dado:
    """Lleva un trámite a un estado. Errores: los de `abrir`, y `ErrorDeUso` si el estado no existe.

    Un paso con su punto de regreso: si no procede, lo único que queda es el intento.
    """
    if pedido.estado not in (estados := proceso.definicion().estados):
        raise ErrorDeUso(f"«{pedido.estado}» no es un estado de {proceso.tipo}; son: {', '.join(estados)}.")
    with motor.begin() as conexion:
        libro.tomar_turno(conexion)
        dado = en_la_transaccion(conexion, proceso, pedido, orden)
    if isinstance(dado, ErrorDeProceso):
        raise dado
    return dado


@catalogos.quietos()
def en_la_transaccion(conexion: Connection, proceso: Proceso, pedido: Pedido, orden: Orden) -> Dado | ErrorDeProceso:
    """Un paso dentro de una transacción que otro abre y cierra, con el turno tomado; o por qué no procede."""
    punto = conexion.begin_nested()
    try:
        dado = _dar(conexion, proceso, pedido, orden)
        punto.commit()
    except ErrorDeProceso as error:
        punto.rollback()
        _anotar_intento(conexion, proceso, pedido, orden, error)
        return error
    return dado


def _anotar_intento(
    conexion: Connection, proceso: Proceso, pedido: Pedido, orden: Orden, negado: ErrorDeProceso
) -> None:
    intento = {
        "registrado": orden.ahora,
        "usuario": orden.usuario,
        "que": f"{proceso.tipo} a {pedido.estado}",
        "asunto": pedido.numero,
        "dicho": pedido.datos,
        "impedimentos": [i.como_dict() for i in negado.impedimentos if isinstance(i, Impedimento)],
    }
    pasos.anotar_intento(conexion, intento)


def _dar(conexion: Connection, proceso: Proceso, pedido: Pedido, orden: Orden) -> Dado:
    definido = proceso.definicion()
    estado = definido.estados[pedido.estado]
    if orden.al > orden.ahora.date():
        raise ErrorDeUso(f"El paso es del {orden.al} y hoy es {orden.ahora.date()}; un paso se da cuando ocurre.")
    tramite = pasos.leer(conexion, pedido.numero) if pedido.numero else None
    cuantos = len(tramite.pasos) if tramite else 0
    # repetir la orden del último paso es el mismo; volver a un estado más tarde es otro
    claves = [orden.clave or _clave(proceso.tipo, pedido, orden, k) for k in (cuantos, cuantos + 1)]
    if anterior := next(filter(None, (pasos.con_clave(conexion, clave) for clave in claves)), None):
        return Dado(pasos.leer(conexion, anterior.tramite), ya_estaba=True)
    quien = quien_es(conexion, orden.usuario, orden.al)
    el_que_da = None if orden.del_programa else quien
    _exigir(pedido.numero or definido.titulo, estado, de_forma(definido, tramite, estado, el_que_da, orden.al))
    datos = leer_campos(definido.campos_de(estado), pedido.datos)
    nuevos = {nombre: valor for nombre, valor in datos.items() if valor is not None}
    propio = pedido.numero or pasos.numero_nuevo(conexion, definido.prefijo, orden.al.year)
    caso = Caso(conexion, definido, propio, estado, {}, orden.al, quien, orden.normas, tramite)
    caso = replace(caso, datos=entendidos(definido, tramite) | nuevos)
    for nombre in estado.calcula:
        calculado = dict(proceso.calcula[nombre](caso))
        nuevos |= calculado
        caso = replace(caso, datos={**caso.datos, **calculado})
    _exigir(propio, estado, de_fondo(proceso, caso))
    efectos: list[Mapping[str, Any]] = []
    with orden.actos(conexion) as anotar:
        caso = replace(caso, anotar=anotar)
        for nombre in estado.efectos:
            efectos += proceso.efectos[nombre](caso)
    pasos.agregar(
        conexion,
        Paso(
            propio, cuantos + 1, proceso.tipo, estado.clave, orden.al, orden.ahora, quien.usuario, quien.persona,
            "" if orden.del_programa else quien.con_rol(estado.roles), nuevos, tuple(efectos), claves[-1],
        ),
    )  # fmt: skip
    return Dado(pasos.leer(conexion, propio))


def _clave(tipo: str, pedido: Pedido, orden: Orden, cual: int) -> str:
    # de otra persona es otro paso: lo que firman dos no es lo mismo dicho dos veces
    dicho = [tipo, pedido.numero, pedido.estado, pedido.datos, orden.al, cual, orden.usuario]
    return hashlib.sha256(pasos.canonico(dicho).encode()).hexdigest()


def _exigir(que: str, estado: Estado, impedimentos: Sequence[Impedimento]) -> None:
    if impedimentos:
        motivos = " · ".join(map(str, impedimentos))
        raise ErrorDeProceso(f"{que}: no procede {estado.titulo.lower()}. {motivos}", impedimentos)


def entendidos(tipo: Tipo, tramite: Tramite | None) -> dict[str, Any]:
    """Los datos de un trámite con sus tipos: en el libro las fechas van como texto."""
    datos = dict(tramite.datos) if tramite else {}
    for nombre, valor in datos.items():
        if nombre in tipo.datos and tipo.datos[nombre].tipo is FECHA and valor:
            datos[nombre] = date.fromisoformat(valor)
    return datos
