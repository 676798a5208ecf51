"""La liquidación de un crédito contada línea por línea: qué se causó, qué se pagó y qué falta, con su artículo.

Las líneas (`relato`) suman exactamente lo que `liquidar_cartera` dice que se debe, menos el saldo a favor.
Con ellas van su estado y su línea de tiempo (`cronologia`) y su pago a plazos (`convenido`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cobranza.base.dinero import pesos, texto
from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import SIN_DIA, dia, dias
from cobranza.cartera.consultas import con_caducidades, credito_al, credito_exigido
from cobranza.cartera.convenido import Convenido, convenido
from cobranza.cartera.cronologia import Cronologia, Sucesos, cronologia
from cobranza.cartera.numeros_propios import folio_dicho, numero_propio
from cobranza.cartera.relato import Asunto, renglones
from cobranza.cuenta.adeudos import COMPONENTES, TIPO_DE_DEVENGO, Adeudos, Pendiente
from cobranza.cuenta.liquidacion import adeudos_a, en_plazo
from cobranza.expediente.historia import Historia, historia_de
from cobranza.expediente.prescripcion import causas_en_la_foto
from cobranza.ley.renglon import Renglon, peor_calidad

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cobranza.ley.norma import Normas

_MOVIMIENTOS = """
    SELECT m.id, m.clave, m.componente, m.tipo, m.importe, m.exacto, m.recargos, m.fecha_efecto, m.documento, m.causa,
        m.referencia, m.reversa_de, COALESCE(r.fecha_ingreso, m.fecha_efecto) AS pagado_el,
        r.recibo IS NOT NULL AS con_recibo, r.importe AS del_recibo, r.estado AS estado_del_recibo
    FROM movimiento m LEFT JOIN recibo r ON r.recibo = m.documento
    WHERE m.folio = ? AND m.fecha_efecto <= ? ORDER BY m.fecha_efecto, m.id
"""
_ACTOS = """
    SELECT clave, tipo, fecha, resultado, notificado_el FROM acto WHERE folio = ? AND fecha <= ? ORDER BY fecha, id
"""
_CHEQUES = "SELECT recibo, importe FROM recibo WHERE folio = ? AND estado = 'CHEQUE_DEVUELTO'"
_COMPONENTE = {
    "historico": ("HISTORICO",),
    "actualizacion": ("ACTUALIZACION",),
    "recargos": ("RECARGO", "RECARGO_PARCIALIDAD"),
    "recargos_prorroga": ("RECARGO_PRORROGA",),
    "multas": ("MULTA", "ACTUALIZACION_MULTA"),
    "gastos": ("GASTO_EJECUCION", "GASTO_EXTRAORDINARIO"),
    "honorarios": ("HONORARIO_NOTIFICACION",),
    "indemnizacion": ("INDEMNIZACION",),
}
"""Componente que se publica → los de los libros que junta; la mora de una parcialidad es mora (art. 66-A, fr. I)."""
assert {c for juntos in _COMPONENTE.values() for c in juntos} == set(COMPONENTES)


@dataclass(frozen=True)
class Explicacion:
    """Un crédito a una fecha: sus datos, sus líneas, lo que debe por componente (centavos) y lo que le ha pasado."""

    credito: pd.Series[Any]
    al: date
    renglones: list[Renglon]
    componentes: dict[str, int]
    cronologia: Cronologia
    convenio: Convenido | None
    numero_propio: str = ""
    """El número con que lo conoce la oficina; vacío si no tiene."""

    @property
    def total(self) -> int:
        """La suma de las líneas: lo que se debe menos el saldo a favor; negativo si hay más a favor que debido."""
        return sum(r.monto or 0 for r in self.renglones if r.suma)

    @property
    def a_favor(self) -> int:
        """Lo que el deudor pagó de más o se le debe devolver: negativo o cero (CFF, art. 22).

        Positivo, lo que se le devolvió o compensó y ya no tenía: el pago que lo dejó a favor cayó después.
        """
        return self.componentes["saldo_a_favor"]

    @property
    def rotulo_del_total(self) -> str:
        """Cómo se llama la suma de las líneas: lo devuelto de más no es parte de lo que se debe, y se dice."""
        return f"Total: se deben {pesos(self.debido)}; lo demás se devolvió de más" if self.a_favor > 0 else "Total"

    @property
    def debido(self) -> int:
        """Lo que se debe, que es lo que dice la cartera: el saldo a favor no lo extingue por sí solo."""
        return self.total - self.a_favor

    @property
    def calidad(self) -> str:
        """La calidad del parámetro más débil que se usó."""
        return peor_calidad([r.calidad for r in self.renglones])

    @property
    def estados(self) -> list[str]:
        """Lo primero que se dice: si está suspendido, garantizado, impugnado o a plazos, y si ya prescribió."""
        convenio = [self.convenio.en_palabras()] if self.convenio else []
        return [*self.cronologia.estados, *convenio]


def explicar(conexion: DuckDBPyConnection, normas: Normas, folio: str, al: date) -> Explicacion:
    """La liquidación de un crédito a un día, con cada línea y su fundamento; `folio` puede ser su número propio.

    Errores: `ErrorDeUso` si el folio no existe o aún no estaba registrado; `ErrorDeLey` si falta un parámetro.
    """
    folio = folio_dicho(conexion, folio)
    h = con_caducidades(historia_de(conexion, normas, pd.Series([folio])), al)
    credito = credito_al(h, folio, al)
    if credito is None:
        raise ErrorDeUso(
            f"No hay un crédito con folio «{folio}» registrado al {al}; revisa el folio (TGZ-2019-000123) "
            "o el número propio de la oficina."
        )
    movimientos = conexion.execute(_MOVIMIENTOS, [folio, al]).df()
    favor = movimientos["componente"].eq("SALDO_A_FAVOR")
    actos = conexion.execute(_ACTOS, [folio, al]).df()
    a_favor = int(movimientos.loc[favor, "importe"].sum())
    asunto = replace(
        _asunto(h, credito, netos(movimientos[~favor]), dia(al)),
        cheques=dict(conexion.execute(_CHEQUES, [folio]).fetchall()),
        a_favor=(", ".join(dict.fromkeys(movimientos.loc[favor, "documento"].dropna().astype(str))), a_favor),
    )
    plazos = convenido(h, int(credito["lugar"]), asunto.adeudos, asunto.regimen, dia(al))
    sucesos = Sucesos(actos, _pagos(movimientos), partial(causas_en_la_foto, conexion))
    return Explicacion(
        credito,
        al,
        list(renglones(asunto)),
        por_componente(asunto.adeudos, asunto.pendiente) | {"saldo_a_favor": a_favor},
        cronologia(h, credito, sucesos, plazos, dia(al)),
        plazos,
        numero_propio(conexion, folio),
    )


def situacion_de(credito: pd.Series[Any]) -> str:
    """La situación en palabras; del que ya no debe o se canceló, eso, que es lo que importa."""
    if credito["vida"] == "BAJA":
        return "Sin adeudo"
    situacion = str(credito["situacion"]).replace("_", " ").lower()
    return f"Cancelado en cuenta pública; {situacion}" if credito["vida"] == "CANCELADO" else situacion.capitalize()


def por_componente(adeudos: Adeudos, pendiente: Pendiente) -> dict[str, int]:
    """Lo que debe un crédito (adeudos de un renglón) por cada componente que se publica, en centavos."""
    saldo, falta = adeudos.saldo, pendiente.importe
    debido = {c: int(saldo[c][0]) + int(falta[c][0] if c in falta else 0) for c in COMPONENTES}
    return {nombre: sum(debido[c] for c in juntos) for nombre, juntos in _COMPONENTE.items()}


def _pagos(movimientos: pd.DataFrame) -> pd.DataFrame:
    """(fecha, documento, tipo, deshace, importe) de cada pago, de cada recibo que cayó y de cada cheque devuelto.

    Un recibo es un pago, el suyo y en su día, por más que el libro lo haya vuelto a aplicar.
    """
    m = movimientos.assign(
        documento=movimientos["documento"].fillna(""),
        hecho=movimientos["clave"].str.rsplit(":", n=1).str[0],
        cae=movimientos["reversa_de"].notna() & movimientos["causa"].eq(movimientos["estado_del_recibo"]),
    )
    de_pago = m[m["tipo"].eq("PAGO")].groupby("hecho", sort=False)
    pagos = de_pago.agg(
        fecha=("pagado_el", "min"), documento=("documento", "first"), suma=("importe", "sum"),
        importe=("del_recibo", "first"),
    )  # fmt: skip
    pagos["importe"] = pagos["importe"].fillna(-pagos["suma"]).astype("int64")
    caidos = m[m["tipo"].eq("PAGO") & m["cae"]].groupby("hecho")["fecha_efecto"].min()
    cayeron = pagos.loc[caidos.index].assign(fecha=caidos)
    cheques = netos(m[m["tipo"].eq("INDEMNIZACION")]).rename(columns={"fecha_efecto": "fecha"})
    partes = (pagos.assign(tipo="PAGO", deshace=False), cayeron.assign(tipo="PAGO", deshace=True))
    columnas = ["fecha", "documento", "tipo", "deshace", "importe"]
    con_algo = [p[columnas] for p in (*partes, cheques.assign(deshace=False)) if len(p)]
    if not con_algo:
        return pd.DataFrame(columns=columnas)
    juntos = pd.concat(con_algo, ignore_index=True)
    return juntos[juntos["importe"].ne(0)].sort_values("fecha", kind="stable", ignore_index=True)


def netos(movimientos: pd.DataFrame) -> pd.DataFrame:
    """Los renglones como quedaron: de cada uno, con lo que lo deshizo y lo volvió a aplicar, lo que suman.

    Volver a contar un crédito asienta contrarios y renglones nuevos (`cuenta.rectificacion`): quien lee debe ver un
    pago donde hubo un pago, con la fecha de su recibo.
    """
    base = movimientos["reversa_de"].fillna(movimientos["clave"]).str.replace(r"/\d+$", "", regex=True)
    m = movimientos.assign(clave=base, reversa_de=None, hecho=base.str.rsplit(":", n=1).str[0])
    juntos = m.groupby(["clave", "tipo", "componente"], sort=False, dropna=False)
    primeros = m.loc[~m.duplicated(["clave", "tipo", "componente"])].copy()
    for valor in ("importe", "exacto", "recargos"):
        primeros[valor] = juntos[valor].sum(min_count=1).to_numpy()
    primeros["importe"] = primeros["importe"].astype("int64")
    aplicado = primeros["tipo"].ne(primeros["componente"]) & primeros["tipo"].ne("ALTA")
    devengo = primeros["con_recibo"] & primeros["componente"].map(TIPO_DE_DEVENGO).eq(primeros["tipo"])
    empezo = m.groupby("hecho")["fecha_efecto"].min().reindex(primeros["hecho"]).to_numpy()
    suyo = primeros["pagado_el"].where(primeros["con_recibo"], pd.Series(empezo, index=primeros.index))
    primeros["fecha_efecto"] = primeros["fecha_efecto"].mask(aplicado | devengo, suyo)
    vale = primeros["importe"].ne(0) | primeros["exacto"].fillna(0).ne(0) | primeros["recargos"].fillna(0).ne(0)
    return primeros[vale].sort_values("fecha_efecto", kind="stable", ignore_index=True)


def _asunto(h: Historia, credito: pd.Series[Any], movimientos: pd.DataFrame, al: int) -> Asunto:
    norma, hoy = h.normas.de(str(credito["ambito"])), np.array([al])
    notificado = SIN_DIA if pd.isna(credito["notificacion"]) else dia(credito["notificacion"].date())
    lugar, notificacion = np.array([int(credito["lugar"])]), np.array([notificado])
    adeudos = adeudos_a(h, lugar, hoy, notificacion)
    gastos = movimientos[movimientos["tipo"].eq("GASTO_EJECUCION")]
    pares = pd.DataFrame({"folio": credito["folio"], "fecha": gastos["fecha_efecto"]})
    exigido = dict(zip(gastos["referencia"], credito_exigido(h, pares).tolist(), strict=True)) if len(gastos) else {}
    movimientos = movimientos.assign(a_plazos=False, base=None, tasa=0)
    pagado_el = dias(movimientos["pagado_el"])
    movimientos["a_plazos"] = en_plazo(h, np.repeat(lugar, pagado_el.size), pagado_el)
    extinguen = movimientos["recargos"].fillna(0).ne(0)
    for k in movimientos.index[extinguen]:
        cuando = pagado_el[k : k + 1]
        antes = adeudos_a(h, lugar, cuando, notificacion, incluye_el_dia=False).pendiente(cuando)
        de_hecho = movimientos["hecho"].eq(str(movimientos.at[k, "hecho"]))
        suyos = movimientos[de_hecho & movimientos["componente"].isin(("HISTORICO", "ACTUALIZACION"))]
        aplicado = suyos.loc[suyos["tipo"].ne("ACTUALIZACION"), "importe"].sum()
        con_tasa = antes.tasas[0][antes.tasas[0] != 0]
        if con_tasa.size == 1:
            movimientos.at[k, "base"], movimientos.at[k, "tasa"] = -int(aplicado), int(con_tasa[0])
    regimen = adeudos.regimen(norma, np.array([0]), hoy)
    return Asunto(credito, movimientos, adeudos, adeudos.pendiente(hoy), regimen, norma, al, exigido)


def como_dict(explicacion: Explicacion) -> dict[str, Any]:
    """La explicación en JSON: importes como texto decimal, fechas ISO.

    `total` es la suma de `componentes` y la de los `renglones`: lo que se debe (`debido`) menos el saldo a favor,
    que va con signo negativo. Ése no extingue lo debido por sí solo: se devuelve o se compensa (CFF, arts. 22 y 23).
    """
    c = explicacion.credito
    fecha = {
        k: None if pd.isna(c[k]) else c[k].date().isoformat()
        for k in ("vencimiento", "notificacion", "exigible", "prescribe")
    }
    contada = explicacion.cronologia
    datos = {
        **{
            k: str(c[k])
            for k in ("folio", "ambito", "concepto", "resolucion", "autoridad", "delegacion", "situacion", "etapa")
        },
        "numero_propio": explicacion.numero_propio,
        **fecha,
        "al": explicacion.al.isoformat(),
        "consumada": bool(c["consumada"]),
        "estados": explicacion.estados,
        "suspensiones": [s.como_dict() for s in contada.suspensiones],
        "interrupciones": contada.interrupciones_como_dict(),
        "renglones": [r.como_dict() for r in explicacion.renglones],
        "componentes": {nombre: texto(importe) for nombre, importe in explicacion.componentes.items()},
        "debido": texto(explicacion.debido),
        "total": texto(explicacion.total),
        "calidad": explicacion.calidad,
        "linea_de_tiempo": [hito.como_dict() for hito in contada.hitos],
    }
    return datos | ({"convenio": explicacion.convenio.como_dict()} if explicacion.convenio else {})
