"""Cuánto se debe: el mismo saldo visto por delegación, concepto, antigüedad, etapa y clase.

Estatal y federal coordinado van siempre en su columna: el total se rotula como suma de los dos.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from cobranza.base.fechas import fecha_corta
from cobranza.cartera.cubo import cuadro
from cobranza.expediente.situacion import POR_EXIGIRSE, TRAMOS_DE_ANTIGUEDAD
from cobranza.informes.informe_cartera import nombres
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.informes.informe_cartera.quienes import EJECUTOR, del_ejecutor, por_cobrabilidad
from cobranza.papel import palabras
from cobranza.papel.celdas_chicas import al_final, calladas, desgloses_por_reservar, renglones_por_reservar
from cobranza.papel.figuras import barras, columnas
from cobranza.papel.formato import decimas
from cobranza.papel.palabras import AMBITOS, AMBOS
from cobranza.papel.piezas import Aviso, Varias
from cobranza.papel.tabla import Columna, Tabla

SE_PUEDE_COBRAR = "FACTIBLE"


def composicion(datos: Datos) -> Varias:
    """De qué se compone el saldo: por ámbito y componente, y por concepto del crédito."""
    return Varias([por_ambito(datos), por_concepto(datos)])


def por_ambito(datos: Datos) -> Tabla:
    """De qué se compone el saldo de cada ámbito: histórico y cada accesorio."""
    saldos = cuadro(datos.cubo, "ambito")
    saldos = saldos.assign(nombre=saldos["ambito"].map(AMBITOS))
    claves = ["creditos", "historico", "actualizacion", "recargos", "multas", "otros", "total"]
    saldos["otros"] = saldos["gastos"] + saldos["honorarios"] + saldos["indemnizacion"]
    return Tabla(
        titulo=f"Saldo por ámbito y componente al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        columnas=[
            Columna("nombre", "Ámbito"),
            Columna("creditos", "Créditos", "entero"),
            Columna("historico", "Histórico", datos.escala.tipo),
            Columna("actualizacion", "Actualización", datos.escala.tipo),
            Columna("recargos", "Recargos", datos.escala.tipo),
            Columna("multas", "Multas", datos.escala.tipo),
            Columna("otros", "Gastos y otros", datos.escala.tipo),
            Columna("total", "Saldo", datos.escala.tipo),
        ],
        filas=saldos,
        total={"nombre": AMBOS, **{k: int(saldos[k].sum()) for k in claves}},
        hoja="ambito",
        nota="Lo actualizado de la multa va con la multa. «Otros»: honorarios e indemnización por cheque devuelto."
        + datos.escala.redondeo,
    )


def por_delegacion(datos: Datos) -> Varias:
    """Saldo por delegación: barras y tabla, de mayor a menor."""
    tabla = _por(datos, "delegacion", "Delegación", palabras.delegaciones())
    saldos = cuadro(datos.cubo, "delegacion")
    if saldos.empty:
        return Varias([_sin_credito_con_saldo(datos), tabla])
    total = int(saldos["total"].sum())
    saldos = saldos[~saldos["delegacion"].isin(datos.delegaciones_calladas)]
    rotulos = palabras.delegaciones()
    pares = [(rotulos.get(d, d), int(t)) for d, t in zip(saldos["delegacion"], saldos["total"], strict=True)]
    if not pares or datos.delegacion:
        # de una sola no hay qué comparar
        return Varias([tabla, por_ejecutor(datos)])
    primera = pares[0]
    titulo = f"{primera[0]} tiene el {palabras.de_cada_cien(primera[1], total)} del saldo, {datos.escala.unidad}"
    grafica = barras(titulo, pares[:15], datos.escala.corta, _leyenda(datos, pares[:15]))
    return Varias([grafica, tabla, por_ejecutor(datos)])


def _sin_credito_con_saldo(datos: Datos) -> Aviso:
    return Aviso("nota", f"Ningún crédito tiene saldo al {fecha_corta(datos.corte)}.")


def por_ejecutor(datos: Datos) -> Tabla:
    """Carga de cada ejecutor: créditos y saldo que tiene asignados el día del corte (REC-12)."""
    filas = datos.suma.ejecutores
    filas = filas.assign(nombre=palabras.nombradas(filas["delegacion"], palabras.delegaciones()))
    filas = filas.sort_values(["total", "ejecutor"], ascending=[False, True], ignore_index=True)
    callar = _ejecutores_callados(datos, filas)
    return Tabla(
        f"Carga por ejecutor al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("ejecutor", "Ejecutor"),
            Columna("nombre", "Delegación"),
            Columna("creditos", "Créditos", "entero"),
            Columna("total", "Saldo, suma de ambos ámbitos", datos.escala.tipo),
        ],
        al_final(calladas(filas, callar, ["creditos", "total"], datos.minimo), callar, "ejecutor"),
        total={"ejecutor": "Total", "creditos": datos.vigentes, "total": datos.saldo},
        hoja="ejecutor",
        maximo=10,
        barra="total",
    )


def _ejecutores_callados(datos: Datos, filas: pd.DataFrame) -> list[bool]:
    """Los de pocos contribuyentes, con otro de su misma delegación: de ella también se dice el total."""
    cuantos = pd.Series(datos.contribuyentes(EJECUTOR, del_ejecutor(filas)), index=filas.index)
    callados: set[Hashable] = set()
    for delegacion, suyos in cuantos.groupby(filas["delegacion"]):
        pocos = renglones_por_reservar(suyos.tolist(), datos.minimo)
        todos = delegacion in datos.delegaciones_calladas
        callados |= {fila for fila, p in zip(suyos.index, pocos, strict=True) if todos or p}
    return [not datos.nominativo and fila in callados for fila in filas.index]


def por_concepto(datos: Datos) -> Tabla:
    """Saldo por concepto del crédito."""
    return _por(datos, "concepto", "Concepto", palabras.conceptos())


def por_clase(datos: Datos) -> Tabla:
    """Saldo por clase de cobrabilidad (SHCP); lo factible, partido en lo que se puede cobrar y lo ya prescrito."""
    return _por(
        datos,
        "clase",
        "Clase",
        nombres.CLASES,
        cubo=por_cobrabilidad(datos.cubo),
        nota="La primera que se cumple: controvertido, en facilidades, sin notificar, suspendido, en plazo, "
        "baja probabilidad (investigación de no más de 12 meses), factible. Lo factible va en dos renglones: lo que "
        "se puede cobrar hoy y lo que ya prescribió; juntos son la clase. Orden y vigencia, ilustrativos.",
        ilustrativo=True,
    )


def por_etapa(datos: Datos) -> Tabla:
    """Saldo por etapa alcanzada del PAE, en el orden del procedimiento."""
    return _por(datos, "etapa", "Etapa del PAE", palabras.etapas(), orden=list(palabras.etapas()))


def por_antiguedad(datos: Datos) -> Varias:
    """Saldo por tiempo transcurrido desde que el crédito es exigible."""
    orden = [POR_EXIGIRSE, *(nombre for nombre, _ in TRAMOS_DE_ANTIGUEDAD)]
    rotulos = {tramo: palabras.con_mayuscula(tramo) for tramo in orden}
    tabla = _por(datos, "antiguedad", "Desde que es exigible", rotulos, orden=orden, asunto="antigüedad")
    if not datos.vigentes:
        return Varias([_sin_credito_con_saldo(datos), tabla])
    saldos = cuadro(datos.cubo, "antiguedad").set_index("antiguedad")["total"].reindex(orden).fillna(0)
    if any(datos.callar("antiguedad", orden)):
        return Varias([tabla])
    pares = [(rotulos[tramo], int(saldos[tramo])) for tramo in orden]
    viejo = sum(v for _, v in pares[5:])
    titulo = (
        f"{palabras.de_cada_cien(viejo, int(saldos.sum()))} de todo el saldo tiene más de un año de exigible, "
        f"{datos.escala.unidad}"
    )
    return Varias([columnas(titulo, pares, datos.escala.corta, _leyenda(datos, pares)), tabla])


def concentracion(datos: Datos) -> Tabla:
    """Cuánto del saldo deben los deudores mayores, por número de deudores (ACV-12)."""
    por_deudor = datos.suma.deudores["total"].sort_values(ascending=False, kind="stable")
    total, renglones = int(por_deudor.sum()), []
    for rotulo, divisor in (("El 1 % mayor", 100), ("El 5 % mayor", 20), ("El 10 % mayor", 10), ("Todos", 1)):
        cuantos = -(-len(por_deudor) // divisor)
        saldo = int(por_deudor.iloc[:cuantos].sum())
        renglones.append({"nombre": rotulo, "deudores": cuantos, "saldo": saldo, "parte": decimas(saldo, total)})
    if not len(por_deudor):
        renglones = []
    filas = pd.DataFrame(renglones, columns=["nombre", "deudores", "saldo", "parte"], dtype=object)
    pocos = [not datos.nominativo and 0 < n < datos.minimo < len(por_deudor) for n in filas["deudores"]]
    return Tabla(
        titulo=f"Concentración del saldo por deudor al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        columnas=[
            Columna("nombre", "Deudores"),
            Columna("deudores", "Número", "entero"),
            Columna("saldo", "Saldo", datos.escala.tipo),
            Columna("parte", "Parte del saldo", "porcentaje"),
        ],
        filas=calladas(filas, pocos, ["saldo", "parte"], datos.minimo),
        hoja="concentracion",
        fija=True,
        nota="Un deudor es un RFC; suma estatal y federal coordinado.",
    )


def _por(
    datos: Datos,
    dimension: str,
    rotulo: str,
    nombrar: Mapping[str, str],
    *,
    orden: Sequence[str] = (),
    **opciones: Any,
) -> Tabla:
    """Tabla de saldo por una dimensión del cubo: número, cada ámbito, total, cuánto es histórico y participación."""
    filas = saldo_por(opciones.pop("cubo", datos.cubo), dimension, orden)
    filas["nombre"] = filas[dimension].map(nombrar).fillna(filas[dimension])
    suma = {k: int(filas[k].sum()) for k in ("creditos", "estatal", "federal", "total", "historico")}
    filas = _sin_senalar(datos, filas, dimension, ordenadas=bool(orden))
    asunto = opciones.pop("asunto", rotulo[0].lower() + rotulo[1:])
    return Tabla(
        f"Saldo por {asunto} al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("nombre", rotulo),
            Columna("creditos", "Créditos", "entero"),
            Columna("estatal", AMBITOS["estatal"], datos.escala.tipo),
            Columna("federal", AMBITOS["federal"], datos.escala.tipo),
            Columna("total", "Suma de ambos", datos.escala.tipo),
            Columna("historico", "De ello, histórico", datos.escala.tipo),
            Columna("parte", "Parte", "porcentaje"),
        ],
        filas,
        total={"nombre": "Total", **suma, "parte": 1000 if suma["total"] else 0},
        hoja=dimension,
        barra="total",
        nota=(opciones.pop("nota", "") + datos.escala.redondeo).strip(),
        **opciones,
    )


def _sin_senalar(datos: Datos, filas: pd.DataFrame, dimension: str, *, ordenadas: bool) -> pd.DataFrame:
    """Las filas como se pueden compartir: calladas enteras o sólo en su desglose por ámbito."""
    if datos.nominativo:
        return filas
    valores = filas[dimension].tolist()
    callar = datos.callar(dimension, valores)
    partes = list(zip(*(datos.contribuyentes(dimension, valores, ambito) for ambito in AMBITOS), strict=True))
    desgloses = desgloses_por_reservar(callar, partes, datos.contribuyentes(dimension, valores), datos.minimo)
    filas = calladas(filas, [c or d for c, d in zip(callar, desgloses, strict=True)], [*AMBITOS], datos.minimo)
    filas = calladas(filas, callar, ["creditos", "total", "historico", "parte"], datos.minimo)
    return filas if ordenadas else al_final(filas, callar, "nombre")


def saldo_por(del_cubo: pd.DataFrame, dimension: str, orden: Sequence[str] = ()) -> pd.DataFrame:
    """Por valor de la dimensión: creditos, estatal, federal, total e historico en centavos; parte en décimas."""
    saldos = cuadro(del_cubo, dimension)
    for ambito in AMBITOS:
        propio = del_cubo.loc[del_cubo["ambito"] == ambito].groupby(dimension)["total"].sum()
        saldos[ambito] = propio.reindex(saldos[dimension], fill_value=0).to_numpy()
    if orden:
        saldos = saldos.sort_values(dimension, key=lambda c: c.map(list(orden).index), ignore_index=True)
    total = int(saldos["total"].sum())
    return saldos.assign(
        parte=pd.Series([decimas(int(v), total) for v in saldos["total"]], index=saldos.index, dtype="object")
    )


def _leyenda(datos: Datos, pares: Sequence[tuple[str, int]]) -> str:
    cifras = "; ".join(f"{nombre}: {datos.escala.corta(valor)}" for nombre, valor in pares)
    return f"En {datos.escala.unidad}. {cifras}."
