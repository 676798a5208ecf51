"""Lo que impide un paso: el estado del que se viene, quién lo da y hasta cuánto, y lo que su proceso comprueba."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cobranza.base.dinero import pesos
from cobranza.base.impedimento import Impedimento
from cobranza.tramites.definicion import Estado, Tipo
from cobranza.tramites.facultados import Quien, niveles, titulo_de
from cobranza.tramites.libro_de_pasos import Tramite

if TYPE_CHECKING:
    from cobranza.tramites.tramitar import Caso, Proceso


def de_forma(tipo: Tipo, tramite: Tramite | None, estado: Estado, quien: Quien | None, al: date) -> list[Impedimento]:
    """Lo que impide el paso por el estado en que está, la fecha o quien lo da (None: lo da el programa)."""
    de_quien = [] if quien is None else _por_quien(tramite, estado, quien, al)
    return [*_por_el_estado(tipo, tramite, estado, al), *de_quien]


def _por_el_estado(tipo: Tipo, tramite: Tramite | None, estado: Estado, al: date) -> list[Impedimento]:
    impiden: list[Impedimento] = []
    if tramite is None:
        return impiden
    if tramite.tipo != tipo.clave:
        evidencia = f"{tramite.numero} es {tramite.tipo}."
        impiden.append(estado.impide("TRA01", "Trámite de otro tipo", evidencia, "Revisa el número."))
    elif tramite.estado not in estado.desde:
        siguen = ", ".join(e.clave for e in tipo.siguientes(tramite.estado)) or "ninguno: ya terminó"
        evidencia = f"Está en {tramite.estado}; de ahí se pasa a: {siguen}."
        impiden.append(
            estado.impide("TRA02", "El estado no sigue del que tiene", evidencia, "Da antes lo que falta.")
        )
    if al < tramite.pasos[-1].fecha:
        evidencia = f"El último paso es del {tramite.pasos[-1].fecha} y éste, del {al}."
        impiden.append(estado.impide("TRA03", "Paso anterior al último", evidencia, "Corrige la fecha."))
    return impiden


def _por_quien(tramite: Tramite | None, estado: Estado, quien: Quien, al: date) -> list[Impedimento]:
    if not estado.roles:
        que_hacer = "Lo da el programa cuando ocurre: cobranza tramite al-dia."
        return [estado.impide("TRA07", "Nadie da este paso", f"«{estado.clave}» se observa.", que_hacer)]
    impiden = []
    if not quien.con_rol(estado.roles):
        admitidos = " o ".join(titulo_de(rol) for rol in estado.roles)
        roles = ", ".join(titulo_de(rol) for rol in quien.roles)
        tiene = f"tiene {roles}" if roles else "no tiene ningún rol ese día"
        evidencia = f"«{quien.usuario}» {tiene}; este paso es de: {admitidos}."
        que_hacer = "Que lo dé quien corresponde, o revisa su nombramiento y params/catalogos/roles.yaml."
        impiden.append(estado.impide("TRA04", "Quien lo da no tiene ese rol", evidencia, que_hacer))
    for anterior in tramite.pasos if tramite else ():
        misma = quien.usuario == anterior.usuario or (quien.persona and quien.persona == anterior.persona)
        # lo que dio el programa no es de quien corrió la orden
        if anterior.estado in estado.segregado(al) and misma and anterior.rol:
            evidencia = f"Ya dio {anterior.estado} el {anterior.fecha}."
            que_hacer = "Que lo dé otra persona con ese rol."
            impiden.append(estado.impide("TRA05", "La misma persona no da los dos", evidencia, que_hacer))
            break
    return impiden


def de_fondo(proceso: Proceso, caso: Caso) -> list[Impedimento]:
    """Lo que impide el paso por lo que el proceso comprueba y por el nivel de quien lo da."""
    impiden = [i for nombre in caso.estado.comprueba for i in proceso.comprueba[nombre](caso)]
    return [*impiden, *_por_el_nivel(caso)]


def _por_el_nivel(caso: Caso) -> list[Impedimento]:
    """Que el rol de quien autoriza alcance el importe, con los niveles que rigen ese día."""
    if not caso.estado.nivel:
        return []
    importe = int(caso.datos[caso.estado.nivel])

    def udi() -> int:
        valor = caso.normas.de("federal").valor("udi", caso.al).numero
        assert valor is not None, "sin la UDI de ese día, `valor` se niega"
        return valor

    alcanzan = [n for n in niveles(caso.tipo.clave, caso.al, udi) if n.hasta is None or importe <= n.hasta]
    if caso.quien.con_rol([n.rol for n in alcanzan]):
        return []
    evidencia = f"Es por {pesos(importe)} y «{caso.quien.usuario}» no alcanza a autorizarlo."
    que_hacer = f"Lo autoriza {titulo_de(alcanzan[0].rol)} ({alcanzan[0].dicho})." if alcanzan else "Nadie alcanza."
    return [caso.estado.impide("TRA06", "El importe rebasa el nivel de quien autoriza", evidencia, que_hacer)]
