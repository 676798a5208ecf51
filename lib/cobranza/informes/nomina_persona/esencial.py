"""La carátula, los cuadres de lo suyo y de qué versiones sale."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cobranza.base.dinero import centavos, pesos
from cobranza.cartera.cifras import NP
from cobranza.informes.glosario import cifra
from cobranza.informes.glosario import significado as significado_de
from cobranza.informes.nomina_persona.datos import EN_RESERVA, Datos
from cobranza.informes.procedencia import procedencia_de
from cobranza.nomina.cuadre import Cuadre, comprobar
from cobranza.nomina.guardadas_en_la_foto import Guardada
from cobranza.nomina.netos import DESCUENTOS
from cobranza.nomina.papeles_de_pago import sumas_de_recibos
from cobranza.papel import palabras
from cobranza.papel.definiciones import Definiciones
from cobranza.papel.piezas import Caratula, Procedencia, Sello, Varias
from cobranza.papel.tabla import Columna, Tabla


def caratula(datos: Datos) -> Caratula:
    """Cuánto le tocó, se le retuvo y cobra; en lo que se comparte, sólo en cuántas nóminas y de cuántas partes."""
    partes = len(datos.partes) if datos.nominas else 0
    cifras = [
        cifra("nominas_en_que_esta", str(len(datos.nominas)), "nóminas", f"pagadas {datos.entre}"),
        cifra("partes_de_la_persona", str(partes), "partes", ""),
    ]
    if datos.nominativo:
        cifras = [
            cifras[0],
            cifra("bruto", pesos(datos.total("bruto")), "pesos", palabras.cuantos(partes, "parte", "partes")),
            cifra("isr_retenido", pesos(datos.total("retencion")), "pesos", ""),
            cifra("neto", pesos(datos.total("neto")), "pesos", f"pagado {datos.entre}"),
        ]
    return Caratula(
        "¿Qué se le pagó a esta persona y de dónde salió cada peso?", cifras, _hallazgos(datos), _sello(datos)
    )


def _hallazgos(datos: Datos) -> list[str]:
    quien = f"{datos.ficha[0]} ({datos.empleado}), RFC {datos.ficha[1]}" if datos.nominativo else "Esta persona"
    if not datos.nominas:
        return [
            f"{quien}: ninguna nómina enviada a pago, de las que se pagan {datos.entre}, le paga ni le descuenta."
        ]
    cuantas, partes = palabras.cuantos(len(datos.nominas), "nómina", "nóminas"), datos.partes
    frases = [
        f"{quien} está en {cuantas} con {palabras.cuantos(len(partes), 'parte', 'partes')} de "
        f"{palabras.cuantos(partes['recibo'].nunique(), 'recibo', 'recibos')}."
    ]
    if datos.nominativo:
        menos = sum(datos.total(c) for c in DESCUENTOS if c != "retencion")
        frases.append(
            f"Le tocan ${pesos(datos.total('bruto'))}; se le retienen ${pesos(datos.total('retencion'))} de ISR y se "
            f"le descuentan ${pesos(menos)}: cobra ${pesos(datos.total('neto'))}."
        )
        if adeudo := int(datos.suya(datos.nominas[-1])["adeudo"]):
            frases.append(f"Queda a deber ${pesos(adeudo)} de cobros que se reversaron; pasa a la nómina que sigue.")
    else:
        frases.append(EN_RESERVA)
    if datos.ilustrativas:
        frases.append(f"El reparto es ilustrativo ({', '.join(datos.ilustrativas)}): no es la norma publicada.")
    return frases


def _cuadres(datos: Datos) -> tuple[Cuadre, ...]:
    """Lo mismo contado por caminos distintos: partes, delegaciones, recibos y acumulado."""
    suyas = [datos.suya(de) for de in datos.nominas]
    bruto, neto = [int(s["bruto"]) for s in suyas], [int(s["neto"]) for s in suyas]
    menos = [sum(int(s[c]) for c in DESCUENTOS) for s in suyas]
    partes = datos.partes.groupby("nomina")["importe"].sum() if datos.nominas else pd.Series(dtype="int64")
    partes_de = [int(partes.get(de.version.nomina, 0)) for de in datos.nominas]
    del_ano = sum(int(datos.suya(de)["neto"]) for de in datos.del_ano)
    return (
        _cuadre("Sus partes = su bruto", partes_de, bruto),
        _cuadre("Bruto = neto + ISR + descuentos", bruto, [n + m for n, m in zip(neto, menos, strict=True)]),
        _cuadre("Lo suyo por delegación = su neto", [_por_delegacion(datos, de) for de in datos.nominas], neto),
        _cuadre("Sus recibos = su neto", [_en_recibos(datos, de) for de in datos.nominas], neto),
        _cuadre("Acumulado del año = suma de sus nóminas del año", [datos.acumulado()["neto"]], [del_ano]),
    )


def _cuadre(igualdad: str, unos: Sequence[int], otros: Sequence[int]) -> Cuadre:
    """Nómina por nómina: una diferencia no se compensa con la de otra."""
    return Cuadre(igualdad, sum(unos), sum(otros), sum(abs(a - b) for a, b in zip(unos, otros, strict=True)))


def _por_delegacion(datos: Datos, de: Guardada) -> int:
    filas = de.version.resultado.por_delegacion
    return int(filas.loc[filas["numero_empleado"] == datos.empleado, "neto"].sum())


def _en_recibos(datos: Datos, de: Guardada) -> int:
    return sum(centavos(r["neto"]) for r in sumas_de_recibos(de.version) if r["numero"] == datos.empleado)


def _sello(datos: Datos) -> Sello:
    mal = [c for c in _cuadres(datos) if c.diferencia]
    if not mal:
        return Sello(True, "Sus partes, sus recibos, sus delegaciones y su acumulado dicen lo mismo, al centavo.")
    return Sello(False, "No cuadra: " + "; ".join(f"«{c.igualdad}» por ${pesos(c.diferencia)}" for c in mal) + ".")


def cuadrar(datos: Datos) -> Varias:
    """Las igualdades de lo suyo. Errores: `ErrorDeDatos` si alguna no da cero."""
    todas = comprobar(_cuadres(datos))
    lados = [Columna("izquierda", "Lado izquierdo", "pesos"), Columna("derecha", "Lado derecho", "pesos")]
    tabla = Tabla(
        "Los cuadres de lo suyo, pesos",
        [
            Columna("igualdad", "Igualdad"),
            *(lados if datos.nominativo else []),
            Columna("diferencia", "Diferencia", "pesos"),
        ],
        [
            {"igualdad": c.igualdad, "izquierda": c.izquierda, "derecha": c.derecha, "diferencia": c.diferencia}
            for c in todas
        ],
        hoja="cuadre",
    )
    return Varias([tabla, _sello(datos)])


def significado() -> Definiciones:
    """Qué significa cada cifra."""
    return significado_de(NP)


def procedencia(datos: Datos) -> Procedencia:
    """De qué versiones sale, con su huella, y lo de todo informe."""
    versiones = [(f"Nómina {g.version.nomina}", f"Versión {g.version.version}, huella {g.version.sello}")
                 for g in datos.nominas]  # fmt: skip
    pieza = procedencia_de(datos.entrada, desde=datos.desde, sobre=[("Empleado", datos.empleado)])
    return Procedencia([*versiones, *pieza.pares])
