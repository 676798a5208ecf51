"""Qué sigue en cada crédito, antes de cuándo y por qué: la lista de trabajo de quien ejecuta.

El siguiente acto se lee de la historia del crédito; no se guarda. El plazo es el que fija la ley o, donde no lo
hay, la meta interna rotulada como tal; nunca después de la prescripción.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.catalogos import siguientes
from cobranza.base.fechas import SIN_DIA, columna_fecha, dia, dias
from cobranza.cartera.consultas import cartera_de, con_caducidades
from cobranza.cuenta.liquidacion import sin_cubrir
from cobranza.expediente.cese import requerido_tras_el_cese
from cobranza.expediente.historia import Historia, historia_de
from cobranza.expediente.significado import formas
from cobranza.expediente.situacion import URGENTE
from cobranza.ley.norma import AMBITOS, Norma, Normas
from cobranza.ley.plazo import ultimo_dia, vigencias
from cobranza.ley.proporciones import proporcion

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Columna = NDArray[np.int64]
POR_VENCER_DIAS = 90
"""Cuántos días antes de un límite de ley un crédito va en la parte de arriba de la lista (meta interna)."""
PRESCRIBE, VENCE, ATRASADO, EN_TIEMPO, EN_ESPERA, PRESCRITO = TURNOS = (
    "Prescribe en 90 días o menos",
    "Vence un plazo de ley",
    "Atrasado",
    "En tiempo",
    "En espera",
    "Ya prescrito",
)
"""Por qué un crédito va donde va en la lista, en su orden: primero lo que se pierde primero."""
URGENTES = (PRESCRIBE, VENCE)

_EMBARGOS = ("EMBARGO", "REQ_Y_EMBARGO")
_HITOS = {
    "embargo": _EMBARGOS,
    **{
        tipo.lower(): (tipo,)
        for tipo in ("MANDAMIENTO", "REQUERIMIENTO", "INSCRIPCION", "INMOVILIZACION", "TRANSFERENCIA", "AVALUO")
    },
    **{tipo.lower(): (tipo,) for tipo in ("CONVOCATORIA", "REMATE")},
}
"""Hito → actos que lo alcanzan; sólo los que se practicaron."""


def siguiente_acto(h: Historia, cartera: pd.DataFrame, corte: date) -> pd.DataFrame:
    """Los créditos vigentes con `siguiente`, `que_hacer`, `porque`, `fundamento`, `antes_de`, `turno` y `urgente`.

    `cartera`: la de `cartera_de` de esa historia al mismo corte. `siguiente` es la clave de
    `params/catalogos/siguientes.yaml`. En el orden de `TURNOS` y, dentro, por lo que se pierde antes: el día en que
    prescribe (en lo que vence o va en tiempo, su límite) y de mayor a menor saldo. Lo prescrito, al final.
    """
    c = cartera[cartera["vida"] == "VIGENTE"].reset_index(drop=True)
    lugar, al = c["lugar"].to_numpy(np.int64), np.full(len(c), dia(corte), dtype=np.int64)
    _, vence_el_cese = requerido_tras_el_cese(con_caducidades(h, corte), lugar, al)
    c = c.assign(**_hitos(h, lugar, dia(corte)))
    c["sin_cubrir"], proxima = _parcialidades(h, c, dia(corte))
    c["siguiente"] = _siguiente(c, vence_el_cese >= al, _por_avisar(h.normas, c))
    fichas = siguientes()
    for campo in ("que_hacer", "porque", "fundamento"):
        c[campo] = c["siguiente"].map({clave: ficha[campo] for clave, ficha in fichas.items()})
    avisar = (c["siguiente"] == "AVISAR_CONVENIO").to_numpy()
    c["porque"] = c["porque"].where(~avisar, c["sin_cubrir"].astype("str") + " " + c["porque"])
    limite = _limites(h.normas, c, corte)
    for clave, propio in (("ESPERAR_CESE", vence_el_cese), ("AVISAR_CONVENIO", proxima)):
        limite = np.where(c["siguiente"] == clave, propio, limite)
    c["antes_de"] = columna_fecha(limite)
    c["turno"] = _turno(h.normas, c, dia(corte))
    c["urgente"] = c["turno"].isin(URGENTES)
    por_limite = c["turno"].isin((VENCE, EN_TIEMPO))
    c["lugar_del_turno"] = c["turno"].map({turno: k for k, turno in enumerate(TURNOS)}).astype("int64")
    c["se_pierde"] = c["antes_de"].where(por_limite, c["prescribe"])
    orden = ["lugar_del_turno", "se_pierde", "total", "folio"]
    c = c.sort_values(orden, ascending=[True, True, False, True], na_position="last", ignore_index=True)
    return c.drop(columns=["lugar_del_turno", "se_pierde"])


def lo_que_sigue(conexion: DuckDBPyConnection, normas: Normas, folio: str, al: date) -> dict[str, Any] | None:
    """El renglón de `siguiente_acto` de un solo crédito; None si ese día no está vigente. Lo ausente, None."""
    h = historia_de(conexion, normas, pd.Series([folio]))
    cartera = cartera_de(h, al)
    suyo = siguiente_acto(h, cartera[cartera["folio"] == folio].reset_index(drop=True), al)
    if suyo.empty:
        return None
    return {str(campo): None if pd.isna(valor) else valor for campo, valor in suyo.iloc[0].items()}


def _turno(normas: Normas, c: pd.DataFrame, al: int) -> NDArray[np.object_]:
    """En qué parte de la lista va cada crédito; lo que está por prescribir es su tramo, como en todo informe."""
    fichas, limite = siguientes(), dias(c["antes_de"])
    de_ley = [clave for clave, ficha in fichas.items() if _es_de_ley(normas, ficha)]
    casos = [
        (c["consumada"], PRESCRITO),
        (c["tramo_de_prescripcion"] == URGENTE, PRESCRIBE),
        (c["siguiente"] == "AVISAR_CONVENIO", VENCE),  # con otra parcialidad sin cubrir caduca
        (c["siguiente"].isin([clave for clave, ficha in fichas.items() if ficha.get("espera")]), EN_ESPERA),
        (c["siguiente"].isin(de_ley) & (limite >= al) & (limite <= al + POR_VENCER_DIAS), VENCE),
        ((limite != SIN_DIA) & (limite < al), ATRASADO),
    ]
    return np.select([np.asarray(k, dtype=bool) for k, _ in casos], [v for _, v in casos], EN_TIEMPO)


def _es_de_ley(normas: Normas, ficha: Mapping[str, Any]) -> bool:
    """¿Su límite lo fija la ley, y no una meta interna?"""
    if "plazo" in ficha:
        return not vigencias(normas.de("federal"), ficha["plazo"])[-1].es_meta
    return "hasta" in ficha or "desde" in ficha


def _hitos(h: Historia, lugar: Columna, corte: int) -> dict[str, NDArray[Any]]:
    """De esos créditos, la fecha del último acto de cada hito hasta el corte, y la forma del último embargo."""
    ultimo = {}
    for hito, tipos in _HITOS.items():
        cuales = h.actos_de(*tipos)
        cuales = cuales[h.actos["vale"][cuales] & (h.actos["dia"][cuales] <= corte)]
        ultimo[hito] = np.full(len(h.creditos), -1, dtype=np.int64)
        ultimo[hito][h.actos.lugar[cuales]] = cuales  # van en orden: queda el último

    def de(campo: str, hito: str, sin: int) -> Columna:
        renglon = ultimo[hito][lugar]
        valores = h.actos[campo] if h.actos[campo].size else np.zeros(1, dtype=np.int64)  # sin actos, ningún renglón
        return np.where(renglon >= 0, valores[renglon].astype(np.int64), sin)

    fechas = {hito: columna_fecha(de("dia", hito, SIN_DIA)) for hito in _HITOS}
    return fechas | {"forma": np.array([*formas(), *[""] * 256], dtype=object)[de("forma", "embargo", 0)]}


def _parcialidades(h: Historia, c: pd.DataFrame, corte: int) -> tuple[Columna, Columna]:
    """(parcialidades sin cubrir, cuándo vence la que sigue) de los que están en convenio; cero y `SIN_DIA` si no."""
    en_convenio = np.flatnonzero(c["situacion"] == "EN_CONVENIO")
    cuantas, sigue = np.zeros(len(c), dtype=np.int64), np.full(len(c), SIN_DIA, dtype=np.int64)
    lugar = c["lugar"].to_numpy(np.int64)[en_convenio]
    cuantas[en_convenio], sigue[en_convenio] = sin_cubrir(h, lugar, corte)
    return cuantas, sigue


def _por_avisar(normas: Normas, c: pd.DataFrame) -> NDArray[np.bool_]:
    """¿Le falta una parcialidad para caducar? (CFF, art. 66-A, fr. IV, inciso c)."""
    limite = {ambito: proporcion(normas.de(ambito), "plazos_incumplidas").entero for ambito in AMBITOS}
    # sin créditos, `map` deja el texto como texto y no se podría restar
    limites = c["ambito"].astype("str").map(limite).astype("int64")
    por_avisar: NDArray[np.bool_] = (c["sin_cubrir"] >= limites - 1).to_numpy(bool)
    return por_avisar


def _siguiente(c: pd.DataFrame, puede_pagar: NDArray[np.bool_], por_avisar: NDArray[np.bool_]) -> NDArray[np.object_]:
    """La primera condición que se cumple, de lo que impide actuar a lo más avanzado del procedimiento.

    `puede_pagar`: corren los días que abrió el requerimiento tras cesar el pago a plazos; `por_avisar`: con otra
    parcialidad sin cubrir caduca el que rige. Con un medio de defensa sin
    resolver lo embargado no se enajena ni se transfiere, aunque nada suspenda el procedimiento (CFF, arts. 156-Bis y
    173, fr. IV).
    """

    def sin(b: str, tras: str) -> pd.Series[bool]:
        """Ocurrió `tras` y después no ha ocurrido `b`."""
        return c[tras].notna() & ~(c[b] >= c[tras])

    enajena = {
        "APLICAR_REMATE": c["remate"] >= c["convocatoria"],
        "REMATAR": sin("remate", tras="convocatoria"),
        "TRANSFERIR": sin("transferencia", tras="inmovilizacion"),
        "CONVOCAR": sin("convocatoria", tras="avaluo"),
    }
    casos = [
        (c["consumada"], "DICTAMINAR_PRESCRIPCION"),
        (c["situacion"] == "SIN_NOTIFICAR", "NOTIFICAR"),
        (c["situacion"] == "EN_PLAZO", "ESPERAR_PLAZO"),
        ((c["situacion"] == "EN_CONVENIO") & por_avisar, "AVISAR_CONVENIO"),
        (c["situacion"] == "EN_CONVENIO", "VIGILAR_CONVENIO"),
        (c["situacion"].isin(["CONTROVERTIDO_SUSPENDIDO", "SUSPENDIDO"]), "SEGUIR_DEFENSA"),
        (c["insolvente"] | c["no_localizado"], "INVESTIGAR"),
        (c["controvertido"] & np.any(list(enajena.values()), axis=0), "ESPERAR_FIRMEZA"),
        *((cuando, clave) for clave, cuando in enajena.items()),
        ((c["forma"] == "INMUEBLE") & sin("inscripcion", tras="embargo"), "INSCRIBIR"),
        (c["embargo"].notna() & (c["forma"] != "DEPOSITOS"), "VALUAR"),
        (puede_pagar, "ESPERAR_CESE"),
        (c["requerimiento"].notna() | c["embargo"].notna(), "EMBARGAR"),
        (c["mandamiento"].notna(), "REQUERIR"),
    ]
    return np.select([k for k, _ in casos], [v for _, v in casos], "ORDENAR")


def _limites(normas: Normas, c: pd.DataFrame, corte: date) -> Columna:
    """Último día para el siguiente acto: el plazo de su ficha desde el hito, sin pasar de la prescripción."""
    limite = np.full(len(c), SIN_DIA, dtype=np.int64)
    for clave, ficha in siguientes().items():
        if "desde" not in ficha:
            continue
        for ambito in AMBITOS:
            cual = np.flatnonzero((c["siguiente"] == clave) & (c["ambito"] == ambito) & c[ficha["desde"]].notna())
            inicio = dias(c[ficha["desde"]].iloc[cual])
            limite[cual] = _vence(normas.de(ambito), inicio, ficha, corte)
    prescribe = dias(c["prescribe"])
    acota = (prescribe != SIN_DIA) & ((limite == SIN_DIA) | (prescribe < limite)) & ~c["consumada"].to_numpy()
    return np.where(acota, prescribe, limite)


def _vence(de: Norma, inicio: Columna, ficha: Mapping[str, Any], corte: date) -> Columna:
    if "plazo" not in ficha:
        return inicio
    alcanza = inicio >= de.calendario.desde
    vence = np.full(inicio.size, dia(corte), dtype=np.int64)  # un hito tan viejo venció hace mucho
    vence[alcanza] = ultimo_dia(de, ficha["plazo"], inicio[alcanza])
    return vence
