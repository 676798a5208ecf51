"""La carátula, el método y el cuadre: lo sorteado suma lo vigente y lo leído, lo aceptado más lo que no entró."""

from __future__ import annotations

from cobranza.base.errores import ErrorDeDatos
from cobranza.cartera.cifras import MUE
from cobranza.informes.glosario import cifra
from cobranza.informes.glosario import significado as significado_de
from cobranza.informes.muestra_pae.datos import Datos
from cobranza.informes.procedencia import procedencia_de
from cobranza.papel.definiciones import Definiciones
from cobranza.papel.formato import NoCalculable, entero
from cobranza.papel.palabras import cuantos, de_cada_cien
from cobranza.papel.piezas import Caratula, Ficha, Procedencia, Sello
from cobranza.verificacion.cedula import CUMPLE, NO_CUMPLE
from cobranza.verificacion.intervalos import CONFIANZA
from cobranza.verificacion.muestra import RIESGO

_EXPEDIENTES, _SIN_CEDULA = "expedientes", "aún no se llena la cédula"


def caratula(datos: Datos) -> Caratula:
    """Cuántos se revisan, cuántos no cumplen, cuántos habría en todo y qué parte de los requisitos cumple."""
    m, x = datos.muestra, datos.extrapolado
    riesgo = int((m.creditos["parte"] == RIESGO).sum())
    hallados = int(datos.revisados["no_cumple"].sum())
    return Caratula(
        pregunta="¿Qué expedientes se revisan y qué dice de todos lo que se halló?",
        cifras=[
            cifra("expedientes_por_revisar", entero(len(m.creditos)), _EXPEDIENTES,
                  f"{cuantos(riesgo, 'de riesgo', 'de riesgo')} y los demás, sorteados"),
            cifra("expedientes_que_no_cumplen", entero(hallados) if datos.cedula else _pendiente(datos), _EXPEDIENTES,
                  f"de {entero(len(datos.revisados))} contestados por completo" if datos.cedula else _SIN_CEDULA),
            cifra("no_cumplirian", entero(round(x.estimado)) if x else _pendiente(datos), _EXPEDIENTES,
                  f"de {entero(x.desde)} a {entero(x.hasta)}, al {CONFIANZA} %" if x else "cuando estén todos"),
            cifra("legalidad_por_muestra", _requisitos(datos), "requisitos cumplidos", "de los que aplican (PAE-06)",
                  meta="100 %"),
        ],
        hallazgos=_frases(datos),
        sello=_sello(datos),
    )  # fmt: skip


def _pendiente(datos: Datos) -> str:
    return str(NoCalculable(f"faltan {entero(datos.faltan)} por contestar"))


def _requisitos(datos: Datos) -> str:
    if datos.cedula is None or datos.cedula.respuestas.empty:
        return str(NoCalculable(_SIN_CEDULA))
    r = datos.cedula.respuestas["respuesta"]
    si, no = int((r == CUMPLE).sum()), int((r == NO_CUMPLE).sum())
    return de_cada_cien(si, si + no) if si + no else str(NoCalculable("ninguno aplica"))


def _frases(datos: Datos) -> list[str]:
    m, x = datos.muestra, datos.extrapolado
    vigentes = int(m.estratos[["riesgo", "poblacion"]].to_numpy().sum())
    frases = [
        f"De {cuantos(vigentes, 'crédito vigente', 'créditos vigentes')} se revisan {entero(len(m.creditos))}, con "
        f"la semilla «{m.semilla}»."
    ]
    if datos.cedula is None:
        return [*frases, "Aún no se llena la cédula: la deja «cobranza muestra»."]
    if x is None:
        frases.append(f"Faltan {cuantos(datos.faltan, 'expediente', 'expedientes')} por contestar: no se extrapola.")
    else:
        frases.append(
            f"No cumplirían {entero(round(x.estimado))} de {entero(x.poblacion)}: de {entero(x.desde)} a "
            f"{entero(x.hasta)}, al {CONFIANZA} %."
        )
    if datos.cedula.reparos:
        frases.append(f"{cuantos(len(datos.cedula.reparos), 'renglón', 'renglones')} de la cédula no entraron.")
    return frases


def metodo() -> Ficha:
    """Cómo se sortea y cómo se extrapola."""
    return Ficha(
        "Método",
        [
            ("Universo", "Los créditos vigentes al corte; la unidad es el expediente."),
            ("Riesgo", "Los que deben mucho y están por prescribir se revisan todos; no se extrapola de ellos."),
            ("Sorteo", "Del resto, en cada delegación y etapa, sin reemplazo. La semilla ordena los folios por su "
                       "huella: con ella cualquiera repite el sorteo, y nadie escoge."),
            ("Tamaño", "Con p = 0.5 y corrección por población finita, para el error pedido; en proporción, con un "
                       "mínimo por delegación y uno de cada etapa."),
            ("No cumple", "El expediente al que le falta o le falla un documento que aplica."),
            ("Intervalo", "En todo, en cada delegación y en cada etapa, el estimador estratificado con el intervalo "
                          "de Wilson y su tamaño efectivo; de un solo estrato, el exacto. Simulado, acierta 95 de "
                          "cada 100 veces."),
            ("Lo que falta", "Mientras falte un expediente no se extrapola: no se supone igual a los demás."),
        ],
    )  # fmt: skip


def significado() -> Definiciones:
    """Qué quiere decir cada cifra de este informe."""
    return significado_de(MUE)


def _descuadres(datos: Datos) -> list[str]:
    m, c = datos.muestra, datos.cedula
    elegidos = int(m.estratos[["riesgo", "sorteados"]].to_numpy().sum())
    faltas = []
    if elegidos != len(m.creditos):
        faltas.append(f"Por delegación se eligieron {entero(elegidos)} y la lista tiene {entero(len(m.creditos))}.")
    if c and c.leidas != len(c.respuestas) + c.en_blanco + len(c.reparos):
        faltas.append(
            f"Se leyeron {entero(c.leidas)} renglones: {entero(len(c.respuestas))} aceptados, {entero(c.en_blanco)} "
            f"en blanco y {entero(len(c.reparos))} rechazados."
        )
    if c and len(c.respuestas) + int(c.sin_contestar.sum()) != len(m.documentos):
        faltas.append("Lo contestado y lo que falta no suman los documentos de la muestra.")
    return faltas


def _sello(datos: Datos) -> Sello:
    if faltas := _descuadres(datos):
        return Sello(False, " ".join(faltas))
    return Sello(
        True,
        "Los elegidos por delegación son los de la lista; de la cédula, lo leído es lo aceptado más lo que quedó en "
        "blanco y lo rechazado.",
    )


def cuadrar(datos: Datos) -> Sello:
    """El sello, si todo suma. Errores: `ErrorDeDatos` con lo que no cuadra."""
    if faltas := _descuadres(datos):
        raise ErrorDeDatos("No cuadra. " + " ".join(faltas))
    return _sello(datos)


def procedencia(datos: Datos) -> Procedencia:
    """Base, foto, huellas y versión."""
    return procedencia_de(datos.entrada)
