"""El pago a plazos de cada crédito, por columnas: qué se convino, cómo va y en qué tramos corre la mora.

Sale de los actos del pago a plazos (`vocabulario.DE_CONVENIO`) y de lo abonado; la misma
definición sirve a los libros y a la foto. Fundamento: CFF, arts. 66 y 66-A. El adeudo se integra a la *solicitud*:
una vez autorizado, desde ese día no corren actualización ni mora del crédito; si termina, vuelven desde el último
pago.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, dias
from cobranza.cuenta.parcialidades import Abonos, Curso, Plan, curso
from cobranza.expediente.significado import deshacen, efectos
from cobranza.ley.devengo import Tramos
from cobranza.ley.norma import Norma
from cobranza.ley.plazos_de_pago import plazo_en_meses, tasas_por_plazo
from cobranza.libros.vocabulario import SIN_FIN

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]
CUANTOS_FECHADOS, CUANTOS_PRINCIPALES = 4, 2
"""Componentes que nacen después del crédito y los que se actualizan (`adeudos.FECHADOS` y `PRINCIPALES`)."""
SIN_INTEGRAR = -1
"""Adeudo de un convenio cuya solicitud aún no se alcanza."""
DIFERIDO = "DIFERIDO"
"""Modalidad en que todo se paga un día (art. 66-A, fr. II); lo demás es en parcialidades."""


@dataclass
class Pagado:
    """Lo abonado a créditos con convenio, en el orden en que ocurrió: crédito, día e importe sin mora.

    `fechado`: de ese importe, lo aplicado a gastos, honorarios e indemnización (una columna por componente). `salda`:
    ¿con él dejó de deberse todo?
    """

    lugar: Columna = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    dia: Columna = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    importe: Columna = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    fechado: Columna = field(default_factory=lambda: np.zeros((0, CUANTOS_FECHADOS), dtype=np.int64))
    salda: Mascara = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def de(self, lugar: Columna) -> Pagado:
        """Lo de esos créditos, renumerado en ese orden y por día; un crédito puede venir varias veces."""
        orden = np.argsort(self.lugar, kind="stable")
        inicio = np.searchsorted(self.lugar[orden], lugar)
        cuantos = np.searchsorted(self.lugar[orden], lugar, side="right") - inicio
        quien = np.repeat(np.arange(lugar.size), cuantos)
        posicion = np.arange(quien.size) + np.repeat(inicio - (np.cumsum(cuantos) - cuantos), cuantos)
        cual = orden[posicion]
        if np.any((quien[1:] == quien[:-1]) & (self.dia[cual[1:]] < self.dia[cual[:-1]])):
            por_dia = np.lexsort((self.dia[cual], quien))
            cual, quien = cual[por_dia], quien[por_dia]
        return Pagado(quien, self.dia[cual], self.importe[cual], self.fechado[cual], self.salda[cual])

    def mas(self, lugar: Columna, dia: Columna, importe: Columna, fechado: Columna, salda: Mascara) -> Pagado:
        """Lo mismo y además estos abonos."""
        nuevos = (lugar, dia, importe, fechado, salda)
        return Pagado(
            *(np.concatenate([getattr(self, f.name), n]) for f, n in zip(fields(self), nuevos, strict=True))
        )


@dataclass
class Convenios:
    """Matrices (créditos, k) en días: el k-ésimo acto CONVENIO de cada crédito; `SIN_DIA` donde no hay.

    `solicitud`, desde cuándo integra el adeudo y fija la tasa; `rige`, el día del acto; `cierra`, el primer día en
    que un acto lo dio por terminado; `vence`, el fin de su plazo; `parcialidades`, las dichas (0 si no se dijeron).
    De quien asienta o lee: `integrado`, `fechados` y `actualizacion`, el adeudo, lo que de él era gasto o
    indemnización (por componente) y lo que su principal y su multa llevaban causado de actualización a la solicitud
    (`SIN_INTEGRAR` si no se alcanza), y la prórroga y la mora que ya estaban asentadas ese día.
    """

    solicitud: Columna
    rige: Columna
    cierra: Columna
    vence: Columna
    parcialidades: Columna
    diferido: Columna
    integrado: Columna
    fechados: Columna
    actualizacion: Columna
    prorroga_antes: Columna
    mora_antes: Columna
    pagado: Pagado = field(default_factory=Pagado)

    def de(self, lugar: Columna) -> Convenios:
        """Los convenios de esos créditos, en ese orden."""
        columnas: dict[str, Any] = {n: getattr(self, n)[lugar] for n in MATRICES}
        return Convenios(**columnas, pagado=self.pagado.de(lugar))

    def alcanza(self, al: Columna, lugar: Columna | slice = slice(None)) -> Mascara:
        """¿El crédito (cada uno de `lugar`; sin él, todos) pidió, y obtuvo, pagar a plazos hasta su día `al`?"""
        solicitud = self.solicitud[lugar]
        alcanza: Mascara = np.any((solicitud != SIN_DIA) & (solicitud <= al[:, None]), axis=1)
        return alcanza

    def por_integrar(self, lugar: Columna, al: Columna) -> Columna:
        """Cuál convenio de esos créditos se pidió antes de su día y aún no integra su adeudo; −1 si ninguno."""
        if not self.solicitud.shape[1]:
            return np.full(lugar.shape, -1)
        pedido = (self.solicitud[lugar] != SIN_DIA) & (self.solicitud[lugar] < al[:, None])
        falta = pedido & (self.integrado[lugar] == SIN_INTEGRAR)
        primero: Columna = np.where(falta.any(axis=1), np.argmax(falta, axis=1), -1)
        return primero

    def plan(self, norma: Norma, cual: Columna, k: int) -> Plan:
        """Lo convenido en el k-ésimo convenio de esos créditos. `ErrorDeLey` si falta la tasa de la solicitud."""
        # el diferido se cuenta desde la solicitud (art. 66-A, fr. II); las parcialidades, las autorizadas
        desde = np.where(self.diferido[cual, k] == 1, self.solicitud[cual, k], self.rige[cual, k])
        meses = plazo_en_meses(norma, desde, self.vence[cual, k])
        cuantas = np.where(self.parcialidades[cual, k] > 0, self.parcialidades[cual, k], meses)
        solicitud, diferido = self.solicitud[cual, k], self.diferido[cual, k] == 1
        return Plan(
            solicitud,
            self.rige[cual, k],
            cuantas,
            diferido,
            np.where(diferido, self.vence[cual, k], SIN_DIA),
            tasas_por_plazo(norma, cuantas, solicitud, diferido),
            np.maximum(self.integrado[cual, k], 0),
        )

    def abonos(self, cual: Columna, k: int, hasta: Columna) -> Abonos:
        """Lo abonado al k-ésimo convenio de esos créditos después de su solicitud y antes de `hasta`.

        Lo aplicado a gastos posteriores a la solicitud no cubre parcialidades.
        """
        p = self.pagado.de(cual)
        sirve = (p.dia > self.solicitud[cual, k][p.lugar]) & (p.dia < hasta[p.lugar])
        lugar, dia, importe, fechado, salda = (c[sirve] for c in (p.lugar, p.dia, p.importe, p.fechado, p.salda))
        acumulado = np.cumsum(fechado, axis=0)
        primero = np.searchsorted(lugar, lugar)
        acumulado = acumulado - np.concatenate([np.zeros_like(acumulado[:1]), acumulado])[primero]
        propios = self.fechados[cual, k][lugar]
        de_mas = np.maximum(acumulado - propios, 0) - np.maximum(acumulado - fechado - propios, 0)
        return Abonos(lugar, dia, importe - de_mas.sum(axis=1), salda)


MATRICES = tuple(f.name for f in fields(Convenios) if f.name != "pagado")
"""Las columnas de `Convenios` que son matrices (créditos, k)."""


@dataclass(frozen=True)
class Regimen:
    """Cómo corren los accesorios de cada crédito a su día.

    `tramos` en que corren actualización y mora del crédito; `vigente`, cuál convenio rige (−1 si ninguno);
    `integrado_el`, la solicitud que lo integró; `prorroga` y `mora` de parcialidades causadas por el que rige, con lo
    que de ellas ya estaba asentado al empezar; `caduca`, por convenio, el día en que cayó solo (`SIN_FIN` si no);
    `saldado`: ¿ya se pagó todo lo del que rige?
    """

    tramos: Tramos
    vigente: Columna
    integrado_el: Columna
    prorroga: Columna
    mora: Columna
    prorroga_antes: Columna
    mora_antes: Columna
    caduca: Columna
    saldado: Mascara
    ultimo: dict[int, tuple[Columna, Plan, Curso]]
    """Por convenio: a qué créditos, qué se convino y cómo va; para contarlo."""


def regimen(norma: Norma, c: Convenios, vencimiento: Columna, causa: Mascara, al: Columna) -> Regimen:
    """El régimen de cada crédito a su día `al`; `vencimiento` es de donde corre el primer tramo y `causa`, si hay
    mora.

    Terminado el plazo, corren de nuevo desde el último pago hecho conforme a la autorización: el que completó una
    parcialidad, o la solicitud (art. 66-A, fr. IV, último párrafo). Un abono que no completa ninguna no mueve ese
    día.
    """
    recorrido = _Recorrido(c, vencimiento, al)
    for k in range(c.solicitud.shape[1]):
        cual = np.flatnonzero((c.solicitud[:, k] != SIN_DIA) & (c.solicitud[:, k] <= al))
        if not cual.size:
            continue
        recorrido.entra(k, cual)
        limite = recorrido.limite(k, cual)
        plan = c.plan(norma, cual, k)
        abonos = c.abonos(cual, k, np.minimum(limite, al[cual] + 1))
        recorrido.anota(k, cual, plan, curso(norma, plan, abonos, causa[cual], np.minimum(al[cual], limite)))
    return recorrido.termina()


class _Recorrido:
    """Los convenios de cada crédito en su orden: qué tramo corre, desde cuándo y qué lleva causado el abierto."""

    def __init__(self, c: Convenios, vencimiento: Columna, al: Columna) -> None:
        creditos, cuantos = c.solicitud.shape
        self.c, self.vencimiento, self.al = c, vencimiento, al
        self.tramo = np.zeros(creditos, dtype=np.int64)
        self.desde, self.hasta = (np.repeat(al[:, None], cuantos + 1, axis=1) for _ in range(2))
        self.desde[:, 0] = vencimiento
        self.abierto, self.vigente = np.zeros(creditos, dtype=bool), np.full(creditos, -1, dtype=np.int64)
        self.saldado = np.zeros(creditos, dtype=bool)
        self.fin, self.abono, self.integrado_el = (np.zeros(creditos, dtype=np.int64) for _ in range(3))
        self.causado, self.antes = (np.zeros((creditos, 2), dtype=np.int64) for _ in range(2))
        self.caduca = np.full((creditos, cuantos), SIN_FIN, dtype=np.int64)
        self.ultimo: dict[int, tuple[Columna, Plan, Curso]] = {}

    def entra(self, k: int, cual: Columna) -> None:
        """La solicitud del k-ésimo cierra el tramo en que corrían; sobre uno abierto es prórroga y no lo reabre."""
        c, solicitud = self.c, self.c.solicitud[:, k]
        nuevo = cual[~(self.abierto[cual] & (solicitud[cual] < self.fin[cual]))]
        self._reabre(nuevo[self.abierto[nuevo]])
        inicio = self.desde[nuevo, self.tramo[nuevo]]
        self.hasta[nuevo, self.tramo[nuevo]] = np.minimum(np.maximum(solicitud[nuevo], inicio), self.al[nuevo])
        self.integrado_el[nuevo], self.abono[nuevo] = solicitud[nuevo], solicitud[nuevo]
        self.causado[nuevo] = 0
        self.antes[nuevo] = np.stack([c.prorroga_antes[nuevo, k], c.mora_antes[nuevo, k]], axis=1)

    def limite(self, k: int, cual: Columna) -> Columna:
        """Hasta qué día rige el k-ésimo: el acto que lo cierra o la solicitud del que sigue."""
        limite: Columna = self.c.cierra[cual, k]
        if k + 1 < self.c.solicitud.shape[1]:
            siguiente = self.c.solicitud[cual, k + 1]
            hay = (siguiente != SIN_DIA) & (siguiente <= self.al[cual])
            limite = np.minimum(limite, np.where(hay, siguiente, SIN_FIN))
        return limite

    def anota(self, k: int, cual: Columna, plan: Plan, va: Curso) -> None:
        """Lo causado en el k-ésimo, cuándo termina y el último pago que lo cumplió."""
        self.causado[cual] += np.stack([va.prorroga, va.mora], axis=1)
        self.caduca[cual, k] = va.caduca
        self.fin[cual], self.abierto[cual] = np.minimum(self.c.cierra[cual, k], va.caduca), True
        self.abono[cual] = np.maximum(self.abono[cual], va.completa)
        self.vigente[cual], self.saldado[cual] = k, va.saldado
        self.ultimo[k] = (cual, plan, va)

    def termina(self) -> Regimen:
        """El régimen al día: el que ya terminó deja de regir y abre otro tramo."""
        terminado = np.flatnonzero(self.abierto & (self.fin <= self.al))
        self._reabre(terminado)
        self.vigente[terminado] = -1
        (prorroga, mora), (prorroga_antes, mora_antes) = self.causado.T, self.antes.T
        return Regimen(
            (self.desde, self.hasta),
            self.vigente,
            self.integrado_el,
            prorroga,
            mora,
            prorroga_antes,
            mora_antes,
            self.caduca,
            self.saldado,
            self.ultimo,
        )

    def _reabre(self, cual: Columna) -> None:
        self.tramo[cual] += 1
        self.desde[cual, self.tramo[cual]] = np.maximum(self.abono[cual], self.vencimiento[cual])


def convenios_de(cuantos: int, actos: pd.DataFrame) -> Convenios:
    """Los convenios de `cuantos` créditos, de sus actos en orden: lugar, tipo, fecha, hasta, forma, parcialidades.

    Qué acto lo cierra y desde cuándo lo dice `params/catalogos/actos.yaml`, como al estado. Sin solicitud anotada
    desde el convenio o el cierre anterior, se pidió el día del acto.
    """
    a = actos.assign(dia=dias(actos["fecha"]), vence=dias(actos["hasta"]))
    es_convenio = a["tipo"].eq("CONVENIO")
    a["solicitud"] = _pedido_el(a)
    cierran = efectos("cierra", "convenio")
    al_otro_dia = [tipo for tipo, efecto in cierran.items() if efecto.desde == "dia_siguiente"]
    cierra = (a["dia"] + a["tipo"].isin(al_otro_dia)).where(_cierran(a, cierran)).astype("Int64")
    siguiente = cierra.groupby(a["lugar"]).bfill().groupby(a["lugar"]).shift(-1)
    a["cierra"] = siguiente.fillna(SIN_FIN).astype("int64")
    c = a[es_convenio].reset_index(drop=True)
    lugar, k = c["lugar"].to_numpy(np.int64), c.groupby("lugar").cumcount().to_numpy(np.int64)
    resultado = sin_convenios(cuantos, int(k.max(initial=-1)) + 1)
    columnas = {
        "solicitud": c["solicitud"],
        "rige": c["dia"],
        "cierra": c["cierra"],
        "vence": c["vence"],
        "parcialidades": c["parcialidades"].fillna(0),
        "diferido": c["forma"].fillna("").str.upper().str.startswith(DIFERIDO),
    }
    for nombre, columna in columnas.items():
        getattr(resultado, nombre)[lugar, k] = columna.to_numpy(np.int64)
    return resultado


def _pedido_el(a: pd.DataFrame) -> Columna:
    """El día en que se pidió cada convenio: la última solicitud hasta su día, tras el convenio o el cierre anterior.

    De un mismo día no cuenta el orden en que se capturaron: la solicitud es del convenio de ese día y, si ese día
    sólo se cerró otro, del que sigue.
    """
    dias_de, tipos = a["dia"].to_numpy(np.int64), a["tipo"].tolist()
    pedido = dias_de.copy()
    de_un_dia = np.flatnonzero(np.r_[True, np.diff(dias_de) != 0] | a["lugar"].ne(a["lugar"].shift(1)).to_numpy())
    lugares, quien, pendiente = a["lugar"].tolist(), None, SIN_DIA
    for desde, hasta in pairwise([*de_un_dia.tolist(), len(a)]):
        hoy = int(dias_de[desde])
        if lugares[desde] != quien:
            quien, pendiente = lugares[desde], SIN_DIA
        if "SOLICITUD_PLAZOS" in tipos[desde:hasta]:
            pendiente = hoy
        for n in range(desde, hasta):
            if tipos[n] == "CONVENIO":
                pedido[n], pendiente = (hoy if pendiente == SIN_DIA else pendiente), SIN_DIA
            elif tipos[n] != "SOLICITUD_PLAZOS" and pendiente < hoy:
                pendiente = SIN_DIA
    return pedido


def _cierran(actos: pd.DataFrame, tipos: Collection[str]) -> pd.Series[bool]:
    """¿Cierra ese acto su convenio? No, si después otro lo dejó sin efectos (`deshace`)."""
    cierra, reabre = actos["tipo"].isin(tipos), actos["tipo"].isin(deshacen("convenio"))
    if reabre.any():
        cuentan = actos[cierra | reabre | actos["tipo"].eq("CONVENIO")]
        sigue = reabre[cuentan.index].groupby(cuentan["lugar"]).shift(-1, fill_value=False)
        cierra &= ~sigue.reindex(actos.index, fill_value=False)
    return cierra


def sin_convenios(cuantos: int, ancho: int = 0) -> Convenios:
    """Los convenios de unos créditos que no los tienen; `ancho`, cuántos podrían caber."""
    forma = (cuantos, ancho)
    vacias = {"integrado": SIN_INTEGRAR, "cierra": SIN_FIN}
    matrices: dict[str, Any] = {n: np.full(forma, vacias.get(n, SIN_DIA), dtype=np.int64) for n in MATRICES}
    matrices["fechados"] = np.zeros((*forma, CUANTOS_FECHADOS), dtype=np.int64)
    matrices["actualizacion"] = np.zeros((*forma, CUANTOS_PRINCIPALES), dtype=np.int64)
    return Convenios(**matrices)
