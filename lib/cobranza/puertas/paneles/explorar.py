"""El panel de la cartera: una rejilla de todos los créditos, su búsqueda y, al abrir uno, lo que se sabe de él."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import ipywidgets as w  # type: ignore[import-untyped]  # no publica tipos

from cobranza.base import catalogos, nominativas, permisos
from cobranza.base.ajustes import ajustes
from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeCobranza
from cobranza.base.fechas import ahora, fecha_corta
from cobranza.base.seudonimos import CONTRIBUYENTE
from cobranza.cartera.recorrible import POR_ANIO, POR_VALOR, Recorrible, opciones, recorrible
from cobranza.ejecucion import lugares
from cobranza.informes.entrada import Entrada, entrada
from cobranza.papel import palabras
from cobranza.papel.hoja import escribir_xlsx
from cobranza.papel.mascara import resguardada
from cobranza.puertas.paneles import aspecto
from cobranza.puertas.paneles.credito_a_la_vista import CreditoALaVista
from cobranza.puertas.paneles.cubetas import en_cubetas
from cobranza.puertas.paneles.rejilla import Columna, Pagina, Pedido, Rejilla

PANEL = "explorar"
_RENGLONES_DE_UN_EXCEL = 100_000
_AVISO_DE_NOMBRES = (
    "Reservado: secreto fiscal (CFF, art. 69). Se ven nombres, RFC e importes, y quedó anotado que los pediste. No "
    "guardes el cuaderno con salidas."
)


def abrir() -> w.VBox:
    """El panel, para mostrarlo en su celda."""
    return Explorar().vista


class Explorar:
    """La cartera abierta a un día, con o sin nombres, y el crédito que se está viendo."""

    def __init__(self) -> None:
        self.al = aspecto.con_rotulo_arriba(w.DatePicker(description="Cartera al"))
        self.nombres = w.Checkbox(description="Con nombres, RFC e importes (queda anotado)", indent=False)
        self.busca = aspecto.con_rotulo_arriba(w.Text(description="Buscar", continuous_update=False))
        self.al.add_class("campo")
        self.busca.add_class("ancho")
        self.abrir_boton = aspecto.boton("Abrir la cartera", self.abrir, principal=True)
        self.exportar_boton = aspecto.boton("Exportar lo que se ve", self.exportar)
        self.mensaje, self.lugar = w.HTML(""), aspecto.caja()
        self.credito = CreditoALaVista()
        self.fuente: DeLaCartera | None = None
        self.rejilla: Rejilla | None = None
        self.vista = aspecto.panel(
            aspecto.fila(self.al, self.nombres), aspecto.fila(self.abrir_boton), self.mensaje, self.lugar,
            self.credito.vista,
        )  # fmt: skip
        self.busca.observe(lambda cambio: self._buscar(cambio["new"]), "value")
        self.abrir()

    def abrir(self) -> None:
        """Calcula la cartera de ese día y la enseña; con nombres, se anota antes de enseñar uno."""
        try:
            de = entrada(self.al.value.isoformat() if self.al.value else None)
            if self.nombres.value:
                nominativas.registrar(PANEL, {"corte": de.corte.isoformat(), "nominativo": True})
            self.mensaje.value = aspecto.aviso("Calculando la cartera…")
            self.fuente = DeLaCartera(_abierta(de, nominativo=bool(self.nombres.value)), de)
        except ErrorDeCobranza as error:
            self.mensaje.value = aspecto.dicha(error)
            return
        self.al.value = de.corte
        nominativo = self.fuente.cartera.nominativo
        se_busca = "folio, número de la oficina o resolución"
        self.busca.placeholder = f"{se_busca}, RFC o nombre" if nominativo else se_busca
        self.rejilla = Rejilla(
            self.fuente, self.ver, orden=("total" if nominativo else "rango", True), rotulo="Créditos",
            uno="crédito", varios="créditos", repartir=self.fuente.repartos,
        )  # fmt: skip
        self.mensaje.value = aspecto.aviso(
            _AVISO_DE_NOMBRES
            if nominativo
            else "Sin nombres: cada quien con su seudónimo y su saldo en un rango. Para "
            "buscar por RFC o nombre, pide la cartera con nombres.",
            "mal" if nominativo else "",
        )
        self.credito.cerrar()
        self.lugar.children = (self.busca, self.rejilla, aspecto.fila(self.exportar_boton))

    def ver(self, folio: str) -> None:
        """Abre un crédito."""
        assert self.fuente is not None
        self.credito.ver(folio, self.fuente.de, nominativo=self.fuente.cartera.nominativo)

    def exportar(self) -> None:
        """Deja en Excel lo que la rejilla enseña, en su orden; con nombres, entre lo reservado y anotado."""
        assert self.fuente is not None and self.rejilla is not None
        try:
            ruta, cuantos = _exportada(self.fuente, self.rejilla.pedido)
        except ErrorDeCobranza as error:
            self.mensaje.value = aspecto.dicha(error)
            return
        sobran = cuantos - _RENGLONES_DE_UN_EXCEL
        dicho = (
            f" Son los primeros {_RENGLONES_DE_UN_EXCEL:,}; acota los filtros para los demás." if sobran > 0 else ""
        )
        self.mensaje.value = aspecto.aviso(f"Quedó en {ruta}.{dicho}", "bien")

    def _buscar(self, dicho: str) -> None:
        if self.fuente is not None and self.rejilla is not None:
            self.fuente.busca = dicho.strip()
            self.rejilla.refrescar()


class DeLaCartera:
    """La cartera como fuente de la rejilla: de cada renglón, lo que dice en palabras."""

    def __init__(self, cartera: Recorrible, de: Entrada) -> None:
        self.cartera, self.de, self.busca = cartera, de, ""
        situaciones = {clave: _en_palabras(clave) for clave in cartera.distintos("situacion")}
        self._nombres: dict[str, Mapping[str, str]] = {
            "delegacion": palabras.delegaciones(),
            "concepto": palabras.conceptos(),
            "etapa": palabras.etapas(),
            "situacion": situaciones,
        }
        self.columnas = self._columnas()

    def pagina(self, pedido: Pedido) -> Pagina:
        """El tramo, con lo que se busca."""
        total, filas = self.cartera.tramo(self._filtros(pedido), pedido.orden, pedido.desde, pedido.cuantos)
        return Pagina(
            total, [(fila["folio"], [self._dicho(c.clave, fila[c.clave]) for c in self.columnas]) for fila in filas]
        )

    def repartos(self, pedido: Pedido) -> dict[str, list[tuple[str, int]]]:
        """Cómo se reparten los créditos que cumplen, por cada columna que se cuenta."""
        importe = "total" if self.cartera.nominativo else "rango"
        contadas = self.cartera.repartos((*POR_VALOR, *POR_ANIO, importe), self._filtros(pedido))
        return {clave: en_cubetas(clave, cuentas, self._dicho) for clave, cuentas in contadas.items()}

    def _filtros(self, pedido: Pedido) -> dict[str, str]:
        return {**pedido.filtros, **({"": self.busca} if self.busca else {})}

    def _dicho(self, clave: str, valor: Any) -> str:
        if valor is None:
            return ""
        if clave in self._nombres:
            return self._nombres[clave].get(str(valor), str(valor))
        if clave == "total":
            return pesos(int(valor))
        return valor.date().isoformat() if hasattr(valor, "date") else str(valor)

    def _columnas(self) -> Sequence[Columna]:
        def cortas(clave: str) -> list[tuple[str, str]]:
            return opciones(self.cartera.distintos(clave), self._nombres[clave])

        de_quien = (
            [Columna("rfc", "RFC", 9), Columna("nombre", "Contribuyente", 14, crece=3),
             Columna("total", "Saldo, pesos", 9, numero=True, pista="> 10,000")]
            if self.cartera.nominativo
            else [Columna("seudonimo", "Contribuyente", 13), Columna("rango", "Rango de saldo, pesos", 14)]
        )  # fmt: skip
        return [
            Columna("folio", "Crédito", 9.5),
            *de_quien,
            Columna("delegacion", "Delegación", 13, opciones=cortas("delegacion")),
            Columna("concepto", "Concepto", 12, opciones=cortas("concepto"), crece=2),
            Columna("situacion", "Situación", 10, opciones=cortas("situacion")),
            Columna("etapa", "Etapa", 13, opciones=cortas("etapa")),
            Columna("exigible", "Exigible desde", 9, pista="2025-03"),
            Columna("prescribe", "Prescribe", 7, pista="2026"),
            Columna("numero_propio", "Número de la oficina", 12.5),
            Columna("resolucion", "Resolución", 11),
            Columna("ejecutor", "Ejecutor", 6),
        ]


def _abierta(de: Entrada, *, nominativo: bool) -> Recorrible:
    tapar = partial(
        resguardada,
        minimo=catalogos.minimo_de_contribuyentes(),
        seudonimo=partial(de.seudonimos.de, CONTRIBUYENTE),
    )
    return recorrible(de.foto, de.normas, de.corte, None if nominativo else tapar)


def _en_palabras(clave: str) -> str:
    return clave.replace("_", " ").capitalize()


def _exportada(fuente: DeLaCartera, pedido: Pedido) -> tuple[Path, int]:
    """(el archivo, cuántos créditos cumplían)."""
    cartera, corte = fuente.cartera, fuente.de.corte
    salidas = ajustes().salidas
    carpeta = permisos.carpeta(lugares.abrir_reservado(salidas) if cartera.nominativo else salidas) / "exportado"
    carpeta.mkdir(parents=True, exist_ok=True)
    if cartera.nominativo:
        nominativas.registrar(PANEL, {"corte": corte.isoformat(), "nominativo": True, "exporta": "xlsx"})
        permisos.ajustar(carpeta)
    dada = fuente.pagina(Pedido(0, _RENGLONES_DE_UN_EXCEL, pedido.orden, pedido.filtros))
    ruta = carpeta / f"cartera-{corte}-{ahora():%Y%m%d-%H%M%S}.xlsx"
    tabla = {
        "hoja": "creditos", "titulo": f"Créditos al {fecha_corta(corte)}", "nota": "", "ilustrativo": False,
        "numerado": True, "total": None, "filas": [_de_hoja(fuente.columnas, fila) for _, fila in dada.filas],
        "columnas": [
            {"clave": c.clave, "titulo": c.titulo, "tipo": "pesos" if c.clave == "total" else "texto"}
            for c in fuente.columnas
        ],
    }  # fmt: skip
    escribir_xlsx(ruta, _portada(fuente, pedido, corte, dada.total), [tabla])
    if cartera.nominativo:
        lugares.cerrar(ruta)
    return ruta, dada.total


def _de_hoja(columnas: Sequence[Columna], fila: Sequence[str]) -> list[Any]:
    return [
        int(v.replace(",", "").replace(".", "").replace("−", "-")) if c.clave == "total" and v else v
        for c, v in zip(columnas, fila, strict=True)
    ]


def _portada(fuente: DeLaCartera, pedido: Pedido, corte: date, total: int) -> dict[str, str]:
    titulos = {c.clave: c.titulo for c in fuente.columnas}
    filtros = [f"{titulos[c]}: {dicho}" for c, dicho in pedido.filtros.items()]
    filtros += [f"Búsqueda: {fuente.busca}"] if fuente.busca else []
    return {
        "Título": "Créditos de la cartera",
        "Corte": fecha_corta(corte),
        "Uso": palabras.RESERVADO if fuente.cartera.nominativo else "Versión para compartir (con seudónimos)",
        "Cumplen": palabras.creditos(total),
        "Filtros": "; ".join(filtros) or "Ninguno",
        "Base": fuente.de.foto.base.nombre,
    }
