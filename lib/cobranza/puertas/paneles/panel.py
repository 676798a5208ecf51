"""El panel de los informes: escoger un cuaderno, decir sus parámetros, correrlo, verlo, y comparar dos corridas."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ipywidgets as w  # type: ignore[import-untyped]  # no publica tipos

from cobranza.base import dominios, nominativas
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeCobranza
from cobranza.base.fechas import fecha, fecha_corta
from cobranza.ejecucion import comparacion, estanteria, lugares, parametros
from cobranza.ejecucion.indice import Entrada
from cobranza.ejecucion.motor import INFORME
from cobranza.papel.formato import escapar
from cobranza.papel.palabras import cuantos
from cobranza.papel.tabla import Columna as ColumnaDeTabla
from cobranza.papel.tabla import Tabla
from cobranza.puertas.paneles import aspecto
from cobranza.puertas.paneles.formulario import Formulario
from cobranza.puertas.paneles.proceso import EnCurso, Terminada
from cobranza.puertas.paneles.rejilla import Columna, EnMemoria, Rejilla

_ESTADOS = {"bien": "✓ Terminó", "mal": "✗ Falló"}
_DIFERENCIAS = 200
"""Las que se enseñan; con más, son dos informes distintos."""


def abrir() -> w.VBox:
    """El panel, para mostrarlo en su celda."""
    return Panel().vista


class Panel:
    """Lo que se ve y lo que va pasando: el cuaderno escogido, la corrida en curso y el informe a la vista."""

    def __init__(self) -> None:
        rutas = [r for r in sorted(ajustes().cuadernos.glob("*.ipynb")) if not parametros.es_panel(r)]
        self._rutas = {r.stem: r for r in rutas if parametros.leer(r)}
        self._corriendo: EnCurso | None = None
        self._empezo, self._cual = 0.0, ""
        opciones = [(f"{parametros.titulo(r)} — {nombre}", nombre) for nombre, r in self._rutas.items()]
        self.cuaderno = _lista("¿Qué informe?", opciones)
        self._lugar = aspecto.caja()
        self.correr_boton = aspecto.boton("Correr", self.correr, principal=True)
        self.cancelar_boton = aspecto.boton("Cancelar", self.cancelar)
        self.cancelar_boton.disabled = True
        self.avance = w.IntProgress(min=0, max=1, layout=w.Layout(visibility="hidden"))
        self.estado, self.informe = w.HTML(""), w.HTML("")
        self.pasadas = self._lista_de_pasadas()
        self.a, self.b = (_lista(rotulo, [("", "")]) for rotulo in ("La primera", "La segunda"))
        self.visto, self.comparacion = w.HTML(""), w.HTML("")
        self.pestanas = w.Tab(
            [
                aspecto.caja(
                    self.cuaderno, self._lugar, aspecto.fila(self.correr_boton, self.cancelar_boton), self.avance,
                    self.estado, self.informe,
                ),
                aspecto.caja(self.pasadas, self.visto),
                aspecto.caja(
                    self.a, self.b, aspecto.fila(aspecto.boton("Comparar", self.comparar, principal=True)),
                    self.comparacion,
                ),
            ],
            titles=["Correr un informe", "Corridas pasadas", "Comparar dos"],
        )  # fmt: skip
        self.vista = aspecto.panel(self.pestanas)
        self.cuaderno.observe(lambda _: self._al_escoger(), "value")
        self._al_escoger()
        self.actualizar()

    def correr(self) -> None:
        """Comprueba lo dicho y, si va, empieza la corrida."""
        if self._corriendo is not None or not self.formulario.revisar():
            return
        self.correr_boton.disabled, self.cancelar_boton.disabled = True, False
        self.informe.value, self._empezo = "", time.monotonic()
        self.avance.value, self.avance.layout.visibility = 0, "visible"
        self.estado.value = aspecto.aviso("Comprobando los datos y la norma…")
        self._cual = self.cuaderno.value
        self._corriendo = EnCurso(self._cual, self.formulario.valores(), self._al_avanzar, self._al_terminar)

    def cancelar(self) -> None:
        """Detiene la corrida en curso."""
        if self._corriendo is not None:
            self.cancelar_boton.disabled = True
            self.estado.value = aspecto.aviso("Cancelando…")
            self._corriendo.cancelar()

    def ver(self, carpeta: str) -> None:
        """Enseña una corrida pasada; la que lleva nombres queda anotada antes de enseñarse."""
        entrada = self._entradas.get(carpeta)
        if entrada is None:
            return
        try:
            _anotar(entrada.ficha["cuaderno"], entrada.ficha["parametros"])
            self.visto.value = _marco(entrada.carpeta / INFORME)
        except (ErrorDeCobranza, OSError) as error:
            self.visto.value = aspecto.dicha(error)

    def comparar(self) -> None:
        """Dice en qué difieren las dos escogidas."""
        una, otra = (self._entradas.get(de.value) for de in (self.a, self.b))
        if una is None or otra is None:
            self.comparacion.value = aspecto.aviso("Escoge dos corridas.", "mal")
            return
        try:
            for de in (una, otra):
                _anotar(de.ficha["cuaderno"], de.ficha["parametros"])
            hay = _renglones(comparacion.comparar(*(comparacion.leer(de.carpeta) for de in (una, otra))))
        except (ErrorDeCobranza, OSError) as error:
            self.comparacion.value = aspecto.dicha(error)
            return
        self.comparacion.value = _en_tabla(hay) if hay else aspecto.aviso("Dicen lo mismo, cifra por cifra.", "bien")

    def actualizar(self) -> None:
        """Vuelve a leer qué corridas hay."""
        hay = estanteria.todas(ajustes().salidas)
        self._entradas: Mapping[str, Entrada] = {str(e.carpeta): e for e in hay if e.se_publica}
        self.pasadas.refrescar(_fuente(self._entradas))
        buenas = [(_nombrada(e), clave) for clave, e in self._entradas.items() if not e.fallo]
        for de in (self.a, self.b):
            de.options = [("Escoge una corrida", ""), *buenas]

    def _al_escoger(self) -> None:
        ruta = self._rutas[self.cuaderno.value]
        declarados = parametros.leer(ruta)
        esquema = parametros.esquema(ruta)
        self.formulario = Formulario(esquema, lambda dados: _reparos(declarados, dados), _de_los_libros(esquema))
        nombres = aspecto.aviso(
            "Con nominativo, el informe lleva nombres, RFC e importes: es secreto fiscal (CFF, art. 69). Queda "
            "aparte de lo que se comparte y se anota quién lo pidió."
        )
        self._lugar.children = [self.formulario.vista, *([w.HTML(nombres)] if "nominativo" in declarados else [])]

    def _al_avanzar(self, celda: int, de: int) -> None:
        self.avance.max, self.avance.value = de, celda
        segundos = time.monotonic() - self._empezo
        self.estado.value = aspecto.aviso(f"Celda {celda} de {de}, {segundos:.0f} s.")

    def _al_terminar(self, como: Terminada) -> None:
        segundos = time.monotonic() - self._empezo
        self._corriendo = None
        self.avance.layout.visibility = "hidden"
        self.correr_boton.disabled, self.cancelar_boton.disabled = False, True
        if como.cancelada:
            self.estado.value = aspecto.aviso("Cancelada: no quedó nada a medias.")
        elif como.codigo:
            self.estado.value = aspecto.aviso(f"No terminó «{self._cual}». {como.mensaje}", "mal")
        else:
            dicho = (
                "Ya estaba, con los mismos datos, norma y código"
                if como.reutilizada
                else f"Listo en {segundos:.1f} s"
            )
            self.estado.value = aspecto.aviso(f"{dicho}. Quedó en {como.informe}", "bien")
        if como.informe:
            self.informe.value = _marco(Path(como.informe))
        self.actualizar()

    def _lista_de_pasadas(self) -> Rejilla:
        return Rejilla(
            _fuente({}), self.ver, orden=("cuando", True), rotulo="Corridas pasadas", uno="corrida", varios="corridas"
        )


def _lista(rotulo: str, opciones: list[tuple[str, str]]) -> w.Dropdown:
    suya = aspecto.con_rotulo_arriba(w.Dropdown(options=opciones, description=rotulo))
    suya.add_class("ancho")
    return suya


def _reparos(declarados: Mapping[str, parametros.Parametro], dados: Mapping[str, Any]) -> dict[str, str]:
    """Lo que no va de lo dado, por parámetro, como lo diría la consola."""
    malos: dict[str, str] = {}
    buenos: dict[str, Any] = {}
    for nombre, valor in dados.items():
        try:
            buenos[nombre] = dominios.valor(nombre, valor, declarados[nombre].tipo)
        except ErrorDeCobranza as error:
            malos[nombre] = error.mensaje
    try:
        dominios.valores(buenos, {nombre: declarados[nombre].tipo for nombre in buenos})
    except ErrorDeCobranza as error:  # cada una va, pero no juntas: se dice en la que se nombra primero
        malos[next(nombre for nombre in buenos if f"«{nombre}»" in error.mensaje)] = error.mensaje
    return malos


def _de_los_libros(esquema: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Las opciones que no están en el esquema porque salen de los libros: los ejecutores. Sin libros, ninguna."""
    suyos = [n for n, ficha in esquema["properties"].items() if ficha["x-dominio"] == dominios.EJECUTOR.clave]
    if not suyos:
        return {}
    from cobranza.almacen.toma import foto_actual
    from cobranza.cartera.buscado import ejecutores

    actual = ajustes()
    try:
        hay = ejecutores(foto_actual(actual.bd, actual.salidas).conexion())
    except ErrorDeCobranza:
        return {}
    return {nombre: {"": "Todos", **hay} for nombre in suyos}


def _anotar(cuaderno: str, con: Mapping[str, Any]) -> None:
    if lugares.es_reservada(con):
        nominativas.registrar(cuaderno, con, reutilizada=True)


def _marco(informe: Path) -> str:
    """La página del informe dentro del panel, tal cual y sin que pueda correr programas ni pedir nada."""
    pagina = informe.read_text(encoding="utf-8")
    return f'<iframe sandbox="" title="Informe" srcdoc="{escapar(pagina)}"></iframe>'


def _fuente(entradas: Mapping[str, Entrada]) -> EnMemoria:
    columnas = [
        Columna("cuando", "Cuándo", 11), Columna("cuaderno", "Informe", 10), Columna("con", "Con", 12, crece=2),
        Columna("cartera", "Cartera", 11), Columna("reserva", "Quién puede verlo", 11),
        Columna("estado", "Cómo quedó", 8, opciones=[(e, e) for e in _ESTADOS.values()]),
    ]  # fmt: skip
    return EnMemoria(columnas, [(clave, _renglon(e)) for clave, e in entradas.items()])


def _renglon(e: Entrada) -> dict[str, str]:
    return {
        "cuando": e.cuando[:16].replace("T", " "),
        "cuaderno": e.ficha["cuaderno"],
        "con": _con(e),
        "cartera": e.cartera,
        "reserva": "Reservado" if lugares.es_reservada(e.ficha["parametros"]) else "Se comparte",
        "estado": _ESTADOS["mal" if e.fallo else "bien"],
    }


def _con(e: Entrada) -> str:
    """Los parámetros que la distinguen."""
    partes = []
    for nombre, valor in e.ficha["parametros"].items():
        if valor in ("", None, False) or nombre == "nominativo":
            continue
        es_fecha = dominios.dominio(nombre) is dominios.FECHA
        partes.append(f"{nombre} {fecha_corta(fecha(str(valor))) if es_fecha else valor}")
    return ", ".join(partes)


def _nombrada(e: Entrada) -> str:
    return f"{e.ficha['cuaderno']}, {_con(e)} · {e.cuando[:16].replace('T', ' ')}"


def _renglones(de: comparacion.Comparacion) -> list[dict[str, str]]:
    """En qué difieren, un renglón por cosa: con qué se hicieron, qué dicen, sus cifras y cada celda."""
    hay = [
        {"donde": donde, "que": d.que, "una": d.antes, "otra": d.ahora}
        for donde, suyas in (("Con qué se hizo", de.ingredientes), ("Lo dicho", de.dicho), ("Carátula", de.cifras))
        for d in suyas
    ]
    for tabla in de.tablas:
        if tabla.aviso:
            hay.append({"donde": tabla.titulo, "que": "la tabla", "una": "", "otra": tabla.aviso})
        hay += [
            {"donde": tabla.titulo, "que": f"{c.renglon} · {c.columna}", "una": c.antes, "otra": c.ahora}
            for c in tabla.celdas
        ]
        hay += [{"donde": tabla.titulo, "que": que, "una": "no está", "otra": "está"} for que in tabla.aparecen]
        hay += [{"donde": tabla.titulo, "que": que, "una": "está", "otra": "no está"} for que in tabla.desaparecen]
    return hay


def _en_tabla(hay: list[dict[str, str]]) -> str:
    sobran = len(hay) - _DIFERENCIAS
    nota = f"Hay {sobran} más: son dos informes distintos." if sobran > 0 else ""
    tabla = Tabla(
        f"En qué difieren: {cuantos(len(hay), 'diferencia', 'diferencias')}",
        [
            ColumnaDeTabla("donde", "Dónde"), ColumnaDeTabla("que", "Qué"), ColumnaDeTabla("una", "La primera"),
            ColumnaDeTabla("otra", "La segunda"),
        ],
        hay[:_DIFERENCIAS],
        maximo=_DIFERENCIAS,
        nota=nota,
    )  # fmt: skip
    return aspecto.pieza(tabla)
