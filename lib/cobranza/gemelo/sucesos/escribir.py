"""De una vida a los renglones de un expediente (`expediente.en_renglones`), con sus fechas, personas e importes.

Cuándo: `inicio`, `corte`, `exigible` o el nombre de un acto, y cuántos días después o antes: hábiles (`req+5`),
naturales (`req+60n`), meses (`conv+12m`) o domingos (`cit+1d`). `campo=@CUÁNDO` pone una fecha.
Cuánto: `importe`, `debido`, `legal`, `garantia` o `inicial` (lo que el crédito debe, el gasto de ley, lo que una
garantía debe cubrir y el pago inicial de un pago a plazos, ese día), o el monto de otro acto, con su fracción antes y
los pesos que se le suman o restan después: `2/3ava-0.01`, `debido(amp)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from cobranza.base.dinero import centavos
from cobranza.base.fechas import dia, fecha, fecha_de
from cobranza.cuenta.cotizacion import pago_inicial
from cobranza.gemelo.sucesos.guion import Vida
from cobranza.gemelo.sucesos.plantel import Oficina
from cobranza.ley.garantia import requerido
from cobranza.ley.gastos import gasto_ejecucion
from cobranza.ley.liquidacion import liquidar
from cobranza.ley.norma import Norma
from cobranza.ley.plazos import exigible

_CUANDO = re.compile(r"(\w+?)(?:([+-])(\d+)([nmd]?))?")
_CUANTO = re.compile(r"(?:(\d+)/(\d+))?([a-z]\w*)(?:\((\w+)\))?([+-]\d+\.\d\d)?")
_LITERAL = re.compile(r"\d+\.\d\d|todo")
_SEMANA, _DOMINGO = 7, 3
"""El 1 de enero de 1970, día 0, fue jueves: los domingos son los días 3, 10, 17…"""


@dataclass(frozen=True)
class Caso:
    """Un crédito por escribir: quién, cuándo empieza, qué norma lo rige, la hora de sus diligencias (minutos del día)
    y qué actos lo son."""

    folio: str
    vida: Vida
    ambito: str
    norma: Norma
    oficina: Oficina
    inicio: int
    corte: int
    importe: int
    hora: int
    vencimiento: str
    diligencias: frozenset[str]

    def renglones(self) -> str:
        """El expediente, con sus faltas marcadas."""
        credito = {
            "ambito": self.ambito, "concepto": "F-ISR" if self.ambito == "federal" else "E-ISN",
            "delegacion": self.oficina.delegacion, "ejecutor": self.oficina.quien("ejecutor"),
            "vencimiento": self.vencimiento, "importe": str(self.importe), "notificacion": "",
            "fecha_resolucion": _iso(self.inicio - 20), "fecha_registro": _iso(self.inicio - 10),
        }  # fmt: skip
        credito |= {campo: self._dato(campo, valor) for campo, valor in self.vida.credito.items()}
        lineas = ["credito " + " ".join(f"{campo}={valor}" for campo, valor in credito.items())]
        lineas += ["!" + regla + " credito" for regla, nombre in self.vida.faltas if nombre == "credito"]
        fechas = {nombre: self.dia(nombre) for nombre in self.vida.actos}
        for nombre in sorted(fechas, key=lambda n: fechas[n]):
            lineas.append(self._renglon(nombre, fechas[nombre]))
        return "\n".join(lineas)

    def persona_hasta(self) -> str:
        """El último día del nombramiento de la persona propia; vacío si no hay."""
        return _iso(self.dia(self.vida.persona_hasta)) if self.vida.persona_hasta else ""

    def _renglon(self, nombre: str, cuando: int) -> str:
        acto = self.vida.actos[nombre]
        marcas = ["!" + regla for regla, en in self.vida.faltas if en == nombre]
        dichos = self._de_oficio(acto.tipo) | acto.datos
        datos = [f"{campo}={self._dato(campo, valor, nombre)}" for campo, valor in dichos.items()]
        return " ".join([_iso(cuando), acto.tipo, f"#{nombre}", *datos, *marcas])

    def _de_oficio(self, tipo: str) -> dict[str, str]:
        """Quién y a qué hora, si el suceso no lo dice."""
        if tipo == "MANDAMIENTO":
            return {"de": "delegado", "de_las": "", "a_las": ""}
        return {"de": "ejecutor", "de_las": "~", "a_las": "~"} if tipo in self.diligencias else {}

    def _dato(self, campo: str, valor: str, nombre: str = "inicio") -> str:
        if valor.startswith("@"):
            return _iso(self.dia(valor[1:]))
        if campo in ("monto", "gasto") and valor and not _LITERAL.fullmatch(valor):
            return _pesos(self._cuanto(valor, nombre))
        if campo == "de" and valor:
            return f"P-{self.folio[:-1]}" if valor == "propio" else self.oficina.quien(valor)
        if campo == "rfc" and valor == "propio":
            return f"R{self.folio[:-1]}"
        if campo in ("de_las", "a_las") and valor == "~":
            return _hora(self.hora + 35 * (campo == "a_las"))
        return self.oficina.documento(valor) if campo == "doc" else valor

    @cached_property
    def _dias(self) -> dict[str, int]:
        return {"inicio": self.inicio, "corte": self.corte}

    def dia(self, cuando: str) -> int:
        """El día que dice una expresión."""
        if (partes := _CUANDO.fullmatch(cuando)) is None:
            raise ValueError(f"«{cuando}» no dice cuándo.")
        base, signo, cuantos, unidad = partes.groups()
        desde = self._base(base)
        k = int(cuantos or 0) * (-1 if signo == "-" else 1)
        calendario = self.norma.calendario
        if unidad == "n":
            return desde + k
        if unidad == "m":
            return int(calendario.mas_meses(desde, k))
        if unidad == "d":
            return desde + _SEMANA * (k - 1) + (_DOMINGO - desde - 1) % _SEMANA + 1
        while k < 0:
            desde, k = desde - 1, k + bool(calendario.es_habil(desde - 1))
        return int(calendario.mas_habiles(desde, k)) if k else desde

    def _base(self, base: str) -> int:
        if base not in self._dias:
            if base == "exigible":
                cuando = int(exigible(self.norma, self._base("not")))
            else:
                cuando = self.dia(self.vida.actos[base].cuando)
            self._dias[base] = cuando
        return self._dias[base]

    def _cuanto(self, valor: str, nombre: str) -> int:
        if (partes := _CUANTO.fullmatch(valor)) is None:
            raise ValueError(f"«{valor}» no dice cuánto.")
        num, den, de, al, mas = partes.groups()
        base = self._importe(de, al or nombre)
        exacto = base * int(num) // int(den) if num else base
        return exacto + (centavos(mas.removeprefix("+")) if mas else 0)

    def _importe(self, de: str, nombre: str) -> int:
        if de == "importe":
            return self.importe
        if de in ("debido", "legal", "garantia", "inicial"):
            return self._de_ley(de, self._base(nombre))
        return self._cuanto(self.vida.actos[de].datos["monto"], de)

    def _de_ley(self, que: str, al: int) -> int:
        debido = liquidar(self.norma, monto=self.importe, vencimiento=self._vence, pago=al)
        total = int(debido.total)
        if que == "legal":
            return int(gasto_ejecucion(self.norma, credito=total, al=al))
        if que == "garantia":
            return requerido(self.norma, fecha_de(al), int(debido.actualizado), (int(debido.recargos), 0)).total
        return total if que == "debido" else pago_inicial(self.norma, total, fecha_de(al))

    @cached_property
    def _vence(self) -> int:
        dicho = self.vida.credito.get("vencimiento", self.vencimiento)
        return self.dia(dicho[1:]) if dicho.startswith("@") else dia(fecha(dicho))


def _iso(d: int) -> str:
    return fecha_de(d).isoformat()


def _hora(minutos: int) -> str:
    return f"{minutos // 60:02d}:{minutos % 60:02d}"


def _pesos(importe: int) -> str:
    return f"{importe // 100}.{importe % 100:02d}"
