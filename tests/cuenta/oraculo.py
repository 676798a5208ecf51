"""El dinero otra vez, despacio: un crédito, enteros y fracciones, siempre desde el principio.

Escrito desde la ley (CFF, arts. 17-A, 20, 21, 66, 66-A, 70, 146-A y 150; RCFF, art. 95) y no desde el código: del
paquete no importa nada. No guarda saldos: para contestar cuánto se debía un día vuelve a contar todos los hechos que
ese día valían, por día legal. Los días son enteros desde 1970 y el dinero, centavos; el principal insoluto se lleva
en diezmilésimas de centavo.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cuenta.hechos import (
    ART_20,
    ART_66A,
    COMPONENTES,
    DE_EJECUCION,
    FECHADOS,
    FINO,
    POR_TRAMO,
    TODO,
    TURNOS,
    Caso,
    Hecho,
)
from cuenta.plan_a_plazos import Plan, redondo
from cuenta.tiempo_y_tasas import UNO, factor, mora, vence_multa

SIEMPRE = -(10**9)
"""Antes que todo día: el primer tramo de cada concepto empieza donde él venció."""


@dataclass(frozen=True)
class Cuenta:
    """Lo que se debía un día y a qué se aplicó cada recibo que ese día valía (centavos por componente)."""

    debido: dict[str, int]
    aplicado: dict[str, dict[str, int]]
    ajustes: dict[str, int]
    convenio_abierto: bool

    @property
    def total(self) -> int:
        return sum(self.debido.values())


def debido(caso: Caso, al: int) -> dict[str, int]:
    return contar(caso, al).debido


def contar(caso: Caso, al: int, sabido: int | None = None) -> Cuenta:
    """Vuelve a contar la historia del crédito con lo que valía al terminar el día `al`.

    `sabido`: hasta qué día se conocen las autorizaciones de pago a plazos, si no es `al`; lo que se pidió hasta ese
    día y se autorizó después se cuenta a plazos desde la solicitud (art. 66-A).
    """
    hechos = los_que_valen(caso.hechos, al)
    planes: list[Plan] = []
    conocidos = hechos if sabido is None else los_que_valen(caso.hechos, sabido)
    de_plazos = sorted((h for h in conocidos if h.tipo in DE_PLAZOS), key=lambda h: h.fecha)
    pedidas: list[int] = []
    for n, acto in enumerate(de_plazos):
        # la de ese día es del convenio de ese día, se haya anotado antes o después que él
        hoy = [h.fecha for h in de_plazos if h.tipo == "SOLICITUD_PLAZOS" and h.fecha == acto.fecha]
        if n == 0 or de_plazos[n - 1].fecha < acto.fecha:
            pedidas += hoy
        if acto.tipo == "CONVENIO":
            plan = Plan(caso.ambito, pedidas[-1] if pedidas else acto.fecha, acto)
            planes += [plan] if plan.solicitud <= al else []
            pedidas = []
        elif acto.tipo != "SOLICITUD_PLAZOS":
            pedidas = [dia for dia in pedidas if dia == acto.fecha]
    adeudo = _Adeudo(caso, solicitudes=frozenset(p.solicitud for p in planes))
    adeudo.recorrer(_en_orden(hechos, planes))
    adeudo.llegar_a(al)
    return Cuenta(adeudo.saldos(al), adeudo.aplicado, adeudo.ajustes, adeudo.plan is not None)


def los_que_valen(hechos: Iterable[Hecho], al: int) -> list[Hecho]:
    """Los hechos hasta ese día, sin los recibos que ese día ya no valían."""
    hasta_hoy = [h for h in hechos if h.fecha <= al]
    caidos = {h.clave for h in hasta_hoy if h.tipo == "REVERSA"}
    return [h for h in hasta_hoy if h.tipo != "REVERSA" and not (h.tipo == "PAGO" and h.clave in caidos)]


DE_PLAZOS = ("SOLICITUD_PLAZOS", "CONVENIO", "CONVENIO_CUMPLIDO", "CONVENIO_REVOCADO")
Paso = tuple[int, int, str, "Hecho | Plan"]


def _en_orden(hechos: list[Hecho], planes: list[Plan]) -> list[Paso]:
    pasos: list[Paso] = [(h.fecha, TURNOS[h.tipo], h.clave, h) for h in hechos if h.tipo in TURNOS]
    pasos += [(p.solicitud, TURNOS["INTEGRACION"], "", p.nuevo()) for p in planes]
    return sorted(pasos, key=lambda paso: paso[:3])


@dataclass
class _Adeudo:
    """El crédito mientras se recorre su historia. `tramos`: (desde, hasta) en que ya corrió actualización y mora."""

    caso: Caso
    solicitudes: frozenset[int] = frozenset()
    tramos: list[tuple[int, int]] = field(default_factory=list)
    bases: list[int] = field(default_factory=lambda: [0])
    desde: int | None = SIEMPRE
    plan: Plan | None = None
    fin: int = SIEMPRE
    conforme: int = SIEMPRE
    previa: list[int] = field(default_factory=lambda: [0, 0])
    convenido: dict[str, int] = field(default_factory=dict)
    recargos: int = 0
    cancelado: bool = False
    impugnado: bool = False
    a_favor: int = 0
    cobrado: int = 0

    def __post_init__(self) -> None:
        caso = self.caso
        self.vence_multa = None if caso.notificacion is None else vence_multa(caso.notificacion, caso.ambito)
        self.historico, self.multa = caso.importe * FINO, caso.multa * FINO
        self.gastos = dict.fromkeys(FECHADOS, 0)
        self.nuevos = dict.fromkeys(FECHADOS, 0)
        self.aplicado: dict[str, dict[str, int]] = {}
        self.ajustes: dict[str, int] = {}

    # ── fórmulas ────────────────────────────────────────────────────────────────────────────────────────────────

    def _tramos(self, al: int, vencimiento: int) -> list[tuple[int, int]]:
        tramos = [*self.tramos, (self.desde, al)] if self.desde is not None else self.tramos
        return [(max(a, vencimiento), b) for a, b in tramos]

    def factores(self, al: int) -> list[int]:
        return [factor(a, b) for a, b in self._tramos(al, self.caso.vencimiento)]

    def factores_de_multa(self, al: int) -> list[int]:
        if self.vence_multa is None:
            return []
        return [factor(a, b) for a, b in self._tramos(al, self.vence_multa)]

    def tasas(self, al: int) -> list[int]:
        """Suma de tasas de cada tramo; las sesenta mensualidades son del adeudo, no de cada tramo."""
        if not self.caso.causa_recargos:
            return [0] * len(self._tramos(al, 0))
        tope, sumas = 60, []
        for a, b in self._tramos(al, self.caso.vencimiento):
            corre = mora(a, self.caso.ambito)
            sumas.append(corre.tasa(b, tope))
            tope -= min(corre.meses(b), tope)
        return sumas

    def contribucion(self, al: int) -> list[int]:
        """Lo insoluto actualizado al fin de cada tramo; el último es lo que se debe."""
        return _actualizado(self.historico, self.factores(al))

    def principal(self, cual: str, al: int) -> int:
        """Lo actualizado que se debe; integrado en un convenio, lo de su solicitud menos lo que se le ha aplicado."""
        if cual in self.convenido:
            return self.convenido[cual]
        if cual == "HISTORICO":
            return self.contribucion(al)[-1]
        return _actualizado(self.multa, self.factores_de_multa(al))[-1]

    def recargo(self, al: int) -> int:
        partes = zip(self.contribucion(al), self.tasas(al), self.bases, strict=True)
        return sum(redondo(a * (r - base), UNO) for a, r, base in partes) + self.recargos

    def saldos(self, al: int) -> dict[str, int]:
        s = dict.fromkeys(COMPONENTES, 0)
        s["SALDO_A_FAVOR"] = -self.a_favor
        if self.cancelado:
            return s | self.nuevos
        s |= self.gastos
        s["HISTORICO"] = redondo(self.historico, FINO)
        s["ACTUALIZACION"] = self.principal("HISTORICO", al) - s["HISTORICO"]
        s["RECARGO"] = self.recargo(al)
        s["MULTA"] = redondo(self.multa, FINO)
        s["ACTUALIZACION_MULTA"] = self.principal("MULTA", al) - s["MULTA"]
        if self.impugnado:
            s |= dict.fromkeys(DE_EJECUCION, 0)
        if self.plan is not None:
            prorroga, de_parcialidad = self.plan.pendiente(al, self.caso.causa_recargos)
            s["RECARGO_PRORROGA"] = 0 if self.plan.saldado else self.previa[0] + prorroga
            s["RECARGO_PARCIALIDAD"] = 0 if self.plan.saldado else self.previa[1] + de_parcialidad
        return s

    # ── hechos ──────────────────────────────────────────────────────────────────────────────────────────────────

    def recorrer(self, pasos: list[Paso], hasta: tuple[int, int] = (10**9, 0)) -> None:
        for fecha, turno, _, hecho in pasos:
            if (fecha, turno) >= hasta:
                return
            self.llegar_a(fecha)
            if isinstance(hecho, Plan):
                self._integrar(hecho)
            else:
                getattr(self, f"_{hecho.tipo.lower()}")(hecho)

    def llegar_a(self, al: int) -> None:
        """Si el convenio caducó o se dio por cumplido antes de ese día, se cierra en su fecha."""
        if self.plan is None:
            return
        if self.plan.por_fijar and al > self.plan.solicitud:
            self.plan.por_fijar = False
            self._fijar_adeudo(self.plan)
        queda = sum(v for c, v in self.saldos(al).items() if c != "SALDO_A_FAVOR") > 0
        fin = self.plan.termina(al, queda)
        if fin is not None:
            self._cerrar(fin)

    def _cerrar(self, fin: int) -> None:
        """Vuelve a correr desde el último abono (art. 66-A, fr. IV, último párrafo)."""
        assert self.plan is not None
        self.desde, self.fin, self.plan = max(self.conforme, self.plan.completa), fin, None
        self.previa, self.bases, self.convenido = [0, 0], [*self.bases, 0], {}

    def _integrar(self, plan: Plan) -> None:
        """Desde la solicitud no corren actualización ni mora: las sustituye la prórroga (art. 66-A)."""
        visibles = self.saldos(plan.solicitud)
        if self.plan is None:
            assert self.desde is not None
            self.tramos.append((self.desde, plan.solicitud))
            self.desde, self.conforme = None, plan.solicitud
        else:  # lo modifica: sigue integrado y lo que ya causó se sigue debiendo
            self.conforme = max(self.conforme, self.plan.completa)
            self.previa = [visibles["RECARGO_PRORROGA"], visibles["RECARGO_PARCIALIDAD"]]
        self.plan = plan

    def _fijar_adeudo(self, plan: Plan) -> None:
        """Lo debido al terminar el día de la solicitud, con lo que en ella se pagó, es lo que va a plazos."""
        visibles = self.saldos(plan.solicitud)
        self.convenido = {c: self.principal(c, plan.solicitud) for c in ("HISTORICO", "MULTA")}
        adeudo = sum(v for c, v in visibles.items() if c not in ("SALDO_A_FAVOR", "RECARGO_PARCIALIDAD"))
        plan.integrar(adeudo, {c: visibles[c] for c in FECHADOS})

    def _gasto(self, h: Hecho) -> None:
        self.gastos[h.componente] += h.importe
        if self.cancelado:
            self.nuevos[h.componente] += h.importe

    def _convenio_cumplido(self, h: Hecho) -> None:
        if self.plan is not None:
            self.plan.cumplido_el(h.fecha)

    def _convenio_revocado(self, h: Hecho) -> None:
        if self.plan is not None:
            self._cerrar(h.fecha)

    def _impugnacion(self, _: Hecho) -> None:
        self.impugnado = True

    def _resolucion(self, _: Hecho) -> None:
        self.impugnado = False

    def _condonacion(self, h: Hecho) -> None:
        """Sólo alcanza a la multa actualizada; extingue de ella la parte histórica que le corresponde (art. 74).

        Un crédito que no es otra cosa que multa se reduce él mismo, con lo que sobre de reducir la otra.
        """
        if self.cancelado:
            return
        hay = self.principal("MULTA", h.fecha)
        alcanza = h.importe == TODO or h.importe >= hay
        self._bajar_multa(h.fecha, hay if alcanza else h.importe)
        if self.caso.es_multa and alcanza:
            saldos = self.saldos(h.fecha)
            principal = saldos["HISTORICO"] + saldos["ACTUALIZACION"]
            self._bajar_contribucion(
                h.fecha, principal if h.importe == TODO else min(h.importe - hay, principal), 0, 0
            )

    def _estimulo(self, h: Hecho) -> None:
        """Quedan sin pagarse las multas, los recargos y los gastos de ejecución; la contribución actualizada, no.

        LIF 2026, vigésimo segundo transitorio: el cien por ciento; el noventa de las multas formales, que aquí son
        las de un crédito que no es otra cosa que multa. La indemnización y los honorarios de notificación (arts. 21
        y 137) no son gastos de ejecución.
        """
        if self.cancelado:
            return
        saldos, ciento = self.saldos(h.fecha), 90 if self.caso.es_multa else 100
        quita = {c: redondo(max(0, v) * ciento, 100) for c, v in saldos.items()}
        de = {c: quita[c] for c in ("RECARGO", "RECARGO_PRORROGA", "RECARGO_PARCIALIDAD")}
        for c in DE_EJECUCION:  # aunque un recurso los tenga sin exigir
            de[c] = redondo(self.gastos[c] * ciento, 100)
            self.gastos[c] -= de[c]
        self.recargos -= de["RECARGO"]
        multa = redondo((saldos["MULTA"] + saldos["ACTUALIZACION_MULTA"]) * ciento, 100)
        de["MULTA"], de["ACTUALIZACION_MULTA"] = self._bajar_multa(h.fecha, multa)
        if self.caso.es_multa:
            principal = redondo((saldos["HISTORICO"] + saldos["ACTUALIZACION"]) * ciento, 100)
            de["HISTORICO"], de["ACTUALIZACION"] = self._bajar_contribucion(h.fecha, principal, 0, 0)
        if self.plan is not None:
            self._abonar(h.fecha, dict.fromkeys(COMPONENTES, 0) | de)
            if not any(v for k, v in self.saldos(h.fecha).items() if k != "SALDO_A_FAVOR"):
                self.plan.saldado = True

    def _abonar(self, fecha: int, de: dict[str, int]) -> None:
        """Lo del día en que se pide otro convenio baja lo que se conviene, y no completa parcialidades de éste."""
        assert self.plan is not None
        antes = self.plan.completa
        self.plan.abonar(fecha, de, self.caso.causa_recargos)
        if fecha in self.solicitudes:
            self.plan.completa = antes

    def _cancelacion(self, _: Hecho) -> None:
        self.cancelado, self.nuevos = True, dict.fromkeys(FECHADOS, 0)

    def _reactivacion(self, _: Hecho) -> None:
        self.cancelado = False

    def _sin_efectos(self, _: Hecho) -> None:
        """Todo a cero, y lo cobrado de gastos de ejecución se devuelve (RCFF, art. 95)."""
        self._todo_a_cero()
        self.gastos = dict.fromkeys(FECHADOS, 0)
        self.impugnado = False
        self.a_favor += self.cobrado
        self.cobrado = 0

    def _todo_a_cero(self) -> None:
        """Sin adeudo no queda nada que se siga causando; lo no exigible (gastos impugnados) sigue ahí."""
        self.historico = self.multa = self.recargos = 0
        self.convenido = dict.fromkeys(self.convenido, 0)
        self.gastos = {c: v if self.impugnado and c in DE_EJECUCION else 0 for c, v in self.gastos.items()}
        if self.plan is not None:
            self.plan.saldado = True

    def _pago(self, h: Hecho) -> None:
        saldos = self.saldos(h.fecha)
        grupos = ART_20 if self.plan is None else ART_66A
        deuda = [sum(saldos[c] for c in grupo) for grupo in grupos]
        deuda = _sin_negativos(deuda)
        en_pesos = [_a_pesos(d) for d in deuda]
        liquida = h.importe >= sum(en_pesos)
        partes = deuda if liquida else _en_orden_legal(h.importe, deuda)
        ajuste = [d - p if liquida else 0 for d, p in zip(deuda, en_pesos, strict=True)]
        de_mas = h.importe - sum(en_pesos if liquida else partes)
        por_grupo = dict(zip(grupos, partes, strict=True))
        extinguido = self._extinguir(h.fecha, por_grupo, saldos, liquida or h.importe == sum(deuda))
        pagado = dict(extinguido)
        for grupo, a in zip(grupos, ajuste, strict=True):
            _repartir_ajuste(pagado, grupo, a)
        self.cobrado += sum(pagado.get(c, 0) for c in DE_EJECUCION)
        self.a_favor += de_mas
        pagado["SALDO_A_FAVOR"] = de_mas
        self.aplicado[h.clave] = {c: v for c, v in pagado.items() if v}
        self.ajustes[h.clave] = sum(ajuste)

    def _extinguir(
        self, fecha: int, partes: dict[tuple[str, ...], int], saldos: dict[str, int], cubre_todo: bool
    ) -> dict[str, int]:
        """Baja lo que el pago cubrió de cada grupo y dice cuánto fue por componente."""
        de: dict[str, int] = {}
        for grupo, parte in partes.items():
            resto = parte
            for c in grupo:
                de[c] = min(resto, max(0, saldos[c]))
                resto -= de[c]
        for c in FECHADOS:
            self.gastos[c] -= de[c]
            self.nuevos[c] -= de[c] if self.cancelado else 0
        if self.cancelado:
            return de
        de["MULTA"], de["ACTUALIZACION_MULTA"] = self._bajar_multa(fecha, partes["MULTA", "ACTUALIZACION_MULTA"])
        parte = partes["HISTORICO", "ACTUALIZACION"]
        de["HISTORICO"], de["ACTUALIZACION"] = self._bajar_contribucion(
            fecha, parte, saldos["RECARGO"], de["RECARGO"]
        )
        if self.plan is not None:
            self._abonar(fecha, de)
        if cubre_todo:
            self._todo_a_cero()
        return de

    def _queda(self, cual: str, fecha: int, parte: int) -> int:
        queda = self.principal(cual, fecha) - parte
        if cual in self.convenido:
            self.convenido[cual] = queda
        return queda

    def _bajar_multa(self, fecha: int, parte: int) -> tuple[int, int]:
        antes, queda = redondo(self.multa, FINO), self._queda("MULTA", fecha, parte)
        self.multa = _sobrevive(self.multa, _extingue(parte, self.factores_de_multa(fecha)), queda)
        historico = antes - redondo(self.multa, FINO)
        return historico, parte - historico

    def _bajar_contribucion(self, fecha: int, parte: int, recargo: int, pagado: int) -> tuple[int, int]:
        """Extingue principal y deja, aparte, los recargos que le correspondían hasta hoy (art. 21).

        Pagar no cambia lo causado: los de lo extinguido son los de todo menos los de lo que queda.
        """
        antes, causado, queda = (
            redondo(self.historico, FINO),
            self.recargo(fecha),
            self._queda("HISTORICO", fecha, parte),
        )
        self.historico = _sobrevive(self.historico, _extingue(parte, self.factores(fecha)), queda)
        self.recargos += causado - self.recargo(fecha) - pagado
        if self.caso.lectura == POR_TRAMO and recargo > 0 and pagado == recargo:
            self.bases, self.recargos = self.tasas(fecha), 0
        historico = antes - redondo(self.historico, FINO)
        return historico, parte - historico


def _actualizado(fino: int, factores: list[int]) -> list[int]:
    """Un principal en diezmilésimas de centavo, a centavos al fin de cada tramo."""
    if not factores:
        return [redondo(fino, FINO)]
    resultado = [redondo(fino * factores[0], FINO * UNO)]
    for f in factores[1:]:
        resultado.append(redondo(resultado[-1] * f, UNO))
    return resultado


def _extingue(parte: int, factores: list[int]) -> int:
    """El principal histórico que extingue un pago de lo actualizado, en diezmilésimas de centavo.

    Se deshace un tramo a la vez, como se actualizó.
    """
    parte *= FINO
    for f in reversed(factores):
        parte = redondo(parte * UNO, f)
    return parte


def _sobrevive(fino: int, extinguido: int, queda: int) -> int:
    """Lo histórico que un pago deja: nada si cubrió todo; si no, algo y nunca más, a centavos, que lo que se debe."""
    return min(max(fino - extinguido, 1), queda * FINO + FINO // 2 - 1) if queda else 0


def _sin_negativos(deuda: list[int]) -> list[int]:
    """Lo que de recargos se cubrió de más, porque el factor bajó, se descuenta de lo que se paga al último."""
    de_mas, resultado = sum(min(0, d) for d in deuda), []
    for d in reversed(deuda):
        queda = max(0, d) + de_mas
        de_mas = min(0, queda)
        resultado.insert(0, max(0, queda))
    return resultado


def _en_orden_legal(importe: int, deuda: list[int]) -> list[int]:
    partes = []
    for d in deuda:
        partes.append(min(importe, d))
        importe -= partes[-1]
    return partes


def _a_pesos(centavos: int) -> int:
    """De 1 a 50 centavos baja; de 51 a 99 sube (art. 20, décimo párrafo)."""
    pesos, resto = divmod(centavos, 100)
    return 100 * (pesos + (resto > 50))


def _repartir_ajuste(pagado: dict[str, int], grupo: tuple[str, ...], ajuste: int) -> None:
    """Lo que el redondeo perdona, de la parte mayor a la menor; lo que sube, a la mayor."""
    mayores = sorted(grupo, key=lambda c: -pagado[c])
    if ajuste < 0:
        pagado[mayores[0]] -= ajuste
        return
    for c in mayores:
        quita = min(ajuste, pagado[c])
        pagado[c] -= quita
        ajuste -= quita
