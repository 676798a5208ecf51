"""Cómo madura la cartera: cosechas, paso entre tramos e indicadores calificados del acervo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cobranza.base.catalogos import indicadores
from cobranza.base.dinero import texto
from cobranza.base.fechas import fecha_corta
from cobranza.cartera.cosechas import MESES
from cobranza.cartera.indicadores import Indicador
from cobranza.expediente.situacion import TRAMOS_DE_ANTIGUEDAD
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.papel import palabras
from cobranza.papel.formato import NoCalculable, decimas
from cobranza.papel.piezas import Aviso, Ficha, Varias
from cobranza.papel.tabla import Columna, Tabla

_CERTEZAS = {
    "V": "verificado en la fuente",
    "C": "en código público o en dos fuentes",
    "R": "referencia histórica",
    "P": "meta interna",
}
_FUERA = ("en convenio", "pagado o extinguido", "cancelado", "traspasado")


def acervo(datos: Datos) -> Varias:
    """Los indicadores calificados de la mora, con su letra, edición y certeza."""
    filas = [_renglon(i) for i in datos.indicadores]
    ficha = indicadores()
    tabla = Tabla(
        f"Indicadores calificados del acervo de la mora al {fecha_corta(datos.corte)}",
        [
            Columna("titulo", "Indicador"),
            Columna("valor", "Valor"),
            Columna("letra", "Letra"),
            Columna("bandas", "Cómo se califica"),
            Columna("norma", "Norma"),
            Columna("certeza", "Certeza del umbral"),
        ],
        filas,
        hoja="indicadores",
        nota=f"Edición {ficha['edicion']}. {ficha['aviso']} Universo: créditos exigibles con saldo, estatales y "
        "federales coordinados; se excluye lo que aún está en plazo o sin notificar.",
    )
    return Varias([tabla, *([Aviso("nota", _que_falta(datos))] if _que_falta(datos) else [])])


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
    return palabras.de_cada_cien(i.valor.numerator, i.valor.denominator)


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
            "cosecha": str(c["cosecha"]),
            "creditos": int(c["creditos"]),
            "determinado": int(c["determinado"]),
            **{f"a{k}": aun_no if _falta(c[f"a{k}"]) else _de_cada_cien(c, k) for k in MESES},
        }
        for c in datos.suma.cosechas.to_dict("records")
    ]
    return Tabla(
        "Cobrado de cada cosecha, por ciento de lo determinado",
        [
            Columna("cosecha", "Año de registro"),
            Columna("creditos", "Créditos", "entero"),
            Columna("determinado", "Determinado, pesos", "pesos"),
            *(Columna(f"a{k}", f"A {k} meses", "porcentaje") for k in MESES),
        ],
        filas,
        hoja="cosechas",
        nota="Lo cobrado incluye accesorios: una cosecha vieja puede pasar de cien. Con "
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
    orden = ["por exigirse", *(n for n, _ in TRAMOS_DE_ANTIGUEDAD), *_FUERA]
    pares = zip(datos.suma.transiciones["de"], datos.suma.transiciones["a"], strict=True)
    cuenta: dict[tuple[str, str], int] = dict(zip(pares, datos.suma.transiciones["creditos"].tolist(), strict=True))
    hay = [n for n in orden if any(a == n for _, a in cuenta)]
    filas: list[dict[str, Any]] = []
    for de in (n for n in orden if any(origen == n for origen, _ in cuenta)):
        celdas = {str(k): int(cuenta.get((de, a), 0)) for k, a in enumerate(hay)}
        filas.append({"de": de, **celdas, "total": sum(celdas.values())})
    totales = {str(k): sum(int(f[str(k)]) for f in filas) for k in range(len(hay))}
    return Tabla(
        f"Créditos por tramo al {fecha_corta(datos.vispera)} y dónde estaban al {fecha_corta(datos.corte)}",
        [
            Columna("de", "De"),
            *(Columna(str(k), a[0].upper() + a[1:], "entero") for k, a in enumerate(hay)),
            Columna("total", "Total", "entero"),
        ],
        filas,
        total={"de": "Total", **totales, "total": sum(totales.values())},
        hoja="transiciones",
        nota="Cada crédito vivo al inicio cuenta una vez: cada renglón suma sus créditos.",
    )


def ficha_del_acervo() -> Ficha:
    """Cómo se forma la mora total, la cobrable y la antigua."""
    return Ficha(
        "Acervo de la mora (ACV-01 a ACV-06)",
        [
            ("Mora total (B)", "Saldo exigible con accesorios, cobrable o no."),
            ("Mora cobrable (C)", "B menos lo suspendido o garantizado, lo prescrito y lo de baja probabilidad."),
            ("Mora de más de 12 meses (D)", "La parte de B exigible desde hace más de un año. C y D se traslapan."),
            ("Recaudación (A)", "Ingresos netos del año, del mismo universo, capturados por la oficina."),
        ],
    )
