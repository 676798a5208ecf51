"""De filas aceptadas a renglones de los libros y a los hechos que mueven saldo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, columna_fecha
from cobranza.cuenta.imputacion import SALDO_ENTERO
from cobranza.cuenta.reversas import DEJA_SIN_EFECTOS, HECHO_DE_ACTO
from cobranza.ingesta.celda import SIN_NUMERO, Valor
from cobranza.ingesta.columnas import Enteros, Textos, con_sufijo, entre, igual, largo, o_nulo, objetos
from cobranza.ingesta.contraste import FUERA_DE_LA_TABLA, TABLA, Contraste
from cobranza.ingesta.layouts import Layout
from cobranza.ingesta.validacion import Revisado
from cobranza.ley.norma import Normas

Asientos = dict[str, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Contexto:
    """Quién carga, en qué lote, qué día y con qué ley."""

    layout: Layout
    lote: int
    usuario: str
    hoy: int
    normas: Normas


class Filas:
    """Las filas aceptadas de un bloque, columna por columna y con el tipo que guardan los libros."""

    def __init__(self, revisado: Revisado, cuales: Enteros) -> None:
        self._valores: dict[str, Valor] = revisado.sobreviviente(cuales)
        self.lineas = revisado.bloque.lineas[cuales]
        self.cuantas = len(cuales)

    def texto(self, campo: str) -> Textos:
        """Una columna de texto, tal cual."""
        columna = self._valores[campo]
        assert not isinstance(columna, np.ndarray)
        return columna

    def entero(self, campo: str) -> Enteros:
        """Una columna de centavos, números o días."""
        columna = self._valores[campo]
        assert isinstance(columna, np.ndarray)
        return columna

    def guardable(self, campo: str, layout: Layout) -> object:
        """Una columna como se guarda: texto o nulo, fecha o nula, entero o nulo."""
        columna = self._valores[campo]
        if not isinstance(columna, np.ndarray):
            return o_nulo(columna) if not layout.columnas[campo].obligatoria else objetos(columna)
        if layout.columnas[campo].tipo == "fecha":
            return columna_fecha(columna)
        if (columna == SIN_NUMERO).any():
            guardable = columna.astype(object)
            guardable[columna == SIN_NUMERO] = None
            return guardable
        return columna


def asientos(revisado: Revisado, contraste: Contraste, contexto: Contexto) -> tuple[Asientos, pd.DataFrame | None]:
    """(renglones por tabla, hechos que mueven saldo) de las filas nuevas del bloque."""
    filas = Filas(revisado, contraste.nuevas)
    renglones = _POR_LAYOUT[contexto.layout.nombre](filas, contexto)
    if contraste.notificadas.size:
        tardias = _notificaciones(Filas(revisado, contraste.notificadas), contexto)
        renglones["acto"] = pd.concat([renglones["acto"], tardias], ignore_index=True)
    if contexto.layout.nombre == "recibos":
        cambiadas = Filas(revisado, contraste.cambiadas)
        return renglones, pd.concat([_pagos(filas, contexto), _devueltos(filas, contexto),
                                     _reversas(cambiadas, contexto), _devueltos(cambiadas, contexto)])  # fmt: skip
    return renglones, _hechos_de_incidencias(filas, contexto) if contexto.layout.nombre == "incidencias" else None


def principal(filas: Filas, contexto: Contexto, **de_mas: object) -> pd.DataFrame:
    """Los campos del layout que son columnas de su tabla, más los que se digan."""
    campos = [c for c in contexto.layout.columnas if c not in FUERA_DE_LA_TABLA.get(contexto.layout.nombre, ())]
    return pd.DataFrame({c: filas.guardable(c, contexto.layout) for c in campos} | de_mas)


def _con_linea(filas: Filas, contexto: Contexto) -> Asientos:
    return {TABLA[contexto.layout.nombre]: principal(filas, contexto, lote=contexto.lote, linea=filas.lineas)}


def _cartera(filas: Filas, contexto: Contexto) -> Asientos:
    moral = largo(filas.texto("rfc")) == 12
    asientos = _con_linea(filas, contexto)
    asientos["credito"]["tipo_persona"] = np.where(moral, "moral", "fisica").astype(object)
    historico = _movimientos(filas, contexto, componente="HISTORICO", importe="importe", sufijo="alta")
    multa = _movimientos(filas, contexto, componente="MULTA", importe="multa", sufijo="multa")
    asientos["movimiento"] = pd.concat([historico, multa], ignore_index=True)
    asientos["acto"] = _notificaciones(filas, contexto)
    return asientos


def _movimientos(filas: Filas, contexto: Contexto, *, componente: str, importe: str, sufijo: str) -> pd.DataFrame:
    """Altas de un componente, donde su importe no es cero; las ampara la resolución, o el dictamen si lo hay."""
    dictamen = filas.texto("dictamen")
    alta = columna_fecha(filas.entero("fecha_registro"))
    marco = pd.DataFrame(
        {
            "clave": objetos(con_sufijo(filas.texto("folio"), sufijo)),
            "folio": objetos(filas.texto("folio")),
            "componente": componente,
            "tipo": "ALTA",
            "importe": filas.entero(importe),
            "fecha_efecto": alta,
            "fecha_registro": alta,
            "causa": "ALTA",
            "documento": np.where(igual(dictamen, ""), objetos(filas.texto("resolucion")), objetos(dictamen)),
            "referencia": None,
            "usuario": contexto.usuario,
            "reversa_de": None,
            "lote": contexto.lote,
        }
    )
    return marco[marco["importe"] > 0]


def _notificaciones(filas: Filas, contexto: Contexto) -> pd.DataFrame:
    fecha = filas.entero("notificacion")
    marco = pd.DataFrame(
        {
            "clave": objetos(con_sufijo(filas.texto("folio"), "notificacion")),
            "folio": objetos(filas.texto("folio")),
            "tipo": "NOTIFICACION",
            "fecha": columna_fecha(fecha),
            "hora_inicio": None,
            "hora_fin": None,
            "resultado": "",
            "persona": None,
            "forma": o_nulo(filas.texto("forma")),
            "monto": None,
            "hasta": pd.NaT,
            "referencia": None,
            "documento": None,
            "fecha_registro": columna_fecha(np.maximum(fecha, filas.entero("fecha_registro"))),
            "usuario": contexto.usuario,
            "lote": contexto.lote,
        }
    )
    notificadas: pd.DataFrame = marco[fecha != SIN_DIA]
    return notificadas


def _actos(filas: Filas, contexto: Contexto) -> Asientos:
    acto = principal(filas, contexto, usuario=contexto.usuario, lote=contexto.lote)
    acto["resultado"] = objetos(filas.texto("resultado"))
    for ausente in ("hora_inicio", "hora_fin", "forma"):
        if ausente not in acto:
            acto[ausente] = None
    return {"acto": acto}


def _diligencias(filas: Filas, contexto: Contexto) -> Asientos:
    gastos = [
        _gastos(filas, contexto, campo="gasto", componente="GASTO_EJECUCION"),
        _gastos(filas, contexto, campo="honorario", componente="HONORARIO_NOTIFICACION"),
    ]
    return _actos(filas, contexto) | {"movimiento": pd.concat(gastos, ignore_index=True)}


def _gastos(filas: Filas, contexto: Contexto, *, campo: str, componente: str) -> pd.DataFrame:
    importe = filas.entero(campo)
    marco = pd.DataFrame(
        {
            "clave": objetos(con_sufijo(filas.texto("clave"), campo)),
            "folio": objetos(filas.texto("folio")),
            "componente": componente,
            "tipo": componente,
            "importe": importe,
            "fecha_efecto": columna_fecha(filas.entero("fecha")),
            "fecha_registro": columna_fecha(filas.entero("fecha_registro")),
            "causa": objetos(filas.texto("tipo")),
            "documento": o_nulo(filas.texto("documento")),
            "referencia": objetos(filas.texto("clave")),
            "usuario": contexto.usuario,
            "reversa_de": None,
            "lote": contexto.lote,
        }
    )
    return marco[importe > 0]


def _hechos_de_incidencias(filas: Filas, contexto: Contexto) -> pd.DataFrame:
    """Bajas, reducciones y reactivaciones; sólo la condonación trae importe, lo demás alcanza a todo el saldo."""
    tipos = filas.texto("tipo")
    mueve = entre(tipos, HECHO_DE_ACTO) & (
        ~igual(tipos, "RESOLUCION") | igual(filas.texto("resultado"), DEJA_SIN_EFECTOS)
    )
    condona = igual(tipos, "CONDONACION")
    hechos = pd.Series(objetos(tipos)).map(HECHO_DE_ACTO)
    marco = _hechos(filas, contexto, clave="clave", fecha="fecha", registro="fecha_registro").assign(
        tipo=hechos.astype("category"),
        importe=np.where(condona, filas.entero("monto"), SALDO_ENTERO),
        documento=filas.texto("documento").to_pandas(),
        causa=filas.texto("resultado").to_pandas().astype("category"),
    )
    # la clave lleva el hecho para no confundirse con la de un recibo del mismo número
    return marco.assign(clave=marco["clave"] + ":" + hechos.str.lower())[mueve]


def _pagos(filas: Filas, contexto: Contexto) -> pd.DataFrame:
    """Lo que pagan los recibos vigentes."""
    marco = _de_recibo(filas, contexto, tipo="PAGO", fecha="fecha_ingreso", causa="causa")
    return marco[igual(filas.texto("estado"), "VIGENTE")]


def _reversas(filas: Filas, contexto: Contexto) -> pd.DataFrame:
    """Lo que dejan de pagar los que ya no lo están."""
    marco = _de_recibo(filas, contexto, tipo="REVERSA", fecha="fecha_estado", causa="estado")
    return marco.assign(clave=marco["clave"] + ":reversa")[~igual(filas.texto("estado"), "VIGENTE")]


def _devueltos(filas: Filas, contexto: Contexto) -> pd.DataFrame:
    """Los cheques que el banco devolvió, y por qué: causan indemnización (CFF, art. 21, séptimo párrafo)."""
    marco = _de_recibo(filas, contexto, tipo="CHEQUE", fecha="fecha_estado", causa="causa_devolucion")
    return marco[igual(filas.texto("estado"), "CHEQUE_DEVUELTO")]


def _de_recibo(filas: Filas, contexto: Contexto, *, tipo: str, fecha: str, causa: str) -> pd.DataFrame:
    return _hechos(filas, contexto, clave="recibo", fecha=fecha, registro=fecha).assign(
        tipo=pd.Categorical([tipo] * filas.cuantas, categories=["PAGO", "REVERSA", "CHEQUE"]),
        importe=filas.entero("importe"),
        documento=filas.texto("recibo").to_pandas(),
        causa=filas.texto(causa).to_pandas().astype("category"),
        sustituye_a=filas.texto("sustituye_a").to_pandas().astype("category"),
    )


def _hechos(filas: Filas, contexto: Contexto, *, clave: str, fecha: str, registro: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "clave": filas.texto(clave).to_pandas(),
            "folio": filas.texto("folio").to_pandas(),
            "fecha": columna_fecha(filas.entero(fecha)),
            "fecha_registro": columna_fecha(filas.entero(registro)),
            "usuario": pd.Categorical([contexto.usuario] * filas.cuantas),
        }
    )


_POR_LAYOUT: Mapping[str, Callable[[Filas, Contexto], Asientos]] = {
    "personal": _con_linea,
    "nombramientos": _con_linea,
    "cartera": _cartera,
    "diligencias": _diligencias,
    "incidencias": _actos,
    "recibos": _con_linea,
    "recaudacion": _con_linea,
}
