"""El pago a plazos de un crédito contado: qué se convino, cómo va cada parcialidad y cómo terminó.

Sale del mismo régimen con que se liquida (`cuenta.convenios`). Fundamento: CFF, arts. 66 y 66-A.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from cobranza.base.dinero import pesos, texto
from cobranza.base.fechas import SIN_DIA, fecha_corta, fecha_de
from cobranza.cuenta.adeudos import RECARGOS, Adeudos
from cobranza.cuenta.calendario_de_pagos import Parcialidad, calendario
from cobranza.cuenta.convenios import DIFERIDO, Regimen
from cobranza.expediente.historia import Historia
from cobranza.expediente.significado import deshacen, efectos
from cobranza.ley.norma import Norma
from cobranza.ley.proporciones import proporcion

VIGENTE, CUMPLIDO, REVOCADO, CADUCO = "VIGENTE", "CUMPLIDO", "REVOCADO", "CADUCO"


@dataclass(frozen=True, slots=True)
class Convenido:
    """El último pago a plazos de un crédito, a un día. Días y centavos; `tasa` en centésimas de punto al mes.

    `terminado_el`: el primer día en que ya no rige (None si rige); `corre_desde`, el último pago conforme, de donde
    vuelve a correr la mora; `aviso`, lo que se le advierte al deudor a la penúltima parcialidad incumplida, o vacío.
    """

    solicitado: int
    autorizado: int
    modalidad: str
    tasa: int
    parcialidades: list[Parcialidad]
    estado: str
    terminado_el: int | None
    corre_desde: int
    aviso: str
    al: int

    def incumplidas(self) -> list[Parcialidad]:
        """Las que vencieron sin cubrirse mientras rigió, aunque después se hayan pagado."""
        fin = self.al if self.terminado_el is None else min(self.al, self.terminado_el)
        return [p for p in self.parcialidades if p.vence < fin and (p.pagada_el == SIN_DIA or p.pagada_el > p.vence)]

    def en_palabras(self) -> str:
        """Una frase: desde cuándo, cómo va y, si terminó, por qué."""
        pagadas = sum(p.pagada_el != SIN_DIA for p in self.parcialidades)
        cuantas = len(self.parcialidades)
        que, van = f"en {cuantas} parcialidades", f"cubiertas {pagadas} de {cuantas}"
        if self.modalidad == DIFERIDO:
            que, van = f"diferido al {_dia(self.parcialidades[0].vence)}", "cubierto" if pagadas else "sin cubrir"
        partes = [
            f"Convenio {self.estado.lower()}, {que} a {texto(self.tasa)} % mensual: solicitado el "
            f"{_dia(self.solicitado)}, autorizado el {_dia(self.autorizado)}; {van}"
        ]
        if self.terminado_el is not None and self.estado in (REVOCADO, CADUCO):
            verbo = "caducó" if self.estado == CADUCO else "se revocó"
            partes.append(
                f"{verbo} el {_dia(self.terminado_el)} y la mora corre otra vez desde el {_dia(self.corre_desde)}"
            )
        return "; ".join([*partes, *([self.aviso] if self.aviso else [])])

    def como_dict(self) -> dict[str, Any]:
        """Forma del contrato: importes y tasa como texto decimal, fechas ISO; `mora`, la de cada parcialidad."""
        return {
            "solicitado": _iso(self.solicitado),
            "autorizado": _iso(self.autorizado),
            "modalidad": self.modalidad,
            "tasa": texto(self.tasa),
            "parcialidades": [
                {
                    "numero": p.numero,
                    "vence": _iso(p.vence),
                    "importe": texto(p.importe),
                    "pagada_el": None if p.pagada_el == SIN_DIA else _iso(p.pagada_el),
                    "mora": texto(p.mora),
                }
                for p in self.parcialidades
            ],
            "estado": self.estado,
            "caduco_el": _iso(self.terminado_el) if self.estado == CADUCO and self.terminado_el is not None else None,
            "terminado_el": None if self.terminado_el is None else _iso(self.terminado_el),
            "aviso": self.aviso,
        }


def convenido(h: Historia, lugar: int, adeudos: Adeudos, en: Regimen, al: int) -> Convenido | None:
    """El último convenio que el crédito había pedido hasta el día `al`; None si ninguno. `adeudos`, los suyos."""
    if not en.ultimo:
        return None
    k = max(en.ultimo)
    _, plan, va = en.ultimo[k]
    norma = h.normas.de(str(adeudos.ambito[0]))
    cierra, caduca = int(adeudos.convenios.cierra[0, k]), int(va.caduca[0])
    fin = min(cierra, caduca)
    hasta = np.array([min(cierra, al + 1)])
    abonos = adeudos.convenios.abonos(np.array([0]), k, hasta)
    parcialidades = calendario(norma, plan, abonos, adeudos.causa_recargos, min(al, fin - 1))
    # un gasto posterior no es de él: pagado una vez, sigue cumplido
    saldado = bool(va.saldado[0]) or sum(int(s[0]) for c, s in adeudos.saldo.items() if c not in RECARGOS) <= 0
    estado = VIGENTE
    if fin <= al:
        estado = CADUCO if caduca <= cierra else como_cerro(h, lugar, k)
    elif saldado:
        estado = CUMPLIDO
    return Convenido(
        int(plan.solicitud[0]),
        int(plan.rige[0]),
        DIFERIDO if plan.diferido[0] else "PARCIALIDADES",
        int(plan.tasa[0]),
        parcialidades,
        estado,
        fin if fin <= al else None,
        max(int(d) for d, h in zip(*(t[0] for t in en.tramos), strict=True) if h > d or d == en.tramos[0][0, 0]),
        _aviso(norma, int(va.incumplidas[0])) if estado == VIGENTE else "",
        al,
    )


def como_cerro(h: Historia, lugar: int, k: int) -> str:
    """Con qué acto se dio por terminado el k-ésimo convenio del crédito, si otro no lo dejó sin efectos."""
    tipos = h.a_plazos.loc[h.a_plazos["lugar"].eq(lugar), "tipo"].tolist()
    desde = [n for n, tipo in enumerate(tipos) if tipo == "CONVENIO"][k]
    cuentan = [t for t in tipos[desde + 1 :] if t != "SOLICITUD_PLAZOS"]
    cierran, reabre = efectos("cierra", "convenio"), deshacen("convenio")
    cierra = next(t for t, sigue in pairwise([*cuentan, ""]) if t in cierran and sigue not in reabre)
    return CUMPLIDO if cierra == "CONVENIO_CUMPLIDO" else REVOCADO


def _aviso(norma: Norma, incumplidas: int) -> str:
    limite = proporcion(norma, "plazos_incumplidas").entero
    if incumplidas != limite - 1:
        return ""
    return (
        f"aviso: {incumplidas} parcialidades vencidas sin cubrir; con {limite}, o la última, el plazo caduca "
        f"({norma.cita('revocacion_plazos')})"
    )


def en_cuadro(p: Parcialidad) -> str:
    """Una parcialidad en un renglón de texto."""
    pagada = "sin cubrir" if p.pagada_el == SIN_DIA else f"cubierta el {_dia(p.pagada_el)}"
    mora = f", mora {pesos(p.mora)}" if p.mora else ""
    return f"{p.numero:>3}. {_dia(p.vence):<11} {pesos(p.importe):>14}  {pagada}{mora}"


def _dia(numero: int) -> str:
    return fecha_corta(fecha_de(numero))


def _iso(numero: int) -> str:
    return fecha_de(numero).isoformat()
