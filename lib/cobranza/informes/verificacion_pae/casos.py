"""En qué créditos y quién: los casos por atender primero y dónde hace falta capacitar."""

from __future__ import annotations

import pandas as pd

from cobranza.base.fechas import fecha_corta
from cobranza.informes.verificacion_pae.datos import Datos
from cobranza.informes.verificacion_pae.nombres import por_cien
from cobranza.papel.mascara import enmascarado, enmascarado_nombre
from cobranza.papel.palabras import MINIMO_PARA_PORCENTAJE, PUESTOS, delegaciones, nombradas
from cobranza.papel.tabla import Columna, Tabla
from cobranza.verificacion.regla import Severidad

PUNTOS = {Severidad.CRITICA: 10, Severidad.ALTA: 5, Severidad.MEDIA: 2, Severidad.BAJA: 1}
"""Cuánto pesa cada hallazgo al ordenar los casos (ilustrativo: sólo ordena, no sanciona)."""
_CASOS, _CRITICOS = 100, 1_000


def peores_casos(datos: Datos) -> Tabla:
    """Los créditos con más hallazgos, pesados por su gravedad, y su saldo."""
    puntos = datos.hallazgos["severidad"].map({s.value: p for s, p in PUNTOS.items()}).astype("int64")
    por_credito = datos.hallazgos.assign(puntos=puntos).groupby("folio")
    casos = por_credito.agg(puntos=("puntos", "sum"), hallazgos=("regla", "size"))
    casos["reglas"] = por_credito["regla"].agg(lambda claves: ", ".join(sorted(set(claves))))
    casos = casos.reset_index().merge(datos.creditos, on="folio")
    casos = casos.sort_values(["puntos", "total", "folio"], ascending=[False, False, True]).head(_CASOS)
    casos["delegacion"] = nombradas(casos["delegacion"], delegaciones())
    return Tabla(
        f"Créditos por atender primero al {fecha_corta(datos.corte)}, pesos",
        [
            Columna("folio", "Crédito"),
            Columna("nombre", "Contribuyente"),
            Columna("rfc", "RFC"),
            Columna("delegacion", "Delegación"),
            Columna("reglas", "Reglas"),
            Columna("hallazgos", "Hallazgos", "entero"),
            Columna("puntos", "Puntos", "entero"),
            Columna("total", "Saldo", "pesos"),
        ],
        _tapados(casos, datos),
        hoja="casos",
        maximo=15,
        nota="Puntos: crítico 10, alto 5, medio 2, bajo 1 (ilustrativo). A igual puntaje, primero el saldo mayor.",
    )


def _tapados(renglones: pd.DataFrame, datos: Datos) -> pd.DataFrame:
    if datos.nominativo:
        return renglones
    return renglones.assign(nombre=renglones["nombre"].map(enmascarado_nombre), rfc=renglones["rfc"].map(enmascarado))


def criticos(datos: Datos) -> Tabla:
    """Los hallazgos críticos uno por uno, con su evidencia: lo que va a la cédula de observaciones."""
    return Tabla(
        f"Hallazgos críticos al {fecha_corta(datos.corte)}",
        [
            Columna("regla", "Regla"),
            Columna("folio", "Crédito"),
            Columna("acto", "Acto"),
            Columna("fecha", "Fecha", "fecha"),
            Columna("evidencia", "Evidencia"),
        ],
        datos.de([Severidad.CRITICA]).head(_CRITICOS),
        hoja="criticos",
        maximo=10,
        nota=f"El Excel lleva hasta {_CRITICOS:,}; todos, con «cobranza verificar --json».",
    )


def ejecutores(datos: Datos) -> Tabla:
    """Quiénes practicaron los actos con hallazgos, y cuántos por cada cien que practicaron."""
    de_actos = datos.hallazgos[(datos.hallazgos["acto"] != "") & (datos.hallazgos["persona"] != "")]
    quienes = de_actos.groupby("persona").agg(hallazgos=("regla", "size"), creditos=("folio", "nunique"))
    criticos = de_actos[de_actos["severidad"] == Severidad.CRITICA].groupby("persona").size()
    quienes["criticos"] = criticos.reindex(quienes.index, fill_value=0)
    quienes["actos"] = datos.diligencias.reindex(quienes.index)
    quienes = quienes.reset_index()
    quienes["por_cien"] = [por_cien(h, a) for h, a in zip(quienes["hallazgos"], quienes["actos"], strict=True)]
    quienes = quienes.merge(datos.personas, left_on="persona", right_on="numero_empleado", how="left")
    quienes = quienes.sort_values(["criticos", "hallazgos", "persona"], ascending=[False, False, True])
    nombre = quienes["nombre"].fillna("Fuera de la plantilla")
    quienes["quien"] = nombre if datos.nominativo else nombre.map(enmascarado_nombre)
    quienes["puesto"] = quienes["puesto"].map(PUESTOS)
    quienes["delegacion"] = nombradas(quienes["delegacion"].fillna(""), delegaciones())
    return Tabla(
        f"Personal con más hallazgos en sus actos al {fecha_corta(datos.corte)}",
        [
            *([Columna("persona", "Número de empleado")] if datos.nominativo else []),
            Columna("quien", "Persona"),
            Columna("puesto", "Puesto"),
            Columna("delegacion", "Delegación"),
            Columna("actos", "Actos", "entero"),
            Columna("hallazgos", "Hallazgos", "entero"),
            Columna("criticos", "Críticos", "entero"),
            Columna("creditos", "Créditos", "entero"),
            Columna("por_cien", "Hallazgos por cien actos", "razon"),
        ],
        quienes,
        hoja="personal",
        maximo=15,
        nota="Cuenta los actos de cada quien, no los créditos que tiene asignados. Con menos de "
        f"{MINIMO_PARA_PORCENTAJE} actos sólo se da el conteo. Sirve para capacitar: un hallazgo no es una "
        "responsabilidad.",
    )
