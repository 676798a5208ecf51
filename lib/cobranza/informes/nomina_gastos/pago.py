"""El trámite de pago: nómina por beneficiario, memoria del ISR, dispersión bancaria y póliza."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.base.dinero import texto
from cobranza.base.fechas import fecha_corta, mes_largo
from cobranza.informes.nomina_gastos import nombres
from cobranza.informes.nomina_gastos.datos import Datos
from cobranza.nomina import poliza as asientos
from cobranza.nomina.partes import A_PERSONA
from cobranza.papel import palabras
from cobranza.papel.celdas_chicas import calladas
from cobranza.papel.piezas import Aviso, Frase, Varias
from cobranza.papel.tabla import Columna, Tabla

if TYPE_CHECKING:
    from cobranza.nomina.calculo import Nomina

_SUMADAS = ("bruto", "retencion", "descuentos", "neto")
_SIN_MEMORIA = (
    "La retención es la diferencia entre el impuesto del sueldo con este pago y el del sueldo solo (LISR, art. 96). "
    "La memoria de una persona lleva su sueldo: sale sólo en la versión reservada."
)


def por_beneficiario(datos: Datos) -> Tabla:
    """Lo de cada persona en cada delegación: por qué participa, bruto, ISR, descuento y neto."""
    partes = datos.partes[datos.partes["destino"] == A_PERSONA]
    llave = ["delegacion", "beneficiario"]
    unicas = partes.drop_duplicates([*llave, "puesto"]).sort_values([*llave, "puesto"])
    puestos = palabras.nombradas(unicas["puesto"], nombres.QUIENES).groupby([unicas[c] for c in llave]).agg(", ".join)
    filas = datos.por_persona.assign(
        por=lambda f: puestos.reindex(pd.MultiIndex.from_frame(f[["delegacion", "numero_empleado"]])).to_numpy()
    )
    filas = filas.assign(en=palabras.nombradas(filas["delegacion"], palabras.delegaciones()))
    filas = nombres.rotulado(datos, filas)
    desempate = "numero_empleado" if datos.nominativo else nombres.SEUDONIMO
    totales = {"en": "Total", **{c: int(filas[c].sum()) for c in _SUMADAS}}
    filas["orden"] = filas["neto"].mask(filas["delegacion"].isin(datos.delegaciones_calladas), 0)
    filas = filas.sort_values(["delegacion", "orden", desempate], ascending=[True, False, True], ignore_index=True)
    callar = filas["delegacion"].isin(datos.delegaciones_calladas)
    return Tabla(
        f"Nómina por delegación y beneficiario, {datos.periodo}, pesos",
        [
            Columna("en", "Delegación"),
            *nombres.columnas(datos, con_rfc=True),
            Columna("por", "Participó como"),
            Columna("bruto", "Bruto", "pesos"),
            Columna("retencion", "ISR", "pesos"),
            Columna("descuentos", "Descuentos", "pesos"),
            Columna("neto", "Neto", "pesos"),
        ],
        calladas(filas, callar, _SUMADAS, datos.minimo),
        total=totales,
        hoja="beneficiarios",
        ilustrativo=datos.es_ilustrativa,
        nota="La retención y el descuento se calculan sobre todo lo que ganó la persona y se reparten entre sus "
        "delegaciones en proporción a su bruto.",
    )


def memoria_isr(datos: Datos) -> Varias | Frase:
    """Cómo se retuvo el ISR, con el caso de la persona a quien más se le retiene: lleva su sueldo."""
    personas = datos.nomina.personas
    personas = personas[personas["numero_empleado"].isin(datos.por_persona["numero_empleado"])]
    if personas.empty:
        return Frase("Nadie recibe pago en este periodo: no hay ISR que retener.")
    if not datos.nominativo:
        return Varias([*_varios_meses(datos), Frase(_SIN_MEMORIA)])
    p = personas.sort_values(["retencion", "numero_empleado"], ascending=[False, True]).iloc[0]
    memoria = memoria_de(p.to_dict(), datos.nomina, de_la_version=datos.guardada is not None)
    return Varias([*_varios_meses(datos), memoria])


def memoria_de(
    persona: Mapping[Hashable, Any], nomina: Nomina, *, de_la_version: bool, hoja: str = "memoria_isr"
) -> Tabla:
    """Cómo se retuvo el ISR de una persona en una nómina, paso por paso; lleva su sueldo."""
    p = persona
    pasos = [
        ("Sueldo del mes", p["sueldo_mensual"], "Plantilla de personal"),
        *([("Otras nóminas de gastos del mes", p["bruto_mes"], "Ya enviadas a pago")] if p["bruto_mes"] else []),
        ("Gastos de ejecución y honorarios", p["bruto"], "LISR, art. 94, fr. I: también son salario"),
        *([("Lo anterior, mensualizado", p["mensualizada"], "RLISR, art. 163, fr. I: entre los días por 30.4")]
          if "mensualizada" in p else []),
        ("Ingreso total del mes", p["sueldo_mensual"] + p["bruto_mes"] + p.get("mensualizada", p["bruto"]), ""),
        ("Impuesto de la tarifa sobre el total", p["impuesto"], "LISR, art. 96"),
        ("Subsidio para el empleo que le corresponde", p["subsidio"], "Decreto vigente; lo que exceda no se paga"),
        ("Retención sobre el total", p["retencion_total"], "Impuesto menos subsidio, no menos de cero"),
        (f"Retención sobre {'lo demás' if p['bruto_mes'] else 'el sueldo solo'}", p["retencion_sueldo"],
         "Ya la hace la nómina ordinaria"),
        ("Atribuible a esta nómina", p["retencion"] + p["por_retener"],
         f"A la tasa de {texto(p['tasa'])} %: la diferencia entre lo mensualizado (frs. III y IV)" if "tasa" in p
         else "Diferencia de las dos"),
        ("Se retiene en esta nómina", p["retencion"], "No más que lo que se paga"),
    ]  # fmt: skip
    return Tabla(
        f"Memoria del ISR del empleado {p['numero_empleado']}, pago de {mes_largo(nomina.fecha_pago)}, pesos",
        [Columna("paso", "Paso"), Columna("importe", "Importe", "pesos"), Columna("porque", "Por qué")],
        [dict(zip(("paso", "importe", "porque"), paso, strict=True)) for paso in pasos],
        hoja=hoja,
        nota=f"Tarifa y subsidio vigentes el {fecha_corta(nomina.fecha_pago)}. El sueldo es el que "
        f"{'decía la plantilla al calcularla' if de_la_version else 'hoy dice la plantilla'}; el entero vence el "
        "día 17 del mes siguiente.",
    )


def _varios_meses(datos: Datos) -> list[Aviso]:
    desde, hasta = datos.nomina.desde, datos.nomina.hasta
    if (desde.year, desde.month) == (hasta.year, hasta.month):
        return []
    if "tasa" in datos.nomina.personas:
        return [
            Aviso(
                "nota",
                "El periodo abarca varios meses: se retuvo a la tasa de lo mensualizado (RLISR, art. 163; la "
                "fracción IV es interpretación).",
            )
        ]
    return [
        Aviso(
            "atencion",
            "El periodo abarca varios meses y se paga en uno: la retención suma todo al sueldo del mes de pago "
            "(LISR, art. 96). El procedimiento del art. 163 del Reglamento no se aplicó.",
        )
    ]


def dispersion(datos: Datos) -> Tabla:
    """El neto por CLABE, un renglón por persona; la cuenta sólo en el informe nominativo."""
    filas = datos.por_persona
    filas = filas.groupby(["numero_empleado", "nombre", "rfc", "clabe"])["neto"].sum().reset_index()
    filas = filas[filas["neto"] > 0].sort_values("numero_empleado")
    quien, rotuladas = nombres.columnas(datos), nombres.rotulado(datos, filas)
    return Tabla(
        f"Dispersión bancaria, {datos.periodo}, pesos",
        [
            *quien,
            *([Columna("clabe", "CLABE")] if datos.nominativo else []),
            Columna("neto", "Neto", "pesos"),
        ],
        calladas(rotuladas, rotuladas["numero_empleado"].isin(datos.personas_calladas), ["neto"], datos.minimo),
        total={quien[0].clave: "Total", "neto": int(filas["neto"].sum())},
        hoja="dispersion",
        ilustrativo=datos.es_ilustrativa,
        nota="La CLABE va como texto de 18 dígitos."
        if datos.nominativo
        else "La CLABE sale sólo en la versión reservada.",
    )


def poliza(datos: Datos) -> Tabla:
    """La póliza propuesta de la nómina completa, por momento; cargos y abonos iguales."""
    filas = asientos.poliza(datos.nomina)
    total = {"momento": "Total", "cargo": int(filas["cargo"].sum()), "abono": int(filas["abono"].sum())}
    # lo cobrado de cada concepto es un renglón del resumen: si ahí se calla, aquí también
    pocos = any(datos.callar(datos.contribuyentes(["concepto", "ambito"], datos.nomina.cobros).tolist()))
    de_un_concepto = filas["cuenta"].str.startswith("Accesorios")
    return Tabla(
        "Póliza propuesta de la nómina completa, pesos",
        [
            Columna("momento", "Momento"),
            Columna("cuenta", "Cuenta"),
            Columna("cargo", "Cargo", "pesos"),
            Columna("abono", "Abono", "pesos"),
        ],
        calladas(filas, de_un_concepto & pocos, ["cargo", "abono"], datos.minimo),
        total=total,
        hoja="poliza",
        ilustrativo=True,
        nota="Cuentas y partida por confirmar con contabilidad; la estructura sigue la del CONAC.",
    )
