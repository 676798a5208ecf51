"""La lista de trabajo sumada: cuántos créditos y cuánto saldo esperan cada acto."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cobranza.base.catalogos import siguientes
from cobranza.base.fechas import fecha_corta
from cobranza.papel.celdas_chicas import al_final, calladas, renglones_por_reservar, reservada
from cobranza.papel.tabla import Columna, Tabla
from cobranza.procesos.siguiente import ATRASADO, PRESCRIBE, VENCE

if TYPE_CHECKING:
    import pandas as pd

    from cobranza.informes.lista_de_trabajo import Datos


def por_acto(datos: Datos) -> Tabla:
    """Cuántos créditos y cuánto saldo esperan cada acto, y de ellos cuántos prescriben pronto o van atrasados."""
    turnos = {"prescriben": (PRESCRIBE,), "vencen": (VENCE,), "atrasados": (ATRASADO,)}
    marcas = {clave: datos.lista["turno"].isin(cuales).astype("int64") for clave, cuales in turnos.items()}
    agrupado = datos.lista.assign(
        porque=datos.lista["siguiente"].map(_porques()),
        **marcas,
    ).groupby(["que_hacer", "porque", "fundamento"], as_index=False)
    filas = agrupado.agg(
        creditos=("folio", "size"), total=("total", "sum"), **{clave: (clave, "sum") for clave in turnos}
    )
    sumables = ("creditos", "total", *turnos)
    filas = filas.sort_values("total", ascending=False, ignore_index=True)
    totales: dict[str, Any] = {"que_hacer": "Total", **{k: int(filas[k].sum()) for k in sumables}}
    if datos.son_pocos(datos.lista):
        totales["total"] = reservada(datos.minimo)
    callar = _callados(datos, filas)
    return Tabla(
        f"Siguiente acto de los créditos vigentes al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("que_hacer", "Qué sigue"),
            Columna("total", "Saldo", datos.escala.tipo),
            Columna("creditos", "Créditos", "entero"),
            Columna("prescriben", "Prescriben en 90 días", "entero"),
            Columna("vencen", "Vence un plazo de ley", "entero"),
            Columna("atrasados", "Atrasados", "entero"),
            Columna("porque", "Por qué"),
            Columna("fundamento", "Fundamento"),
        ],
        al_final(calladas(filas, callar, sumables, datos.minimo), callar, "que_hacer"),
        total=totales,
        hoja="por_acto",
        barra="total",
        nota="Atrasado: pasó su límite, de ley o meta interna, y no prescribe en 90 días.",
    )


def _porques() -> dict[str, str]:
    return {k: f"{f['porque'][:1].upper()}{f['porque'][1:]}" for k, f in siguientes().items()}


def _callados(datos: Datos, filas: pd.DataFrame) -> list[bool]:
    """Los actos que esperan pocos contribuyentes, y otro con que se deducirían."""
    if datos.nominativo:
        return [False] * len(filas)
    llave = ["que_hacer", "porque", "fundamento"]
    quienes = datos.lista.assign(porque=datos.lista["siguiente"].map(_porques())).groupby(llave)["rfc"].nunique()
    if datos.son_pocos(datos.lista):
        return [True] * len(filas)  # de una delegación o de un ejecutor: ni el total se dice
    return renglones_por_reservar([int(quienes[tuple(f)]) for f in filas[llave].to_numpy()], datos.minimo)
