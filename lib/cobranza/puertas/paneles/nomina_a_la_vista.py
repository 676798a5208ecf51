"""Una nómina por validar, en el panel: en qué va cada delegación, qué impide a quien mira y a quién se le paga."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from cobranza.base import nominativas
from cobranza.ley.norma import de_la_oficina
from cobranza.nomina import versiones
from cobranza.nomina.archivos import por_delegacion
from cobranza.nomina.netos import DESCUENTOS
from cobranza.papel import palabras
from cobranza.papel.piezas import Aviso, Frase, Varias
from cobranza.papel.tabla import Columna, Tabla
from cobranza.procesos import nomina as proceso
from cobranza.puertas.paneles import aspecto
from cobranza.tramites.tramitar import Caso, entendidos

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cobranza.base.impedimento import Impedimento
    from cobranza.tramites.facultados import Quien
    from cobranza.tramites.libro_de_pasos import Tramite

VALIDAR = "EN_VALIDACION_DELEGACION"
PANEL = "tramites"


def por_validar(conexion: Connection, tramite: Tramite, quien: Quien, al: date) -> str:
    """En qué va cada delegación y qué impide a quien mira validar la suya, en HTML.

    Vacío si no es una nómina por validar.
    """
    if tramite.tipo != versiones.TIPO or tramite.estado != VALIDAR:
        return ""
    return aspecto.pieza(Varias([_avance(conexion, tramite), *_lo_suyo(conexion, tramite, quien, al)]))


def a_quien_se_le_paga(conexion: Connection, tramite: Tramite, quien: Quien) -> str:
    """Las personas de su delegación (de todas, si es de la coordinación) y cuánto, en HTML; queda anotado."""
    version = versiones.leer(conexion, tramite.numero)
    filas = por_delegacion(version.resultado)
    if "DCC" not in quien.roles:
        filas = filas[filas["delegacion"] == quien.delegacion]
    if filas.empty or not quien.roles:
        return aspecto.pieza(Frase("En tu delegación no se le paga a nadie en esta nómina."))
    nominativas.registrar(PANEL, {"nomina": tramite.numero, "version": version.version, "nominativo": True})
    filas = filas.assign(
        en=palabras.nombradas(filas["delegacion"], palabras.delegaciones()),
        descuentos=filas[[c for c in DESCUENTOS if c != "retencion"]].sum(axis=1),
    )
    sumadas = ("bruto", "retencion", "descuentos", "neto")
    tabla = Tabla(
        f"A quién se le paga en {tramite.numero}, versión {version.version}, pesos",
        [
            Columna("en", "Delegación"),
            Columna("numero_empleado", "Empleado"),
            Columna("nombre", "Nombre"),
            Columna("bruto", "Bruto", "pesos"),
            Columna("retencion", "ISR", "pesos"),
            Columna("descuentos", "Descuentos", "pesos"),
            Columna("neto", "Neto", "pesos"),
        ],
        filas.sort_values(["delegacion", "numero_empleado"], ignore_index=True),
        total={"en": "Total", **{c: int(filas[c].sum()) for c in sumadas}},
        maximo=60,
        nota=f"Huella de la versión: {version.sello}. De dónde sale cada peso: el cuaderno nomina_gastos, con "
        "esta nómina.",
    )
    return aspecto.pieza(tabla)


def _avance(conexion: Connection, tramite: Tramite) -> Tabla:
    """Delegación por delegación: cuánto se paga, quién la validó y qué falta."""
    filas = versiones.leer(conexion, tramite.numero).resultado.por_delegacion
    nombres, hechas = palabras.delegaciones(), tramite.datos.get("validadas") or ()
    renglones = []
    for delegacion, suyas in filas.groupby("delegacion"):
        validaron = [str(v["persona"]) for v in hechas if v["delegacion"] == delegacion]
        renglones.append({
            "en": nombres.get(str(delegacion), str(delegacion)),
            "personas": len(suyas),
            "neto": int(suyas["neto"].sum()),
            "validaron": ", ".join(validaron) or "Nadie",
            "falta": _que_falta(set(suyas["numero_empleado"]), validaron),
        })  # fmt: skip
    return Tabla(
        "Validación de cada delegación, pesos",
        [
            Columna("en", "Delegación"),
            Columna("personas", "Personas", "entero"),
            Columna("neto", "Neto", "pesos"),
            Columna("validaron", "La validó"),
            Columna("falta", "Qué falta"),
        ],
        renglones,
        maximo=60,
    )


def _que_falta(cobran: set[str], validaron: list[str]) -> str:
    if not validaron:
        return "Que la valide su delegado"
    if proceso.falta_otra(cobran, validaron):
        return f"Que otra persona valide lo que cobra {validaron[0]}"
    return "Nada"


def _lo_suyo(conexion: Connection, tramite: Tramite, quien: Quien, al: date) -> list[Aviso]:
    """Qué puede hacer quien mira: validar la suya, o qué se lo impide y qué hacer."""
    if not quien.con_rol(["DEL", "DCC"]):
        return []
    if "DCC" in quien.roles:
        return [Aviso("nota", "La coordinación valida cualquiera: di cuál en «delegación».")]
    impiden = impedimentos(conexion, tramite, quien, al)
    if impiden:
        dichos = " ".join(f"{i.titulo}: {i.evidencia} {i.que_hacer}" for i in impiden)
        return [Aviso("atencion", f"No puedes validar {quien.delegacion}. {dichos}")]
    return [Aviso("nota", f"Puedes validar {quien.delegacion}: mira primero a quién se le paga.")]


def impedimentos(conexion: Connection, tramite: Tramite, quien: Quien, al: date) -> list[Impedimento]:
    """Lo que impediría a esa persona validar lo de su delegación, con las reglas del paso y sin darlo."""
    definido = proceso.PROCESO.definicion()
    datos, estado = entendidos(definido, tramite), definido.estados[VALIDAR]
    caso = Caso(conexion, definido, tramite.numero, estado, datos, al, quien, de_la_oficina(), tramite)
    caso = replace(caso, datos=datos | dict(proceso.validadas(caso)))
    return [*proceso.le_toca_validar(caso), *proceso.no_lo_suyo(caso)]
