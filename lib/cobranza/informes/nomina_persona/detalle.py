"""Cada peso con su recibo, su diligencia y su regla; lo descontado, el impuesto y lo acumulado en el año."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cobranza.base.dinero import texto
from cobranza.base.fechas import fecha_corta
from cobranza.informes.de_quien import con_su_numero, da_folio, numeros, que_se_da
from cobranza.informes.nomina_gastos import nombres
from cobranza.informes.nomina_gastos.pago import memoria_de
from cobranza.informes.nomina_persona.datos import EN_RESERVA, SUMADAS, Datos
from cobranza.informes.procedencia import en_palabras
from cobranza.informes.tramitando import dicho
from cobranza.papel import palabras
from cobranza.papel.piezas import Aviso, Frase, Varias
from cobranza.papel.tabla import Columna, Tabla

_IMPORTES = [
    Columna("bruto", "Bruto", "pesos"),
    Columna("retencion", "ISR", "pesos"),
    Columna("pension", "Alimentos", "pesos"),
    Columna("descuento", "Por reversas", "pesos"),
    Columna("otras", "Otras", "pesos"),
    Columna("neto", "Neto", "pesos"),
]


def por_nomina(datos: Datos) -> Tabla | Frase:
    """En qué nóminas está, de qué periodo son y, en lo reservado, cuánto en cada una."""
    if not datos.nominas:
        return Frase("No hay nóminas que mirar.")
    filas: list[dict[str, Any]] = [
        {
            "nomina": f"{de.version.nomina}, versión {de.version.version}",
            "periodo": palabras.periodo(de.version.resultado.desde, de.version.resultado.hasta),
            "pago": de.version.resultado.fecha_pago,
            "estado": dicho(de.tramite.estado),
            **{c: int(datos.suya(de)[c]) for c in (*SUMADAS, "adeudo")},
        }
        for de in datos.nominas
    ]
    importes = [*_IMPORTES, Columna("adeudo", "Queda a deber", "pesos")] if datos.nominativo else []
    total = {c: sum(f[c] for f in filas) for c in SUMADAS} | {"nomina": "Total", "adeudo": filas[-1]["adeudo"]}
    return Tabla(
        f"Lo suyo en cada nómina, pagadas {datos.entre}{', pesos' if importes else ''}",
        [
            Columna("nomina", "Nómina"),
            Columna("periodo", "De lo cobrado en"),
            Columna("pago", "Pago", "fecha"),
            Columna("estado", "Estado"),
            *importes,
        ],
        filas,
        total=total if importes else None,
        hoja="nominas",
        nota="El orden de los descuentos es ISR, alimentos, cobros reversados y otras. Lo que queda a deber no se "
        "suma: cada nómina lleva lo de las anteriores."
        if importes
        else EN_RESERVA,
    )


def cada_peso(datos: Datos) -> Tabla | Frase:
    """Cada parte: su recibo, su crédito, su diligencia, su regla y, en lo reservado, cuánto."""
    if not datos.nominas or datos.partes.empty:
        return Frase("Ninguna parte le tocó en esas nóminas.")
    return _detalle(datos, datos.partes, f"Cada parte que le tocó, {datos.entre}", "partes", "Parte")


def descontado(datos: Datos) -> Tabla | Frase:
    """Los cobros de antes que se reversaron y la parte que por ellos había recibido."""
    if not datos.nominas or datos.reversadas.empty:
        return Frase("Ningún cobro por el que se le hubiera pagado se reversó.")
    return _detalle(datos, datos.reversadas, "Partes de cobros que se reversaron", "reversadas", "Recibido de más")


def _detalle(datos: Datos, partes: pd.DataFrame, titulo: str, hoja: str, que: str) -> Tabla:
    filas, acto = con_su_numero(datos, partes), partes["acto"].map(palabras.actos())
    filas = filas.assign(
        folio=que_se_da(datos, filas["folio"].astype(str)),
        concepto=filas["concepto"].map(nombres.CONCEPTOS),
        acto=acto + ", " + filas["diligencia"] if da_folio(datos) else acto,
        puesto=palabras.nombradas(filas["puesto"], nombres.QUIENES),
    )
    cuanto = datos.nominativo
    return Tabla(
        f"{titulo}{', pesos' if cuanto else ''}",
        [
            Columna("nomina", "Nómina"),
            *([Columna("recibo", "Recibo")] if da_folio(datos) else []),
            Columna("ingreso", "Ingreso", "fecha"),
            *numeros(datos, filas),
            Columna("concepto", "Concepto"),
            Columna("acto", "Diligencia"),
            Columna("practicada", "Practicada", "fecha"),
            Columna("puesto", "Por ser"),
            Columna("regla", "Regla"),
            Columna("porcentaje", "Por ciento", "razon"),
            *([Columna("base", "Cobrado", "pesos"), Columna("importe", que, "pesos")] if cuanto else []),
        ],
        filas,
        total={"nomina": "Total", "importe": int(filas["importe"].sum())} if cuanto else None,
        hoja=hoja,
        ilustrativo=bool(datos.ilustrativas),
        maximo=20,
        nota="«Cobrado» es el importe del renglón del recibo; la parte es su por ciento, con los centavos al resto "
        "mayor."
        if cuanto
        else EN_RESERVA,
    )


def reglas(datos: Datos) -> Varias | Frase:
    """Con qué norma y regla le tocó, cuántas partes y, en lo reservado, cuánto."""
    if not datos.nominas or datos.partes.empty:
        return Frase("Ninguna regla le dio parte.")
    usadas = {
        (n.clave, r.clave): (n, r) for de in datos.nominas for n in de.version.resultado.normas for r in n.reglas
    }
    sumas = datos.partes.astype({"norma": "str", "regla": "str"}).groupby(["norma", "regla"])["importe"]
    filas = []
    for llave, suyas in sumas:
        norma, regla = usadas[str(llave[0]), str(llave[1])]
        filas.append({
            "norma": norma.titulo, "regla": regla.clave, "concepto": nombres.CONCEPTOS[regla.concepto],
            "porque": nombres.PARTICIPA[regla.participa], "porcentaje": texto(regla.porcentaje),
            "partes": len(suyas), "importe": int(suyas.sum()), "calidad": en_palabras(regla.calidad),
        })  # fmt: skip
    cuanto = datos.nominativo
    tabla = Tabla(
        f"Reglas que le dieron parte{', pesos' if cuanto else ''}",
        [
            Columna("regla", "Regla"),
            Columna("concepto", "Concepto"),
            Columna("porque", "Por qué le toca"),
            Columna("porcentaje", "Por ciento", "razon"),
            Columna("partes", "Partes", "entero"),
            *([Columna("importe", "Importe", "pesos")] if cuanto else []),
            Columna("norma", "Norma"),
            Columna("calidad", "Calidad"),
        ],
        filas,
        total={"regla": "Total", "partes": len(datos.partes), "importe": int(datos.partes["importe"].sum())},
        hoja="reglas",
        ilustrativo=bool(datos.ilustrativas),
    )
    aviso = Aviso("ilustrativo", "La norma es de ejemplo: se sustituye al registrar el lineamiento publicado.")
    return Varias([aviso, tabla] if datos.ilustrativas else [tabla])


def memoria_isr(datos: Datos) -> Varias | Frase:
    """Cómo se retuvo el ISR en cada nómina; lleva el sueldo, así que sólo en lo reservado."""
    if not datos.nominas:
        return Frase("No hay nóminas con impuesto que explicar.")
    if not datos.nominativo:
        return Frase(EN_RESERVA)
    return Varias([
        memoria_de(datos.suya(de), de.version.resultado, de_la_version=True, hoja=f"isr_{k}")
        for k, de in enumerate(datos.nominas, 1)
    ])  # fmt: skip


def acumulados(datos: Datos) -> Tabla | Frase:
    """Lo que lleva en el año del corte, por mes de pago."""
    if not datos.nominativo:
        return Frase(EN_RESERVA)
    if not datos.del_ano:
        return Frase(f"En {datos.corte.year} no se le ha pagado ni descontado nada.")
    filas = [
        {"pago": de.version.resultado.fecha_pago, "nomina": de.version.nomina}
        | {c: int(datos.suya(de)[c]) for c in SUMADAS}
        for de in datos.del_ano
    ]
    return Tabla(
        f"Acumulado de {datos.corte.year} al {fecha_corta(datos.corte)}, pesos",
        [Columna("nomina", "Nómina"), Columna("pago", "Pago", "fecha"), *_IMPORTES],
        filas,
        total={"nomina": "Acumulado", **datos.acumulado()},
        hoja="acumulados",
        nota="Es de las nóminas de gastos enviadas a pago; el sueldo lo lleva la nómina ordinaria.",
    )
