"""Cuánto se debe: el mismo saldo visto por delegación, concepto, antigüedad, etapa y clase.

Estatal y federal coordinado van siempre en su columna: el total se rotula como suma de los dos.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cobranza.base.fechas import fecha_corta
from cobranza.cartera.cubo import cuadro
from cobranza.expediente.situacion import TRAMOS_DE_ANTIGUEDAD
from cobranza.informes.informe_cartera import nombres
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.papel import palabras
from cobranza.papel.figuras import barras, columnas
from cobranza.papel.formato import decimas
from cobranza.papel.palabras import AMBITOS, AMBOS
from cobranza.papel.piezas import Varias
from cobranza.papel.tabla import Columna, Tabla

_ACCESORIOS = ("actualizacion", "recargos", "multas", "gastos", "honorarios", "indemnizacion")


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
        nota="Lo actualizado de la multa va con la multa. «Otros»: honorarios e indemnización por cheque devuelto.",
    )


def por_delegacion(datos: Datos) -> Varias:
    """Saldo por delegación: barras y tabla, de mayor a menor."""
    tabla = _por(datos, "delegacion", "Delegación", palabras.delegaciones())
    saldos = cuadro(datos.cubo, "delegacion")
    rotulos = palabras.delegaciones()
    pares = [(rotulos.get(d, d), int(t)) for d, t in zip(saldos["delegacion"], saldos["total"], strict=True)]
    primera, total = pares[0], int(saldos["total"].sum())
    titulo = f"{primera[0]} tiene el {palabras.de_cada_cien(primera[1], total)} del saldo"
    grafica = barras(titulo, pares[:15], datos.escala.corta, _leyenda(datos, pares[:15]))
    return Varias([grafica, tabla, por_ejecutor(datos)])


def por_ejecutor(datos: Datos) -> Tabla:
    """Carga de cada ejecutor: créditos y saldo que tiene asignados el día del corte (REC-12)."""
    filas = datos.suma.ejecutores
    filas = filas.assign(nombre=palabras.nombradas(filas["delegacion"], palabras.delegaciones()))
    return Tabla(
        f"Carga por ejecutor al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("ejecutor", "Ejecutor"),
            Columna("nombre", "Delegación"),
            Columna("creditos", "Créditos", "entero"),
            Columna("total", "Saldo, suma de ambos ámbitos", datos.escala.tipo),
        ],
        filas.sort_values(["total", "ejecutor"], ascending=[False, True]),
        total={"ejecutor": "Total", "creditos": datos.vigentes, "total": datos.saldo},
        hoja="ejecutor",
        maximo=10,
        barra="total",
    )


def por_concepto(datos: Datos) -> Tabla:
    """Saldo por concepto del crédito."""
    return _por(datos, "concepto", "Concepto", palabras.conceptos())


def por_clase(datos: Datos) -> Tabla:
    """Saldo por clase de cobrabilidad (SHCP)."""
    return _por(
        datos,
        "clase",
        "Clase",
        nombres.CLASES,
        nota="La primera que se cumple: controvertido, en facilidades, sin notificar, suspendido, en plazo, "
        "baja probabilidad (investigación de no más de 12 meses), factible. "
        "Orden y vigencia de la marca son ilustrativos.",
        ilustrativo=True,
    )


def por_etapa(datos: Datos) -> Tabla:
    """Saldo por etapa alcanzada del PAE, en el orden del procedimiento."""
    return _por(datos, "etapa", "Etapa del PAE", palabras.etapas(), orden=list(palabras.etapas()))


def por_antiguedad(datos: Datos) -> Varias:
    """Saldo por tiempo transcurrido desde que el crédito es exigible."""
    orden = ["por exigirse", *(nombre for nombre, _ in TRAMOS_DE_ANTIGUEDAD)]
    mismos = {tramo: tramo[0].upper() + tramo[1:] for tramo in orden}
    tabla = _por(datos, "antiguedad", "Desde que es exigible", mismos, orden=orden, asunto="antigüedad")
    saldos = cuadro(datos.cubo, "antiguedad").set_index("antiguedad")["total"].reindex(orden).fillna(0)
    pares = [(tramo, int(saldos[tramo])) for tramo in orden]
    viejo = sum(v for tramo, v in pares if tramo in orden[5:])
    titulo = f"{palabras.de_cada_cien(viejo, int(saldos.sum()))} del saldo tiene más de un año de exigible"
    return Varias([columnas(titulo, pares, datos.escala.corta, _leyenda(datos, pares)), tabla])


def concentracion(datos: Datos) -> Tabla:
    """Cuánto del saldo deben los deudores mayores, por número de deudores (ACV-12)."""
    por_deudor = datos.suma.deudores["total"].sort_values(ascending=False, kind="stable")
    total, renglones = int(por_deudor.sum()), []
    for rotulo, divisor in (("El 1 % mayor", 100), ("El 5 % mayor", 20), ("El 10 % mayor", 10), ("Todos", 1)):
        cuantos = -(-len(por_deudor) // divisor)
        saldo = int(por_deudor.iloc[:cuantos].sum())
        renglones.append({"nombre": rotulo, "deudores": cuantos, "saldo": saldo, "parte": decimas(saldo, total)})
    return Tabla(
        titulo=f"Concentración del saldo por deudor al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        columnas=[
            Columna("nombre", "Deudores"),
            Columna("deudores", "Número", "entero"),
            Columna("saldo", "Saldo", datos.escala.tipo),
            Columna("parte", "Parte del saldo", "porcentaje"),
        ],
        filas=renglones,
        hoja="concentracion",
        nota="Un deudor es un RFC; suma estatal y federal coordinado.",
    )


def _por(
    datos: Datos,
    dimension: str,
    rotulo: str,
    nombrar: Mapping[str, str],
    *,
    orden: Sequence[str] = (),
    **opciones: object,
) -> Tabla:
    """Tabla de saldo por una dimensión del cubo: número, cada ámbito, total, cuánto es histórico y participación."""
    filas = saldo_por(datos.cubo, dimension, orden)
    filas["nombre"] = filas[dimension].map(nombrar).fillna(filas[dimension])
    suma = {k: int(filas[k].sum()) for k in ("creditos", "estatal", "federal", "total", "historico")}
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
        total={"nombre": "Total", **suma, "parte": 1000},
        hoja=dimension,
        barra="total",
        **opciones,
    )


def saldo_por(del_cubo: pd.DataFrame, dimension: str, orden: Sequence[str] = ()) -> pd.DataFrame:
    """Por valor de la dimensión: creditos, estatal, federal, total e historico en centavos; parte en décimas."""
    saldos = cuadro(del_cubo, dimension)
    por_origen = cuadro(del_cubo, [dimension, "ambito"]).pivot_table(
        index=dimension, columns="ambito", values="total", aggfunc="sum", fill_value=0
    )
    for ambito in AMBITOS:
        propio = por_origen[ambito] if ambito in por_origen else pd.Series(0, index=por_origen.index)
        saldos[ambito] = saldos[dimension].map(propio).astype("int64")
    if orden:
        saldos = saldos.sort_values(dimension, key=lambda c: c.map(list(orden).index), ignore_index=True)
    total = int(saldos["total"].sum())
    return saldos.assign(parte=[decimas(int(v), total) for v in saldos["total"]])


def _leyenda(datos: Datos, pares: Sequence[tuple[str, int]]) -> str:
    cifras = "; ".join(f"{nombre}: {datos.escala.corta(valor)}" for nombre, valor in pares)
    return f"En {datos.escala.unidad}. {cifras}."
