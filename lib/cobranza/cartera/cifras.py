"""Las cifras con nombre: qué quiere decir cada una, con una sola definición para todos los informes.

De aquí toman su rótulo las carátulas; de aquí salen `docs/glosario.md` y el apartado «Qué significa cada cifra» de
cada informe. Dos cosas distintas llevan dos nombres; una misma cosa, uno solo.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PESOS, CREDITOS, POR_CIENTO, PUNTOS, HALLAZGOS = "pesos", "créditos", "por ciento", "puntos", "hallazgos"
EXPEDIENTES = "expedientes"
IC, PAE, LT, LIQ, NG, QPS = (
    *("informe_cartera", "verificacion_pae", "lista_de_trabajo"),
    *("liquidacion", "nomina_gastos", "que_pasa_si"),
)
CON, GAR, CAN, NP = "convenios", "garantias", "cancelacion", "nomina_persona"
MUE, PRE, EXP = "muestra_pae", "prescripcion", "expedientes"


@dataclass(frozen=True, slots=True)
class Definicion:
    """Una cifra: `clave`, nombre impreso, qué es, cómo se calcula, su unidad, artículo y qué informes la dan."""

    clave: str
    nombre: str
    que_es: str
    formula: str
    unidad: str
    fundamento: str
    informes: tuple[str, ...]

    @property
    def ancla(self) -> str:
        """Adónde lleva el vínculo de quien la usa."""
        return f"cifra-{self.clave.replace('_', '-')}"


_DEL_SALDO = (
    Definicion(
        "saldo",
        "Saldo",
        "Lo que se debe al corte por los créditos con saldo, estatales y federales coordinados.",
        "Histórico + actualización + recargos + multas actualizadas + gastos de ejecución + honorarios + "
        "indemnización por cheque; lo asentado en el libro más lo que la ley causa hasta ese día.",
        PESOS,
        "CFF, arts. 17-A, 21, 70, 137 y 150",
        (IC, LT, LIQ, QPS),
    ),
    Definicion(
        "creditos_con_saldo",
        "Créditos con saldo",
        "Créditos registrados al corte que deben algo y no están cancelados en cuenta pública.",
        "Número de créditos con saldo mayor que cero y sin cancelación vigente. También se les dice vigentes.",
        CREDITOS,
        "CFF, art. 146-A, por lo cancelado",
        (IC, LT, QPS),
    ),
    Definicion(
        "creditos_verificados",
        "Créditos verificados",
        "Todos los créditos registrados al corte, deban o no: un procedimiento ya terminado también se verifica.",
        "Créditos con saldo + pagados o extinguidos + cancelados.",
        CREDITOS,
        "",
        (PAE,),
    ),
    Definicion(
        "se_puede_cobrar",
        "Se puede cobrar hoy",
        "El saldo que un ejecutor puede gestionar desde hoy: factible y sin prescribir.",
        "Saldo factible menos el de los créditos factibles cuya prescripción ya se consumó.",
        PESOS,
        "CFF, arts. 145 y 146",
        (IC,),
    ),
    Definicion(
        "factible",
        "Factible de cobro",
        "Créditos con saldo sin medio de defensa, convenio, suspensión, garantía ni plazo corriendo, de deudor "
        "localizado y solvente.",
        "La clase que queda cuando ninguna otra se cumple; incluye lo que ya prescribió y nadie ha declarado.",
        PESOS,
        "Clasificación de cartera de la SHCP; el orden es ilustrativo",
        (IC,),
    ),
    Definicion(
        "en_litigio",
        "En litigio",
        "El saldo de los créditos con un medio de defensa sin resolver.",
        "Saldo de la clase «Controvertido».",
        PESOS,
        "CFF, arts. 116 a 121",
        (IC,),
    ),
    Definicion(
        "exigible",
        "Exigible",
        "Crédito que ya puede cobrarse por el procedimiento de ejecución.",
        "Desde el día siguiente al plazo para pagar o garantizar la resolución notificada o, en lo autodeterminado, "
        "al vencimiento.",
        CREDITOS,
        "CFF, arts. 65, 144 y 145",
        (IC, PAE, LIQ),
    ),
    Definicion(
        "prescribe_en_90_dias",
        "Prescribe en 90 días",
        "El saldo de los créditos cuyo plazo de prescripción termina en los 90 días que siguen al corte.",
        "Saldo del tramo «En 90 días o menos».",
        PESOS,
        "CFF, art. 146",
        (IC, LT),
    ),
    Definicion(
        "prescriben_en_90_dias",
        "Créditos que prescriben en 90 días",
        "Cuántos créditos forman el saldo que prescribe en 90 días.",
        "Número de créditos con saldo del tramo «En 90 días o menos».",
        CREDITOS,
        "CFF, art. 146",
        (LT,),
    ),
    Definicion(
        "prescrito",
        "Ya prescrito, sin declarar",
        "El saldo de los créditos cuyo plazo de prescripción se cumplió y nadie lo ha declarado.",
        "Saldo del tramo «Ya consumada, sin declarar».",
        PESOS,
        "CFF, art. 146",
        (IC, LT),
    ),
    Definicion(
        "prescritos",
        "Créditos ya prescritos",
        "Cuántos créditos forman el saldo ya prescrito sin declarar; no se cobran: se propone su depuración.",
        "Número de créditos con saldo del tramo «Ya consumada, sin declarar».",
        CREDITOS,
        "CFF, art. 146",
        (LT,),
    ),
)
_DEL_PERIODO = (
    Definicion(
        "cobrado",
        "Cobrado en el periodo",
        "Lo que se pagó de los créditos en el periodo, de cualquier año.",
        "Pagos con fecha de efecto en el periodo menos los revertidos en él; sin lo pagado de más.",
        PESOS,
        "",
        (IC,),
    ),
    Definicion(
        "recuperacion",
        "Recuperación",
        "Qué parte de lo que había por cobrar se cobró en el periodo.",
        "Cobrado en el periodo ÷ (saldo inicial + altas).",
        POR_CIENTO,
        "",
        (IC,),
    ),
    Definicion(
        "movimiento",
        "Movimiento del periodo",
        "Por qué cambió el saldo, causa por causa, en pesos y en número de créditos.",
        "Saldo inicial + altas + reactivaciones + accesorios ± ajustes ± traspasos − pagos − bajas = saldo final. Un "
        "movimiento cuenta por su fecha de efecto; la de registro se conserva aparte.",
        PESOS,
        "",
        (IC,),
    ),
    Definicion(
        "recaudacion",
        "Recaudación",
        "Los ingresos netos del año, del mismo universo que la mora, como los capturó la oficina.",
        "Suma de lo cargado con «cobranza ingerir recaudacion ARCHIVO» para ese año.",
        PESOS,
        "",
        (IC,),
    ),
    Definicion(
        "mora_total",
        "Mora total",
        "El saldo ya exigible, cobrable o no.",
        "Saldo menos lo que aún está en plazo o sin notificar.",
        PESOS,
        "TADAT, acervo de la mora; PEFA, 19.4",
        (IC,),
    ),
    Definicion(
        "mora_cobrable",
        "Mora cobrable",
        "La parte de la mora total que se puede cobrar.",
        "Mora total menos lo suspendido o garantizado, lo prescrito y lo de baja probabilidad.",
        PESOS,
        "TADAT, acervo de la mora, dimensión 2",
        (IC,),
    ),
    Definicion(
        "mora_de_mas_de_un_anio",
        "Mora con más de 12 meses",
        "La parte de la mora total exigible desde hace más de un año.",
        "Se divide entre la mora total, no entre todo el saldo; se traslapa con la mora cobrable.",
        PESOS,
        "TADAT, acervo de la mora, dimensión 3",
        (IC,),
    ),
    Definicion(
        "cosecha",
        "Cobrado de cada cosecha",
        "Cuánto han pagado los créditos registrados en un año, por cada cien pesos determinados.",
        "Pagado ÷ (importe y multa con que se dieron de alta). Lo pagado incluye recargos y actualización, que no "
        "estaban en lo determinado: puede pasar de cien.",
        POR_CIENTO,
        "",
        (IC,),
    ),
)
_DEL_TRABAJO = (
    Definicion(
        "con_hallazgo",
        "Con algún hallazgo",
        "Créditos que incumplen al menos una de las reglas revisadas, de cualquier severidad.",
        "Créditos distintos con uno o más hallazgos.",
        CREDITOS,
        "",
        (PAE,),
    ),
    Definicion(
        "hallazgo_grave",
        "Con hallazgo crítico",
        "Créditos con al menos una falta que puede anular lo actuado.",
        "Créditos distintos con un hallazgo de severidad crítica.",
        CREDITOS,
        "",
        (PAE,),
    ),
    Definicion(
        "saldo_con_falta_grave",
        "Saldo con faltas graves",
        "El saldo de los créditos con algún hallazgo crítico o alto; cada crédito cuenta una vez.",
        "Suma del saldo de los créditos distintos con hallazgo crítico o alto.",
        PESOS,
        "",
        (PAE,),
    ),
    Definicion(
        "riesgo_de_nulidad",
        "Saldo con vicio de nulidad",
        "El saldo de los créditos con algún hallazgo que puede anular lo actuado; cada crédito cuenta una vez.",
        "Suma del saldo de los créditos distintos con hallazgo de una regla cuyo efecto es la nulidad.",
        PESOS,
        "",
        (PAE,),
    ),
    Definicion(
        "esperado_por_volumen",
        "Esperados por volumen",
        "Los actos con falta grave que una delegación tendría si los suyos fueran como los de todo lo verificado.",
        "Actos de la delegación × actos con falta grave ÷ actos, con el intervalo central exacto de la "
        "hipergeométrica al 95 %.",
        HALLAZGOS,
        "",
        (PAE,),
    ),
    Definicion(
        "hallazgo_vencido",
        "Vencidos",
        "Hallazgos notificados que la delegación no contestó en la meta interna.",
        "Notificados o reiterados, sin contestar, con más de MET-SOLVENTAR días hábiles (PAE-08).",
        HALLAZGOS,
        "",
        (PAE,),
    ),
    Definicion(
        "reincidencia",
        "Reinciden",
        "Hallazgos de quien volvió a incurrir en la misma falta después de que se le hizo saber.",
        "Levantados por un acto posterior a la notificación de otro de la misma regla y persona, o en el mismo "
        "crédito después de solventado.",
        HALLAZGOS,
        "",
        (PAE,),
    ),
    Definicion(
        "expedientes_por_revisar",
        "Por revisar",
        "Los expedientes de la muestra: los de riesgo, todos, y los que salieron en el sorteo.",
        "Vigentes de más del saldo y a menos meses de prescribir que dice el catálogo, más los sorteados del resto.",
        EXPEDIENTES,
        "",
        (MUE,),
    ),
    Definicion(
        "expedientes_que_no_cumplen",
        "No cumplen",
        "Los expedientes revisados a los que falta o falla algún documento que aplica.",
        "Expedientes contestados por completo con una respuesta «no cumple» o más.",
        EXPEDIENTES,
        "",
        (MUE,),
    ),
    Definicion(
        "no_cumplirian",
        "No cumplirían",
        "Cuántos expedientes no cumplirían si se revisaran todos los vigentes.",
        "Suma, por delegación, de su población × los que no cumplen ÷ los sorteados, más los de riesgo.",
        EXPEDIENTES,
        "",
        (MUE,),
    ),
    Definicion(
        "legalidad_por_muestra",
        "Legalidad por muestra",
        "De los documentos revisados que aplican, cuántos cumplen sus requisitos (PAE-06).",
        "Cumplen ÷ (cumplen + no cumplen).",
        POR_CIENTO,
        "",
        (MUE,),
    ),
    Definicion(
        "importe_en_juego",
        "Importe en juego",
        "Lo que cada falta puede costar, falta por falta.",
        "Suma del importe de los hallazgos; un crédito con dos faltas cuenta en las dos, por eso no suma el saldo.",
        PESOS,
        "",
        (PAE,),
    ),
    Definicion(
        "por_trabajar",
        "Por trabajar",
        "Los créditos con saldo de quien lee la lista que admiten gestión, cada uno con su siguiente acto.",
        "Créditos con saldo de la delegación o del ejecutor elegidos; lo ya prescrito se cuenta aparte.",
        CREDITOS,
        "",
        (LT,),
    ),
    Definicion(
        "atrasados",
        "Atrasados",
        "Los créditos por trabajar cuyo siguiente acto ya pasó de su límite.",
        "Límite del siguiente acto anterior al corte; el límite es de ley o una meta interna.",
        CREDITOS,
        "",
        (LT,),
    ),
)
_DE_LA_NOMINA = (
    Definicion(
        "cobrado_que_se_reparte",
        "Cobrado que se reparte",
        "Los gastos de ejecución y honorarios de notificación cobrados en el periodo, base de la nómina.",
        "Cobrado menos lo revertido en el mismo periodo y lo que repone un cobro ya nominado. Es igual a lo de "
        "personas + lo de fondos + lo que queda sin asignar.",
        PESOS,
        "CFF, arts. 137 y 150",
        (NG,),
    ),
    Definicion(
        "bruto",
        "A personas, bruto",
        "Lo que toca a personas antes del impuesto y los descuentos.",
        "Suma de las partes con persona y nombramiento vigente.",
        PESOS,
        "",
        (NG, NP),
    ),
    Definicion(
        "neto",
        "Neto por pagar",
        "Lo que se deposita a las personas.",
        "Bruto menos ISR, alimentos, descuentos por cobros revertidos y otras deducciones, en ese orden.",
        PESOS,
        "LISR, art. 96",
        (NG, NP),
    ),
    Definicion(
        "nominas_en_que_esta",
        "Nóminas en que está",
        "Las nóminas enviadas a pago en el periodo que le pagan o le descuentan algo a la persona.",
        "Cuenta de las nóminas guardadas, por su fecha de pago; de cada una, la versión que se envió.",
        "nóminas",
        "",
        (NP,),
    ),
    Definicion(
        "partes_de_la_persona",
        "Partes de cobros",
        "Cada parte que le tocó de un recibo por una diligencia.",
        "Cuenta de las partes con la persona como beneficiaria en esas nóminas.",
        "partes",
        "CFF, art. 150",
        (NP,),
    ),
    Definicion(
        "isr_retenido",
        "ISR retenido",
        "El impuesto que se le retuvo en esas nóminas, además del de su sueldo.",
        "Retención sobre todo lo del mes menos la de todo sin esta nómina, sin pasar de lo que se paga.",
        PESOS,
        "LISR, arts. 94, fr. I, y 96",
        (NP,),
    ),
    Definicion(
        "sin_asignar",
        "Sin asignar",
        "Lo cobrado que no se puede pagar hasta aclarar a quién.",
        "Partes sin diligencia, sin persona o sin nombramiento vigente ese día.",
        PESOS,
        "",
        (NG,),
    ),
)
_DE_UN_CREDITO = (
    Definicion(
        "se_debe",
        "Se debe",
        "El saldo de un crédito a un día, con centavos.",
        "La suma de las líneas de su memoria de cálculo.",
        PESOS,
        "CFF, arts. 17-A, 21, 70 y 150",
        (LIQ,),
    ),
    Definicion(
        "en_ventanilla",
        "Al pagar en ventanilla",
        "Lo que se entrega en caja ese día.",
        "Cada concepto de lo que se debe, ajustado a pesos.",
        PESOS,
        "CFF, art. 20",
        (LIQ,),
    ),
    Definicion(
        "pagado",
        "Pagado hasta el corte",
        "Lo que el crédito ha recibido en pagos hasta el día de la liquidación.",
        "Pagos menos los revertidos, sin saldo a favor.",
        PESOS,
        "",
        (LIQ,),
    ),
    Definicion(
        "escenario",
        "Escenario",
        "El saldo que tendrían los créditos con saldo del corte con otra fecha, inflación, mora o multas.",
        "La fórmula de la cartera con los valores supuestos; nadie paga y nadie nuevo debe mientras tanto.",
        PESOS,
        "CFF, arts. 17-A, 21 y 74",
        (QPS,),
    ),
    Definicion(
        "diferencia",
        "Diferencia",
        "Cuánto más o menos se debería en el escenario B que en el A.",
        "Escenario B menos escenario A; las causas la suman exacta.",
        PESOS,
        "",
        (QPS,),
    ),
)
_DE_LOS_TRAMITES = (
    Definicion(
        "convenios_vigentes",
        "Convenios vigentes",
        "Los pagos a plazos que rigen al corte, según lo pagado: ni cumplidos, ni revocados, ni caducos.",
        "Convenios autorizados hasta el corte, con adeudo, que ningún acto cerró y que no caducaron solos. Su saldo "
        "es lo que deben esos créditos al corte.",
        "convenios",
        "CFF, arts. 66 y 66-A",
        (CON, IC),
    ),
    Definicion(
        "exito_de_convenios",
        "Éxito de los convenios",
        "Qué parte de los convenios que ya terminaron se pagó completa (CON-03).",
        "Cumplidos ÷ (cumplidos + caducados + revocados); con menos de veinte terminados se dicen los conteos.",
        POR_CIENTO,
        "CFF, art. 66-A, fr. IV",
        (CON,),
    ),
    Definicion(
        "vencen_en_la_semana",
        "Vencen en la semana",
        "Las parcialidades sin cubrir de convenios que rigen, cuyo último día cae del corte a siete días después.",
        "Parcialidades con vencimiento entre el corte y siete días más, con importe y sin cubrir.",
        "parcialidades",
        "CFF, arts. 12 y 66",
        (CON,),
    ),
    Definicion(
        "por_caducar",
        "Por caducar",
        "Convenios que rigen y caducan si dejan de cubrir una parcialidad más.",
        "Parcialidades vencidas sin cubrir iguales a las que hacen caducar el plazo menos una.",
        "convenios",
        "CFF, art. 66-A, fr. IV",
        (CON,),
    ),
    Definicion(
        "creditos_garantizados",
        "Créditos garantizados",
        "Los créditos que al corte tienen una garantía que responde por ellos.",
        "Créditos con la marca de garantizado: un acto de garantía sin fin ni vencimiento.",
        CREDITOS,
        "CFF, arts. 141 y 144",
        (GAR, IC),
    ),
    Definicion(
        "suficiencia",
        "Suficiencia",
        "Qué parte de lo que debe garantizarse está cubierta, cada peso una sola vez (GAR-01).",
        "(Lo que debe cubrirse − lo que falta) ÷ lo que debe cubrirse, que es lo actualizado, los accesorios y los "
        "recargos de los doce meses siguientes. Lo que sobra en una garantía no cubre lo que falta en otra.",
        POR_CIENTO,
        "CFF, art. 141, segundo párrafo",
        (GAR,),
    ),
    Definicion(
        "dejan_de_alcanzar",
        "No alcanzan o dejarán de alcanzar",
        "Grupos de créditos y garantías a los que hoy falta garantía o les faltará en sesenta días.",
        "Grupos con faltante al corte, más los que alcanzan y dejarán de hacerlo en sesenta días o menos.",
        "casos",
        "CFF, art. 141, tercer párrafo",
        (GAR,),
    ),
    Definicion(
        "garantias_por_vencer",
        "Garantías por vencer",
        "Las que responden al corte y dejan de valer en sesenta días o menos (GAR-02).",
        "Garantías cuya vigencia termina entre el corte y sesenta días después.",
        "garantías",
        "CFF, art. 141, tercer párrafo",
        (GAR,),
    ),
    Definicion(
        "candidatos_a_cancelar",
        "Por proponer",
        "Los créditos cuya cancelación en cuentas públicas se puede proponer al corte.",
        "Créditos con saldo, sin litigio, plazos, garantía, suspensión ni prescripción, de deudores que por todo lo "
        "que deben no pasan del tope, o insolventes o no localizados con investigación vigente.",
        CREDITOS,
        "CFF, art. 146-A",
        (CAN,),
    ),
    Definicion(
        "cancelado_al_corte",
        "Cancelado al corte",
        "Lo que está cancelado en cuentas públicas: no se cobra y se sigue debiendo.",
        "Créditos con cancelación vigente; su importe es lo cancelado menos lo reactivado en el libro.",
        CREDITOS,
        "CFF, art. 146-A",
        (CAN, IC),
    ),
    Definicion(
        "cancelado_en_el_periodo",
        "Cancelado en el periodo",
        "Lo que se canceló en cuentas públicas en el periodo, por trámite o por archivo.",
        "Movimientos de cancelación con fecha de efecto en el periodo. La prescripción no cuenta: es baja.",
        CREDITOS,
        "CFF, art. 146-A",
        (CAN,),
    ),
    Definicion(
        "reactivado",
        "Reactivado",
        "Lo cancelado que volvió a cobrarse en el periodo (MOV-07).",
        "Movimientos de reactivación con fecha de efecto en el periodo, por trámite, por archivo o por un pago.",
        CREDITOS,
        "CFF, art. 146-A",
        (CAN,),
    ),
)
_DE_LA_PRESCRIPCION = (
    Definicion(
        "por_prescribir",
        "Por prescribir",
        "Los créditos vigentes que prescriben en los meses del radar si nada lo interrumpe ni lo detiene.",
        "Créditos con saldo, no prescritos al corte, cuyo plazo de cinco años (o el tope de diez) se cumple en "
        "los meses que se piden, contados desde el corte.",
        CREDITOS,
        "CFF, art. 146",
        (PRE,),
    ),
    Definicion(
        "urge_interrumpir",
        "Urge interrumpir",
        "De ellos, los que prescriben en noventa días naturales o menos.",
        "Créditos por prescribir a los que les faltan noventa días o menos.",
        CREDITOS,
        "CFF, art. 146",
        (PRE,),
    ),
    Definicion(
        "por_prescribir_sin_acto",
        "Sin acto programado",
        "De los que están por prescribir, los que no tienen diligencia programada después del corte.",
        "Créditos por prescribir sin programación vigente.",
        CREDITOS,
        "CFF, art. 146, segundo párrafo",
        (PRE,),
    ),
    Definicion(
        "prescritos_sin_dictaminar",
        "Prescritos sin dictaminar",
        "Los créditos que ya prescribieron y siguen vigentes en la cartera: se dictaminan y no se cobran.",
        "Créditos con saldo cuya prescripción se consumó antes del corte y nadie ha declarado.",
        CREDITOS,
        "CFF, art. 146, quinto párrafo",
        (PRE,),
    ),
)
_DE_LOS_EXPEDIENTES = (
    Definicion(
        "con_expediente",
        "Con expediente",
        "Los créditos vigentes que tienen abierto su expediente.",
        "Créditos vigentes con un trámite de integración, entre los vigentes.",
        CREDITOS,
        "",
        (EXP,),
    ),
    Definicion(
        "indice_de_integracion",
        "Índice de integración",
        "De lo que hoy se exige a los expedientes abiertos, qué parte está integrada.",
        "Documentos exigibles integrados ÷ exigibles. Exigibles: los obligatorios de las etapas alcanzadas "
        "y los condicionales cuyo supuesto ocurrió (documentos.csv, en parte ilustrativo).",
        POR_CIENTO,
        "",
        (EXP,),
    ),
    Definicion(
        "expedientes_completos",
        "Completos",
        "Los expedientes a los que no les falta nada de lo que se exige y están bien foliados y fechados.",
        "Expedientes con todos sus exigibles, sin fojas encimadas ni ausentes y sin fechas cruzadas.",
        "expedientes",
        "",
        (EXP,),
    ),
    Definicion(
        "prestamos_vencidos",
        "Préstamos vencidos",
        "Los expedientes prestados que debieron devolverse antes del corte.",
        "Expedientes cuyo último paso es un préstamo con día de devolución anterior al corte.",
        "expedientes",
        "",
        (EXP,),
    ),
)
CIFRAS: tuple[Definicion, ...] = (
    *(*_DEL_SALDO, *_DEL_PERIODO, *_DEL_TRABAJO, *_DE_LOS_TRAMITES, *_DE_LA_PRESCRIPCION, *_DE_LOS_EXPEDIENTES),
    *_DE_LA_NOMINA,
    *_DE_UN_CREDITO,
)
"""Todas, en el orden en que se imprimen."""
_POR_CLAVE = {cifra.clave: cifra for cifra in CIFRAS}


def definicion(clave: str) -> Definicion:
    """La definición de una cifra.

    >>> definicion("saldo_con_falta_grave").nombre
    'Saldo con faltas graves'
    """
    return _POR_CLAVE[clave]


def del_informe(cuaderno: str) -> Iterable[Definicion]:
    """Las que da un informe, en orden."""
    return (cifra for cifra in CIFRAS if cuaderno in cifra.informes)
