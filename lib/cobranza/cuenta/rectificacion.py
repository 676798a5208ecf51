"""Lo que hay que agregar a un libro que sólo crece para que diga, a cada día, lo que ahora se cuenta.

Se cuenta por *épocas*: de lo que cae a lo siguiente que cae valen los mismos recibos y actos. Cada renglón vale desde
su día (o el de la época en que empezó a valer) hasta el de la reversa que lo quitó. Un renglón asentado que no sigue
valiendo recibe su contrario el día en que deja de valer, que es el suyo si nunca debió asentarse; lo que entonces
falte en un periodo se agrega con su fecha y, si ese periodo termina, con su contrario al terminar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cobranza.cuenta.adeudos import PRINCIPALES
from cobranza.cuenta.libreta import COLUMNAS
from cobranza.ley.devengo import FINO

_LLAVE = ["folio", "base", "referencia"]
_VALE = ["importe", "exacto", "recargos"]


@dataclass(frozen=True)
class Epoca:
    """De qué día a qué día, por folio, vale lo mismo: [desde, hasta); sin fecha, desde o hasta siempre."""

    desde: pd.Series[pd.Timestamp]
    hasta: pd.Series[pd.Timestamp]

    def valen(self, hechos: pd.DataFrame) -> pd.DataFrame:
        """Los de sus folios que ocurren antes de que termine, sin lo que al empezar ya había caído."""
        desde, hasta = (fecha_de(hechos["folio"], extremo) for extremo in (self.desde, self.hasta))
        vale = hechos["folio"].isin(self.desde.index) & ~(hechos["fecha"] >= hasta)
        return hechos[vale & ~(hechos["cae"] <= desde)] if "cae" in hechos else hechos[vale]


class Correccion:
    """Cuándo se supo lo que cambia y por qué deja de valer cada renglón."""

    def __init__(self, caidos: pd.DataFrame, nuevos: pd.DataFrame, libro: pd.DataFrame) -> None:
        # de un hecho todo se corrige a la vez y nunca antes que lo ya corregido: si no, a un día intermedio se verían
        # el renglón nuevo y el que sustituye
        self._asentado = libro.groupby("hecho")["fecha_registro"].max()
        self._caidos = caidos.set_index("clave")
        self._conocido = nuevos.groupby("folio")["fecha_registro"].max()
        self._usuario = str(nuevos["usuario"].iloc[0])

    def fechados(self, renglones: pd.DataFrame) -> pd.DataFrame:
        """Los renglones con el día en que se conocen: cuando se supo lo nuevo y no antes de surtir efecto.

        Ni antes de lo que ya se conocía de su hecho: los archivos no llegan en el orden de sus fechas.
        """
        conocido = fecha_de(renglones["folio"], self._conocido)
        conocido = _mayor(conocido, fecha_de(renglones["hecho"], self._asentado))
        registro = _mayor(conocido, renglones["fecha_efecto"])
        return renglones.assign(fecha_registro=registro, usuario=self._usuario)

    def contrarios(self, sobran: pd.DataFrame) -> pd.DataFrame:
        """El contrario de cada renglón el día en que deja de valer (`hasta`); si ese día cae su hecho, por eso."""
        cae = sobran["hasta"].eq(fecha_de(sobran["hecho"], self._caidos["cae"]))
        estado = self._caidos["estado"].astype("object").reindex(sobran["hecho"]).to_numpy()
        return self.fechados(
            sobran.assign(
                clave=sobran["clave"] + "/reversa",
                fecha_efecto=sobran["hasta"],
                causa=np.where(cae, estado, "REAPLICACION"),
                reversa_de=sobran["clave"],
                **{c: -sobran[c] for c in _VALE},
            )
        )


def rectificar(
    libro: pd.DataFrame, epocas: Sequence[tuple[pd.DataFrame, Epoca]], correccion: Correccion
) -> pd.DataFrame:
    """Lo que falta agregar a `libro` (renglones de hechos, con `base`, `hecho` y `vivo`) para que diga lo contado.

    `epocas`: lo contado en cada una, en orden. Antes de la primera de un crédito, el libro ya dice lo que debe.
    """
    contado = [
        (renglones.assign(base=renglones["clave"], hecho=renglones["clave"].str.rsplit(":", n=1).str[0]), epoca)
        for renglones, epoca in epocas
        if len(renglones)
    ]
    empieza = pd.concat([epoca.desde for _, epoca in epocas])
    sucesos = [_del_libro(libro, empieza[~empieza.index.duplicated()]), *(_contados(*c) for c in contado)]
    vivos = libro[libro["vivo"]]
    hasta = _deja_de_valer(vivos, _periodos(sucesos))
    sobran = vivos.assign(hasta=hasta)[hasta.notna()]
    faltan = _periodos([*sucesos, _sucesos(sobran, sobran["hasta"])])
    modelo = pd.concat([*(renglones for renglones, _ in contado), libro[libro["reversa_de"].isna()]])
    modelo = modelo.drop_duplicates(_LLAVE).drop(columns=["fecha_efecto", *_VALE])
    nuevos = correccion.fechados(_con_clave(libro, faltan.merge(modelo, on=_LLAVE)).assign(reversa_de=None))
    partes = [correccion.contrarios(sobran), nuevos, correccion.contrarios(nuevos[nuevos["hasta"].notna()])]
    return pd.concat([p[[*COLUMNAS]] for p in partes if len(p)] or [nuevos[[*COLUMNAS]]], ignore_index=True)


def _con_clave(libro: pd.DataFrame, nuevos: pd.DataFrame) -> pd.DataFrame:
    """Los renglones con su clave y lo que sólo lleva el principal; lo demás no tiene fracción ni recargos."""
    # una base que ya se usó lleva el número de su vuelta: las claves del libro no se repiten
    usadas = nuevos["base"].map(libro.loc[libro["reversa_de"].isna(), "base"].value_counts()).fillna(0)
    vuelta = usadas.astype("int64") + nuevos.groupby("base").cumcount() + 1
    componente = nuevos["componente"]
    return nuevos.assign(
        clave=nuevos["base"].where(vuelta == 1, nuevos["base"] + "/" + vuelta.astype(str)),
        exacto=nuevos["exacto"].astype("Int64").where(componente.isin(PRINCIPALES)),
        recargos=nuevos["recargos"].astype("Int64").where(componente.eq("HISTORICO")),
    )


def _sucesos(renglones: pd.DataFrame, cuando: pd.Series[pd.Timestamp], signo: int = 1) -> pd.DataFrame:
    """Lo que cada renglón cambia en su llave el día `cuando`."""
    importe = renglones["importe"].astype("int64")
    valores = {
        "importe": importe,
        "exacto": renglones["exacto"].fillna(importe * FINO).astype("int64"),
        "recargos": renglones["recargos"].fillna(0).astype("int64"),
    }
    return renglones[_LLAVE].assign(fecha_efecto=cuando, **{c: signo * v for c, v in valores.items()})


def _del_libro(libro: pd.DataFrame, empieza: pd.Series[pd.Timestamp]) -> pd.DataFrame:
    """Lo asentado, con signo contrario: lo contado menos lo asentado es lo que difiere. Antes de `empieza`, nada."""
    return _sucesos(libro, _mayor(libro["fecha_efecto"], fecha_de(libro["folio"], empieza)), -1)


def _contados(renglones: pd.DataFrame, epoca: Epoca) -> pd.DataFrame:
    """Lo contado en una época: vale desde su día, o el de la época si es anterior, hasta que ella termina."""
    desde, hasta = (fecha_de(renglones["folio"], extremo) for extremo in (epoca.desde, epoca.hasta))
    terminan = hasta.notna()
    return pd.concat(
        [
            _sucesos(renglones, _mayor(renglones["fecha_efecto"], desde)),
            _sucesos(renglones[terminan], hasta[terminan], -1),
        ]
    )


def _periodos(sucesos: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """De cada llave, los periodos [fecha_efecto, hasta) en que la suma de sus sucesos no es cero, y cuánto es."""
    por_dia = pd.concat(sucesos).groupby([*_LLAVE, "fecha_efecto"], as_index=False)[_VALE].sum()
    por_dia = por_dia[por_dia[_VALE].ne(0).any(axis=1)]
    de_cada_una = por_dia.groupby(_LLAVE)
    por_dia = por_dia.assign(hasta=de_cada_una["fecha_efecto"].shift(-1), **de_cada_una[_VALE].cumsum())
    return por_dia[por_dia[_VALE].ne(0).any(axis=1)]


def _deja_de_valer(vivos: pd.DataFrame, periodos: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """El primer día en que cada renglón ya no es lo que debe; ausente si sigue valiendo."""
    cruce = vivos[[*_LLAVE, "fecha_efecto"]].reset_index(names="renglon")
    cruce = cruce.merge(periodos[[*_LLAVE, "fecha_efecto", "hasta"]], on=_LLAVE, suffixes=("", "_difiere"))
    cruce = cruce[~(cruce["hasta"] <= cruce["fecha_efecto"])]
    desde = _mayor(cruce["fecha_efecto"], cruce["fecha_efecto_difiere"])
    return desde.groupby(cruce["renglon"]).min().reindex(vivos.index)


def fecha_de(de: pd.Series[str], fechas: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """La fecha que toca a cada clave; ausente si no hay."""
    return pd.Series(pd.to_datetime(fechas.reindex(de)).to_numpy(), index=de.index)


def _mayor(una: pd.Series[pd.Timestamp], otra: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    return una.where(~(otra > una), otra)
