"""El esquema de la cartera: cada columna de `consultas.cartera_de` con su tipo, su unidad y qué quiere decir.

Una prueba compara este esquema con el marco de una cartera; de aquí sale `docs/columnas.md`. Una columna nueva se
declara aquí o la prueba falla.
"""

from __future__ import annotations

from dataclasses import dataclass

TEXTO, CATEGORIA, ENTERO, MARCA, FECHA = "str", "category", "int64", "bool", "datetime64[s]"
CENTAVOS, DIA = "centavos", "día"


@dataclass(frozen=True, slots=True)
class Campo:
    """Una columna: cómo se llama, de qué tipo de pandas es, en qué unidad y qué quiere decir."""

    nombre: str
    tipo: str
    unidad: str
    significado: str
    fundamento: str = ""


def _de(tipo: str, unidad: str, *renglones: tuple[str, str] | tuple[str, str, str]) -> tuple[Campo, ...]:
    return tuple(Campo(nombre, tipo, unidad, *resto) for nombre, *resto in renglones)


_DEL_CREDITO = (
    *_de(TEXTO, "", ("folio", "Folio del crédito: siglas de la delegación que lo registró, año y número.")),
    *_de(
        CATEGORIA,
        "",
        ("ambito", "Ordenamiento que rige el crédito: `estatal` o `federal` (coordinado)."),
        ("concepto", "Clave del concepto en `params/catalogos/conceptos.csv`."),
        (
            "origen",
            "Por qué existe el crédito; los de `params/catalogos/origenes.csv` deciden desde cuándo es exigible.",
        ),
        ("autoridad", "Quién dictó la resolución determinante."),
    ),
    *_de(TEXTO, "", ("resolucion", "Número de la resolución determinante.", "CFF, art. 38")),
    *_de(ENTERO, "ejercicio", ("ejercicio", "Ejercicio fiscal al que corresponde el crédito.")),
    *_de(TEXTO, "", ("rfc", "RFC del deudor, sin enmascarar."), ("nombre", "Nombre del deudor, sin enmascarar.")),
    *_de(
        CATEGORIA,
        "",
        ("tipo_persona", "`fisica` o `moral`."),
        ("municipio", "Clave INEGI del municipio del domicilio, cinco dígitos."),
        ("delegacion", "Delegación que lo tiene al corte, tras los traspasos."),
        ("ejecutor", "Número de empleado de quien lo tiene asignado al corte; ausente si nadie."),
    ),
    *_de(FECHA, DIA, ("vencimiento", "Último día en que debió pagarse el principal.", "CFF, arts. 6 y 21")),
    *_de(
        ENTERO,
        CENTAVOS,
        ("importe", "Principal con que se dio de alta."),
        ("multa", "Multa con que se dio de alta."),
    ),
    *_de(FECHA, DIA, ("fecha_registro", "Día en que entró a los libros: antes de él el crédito no está.")),
    *_de(ENTERO, "posición", ("lugar", "Posición del crédito en la `Historia` de la que salió.")),
)
_HECHOS = _de(
    FECHA,
    DIA,
    ("notificacion", "Día en que se notificó la resolución.", "CFF, arts. 134 a 140"),
)
_PLAZOS = (
    *_de(
        TEXTO, "", ("naturaleza", "Naturaleza del concepto: impuesto, derecho o aprovechamiento.", "CFF, arts. 2 y 3")
    ),
    *_de(
        FECHA,
        DIA,
        (
            "exigible",
            "Primer día en que puede exigirse; ausente si debe notificarse y no se ha notificado.",
            "CFF, arts. 6, 41, fr. II, 65, 144 y 145",
        ),
        ("prescribe", "Día en que se cumple el plazo; ausente si no corre o está suspendido.", "CFF, art. 146"),
        ("ultima_interrupcion", "Último hecho que reinició el plazo de prescripción.", "CFF, art. 146"),
    ),
)
_MARCAS = _de(
    MARCA,
    "",
    ("controvertido", "¿Hay un medio de defensa sin resolver?", "CFF, arts. 116 a 121"),
    ("suspendido", "¿Algo que no es el convenio ni la garantía detiene el procedimiento?", "CFF, art. 144"),
    ("en_convenio", "¿Hay un pago a plazos vigente?", "CFF, arts. 66 y 66-A"),
    ("garantizado", "¿Hay una garantía vigente?", "CFF, art. 141"),
    ("no_localizado", "¿No se localizó al deudor en los últimos doce meses? (vigencia ilustrativa)"),
    ("insolvente", "¿Se declaró su insolvencia en los últimos doce meses? (vigencia ilustrativa)"),
    ("cancelado", "¿Está cancelado en cuenta pública? No libera del pago.", "CFF, art. 146-A"),
)
_DEBIDO = (
    *_de(
        ENTERO,
        CENTAVOS,
        ("historico", "Principal sin actualizar que falta pagar."),
        ("actualizacion", "Actualización del principal insoluto al corte.", "CFF, art. 17-A"),
        ("recargos", "Recargos por mora y por prórroga que se deben al corte.", "CFF, arts. 21 y 66"),
        ("multas", "Multas con su actualización.", "CFF, arts. 17-A y 70"),
        ("gastos", "Gastos de ejecución y extraordinarios por pagar.", "CFF, art. 150"),
        ("honorarios", "Honorarios de notificación por pagar.", "CFF, art. 137"),
        ("indemnizacion", "Indemnización por los cheques que no se pagaron.", "CFF, art. 21, séptimo párrafo"),
        ("total", "Suma de las siete anteriores: lo que se debe al corte."),
        ("por_devengar", "Parte del total que aún no está asentada en el libro."),
        ("pagado", "Lo pagado hasta el corte, neto de reversas y sin saldo a favor."),
    ),
    *_de(FECHA, DIA, ("fecha_pago_total", "Último pago al principal, si ya no queda principal.")),
)
_ESTADO = (
    *_de(
        CATEGORIA,
        "",
        ("vida", "`VIGENTE`, `BAJA` (no debe nada) o `CANCELADO`."),
        ("situacion", "Situación jurídica: la primera que se cumple en el orden de `expediente.situacion`."),
        ("clase", "Clase de cobrabilidad de la SHCP; el orden es ilustrativo."),
        ("etapa", "Etapa del PAE alcanzada, clave de `params/catalogos/etapas.csv`.", "CFF, arts. 145 a 196-B"),
        ("antiguedad", "Tramo de días naturales desde que es exigible."),
        ("tramo_de_prescripcion", "Tramo de días naturales que faltan para que prescriba.", "CFF, art. 146"),
    ),
    *_de(
        MARCA,
        "",
        ("programado", "¿Tiene una diligencia programada después del corte?"),
        ("principal_pagado", "¿Se pagó el principal y sólo quedan accesorios?"),
        ("consumada", "¿Se cumplió el plazo de prescripción de un crédito vigente?", "CFF, art. 146"),
    ),
)
CARTERA: tuple[Campo, ...] = (*_DEL_CREDITO, *_HECHOS, *_PLAZOS, *_MARCAS, *_DEBIDO, *_ESTADO)
"""Todas las columnas de `cartera_de`, en su orden."""
