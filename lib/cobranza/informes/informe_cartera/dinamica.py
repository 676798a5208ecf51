"""Cómo madura la cartera: cosechas, paso entre tramos e indicadores calificados del acervo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from cobranza.base.catalogos import indicadores
from cobranza.base.dinero import texto
from cobranza.base.fechas import fecha_corta
from cobranza.cartera.cosechas import MESES
from cobranza.cartera.indicadores import Indicador, limites
from cobranza.expediente.situacion import POR_EXIGIRSE, TRAMOS_DE_ANTIGUEDAD
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.informes.informe_cartera.quienes import COSECHA
from cobranza.papel import palabras
from cobranza.papel.celdas_chicas import calladas
from cobranza.papel.formato import NoCalculable, decimas
from cobranza.papel.piezas import Aviso, Varias
from cobranza.papel.tabla import Columna, Tabla

_CERTEZAS = {
    "V": "verificado en la fuente",
    "C": "en código público o en dos fuentes",
    "R": "referencia histórica",
    "P": "meta interna",
}
_FUERA = ("en convenio", "pagado o extinguido", "cancelado", "traspasado")


def acervo(datos: Datos) -> Varias:
    """Los indicadores calificados de la mora con su periodo, su letra, su certeza y las razones que hay detrás."""
    ficha = indicadores()
    tabla = Tabla(
        f"Indicadores calificados del acervo de la mora al {fecha_corta(datos.corte)}",
        [
            Columna("titulo", "Indicador"),
            Columna("periodo", "Periodo"),
            Columna("valor", "Valor", "razon"),
            Columna("letra", "Letra"),
            Columna("bandas", "Cómo se califica"),
            Columna("norma", "Norma"),
            Columna("certeza", "Certeza del umbral"),
        ],
        [_renglon(i) for i in datos.indicadores],
        hoja="indicadores",
        nota=f"Edición {ficha['edicion']}. {ficha['aviso']} Universo: créditos exigibles con saldo, estatales y "
        "federales coordinados; se excluye lo que aún está en plazo o sin notificar. La letra compara la razón "
        "exacta. «Mora con más de 12 meses» se divide entre la mora; la gráfica de antigüedad, entre todo el saldo.",
    )
    falta = [Aviso("nota", _que_falta(datos))] if _que_falta(datos) else []
    return Varias([tabla, razones(datos), *falta])


def razones(datos: Datos) -> Tabla:
    """La división que hay detrás de cada letra, año por año, con sus dos lados en pesos."""
    tres_anios = [r for i in datos.indicadores if "bandas" in i.ficha for r in i.razones]
    filas = [
        {
            "que": r.que,
            "ejercicio": r.ejercicio,
            "parte": r.parte,
            "entre": r.entre,
            "razon": NoCalculable("falta la recaudación de ese año o no hay mora") if r.valor is None
            else en_decimales(100 * r.valor),
        }
        for r in tres_anios
    ]  # fmt: skip
    return Tabla(
        "Las razones detrás de cada letra, pesos y por ciento",
        [
            Columna("que", "Razón"),
            Columna("ejercicio", "Año", "ordinal"),
            Columna("parte", "Se divide", "pesos"),
            Columna("entre", "Entre", "pesos"),
            Columna("razon", "Por ciento", "razon"),
        ],
        filas,
        principal="razon",
        hoja="razones",
        nota="TADAT promedia las tres razones de cada renglón; PEFA y SIGMA toman la del último año, y PEFA pide dos "
        "a la vez. El por ciento va truncado a seis decimales; los dos lados, completos.",
    )


def en_decimales(valor: Fraction) -> str:
    """Una fracción con seis decimales truncados: nunca aparenta llegar a donde no llega.

    >>> en_decimales(Fraction(9999999999, 1000000000)), en_decimales(Fraction(10))
    ('9.999999', '10.000000')
    """
    millonesimas = valor.numerator * 10**6 // valor.denominator
    return texto(millonesimas, 6)


def _que_falta(datos: Datos) -> str:
    motivos = dict.fromkeys(i.motivo for i in datos.indicadores if i.motivo)
    if not motivos:
        return ""
    return (
        "No se califica lo que no tiene datos. "
        + " ".join(motivos)
        + " La recaudación anual se carga con «cobranza ingerir recaudacion ARCHIVO»."
    )


def _renglon(i: Indicador) -> dict[str, Any]:
    ficha = i.ficha
    return {
        "titulo": ficha["titulo"],
        "periodo": palabras.con_mayuscula(i.periodo),
        "valor": NoCalculable(i.motivo.rstrip(".")) if i.valor is None else _valor(i),
        "letra": i.letra or "—",
        "bandas": _bandas(ficha),
        "norma": ficha["norma"],
        "certeza": f"{ficha['certeza']}: {_CERTEZAS[ficha['certeza']]}",
    }


def _valor(i: Indicador) -> str:
    assert i.valor is not None
    if i.clave == "ACV-04":
        return f"{i.valor} de 12 puntos"
    if i.clave == "ACV-06":
        return f"{texto(round(i.valor * 100))} de 5 puntos"
    return " y ".join(en_su_banda(v, fronteras) for v, fronteras in zip(i.valores, limites(i.clave), strict=True))


def en_su_banda(valor: Fraction, fronteras: Sequence[int]) -> str:
    """Una razón en por ciento, con los decimales que hagan falta para que lo impreso caiga donde cae lo exacto.

    >>> en_su_banda(Fraction(99997, 1000000), [10, 20]), en_su_banda(Fraction(123, 1000), [10, 20])
    ('9.9997 %', '12.3 %')
    """
    exacto = 100 * valor
    for cifras in range(1, 12):
        impreso = Fraction(round(exacto * 10**cifras), 10**cifras)
        if all((impreso >= f) == (exacto >= f) for f in fronteras):
            return f"{texto(round(exacto * 10**cifras), cifras)} %"
    return f"{en_decimales(exacto)}… %"


def _bandas(ficha: Mapping[str, Any]) -> str:
    if "bandas" in ficha:
        return "; ".join(f"{n} desde {b[0]} %" for n, b in ficha["bandas"].items())
    if "conjuntas" in ficha:
        return "; ".join(f"{n} < {a} % y < {b} %" for n, (a, b) in ficha["conjuntas"].items()) + "; si no, D"
    if "m2" in ficha:
        return "; ".join(f"{n} desde {b[0]}" for n, b in ficha["m2"].items())
    return f"{ficha['maximo']} hasta {ficha['pleno_hasta']} %; 0 desde {ficha['cero_desde']} %; lineal en medio"


def madurez(datos: Datos) -> Varias:
    """Cosechas y paso entre tramos, juntos."""
    return Varias([cosechas(datos), transiciones(datos)])


def cosechas(datos: Datos) -> Tabla:
    """Por cada cien pesos determinados en un año, cuántos se han cobrado a 3, 6, 12, 24 y 36 meses."""
    aun_no = NoCalculable("la cosecha aún no cumple esos meses")
    filas = [
        {
            "cosecha": int(c["cosecha"]),
            "creditos": int(c["creditos"]),
            "determinado": int(c["determinado"]),
            **{f"a{k}": aun_no if _falta(c[f"a{k}"]) else _de_cada_cien(c, k) for k in MESES},
        }
        for c in datos.suma.cosechas.to_dict("records")
    ]
    # no hay total del que se deduzca: basta callar las de pocos
    quienes = datos.contribuyentes(COSECHA, [fila["cosecha"] for fila in filas])
    pocos = [not datos.nominativo and 0 < n < datos.minimo for n in quienes]
    return Tabla(
        "Cobrado de cada cosecha, con accesorios, por ciento de lo determinado, sin ellos",
        [
            Columna("cosecha", "Año de registro", "ordinal"),
            Columna("creditos", "Créditos", "entero"),
            Columna("determinado", "Determinado, pesos", "pesos"),
            *(Columna(f"a{k}", f"A {k} meses", "porcentaje") for k in MESES),
        ],
        calladas(pd.DataFrame(filas, dtype=object), pocos, ["determinado"], datos.minimo),
        hoja="cosechas",
        nota="Lo cobrado incluye los recargos y la actualización que se causaron después; lo determinado es lo que "
        "se registró al alta. Por eso una cosecha que ya pagó casi todo pasa de cien: no se cobró de más. Con "
        f"{palabras.POCOS_CREDITOS} no se da porcentaje. Los meses se cuentan desde que cada crédito se registró.",
    )


def _falta(valor: Any) -> bool:
    return valor is None or valor != valor or str(valor) == "<NA>"


def _de_cada_cien(c: dict[Any, Any], k: int) -> Any:
    if int(c["creditos"]) < palabras.MINIMO_PARA_PORCENTAJE:
        return NoCalculable(palabras.POCOS_CREDITOS)
    return decimas(int(c[f"a{k}"]), int(c["determinado"]))


def transiciones(datos: Datos) -> Tabla:
    """De cada tramo de antigüedad al inicio del periodo, a dónde fueron a dar los créditos al corte."""
    orden = [POR_EXIGIRSE, *(n for n, _ in TRAMOS_DE_ANTIGUEDAD), *_FUERA]
    pares = zip(datos.suma.transiciones["de"], datos.suma.transiciones["a"], strict=True)
    cuenta: dict[tuple[str, str], int] = dict(zip(pares, datos.suma.transiciones["creditos"].tolist(), strict=True))
    hay = [n for n in orden if any(a == n for _, a in cuenta)]
    filas: list[dict[str, Any]] = []
    for de in (n for n in orden if any(origen == n for origen, _ in cuenta)):
        celdas = {str(k): int(cuenta.get((de, a), 0)) for k, a in enumerate(hay)}
        filas.append({"de": palabras.con_mayuscula(de), **celdas, "total": sum(celdas.values())})
    totales = {str(k): sum(int(f[str(k)]) for f in filas) for k in range(len(hay))}
    return Tabla(
        f"Créditos por tramo al {fecha_corta(datos.vispera)} y dónde estaban al {fecha_corta(datos.corte)}",
        [
            Columna("de", "De"),
            *(Columna(str(k), palabras.con_mayuscula(a), "entero") for k, a in enumerate(hay)),
            Columna("total", "Total", "entero"),
        ],
        filas,
        total={"de": "Total", **totales, "total": sum(totales.values())},
        hoja="transiciones",
        nota="Cada crédito vivo al inicio cuenta una vez: cada renglón suma sus créditos.",
    )
