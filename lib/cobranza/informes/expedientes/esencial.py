"""La carátula y el cuadre: lo exigible es lo presente más lo que falta, y cada expediente es de un vigente."""

from __future__ import annotations

import pandas as pd

from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import fecha_corta
from cobranza.cartera.cifras import EXP
from cobranza.informes.expedientes.datos import Datos
from cobranza.informes.glosario import cifra
from cobranza.informes.glosario import significado as significado_de
from cobranza.informes.procedencia import procedencia_de
from cobranza.papel.definiciones import Definiciones
from cobranza.papel.formato import entero
from cobranza.papel.palabras import cartera_vacia, creditos, cuantos, de_cada_cien
from cobranza.papel.piezas import Caratula, Procedencia, Sello


def caratula(datos: Datos) -> Caratula:
    """Cuántos hay, qué tan integrados están y qué no ha vuelto; la primera frase es la del índice."""
    filas, exigibles = datos.por_expediente, len(datos.exigidos)
    presentes, completos = int(datos.exigidos["presente"].sum()), int(filas["completo"].sum())
    return Caratula(
        pregunta="¿Están integrados los expedientes?",
        cifras=[
            cifra("con_expediente", entero(len(filas)), "créditos", f"de {entero(len(datos.vigentes))} vigentes"),
            cifra("indice_de_integracion", de_cada_cien(presentes, exigibles) if exigibles else "—", "de lo exigible",
                  f"{entero(presentes)} de {entero(exigibles)} documentos", meta="100 %"),
            cifra("expedientes_completos", entero(completos), "expedientes", f"de {entero(len(filas))} abiertos"),
            cifra("prestamos_vencidos", entero(_vencidos(datos)), "expedientes",
                  f"de {cuantos(len(datos.prestados), 'prestado', 'prestados')}", meta="ninguno"),
        ],
        hallazgos=_frases(datos),
        sello=_sello(datos),
    )  # fmt: skip


def _vencidos(datos: Datos) -> int:
    return int((datos.prestados["devolver_el"] < pd.Timestamp(datos.corte)).sum())


def _frases(datos: Datos) -> list[str]:
    vencidos = _vencidos(datos)
    debieron = f"{cuantos(vencidos, 'préstamo debió', 'préstamos debieron')} devolverse antes del corte."
    return [*_de_los_vigentes(datos), *([debieron] if vencidos else [])]


def _de_los_vigentes(datos: Datos) -> list[str]:
    if datos.vigentes.empty:
        return [cartera_vacia(datos.corte)]
    filas, sin = datos.por_expediente, len(datos.vigentes) - len(datos.expedientes)
    if filas.empty:
        de_quien = "el único crédito vigente no" if sin == 1 else f"ninguno de los {creditos(sin)} vigentes"
        return [f"Al {fecha_corta(datos.corte)} {de_quien} tiene abierto su expediente."]
    completos, falta = int(filas["completo"].sum()), int((~datos.exigidos["presente"]).sum())
    frases = [
        f"De {cuantos(len(filas), 'expediente abierto', 'expedientes abiertos')}, "
        f"{cuantos(completos, 'está completo', 'están completos')} a la etapa que alcanzó su crédito; "
        f"{'falta' if falta == 1 else 'faltan'} {cuantos(falta, 'documento', 'documentos')}."
    ]
    if sin:
        no_tienen = "vigente no tiene" if sin == 1 else "vigentes no tienen"
        frases.append(f"{creditos(sin).capitalize()} {no_tienen} abierto su expediente.")
    if mal := int((filas["mal"] != "").sum()):
        frases.append(
            f"{cuantos(mal, 'expediente tiene', 'expedientes tienen')} fojas encimadas o ausentes, o fechas cruzadas."
        )
    return frases


def significado() -> Definiciones:
    """Qué quiere decir cada cifra de este informe."""
    return significado_de(EXP)


def _sello(datos: Datos) -> Sello:
    if faltas := _descuadres(datos):
        return Sello(False, " ".join(faltas))
    if not datos.expedientes:
        return Sello(True, "No hay expedientes abiertos que cuadrar.")
    return Sello(
        True,
        f"Ningún crédito tiene dos expedientes, y los {entero(len(datos.exigidos))} documentos que se exigen son los "
        "mismos contados por expediente y por documento.",
    )


def _descuadres(datos: Datos) -> list[str]:
    faltas, folios = [], [e.folio for e in datos.expedientes]
    if repetidos := sorted({f for f in folios if folios.count(f) > 1}):
        faltas.append(f"{repetidos[0]} tiene más de un expediente.")
    filas = datos.por_expediente
    if int(filas["exigibles"].sum()) != len(datos.exigidos):
        faltas.append(
            f"Por expediente se exigen {entero(int(filas['exigibles'].sum()))} documentos y en total, "
            f"{entero(len(datos.exigidos))}."
        )
    return faltas


def cuadrar(datos: Datos) -> Sello:
    """El sello, si todo suma. Errores: `ErrorDeDatos` con lo que no."""
    if faltas := _descuadres(datos):
        raise ErrorDeDatos(f"No cuadra. {' '.join(faltas)} Revisa los trámites de esos créditos.")
    return _sello(datos)


def procedencia(datos: Datos) -> Procedencia:
    """Base, foto, huellas y versión."""
    return procedencia_de(datos.entrada)
