"""La relación analítica: crédito → diligencia → recibo → beneficiario, cada parte con la regla de que sale."""

from __future__ import annotations

import pandas as pd

from cobranza.base.dinero import texto
from cobranza.nomina.calculo import Nomina


def relacion(partes: pd.DataFrame, cobros: pd.DataFrame, nomina: Nomina) -> pd.DataFrame:
    """Cada parte con el crédito, la diligencia, el recibo y la regla de que sale."""
    del_cobro = cobros[["clave", "folio", "contribuyente", "concepto", "acto", "diligencia", "practicada", "recibo",
                        "ingreso", "importe"]].rename(columns={"importe": "base"})  # fmt: skip
    junto = partes.astype({"clave": "str"}).merge(del_cobro, on="clave", how="left")
    por_ciento = {f"{n.clave}|{r.clave}": texto(r.porcentaje) for n in nomina.normas for r in n.reglas}
    llaves = junto["norma"].astype("str") + "|" + junto["regla"].astype("str")
    return junto.assign(porcentaje=llaves.map(por_ciento))
