"""Lo que la oficina decide por trámite, en un renglón por cada cosa: el detalle es de su propio cuaderno."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cobranza.base.fechas import fecha_corta
from cobranza.papel.celdas_chicas import calladas
from cobranza.papel.tabla import Columna, Tabla
from cobranza.tramites.definicion import tipo as tipo_de
from cobranza.tramites.en_la_foto import cuantos_al

if TYPE_CHECKING:
    from cobranza.informes.informe_cartera.datos import Datos

CUADRO = "decidido"
_QUE = {
    "convenio": ("En convenio", "Cuaderno convenios"),
    "garantia": ("Garantizados", "Cuaderno garantias"),
    "cancelacion": ("Cancelados en cuentas públicas", "Cuaderno cancelacion"),
}
"""Tipo de trámite → cómo se dice lo que deja en la cartera y qué cuaderno lo cuenta."""


def de(cartera: pd.DataFrame, neto: pd.DataFrame) -> pd.DataFrame:
    """que, rfc y total de cada crédito en convenio, garantizado o cancelado; de éste, lo que sigue cancelado."""
    cancelados = cartera[cartera["cancelado"]]
    quedan = cancelados["folio"].map(neto.set_index("folio")["importe"]).fillna(0).astype("int64")
    partes = {
        "convenio": cartera[cartera["en_convenio"] & (cartera["total"] > 0)],
        "garantia": cartera[cartera["garantizado"]],
        "cancelacion": cancelados.assign(total=quedan),
    }
    return pd.concat([c[["rfc", "total"]].assign(que=que) for que, c in partes.items()], ignore_index=True)


def sumado(renglones: pd.DataFrame) -> pd.DataFrame:
    """que, creditos y total."""
    return renglones.assign(creditos=1).groupby("que", as_index=False)[["creditos", "total"]].sum()


def quienes(renglones: pd.DataFrame) -> pd.DataFrame:
    """De quién es cada renglón, para callar los de pocos contribuyentes."""
    return pd.DataFrame({"cuadro": CUADRO, "valor": renglones["que"], "parte": "", "rfc": renglones["rfc"]})


def decidido(datos: Datos) -> Tabla:
    """Cuánto hay en convenio, garantizado y cancelado, y cuántos trámites lo mueven."""
    todo = not datos.delegacion and datos.entrada.conocido_al is None
    hay = cuantos_al(datos.entrada.conexion, datos.corte) if todo else {}
    cero = 0 if todo else None
    suma = datos.suma.decidido.set_index("que").reindex([*_QUE]).fillna(0).astype("int64")
    filas = suma.reset_index().assign(
        nombre=[nombre for nombre, _ in _QUE.values()],
        cuaderno=[cuaderno for _, cuaderno in _QUE.values()],
        tramites=pd.array([sum(hay[que].values()) if que in hay else cero for que in _QUE], dtype="Int64"),
        abiertos=pd.array([_abiertos(que, hay[que]) if que in hay else cero for que in _QUE], dtype="Int64"),
    )
    pocos = [not datos.nominativo and 0 < n < datos.minimo for n in datos.contribuyentes(CUADRO, [*_QUE])]
    return Tabla(
        f"Lo que se decide por trámite, al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("nombre", "Créditos"),
            Columna("creditos", "Número", "entero"),
            Columna("total", "Importe", datos.escala.tipo),
            Columna("tramites", "Trámites", "entero"),
            Columna("abiertos", "Sin terminar", "entero"),
            Columna("cuaderno", "El detalle, en"),
        ],
        calladas(filas, pocos, ["creditos", "total"], datos.minimo),
        hoja="tramites",
        nota="De lo cancelado, lo que se sigue debiendo (CFF, art. 146-A); lo demás es saldo. Un crédito puede ir en "
        "varios renglones. Lo que entró por archivo no tiene trámite; de una delegación, o con lo conocido a un día, "
        f"no se cuentan.{datos.escala.redondeo}",
    )


def _abiertos(que: str, hay: dict[str, int]) -> int:
    definido = tipo_de(que)
    return sum(n for estado, n in hay.items() if not definido.es_final(estado))
