"""¿Cuadra la caja? Lo recibido contra lo aplicado, y a quién se le debe lo que se cobró de más."""

from __future__ import annotations

import pandas as pd

from cobranza.base.dinero import pesos
from cobranza.base.fechas import fecha_corta
from cobranza.cartera.caja import Caja, con_lo_apartado
from cobranza.cartera.numeros_propios import numeros_propios
from cobranza.informes.de_quien import da_folio, que_se_da
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.informes.sumado_por import importe_callado
from cobranza.papel.celdas_chicas import calladas
from cobranza.papel.palabras import cuantos, delegaciones
from cobranza.papel.piezas import Aviso, Varias
from cobranza.papel.tabla import Columna, Tabla

_SIN_LO_APARTADO = (
    " De una sola delegación, o con lo conocido a un día, no se cuenta lo que está sin identificar: no se sabe de "
    "cuál es ni desde cuándo se conoce."
)
_DE_OTRA = (
    " Son los créditos que registró la delegación, también los que ya traspasó; lo cobrado es de los que tiene."
)
_ENTRO, _DE_MAS = "Entró a la caja", "De más: quedó a favor del contribuyente"
_SUMAN = {
    "excedente": "Pagado de más",
    "por_resolucion": "Por resolución",
    "devuelto": "Devuelto",
    "compensado": "Compensado",
    "queda": "Queda a favor",
    "de_mas": "Devuelto de más",
}


def caja(datos: Datos) -> Varias:
    """Lo que entró a la caja en el periodo y qué fue de ello, y los saldos a favor que hay al corte."""
    hecha = datos.suma.caja
    if not datos.delegacion and datos.entrada.conocido_al is None:
        hecha = con_lo_apartado(hecha, datos.entrada.conexion, datos.desde, datos.corte)
    return Varias([_dicho(datos, hecha), _identidad(datos, hecha), _a_favor(datos, hecha)])


def _dicho(datos: Datos, hecha: Caja) -> Aviso:
    """Si cuadra y cuánto se le debe a los contribuyentes, en una frase."""
    if hecha.diferencia:
        return Aviso(
            "atencion",
            f"La caja no cuadra: los recibos suman ${pesos(hecha.recibido)} y los libros explican "
            f"${pesos(hecha.recibido - hecha.diferencia)}. Corre `cobranza comprobar`.",
        )
    quedan = hecha.a_favor[hecha.a_favor["queda"] > 0]
    con_saldo, suman = len(quedan), importe_callado(datos, quedan, f"${pesos(hecha.queda)}")
    pendiente = (
        f" Hay {suman} a favor en {cuantos(con_saldo, 'crédito', 'créditos')}, sin devolver ni "
        "compensar (CFF, arts. 22 y 23)."
        if con_saldo
        else " Nadie tiene saldo a favor."
    )
    if hecha.de_mas:
        caidos = hecha.a_favor[hecha.a_favor["queda"] < 0]
        suman = importe_callado(datos, caidos, f"${pesos(hecha.de_mas)}")
        pendiente += f" Se devolvieron o compensaron {suman} de pagos que después cayeron."
    return Aviso("nota", f"Cuadra: lo que entró a la caja está aplicado, a favor o por identificar.{pendiente}")


def _identidad(datos: Datos, hecha: Caja) -> Tabla:
    renglones = [
        (_ENTRO, hecha.recibos + hecha.recibos_sin_identificar, hecha.entro),
        ("Aplicado a créditos", None, hecha.aplicado),
        (_DE_MAS, None, hecha.excedente),
        ("Sin identificar: en cuarentena", hecha.recibos_sin_identificar, hecha.sin_identificar),
    ]
    filas = pd.DataFrame(renglones, columns=["que", "recibos", "importe"]).astype({"recibos": "Int64"})
    if not datos.nominativo and 0 < len(hecha.a_favor_de) < datos.minimo:
        # lo aplicado es lo cobrado, que se publica: con lo que entró se deduciría lo de más
        filas = calladas(filas, filas["que"].isin([_ENTRO, _DE_MAS]), ["importe"], datos.minimo)
    parte = " de los créditos que registró la delegación" if datos.delegacion else ""
    return Tabla(
        f"Caja del {fecha_corta(datos.desde)} al {fecha_corta(datos.corte)}{parte}, pesos",
        [Columna("que", "Qué fue de lo recibido"), Columna("recibos", "Recibos", "entero"),
         Columna("importe", "Importe", "pesos")],
        filas,
        total={"que": "Diferencia", "recibos": None, "importe": hecha.diferencia},
        nota="Lo recibido sale de los recibos vigentes al corte; lo demás, de los movimientos de cada pago."
        + (_DE_OTRA if datos.delegacion else "")
        + _SIN_LO_APARTADO,
        hoja="caja",
    )  # fmt: skip


def _a_favor(datos: Datos, hecha: Caja) -> Tabla | Aviso:
    if hecha.a_favor.empty:
        return Aviso("nota", f"Al {fecha_corta(datos.corte)} ningún crédito ha tenido saldo a favor.")
    propios, nombres = numeros_propios(datos.entrada.conexion), delegaciones()
    queda = hecha.a_favor["queda"]
    filas = hecha.a_favor.assign(
        queda=queda.clip(lower=0),
        de_mas=-queda.clip(upper=0),
        folio=que_se_da(datos, hecha.a_favor["folio"]),
        numero=[propios.get(folio, "") for folio in hecha.a_favor["folio"]],
        nombre=[nombres.get(clave, clave) for clave in hecha.a_favor["delegacion"]],
    )
    suman = {clave: titulo for clave, titulo in _SUMAN.items() if clave != "de_mas" or hecha.de_mas}
    importes = [Columna(clave, titulo, "pesos") for clave, titulo in suman.items() if datos.nominativo]
    return Tabla(
        f"Saldos a favor de contribuyentes al {fecha_corta(datos.corte)}{', pesos' if datos.nominativo else ''}",
        [
            Columna("folio", "Crédito"),
            *([Columna("numero", "Número de la oficina")] if da_folio(datos) else []),
            Columna("nombre", "Delegación"),
            *importes,
        ],
        filas if datos.nominativo else filas.sort_values("folio"),
        total={"folio": "Total", **{k: int(filas[k].sum()) for k in suman}} if datos.nominativo else None,
        nota="Se devuelve o se compensa con una incidencia DEVOLUCION o COMPENSACION (CFF, arts. 22 y 23)."
        + ("" if datos.nominativo else " El importe de cada uno, en la versión reservada."),
        hoja="saldos_a_favor",
    )
