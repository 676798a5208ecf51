"""Lo que más de un layout escribe igual: actos, su efecto sobre lo ya asentado y los hechos que mueven saldo."""

from __future__ import annotations

import pandas as pd

from cobranza.base import catalogos
from cobranza.base.fechas import columna_fecha
from cobranza.ingesta.columnas import Mascara, igual, objetos
from cobranza.ingesta.contrato import Asientos, Contexto, principal
from cobranza.ingesta.revisado import Filas, Revisado

PASADO = "PASADO"
"""Hecho que no mueve saldo y sólo importa si llega después de algo asentado: el crédito se vuelve a contar."""


def exigencias_del_acto(revisado: Revisado) -> None:
    """Lo que `actos.yaml` exige a cada tipo de acto."""
    for tipo, acto in catalogos.actos().items():
        for campo in acto.get("exige", ()):
            if campo in revisado.valores:
                celda = revisado.celda(campo)
                de_ese_tipo = igual(revisado.texto("tipo"), tipo)
                mensaje = f"Un acto de tipo {tipo} exige {celda.columna.titulo}."
                celda.anotar(de_ese_tipo & celda.vacias, "Falta un dato que el acto exige", mensaje)


def actos(filas: Filas, contexto: Contexto) -> Asientos:
    """Un acto por fila."""
    acto = principal(filas, contexto, usuario=contexto.usuario, lote=contexto.lote)
    acto["resultado"] = objetos(filas.texto("resultado"))
    return {"acto": acto}


def hechos(filas: Filas, contexto: Contexto, *, clave: str, fecha: str, registro: str) -> pd.DataFrame:
    """Lo común de los hechos que mueven saldo, uno por fila: clave, folio, sus dos fechas y quién."""
    return pd.DataFrame(
        {
            "clave": filas.texto(clave).to_pandas(),
            "folio": filas.texto("folio").to_pandas(),
            "fecha": columna_fecha(filas.entero(fecha)),
            "fecha_registro": columna_fecha(filas.entero(registro)),
            "usuario": pd.Categorical([contexto.usuario] * filas.cuantas),
        }
    )


def pasados(comunes: pd.DataFrame, causa: str, cuales: Mascara) -> pd.DataFrame:
    """De unos hechos comunes, los que cambiarían lo ya asentado, y por qué."""
    elegidos = comunes[cuales]
    return elegidos.assign(
        clave=elegidos["clave"] + ":regimen", tipo=PASADO, importe=0, documento="", causa=causa
    ).astype({"causa": "category", "tipo": "category"})
