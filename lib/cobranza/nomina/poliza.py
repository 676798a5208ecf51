"""La póliza que se propone a contabilidad (ilustrativa: cuentas y partida por confirmar); cada momento cuadra."""

from __future__ import annotations

import pandas as pd

from cobranza.nomina.calculo import Nomina
from cobranza.nomina.netos import DESCUENTOS
from cobranza.nomina.partes import A_PERSONA

ACCESORIOS = {
    "GASTO_EJECUCION": "Accesorios del ingreso: gastos de ejecución",
    "HONORARIO_NOTIFICACION": "Accesorios del ingreso: honorarios de notificación",
}
_BANCOS, _POR_PAGAR = "Bancos", "Servicios personales por pagar"
_ESTIMULOS = "Servicios personales: estímulos por gastos de ejecución"
_DEUDORES = "Deudores: personal con cobros reversados"


def poliza(nomina: Nomina) -> pd.DataFrame:
    """Renglones momento, cuenta, cargo y abono en centavos; sin renglones en cero."""
    sumas = {c: int(nomina.personas[c].sum()) for c in ("neto", *DESCUENTOS)}
    neto = sumas["neto"]
    de_personas = nomina.partes_reversadas["destino"] == A_PERSONA
    pagado_de_mas = int(nomina.partes_reversadas.loc[de_personas, "importe"].sum())
    asientos = [
        ("1. Al cobrar", _BANCOS, nomina.base, 0),
        *(("1. Al cobrar", cuenta, 0, importe) for cuenta, importe in _por_cuenta(nomina.cobros)),
        ("2. Al autorizar", _ESTIMULOS, nomina.bruto, 0),
        ("2. Al autorizar", _POR_PAGAR, 0, neto),
        ("2. Al autorizar", "Retenciones de ISR por pagar", 0, sumas["retencion"]),
        ("2. Al autorizar", "Pensiones alimenticias por pagar", 0, sumas["pension"]),
        ("2. Al autorizar", "Otras deducciones por pagar", 0, sumas["otras"]),
        ("2. Al autorizar", _DEUDORES, 0, sumas["descuento"]),
        ("3. Traspaso a fondos", "Bancos: cuenta de los fondos", nomina.fondos, 0),
        ("3. Traspaso a fondos", _BANCOS, 0, nomina.fondos),
        ("4. Al pagar", _POR_PAGAR, neto, 0),
        ("4. Al pagar", _BANCOS, 0, neto),
        *(("5. Por las reversas", cuenta, importe, 0) for cuenta, importe in _por_cuenta(nomina.reversas)),
        ("5. Por las reversas", _BANCOS, 0, int(nomina.reversas["importe"].sum())),
        ("6. Por lo pagado de más", _DEUDORES, pagado_de_mas, 0),
        ("6. Por lo pagado de más", _ESTIMULOS, 0, pagado_de_mas),
    ]
    renglones = pd.DataFrame(asientos, columns=["momento", "cuenta", "cargo", "abono"])
    return renglones[(renglones["cargo"] > 0) | (renglones["abono"] > 0)].reset_index(drop=True)


def _por_cuenta(cobros: pd.DataFrame) -> list[tuple[str, int]]:
    importes = cobros.groupby("concepto")["importe"].sum()
    return [(ACCESORIOS[str(concepto)], int(importe)) for concepto, importe in importes.items()]
