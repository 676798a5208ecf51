"""Los trámites de la cartera de ejemplo (`demo --tramites`): los guiones del gemelo, dados por el motor de verdad.

Cada paso lo da quien le toca, en su día, con las mismas comprobaciones que en la consola; los pagos entran como un
archivo de recibos. Lo que no procede en un crédito se intenta en el siguiente.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobranza.base.dinero import texto
from cobranza.base.errores import ErrorDeCobranza, ErrorDeProceso
from cobranza.base.fechas import ahora
from cobranza.gemelo.guiones_de_tramites import (
    ANTES,
    CHICO,
    CORTE,
    GENTE,
    GUIONES,
    LIBRE,
    MULTADO,
    Guion,
    Paso,
    personal,
)
from cobranza.ley.norma import de_la_oficina
from cobranza.puertas.ventanilla import proceso_de

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from cobranza.almacen.foto import Foto
    from cobranza.ley.norma import Normas
    from cobranza.tramites.tramitar import Orden

DEL_EJEMPLO = "demo-tramites"
"""Quien carga lo que el ejemplo agrega."""
_INTENTOS, _PESO = 12, 100
_SIN_NADA_DESPUES = """
    SELECT DISTINCT folio FROM (SELECT folio FROM acto WHERE fecha > $dia UNION ALL
    SELECT folio FROM movimiento WHERE fecha_efecto > $dia UNION ALL
    SELECT folio FROM recibo WHERE fecha_ingreso > $dia)
"""


@dataclass
class _Sembrado:
    """Un guion con los créditos que le tocaron y su número, si se abrió."""

    guion: Guion
    clave: str
    folios: list[str]
    numero: str = ""
    dados: int = 0


def sembrar(motor: Engine, foto: Foto, carpeta: Path) -> int:
    """Siembra los trámites del ejemplo en una base que no tiene ninguno, escogiendo en su foto; cuántos quedaron.

    Errores: los de cargar un archivo; un paso que no procede no es un error: se intenta con otro crédito.
    """
    normas = de_la_oficina()
    siembra = _Siembra(motor, normas, carpeta, *_por_lo_que_son(foto, normas))
    siembra.cargar("personal", "personal_central", personal())
    sembrados = siembra.abrir()
    siembra.cargar("recibos", "recibos_iniciales", siembra.iniciales(sembrados))
    siembra.seguir(sembrados)
    siembra.cargar("recibos", "recibos_de_tramites", siembra.pagos(sembrados))
    siembra.terminar(sembrados)
    return sum(bool(s.numero) for s in sembrados)


def _por_lo_que_son(foto: Foto, normas: Normas) -> tuple[dict[str, list[list[str]]], dict[str, str]]:
    """(lo que debe ser el crédito → créditos por deudor, folio → deudor): sin nada anotado después de ese día."""
    from cobranza.cartera.consultas import cartera_al
    from cobranza.cartera.incosteables import IMPIDEN, candidatos, deudores

    conexion, al = foto.conexion(), date.fromisoformat(ANTES)
    c = cartera_al(conexion, normas, al)
    c = c.assign(quien=deudores(c))
    movidos = {f for (f,) in conexion.execute(_SIN_NADA_DESPUES, {"dia": al}).fetchall()}
    quietos = ~c["quien"].isin(c.loc[c["folio"].isin(movidos), "quien"])
    chicos = [h["folios"] for h in candidatos(conexion, c[quietos], normas, al)
              if h["por"] == "200_udi" and len(h["folios"]) == 1 and not h["no_se_cancelan"]]  # fmt: skip
    exigibles = c["exigible"].notna() & (c["exigible"] <= ANTES) & (c["vida"] == "VIGENTE")
    libres = c[quietos & exigibles & ~c[list(IMPIDEN)].any(axis=1) & c["total"].between(20_000_00, 2_000_000_00)]
    libres = libres[libres["prescribe"] > "2027-01-01"]
    por_deudor = [[*g["folio"]] for _, g in libres.groupby("quien", sort=False)]
    multados = [[f] for f in libres.loc[libres["multas"] > 1_000_00, "folio"]]
    return {CHICO: chicos, MULTADO: multados, LIBRE: por_deudor}, dict(zip(c["folio"], c["quien"], strict=True))


@dataclass
class _Siembra:
    motor: Engine
    normas: Normas
    carpeta: Path
    hay: Mapping[str, list[list[str]]]
    deudor: Mapping[str, str]
    usados: set[str] = field(default_factory=set)

    def abrir(self) -> list[_Sembrado]:
        """Escoge los créditos de cada guion y da los pasos que no esperan un pago."""
        sembrados = []
        with self._turno() as conexion:
            for k, guion in enumerate(GUIONES, 1):
                hecho = next(
                    (s for folios in self._candidatos(guion) if (s := self._intentar(conexion, k, guion, folios))),
                    None,
                )
                if hecho:
                    sembrados.append(hecho)
                    self.usados |= {self.deudor[f] for f in hecho.folios}
        return sembrados

    def seguir(self, sembrados: Sequence[_Sembrado]) -> None:
        """Los pasos que esperaban el pago inicial."""
        with self._turno() as conexion:
            for s in sembrados:
                self._dar(conexion, s, s.guion.pasos[s.dados :])

    def terminar(self, sembrados: Sequence[_Sembrado]) -> None:
        """Lo que ya pasó solo y los pasos que esperaban que se pagara."""
        from cobranza.tramites.automaticos import poner_al_dia

        poner_al_dia(self.motor, proceso_de, self._orden("OPG", CORTE))
        with self._turno() as conexion:
            for s in sembrados:
                self._dar(conexion, s, s.guion.despues)

    def iniciales(self, sembrados: Sequence[_Sembrado]) -> Iterable[dict[str, str]]:
        """Los recibos del 20 % del día de la solicitud (CFF, art. 66, fr. II), a peso cerrado."""
        from cobranza.cuenta.cotizacion import pago_inicial

        with self.motor.connect() as conexion:
            for s in sembrados:
                dia = str(s.guion.pasos[0].datos["solicitud"]) if s.guion.inicial else ""
                for folio in s.folios if dia else ():
                    c = self._en_curso(conexion, folio, dia)
                    norma = self.normas.de(str(c.credito["ambito"]))
                    exigido = pago_inicial(norma, c.integrable, date.fromisoformat(dia))
                    yield _recibo(f"{s.clave}-0", dia, folio, -(-exigido // _PESO) * _PESO)

    def pagos(self, sembrados: Sequence[_Sembrado]) -> Iterable[dict[str, str]]:
        """Los recibos de las parcialidades que se cubren y de lo que se liquida."""
        from cobranza.tramites.libro_de_pasos import leer

        with self.motor.connect() as conexion:
            for s in sembrados:
                if s.guion.paga < 0:
                    for folio in s.folios:
                        debe = self._en_curso(conexion, folio, s.guion.liquida).debido
                        yield _recibo(f"{s.clave}-{folio}", s.guion.liquida, folio, debe)
                elif s.guion.paga and s.numero:
                    tabla = leer(conexion, s.numero).datos.get("tabla") or []
                    for p in tabla[: s.guion.paga]:
                        yield _recibo(f"{s.clave}-{p['numero']}", p["vence"], s.folios[0], int(p["importe"]))

    def cargar(self, layout: str, nombre: str, renglones: Iterable[Mapping[str, str]]) -> None:
        """Deja un archivo de la oficina y lo carga; si ya estaba escrito, el mismo."""
        from cobranza.ingesta import ingerir
        from cobranza.ingesta.layouts import leer

        archivo, titulos = self.carpeta / f"{nombre}.csv", leer(layout).columnas
        if not archivo.exists():
            escritos = [{titulos[campo].titulo: valor for campo, valor in r.items()} for r in renglones]
            with archivo.open("w", encoding="utf-8", newline="") as destino:
                hoja = csv.DictWriter(destino, list(escritos[0]))
                hoja.writeheader()
                hoja.writerows(escritos)
        ingerir(self.motor, layout, archivo, usuario=DEL_EJEMPLO, ahora=ahora())

    def _candidatos(self, guion: Guion) -> list[list[str]]:
        hay = [f for f in self.hay[guion.de] if self.deudor[f[0]] not in self.usados and len(f) >= guion.juntos]
        return [folios[: guion.juntos] for folios in hay[:_INTENTOS]]

    def _intentar(self, conexion: Connection, k: int, guion: Guion, folios: list[str]) -> _Sembrado | None:
        """El guion en esos créditos, hasta donde se espera un pago; si algo no procede, no queda nada."""
        s = _Sembrado(guion, f"T{k:02d}", folios)
        antes = guion.pasos[:2] if guion.inicial else guion.pasos
        punto = conexion.begin_nested()
        if self._dar(conexion, s, antes):
            punto.commit()
            return s
        punto.rollback()
        return None

    def _dar(self, conexion: Connection, s: _Sembrado, pasos: Sequence[Paso]) -> bool:
        from cobranza.tramites.tramitar import Pedido, en_la_transaccion

        for paso in pasos:
            datos = self._datos(conexion, s, paso)
            orden, pedido = self._orden(paso.quien, paso.dia), Pedido(paso.estado, datos, s.numero)
            try:
                dado = en_la_transaccion(conexion, proceso_de(s.guion.tipo), pedido, orden)
            except ErrorDeCobranza as error:
                dado = error if isinstance(error, ErrorDeProceso) else ErrorDeProceso(error.mensaje, [])
            if isinstance(dado, ErrorDeProceso):
                return False
            s.numero, s.dados = dado.tramite.numero, s.dados + 1
        return True

    def _datos(self, conexion: Connection, s: _Sembrado, paso: Paso) -> dict[str, Any]:
        """Los del guion; al abrir, con sus créditos y, en una garantía, con qué se identifica y por cuánto."""
        datos = dict(paso.datos)
        if s.numero:
            return datos
        datos |= {"folio": s.folios[0]} if s.guion.tipo in ("baja", "condonacion") else {"folios": s.folios}
        if s.guion.tipo == "garantia":
            datos |= {"identificacion": f"DOC-{s.clave}", "monto": texto(self._debe_cubrir(conexion, s, paso.dia))}
        return datos

    def _debe_cubrir(self, conexion: Connection, s: _Sembrado, dia: str) -> int:
        from cobranza.cartera.creditos_en_curso import cartera_en_curso
        from cobranza.cartera.garantizado import suficiencia
        from cobranza.ingesta.anotacion import tablas_de

        al = date.fromisoformat(dia)
        creditos = cartera_en_curso(tablas_de(conexion, *s.folios), self.normas, al)
        return suficiencia(creditos, [], self.normas, al).requerido * 103 // 100

    def _en_curso(self, conexion: Connection, folio: str, dia: str) -> Any:
        from cobranza.cartera.en_curso import en_curso
        from cobranza.ingesta.anotacion import tablas_de

        return en_curso(tablas_de(conexion, folio), self.normas, folio, date.fromisoformat(dia))

    def _orden(self, quien: str, dia: str) -> Orden:
        from cobranza.ingesta.anotacion import Mano
        from cobranza.procesos.anotar import con_que_anotar
        from cobranza.tramites.tramitar import Orden
        from cobranza.verificacion.impedimentos import juez

        mano = Mano(GENTE[quien], ahora(), self.normas, juez(self.normas))
        return Orden(GENTE[quien], date.fromisoformat(dia), ahora(), self.normas, con_que_anotar(mano))

    @contextmanager
    def _turno(self) -> Iterator[Connection]:
        """Una transacción con el turno tomado: los pasos de una tanda quedan todos o ninguno."""
        from cobranza.libros import libro

        with self.motor.begin() as conexion:
            libro.tomar_turno(conexion)
            yield conexion


def _recibo(clave: str, dia: str, folio: str, importe: int) -> dict[str, str]:
    anio, mes, numero = dia.split("-")
    return {
        "recibo": f"RT-{clave}", "fecha_ingreso": f"{numero}/{mes}/{anio}", "oficina": folio[:3], "caja": "1",
        "folio": folio, "importe": texto(importe), "forma_pago": "TRANSFERENCIA", "estado": "VIGENTE",
        "fecha_estado": "", "sustituye_a": "", "causa": "POR_CONVENIO",
    }  # fmt: skip
