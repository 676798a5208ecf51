"""¿Cuánto se debe por este crédito y por qué? La liquidación para el contribuyente (funciones F07 y F11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from cobranza.base.dinero import centavos, pesos
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import fecha_corta, fecha_de, fecha_larga
from cobranza.cartera.buscado import folio_pedido
from cobranza.cartera.cifras import LIQ
from cobranza.cartera.explicacion import Explicacion, explicar, situacion_de
from cobranza.informes import cronica
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.glosario import cifra
from cobranza.informes.glosario import significado as significado_de
from cobranza.informes.pedido import comprobado
from cobranza.informes.procedencia import procedencia_de
from cobranza.ley.redondeo import a_pesos
from cobranza.ley.renglon import Renglon
from cobranza.papel import mime, palabras
from cobranza.papel.cuaderno import mostrar_reserva
from cobranza.papel.definiciones import Definiciones
from cobranza.papel.piezas import Aviso, Caratula, Ficha, Procedencia, Sello, Varias
from cobranza.papel.tabla import Columna, Tabla

_COMPONENTES = {
    "historico": "Importe histórico",
    "actualizacion": "Actualización",
    "recargos": "Recargos por mora",
    "recargos_prorroga": "Recargos por prórroga",
    **{clave: palabras.COMPONENTES[clave] for clave in ("multas", "gastos", "honorarios", "indemnizacion")},
    "saldo_a_favor": "Saldo a favor",
}
"""De qué se compone el total, con las mismas claves que `cobranza explica --json`."""


@dataclass(frozen=True)
class Datos:
    """Un crédito explicado a una fecha; centavos."""

    corte: date
    nominativo: bool
    explicacion: Explicacion
    entrada: Entrada
    de_ejemplo: bool = False

    @property
    def credito(self) -> pd.Series[Any]:
        """El renglón del crédito en la cartera de ese día."""
        return self.explicacion.credito


@comprobado
def preparar(corte: str, folio: str = "", nominativo: bool = False) -> Datos:
    """Lee el crédito y lo explica al día. Sin `folio`, sólo en la cartera de ejemplo, toma uno y lo dice.

    Errores: `ErrorDeUso` si falta el folio o no existe; `ErrorDeLey` si falta un parámetro para ese día.
    """
    mostrar_reserva(nominativo)
    de = entrada(corte)
    elegido = folio_pedido(de.conexion, folio, de.corte)
    return Datos(de.corte, nominativo, explicar(de.conexion, de.normas, elegido, de.corte), de, de_ejemplo=not folio)


def caratula(datos: Datos) -> Caratula:
    """De quién es, en qué estado está, lo que debe ese día y de qué se compone; lo primero va también al índice."""
    c, e = datos.credito, datos.explicacion
    accesorios = e.debido - int(c["historico"])
    folio, quien = _quien(datos)
    favor = [
        f"Tiene ${pesos(-e.a_favor)} a su favor: se devuelven o se compensan (CFF, arts. 22 y 23)."
        if e.a_favor < 0
        else f"Se le devolvieron o compensaron ${pesos(e.a_favor)} y el pago que los dejó a favor cayó: no son parte "
        "de lo que se debe."
    ]
    return Caratula(
        pregunta=f"¿Cuánto se debe por el crédito {folio}?",
        cifras=[
            cifra("se_debe", pesos(e.debido), "pesos", f"al {fecha_larga(datos.corte)}"),
            cifra("en_ventanilla", pesos(_por_concepto(c)), "pesos", "ajustado a pesos por concepto"),
            cifra("pagado", pesos(int(c["pagado"])), "pesos", ""),
        ],
        hallazgos=[
            f"Crédito {folio}, {quien}: {_en_minuscula(situacion_de(c))}; se deben ${pesos(e.debido)}.",
            *(["No se dio folio: se eligió uno de la cartera de ejemplo."] if datos.de_ejemplo else []),
            *(f"{estado}." for estado in e.estados),
            f"Al {fecha_larga(datos.corte)} son ${pesos(int(c['historico']))} de importe histórico y "
            f"${pesos(accesorios)} que la ley agrega por el tiempo transcurrido y por las diligencias.",
            *(favor if e.a_favor else []),
            *_sobre_el_plazo(datos),
        ],
        sello=_sello(datos),
    )


def _quien(datos: Datos) -> tuple[str, str]:
    """(folio, contribuyente): su nombre y RFC o, si la versión no es nominativa, su seudónimo."""
    c = datos.credito
    return str(c["folio"]), f"{c['nombre']}, RFC {c['rfc']}" if datos.nominativo else _seudonimo(datos)


def _seudonimo(datos: Datos) -> str:
    return datos.entrada.seudonimos.de_su_cuenta(str(datos.credito["folio"]), datos.credito["rfc"])


def _en_minuscula(frase: str) -> str:
    return f"{frase[:1].lower()}{frase[1:]}"


def _por_concepto(c: pd.Series[Any]) -> int:
    """Lo que se cobra: cada concepto a pesos (CFF, art. 20); lo actualizado va con su principal."""
    principal = int(c["historico"]) + int(c["actualizacion"])
    otros = [int(c[k]) for k in ("recargos", "multas", "indemnizacion")]
    gastos = int(c["gastos"]) + int(c["honorarios"])
    return sum(int(a_pesos(v)) for v in (principal, gastos, *otros))


def _sobre_el_plazo(datos: Datos) -> list[str]:
    c = datos.credito
    if pd.isna(c["notificacion"]):
        return ["La resolución no se ha notificado: el crédito aún no es exigible."]
    if c["exigible"].date() > datos.corte:
        ultimo = fecha_de(int(c["vencimiento_multa"]))
        return [f"Está en plazo para pagar o garantizar hasta el {fecha_larga(ultimo)}."]
    if c["vida"] == "BAJA":
        return []
    if c["situacion"] == "EXIGIBLE":
        desde = f"Es exigible desde el {fecha_larga(c['exigible'].date())}."
    else:
        desde = f"El plazo para pagar o garantizar terminó el {fecha_larga(fecha_de(int(c['vencimiento_multa'])))}."
    if pd.isna(c["prescribe"]):
        return [f"{desde} Hay una suspensión abierta: mientras dure, la prescripción no corre."]
    verbo = "Prescribió" if c["prescribe"].date() < datos.corte else "Prescribe"
    return [f"{desde} {verbo} al terminar el {fecha_larga(c['prescribe'].date())}."]


def _sello(datos: Datos) -> Sello:
    diferencia = datos.explicacion.debido - int(datos.credito["total"])
    if diferencia == 0:
        return Sello(True, "Las líneas de la memoria suman lo que la cartera dice que se debe, al centavo.")
    return Sello(False, f"Las líneas suman ${pesos(diferencia)} más que la cartera.")


def identificacion(datos: Datos) -> Ficha:
    """De qué crédito se trata, a la vista."""
    c = datos.credito
    folio, quien = _quien(datos)
    return Ficha(
        "Datos del crédito",
        [
            ("Crédito", folio),
            *([("Número de la oficina", datos.explicacion.numero_propio)] if datos.explicacion.numero_propio else []),
            ("Contribuyente", quien),
            *([("Seudónimo", _seudonimo(datos))] if datos.nominativo else []),
            ("Situación", f"{situacion_de(c)}; etapa: {palabras.etapas()[c['etapa']].lower()}"),
            ("Concepto", palabras.conceptos().get(c["concepto"], str(c["concepto"]))),
            ("Ámbito", palabras.AMBITOS[c["ambito"]]),
            ("Resolución", f"{c['resolucion']}, {c['autoridad']}"),
            ("Delegación", palabras.delegaciones().get(c["delegacion"], str(c["delegacion"]))),
            *((t, _dia(c[k])) for k, t in (("vencimiento", "Vencimiento"), ("notificacion", "Notificación"))),
        ],
        plegada=False,
    )


def _dia(momento: Any) -> str:
    return "—" if pd.isna(momento) else fecha_larga(momento.date())


def componentes(datos: Datos) -> Tabla:
    """Lo que se debe por concepto."""
    filas = [
        {"concepto": titulo, "monto": datos.explicacion.componentes[clave]} for clave, titulo in _COMPONENTES.items()
    ]
    if datos.explicacion.a_favor > 0:
        filas[[*_COMPONENTES].index("saldo_a_favor")]["concepto"] = "Devuelto o compensado de más"
    return Tabla(
        f"Lo que se debe al {fecha_corta(datos.corte)} por concepto, pesos",
        [Columna("concepto", "Concepto"), Columna("monto", "Importe", "pesos")],
        [f for f in filas if f["monto"]],
        total={"concepto": datos.explicacion.rotulo_del_total, "monto": datos.explicacion.total},
        hoja="conceptos",
        ilustrativo=datos.explicacion.calidad.startswith("ilustrativo"),
    )


def memoria(datos: Datos) -> Tabla:
    """Cada línea con su operación, su artículo y su fuente; se puede citar en un oficio."""
    filas = [
        {
            "numero": k,
            "concepto": r.concepto,
            "operacion": operacion(r),
            "monto": r.monto,
            "fundamento": r.fundamento,
            "fuente": r.fuente,
        }
        for k, r in enumerate(datos.explicacion.renglones, start=1)
    ]
    return Tabla(
        f"Memoria de cálculo del crédito {datos.credito['folio']} al {fecha_corta(datos.corte)}, pesos",
        [
            Columna("numero", "Línea", "ordinal"),
            Columna("concepto", "Concepto"),
            Columna("operacion", "Operación"),
            Columna("monto", "Importe", "pesos"),
            Columna("fundamento", "Fundamento"),
            Columna("fuente", "Parámetro y fuente"),
        ],
        filas,
        total={"concepto": datos.explicacion.rotulo_del_total, "monto": datos.explicacion.total},
        hoja="memoria",
        maximo=60,
        nota="Una línea sin operación es un importe que ya estaba asentado: lo determinado, lo que se pagó o lo "
        "que la ley había agregado, hasta el día de un pago, a lo que ese pago extinguió.",
        ilustrativo=datos.explicacion.calidad.startswith("ilustrativo"),
    )


def operacion(r: Renglon) -> str:
    """La operación que da el importe de una línea, como se imprime; vacía si la línea no sale de una sola."""
    return f"{pesos(r.base)} × {r.factor}" if r.base is not None and r.factor else ""


_DE_UN_MES = (
    Columna("mes", "Mes", "ordinal"),
    Columna("desde", "Desde", "fecha"),
    Columna("hasta", "Hasta", "fecha"),
    Columna("base", "Insoluto, pesos", "pesos"),
    Columna("tasa", "Tasa, por ciento", "razon"),
)
"""La mora dice de qué día a qué día va cada mes; la prórroga, lo que ese mes estaba insoluto."""


def meses_de_recargos(datos: Datos) -> Varias:
    """La tasa de cada mes o fracción de cada línea de recargos."""
    tablas = []
    for numero, r in enumerate(datos.explicacion.renglones, start=1):
        if not r.detalle:
            continue
        tablas.append(
            Tabla(
                f"Meses de la línea {numero}: {r.concepto[0].lower()}{r.concepto[1:]}",
                [columna for columna in _DE_UN_MES if columna.clave in r.detalle[0]],
                [_un_mes(mes) for mes in r.detalle],
                hoja=f"meses_{numero}",
                maximo=12,
                nota=f"Suma de tasas: {r.factor} ({r.fundamento})."
                if r.factor
                else f"Lo insoluto de cada mes por su tasa ({r.fundamento}).",
            )
        )
    return Varias(tablas or [Aviso("nota", "Este crédito no ha causado recargos.")])


def _un_mes(mes: Mapping[str, str]) -> dict[str, Any]:
    base = {"base": centavos(mes["base"])} if "base" in mes else {}
    return {**mes, **base, "mes": int(mes["mes"])}


def parcialidades(datos: Datos) -> Tabla | Aviso:
    """El último pago a plazos, parcialidad por parcialidad."""
    return cronica.parcialidades(datos.explicacion)


def linea_de_tiempo(datos: Datos) -> Varias:
    """Actos, pagos, plazos, suspensiones, interrupciones y prescripción: dibujados y, en orden, en una tabla."""
    return cronica.linea_de_tiempo(datos.explicacion)


def significado() -> Definiciones:
    """Qué quiere decir cada cifra de este informe."""
    return significado_de(LIQ)


def cuadrar(datos: Datos) -> Sello:
    """Las líneas suman lo que dice la cartera. Errores: `ErrorDeDatos` si no."""
    sello = _sello(datos)
    if not sello.cuadra:
        raise ErrorDeDatos(f"{datos.credito['folio']}: {sello.texto} Corre «cobranza comprobar».")
    return sello


def procedencia(datos: Datos) -> Procedencia:
    """De qué crédito, foto, huellas y versión; el contribuyente, siempre en seudónimo: de aquí pasa al índice."""
    return procedencia_de(
        datos.entrada,
        sobre=[(mime.CREDITO, str(datos.credito["folio"])), (mime.CONTRIBUYENTE, _seudonimo(datos))],
    )
