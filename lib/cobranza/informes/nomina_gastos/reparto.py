"""Con qué regla se repartió y a dónde fue cada peso: delegaciones, conceptos, relación analítica y fondos."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cobranza.base.dinero import pesos, texto
from cobranza.base.fechas import fecha_corta
from cobranza.informes.de_quien import con_su_numero, da_folio, numeros, que_se_da
from cobranza.informes.nomina_gastos import nombres
from cobranza.informes.nomina_gastos.datos import Datos
from cobranza.informes.procedencia import en_palabras
from cobranza.nomina.norma_habilitante import SIEMPRE, NormaHabilitante
from cobranza.nomina.partes import A_FONDO, A_PERSONA, MOTIVOS, SIN_ASIGNAR
from cobranza.papel import palabras
from cobranza.papel.celdas_chicas import al_final, calladas
from cobranza.papel.figuras import barras
from cobranza.papel.palabras import AMBITOS
from cobranza.papel.piezas import Aviso, Ficha, Varias
from cobranza.papel.tabla import Columna, Tabla

_DESTINOS = {A_PERSONA: "personas", A_FONDO: "fondos", SIN_ASIGNAR: "pendiente"}
_COLUMNAS_DE_DESTINO = [
    Columna("cobros", "Cobros", "entero"),
    Columna("base", "Cobrado", "pesos"),
    Columna("personas", "A personas", "pesos"),
    Columna("fondos", "A fondos", "pesos"),
    Columna("pendiente", "Sin asignar", "pesos"),
]


def reglas(datos: Datos) -> Varias:
    """La norma habilitante que rigió, sus porcentajes con fuente y el rótulo de lo ilustrativo."""
    aviso = Aviso(
        "ilustrativo",
        "No se encontró publicada la norma estatal que fija los porcentajes: los que llevan ese rótulo son de "
        "ejemplo y sólo muestran cómo se calcula. Se sustituyen registrando el lineamiento vigente.",
    )
    normas = sorted(datos.nomina.normas, key=lambda n: n.supletoria)
    renglones = [
        {
            "regla": regla.clave,
            "concepto": nombres.CONCEPTOS[regla.concepto],
            "puesto": nombres.QUIENES.get(regla.puesto, regla.puesto),
            "participa": nombres.PARTICIPA[regla.participa],
            "porcentaje": texto(regla.porcentaje),
            "vacante": nombres.VACANTE[regla.vacante] if regla.participa in ("notifico_antes", "titular", "superviso")
            else "",
            "calidad": en_palabras(regla.calidad),
        }
        for norma in normas
        for regla in norma.reglas
    ]  # fmt: skip
    tabla = Tabla(
        "Regla de reparto usada, por ciento de lo cobrado",
        [
            Columna("regla", "Regla"),
            Columna("concepto", "Concepto"),
            Columna("puesto", "A quién"),
            Columna("participa", "Por qué"),
            Columna("porcentaje", "Por ciento", "razon"),
            Columna("vacante", "Si está vacante"),
            Columna("calidad", "Calidad"),
        ],
        renglones,
        hoja="reglas",
        ilustrativo=datos.es_ilustrativa,
        nota="Cada concepto suma 100.00. Los centavos que sobran al partir van a los restos mayores: las partes "
        "de cada recibo suman su importe exacto.",
    )
    return Varias([*([aviso] if datos.es_ilustrativa else []), tabla, *(_ficha(n) for n in normas)])


def _ficha(norma: NormaHabilitante) -> Ficha:
    hasta = "sin término" if norma.hasta == SIEMPRE else fecha_corta(norma.hasta)
    return Ficha(
        f"{norma.clave}: {norma.titulo}",
        [
            ("Publicación", norma.publicado_en or "No publicada"),
            ("Ámbitos", ", ".join(AMBITOS[a] for a in norma.ambitos)),
            ("Vigencia", f"{fecha_corta(norma.desde)} a {hasta}"),
            ("Tope por persona y periodo", "Sin tope" if norma.tope is None else f"${pesos(norma.tope)}"),
            ("Calidad y fuente", f"{en_palabras(norma.calidad)}. {norma.fuente}"),
            *((r.clave, f"{en_palabras(r.calidad)}. {r.fuente}") for r in norma.reglas if r.fuente != norma.fuente),
            ("Archivo", norma.archivo),
        ],
    )


def _por(datos: Datos, claves: list[str]) -> pd.DataFrame:
    """Cobros, base y su destino, agrupados por columnas de los cobros; de mayor a menor base."""
    grupos = datos.cobros.groupby(claves)["importe"].agg(cobros="size", base="sum")
    partes = datos.partes.merge(datos.cobros[["clave", "concepto", "ambito"]], on="clave")
    for destino, columna in _DESTINOS.items():
        suma = partes[partes["destino"] == destino].groupby(claves)["importe"].sum()
        grupos[columna] = suma.reindex(grupos.index, fill_value=0)
    orden = grupos.reset_index()
    return orden.sort_values(["base", *claves], ascending=[False, *[True] * len(claves)], ignore_index=True)


def _totales(filas: pd.DataFrame, columnas: list[str]) -> dict[str, Any]:
    return {c: int(filas[c].sum()) for c in columnas}


def por_delegacion(datos: Datos) -> Varias:
    """Lo cobrado en cada delegación, a dónde fue y cuánto se paga."""
    filas = _por(datos, ["delegacion"])
    pagado = datos.por_persona.groupby("delegacion")[["retencion", "descuentos", "neto"]].sum()
    pagado["retenido"] = pagado["retencion"] + pagado["descuentos"]
    for columna in ("retenido", "neto"):
        filas[columna] = filas["delegacion"].map(pagado[columna]).fillna(0).astype(np.int64)
    filas["nombre"] = palabras.nombradas(filas["delegacion"], palabras.delegaciones())
    sumadas = ["cobros", "base", *_DESTINOS.values(), "retenido", "neto"]
    totales = {"nombre": "Total", **_totales(filas, sumadas)}
    callar = [d in datos.delegaciones_calladas for d in filas["delegacion"]]
    dichas = filas[[not c for c in callar]]
    filas = al_final(calladas(filas, callar, sumadas, datos.minimo), callar, "nombre")
    tabla = Tabla(
        f"Nómina por delegación, {datos.periodo}, pesos",
        [
            Columna("nombre", "Delegación"),
            *_COLUMNAS_DE_DESTINO,
            Columna("retenido", "ISR y descuentos", "pesos"),
            Columna("neto", "Neto", "pesos"),
        ],
        filas,
        total=totales,
        hoja="delegaciones",
        ilustrativo=datos.es_ilustrativa,
        nota="Cuenta en la delegación que tenía el crédito el día de la diligencia, aunque después se traspasara.",
    )
    figura = barras(
        f"Cobrado de gastos y honorarios por delegación, pesos ({datos.periodo})",
        [(str(f["nombre"]), int(f["base"])) for f in dichas.to_dict("records")],
        pesos,
    )
    return Varias([figura, tabla] if len(dichas) > 1 else [tabla])


def resumen(datos: Datos) -> Varias:
    """Lo cobrado y su destino por concepto y ámbito y, en lo reservado, el detalle con delegación.

    El detalle no se comparte: sus celdas son de muy pocos, y las que no lo son las dirían.
    """
    tablas = []
    detalle = [(["concepto", "ambito", "delegacion"], "resumen_delegacion")] if datos.nominativo else []
    for claves, hoja in ((["concepto", "ambito"], "resumen"), *detalle):
        filas = _por(datos, claves)
        sumadas = ["cobros", "base", *_DESTINOS.values()]
        totales = {"nombre": "Total", **_totales(filas, sumadas)}
        cuantos = datos.contribuyentes(claves)
        callar = datos.callar([int(cuantos[tuple(f)]) for f in filas[claves].to_numpy()])
        filas["nombre"] = filas["concepto"].map(nombres.CONCEPTOS)
        filas["de_ambito"] = filas["ambito"].map(AMBITOS)
        con_delegacion = "delegacion" in filas
        if con_delegacion:
            filas["en"] = palabras.nombradas(filas["delegacion"], palabras.delegaciones())
        tablas.append(
            Tabla(
                f"Cobrado por concepto{', ámbito y delegación' if con_delegacion else ' y ámbito'}, pesos",
                [
                    Columna("nombre", "Concepto"),
                    Columna("de_ambito", "Ámbito"),
                    *([Columna("en", "Delegación")] if con_delegacion else []),
                    *_COLUMNAS_DE_DESTINO,
                ],
                al_final(calladas(filas, callar, sumadas, datos.minimo), callar, "nombre"),
                total=totales,
                hoja=hoja,
                ilustrativo=datos.es_ilustrativa,
                maximo=10,
            )
        )  # fmt: skip
    return Varias(tablas)


def relacion_analitica(datos: Datos) -> Tabla:
    """Cada parte de cada cobro: recibo, crédito, diligencia, quién y, en lo reservado, cuánto.

    Lo cobrado de un crédito es un tanto por ciento de lo que se debe (CFF, art. 150): diría cuánto.
    """
    cobros = datos.cobros[
        ["clave", "recibo", "folio", "contribuyente", "concepto", "ingreso", "acto", "practicada", "importe"]
    ].rename(columns={"importe": "cobrado"})
    filas = datos.partes.merge(cobros, on="clave").sort_values(["ingreso", "recibo", "clave", "regla"], kind="stable")
    filas = con_su_numero(datos, filas)
    filas = filas.assign(
        concepto=filas["concepto"].map(nombres.CONCEPTOS),
        acto=filas["acto"].map(palabras.actos()),
        puesto=palabras.nombradas(filas["puesto"], nombres.QUIENES),
        quien=filas["beneficiario"].astype(str).replace(_beneficiarios(datos)),
        folio=que_se_da(datos, filas["folio"]),
    )
    cuanto = datos.nominativo
    return Tabla(
        f"Relación analítica, {datos.periodo}{', pesos' if cuanto else ''}",
        [
            *([Columna("recibo", "Recibo")] if da_folio(datos) else []),
            Columna("ingreso", "Ingreso", "fecha"),
            *numeros(datos, filas),
            *([Columna("contribuyente", "Contribuyente")] if datos.nominativo else []),
            Columna("concepto", "Concepto"),
            Columna("acto", "Diligencia"),
            Columna("practicada", "Fecha", "fecha"),
            *([Columna("cobrado", "Cobrado", "pesos")] if cuanto else []),
            Columna("regla", "Regla"),
            Columna("puesto", "Por"),
            Columna("quien", "Para"),
            *([Columna("importe", "Parte", "pesos")] if cuanto else []),
        ],
        filas,
        total={"recibo": "Total", "importe": int(filas["importe"].sum())} if cuanto else None,
        hoja="relacion",
        ilustrativo=datos.es_ilustrativa,
        maximo=14,
        nota="«Cobrado» es el importe del renglón del recibo y se repite en cada una de sus partes."
        if cuanto
        else "El importe de cada recibo, en la versión reservada.",
    )


def _beneficiarios(datos: Datos) -> dict[str, str]:
    """Cómo se imprime cada beneficiario: número y nombre de la persona, su seudónimo, o nombre del fondo."""
    de_personas = nombres.de_personas(datos)
    if datos.nominativo:
        personas = datos.nomina.personas
        de_personas = {n: f"{n} {q}" for n, q in zip(personas["numero_empleado"], personas["nombre"], strict=True)}
    return {**nombres.QUIENES, **de_personas, "": "Sin asignar"}


def fondos(datos: Datos) -> Tabla:
    """Cuánto recibe cada fondo y por qué: su porcentaje, puestos vacantes o excedentes del tope."""
    suyas = datos.partes[datos.partes["destino"] == A_FONDO]
    por = ["beneficiario", "motivo"]
    filas = suyas.groupby(por)["importe"].agg(partes="size", importe="sum").reset_index()
    cuantos = datos.contribuyentes(por, suyas.merge(datos.cobros[["clave", "rfc"]], on="clave"))
    callar = datos.callar([int(cuantos[tuple(f)]) for f in filas[por].to_numpy()])
    totales = {"fondo": "Total", **_totales(filas, ["partes", "importe"])}
    filas = filas.assign(
        fondo=palabras.nombradas(filas["beneficiario"], nombres.QUIENES),
        porque=filas["motivo"].map(MOTIVOS).fillna("Su porcentaje en la regla"),
    )
    return Tabla(
        f"Parte de los fondos, {datos.periodo}, pesos",
        [
            Columna("fondo", "Fondo"),
            Columna("porque", "Por qué"),
            Columna("partes", "Partes", "entero"),
            Columna("importe", "Importe", "pesos"),
        ],
        calladas(filas, callar, ["partes", "importe"], datos.minimo),
        total=totales,
        hoja="fondos",
        ilustrativo=datos.es_ilustrativa,
        nota="El ingreso federal va al fondo revolvente salvo que una ley lo destine a otro fin (CFF, art. 150).",
    )
