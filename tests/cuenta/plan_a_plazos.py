"""El convenio, despacio: calendario de parcialidades, prórroga mes a mes, mora de la tardía y cuándo caduca.

CFF, arts. 66 y 66-A. El mes k va de un día de pago al siguiente, contados desde la solicitud; el pago del día inhábil
es puntual al hábil siguiente (art. 12, quinto párrafo).
"""

from __future__ import annotations

from fractions import Fraction

from cuenta.hechos import DIFERIDO, Hecho
from cuenta.tiempo_y_tasas import UNO, factor, habil, mas_meses, meses, mora, tasa_por_plazo

PLAZO_SIN_FECHA = 36
TARDIAS = 3
"""Las parcialidades sin cubrir que hacen caducar (art. 66-A, fr. IV, inciso c)."""
NUNCA = -(10**9)
MAS_DE_24 = 25
Tasas = tuple[tuple[int, int], ...]
"""(desde qué día, centésimas de punto al mes), en orden."""


def redondo(numerador: int, denominador: int) -> int:
    """Al entero más cercano, la mitad hacia arriba; no hay negativos."""
    return (2 * numerador + denominador) // (2 * denominador)


def parcialidad(saldo: int, tasa: int, cuantas: int) -> int:
    """Pago igual cada mes: S·i / (1 − (1 + i)^−n), a centavos (art. 66-A, fr. I, segundo párrafo)."""
    i = Fraction(tasa, UNO)
    exacta = saldo * i / (1 - (1 + i) ** -cuantas) if tasa else Fraction(saldo, cuantas)
    return redondo(exacta.numerator, exacta.denominator)


class Plan:
    """Un pago a plazos desde su solicitud; `saldado` si ya no se debe nada."""

    def __init__(self, ambito: str, solicitud: int, acto: Hecho, tasas: Tasas = ()) -> None:
        self.ambito, self.solicitud, self.autorizacion = ambito, solicitud, acto.fecha
        self.acto, self._antes = acto, tasas
        desde = solicitud if acto.modalidad == DIFERIDO else acto.fecha
        meses_de_plazo = PLAZO_SIN_FECHA if acto.hasta is None else meses(desde, acto.hasta, ambito)
        self.cuantas = acto.parcialidades or meses_de_plazo
        self.diferido = acto.modalidad == DIFERIDO
        # la Ley de Ingresos fija al diferido la tasa de los plazos de más de 24 meses
        tasa = tasa_por_plazo(MAS_DE_24 if self.diferido else self.cuantas, solicitud)
        self.tasas = (*tasas, (acto.fecha, tasa))
        self.saldado, self.completa = False, NUNCA
        self._cierra: int | None = None
        self._adeudo = self._pagado = 0
        self.por_fijar = True
        self._abonos: list[tuple[int, int]] = []
        self._previos: dict[str, int] = {}
        self._prorroga_pagada = self._mora_pagada = self._mora_fija = 0
        self._sin_redondear = self._cuota = 0
        self._interes: list[int] = []
        self._insoluto: list[int] = []
        self._exigido: list[int] = []

    def nuevo(self) -> Plan:
        """El mismo plan sin lo que se le haya contado."""
        return Plan(self.ambito, self.solicitud, self.acto, self._antes)

    # ── calendario ──────────────────────────────────────────────────────────────────────────────────────────────

    def pagadera(self, k: int) -> int:
        """Último día en que la k-ésima se paga a tiempo; la cero es la solicitud."""
        return habil(mas_meses(self.solicitud, k, self.ambito), self.ambito) if k else self.solicitud

    def mes(self, al: int) -> int:
        k = 0
        while self.pagadera(k) < al:
            k += 1
        return k

    def exigible(self, j: int) -> int:
        """Desde cuándo se le exige la j-ésima: las que vencieron antes de autorizarse, con la primera posterior."""
        while self.pagadera(j) < self.autorizacion:
            j += 1
        return self.pagadera(j)

    def _tasa(self, k: int) -> int:
        """La del mes k: la última autorizada cuando vence."""
        rigen = [tasa for desde, tasa in self.tasas if desde <= self.pagadera(k)]
        return rigen[-1] if rigen else self.tasas[0][1]

    @property
    def vence(self) -> int:
        """Último día para pagar el diferido."""
        hasta = self.acto.hasta
        return habil(mas_meses(self.solicitud, self.cuantas, self.ambito) if hasta is None else hasta, self.ambito)

    # ── prórroga ────────────────────────────────────────────────────────────────────────────────────────────────

    def integrar(self, adeudo: int, previos: dict[str, int]) -> None:
        self._adeudo, self._previos = adeudo, dict(previos)

    @property
    def saldo(self) -> int:
        """Lo que se paga a plazos: el adeudo a la solicitud, ya con lo pagado ese día."""
        return max(0, self._adeudo)

    def _contar_meses(self, hasta: int) -> None:
        """Insoluto, interés y exigido acumulado de cada mes hasta ése; sólo si ya se sabe lo abonado antes de él."""
        while len(self._interes) < hasta:
            m = len(self._interes)
            if m == 0:
                insoluto = self.saldo
            else:
                exigido = self._exigido[m - 1] if self.pagadera(m) >= self.autorizacion else 0
                cubierto = max(exigido, sum(a for d, a in self._abonos if d <= self.pagadera(m)))
                insoluto = self.saldo - max(0, cubierto - sum(self._interes))
                insoluto = max(0, min(insoluto, self._insoluto[-1]))
            self._insoluto.append(insoluto)
            self._sin_redondear += insoluto * self._tasa(m + 1) if m < self.cuantas else 0
            # se redondea la suma y no cada mes: lo debido es monto × tasa × meses (art. 66-A, fr. II)
            self._interes.append(redondo(self._sin_redondear, UNO) - sum(self._interes))
            self._exigido.append(self._acumulado(m + 1))

    def _acumulado(self, j: int) -> int:
        """Lo que suman las parcialidades hasta la j-ésima: nunca más que el saldo y su prórroga."""
        if self.diferido:
            return 0
        if not self._cuota:
            self._cuota = parcialidad(self.saldo, self.tasas[-1][1], self.cuantas)
        todo = self.saldo + sum(self._interes[: min(j, self.cuantas)])
        return todo if j >= self.cuantas else min(j * self._cuota, todo)

    def pendiente(self, al: int, causa_recargos: bool) -> tuple[int, int]:
        """(prórroga, mora de parcialidades) causadas a ese día y no pagadas."""
        if self.saldado:
            return 0, 0
        k = min(self.mes(al), self.cuantas)
        self._contar_meses(k)
        accesorios = sum(_tardanza(v, e, al, self.ambito, causa_recargos) for _, e, v in self._tardias(al))
        return sum(self._interes[:k]) - self._prorroga_pagada, self._mora_fija + accesorios - self._mora_pagada

    def _tardias(self, al: int) -> list[tuple[int, int, int]]:
        """(cuál, desde cuándo se exige, cuánto falta) de cada parcialidad vencida antes de ese día sin cubrirse."""
        tardias = []
        for j in range(1, self.cuantas + 1):
            exigible = self.exigible(j)
            if exigible >= al:
                break
            self._contar_meses(j)
            antes = self._exigido[j - 2] if j > 1 else 0
            falta = self._exigido[j - 1] - max(antes, self._pagado)
            if falta > 0:
                tardias.append((j, exigible, falta))
        return tardias

    # ── pagos y fin ─────────────────────────────────────────────────────────────────────────────────────────────

    def abonar(self, fecha: int, de: dict[str, int], causa_recargos: bool) -> None:
        """Lo que un pago cubrió; no abona a las parcialidades su propia mora ni lo nacido tras la solicitud."""
        ajeno = de["RECARGO_PARCIALIDAD"]
        for c in self._previos:
            ajeno += max(0, de[c] - self._previos[c])
            self._previos[c] = max(0, self._previos[c] - de[c])
        abono = sum(de.values()) - ajeno
        self._prorroga_pagada += de["RECARGO_PRORROGA"]
        self._mora_pagada += de["RECARGO_PARCIALIDAD"]
        if fecha == self.solicitud:
            return
        antes = self._tardias(fecha)
        self._abonos.append((fecha, abono))
        cuota = 0 if self.diferido else parcialidad(self.saldo, self.tasas[-1][1], self.cuantas)
        if cuota and (self._pagado + abono) // cuota > self._pagado // cuota:
            self.completa = fecha
        self._pagado += abono
        self._fijar(fecha, antes, causa_recargos)

    def _fijar(self, fecha: int, tardias: list[tuple[int, int, int]], causa_recargos: bool) -> None:
        """Lo tardío que este pago cubrió deja de causar; hoy se debe de mora lo mismo que antes de él."""
        cubre = sum(v for *_, v in tardias) - sum(v for *_, v in self._tardias(fecha))
        for _, exigible, falta in tardias:
            parte = min(cubre, falta)
            cubre -= parte
            antes, queda = (
                _tardanza(x, exigible, fecha, self.ambito, causa_recargos) for x in (falta, falta - parte)
            )
            self._mora_fija += antes - queda

    def cumplido_el(self, dia: int) -> None:
        self._cierra = dia + 1 if self._cierra is None else min(self._cierra, dia + 1)

    def termina(self, al: int, queda: bool) -> int | None:
        """El primer día en que ya no rige, si ya llegó."""
        fines = [d for d in (self._cierra, self._caduca(al, queda)) if d is not None and d <= al]
        return min(fines, default=None)

    def _caduca(self, al: int, queda: bool) -> int | None:
        if self.saldado or not queda:
            return None
        if self.diferido:
            return max(self.vence, self.exigible(self.cuantas) if self.vence < self.autorizacion else 0) + 1
        ultima, tardias = self.exigible(self.cuantas), self._tardias(al)
        cuentan = [e for j, e, _ in tardias if self.pagadera(j) >= self.autorizacion]
        if len(cuentan) >= TARDIAS:
            return cuentan[TARDIAS - 1] + 1
        # pasada la última, lo que falte de cualquiera es que no se cumplió
        return ultima + 1 if tardias and ultima < al else None


def _tardanza(importe: int, exigible: int, al: int, ambito: str, causa_recargos: bool) -> int:
    """Actualización y mora de una parcialidad pagada tarde (art. 66-A, fr. I, tercer párrafo)."""
    if al <= exigible or not importe:
        return 0
    actualizada = redondo(importe * factor(exigible, al), UNO)
    tasa = mora(exigible, ambito).tasa(al) if causa_recargos else 0
    return actualizada - importe + redondo(actualizada * tasa, UNO)
