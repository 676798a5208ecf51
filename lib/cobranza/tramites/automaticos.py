"""Lo que a un trámite le pasa solo: el programa lo observa, lo fecha el día que ocurrió y da el paso, una vez."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, Engine

from cobranza.almacen.sesion import instante
from cobranza.base import catalogos
from cobranza.base.errores import ErrorDeCobranza, ErrorDeLey, ErrorDeProceso
from cobranza.libros import libro
from cobranza.tramites import libro_de_pasos as pasos
from cobranza.tramites.facultados import Quien
from cobranza.tramites.libro_de_pasos import Tramite
from cobranza.tramites.tramitar import Caso, Ocurrido, Orden, Pedido, Proceso, en_la_transaccion, entendidos


@dataclass(frozen=True, slots=True)
class Puesto:
    """Un trámite puesto al día: a qué estado pasó y desde cuándo, o por qué el paso no procedió."""

    numero: str
    estado: str
    fecha: date
    negado: ErrorDeCobranza | None = None
    """Por qué no: no procede, o falta un valor de la norma para saberlo (y `estado` es el que tiene)."""


def poner_al_dia(motor: Engine, proceso_de: Callable[[str], Proceso], orden: Orden, tipo: str = "") -> list[Puesto]:
    """Da los pasos automáticos que ocurrieron hasta `orden.al` en los trámites abiertos (los de un tipo, si se dice).

    Cada paso lleva el día en que ocurrió, o el del último paso si es anterior. Repetirlo no hace nada. Lo que se
    observó sin estorbar a nadie se vuelve a mirar con el turno tomado, en la transacción que lo escribe. El valor de
    la norma que le falta a uno no detiene a los demás.
    """
    puestos: list[Puesto] = []
    pendientes: list[str] = []
    with instante(motor) as conexion:
        for t in pasos.todos(conexion, tipo):
            try:
                if sucesos(conexion, proceso_de(t.tipo), orden, t):
                    pendientes.append(t.numero)
            except ErrorDeLey as error:
                puestos.append(Puesto(t.numero, t.estado, orden.al, error))
    for numero in pendientes:
        while (puesto := _un_paso(motor, proceso_de, orden, numero)) is not None:
            puestos.append(puesto)
            if puesto.negado is not None:
                break
    return puestos


@catalogos.quietos()
def sucesos(conexion: Connection, proceso: Proceso, orden: Orden, tramite: Tramite) -> list[tuple[str, Ocurrido]]:
    """Los estados a que un trámite ya debió pasar solo hasta `orden.al`, del que ocurrió antes al que después."""
    definido = proceso.definicion()
    hallados = []
    for estado in definido.siguientes(tramite.estado):
        if estado.automatico:
            datos = entendidos(definido, tramite)
            quien = Quien(orden.usuario)
            caso = Caso(conexion, definido, tramite.numero, estado, datos, orden.al, quien, orden.normas, tramite)
            if (ocurrido := proceso.observa[estado.clave](caso)) is not None:
                hallados.append((estado.clave, ocurrido))
    return sorted(hallados, key=lambda h: h[1].fecha)


def _un_paso(motor: Engine, proceso_de: Callable[[str], Proceso], orden: Orden, numero: str) -> Puesto | None:
    with motor.begin() as conexion:
        libro.tomar_turno(conexion)
        tramite = pasos.leer(conexion, numero)
        proceso = proceso_de(tramite.tipo)
        hallados = sucesos(conexion, proceso, orden, tramite)
        if not hallados:
            return None
        estado, ocurrido = hallados[0]
        cuando = max(ocurrido.fecha, tramite.pasos[-1].fecha)
        suya = replace(orden, al=cuando, clave="", del_programa=True)
        dado = en_la_transaccion(conexion, proceso, Pedido(estado, ocurrido.datos, numero), suya)
    return Puesto(numero, estado, cuando, dado if isinstance(dado, ErrorDeProceso) else None)
