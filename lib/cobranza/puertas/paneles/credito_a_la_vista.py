"""Un crédito abierto: su saldo explicado, su línea de tiempo, qué procede y qué lo impide, y sus trámites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as w  # type: ignore[import-untyped]  # no publica tipos

from cobranza.base import nominativas
from cobranza.base.errores import ErrorDeCobranza
from cobranza.base.fechas import fecha_corta
from cobranza.cartera.explicacion import explicar
from cobranza.informes import liquidacion
from cobranza.informes.entrada import Entrada
from cobranza.ley.norma import de_la_oficina
from cobranza.papel import palabras
from cobranza.papel.formato import escapar
from cobranza.papel.piezas import Aviso, Ficha, Varias
from cobranza.papel.tabla import Columna, Tabla
from cobranza.procesos.anotar import puede
from cobranza.procesos.siguiente import lo_que_sigue
from cobranza.puertas.actos import libros, mano
from cobranza.puertas.estado_de_cuenta import datos_de
from cobranza.puertas.oficios import emitido
from cobranza.puertas.paneles import aspecto
from cobranza.puertas.ventanilla import leyendo, proceso_de
from cobranza.tramites.libro_de_pasos import Tramite, de_un_credito
from cobranza.tramites.papeles import Documentos


class CreditoALaVista:
    """El crédito que se abrió en la rejilla, en pestañas."""

    def __init__(self) -> None:
        self.folio = ""
        self.titulo, self.saldo, self.tiempo = w.HTML(""), w.HTML(""), w.HTML("")
        self.sigue, self.dictamen, self.documentos, self.hecho = w.HTML(""), w.HTML(""), w.HTML(""), w.HTML("")
        self.acto = aspecto.con_rotulo_arriba(
            w.Dropdown(options=[(t, a) for a, t in palabras.actos().items()], description="¿Procede este acto?")
        )
        self.acto.add_class("ancho")
        procede = aspecto.caja(
            self.sigue,
            self.acto,
            aspecto.fila(aspecto.boton("Saber si procede", self.juzgar, principal=True)),
            self.dictamen,
        )
        papeles = aspecto.caja(
            self.documentos,
            aspecto.fila(aspecto.boton("Hacer su estado de cuenta en PDF", self.estado_de_cuenta)),
            self.hecho,
        )
        self.pestanas = w.Tab(
            [self.saldo, self.tiempo, procede, papeles],
            titles=["Saldo explicado", "Línea de tiempo", "Qué procede", "Trámites y documentos"],
        )
        self.vista = aspecto.caja(clases=("credito",))

    def cerrar(self) -> None:
        """Ninguno a la vista."""
        self.folio, self.vista.children = "", ()

    def ver(self, folio: str, de: Entrada, *, nominativo: bool) -> None:
        """Explica el crédito al día de la cartera; con nombres, queda anotado cuál."""
        try:
            if nominativo:
                nominativas.registrar("explorar", {"corte": de.corte.isoformat(), "folio": folio, "nominativo": True})
            datos = liquidacion.Datos(de.corte, nominativo, explicar(de.conexion, de.normas, folio, de.corte), de)
            self.saldo.value = _piezas(
                liquidacion.caratula(datos), liquidacion.identificacion(datos), liquidacion.componentes(datos),
                liquidacion.memoria(datos), liquidacion.significado(),
            )  # fmt: skip
            self.tiempo.value = _piezas(liquidacion.linea_de_tiempo(datos), liquidacion.parcialidades(datos))
            self.sigue.value = _piezas(_que_sigue(de, folio))
            self.documentos.value = _tramites(folio)
        except ErrorDeCobranza as error:
            self.vista.children = (w.HTML(aspecto.dicha(error)),)
            return
        self.folio, self._de, self.dictamen.value, self.hecho.value = folio, de, "", ""
        self.titulo.value = f'<h2 class="del-panel bloque">Crédito {escapar(folio)}, al {fecha_corta(de.corte)}</h2>'
        self.vista.children = (self.titulo, self.pestanas)

    def juzgar(self) -> None:
        """Si el acto procede ese día y, si no, qué lo impide: lo que diría «cobranza puede»."""
        pedido = {"folio": self.folio, "acto": self.acto.value, "fecha": self._de.corte.isoformat()}
        try:
            with libros(leer=True) as motor:
                dicho = puede(motor, pedido, mano(""))
        except ErrorDeCobranza as error:
            self.dictamen.value = aspecto.dicha(error)
            return
        cuando = f"{palabras.actos()[self.acto.value]}, el {fecha_corta(self._de.corte)}"
        if dicho["procede"]:
            self.dictamen.value = aspecto.aviso(f"Procede: {cuando}.", "bien")
            return
        self.dictamen.value = aspecto.aviso(f"No procede: {cuando}.", "mal") + _piezas(
            _impiden(dicho["impedimentos"])
        )

    def estado_de_cuenta(self) -> None:
        """El PDF que se entrega en ventanilla; lleva nombre y queda anotado."""
        try:
            ruta = emitido("estado_de_cuenta", datos_de(self.folio, self._de.corte.isoformat()), None)
        except ErrorDeCobranza as error:
            self.hecho.value = aspecto.dicha(error)
            return
        self.hecho.value = aspecto.aviso(f"Quedó entre lo reservado, en {ruta}, y anotado que se hizo.", "bien")


def _piezas(*piezas: Any) -> str:
    return aspecto.pieza(Varias(piezas))


def _que_sigue(de: Entrada, folio: str) -> Ficha | Aviso:
    sigue = lo_que_sigue(de.conexion, de.normas, folio, de.corte)
    if sigue is None:
        return Aviso("nota", "Este crédito no está vigente: no sigue ningún acto de cobro.")
    antes = fecha_corta(sigue["antes_de"].date()) if sigue["antes_de"] is not None else "sin fecha límite"
    pares = [("Qué sigue", sigue["que_hacer"]), ("Por qué", sigue["porque"]), ("Antes de", antes),
             ("Turno", sigue["turno"]), ("Fundamento", sigue["fundamento"])]  # fmt: skip
    return Ficha("Qué sigue", pares, plegada=False)


def _impiden(impedimentos: Sequence[dict[str, str]]) -> Tabla:
    columnas = [
        Columna("regla", "Regla"), Columna("titulo", "Qué lo impide"), Columna("fundamento", "Fundamento"),
        Columna("evidencia", "Se encontró"), Columna("que_hacer", "Qué hacer"),
    ]  # fmt: skip
    return Tabla("Qué lo impide", columnas, impedimentos)


def _tramites(folio: str) -> str:
    """Los trámites de ese crédito y los documentos de sus pasos."""
    with libros(leer=True) as motor, leyendo(motor) as conexion:
        suyos = de_un_credito(conexion, folio)
        papeles = [
            {"numero": t.numero, "archivo": d.archivo, "titulo": d.titulo}
            for t in suyos
            for d in Documentos(conexion, proceso_de(t.tipo), de_la_oficina()).de_los_pasos(t)
        ]
    if not suyos:
        return _piezas(Aviso("nota", "Este crédito no tiene trámites."))
    columnas = [Columna("numero", "Trámite"), Columna("archivo", "Archivo"), Columna("titulo", "Documento")]
    return _piezas(_en_tabla(suyos), *([Tabla("Documentos de sus trámites", columnas, papeles)] if papeles else []))


def _en_tabla(suyos: Sequence[Tramite]) -> Tabla:
    columnas = [
        Columna("numero", "Trámite"), Columna("titulo", "Tipo"), Columna("estado", "Estado"),
        Columna("desde", "Desde", "fecha"),
    ]  # fmt: skip
    filas = [
        {"numero": t.numero, "titulo": proceso_de(t.tipo).definicion().titulo, "estado": t.estado,
         "desde": t.pasos[-1].fecha}
        for t in suyos
    ]  # fmt: skip
    return Tabla("Trámites de este crédito", columnas, filas)
