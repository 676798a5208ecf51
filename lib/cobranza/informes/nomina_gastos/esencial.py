"""La carátula, los cuatro cuadres y de dónde sale todo."""

from __future__ import annotations

from cobranza.base.dinero import pesos
from cobranza.base.fechas import fecha_corta
from cobranza.cartera.cifras import NG
from cobranza.informes.glosario import cifra
from cobranza.informes.glosario import significado as significado_de
from cobranza.informes.nomina_gastos.datos import Datos
from cobranza.informes.procedencia import procedencia_de
from cobranza.informes.tramitando import dicho
from cobranza.nomina.cuadre import comprobar
from cobranza.nomina.partes import A_FONDO, A_PERSONA, MOTIVOS, SIN_ASIGNAR
from cobranza.papel.definiciones import Definiciones
from cobranza.papel.palabras import cuantos, de_cada_cien, en_lista
from cobranza.papel.piezas import Caratula, Procedencia, Sello, Varias
from cobranza.papel.tabla import Columna, Tabla


def caratula(datos: Datos) -> Caratula:
    """Cuánto se cobró, a dónde va y cuánto se paga; hallazgos y sello con los cuatro cuadres."""
    personas = datos.por_persona
    base = int(datos.cobros["importe"].sum())
    bruto, pendiente = datos.suma(A_PERSONA), datos.suma(SIN_ASIGNAR)
    return Caratula(
        pregunta="¿A quién le toca lo cobrado de gastos de ejecución?",
        cifras=[
            cifra("cobrado_que_se_reparte", pesos(base), "pesos", f"{datos.periodo}; {_cobros(len(datos.cobros))}"),
            cifra("bruto", pesos(bruto), "pesos", _parte(bruto, base)),
            cifra(
                "neto",
                pesos(int(personas["neto"].sum())),
                "pesos",
                f"{_personas(personas['numero_empleado'].nunique())}; ISR ${pesos(int(personas['retencion'].sum()))}",
            ),
            cifra("sin_asignar", pesos(pendiente), "pesos", _parte(pendiente, base), meta="nada sin asignar"),
        ],
        hallazgos=_hallazgos(datos, base),
        sello=_sello(datos),
    )


def _hallazgos(datos: Datos, base: int) -> list[str]:
    personas = datos.por_persona
    frases = [f"No se cobraron gastos ni honorarios: {datos.periodo}."]
    if len(datos.cobros):
        frases = [
            f"De ${pesos(base)} cobrados ({datos.periodo}), {_destinos(datos)}; "
            f"se pagan ${pesos(int(personas['neto'].sum()))} netos.",
            _sobre_lo_sin_asignar(datos),
        ]
    if _meses(datos) > 1:
        otra_vez = "" if datos.guardada else ": lo ya pagado de alguno de ellos se pagaría otra vez"
        frases.append(f"El periodo abarca {_meses(datos)} meses y todo se paga en uno{otra_vez}.")
    frases.append(_cual(datos))
    if len(datos.alertas):
        frases.append(f"Alertas por revisar antes de autorizar: {len(datos.alertas)}.")
    reversado = int(datos.de_la_delegacion(datos.nomina.reversas)["importe"].sum())
    if reversado:
        frases.append(
            f"Se revirtieron ${pesos(reversado)} de cobros de periodos anteriores: se descuentan "
            f"${pesos(int(personas['descuento'].sum()))} en esta nómina."
        )
    if datos.es_ilustrativa:
        claves = ", ".join(n.clave for n in datos.nomina.normas if n.es_ilustrativa) or "alguna regla"
        frases.append(
            f"El reparto es ilustrativo ({claves}): no se tramita hasta registrar la norma habilitante publicada."
        )
    return frases


def _cual(datos: Datos) -> str:
    """Si es una nómina guardada o sólo un cálculo, que no sabe qué se pagó ya."""
    if datos.guardada is None:
        return (
            "Esto es un cálculo del periodo y no una nómina guardada: no descuenta lo que ya se nominó. La que se "
            "paga se abre con «cobranza nomina» y se mira aquí con el parámetro «nomina»."
        )
    v, hay = datos.guardada.version, datos.guardada
    lugar = "" if hay.es_la_ultima else f"; la sustituyó la versión {hay.tramite.datos['version']}"
    return (
        f"Es lo guardado en {v.nomina}, versión {v.version}{lugar}, sin recalcular; huella {v.sello[:16]}. Su "
        f"trámite está en «{dicho(hay.tramite.estado)}»."
    )


def _meses(datos: Datos) -> int:
    desde, hasta = datos.nomina.desde, datos.nomina.hasta
    return 12 * (hasta.year - desde.year) + hasta.month - desde.month + 1


def _destinos(datos: Datos) -> str:
    """A dónde fue lo cobrado: las partes que se dicen suman lo cobrado, al centavo."""
    personas, pendiente = _personas(datos.por_persona["numero_empleado"].nunique()), datos.suma(SIN_ASIGNAR)
    partes = [f"${pesos(datos.suma(A_PERSONA))} son para {personas}", f"${pesos(datos.suma(A_FONDO))} para fondos"]
    if pendiente:
        partes.append(f"${pesos(pendiente)} quedan sin asignar")
    return en_lista(partes)


def _sobre_lo_sin_asignar(datos: Datos) -> str:
    pendientes = datos.partes[datos.partes["destino"] == SIN_ASIGNAR]
    if pendientes.empty:
        return "Todo lo cobrado tiene a quién asignarse."
    por_motivo = pendientes.groupby("motivo")["importe"].sum().sort_values(ascending=False, kind="stable")
    motivo = MOTIVOS[str(por_motivo.index[0])]
    return (
        f"No se pueden pagar ${pesos(int(pendientes['importe'].sum()))} de {_cobros(pendientes['clave'].nunique())}; "
        f"la causa mayor: {motivo[0].lower()}{motivo[1:]}."
    )


def _cobros(numero: int) -> str:
    return cuantos(numero, "cobro", "cobros")


def _personas(numero: int) -> str:
    return cuantos(numero, "persona", "personas")


def _parte(importe: int, base: int) -> str:
    return f"{de_cada_cien(importe, base)} de lo cobrado" if base else "no se cobró nada"


def _sello(datos: Datos) -> Sello:
    mal = [c for c in datos.cuadres if c.diferencia]
    if not mal:
        releidos = " Entre sus archivos, vueltos a leer, también." if datos.guardada else ""
        return Sello(
            True, f"Los cuatro cuadres dan 0.00: reparto, neto, delegaciones y libro de accesorios.{releidos}"
        )
    return Sello(False, "No cuadra: " + "; ".join(f"«{c.igualdad}» por ${pesos(c.diferencia)}" for c in mal) + ".")


def cuadrar(datos: Datos) -> Varias:
    """Los cuatro cuadres de la nómina completa. Errores: `ErrorDeDatos` si alguno no da cero: así no se paga."""
    comprobar(datos.cuadres)
    tabla = Tabla(
        "Los cuadres de la nómina completa, pesos",
        [
            Columna("igualdad", "Igualdad"),
            Columna("izquierda", "Lado izquierdo", "pesos"),
            Columna("derecha", "Lado derecho", "pesos"),
            Columna("diferencia", "Diferencia", "pesos"),
        ],
        [
            {"igualdad": c.igualdad, "izquierda": c.izquierda, "derecha": c.derecha, "diferencia": c.diferencia}
            for c in datos.cuadres
        ],
        hoja="cuadre",
        nota="Las cuatro primeras son de lo guardado; las demás, entre sus archivos, cada lado leído del suyo. "
        "Los CFDI se cuadran al exportarlos."
        if datos.guardada
        else "",
    )
    return Varias([tabla, _sello(datos)])


def significado() -> Definiciones:
    """Qué significa cada cifra."""
    return significado_de(NG)


def procedencia(datos: Datos) -> Procedencia:
    """Periodo, norma, base, foto, huellas y versión."""
    pieza = procedencia_de(datos.entrada, desde=datos.nomina.desde)
    normas = [(f"Norma {n.clave}", f"{n.titulo} · {n.archivo} · {n.calidad}") for n in datos.nomina.normas]
    return Procedencia([*_de_la_version(datos), *normas, *datos.fuentes, *pieza.pares])


def _de_la_version(datos: Datos) -> list[tuple[str, str]]:
    if datos.guardada is None:
        return [("Nómina guardada", "Ninguna: es un cálculo del periodo")]
    v = datos.guardada.version
    return [
        ("Nómina guardada", f"{v.nomina}, versión {v.version}"),
        ("Huella de la versión", v.sello),
        ("Fecha de pago", fecha_corta(v.resultado.fecha_pago)),
        ("Estado del trámite", dicho(datos.guardada.tramite.estado)),
    ]
