"""Cómo se ve un trámite: sus pasos, sus plazos con semáforo y qué puede seguir, quién y qué lo impide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Connection

from cobranza.base import catalogos
from cobranza.base.errores import ErrorDeLey
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley.plazo import plazo, ultimo_dia
from cobranza.tramites.definicion import Estado, PlazoDe
from cobranza.tramites.facultados import Quien, titulo_de
from cobranza.tramites.libro_de_pasos import Paso, Tramite
from cobranza.tramites.papeles import Documentos
from cobranza.tramites.tramitar import Caso, Proceso, Vencimiento, entendidos

if TYPE_CHECKING:
    from cobranza.ley.norma import Norma, Normas

VERDE, AMARILLO, ROJO = "verde", "amarillo", "rojo"


@dataclass(frozen=True, slots=True)
class Vista:
    """Los trámites de un tipo como se ven un día, leídos en una conexión."""

    conexion: Connection
    proceso: Proceso
    al: date
    normas: Normas

    @catalogos.quietos()
    def ver(self, tramite: Tramite) -> dict[str, Any]:
        """Todo lo que se sabe de un trámite, listo para JSON."""
        tipo = self.proceso.definicion()
        plazos, falta = self.plazos_y_falta(tramite)
        return {
            "numero": tramite.numero,
            "tipo": tramite.tipo,
            "titulo": tipo.titulo,
            "estado": tramite.estado,
            "abierto_el": tramite.abierto_el.isoformat(),
            "asunto": {tipo.asunto: tramite.datos[tipo.asunto]},
            "datos": dict(tramite.datos),
            "pasos": [_paso(paso) for paso in tramite.pasos],
            "plazos": plazos,
            "puede": [self.que_sigue(tramite, estado) for estado in tipo.siguientes(tramite.estado)],
            "avisos": self._avisos_y_falta(tramite, falta),
            "documentos": [
                d.como_dict() for d in Documentos(self.conexion, self.proceso, self.normas).de_los_pasos(tramite)
            ],
            "efectos": [dict(efecto) for paso in tramite.pasos for efecto in paso.efectos],
        }

    def avisos(self, tramite: Tramite) -> list[str]:
        """Lo que conviene advertir de un trámite ese día."""
        estado = self.proceso.definicion().estados[tramite.estado]
        return list(self.proceso.avisos(self._caso(tramite, estado)))

    def _avisos_y_falta(self, tramite: Tramite, falta: str) -> list[str]:
        try:
            avisos = self.avisos(tramite)
        except ErrorDeLey as error:
            avisos, falta = [], error.mensaje
        return [*avisos, _sin_cuenta(falta)] if falta else avisos

    def plazos(self, tramite: Tramite) -> list[dict[str, Any]]:
        """Los plazos que corren ese día, del que vence antes al que vence después, con su semáforo."""
        return self.plazos_y_falta(tramite)[0]

    def plazos_y_falta(self, tramite: Tramite) -> tuple[list[dict[str, Any]], str]:
        """(Los plazos que corren ese día, qué valor de la norma falta para los que salen de la cuenta del crédito).

        El índice de un mes que no se ha capturado no impide ver en qué va un trámite: sólo lo que pende de él.
        """
        estados = self.proceso.definicion().estados
        caso = self._caso(tramite, estados[tramite.estado])
        norma = self.normas.de(self.proceso.ambito(caso))
        corren = [
            _plazo(norma, p, _desde(tramite, paso, p), self.al)
            for k, paso in enumerate(tramite.pasos)
            for p in estados[paso.estado].plazos
            if _corre(p, tramite, tramite.pasos[k + 1 :])
        ]
        falta = ""
        try:
            corren += [_vencimiento(v, self.al) for v in self.proceso.vencimientos(caso)]
        except ErrorDeLey as error:
            falta = error.mensaje
        return sorted(corren, key=lambda p: (p["vence"], p["clave"])), falta

    def que_sigue(self, tramite: Tramite, estado: Estado) -> dict[str, Any]:
        """Un estado que sigue: quién puede darlo, qué pide y qué lo impide con lo que ya se sabe."""
        caso = self._caso(tramite, estado)
        # con datos por dar o por calcular aún no se puede comprobar
        comprueba = () if estado.pide or estado.calcula else estado.comprueba
        try:
            impedimentos = [i for nombre in comprueba for i in self.proceso.comprueba[nombre](caso)]
        except ErrorDeLey as error:
            evidencia, que_hacer = _sin_cuenta(error.mensaje), "Agrega ese valor o pregunta por un día que lo tenga."
            impedimentos = [estado.impide("TRA08", "Falta un valor de la norma", evidencia, que_hacer)]
        return {
            "estado": estado.clave,
            "titulo": estado.titulo,
            "roles": {rol: titulo_de(rol) for rol in estado.roles},
            "automatico": estado.automatico,
            "pide": list(estado.pide),
            "por_comprobar": bool(estado.pide or estado.calcula or estado.nivel),
            "no_fue": [paso.usuario for paso in tramite.pasos if paso.estado in estado.segregado(self.al)],
            "impedimentos": [i.como_dict() for i in impedimentos],
        }

    def _caso(self, tramite: Tramite, estado: Estado) -> Caso:
        tipo = self.proceso.definicion()
        datos = entendidos(tipo, tramite)
        return Caso(self.conexion, tipo, tramite.numero, estado, datos, self.al, Quien(""), self.normas, tramite)


def _sin_cuenta(falta: str) -> str:
    return f"Lo que sale de la cuenta del crédito no se calcula ese día: {falta}"


def _paso(paso: Paso) -> dict[str, Any]:
    return {
        "estado": paso.estado,
        "fecha": paso.fecha.isoformat(),
        "registrado": paso.registrado.isoformat(timespec="seconds"),
        "usuario": paso.usuario,
        "rol": paso.rol,
        "huella": paso.huella,
    }


def _corre(p: PlazoDe, tramite: Tramite, despues: tuple[Paso, ...]) -> bool:
    """¿Sigue corriendo? Hasta llegar a uno de sus estados o, si no los dice, hasta el paso siguiente."""
    if any(tramite.datos.get(dato) != dicho for dato, dicho in p.si.items()):
        return False
    return not any(paso.estado in p.hasta for paso in despues) if p.hasta else not despues


def _desde(tramite: Tramite, paso: Paso, p: PlazoDe) -> date:
    return date.fromisoformat(str(tramite.datos[p.desde])) if p.desde and tramite.datos.get(p.desde) else paso.fecha


def _plazo(norma: Norma, p: PlazoDe, desde: date, al: date) -> dict[str, Any]:
    rige = plazo(norma, p.clave, desde)
    vence = fecha_de(int(ultimo_dia(norma, p.clave, np.array([dia(desde)], dtype=np.int64))[0]))
    return _dicho(p.clave, vence, p.avisa, al) | {"fundamento": rige.fundamento, "es_meta": rige.es_meta}


def _vencimiento(v: Vencimiento, al: date) -> dict[str, Any]:
    return _dicho(v.clave, v.vence, v.avisa, al) | {"fundamento": v.fundamento, "es_meta": False}


def _dicho(clave: str, vence: date, avisa: int, al: date) -> dict[str, Any]:
    faltan = (vence - al).days
    semaforo = ROJO if faltan < 0 else AMARILLO if faltan <= avisa else VERDE
    return {"clave": clave, "vence": vence.isoformat(), "dias": faltan, "semaforo": semaforo}
