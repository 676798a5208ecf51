"""Los archivos de una versión de la nómina: cada uno dice de qué periodo, versión y huella es.

La nómina por delegación, la relación analítica (crédito → diligencia → recibo → beneficiario), las reversas, el
resumen, la póliza, lo nominado del libro, los recibos y la dispersión. `releidos` los lee de vuelta y los compara.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cobranza.base.dinero import texto
from cobranza.nomina import dispersion
from cobranza.nomina.analitica import relacion
from cobranza.nomina.calculo import Nomina
from cobranza.nomina.dispersion import Pago
from cobranza.nomina.netos import DESCUENTOS
from cobranza.nomina.papeles_de_pago import sumas_de_recibos
from cobranza.nomina.partes import A_FONDO, A_PERSONA, SIN_ASIGNAR
from cobranza.nomina.poliza import poliza
from cobranza.nomina.versiones import Version

POR_DELEGACION, RELACION, REVERSAS = "nomina_por_delegacion.csv", "relacion_analitica.csv", "reversas.csv"
RESUMEN, POLIZA, LIBRO = "resumen.csv", "poliza.csv", "del_libro.csv"
DISPERSION, DISPERSION_CSV, RECIBOS = "dispersion.txt", "dispersion.csv", "recibos.json"
_DE_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DE_LA_RELACION = (
    *("delegacion", "destino", "beneficiario", "puesto", "folio", "contribuyente", "concepto", "acto", "diligencia"),
    *("practicada", "recibo", "ingreso", "base", "norma", "regla", "porcentaje", "importe", "motivo"),
)
_DE_LA_PERSONA = ("delegacion", "numero_empleado", "nombre", "rfc", "clabe", "bruto", *DESCUENTOS, "neto")
_EN_PESOS = {"base", "bruto", *DESCUENTOS, "neto", "importe", "cobrado", "personas", "fondos", "sin_asignar", "cargo",
             "abono"}  # fmt: skip


def archivos(de: Version, movimientos: pd.DataFrame, pagos: Sequence[Pago] | None = None) -> dict[str, bytes]:
    """Nombre → contenido de cada archivo. `pagos`: los de la dispersión; sin ellos, los de toda la versión."""
    n = de.resultado
    marca = _marca(de)
    a_pagar = pagos_de(n) if pagos is None else pagos
    return {
        POR_DELEGACION: _en_csv(marca, por_delegacion(n), _DE_LA_PERSONA),
        RELACION: _en_csv(marca, relacion(n.partes, n.cobros, n), _DE_LA_RELACION),
        REVERSAS: _en_csv(marca, relacion(n.partes_reversadas, n.reversas, n), _DE_LA_RELACION),
        RESUMEN: _en_csv(
            marca, resumen(n), ("delegacion", "concepto", "cobrado", "personas", "fondos", "sin_asignar")
        ),
        POLIZA: _en_csv(marca, poliza(n), ("momento", "cuenta", "cargo", "abono")),
        LIBRO: _en_csv(marca, movimientos, ("clave", "clase", "recibo", "folio", "concepto", "fecha", "importe")),
        DISPERSION: dispersion.de_ancho_fijo(dispersion.layout(), de.nomina, n.fecha_pago, a_pagar),
        DISPERSION_CSV: dispersion.en_csv(a_pagar),
        RECIBOS: json.dumps(sumas_de_recibos(de), ensure_ascii=False, sort_keys=True).encode(),
    }


def pagos_de(nomina: Nomina, quienes: Mapping[str, int] | None = None) -> list[Pago]:
    """Lo que se pide pagar: a todos los que tienen neto o sólo a `quienes`, persona → centavos."""
    personas = nomina.personas[nomina.personas["neto"] > 0]
    return [
        Pago(str(p["numero_empleado"]), str(p["nombre"]), str(p["rfc"]), str(p["clabe"]), int(p["neto"]))
        for p in personas.to_dict("records")
        if quienes is None or str(p["numero_empleado"]) in quienes
    ]


def por_delegacion(nomina: Nomina) -> pd.DataFrame:
    """Lo de cada persona en cada delegación, con sus datos."""
    fichas = nomina.personas[["numero_empleado", "nombre", "rfc", "clabe"]]
    return nomina.por_delegacion.merge(fichas, on="numero_empleado", how="left")


def resumen(nomina: Nomina) -> pd.DataFrame:
    """Lo cobrado y a dónde fue, por delegación y concepto."""
    llave = ["delegacion", "concepto"]
    cobros = nomina.cobros.assign(delegacion=nomina.cobros["delegacion"].fillna("SIN_DELEGACION"))
    partes = nomina.partes.astype({"clave": "str", "destino": "str"})[["clave", "destino", "importe"]]
    partes = partes.merge(cobros[["clave", *llave]], on="clave", how="left")
    cobrado = cobros.groupby(llave)["importe"].sum().rename("cobrado")
    destinos = {"personas": A_PERSONA, "fondos": A_FONDO, "sin_asignar": SIN_ASIGNAR}
    va = {c: partes[partes["destino"] == d].groupby(llave)["importe"].sum() for c, d in destinos.items()}
    return pd.DataFrame({"cobrado": cobrado, **va}).fillna(0).astype(np.int64).reset_index()


def _marca(de: Version) -> list[str]:
    n = de.resultado
    return ["Nómina", de.nomina, "Versión", str(de.version), "Del", n.desde.isoformat(), "al", n.hasta.isoformat(),
            "Huella", de.sello]  # fmt: skip


def _en_csv(marca: Sequence[str], tabla: pd.DataFrame, columnas: Sequence[str]) -> bytes:
    salida = io.StringIO()
    escribe = csv.writer(salida, lineterminator="\r\n")
    escribe.writerow(marca)
    escribe.writerow(columnas)
    escribe.writerows(zip(*(_escrita(c, tabla[c]) for c in columnas), strict=True))
    return salida.getvalue().encode()


def _escrita(nombre: str, columna: pd.Series[Any]) -> np.ndarray:
    """Cada celda como va en el CSV: lo que se repite se escribe una vez."""
    lugares, distintos = pd.factorize(columna, use_na_sentinel=False)
    if nombre in _EN_PESOS:
        escritos = [texto(int(v)) for v in distintos]
    elif columna.dtype.kind == "M":
        escritos = ["" if pd.isna(v) else f"{v:%Y-%m-%d}" for v in pd.DatetimeIndex(distintos)]
    else:
        escritos = ["" if v is None or v != v else str(v) for v in distintos.astype(object)]
        escritos = [f"'{v}" if v.startswith(_DE_FORMULA) else v for v in escritos]
    return np.array(escritos, dtype=object)[lugares]
