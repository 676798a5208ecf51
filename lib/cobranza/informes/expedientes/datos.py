"""Lo que el informe necesita: los expedientes de la foto a su corte y los documentos que se les exigen ese día."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from cobranza.cartera.consultas import cartera_de
from cobranza.cartera.integracion import TIPO, Expediente, exigibles, expediente_de, fallas, indice
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.pedido import comprobado
from cobranza.tramites.en_la_foto import tramites_al

_ACTOS = "SELECT folio, tipo, fecha, COALESCE(forma, '') AS forma FROM acto WHERE fecha <= ?"


@dataclass(frozen=True)
class Datos:
    """Los créditos vigentes (folio, delegacion), sus expedientes y, de los que lo tienen, lo exigible y lo presente.

    `exigidos`: folio, clave, documento, etapa y presente. `prestados`: los que no han vuelto, también los de lo ya
    pagado o cancelado (numero, folio, delegacion, prestado_a y devolver_el). Aquí nadie se nombra: un expediente es
    de un crédito.
    """

    corte: date
    delegacion: str
    vigentes: pd.DataFrame
    expedientes: tuple[Expediente, ...]
    prestados: pd.DataFrame
    exigidos: pd.DataFrame
    entrada: Entrada

    @property
    def nominativo(self) -> bool:
        """Nunca salen nombres: a un expediente se le dice por su número y el de su crédito."""
        return False

    @property
    def por_expediente(self) -> pd.DataFrame:
        """Un renglón por expediente: folio, numero, delegacion, exigibles, presentes, completo (sin fallas) y mal."""
        juntos = self.exigidos.groupby("folio")["presente"].agg(["size", "sum"])
        mal = ["; ".join(fallas(e)) for e in self.expedientes]
        filas = pd.DataFrame(
            {
                "folio": pd.Series([e.folio for e in self.expedientes], dtype="str"),
                "numero": pd.Series([e.numero for e in self.expedientes], dtype="str"),
                "mal": pd.Series(mal, dtype="str"),
            }
        )
        filas = filas.assign(
            exigibles=filas["folio"].map(juntos["size"]).fillna(0).astype("int64"),
            presentes=filas["folio"].map(juntos["sum"]).fillna(0).astype("int64"),
            delegacion=filas["folio"].map(self.vigentes.set_index("folio")["delegacion"]),
        )
        return filas.assign(
            completo=((filas["exigibles"] == filas["presentes"]) & (filas["mal"] == "")).astype("int64")
        )


@comprobado
def preparar(corte: str, delegacion: str = "") -> Datos:
    """Lee la foto y junta cada crédito vigente con su expediente; `delegacion` vacía, todas.

    Errores: `ErrorDeUso` si la delegación no existe; `ErrorDeDatos` si no hay libros; `ErrorDeLey` si falta una tasa.
    """
    de = entrada(corte, delegacion)
    cartera = cartera_de(de.historia(), de.corte, delegacion)
    vigentes = cartera[cartera["vida"] == "VIGENTE"].reset_index(drop=True)
    folios = set(vigentes["folio"])
    suyos = [expediente_de(t) for t in tramites_al(de.conexion, TIPO, de.corte)]
    expedientes = tuple(e for e in suyos if e.folio in folios)
    con = vigentes[vigentes["folio"].isin([e.folio for e in expedientes])].reset_index(drop=True)
    actos = de.conexion.execute(_ACTOS, [de.corte]).df()
    return Datos(
        corte=de.corte,
        delegacion=delegacion,
        vigentes=vigentes[["folio", "delegacion"]].astype({"delegacion": "str"}),
        expedientes=expedientes,
        prestados=_prestados(suyos, cartera),
        exigidos=indice(exigibles(con, actos[actos["folio"].isin(con["folio"])]), expedientes),
        entrada=de,
    )


def _prestados(expedientes: Sequence[Expediente], cartera: pd.DataFrame) -> pd.DataFrame:
    donde = cartera.set_index("folio")["delegacion"].astype("str").to_dict()
    filas = [
        (e.numero, e.folio, donde[e.folio], e.prestado_a, pd.Timestamp(str(e.devolver_el)))
        for e in expedientes
        if e.devolver_el and e.folio in donde
    ]
    return pd.DataFrame(filas, columns=["numero", "folio", "delegacion", "prestado_a", "devolver_el"])
