"""La bandeja de trámites: verlos, abrir uno, saber qué sigue y dar el paso, por el mismo motor que la consola.

Quien da el paso es quien diría la consola: en un servidor, la cuenta con que se entró a la base, y no se escoge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import ipywidgets as w  # type: ignore[import-untyped]  # no publica tipos

from cobranza.base.errores import ErrorDeCobranza, ErrorDeLey, ErrorDeProceso
from cobranza.base.fechas import ahora
from cobranza.base.impedimento import Impedimento
from cobranza.base.quien import quien as la_cuenta
from cobranza.ley.norma import de_la_oficina
from cobranza.nomina.versiones import TIPO as NOMINA
from cobranza.papel import palabras
from cobranza.papel.formato import escapar
from cobranza.puertas.actos import libros
from cobranza.puertas.paneles import aspecto, nomina_a_la_vista
from cobranza.puertas.paneles.formulario import Formulario
from cobranza.puertas.paneles.rejilla import Columna, EnMemoria, Rejilla
from cobranza.puertas.paneles.tramite_a_la_vista import a_la_vista, negativa
from cobranza.puertas.ventanilla import del_numero, leyendo, orden_de, proceso_de
from cobranza.puertas.ventanilla_al_dia import documentos_hechos
from cobranza.temas import campos
from cobranza.tramites import facultados, tramitar
from cobranza.tramites.automaticos import poner_al_dia
from cobranza.tramites.definicion import Estado, Tipo, tipos
from cobranza.tramites.libro_de_pasos import leer
from cobranza.tramites.lista import EnLista, en_lista
from cobranza.tramites.vista import Vista

_OTRO_DIA = "La bandeja no se pudo leer a ese día; en «Ver al» escoge uno al que llegue la norma capturada."
SEMAFOROS = {"rojo": "● Vencido", "amarillo": "◐ Por vencer", "verde": "○ En tiempo", "": "Sin plazo"}


def abrir() -> w.VBox:
    """El panel, para mostrarlo en su celda."""
    return Bandeja().vista


class Bandeja:
    """La lista, el trámite abierto y el paso que se va a dar."""

    def __init__(self) -> None:
        self.numero = ""
        self._de_la_base = _el_que_dice_la_base()
        self.usuario = aspecto.con_rotulo_arriba(
            w.Text(value=self._de_la_base or la_cuenta(), description="Quién da el paso", continuous_update=False)
        )
        self.usuario.disabled = bool(self._de_la_base)
        self.dia = _el_dia("Ver al", ahora().date())
        self.quien, self.mensaje, self.detalle = w.HTML(""), w.HTML(""), w.HTML("")
        self.lista = Rejilla(
            _fuente([]), self.ver, orden=("vence", False), rotulo="Trámites", uno="trámite", varios="trámites"
        )
        self.pasos, self._lugar = aspecto.caja(), aspecto.caja()
        self.tipo = aspecto.con_rotulo_arriba(w.Dropdown(options=_los_tipos(), description="Qué trámite"))
        self.nuevo = aspecto.caja()
        self.pestanas = w.Tab(
            [
                aspecto.caja(
                    self.lista,
                    aspecto.fila(aspecto.boton("Actualizar", self.actualizar)),
                    self.detalle,
                    self.pasos,
                    self._lugar,
                ),
                aspecto.caja(self.tipo, self.nuevo),
            ],
            titles=["Bandeja", "Abrir un trámite"],
        )
        for control in (self.usuario, self.tipo):
            control.add_class("ancho")
        self.vista = aspecto.panel(self.usuario, self.quien, self.dia, self.mensaje, self.pestanas)
        self.dia.observe(lambda _: self._al_cambiar_el_dia(), "value")
        self.usuario.observe(lambda _: self._al_decir_quien(), "value")
        self.tipo.observe(lambda _: self._formulario_para_abrir(), "value")
        self._al_decir_quien()
        self._formulario_para_abrir()
        self.actualizar()

    def actualizar(self) -> None:
        """Vuelve a leer la bandeja."""
        try:
            with libros(leer=True) as motor, leyendo(motor) as conexion:
                hay = list(en_lista(conexion, proceso_de, self._hoy(), de_la_oficina()))
        except ErrorDeCobranza as error:
            otro_dia = aspecto.aviso(_OTRO_DIA) if isinstance(error, ErrorDeLey) else ""
            self.mensaje.value = aspecto.dicha(error) + otro_dia
            # vacía diría «0 trámites», y la de otro día no es la que se pidió
            self.lista.layout.display = "none"
            return
        self.lista.layout.display = ""
        self.lista.refrescar(_fuente(hay))

    def ver(self, numero: str) -> None:
        """Abre un trámite: lo que ha pasado, lo que corre y qué se puede hacer ahora."""
        try:
            with libros(leer=True) as motor:
                proceso = del_numero(motor, numero)
                with leyendo(motor) as conexion:
                    tramite = leer(conexion, numero)
                    dicho = Vista(conexion, proceso, self._hoy(), de_la_oficina()).ver(tramite)
                    propio = nomina_a_la_vista.por_validar(conexion, tramite, self._quien, self._hoy())
        except ErrorDeCobranza as error:
            self.mensaje.value = aspecto.dicha(error)
            return
        self.numero, self._lugar.children = numero, ()
        self.detalle.value = a_la_vista(dicho, self._quien) + propio
        definido = proceso.definicion()
        botones = [
            aspecto.boton(s["titulo"], partial(self.preparar, definido, s["estado"]))
            for s in dicho["puede"]
            if s["roles"]
        ]
        if dicho["documentos"]:
            botones.append(aspecto.boton("Hacer sus documentos en PDF", self.documentos))
        if proceso.tipo == NOMINA and "version" in tramite.datos:
            botones.append(aspecto.boton("Ver a quién se le paga", self.a_quien_se_le_paga))
        self.pasos.children = (aspecto.fila(*botones),)

    def preparar(self, definido: Tipo, estado: str) -> None:
        """El formulario del paso, con su fecha."""
        suyo = definido.estados[estado]
        self.formulario, self.al = _formulario(definido, suyo), _el_dia("Fecha del paso", self._hoy())
        self._lugar.children = (
            aspecto.titulo(f"{suyo.titulo} ({self.numero})"),
            self.formulario.vista,
            self.al,
            aspecto.fila(
                aspecto.boton("Dar el paso", lambda: self.dar(definido, estado), principal=True),
                aspecto.boton("No darlo", self._sin_paso),
            ),
        )

    def dar(self, definido: Tipo, estado: str) -> None:
        """Da el paso por el motor de la consola; si no procede, dice qué lo impide y queda el intento."""
        inicial = estado == definido.inicial.clave
        if not self.formulario.revisar():
            return
        try:
            with libros() as motor:
                pedido = tramitar.Pedido(estado, self.formulario.valores(), "" if inicial else self.numero)
                al = self.al.value.isoformat() if self.al.value else None
                orden = orden_de(motor, None if self._de_la_base else self.usuario.value, al, "")
                dado = tramitar.paso(motor, proceso_de(definido.clave), pedido, orden)
                if definido.clave == NOMINA:  # lo calculado pasa solo a validarse; lo validado, a revisarse
                    puestos = poner_al_dia(motor, proceso_de, orden, NOMINA)
                    if negado := next((p.negado for p in puestos if p.negado), None):
                        raise negado
        except ErrorDeProceso as error:
            impiden = [i for i in error.impedimentos if isinstance(i, Impedimento)]
            self.mensaje.value = negativa(impiden) if impiden else aspecto.dicha(error)
            return
        except ErrorDeCobranza as error:
            self.mensaje.value = aspecto.dicha(error)
            return
        como = " ya estaba así" if dado.ya_estaba else ""
        self.mensaje.value = aspecto.aviso(f"{dado.tramite.numero}{como}: {dado.tramite.estado}.", "bien")
        self.actualizar()
        self.pestanas.selected_index = 0
        self.ver(dado.tramite.numero)

    def a_quien_se_le_paga(self) -> None:
        """Las personas de la delegación de quien mira; llevan nombres y queda anotado."""
        try:
            with libros(leer=True) as motor, leyendo(motor) as conexion:
                dicho = nomina_a_la_vista.a_quien_se_le_paga(conexion, leer(conexion, self.numero), self._quien)
        except ErrorDeCobranza as error:
            self.mensaje.value = aspecto.dicha(error)
            return
        self._lugar.children = (w.HTML(dicho),)

    def documentos(self) -> None:
        """Hace los PDF de sus pasos; llevan nombres y queda anotado."""
        try:
            hechos = documentos_hechos(self.numero)
        except ErrorDeCobranza as error:
            self.mensaje.value = aspecto.dicha(error)
            return
        self.mensaje.value = aspecto.aviso(
            f"Hechos, entre lo reservado, y anotado que se hicieron: {'; '.join(map(str, hechos))}", "bien"
        )

    def _hoy(self) -> date:
        """El día en que se mira: hoy, si no se dijo otro (la norma capturada puede no llegar a hoy)."""
        return self.dia.value or ahora().date()

    def _al_cambiar_el_dia(self) -> None:
        self.mensaje.value = ""
        self.actualizar()
        self._al_decir_quien()
        self._formulario_para_abrir()

    def _sin_paso(self) -> None:
        self._lugar.children = ()

    def _al_decir_quien(self) -> None:
        """Qué puede quien va a dar el paso, según su nombramiento de ese día."""
        try:
            with libros(leer=True) as motor, leyendo(motor) as conexion:
                quien = facultados.quien_es(conexion, self._de_la_base or self.usuario.value, self._hoy())
        except ErrorDeCobranza as error:
            self._quien = facultados.Quien(self.usuario.value)
            self.quien.value = aspecto.dicha(error)
            return
        self._quien = quien
        roles = ", ".join(facultados.titulo_de(rol) for rol in quien.roles)
        dice = f"Ese día actúa como: {roles}." if roles else "Ese día no tiene ningún rol: ve y no da pasos."
        base = " Lo dice la base: es la cuenta con que entraste." if self._de_la_base else ""
        self.quien.value = f'<p class="ayuda">{escapar(dice + base)}</p>'
        if self.numero:
            self.ver(self.numero)

    def _formulario_para_abrir(self) -> None:
        definido = proceso_de(self.tipo.value).definicion()
        estado = definido.inicial
        lugar: list[w.Widget] = []

        def abrir_uno() -> None:
            self.formulario, self.al = formulario, el_dia
            self.dar(definido, estado.clave)

        formulario, el_dia = _formulario(definido, estado), _el_dia("Fecha del paso", self._hoy())
        lugar += [aspecto.titulo(estado.titulo), formulario.vista, el_dia]
        self.nuevo.children = (*lugar, aspecto.fila(aspecto.boton("Abrir", abrir_uno, principal=True)))


def _el_que_dice_la_base() -> str:
    """La cuenta con que se entró, si la base la dice; vacía si quien da el paso se dice solo."""
    try:
        with libros(leer=True) as motor, leyendo(motor) as conexion:
            return facultados.usuario_de(conexion, "")
    except ErrorDeCobranza:
        return ""


def _los_tipos() -> list[tuple[str, str]]:
    return [(proceso_de(clave).definicion().titulo, clave) for clave in tipos()]


def _el_dia(rotulo: str, omision: date) -> w.DatePicker:
    suyo = aspecto.con_rotulo_arriba(w.DatePicker(value=omision, description=rotulo))
    suyo.add_class("campo")
    return suyo


def _formulario(definido: Tipo, estado: Estado) -> Formulario:
    suyos = {campo.nombre: campo for campo in definido.campos_de(estado)}

    def revisar(dados: Mapping[str, Any]) -> dict[str, str]:
        malos = {}
        for nombre, valor in dados.items():
            try:
                campos.leer(suyos[nombre].tipo, valor, nombre)
            except ErrorDeCobranza as error:
                malos[nombre] = error.mensaje.removeprefix(f"{nombre}: ")
        return malos

    return Formulario(definido.esquema(estado), revisar)


def _fuente(hay: Sequence[EnLista]) -> EnMemoria:
    nombres = palabras.delegaciones()
    columnas = [
        Columna("numero", "Trámite", 11.5),
        Columna("titulo", "Tipo", 14, crece=2, pista="convenio…"),
        Columna("estado", "Estado", 11, crece=2),
        Columna("delegacion", "Delegación", 10),
        Columna("desde", "Desde", 7, filtra=False),
        Columna("semaforo", "Semáforo", 8, opciones=[(s, s) for s in SEMAFOROS.values()]),
        Columna("vence", "Vence", 7, filtra=False),
        Columna("plazo", "Plazo", 11),
    ]
    return EnMemoria(columnas, [(t.numero, _renglon(t, nombres)) for t in hay])


def _renglon(t: EnLista, nombres: Mapping[str, str]) -> dict[str, str]:
    primero = t.plazos[0] if t.plazos else {"clave": "", "vence": ""}
    return {
        "numero": t.numero,
        "titulo": t.titulo,
        "estado": t.estado,
        "delegacion": nombres.get(t.delegacion, t.delegacion),
        "desde": t.desde.isoformat(),
        "semaforo": SEMAFOROS[t.semaforo],
        "vence": str(primero["vence"]),
        "plazo": str(primero["clave"]),
    }
