"""La carátula y el cuadre: cada vigente en una sola parte, y a lo prescrito no se le propone cobro alguno."""

from __future__ import annotations

import pandas as pd

from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import fecha_corta
from cobranza.cartera.cifras import PRE
from cobranza.expediente.situacion import URGENTE
from cobranza.informes.glosario import cifra
from cobranza.informes.glosario import significado as significado_de
from cobranza.informes.prescripcion.cuadros import dichos_meses
from cobranza.informes.prescripcion.datos import Datos
from cobranza.informes.procedencia import procedencia_de, tabla_de_parametros
from cobranza.informes.sumado_por import importe_callado
from cobranza.papel.definiciones import Definiciones
from cobranza.papel.formato import entero
from cobranza.papel.palabras import cartera_vacia, creditos, cuantos
from cobranza.papel.piezas import Caratula, Procedencia, Sello
from cobranza.papel.tabla import Tabla

_DICTAMINAR = "DICTAMINAR_PRESCRIPCION"
"""Lo único que sigue en un crédito prescrito (`siguientes.yaml`)."""


def caratula(datos: Datos) -> Caratula:
    """Cuánto está por perderse, qué urge y qué hay que depurar; la primera frase es la del índice."""
    c, ya = datos.por_venir, datos.consumados
    urgentes, sin_acto = _urgentes(datos), c[~c["programado"]]
    return Caratula(
        pregunta="¿Qué está por prescribir y qué hay que depurar?",
        cifras=[
            cifra("por_prescribir", entero(len(c)), "créditos", f"en {dichos_meses(datos)}, {_monto(datos, c)}"),
            cifra("urge_interrumpir", entero(len(urgentes)), "créditos", f"en 90 días, {_monto(datos, urgentes)}",
                  meta="ninguno sin acto"),
            cifra("por_prescribir_sin_acto", entero(len(sin_acto)), "créditos", f"por {_sin_acto(datos, sin_acto)}"),
            cifra("prescritos_sin_dictaminar", entero(len(ya)), "créditos", f"por {_monto(datos, ya)}",
                  meta="ninguno"),
        ],
        hallazgos=_frases(datos),
        sello=_sello(datos),
    )  # fmt: skip


def _urgentes(datos: Datos) -> pd.DataFrame:
    return datos.por_venir[datos.por_venir["tramo_de_prescripcion"] == URGENTE]


def _monto(datos: Datos, c: pd.DataFrame) -> str:
    return importe_callado(datos, c, datos.escala.monto(int(c["total"].sum())))


def _sin_acto(datos: Datos, sin_acto: pd.DataFrame) -> str:
    """Lo que suman los que no tienen acto; si los que sí tienen son muy pocos, el total menos esto diría lo suyo."""
    con_acto = datos.por_venir[datos.por_venir["programado"]]
    return importe_callado(datos, con_acto if len(sin_acto) else sin_acto, _monto(datos, sin_acto))


def _frases(datos: Datos) -> list[str]:
    if not datos.vigentes:
        return [cartera_vacia(datos.corte)]
    c, ya, urgentes = datos.por_venir, datos.consumados, _urgentes(datos)
    frases = [
        f"En los {dichos_meses(datos)} que siguen {_prescriben(len(c))}: {_monto(datos, c)}."
        if len(c)
        else f"Ningún crédito prescribe en los {dichos_meses(datos)} que siguen."
    ]
    if len(urgentes):
        sin_acto = int((~urgentes["programado"]).sum())
        programados = f"sin diligencia programada, {entero(sin_acto)}" if sin_acto else "con diligencia programada"
        frases.append(
            f"{_prescriben(len(urgentes)).capitalize()} en 90 días o menos, {programados}: sólo interrumpe lo que se "
            "notifica antes de ese día (CFF, art. 146)."
        )
    if len(ya):
        plazo = "prescribió y sigue" if len(ya) == 1 else "prescribieron y siguen"
        frases.append(
            f"{creditos(len(ya)).capitalize()} ya {plazo} en la cartera, {_monto(datos, ya)}: se dictamina cada uno, "
            "de oficio; a ninguno se le propone gestión de cobro."
        )
    return frases


def _prescriben(cuantos: int) -> str:
    return f"{'prescribe' if cuantos == 1 else 'prescriben'} {creditos(cuantos)}"


def significado() -> Definiciones:
    """Qué quiere decir cada cifra de este informe."""
    return significado_de(PRE)


def parametros(datos: Datos) -> Tabla:
    """Con qué norma se calculó."""
    return tabla_de_parametros(datos.entrada.normas, datos.corte)


def _sello(datos: Datos) -> Sello:
    if faltas := _descuadres(datos):
        return Sello(False, " ".join(faltas))
    p = datos.partes
    return Sello(
        True,
        f"{_los_vigentes(datos)} en una parte: {cuantos(len(p.consumados), 'prescrito', 'prescritos')}, "
        f"{entero(len(p.radar))} por prescribir al "
        f"{fecha_corta(p.limite)}, {entero(len(p.despues))} después y {entero(len(p.sin_fecha))} sin fecha; a lo "
        "prescrito sólo le sigue su dictamen.",
    )


def _los_vigentes(datos: Datos) -> str:
    if datos.vigentes == 1:
        return f"El único crédito vigente, por ${pesos(datos.saldo)}, está"
    return f"Los {entero(datos.vigentes)} créditos vigentes, por ${pesos(datos.saldo)}, están cada uno"


def _descuadres(datos: Datos) -> list[str]:
    p = datos.partes
    partes = [p.consumados, p.radar, p.despues, p.sin_fecha]
    faltas = []
    numero, saldo = sum(map(len, partes)), sum(int(parte["total"].sum()) for parte in partes)
    if (numero, saldo) != (datos.vigentes, datos.saldo):
        faltas.append(
            f"Las partes suman {entero(numero)} créditos por ${pesos(saldo)} y los vigentes son "
            f"{entero(datos.vigentes)} por ${pesos(datos.saldo)}."
        )
    cobrados = p.consumados.loc[p.consumados["siguiente"] != _DICTAMINAR, "folio"]
    if len(cobrados):
        faltas.append(
            f"A {cobrados.iloc[0]}, ya prescrito, la lista de trabajo le propone otra cosa que su dictamen."
        )
    return faltas


def cuadrar(datos: Datos) -> Sello:
    """El sello, si las partes suman y a lo prescrito no se le propone cobro. Errores: `ErrorDeDatos`, con qué."""
    if faltas := _descuadres(datos):
        raise ErrorDeDatos(f"No cuadra. {' '.join(faltas)} Corre «cobranza comprobar» y revisa esos créditos.")
    return _sello(datos)


def procedencia(datos: Datos) -> Procedencia:
    """Base, foto, huellas y versión."""
    return procedencia_de(datos.entrada)
