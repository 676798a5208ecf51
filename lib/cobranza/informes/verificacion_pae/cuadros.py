"""Qué falla y dónde: los hallazgos por severidad, por regla, por delegación y el cruce de ambas."""

from __future__ import annotations

import pandas as pd

from cobranza.base.fechas import fecha_corta
from cobranza.informes.verificacion_pae.datos import Datos
from cobranza.informes.verificacion_pae.nombres import NIVELES, SEVERIDADES, por_cien
from cobranza.papel.figuras import barras, calor
from cobranza.papel.formato import entero
from cobranza.papel.lienzo import Figura
from cobranza.papel.palabras import MINIMO_PARA_PORCENTAJE, cuantos, delegaciones, nombradas
from cobranza.papel.piezas import Aviso, Varias
from cobranza.papel.tabla import Columna, Tabla
from cobranza.verificacion.regla import Severidad, reglas

FILAS_DEL_MAPA = 20
"""Delegaciones que caben en la gráfica; el cuadro por delegación las lleva todas."""
_NOTA_DEL_IMPORTE = (
    "Importe en juego: el saldo del crédito; en gastos, transferencias e inmovilizaciones, la diferencia. Un crédito "
    "con dos hallazgos cuenta en cada uno."
)


def cuadro_por_severidad(datos: Datos) -> pd.DataFrame:
    """Una fila por severidad, de la mayor a la menor: hallazgos, créditos e importe."""
    cuadro = _sumados(datos.hallazgos, "severidad").reindex([s.value for s in Severidad], fill_value=0)
    return cuadro.reset_index()


def cuadro_por_regla(datos: Datos) -> pd.DataFrame:
    """Una fila por regla, en orden de clave: severidad, titulo, fundamento, que_hacer, hallazgos, importe."""
    todas = pd.DataFrame(
        [[r.clave, r.severidad.value, r.titulo, r.fundamento, r.que_hacer] for r in reglas()],
        columns=["regla", "severidad", "titulo", "fundamento", "que_hacer"],
    )
    return _con_ceros(todas, _sumados(datos.hallazgos, "regla"), "regla")


def cuadro_por_delegacion(datos: Datos) -> pd.DataFrame:
    """Una fila por delegación con créditos, de más a menos hallazgos: nombre, creditos, criticos, por_cien…"""
    cuadro = datos.creditos.groupby("delegacion").size().rename("creditos").reset_index()
    cuadro = _con_ceros(cuadro, _sumados(datos.hallazgos, "delegacion"), "delegacion")
    criticos = datos.de([Severidad.CRITICA]).groupby("delegacion").size()
    cuadro["criticos"] = cuadro["delegacion"].map(criticos).fillna(0).astype("int64")
    cuadro["nombre"] = nombradas(cuadro["delegacion"], delegaciones())
    cuadro["por_cien"] = [por_cien(h, c) for h, c in zip(cuadro["hallazgos"], cuadro["creditos"], strict=True)]
    return cuadro.sort_values(["hallazgos", "delegacion"], ascending=[False, True], ignore_index=True)


def _sumados(hallazgos: pd.DataFrame, por: str) -> pd.DataFrame:
    return hallazgos.groupby(por).agg(
        hallazgos=("folio", "size"), con_hallazgo=("folio", "nunique"), importe=("importe", "sum")
    )


def _con_ceros(renglones: pd.DataFrame, sumas: pd.DataFrame, llave: str) -> pd.DataFrame:
    """Todos los renglones con sus sumas; los que no tienen hallazgos quedan en cero, y ninguna suma se pierde."""
    junto = renglones.merge(sumas.reset_index(), on=llave, how="outer")
    return junto.fillna(dict.fromkeys(sumas, 0)).astype(dict.fromkeys(sumas, "int64"))


def por_severidad(datos: Datos) -> Tabla:
    """Cuántos hallazgos hay de cada gravedad y en cuántos créditos."""
    cuadro = cuadro_por_severidad(datos)
    cuadro["nombre"] = cuadro["severidad"].map(NIVELES) + ": " + cuadro["severidad"].map(SEVERIDADES)
    return Tabla(
        f"Hallazgos por severidad al {fecha_corta(datos.corte)}, millones de pesos",
        [
            Columna("nombre", "Severidad"),
            Columna("hallazgos", "Hallazgos", "entero"),
            Columna("con_hallazgo", "Créditos", "entero"),
            Columna("importe", "Importe en juego", "millones"),
        ],
        cuadro,
        total={"nombre": "Total", **_totales(datos)},
        hoja="severidad",
        barra="hallazgos",
        nota=_NOTA_DEL_IMPORTE,
    )


def _totales(datos: Datos) -> dict[str, int]:
    return {
        "hallazgos": len(datos.hallazgos),
        "con_hallazgo": datos.hallazgos["folio"].nunique(),
        "importe": int(datos.hallazgos["importe"].sum()),
    }


def por_regla(datos: Datos) -> Varias:
    """Cada regla con su artículo, lo que se halló y qué hacer; los plazos que ninguna norma fija, rotulados."""
    cuadro = cuadro_por_regla(datos)
    gravedad = cuadro["severidad"].map({s.value: k for k, s in enumerate(Severidad)})
    cuadro = cuadro.assign(gravedad=gravedad, nivel=cuadro["severidad"].map(NIVELES))
    cuadro = cuadro.sort_values(["gravedad", "hallazgos", "regla"], ascending=[True, False, True])
    ilustrativas = ", ".join(r.clave for r in reglas() if r.es_ilustrativa)
    tabla = Tabla(
        f"Hallazgos por regla al {fecha_corta(datos.corte)}, pesos",
        [
            Columna("regla", "Regla"),
            Columna("titulo", "Qué se incumple"),
            Columna("fundamento", "Fundamento"),
            Columna("nivel", "Severidad"),
            Columna("hallazgos", "Hallazgos", "entero"),
            Columna("importe", "Importe en juego", "pesos"),
            Columna("que_hacer", "Qué hacer"),
        ],
        cuadro,
        total={"regla": "Total", **_totales(datos)},
        hoja="regla",
        barra="hallazgos",
        nota=_NOTA_DEL_IMPORTE,
    )
    return Varias(
        [
            Aviso("ilustrativo", f"Los plazos de {ilustrativas} son de trabajo: ninguna norma los fija."),
            tabla,
        ]
    )


def por_delegacion(datos: Datos) -> Varias:
    """Hallazgos de cada delegación, y por cada cien créditos donde hay bastantes para una tasa."""
    cuadro = cuadro_por_delegacion(datos)
    mayores = cuadro[cuadro["hallazgos"] > 0].head(10)
    primera = f"{mayores.iloc[0]['nombre']} reúne más hallazgos" if len(mayores) else "Ninguna tiene hallazgos"
    grafica = barras(primera, list(zip(mayores["nombre"], mayores["hallazgos"].tolist(), strict=True)), entero)
    totales = _totales(datos) | {
        "creditos": len(datos.creditos),
        "criticos": len(datos.de([Severidad.CRITICA])),
        "por_cien": por_cien(len(datos.hallazgos), len(datos.creditos)),
    }
    tabla = Tabla(
        f"Hallazgos por delegación al {fecha_corta(datos.corte)}, millones de pesos",
        [
            Columna("nombre", "Delegación"),
            Columna("creditos", "Créditos verificados", "entero"),
            Columna("con_hallazgo", "Con hallazgo", "entero"),
            Columna("hallazgos", "Hallazgos", "entero"),
            Columna("criticos", "Críticos", "entero"),
            Columna("por_cien", "Hallazgos por cien créditos", "razon"),
            Columna("importe", "Importe en juego", "millones"),
        ],
        cuadro,
        total={"nombre": "Total", **totales},
        hoja="delegacion",
        nota=f"{_NOTA_DEL_IMPORTE} Con menos de {MINIMO_PARA_PORCENTAJE} créditos sólo se da el conteo.",
    )
    return Varias([grafica, tabla])


def mapa(datos: Datos) -> Varias | Aviso:
    """Delegación por regla: dónde se repite cada falta. Los créditos que nadie mueve van aparte: son otra escala."""
    del_credito = set(datos.hallazgos.loc[datos.hallazgos["acto"] == "", "regla"])
    grupos = [[r.clave for r in reglas() if (r.clave in del_credito) == aparte] for aparte in (False, True)]
    figuras = [_calor(datos.hallazgos, claves) for claves in grupos if datos.hallazgos["regla"].isin(claves).any()]
    return Varias(figuras) if figuras else Aviso("nota", "No hay hallazgos que cruzar.")


def _calor(hallazgos: pd.DataFrame, claves: list[str]) -> Figura:
    hallazgos = hallazgos[hallazgos["regla"].isin(claves)]
    cruce = pd.crosstab(hallazgos["delegacion"], hallazgos["regla"])
    orden = cruce.sum(axis=1).sort_values(ascending=False, kind="stable").index[:FILAS_DEL_MAPA]
    cruce = cruce.reindex(index=orden, columns=claves, fill_value=0)
    mayor = cruce.melt(value_name="veces", ignore_index=False).sort_values("veces", kind="stable").iloc[-1]
    nombres = nombradas(orden.to_series(), delegaciones())
    donde = nombres[str(mayor.name)]
    return calor(
        f"La falta que más se repite es {mayor['regla']} en {donde}: {cuantos(mayor['veces'], 'vez', 'veces')}",
        list(nombres),
        [clave.removeprefix("PAE") for clave in claves],
        cruce.to_numpy().tolist(),
        f"Hallazgos por delegación y por regla, de {claves[0]} a {claves[-1]}; las delegaciones con más, primero.",
    )
