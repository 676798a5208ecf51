"""Ingerir un archivo: una transacción, bloque por bloque, y la cuenta que siempre debe salir."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from cobranza.base import catalogos
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.fechas import dia
from cobranza.base.invisibles import es_enganoso
from cobranza.ingesta import layouts, lectura
from cobranza.ingesta.apartado import a_cuarentena
from cobranza.ingesta.asiento import asentar
from cobranza.ingesta.condiciones import (
    Remesa,
    efecto,
    importe_leido,
    que_admita_remesa,
    que_concilie,
    que_entren_todas,
    que_se_confirmen,
)
from cobranza.ingesta.contraste import contrastar
from cobranza.ingesta.contrato import Contexto
from cobranza.ingesta.entradas import entrada
from cobranza.ingesta.entregas import entregar_correcciones, entregar_folios
from cobranza.ingesta.folios import asignados, dicho
from cobranza.ingesta.fuente import Fuente, reconocer
from cobranza.ingesta.layouts import Layout
from cobranza.ingesta.lectura import Bloque
from cobranza.ingesta.lotes import abrir_lote, anotar_remesa, cerrar_lote, conocido
from cobranza.ingesta.mapeos import Mapeo, sin_apostrofo
from cobranza.ingesta.marcas_de_vacio import sin_marcas
from cobranza.ingesta.numeros import con_folio
from cobranza.ingesta.plantilla import sin_ejemplo
from cobranza.ingesta.resultado import Cuenta, Resultado
from cobranza.ingesta.revisado import Revisado
from cobranza.ingesta.saldos import mover_saldos
from cobranza.ingesta.validacion import revisar
from cobranza.ley.norma import Normas, de_la_oficina
from cobranza.libros.cargas import sellar

_FECHA_EN_OTRO_ORDEN = "Fecha en otro orden"
_MINIMO_PARA_SOSPECHAR = 10


@dataclass(frozen=True, slots=True)
class Pedido:
    """Un archivo por cargar: de qué layout es y, si no trae sus títulos ni sus palabras, con qué mapeo se lee."""

    layout: str
    archivo: Path
    mapeo: Mapeo | None = None


@dataclass(frozen=True, slots=True)
class _Carga:
    """Cómo se carga: quién, cuándo, con qué ley y dónde se deja lo que se le devuelve a la oficina."""

    usuario: str
    ahora: datetime
    normas: Normas
    ensayo: bool
    carpeta: Path | None
    al_avanzar: Callable[[int], None] | None
    confirmo: int | None = None

    def en(self, conexion: Connection, pedido: Pedido, fuente: Fuente) -> Resultado:
        """Carga un archivo en una transacción que otro abre y cierra."""
        ficha = layouts.leer(pedido.layout)
        lote = abrir_lote(conexion, ficha, fuente, self.usuario, self.ahora)
        contexto = Contexto(ficha, entrada(pedido.layout), lote, self.usuario, dia(self.ahora.date()), self.normas)
        cuenta = Cuenta()
        hecha = _cargar(
            conexion, contexto, fuente, _Lectura(pedido.mapeo, cuenta, self.al_avanzar, self.confirmo is not None)
        )
        que_se_confirmen(self.confirmo, cuenta.por_confirmar, fuente.ruta.name)
        fuente.que_no_haya_cambiado()
        if self.ensayo:
            hecha = replace(hecha, efecto=efecto(conexion, lote))
        if self.carpeta is not None:
            comienzo = self.carpeta / f"{fuente.ruta.stem}-{'ensayo' if self.ensayo else f'lote-{lote}'}"
            hecha = replace(
                hecha,
                folios=entregar_folios(conexion, lote, Path(f"{comienzo}-folios.csv"), ensayo=self.ensayo),
                correcciones=entregar_correcciones(
                    conexion, lote, cuenta.titulos, Path(f"{comienzo}-por-corregir.csv")
                ),
            )
        return hecha


@dataclass(frozen=True, slots=True)
class _Lectura:
    """Cómo se lee un archivo y qué se va contando de él."""

    mapeo: Mapeo | None
    cuenta: Cuenta
    al_avanzar: Callable[[int], None] | None
    confirmado: bool

    def bloques(self, conexion: Connection, fuente: Fuente, layout: Layout) -> Iterator[Bloque]:
        """Los bloques del archivo, ya con las palabras y los folios del layout."""
        ficha = self.mapeo.ficha() if self.mapeo else layout
        for bloque in lectura.bloques(fuente, ficha, lectura.FILAS_POR_BLOQUE, self.cuenta.vistos):
            self.cuenta.titulos = bloque.titulos
            propio, de_ejemplo = sin_ejemplo(sin_apostrofo(bloque))
            self.cuenta.de_ejemplo += de_ejemplo
            traducido = self.mapeo.traducido(propio) if self.mapeo else propio
            yield con_folio(conexion, sin_marcas(traducido, layout, self.cuenta.vistos), layout)


@catalogos.quietos()
def ingerir(  # noqa: PLR0913 — quién, cuándo y cómo avisar son del contrato y van por nombre
    engine: Engine,
    layout: str,
    archivo: Path,
    *,
    usuario: str,
    ahora: datetime,
    al_avanzar: Callable[[int], None] | None = None,
    ensayo: bool = False,
    todo_o_nada: bool = False,
    remesa: Remesa | None = None,
    normas: Normas | None = None,
    mapeo: Mapeo | None = None,
    carpeta: Path | None = None,
    confirmo: int | None = None,
) -> Resultado:
    """Carga un archivo de la oficina: cada fila queda en los libros o en la cuarentena, con su motivo.

    Todo el archivo es una transacción: si algo falla a la mitad, el almacén queda como estaba. El mismo
    archivo (por su sha256) no se carga dos veces. `ahora` es cuándo se registra el lote; `al_avanzar` recibe
    las filas leídas hasta el momento. Con `ensayo` se hace todo y se deshace (lote 0); con `todo_o_nada` una sola
    fila en cuarentena lo impide; con `remesa` el archivo debe traer lo que dice el oficio. `normas`: la ley con que
    se revisa y se asienta; por omisión, la de la instalación.

    `mapeo` traduce los títulos y las palabras del archivo; `carpeta`, dónde se deja el folio de cada fila y lo que no
    entró, para corregirlo; `confirmo`, cuántas filas que parecen absurdas alguien vio y son ciertas.

    Errores: `ErrorDeUso` si el layout no existe o no admite remesa; `ErrorDeDatos` si el archivo no se puede leer,
    le faltan columnas, no concilia o no entra completo como se pidió.
    """
    pedido, fuente = Pedido(layout, archivo, mapeo), _reconocido(layout, archivo, mapeo)
    if not usuario.strip():
        raise ErrorDeUso("Falta decir quién carga el archivo; indica el usuario.")
    if es_enganoso(usuario) or (remesa is not None and es_enganoso(remesa.oficio)):
        raise ErrorDeUso("El usuario o el oficio traen caracteres que no se ven; escríbelos de nuevo.")
    if remesa is not None:
        que_admita_remesa(layout, entrada(layout))
    carga = _Carga(usuario, ahora, normas or de_la_oficina(), ensayo, carpeta, al_avanzar, confirmo)
    try:
        with engine.begin() as conexion:
            hecha = carga.en(conexion, pedido, fuente)
            if remesa is not None:
                que_concilie(remesa, hecha.leidas, hecha.importe, fuente.ruta.name)
                anotar_remesa(conexion, hecha.lote, remesa)
            if todo_o_nada:
                que_entren_todas(hecha.por_motivo, hecha.reparos, fuente.ruta.name)
            if ensayo:
                conexion.rollback()
            else:
                sellar(conexion, hecha.lote)
            return replace(hecha, lote=0) if ensayo else hecha
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        ya = conocido(engine, layouts.leer(layout), fuente) if isinstance(error, IntegrityError) else None
        if ya is None:
            raise _fallo(fuente, error) from error
        return ya


def ensayar(
    engine: Engine, pedidos: Sequence[Pedido], *, usuario: str, ahora: datetime, carpeta: Path | None = None
) -> list[Resultado]:
    """Ensaya varios archivos juntos, en su orden: lo que uno daría de alta lo ven los demás, y nada queda.

    Errores: los de `ingerir`.
    """
    carga = _Carga(usuario, ahora, de_la_oficina(), True, carpeta, None)
    fuentes = [_reconocido(p.layout, p.archivo, p.mapeo) for p in pedidos]
    ya = [conocido(engine, layouts.leer(p.layout), f) for p, f in zip(pedidos, fuentes, strict=True)]
    with engine.begin() as conexion:
        hechas = [
            conocida or replace(carga.en(conexion, pedido, fuente), lote=0)
            for pedido, fuente, conocida in zip(pedidos, fuentes, ya, strict=True)
        ]
        conexion.rollback()
    return hechas


def que_este_completo(pedido: Pedido) -> None:
    """Que el mapeo con que se lee el archivo diga todo. Errores: `ErrorDeDatos` con lo que le falta."""
    mapeo = pedido.mapeo
    if mapeo is not None and (faltan := mapeo.sin_llenar()):
        raise ErrorDeDatos(
            f"Al mapeo «{mapeo.nombre}» le falta decir cuánto vale: {', '.join(faltan)}; {pedido.archivo.name} no lo "
            f"trae. Escríbelo en «constantes» de params/catalogos/mapeos/{mapeo.nombre}.yaml, o repite --mapear con "
            f'--fijo "{faltan[0]}=…".',
            faltan=tuple(faltan),
        )


def _reconocido(layout: str, archivo: Path, mapeo: Mapeo | None) -> Fuente:
    """El archivo reconocido, cuando ya se sabe que el layout existe y que a su mapeo no le falta nada."""
    layouts.leer(layout), entrada(layout)
    que_este_completo(Pedido(layout, archivo, mapeo))
    fuente = reconocer(Path(archivo))
    # leído de otra manera es otro archivo: con el mapeo corregido se puede volver a cargar
    return replace(fuente, huella=mapeo.huella(fuente.huella)) if mapeo else fuente


def _fallo(fuente: Fuente, error: Exception) -> ErrorDeDatos:
    if isinstance(error, IntegrityError):
        return ErrorDeDatos(
            f"{fuente.ruta.name} trae algo que los libros no admiten y no se cargó nada: un dato obligatorio "
            "que llegó vacío, o una clave que ya existe. Ensáyalo por partes (--ensayo) para ver en qué renglón "
            f"está y repórtalo, porque debió decirse antes ({_en_que_columna(error)}).",
            archivo=str(fuente.ruta),
        )
    que = str(getattr(error, "orig", error)).splitlines()[0]
    return ErrorDeDatos(
        f"El almacén no aceptó {fuente.ruta.name} y quedó como estaba: {que}. Revisa que esté al día "
        "(`cobranza migrar`), que haya espacio y que nadie lo tenga bloqueado; luego vuelve a cargarlo.",
        archivo=str(fuente.ruta),
    )


def _en_que_columna(error: IntegrityError) -> str:
    nombradas = re.findall(r"\b[a-z_]+\.[a-z_]+\b|column \"([a-z_]+)\"", str(error.orig))
    return "columna " + (nombradas[0] or "de los libros") if nombradas else "no dice en qué columna"


def _cargar(conexion: Connection, contexto: Contexto, fuente: Fuente, lee: _Lectura) -> Resultado:
    cuenta, hechos = lee.cuenta, []
    for bloque in lee.bloques(conexion, fuente, contexto.layout):
        revisado = revisar(bloque, contexto, es_sospechosa=fuente.es_sospechosa)
        revisado.confirmado = lee.confirmado
        hecho = _asentar(conexion, revisado, contexto, cuenta)
        if hecho is not None:
            hechos.append(hecho)
        cuenta.por_confirmar += revisado.por_confirmar
        a_cuarentena(conexion, revisado, contexto.lote, fuente, cuenta)
        revisado.reparos.contar_avisos(cuenta.vistos)
        cuenta.leidas += bloque.leidas
        cuenta.importe += importe_leido(revisado, contexto.entrada)
        if lee.al_avanzar is not None:
            lee.al_avanzar(cuenta.leidas)
    _sin_fechas_volteadas(cuenta, fuente)
    avisos = (
        *(fuente.avisos + cuenta.vistos.dichos() + cuenta.lo_pasado_por_alto() + dicho(cuenta.folios)),
        *mover_saldos(conexion, hechos, contexto),
    )
    cerrar_lote(conexion, contexto.lote, cuenta)
    vacio = ("El archivo trae encabezado y ninguna fila.",) if not cuenta.leidas else ()
    return Resultado(
        lote=contexto.lote,
        leidas=cuenta.leidas,
        aceptadas=cuenta.aceptadas,
        cuarentena=cuenta.cuarentena,
        ya_conocido=False,
        por_motivo=dict(cuenta.por_motivo.most_common()),
        ya_registradas=cuenta.ya_registradas,
        avisos=avisos + vacio,
        reparos=tuple(cuenta.reparos),
        importe=cuenta.importe,
    )


def _asentar(conexion: Connection, revisado: Revisado, contexto: Contexto, cuenta: Cuenta) -> pd.DataFrame | None:
    contraste = contrastar(conexion, revisado, contexto)
    hechos = asentar(conexion, revisado, contraste, contexto)
    if contexto.entrada.alta:
        cuenta.folios += asignados(revisado, contraste.nuevas)
    aceptadas = int(revisado.reparos.en_pie.sum())
    cuenta.aceptadas += aceptadas
    con_efecto = contraste.nuevas.size + contraste.completan.size + contraste.cambiadas.size
    cuenta.ya_registradas += aceptadas - con_efecto
    return hechos


def _sin_fechas_volteadas(cuenta: Cuenta, fuente: Fuente) -> None:
    """Si muchas fechas sólo existen en mm/dd, las demás son ambiguas y nada del archivo es de fiar."""
    volteadas = cuenta.por_motivo[_FECHA_EN_OTRO_ORDEN]
    if volteadas >= _MINIMO_PARA_SOSPECHAR and volteadas * 3 > cuenta.leidas:
        raise ErrorDeDatos(
            f"{volteadas} de {cuenta.leidas} filas de {fuente.ruta.name} traen fechas que sólo existen como "
            "mm/dd/aaaa; se esperaba dd/mm/aaaa y las demás serían ambiguas. Vuelve a exportarlo; no se cargó nada."
        )
