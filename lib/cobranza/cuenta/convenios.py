"""El pago a plazos de cada crédito, por columnas: qué se convino, cómo va y en qué tramos corre la mora.

Sale de los actos (SOLICITUD_PLAZOS, CONVENIO, CONVENIO_CUMPLIDO, CONVENIO_REVOCADO) y de lo abonado; la misma definición
sirve a los libros y a la foto. Fundamento: CFF, arts. 66 y 66-A. El adeudo se integra a la *solicitud*: una vez
autorizado, desde ese día no corren actualización ni mora del crédito; si termina, vuelven desde el último pago.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, dias
from cobranza.cuenta.parcialidades import Abonos, Curso, Plan, curso
from cobranza.ley.devengo import Tramos
from cobranza.ley.norma import Norma
from cobranza.ley.plazos_de_pago import plazo_en_meses, tasas_por_plazo
from cobranza.libros.vocabulario import SIN_FIN

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]
CUANTOS_FECHADOS = 4
"""Componentes que nacen después del crédito (`adeudos.FECHADOS`)."""
SIN_INTEGRAR = -1
"""Adeudo de un convenio cuya solicitud aún no se alcanza."""
DIFERIDO = "DIFERIDO"
"""Modalidad en que todo se paga un día (art. 66-A, fr. II); lo demás es en parcialidades."""


@dataclass
class Pagado:
    """Lo abonado a créditos con convenio, en el orden en que ocurrió: crédito, día e importe sin mora.

    `fechado`: de ese importe, lo aplicado a gastos, honorarios e indemnización (una columna por componente).
    """

    lugar: Columna = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    dia: Columna = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    importe: Columna = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    fechado: Columna = field(default_factory=lambda: np.zeros((0, CUANTOS_FECHADOS), dtype=np.int64))

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
        return Pagado(quien, self.dia[cual], self.importe[cual], self.fechado[cual])

    def mas(self, lugar: Columna, dia: Columna, importe: Columna, fechado: Columna) -> Pagado:
        """Lo mismo y además estos abonos."""
        nuevos = (lugar, dia, importe, fechado)
        return Pagado(
            *(np.concatenate([getattr(self, f.name), n]) for f, n in zip(fields(self), nuevos, strict=True))
        )


@dataclass
class Convenios:
    """Matrices (créditos, k) en días: el k-ésimo acto CONVENIO de cada crédito; `SIN_DIA` donde no hay.

    `solicitud`, desde cuándo integra el adeudo y fija la tasa; `rige`, el día del acto; `cierra`, el primer día en que un
    acto lo dio por terminado; `vence`, el fin de su plazo; `parcialidades`, las dichas (0 si no se dijeron). De quien asienta
    o lee: `integrado` y `fechados`, el adeudo y lo que de él era gasto o indemnización (por componente) a la solicitud (`SIN_INTEGRAR` si no se alcanza), y la prórroga y
    la mora que ya estaban asentadas ese día.
    """

    solicitud: Columna
    rige: Columna
    cierra: Columna
    vence: Columna
    parcialidades: Columna
    diferido: Columna
    integrado: Columna
    fechados: Columna
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
        """Cuál de los convenios de esos créditos se pidió antes de su día y aún no integra su adeudo; −1 si ninguno."""
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
        solicitud = self.solicitud[cual, k]
        return Plan(
            solicitud,
            self.rige[cual, k],
            cuantas,
            self.diferido[cual, k] == 1,
            np.where(self.diferido[cual, k] == 1, self.vence[cual, k], SIN_DIA),
            tasas_por_plazo(norma, cuantas, solicitud),
            np.maximum(self.integrado[cual, k], 0),
        )

    def abonos(self, cual: Columna, k: int, hasta: Columna) -> Abonos:
        """Lo abonado al k-ésimo convenio de esos créditos después de su solicitud y antes de `hasta`.

        Lo aplicado a gastos posteriores a la solicitud no cubre parcialidades.
        """
        p = self.pagado.de(cual)
        sirve = (p.dia > self.solicitud[cual, k][p.lugar]) & (p.dia < hasta[p.lugar])
        lugar, dia, importe, fechado = (c[sirve] for c in (p.lugar, p.dia, p.importe, p.fechado))
        acumulado = np.cumsum(fechado, axis=0)
        primero = np.searchsorted(lugar, lugar)
        acumulado = acumulado - np.concatenate([np.zeros_like(acumulado[:1]), acumulado])[primero]
        propios = self.fechados[cual, k][lugar]
        de_mas = np.maximum(acumulado - propios, 0) - np.maximum(acumulado - fechado - propios, 0)
        return Abonos(lugar, dia, importe - de_mas.sum(axis=1))


MATRICES = tuple(f.name for f in fields(Convenios) if f.name != "pagado")
"""Las columnas de `Convenios` que son matrices (créditos, k)."""


@dataclass(frozen=True)
class Regimen:
    """Cómo corren los accesorios de cada crédito a su día.

    `tramos` en que corren actualización y mora del crédito; `vigente`, cuál convenio rige (−1 si ninguno); `integrado_el`, la solicitud que lo integró; `prorroga` y
    `mora` de parcialidades causadas por el que rige, con lo que de ellas ya estaba asentado al empezar; `caduca`, por
    convenio, el día en que cayó solo (`SIN_FIN` si no).
    """

    tramos: Tramos
    vigente: Columna
    integrado_el: Columna
    prorroga: Columna
    mora: Columna
    prorroga_antes: Columna
    mora_antes: Columna
    caduca: Columna
    ultimo: dict[int, tuple[Columna, Plan, Curso]]
    """Por convenio: a qué créditos, qué se convino y cómo va; para contarlo."""


def regimen(norma: Norma, c: Convenios, vencimiento: Columna, causa: Mascara, al: Columna) -> Regimen:
    """El régimen de cada crédito a su día `al`; `vencimiento` es de donde corre el primer tramo y `causa`, si hay mora.

    Terminado el plazo, corren de nuevo desde el último pago hecho conforme a la autorización: el que completó una
    parcialidad, o la solicitud (art. 66-A, fr. IV, último párrafo). Un abono que no completa ninguna no mueve ese día.
    """
    creditos, cuantos = c.solicitud.shape
    tramo, todos = np.zeros(creditos, dtype=np.int64), np.arange(creditos)
    desde, hasta = (np.repeat(al[:, None], cuantos + 1, axis=1) for _ in range(2))
    desde[:, 0] = vencimiento
    abierto, vigente = np.zeros(creditos, dtype=bool), np.full(creditos, -1, dtype=np.int64)
    fin, abono, prorroga, mora, integrado_el = (np.zeros(creditos, dtype=np.int64) for _ in range(5))
    antes = np.zeros((creditos, 2), dtype=np.int64)
    caduca = np.full((creditos, cuantos), SIN_FIN, dtype=np.int64)
    ultimo: dict[int, tuple[Columna, Plan, Curso]] = {}
    for k in range(cuantos):
        solicitud = c.solicitud[:, k]
        cual = np.flatnonzero((solicitud != SIN_DIA) & (solicitud <= al))
        if not cual.size:
            continue
        nuevo = cual[~(abierto[cual] & (solicitud[cual] < fin[cual]))]
        reabre = nuevo[abierto[nuevo]]
        tramo[reabre] += 1
        desde[reabre, tramo[reabre]] = np.maximum(abono[reabre], vencimiento[reabre])
        hasta[nuevo, tramo[nuevo]] = np.minimum(np.maximum(solicitud[nuevo], desde[nuevo, tramo[nuevo]]), al[nuevo])
        integrado_el[nuevo], abono[nuevo] = solicitud[nuevo], solicitud[nuevo]
        prorroga[nuevo], mora[nuevo] = 0, 0
        antes[nuevo] = np.stack([c.prorroga_antes[nuevo, k], c.mora_antes[nuevo, k]], axis=1)
        siguiente = c.solicitud[cual, k + 1] if k + 1 < cuantos else np.full(cual.size, SIN_DIA)
        siguiente = np.where((siguiente == SIN_DIA) | (siguiente > al[cual]), SIN_FIN, siguiente)
        limite = np.minimum(c.cierra[cual, k], siguiente)
        plan = c.plan(norma, cual, k)
        abonos = c.abonos(cual, k, np.minimum(limite, al[cual] + 1))
        va = curso(norma, plan, abonos, causa[cual], np.minimum(al[cual], limite))
        prorroga[cual] += va.prorroga
        mora[cual] += va.mora
        caduca[cual, k] = va.caduca
        fin[cual], abierto[cual] = np.minimum(c.cierra[cual, k], va.caduca), True
        abono[cual] = np.maximum(abono[cual], va.completa)
        vigente[cual] = k
        ultimo[k] = (cual, plan, va)
    terminado = todos[abierto & (fin <= al)]
    tramo[terminado] += 1
    desde[terminado, tramo[terminado]] = np.maximum(abono[terminado], vencimiento[terminado])
    vigente[terminado] = -1
    return Regimen((desde, hasta), vigente, integrado_el, prorroga, mora, antes[:, 0], antes[:, 1], caduca, ultimo)


def convenios_de(cuantos: int, actos: pd.DataFrame) -> Convenios:
    """Los convenios de `cuantos` créditos, de sus actos en orden: lugar, tipo, fecha, hasta, forma, parcialidades.

    El cumplido abarca su día: en él suele hacerse el último pago. Sin solicitud anotada desde el convenio o el cierre
    anterior, se pidió el día del acto.
    """
    a = actos.assign(dia=dias(actos["fecha"]), vence=dias(actos["hasta"]))
    es_convenio = a["tipo"].eq("CONVENIO")
    parte = (~a["tipo"].eq("SOLICITUD_PLAZOS")).groupby(a["lugar"]).cumsum().shift(1, fill_value=0)
    parte = parte.mask(a["lugar"].ne(a["lugar"].shift(1)), 0)
    pedido = a["dia"].where(a["tipo"].eq("SOLICITUD_PLAZOS")).astype("Int64")
    a["solicitud"] = pedido.groupby([a["lugar"], parte]).ffill().fillna(a["dia"]).astype("int64")
    cierra = (a["dia"] + a["tipo"].eq("CONVENIO_CUMPLIDO")).where(a["tipo"].isin(_CIERRAN)).astype("Int64")
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


def sin_convenios(cuantos: int, ancho: int = 0) -> Convenios:
    """Los convenios de unos créditos que no los tienen; `ancho`, cuántos podrían caber."""
    forma = (cuantos, ancho)
    vacias = {"integrado": SIN_INTEGRAR, "cierra": SIN_FIN}
    matrices: dict[str, Any] = {n: np.full(forma, vacias.get(n, SIN_DIA), dtype=np.int64) for n in MATRICES}
    matrices["fechados"] = np.zeros((*forma, CUANTOS_FECHADOS), dtype=np.int64)
    return Convenios(**matrices)


_CIERRAN = ("CONVENIO_CUMPLIDO", "CONVENIO_REVOCADO")
