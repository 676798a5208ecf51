"""Ingerir un archivo: una transacción, bloque por bloque, y la cuenta que siempre debe salir."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Engine, insert, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.fechas import dia
from cobranza.ingesta import layouts, lectura
from cobranza.ingesta.asiento import Contexto, Filas, asientos
from cobranza.ingesta.columnas import lista
from cobranza.ingesta.condiciones import (
    Remesa,
    efecto,
    importe_leido,
    que_admita_remesa,
    que_concilie,
    que_entren_todas,
)
from cobranza.ingesta.contraste import TABLA, contrastar
from cobranza.ingesta.folios import DESHACER, asignados, dicho
from cobranza.ingesta.fuente import Fuente, reconocer
from cobranza.ingesta.layouts import Layout
from cobranza.ingesta.lectura import Bloque
from cobranza.ingesta.reparos import Reparo, legible, resumido
from cobranza.ingesta.saldos import mover_saldos
from cobranza.ingesta.validacion import Revisado, revisar
from cobranza.ley.norma import Normas, de_la_oficina
from cobranza.libros import libro, tablas

_ORDEN = ("persona", "nombramiento", "recaudacion", "credito", "recibo", "acto", "movimiento")
_FECHA_EN_OTRO_ORDEN = "Fecha en otro orden"
_MINIMO_PARA_SOSPECHAR = 10
_REPAROS_A_LA_VISTA = 10


@dataclass(frozen=True, slots=True)
class Resultado:
    """Qué pasó con un archivo. Siempre `leidas == aceptadas + cuarentena`."""

    lote: int
    leidas: int
    aceptadas: int
    cuarentena: int
    ya_conocido: bool
    por_motivo: dict[str, int] = field(default_factory=dict)
    """Filas en cuarentena por motivo (el primero de cada fila); vacío si el archivo ya se conocía."""
    ya_registradas: int = 0
    """De las aceptadas, las que ya estaban tal cual en el almacén: no tuvieron efecto."""
    avisos: tuple[str, ...] = ()
    reparos: tuple[Reparo, ...] = ()
    """Los primeros, en el orden del archivo."""
    importe: int = 0
    """Centavos que suman las filas leídas que se entienden; sólo en cartera."""
    efecto: tuple[int, int] | None = None
    """En un ensayo: créditos que daría de alta y centavos que sumaría al saldo."""


@dataclass
class _Cuenta:
    """Lo que se lleva contado de un archivo."""

    leidas: int = 0
    aceptadas: int = 0
    cuarentena: int = 0
    ya_registradas: int = 0
    por_motivo: Counter[str] = field(default_factory=Counter)
    reparos: list[Reparo] = field(default_factory=list)
    importe: int = 0
    folios: list[str] = field(default_factory=list)


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
) -> Resultado:
    """Carga un archivo de la oficina: cada fila queda en los libros o en la cuarentena, con su motivo.

    Todo el archivo es una transacción: si algo falla a la mitad, el almacén queda como estaba. El mismo
    archivo (por su sha256) no se carga dos veces. `ahora` es cuándo se registra el lote; `al_avanzar` recibe
    las filas leídas hasta el momento. Con `ensayo` se hace todo y se deshace (lote 0); con `todo_o_nada` una sola
    fila en cuarentena lo impide; con `remesa` el archivo debe traer lo que dice el oficio. `normas`: la ley con que
    se revisa y se asienta; por omisión, la de la instalación.

    Errores: `ErrorDeUso` si el layout no existe o no admite remesa; `ErrorDeDatos` si el archivo no se puede leer,
    le faltan columnas, no concilia o no entra completo como se pidió.
    """
    ficha = layouts.leer(layout)
    if not usuario.strip():
        raise ErrorDeUso("Falta decir quién carga el archivo; indica el usuario.")
    if remesa is not None:
        que_admita_remesa(ficha)
    fuente = reconocer(Path(archivo))
    try:
        with engine.begin() as conexion:
            lote = _abrir_lote(conexion, ficha, fuente, usuario, ahora)
            contexto = Contexto(ficha, lote, usuario, dia(ahora.date()), normas or de_la_oficina())
            hecha = _cargar(conexion, contexto, fuente, al_avanzar)
            if remesa is not None:
                que_concilie(remesa, hecha.leidas, hecha.importe, fuente.ruta.name)
                _anotar_remesa(conexion, lote, remesa)
            if todo_o_nada:
                que_entren_todas(hecha.por_motivo, hecha.reparos, fuente.ruta.name)
            if ensayo:
                hecha = replace(hecha, lote=0, efecto=efecto(conexion, lote))
                conexion.rollback()
            return hecha
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        conocido = _conocido(engine, ficha, fuente) if isinstance(error, IntegrityError) else None
        if conocido is None:
            raise _fallo(fuente, error) from error
        return conocido


def _abrir_lote(conexion: Connection, layout: Layout, fuente: Fuente, usuario: str, ahora: datetime) -> int:
    """Escribir el lote es lo primero: quien llega segundo con el mismo archivo espera aquí, y choca."""
    libro.tomar_turno(conexion)
    lote = insert(tablas.lote).values(
        layout=layout.nombre,
        archivo=fuente.ruta.name,
        huella=fuente.huella,
        leidas=0,
        aceptadas=0,
        en_cuarentena=0,
        registrado=ahora,
        usuario=usuario,
    )
    llave = conexion.execute(lote).inserted_primary_key
    assert llave is not None
    return int(llave[0])


def _anotar_remesa(conexion: Connection, lote: int, remesa: Remesa) -> None:
    conexion.execute(update(tablas.lote).where(tablas.lote.c.id == lote).values(remesa=remesa.oficio))


def _conocido(engine: Engine, layout: Layout, fuente: Fuente) -> Resultado | None:
    lote = tablas.lote
    consulta = lote.select().where(lote.c.layout == layout.nombre, lote.c.huella == fuente.huella)
    with engine.connect().execution_options(solo_lectura=True) as conexion:
        fila = conexion.execute(consulta).mappings().first()
        deshizo = conexion.execute(lote.select().where(lote.c.layout == DESHACER, lote.c.huella == fuente.huella))
        deshecho = deshizo.first() is not None and layout.nombre == "cartera"
    if fila is None:
        return None
    if deshecho:
        raise ErrorDeDatos(
            f"{fuente.ruta.name} es el mismo archivo del lote {fila['id']}, que se deshizo; no se cambió nada. Se "
            "esperaba corregido: con otros folios, o sin ellos para que el sistema los asigne."
        )
    aviso = f"Este archivo ya se había cargado (lote {fila['id']}, {fila['archivo']}); no se cambió nada."
    cuentas = fila["leidas"], fila["aceptadas"], fila["en_cuarentena"]
    return Resultado(fila["id"], *cuentas, ya_conocido=True, avisos=(aviso,))


def _fallo(fuente: Fuente, error: Exception) -> ErrorDeDatos:
    que = str(getattr(error, "orig", error)).splitlines()[0]
    return ErrorDeDatos(
        f"El almacén no aceptó {fuente.ruta.name} y quedó como estaba: {que}. Revisa que esté al día "
        "(`cobranza migrar`), que haya espacio y que nadie lo tenga bloqueado; luego vuelve a cargarlo.",
        archivo=str(fuente.ruta),
    )


def _cargar(
    conexion: Connection, contexto: Contexto, fuente: Fuente, al_avanzar: Callable[[int], None] | None
) -> Resultado:
    cuenta, hechos = _Cuenta(), []
    for bloque in lectura.bloques(fuente, contexto.layout, lectura.FILAS_POR_BLOQUE):
        revisado = revisar(
            bloque, contexto.layout, es_sospechosa=fuente.es_sospechosa, hoy=contexto.hoy, normas=contexto.normas
        )
        hecho = _asentar(conexion, revisado, contexto, cuenta)
        if hecho is not None:
            hechos.append(hecho)
        _a_cuarentena(conexion, revisado, contexto.lote, fuente, cuenta)
        cuenta.leidas += bloque.leidas
        cuenta.importe += importe_leido(revisado)
        if al_avanzar is not None:
            al_avanzar(cuenta.leidas)
    _sin_fechas_volteadas(cuenta, fuente)
    avisos = fuente.avisos + dicho(cuenta.folios) + mover_saldos(conexion, hechos, contexto)
    _cerrar_lote(conexion, contexto.lote, cuenta)
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


def _asentar(conexion: Connection, revisado: Revisado, contexto: Contexto, cuenta: _Cuenta) -> pd.DataFrame | None:
    contraste = contrastar(conexion, revisado, contexto.lote)
    renglones, hechos = asientos(revisado, contraste, contexto)
    for tabla in _ORDEN:
        if tabla in renglones and len(renglones[tabla]):
            libro.agregar(conexion, tabla, renglones[tabla])
    if contraste.cambiadas.size:
        _cambiar(conexion, Filas(revisado, contraste.cambiadas), contexto)
    if contexto.layout.nombre == "cartera":
        cuenta.folios += asignados(revisado, contraste.nuevas)
    aceptadas = int(revisado.reparos.en_pie.sum())
    cuenta.aceptadas += aceptadas
    con_efecto = contraste.nuevas.size + contraste.notificadas.size + contraste.cambiadas.size
    cuenta.ya_registradas += aceptadas - con_efecto
    return hechos


def _cambiar(conexion: Connection, filas: Filas, contexto: Contexto) -> None:
    """Los datos vivos (el sueldo de una persona, el estado de un recibo…) que el layout deja cambiar."""
    layout = contexto.layout
    tabla = tablas.metadata.tables[TABLA[layout.nombre]]
    marco = pd.DataFrame({campo: filas.guardable(campo, layout) for campo in layout.actualizables})
    claves = lista(filas.texto(layout.clave))
    for clave, linea, fila in zip(claves, filas.lineas.tolist(), marco.to_dict("records"), strict=True):
        valores = {str(campo): None if pd.isna(dato) else _de_python(dato) for campo, dato in fila.items()}
        cambio = update(tabla).where(tabla.c[layout.clave] == clave)
        conexion.execute(cambio.values(**valores, lote=contexto.lote, linea=linea))


def _de_python(dato: object) -> object:
    return dato.date() if isinstance(dato, pd.Timestamp) else dato


def _a_cuarentena(conexion: Connection, revisado: Revisado, lote: int, fuente: Fuente, cuenta: _Cuenta) -> None:
    bloque = revisado.bloque
    reparos = [*bloque.malas, *_con_reparos(bloque, revisado)]
    reparos.sort(key=lambda par: par[0].linea)
    renglones = [
        {
            "lote": lote,
            "archivo": fuente.ruta.name,
            "linea": reparo.linea,
            "campo": reparo.campo,
            "valor": reparo.valor,
            "motivo": reparo.motivo,
            "mensaje": reparo.mensaje,
            "fila": legible(cruda.rstrip("\r\n")),
        }
        for reparo, cruda in reparos
    ]
    if renglones:
        conexion.execute(insert(tablas.cuarentena), renglones)
    cuenta.cuarentena += len(renglones)
    cuenta.reparos += [reparo for reparo, _ in reparos[: _REPAROS_A_LA_VISTA - len(cuenta.reparos)]]
    cuenta.por_motivo.update(reparo.motivo for reparo, _ in reparos)


def _con_reparos(bloque: Bloque, revisado: Revisado) -> Sequence[tuple[Reparo, str]]:
    return [(resumido(reparos), bloque.crudas[i]) for i, reparos in revisado.reparos.por_fila.items()]


def _sin_fechas_volteadas(cuenta: _Cuenta, fuente: Fuente) -> None:
    """Si muchas fechas sólo existen en mm/dd, las demás son ambiguas y nada del archivo es de fiar."""
    volteadas = cuenta.por_motivo[_FECHA_EN_OTRO_ORDEN]
    if volteadas >= _MINIMO_PARA_SOSPECHAR and volteadas * 3 > cuenta.leidas:
        raise ErrorDeDatos(
            f"{volteadas} de {cuenta.leidas} filas de {fuente.ruta.name} traen fechas que sólo existen como "
            "mm/dd/aaaa; se esperaba dd/mm/aaaa y las demás serían ambiguas. Vuelve a exportarlo; no se cargó nada."
        )


def _cerrar_lote(conexion: Connection, lote: int, cuenta: _Cuenta) -> None:
    if cuenta.leidas != cuenta.aceptadas + cuenta.cuarentena:
        raise ErrorDeDatos(
            f"La carga no cuadra: {cuenta.leidas} leídas ≠ {cuenta.aceptadas} aceptadas + {cuenta.cuarentena} en "
            "cuarentena. No se cargó nada; reporta el archivo."
        )
    conexion.execute(
        update(tablas.lote)
        .where(tablas.lote.c.id == lote)
        .values(leidas=cuenta.leidas, aceptadas=cuenta.aceptadas, en_cuarentena=cuenta.cuarentena)
    )
