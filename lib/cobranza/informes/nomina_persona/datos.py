"""Lo que el estado de cuenta necesita, leído de las versiones guardadas; todo lo que puede fallar falla aquí."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from cobranza.base.fechas import fecha, fecha_corta
from cobranza.cartera.buscado import empleado_pedido
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.pedido import comprobado
from cobranza.nomina.analitica import relacion
from cobranza.nomina.guardadas_en_la_foto import Guardada, enviadas
from cobranza.nomina.netos import DESCUENTOS
from cobranza.nomina.partes import A_PERSONA
from cobranza.nomina.versiones import acumulado
from cobranza.papel.cuaderno import mostrar_reserva

SUMADAS = ("bruto", *DESCUENTOS, "neto")
EN_RESERVA = "Los importes, el sueldo y el impuesto de una persona salen sólo en la versión reservada."


@dataclass(frozen=True)
class Datos:
    """Las nóminas enviadas en que está una persona, por fecha de pago; importes en centavos.

    `nominas`: las pagadas de `desde` al corte. `del_ano`: las del año del corte. `ficha`: cómo se llama hoy.
    """

    corte: date
    desde: date
    empleado: str
    nominativo: bool
    ficha: tuple[str, str]
    nominas: tuple[Guardada, ...]
    del_ano: tuple[Guardada, ...]
    entrada: Entrada

    def suya(self, de: Guardada) -> dict[Any, Any]:
        """Su renglón en una nómina."""
        personas = de.version.resultado.personas
        return dict(personas[personas["numero_empleado"] == self.empleado].iloc[0].to_dict())

    @property
    def partes(self) -> pd.DataFrame:
        """Cada parte que le tocó, con su recibo, su diligencia y su regla; `nomina` dice en cuál."""
        return self._relacion("partes", "cobros")

    @property
    def reversadas(self) -> pd.DataFrame:
        """Lo mismo, de los cobros de antes que se reversaron."""
        return self._relacion("partes_reversadas", "reversas")

    def _relacion(self, partes: str, cobros: str) -> pd.DataFrame:
        filas = []
        for de in self.nominas:
            n = de.version.resultado
            todas = getattr(n, partes)
            suyas = todas[(todas["destino"] == A_PERSONA) & (todas["beneficiario"] == self.empleado)]
            filas.append(relacion(suyas, getattr(n, cobros), n).assign(nomina=de.version.nomina))
        juntas = pd.concat(filas, ignore_index=True)
        return juntas.sort_values(["nomina", "ingreso", "recibo", "clave", "regla"], kind="stable", ignore_index=True)

    @property
    def entre(self) -> str:
        """De qué días de pago son, en palabras."""
        return f"del {fecha_corta(self.desde)} al {fecha_corta(self.corte)}"

    def total(self, columna: str) -> int:
        """Suma de una columna suya en las nóminas que se miran."""
        return sum(int(self.suya(de)[columna]) for de in self.nominas)

    @property
    def ilustrativas(self) -> list[str]:
        """Las normas de ejemplo con que se le pagó."""
        return sorted({n.clave for de in self.nominas for n in de.version.resultado.normas if n.es_ilustrativa})

    def acumulado(self) -> dict[str, int]:
        """Lo que lleva en el año del corte: bruto, cada descuento y neto."""
        if not self.del_ano:
            return dict.fromkeys(SUMADAS, 0)
        sumas = acumulado([de.version.resultado.personas for de in self.del_ano]).set_index("numero_empleado")
        return {c: int(sumas[c][self.empleado]) for c in SUMADAS}


@comprobado
def preparar(corte: str, desde: str = "", empleado: str = "", nominativo: bool = False) -> Datos:
    """Lee las nóminas enviadas que se pagan de `desde` (vacío, el 1 de enero) al corte y toma lo de una persona.

    Sin `empleado`, sólo en la cartera de ejemplo, toma una. Errores: `ErrorDeUso` si la persona no existe o falta;
    `ErrorDeDatos` si no hay libros o una versión no es la que se selló.
    """
    mostrar_reserva(nominativo)
    de = entrada(corte)
    quien = empleado_pedido(de.conexion, empleado)
    enero = de.corte.replace(month=1, day=1)
    inicio = fecha(desde) if desde else enero
    suyas = [g for g in enviadas(de.conexion, min(inicio, enero), de.corte) if _esta(g, quien)]
    (ficha,) = de.conexion.execute("SELECT nombre, rfc FROM persona WHERE numero_empleado = ?", [quien]).fetchall()
    return Datos(
        corte=de.corte,
        desde=inicio,
        empleado=quien,
        nominativo=nominativo,
        ficha=(str(ficha[0]), str(ficha[1])),
        nominas=tuple(g for g in suyas if g.version.resultado.fecha_pago >= inicio),
        del_ano=tuple(g for g in suyas if g.version.resultado.fecha_pago >= enero),
        entrada=de,
    )


def _esta(de: Guardada, quien: str) -> bool:
    return bool((de.version.resultado.personas["numero_empleado"] == quien).any())
