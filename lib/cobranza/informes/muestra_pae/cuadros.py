"""Qué se sorteó, qué se contestó y hasta dónde se puede decir de todos lo que se halló en algunos."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cobranza.base.catalogos import tabla
from cobranza.base.dinero import escalado, pesos
from cobranza.base.fechas import fecha_corta
from cobranza.informes.de_quien import con_su_numero, numeros, que_se_da
from cobranza.informes.muestra_pae.datos import Datos
from cobranza.papel.formato import decimas, entero
from cobranza.papel.palabras import cuantos, delegaciones, nombradas
from cobranza.papel.piezas import Aviso, Varias
from cobranza.papel.tabla import Columna, Tabla
from cobranza.verificacion.cedula import CUMPLE, NO_APLICA, NO_CUMPLE
from cobranza.verificacion.intervalos import CONFIANZA
from cobranza.verificacion.muestra import Extrapolado, reglas_de_la_muestra


def sorteo(datos: Datos) -> Varias:
    """Por delegación: de cuántos se sortearon cuántos; y los de riesgo, que son aparte."""
    dichas, e = reglas_de_la_muestra(), datos.muestra.estratos
    total = {c: int(e[c].sum()) for c in ("poblacion", "sorteados")}
    e = e.groupby("delegacion", as_index=False)[["riesgo", "poblacion", "sorteados"]].sum()
    cuadro = e.assign(nombre=nombradas(e["delegacion"], delegaciones())).sort_values(
        ["sorteados", "delegacion"], ascending=[False, True], ignore_index=True
    )
    # de qué delegación son los de riesgo no se da: con el rango de otra lista diría cuánto debe cada uno
    riesgo = cuantos(int(e["riesgo"].sum()), "expediente de riesgo", "expedientes de riesgo")
    saldo, meses = pesos(escalado(str(dichas["riesgo"]["saldo"]), 2)), dichas["riesgo"]["prescribe_meses"]
    umbrales = (
        f"De riesgo: más de ${saldo} de saldo que prescribe en {meses} meses o menos; al menos "
        f"{dichas['minimo_por_delegacion']} sorteados por delegación. Son valores de trabajo: {dichas['fuente']}."
    )
    return Varias(
        [
            Aviso("ilustrativo", umbrales),
            Tabla(
                f"Expedientes sorteados al {fecha_corta(datos.corte)}",
                [
                    Columna("nombre", "Delegación"),
                    Columna("sorteados", "Sorteados", "entero"),
                    Columna("poblacion", "De cuántos", "entero"),
                ],
                cuadro,
                total={"nombre": "Total", **total},
                hoja="sorteo",
                maximo=len(cuadro),
                nota=f"Además, {riesgo}, que se revisan todos. Semilla «{datos.muestra.semilla}»; error de "
                f"{datos.muestra.puntos} puntos con p = 0.5 y corrección por población finita, en proporción a cada "
                f"delegación y, en ella, a cada etapa. Huella {datos.muestra.huella[:16]}.",
            ),
        ]
    )


def expedientes(datos: Datos) -> Tabla | Aviso:
    """Cuáles son, con los documentos que se revisan en cada uno y cómo va."""
    c = datos.muestra.creditos
    if c.empty:
        return Aviso("nota", "No hay créditos vigentes que revisar.")
    etapas = tabla("etapas").set_index("clave")["etapa"]
    cuantas = datos.muestra.documentos["folio"].value_counts()
    estado = _estado(datos, c["folio"])
    c = con_su_numero(datos, c)
    cual = numeros(datos, c)
    return Tabla(
        "Los expedientes de la muestra",
        [
            *cual,
            Columna("donde", "Delegación"),
            Columna("hasta", "Etapa alcanzada"),
            Columna("documentos", "Documentos", "entero"),
            Columna("estado", "Cómo va"),
        ],
        c.assign(
            folio=que_se_da(datos, c["folio"]), donde=nombradas(c["delegacion"].astype("str"), delegaciones()),
            hasta=c["etapa"].astype("str").map(etapas),
            documentos=c["folio"].map(cuantas).fillna(0).astype("int64"), estado=estado,
        ),
        hoja="expedientes",
        maximo=15,
        nota="La cédula para llenar la deja «cobranza muestra», con el mismo corte, semilla y puntos.",
    )  # fmt: skip


def _estado(datos: Datos, folios: pd.Series[str]) -> list[str]:
    if datos.cedula is None:
        return ["Por revisar"] * len(folios)
    faltan, malos = datos.cedula.sin_contestar, set(datos.revisados.loc[datos.revisados["no_cumple"], "folio"])
    return [
        f"Faltan {int(faltan[f])}" if f in faltan.index else "No cumple" if f in malos else "Cumple" for f in folios
    ]


def requisitos(datos: Datos) -> Tabla | Aviso:
    """De los documentos revisados en cada etapa, cuántos cumplen."""
    if datos.cedula is None or datos.cedula.respuestas.empty:
        return Aviso("nota", "Aún no hay documentos revisados: falta la cédula llena.")
    etapas = tabla("etapas").set_index("clave")["etapa"]
    r = datos.cedula.respuestas
    cuenta = pd.crosstab(r["etapa"], r["respuesta"]).reindex(columns=[CUMPLE, NO_CUMPLE, NO_APLICA], fill_value=0)
    orden = [e for e in etapas.index if e in cuenta.index]
    filas = [
        {"etapa": etapas[e], "cumplen": int(cuenta.loc[e, CUMPLE]), "no": int(cuenta.loc[e, NO_CUMPLE]),
         "no_aplica": int(cuenta.loc[e, NO_APLICA])}
        for e in orden
    ]  # fmt: skip
    filas = [f | {"tasa": decimas(f["cumplen"], f["cumplen"] + f["no"])} for f in filas]
    si, no = (sum(f[c] for f in filas) for c in ("cumplen", "no"))
    return Tabla(
        "Requisitos que cumplen, por etapa (PAE-06)",
        [
            Columna("etapa", "Etapa"),
            Columna("tasa", "Parte que cumple", "porcentaje"),
            Columna("cumplen", "Cumplen", "entero"),
            Columna("no", "No cumplen", "entero"),
            Columna("no_aplica", "No aplican", "entero"),
        ],
        filas,
        total={"etapa": "Total", "tasa": decimas(si, si + no), "cumplen": si, "no": no,
               "no_aplica": sum(f["no_aplica"] for f in filas)},
        hoja="requisitos",
        maximo=len(filas),
        nota="De lo que aplica. Es de lo revisado, no de todos: los documentos de un mismo expediente no son "
        "independientes, así que el intervalo se da por expediente, en el cuadro que sigue.",
    )  # fmt: skip


def extrapolacion(datos: Datos) -> Varias | Aviso:
    """Cuántos expedientes no cumplirían en todo y en cada delegación, con su intervalo."""
    x = datos.extrapolado
    if x is None:
        faltan = cuantos(datos.faltan, "expediente", "expedientes")
        return Aviso("nota", f"No se extrapola: faltan {faltan} por contestar, y lo que falta no se supone.")
    etapas = tabla("etapas").set_index("clave")["etapa"]
    return Varias(
        [
            Tabla(
                "Expedientes que no cumplirían en toda la cartera vigente",
                [
                    Columna("de", "Vigentes", "entero"),
                    Columna("revisados", "Revisados", "entero"),
                    Columna("casos", "No cumplen, de los revisados", "entero"),
                    Columna("estimado", "No cumplirían, estimado", "entero"),
                    Columna("habria", f"Intervalo al {CONFIANZA} %", "razon"),
                ],
                [{"de": x.poblacion, "revisados": x.revisados, "casos": x.hallados, "estimado": round(x.estimado),
                  "habria": f"{entero(x.desde)} a {entero(x.hasta)}"}],
                hoja="extrapolacion",
                nota="Estimador estratificado por delegación y etapa más los de riesgo, que se revisaron todos; "
                "intervalo de Wilson con el tamaño efectivo del diseño.",
            ),
            _de_cada_parte(datos.por_parte(0), delegaciones(), "Delegación"),
            _de_cada_parte(datos.por_parte(1), {str(k): str(v) for k, v in etapas.items()}, "Etapa"),
        ]
    )  # fmt: skip


def _de_cada_parte(partes: Mapping[str, Extrapolado], nombres: Mapping[str, str], que: str) -> Tabla:
    """De lo sorteado en cada delegación, o en cada etapa, cuántos no cumplirían."""
    filas = [
        {"nombre": nombres.get(parte, parte), "revisados": x.revisados, "de": x.poblacion, "casos": x.hallados,
         "habria": f"{entero(x.desde)} a {entero(x.hasta)}"}
        for parte, x in partes.items()
    ]  # fmt: skip
    return Tabla(
        f"Lo sorteado en cada {que.lower()}",
        [
            Columna("nombre", que),
            Columna("casos", "No cumplen", "entero"),
            Columna("revisados", "Revisados", "entero"),
            Columna("de", "De cuántos", "entero"),
            Columna("habria", f"No cumplirían ({CONFIANZA} %)", "razon"),
        ],
        sorted(filas, key=lambda f: (-int(str(f["casos"])), str(f["nombre"]))),
        hoja=f"por_{que.lower().replace('ó', 'o')}",
        maximo=len(filas),
        nota="Con el mismo estimador, sin los de riesgo. Con pocos revisados el intervalo es ancho: el orden no dice "
        "dónde se está peor si los intervalos se enciman.",
    )


def rechazadas(datos: Datos) -> Tabla | Aviso:
    """Los renglones de la cédula que no entraron, con su línea y qué hacer."""
    if datos.cedula is None:
        return Aviso("nota", "Aún no se da una cédula llena.")
    if not datos.cedula.reparos:
        return Aviso("nota", f"De {cuantos(datos.cedula.leidas, 'renglón', 'renglones')}, ninguno se rechazó.")
    return Tabla(
        "Renglones que no entraron: corrígelos en la cédula y vuelve a correr",
        [
            Columna("linea", "Línea", "ordinal"),
            Columna("campo", "Columna"),
            Columna("mensaje", "Qué pasa y qué hacer"),
        ],
        [{"linea": r.linea, "campo": r.campo, "mensaje": r.mensaje} for r in datos.cedula.reparos],
        hoja="rechazadas",
        maximo=20,
    )
