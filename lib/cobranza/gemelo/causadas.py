"""La verdad: qué anomalías tiene la cartera, desde cuándo y hasta cuándo.

De las sembradas se sabe el acto. Las que consisten en que algo no se hizo se cuentan aquí sobre la historia
terminada, como huecos entre los días en que no podían darse; también las que sólo existirán después del corte.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cobranza.base.catalogos import actos
from cobranza.base.fechas import SIN_DIA
from cobranza.expediente.significado import NOTIFICADO, practicados
from cobranza.gemelo.convenido import caduca
from cobranza.gemelo.creditos import Creditos
from cobranza.gemelo.guiones import HORIZONTE
from cobranza.gemelo.pasos import BIENES
from cobranza.gemelo.sorteo import Columna, Mascara
from cobranza.gemelo.textos import Textos
from cobranza.gemelo.trama import COBRO, LIQUIDA, PAGO, Trama
from cobranza.ley.calendario import partes, primer_dia
from cobranza.ley.plazo import vigencias
from cobranza.ley.prescripcion import ABIERTA, prescribe

_SIEMPRE, _NUNCA = -(10**6), 10**6
Tramos = tuple[Columna, Columna, Columna]
"""(de qué, desde, hasta), semiabiertos."""


def verdad(
    t: Trama, hechos: pd.DataFrame, claves: Textos, sembradas: list[tuple[str, int]], por_estrados: Mascara
) -> pd.DataFrame:
    """regla, folio, acto (vacío si es del crédito), desde y hasta (días; `SIN_DIA` si sigue) de cada anomalía.

    `hechos`: los terminados, con la clave de cada uno en `claves`. `por_estrados`: los que así se notificaron, sin
    haberlos buscado.
    """
    historia = _Historia(t, hechos)
    del_credito = [("PAE014", historia.sin_accion()), ("PAE015", historia.prescritos())]
    de_acto = [
        ("PAE010", historia.sin_inscripcion("INMUEBLE")),
        ("PAE056", historia.sin_inscripcion("NEGOCIACION")),
        ("PAE085", historia.convenio_sin_revocar()),
        ("PAE016", historia.sin_avaluo()),
        ("PAE018", historia.sin_liberar()),
        ("PAE040", historia.tras_prescribir()),
        *_de_los_sembrados(hechos, sembradas),
    ]
    credito = hechos["credito"].to_numpy()
    folios, clave = t.creditos.folio.to_numpy(zero_copy_only=False), claves.to_numpy(zero_copy_only=False)
    partes = [_tabla(regla, folios[c], "", desde, hasta) for regla, (c, desde, hasta) in del_credito]
    partes += [_tabla(regla, folios[credito[i]], clave[i], desde, hasta) for regla, (i, desde, hasta) in de_acto]
    folio = pd.Series(folios[por_estrados])
    nunca = np.full(len(folio), _NUNCA)
    partes.append(_tabla("PAE023", folio, folio + ":notificacion", t.creditos.notificacion[por_estrados], nunca))
    juntas = pd.concat(partes, ignore_index=True)
    juntas = juntas[juntas["desde"] <= HORIZONTE]
    return juntas.sort_values(["regla", "folio", "acto", "desde"], kind="stable", ignore_index=True)


def _tabla(regla: str, folio: object, acto: object, desde: Columna, hasta: Columna) -> pd.DataFrame:
    hasta = np.where(hasta > HORIZONTE, SIN_DIA, hasta)
    return pd.DataFrame({"regla": regla, "folio": folio, "acto": acto, "desde": desde, "hasta": hasta})


def _de_los_sembrados(hechos: pd.DataFrame, sembradas: list[tuple[str, int]]) -> list[tuple[str, Tramos]]:
    lugar = pd.Series(hechos.index, index=hechos["orden"])
    por_regla = pd.DataFrame(sembradas, columns=["regla", "orden"])
    por_regla = por_regla[por_regla["orden"].isin(lugar.index)]
    resultado = []
    for regla, parte in por_regla.groupby("regla"):
        cual = lugar[parte["orden"]].to_numpy()
        fecha = hechos["fecha"].to_numpy()[cual]
        resultado.append((str(regla), (cual, fecha, np.full(len(cual), _NUNCA))))
    return resultado


class _Historia:
    """Los hechos terminados de un bloque y los tramos en que cada crédito no estaba vigente."""

    def __init__(self, t: Trama, hechos: pd.DataFrame) -> None:
        self.t, self.creditos, self.h = t, t.creditos, hechos
        self.c, self.fecha = hechos["credito"].to_numpy(), hechos["fecha"].to_numpy()
        self.practicado = hechos["resultado"].isin(practicados()).to_numpy()
        baja = self.es("PRESCRIPCION_DECLARADA") | (hechos["resultado"] == "DEJA_SIN_EFECTOS").to_numpy()
        baja |= self.es(PAGO) & (hechos["milesimas"].to_numpy() == LIQUIDA)
        self.no_vigente = _junto(self._desde(baja), self._entre("CANCELACION", "REACTIVACION"))

    def _plazo(self, clave: str) -> int:
        return vigencias(self.creditos.normas.de("federal"), clave)[-1].cantidad

    def es(self, *tipos: str) -> Mascara:
        return self.h["tipo"].isin(tipos).to_numpy()

    def _desde(self, cuales: Mascara) -> Tramos:
        return self.c[cuales], self.fecha[cuales], np.full(int(cuales.sum()), _NUNCA)

    def _entre(self, abre: str, *cierran: str) -> Tramos:
        """De cada hecho que abre, hasta el que lo cierra en su crédito."""
        fin = np.full(len(self.creditos), _NUNCA)
        cierra = self.es(*cierran)
        fin[self.c[cierra]] = self.fecha[cierra]
        abierto = self.es(abre)
        return self.c[abierto], self.fecha[abierto], fin[self.c[abierto]]

    def sin_accion(self) -> Tramos:
        """Vigente, factible, no prescrito y sin diligencia en sesenta días."""
        todos = np.flatnonzero(self.creditos.exigible != SIN_DIA)
        exigible = self.creditos.exigible[todos]
        diligencias = self.es(*(tipo for tipo, ficha in actos().items() if "diligencias" in ficha["captura"]))
        marcas = self.es("NO_LOCALIZADO", "INSOLVENCIA")
        marcado, sin_accion = self.fecha[marcas], self._plazo("MET-ACCION")
        garantiza = self.es("GARANTIA")
        hasta = self.h["hasta"].to_numpy()[garantiza]
        impiden = _junto(
            (todos, np.full(len(todos), _SIEMPRE), exigible + sin_accion + 1),
            (self.c[diligencias], self.fecha[diligencias], self.fecha[diligencias] + sin_accion + 1),
            (self.c[marcas], marcado, primer_dia(partes(marcado)[0] + self._plazo("MET-INVESTIGACION") + 1)),
            self._entre("IMPUGNACION", "RESOLUCION"),
            (self.c[garantiza], self.fecha[garantiza], np.where(hasta == SIN_DIA, _NUNCA, hasta + 1)),
            self._en_convenio(),
            self._prescripcion(),
            self.no_vigente,
        )
        return _de_notificados(_huecos(impiden), self.creditos)

    def _en_convenio(self) -> Tramos:
        """Desde que se autoriza hasta que se cumple, se revoca o caduca solo por lo que no se pagó."""
        c, desde, hasta = self._entre("CONVENIO", "CONVENIO_CUMPLIDO", "CONVENIO_REVOCADO")
        solicitud, pagadas = (np.zeros(len(self.creditos), dtype=np.int64) for _ in range(2))
        pide, paga = self.es("SOLICITUD_PLAZOS"), self.es(PAGO)
        solicitud[self.c[pide]] = self.fecha[pide]
        cual = self.h["parcialidades"].to_numpy()
        np.maximum.at(pagadas, self.c[paga], cual[paga])
        plazo = self.h["hasta"].to_numpy()[self.es("CONVENIO")]
        meses = partes(plazo)[0] - partes(solicitud[c])[0]
        de_una_vez = (self.h["forma"] == "DIFERIDO").to_numpy()[self.es("CONVENIO")]
        cae = caduca(self.t, c, solicitud[c], meses, np.where(de_una_vez, meses, pagadas[c]))
        return c, desde, np.where(pagadas[c] < meses, np.minimum(hasta, cae), hasta)

    def prescritos(self) -> Tramos:
        """Vigente después de consumada la prescripción."""
        c, consumada, _ = self._prescripcion()
        antes = c, np.full(len(c), _SIEMPRE), consumada
        quien, inicio, fin = self.no_vigente
        consumado = np.isin(quien, c)
        return _huecos(_junto(antes, (quien[consumado], inicio[consumado], fin[consumado])))

    def _prescripcion(self) -> Tramos:
        """Desde el día siguiente a aquel en que prescribe. Quien garantiza ya impugnó: el plazo se suspende ahí."""
        supo = self.h["notificado"].to_numpy()
        por_si, notificado = (
            self.es(*(tipo for tipo, ficha in actos().items() if ficha.get("interrumpe") == como))
            for como in (True, NOTIFICADO)
        )
        interrumpe = (por_si | (notificado & (supo != SIN_DIA))) & self.practicado
        supo, cuales = np.where(supo == SIN_DIA, self.fecha, supo), interrumpe | self.es(PAGO)
        gestiones = _en_renglones(len(self.creditos), self.c[cuales], supo[cuales])
        c, desde, hasta = self._entre("GARANTIA", "FIN_SUSPENSION", "RESOLUCION")
        desocupa = self.es("DESOCUPACION")
        vuelve = self.h["hasta"].to_numpy()[desocupa]
        lapsos = np.full((len(self.creditos), 1, 2), SIN_DIA)
        lapsos[c, 0] = np.stack([desde, np.where(hasta == _NUNCA, ABIERTA, hasta - 1)], axis=1)
        fin = np.where(vuelve == SIN_DIA, ABIERTA, vuelve)
        lapsos[self.c[desocupa], 0] = np.stack([self.fecha[desocupa], fin], axis=1)
        vence = np.full(len(self.creditos), ABIERTA)
        for ambito, de_ley in self.creditos.ambitos():
            cual = de_ley[self.creditos.exigible[de_ley] != SIN_DIA]
            vence[cual], _ = prescribe(
                self.creditos.normas.de(ambito), self.creditos.exigible[cual], gestiones[cual], lapsos[cual]
            )
        con_fecha = np.flatnonzero(vence < ABIERTA)
        return con_fecha, vence[con_fecha] + 1, np.full(len(con_fecha), _NUNCA)

    def tras_prescribir(self) -> Tramos:
        """Lo que se requirió, embargó, inmovilizó o remató ya prescrito: el guion no vio que el plazo se le iba."""
        c, consumada, _ = self._prescripcion()
        desde = np.full(len(self.creditos), _NUNCA)
        desde[c] = consumada
        gestion = self.es(*COBRO, "INMOVILIZACION", "TRANSFERENCIA", "CONVOCATORIA", "REMATE")
        cual = np.flatnonzero(gestion & (self.fecha >= desde[self.c]))
        return cual, self.fecha[cual], np.full(len(cual), _NUNCA)

    def convenio_sin_revocar(self) -> Tramos:
        """Pago a plazos federal que caducó por lo que no se pagó, mientras nadie lo revoca y el crédito sigue."""
        c, _, hasta = self._entre("CONVENIO", "CONVENIO_CUMPLIDO", "CONVENIO_REVOCADO")
        _, _, con_caducidad = self._en_convenio()
        cual = np.flatnonzero(self.es("CONVENIO"))
        cae = (con_caducidad < hasta) & self.creditos.federal[c].astype(bool)
        cual, cierra, cayo = cual[cae], hasta[cae], con_caducidad[cae]
        sin_bajas = self._mientras_vigente(cual, cayo)
        fin = dict(zip(cual.tolist(), cierra.tolist(), strict=True))
        limite = np.array([fin[k] for k in sin_bajas[0].tolist()], dtype=np.int64)
        quien, desde, termina = sin_bajas[0], sin_bajas[1], np.minimum(sin_bajas[2], limite)
        hay = desde < termina
        return quien[hay], desde[hay], termina[hay]

    def sin_inscripcion(self, forma: str) -> Tramos:
        """Inmueble o negociación embargados que no se inscribieron (lo que se inscribe, se inscribe a tiempo)."""
        cual = self._embargos(forma)
        cual = cual[~np.isin(self.c[cual], self.c[self.es("INSCRIPCION")])]
        return self._mientras_vigente(cual, self._vencido(cual, self._plazo("MET-INSCRIBIR")))

    def sin_avaluo(self) -> Tramos:
        """Bienes embargados sin avalúo en noventa días."""
        cual = self._embargos(*BIENES)
        primero = np.full(len(self.creditos), _NUNCA)
        avaluos = np.flatnonzero(self.es("AVALUO"))[::-1]
        primero[self.c[avaluos]] = self.fecha[avaluos]
        limite = self.fecha[cual] + self._plazo("MET-VALUAR")
        falta = primero[self.c[cual]] > limite
        return self._mientras_vigente(cual[falta], limite[falta] + 1)

    def sin_liberar(self) -> Tramos:
        """Inmovilizado de más que no se liberó (lo que se libera, se libera a tiempo)."""
        cual = np.flatnonzero(self.es("INMOVILIZACION") & (self.h["milesimas"].to_numpy() > LIQUIDA))
        cual = cual[~np.isin(self.c[cual], self.c[self.es("LIBERACION")])]
        return cual, self._vencido(cual, self._plazo("INM-04")), np.full(len(cual), _NUNCA)

    def _embargos(self, *formas: str) -> Columna:
        con_forma = self.h["forma"].isin(formas).to_numpy() & self.es("EMBARGO", "REQ_Y_EMBARGO")
        return np.flatnonzero(con_forma & self.practicado)

    def _vencido(self, cual: Columna, habiles: int) -> Columna:
        """El día siguiente al último del plazo."""
        return self.t.mas_habiles(self.c[cual], self.fecha[cual], np.full(len(cual), habiles)) + 1

    def _mientras_vigente(self, cual: Columna, desde: Columna) -> Tramos:
        """De cada acto, desde ese día y mientras su crédito siga vigente."""
        c, inicio, fin = (pd.Series(parte) for parte in self.no_vigente)
        bajas = pd.DataFrame({"c": c, "inicio": inicio, "fin": fin})
        suyas = pd.DataFrame({"acto": cual, "c": self.c[cual]}).merge(bajas, on="c")
        impiden = suyas["acto"].to_numpy(), suyas["inicio"].to_numpy(), suyas["fin"].to_numpy()
        return _huecos(_junto((cual, np.full(len(cual), _SIEMPRE), desde), impiden))


def _junto(*tramos: Tramos) -> Tramos:
    de_que, desde, hasta = (np.concatenate(partes).astype(np.int64) for partes in zip(*tramos, strict=True))
    return de_que, desde, hasta


def _de_notificados(tramos: Tramos, creditos: Creditos) -> Tramos:
    si = creditos.exigible[tramos[0]] != SIN_DIA
    return tramos[0][si], tramos[1][si], tramos[2][si]


def _huecos(impiden: Tramos) -> Tramos:
    """Los tramos que ninguno de los dados cubre, de cada uno: entre que todos cierran y que otro abre."""
    de_que, desde, hasta = impiden
    con_largo = hasta > desde
    de_que, desde, hasta = de_que[con_largo], desde[con_largo], hasta[con_largo]
    quien, cuando = np.concatenate([de_que, de_que]), np.concatenate([desde, hasta])
    cambio = np.repeat([1, -1], len(de_que))
    if not quien.size:
        return quien, cuando, cuando
    orden = np.lexsort((cuando, quien))
    quien, cuando, abiertos = quien[orden], cuando[orden], np.cumsum(cambio[orden])
    ultimo = np.append((quien[1:] != quien[:-1]) | (cuando[1:] != cuando[:-1]), True)
    quien, cuando, abiertos = quien[ultimo], cuando[ultimo], abiertos[ultimo]
    siguiente = np.append(np.where(quien[1:] == quien[:-1], cuando[1:], _NUNCA), _NUNCA)
    libre = (abiertos == 0) & (cuando < _NUNCA)
    return quien[libre], cuando[libre], siguiente[libre]


def _en_renglones(cuantos: int, de_quien: Columna, fechas: Columna) -> Columna:
    """Fechas en orden por crédito como matriz; `SIN_DIA` donde no hay más."""
    turno = pd.Series(de_quien).groupby(de_quien).cumcount().to_numpy()
    matriz = np.full((cuantos, int(turno.max(initial=-1)) + 1), SIN_DIA)
    matriz[de_quien, turno] = fechas
    return matriz
