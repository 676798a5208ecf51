"""El pago a plazos de cada crédito, por columnas: desde cuándo rige, hasta cuándo y cuál fue su último pago.

Sale de los actos (SOLICITUD_PLAZOS, CONVENIO, CONVENIO_CUMPLIDO, CONVENIO_REVOCADO) y de los abonos del libro; la
misma definición sirve a los libros y a la foto. Fundamento: CFF, arts. 66 y 66-A.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, dias
from cobranza.ley.norma import Norma
from cobranza.ley.plazos_de_pago import plazo_en_meses, tasas_por_plazo
from cobranza.libros.vocabulario import SIN_FIN

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]


@dataclass
class Convenios:
    """Matrices (créditos, k) en días: el k-ésimo acto CONVENIO de cada crédito; `SIN_DIA` donde no hay.

    `solicitud` fija la tasa; `rige` es el día del acto; `desde`, el del primero si éste lo modifica (art. 66, fr. I);
    `vence`, el fin de su plazo; `fin`, el primer día en que ya no está vigente; `abono`, el último pago conforme al
    convenio, o `desde` si no lo hubo.
    """

    solicitud: Columna
    rige: Columna
    desde: Columna
    vence: Columna
    fin: Columna
    abono: Columna

    def de(self, lugar: Columna) -> Convenios:
        """Los convenios de esos créditos, en ese orden."""
        return Convenios(*(columna[lugar] for columna in self._columnas()))

    def alcanza(self, al: Columna) -> Mascara:
        """¿El crédito tuvo algún convenio hasta su día `al`?"""
        alcanza: Mascara = np.any((self.rige != SIN_DIA) & (self.rige <= al[:, None]), axis=1)
        return alcanza

    def vigente(self, al: Columna) -> Columna:
        """Cuál de sus convenios está vigente el día `al`; −1 si ninguno."""
        hoy = al[:, None]
        rigen = (self.rige != SIN_DIA) & (self.rige <= hoy) & (hoy < self.fin)
        ultimo: Columna = np.max(np.arange(1, rigen.shape[1] + 1) * rigen, axis=1, initial=0)
        return ultimo - 1

    def abonar(self, lugar: Columna, al: Columna) -> None:
        """Anota un abono de esos créditos en su día; a lo sumo uno por crédito."""
        hoy = al[:, None]
        dentro = (self.rige[lugar] != SIN_DIA) & (self.desde[lugar] <= hoy) & (hoy < self.fin[lugar])
        self.abono[lugar] = np.where(dentro, hoy, self.abono[lugar])

    def tramos(self, vencimiento: Columna, al: Columna) -> tuple[Columna, Columna, Columna]:
        """(desde, hasta, sin causar antes de) de cada tramo en que corren actualización y recargos hasta `al`.

        El primero va del vencimiento al primer convenio; los demás, del último pago conforme a cada convenio que
        terminó (art. 66-A, fr. IV, último párrafo) al siguiente. Matrices (créditos, k + 1); un tramo que no existe
        empieza donde acaba. Antes del fin del convenio nada de su tramo pudo causarse.
        """
        hoy = al[:, None]
        existe = (self.rige != SIN_DIA) & (self.rige <= hoy)
        cerrado = existe & (self.fin <= hoy)
        inicio = np.where(cerrado, np.maximum(self.abono, vencimiento[:, None]), hoy)
        corte = np.where(existe, np.minimum(self.desde, hoy), hoy)
        desde = np.concatenate([vencimiento[:, None], inicio], axis=1)
        hasta = np.concatenate([corte, hoy], axis=1)
        antes_no = np.concatenate([np.full(hoy.shape, SIN_DIA), self.fin], axis=1)
        return desde, hasta, antes_no

    def tasas(self, norma: Norma, k: Columna) -> Columna:
        """Tasa mensual de prórroga del k-ésimo convenio de cada crédito, en centésimas de punto.

        Depende del plazo en meses y de la fecha de la solicitud (art. 66-A, fr. I). `ErrorDeLey` si falta la tasa.
        """
        return tasas_por_plazo(norma, self.plazos(norma, k), self.solicitud[np.arange(k.size), k])

    def plazos(self, norma: Norma, k: Columna) -> Columna:
        """Meses de plazo del k-ésimo convenio de cada crédito."""
        cual = np.arange(k.size)
        return plazo_en_meses(norma, self.rige[cual, k], self.vence[cual, k])

    def en_marco(self, cuantos: int) -> pd.DataFrame:
        """Una columna por dato y convenio, para viajar con los saldos de `cuantos` créditos; la lee `de_marco`."""
        columnas = {
            f"{_PREFIJO}{campo.name}_{k}": matriz[:, k]
            for campo, matriz in zip(fields(self), self._columnas(), strict=True)
            for k in range(matriz.shape[1])
        }
        return pd.DataFrame(columnas, index=range(cuantos))

    def _columnas(self) -> tuple[Columna, ...]:
        return self.solicitud, self.rige, self.desde, self.vence, self.fin, self.abono


_PREFIJO = "convenio_"


def de_marco(saldos: pd.DataFrame) -> Convenios:
    """Los convenios que viajan en las columnas de un marco (`en_marco`)."""
    matrices = []
    for campo in fields(Convenios):
        suyas = [c for c in saldos.columns if str(c).startswith(f"{_PREFIJO}{campo.name}_")]
        matrices.append(saldos[suyas].to_numpy(np.int64))
    return Convenios(*matrices)


def convenios_de(cuantos: int, actos: pd.DataFrame, abonos: pd.DataFrame) -> Convenios:
    """Los convenios de `cuantos` créditos: de sus actos en orden (lugar, tipo, fecha, hasta) y abonos (lugar, fecha).

    Un CONVENIO con otro abierto lo modifica sin interrumpirlo. El cumplido abarca su día: en él suele hacerse el
    último pago. Sin solicitud anotada, la tasa es la del día del convenio.
    """
    actos = actos.assign(dia=dias(actos["fecha"]), vence=dias(actos["hasta"]))
    cierra = actos["tipo"].isin(("CONVENIO_CUMPLIDO", "CONVENIO_REVOCADO"))
    actos["cadena"] = cierra.groupby(actos["lugar"]).cumsum()
    pedido = actos["dia"].where(actos["tipo"].eq("SOLICITUD_PLAZOS")).astype("Int64")
    actos["solicitud"] = pedido.groupby([actos["lugar"], actos["cadena"]]).ffill().fillna(actos["dia"])
    actos = actos[actos["tipo"].ne("SOLICITUD_PLAZOS")]
    termina = actos["dia"] + actos["tipo"].eq("CONVENIO_CUMPLIDO")
    actos["fin"] = termina.groupby(actos["lugar"]).shift(-1, fill_value=SIN_FIN)
    c = actos[actos["tipo"].eq("CONVENIO")].reset_index(drop=True)
    c["desde"] = c.groupby(["lugar", "cadena"])["dia"].transform("first")
    pagos = c[["lugar", "desde", "fin"]].reset_index().merge(abonos.assign(pago=dias(abonos["fecha"])), on="lugar")
    pagos = pagos[(pagos["pago"] >= pagos["desde"]) & (pagos["pago"] < pagos["fin"])]
    c["abono"] = pagos.groupby("index")["pago"].max().reindex(c.index).fillna(c["desde"])
    lugar, k = c["lugar"].to_numpy(np.int64), c.groupby("lugar").cumcount().to_numpy(np.int64)
    resultado = Convenios(*(np.full((cuantos, int(k.max(initial=-1)) + 1), SIN_DIA) for _ in fields(Convenios)))
    for matriz, columna in zip(
        resultado._columnas(), ("solicitud", "dia", "desde", "vence", "fin", "abono"), strict=True
    ):
        matriz[lugar, k] = c[columna].to_numpy(np.int64)
    return resultado
