"""Lo que el informe necesita, leído y calculado a su corte; todo lo que puede fallar falla aquí."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.almacen.partes import por_partes
from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.base.fechas import fecha
from cobranza.base.seudonimos import CONTRIBUYENTE
from cobranza.cartera.dos_cuentas import Contraste, contrastes
from cobranza.cartera.indicadores import Acervo, Indicador, evaluar
from cobranza.cartera.puente import total_del_puente
from cobranza.cartera.recuperacion import recaudacion_anual
from cobranza.informes.de_quien import EN_RESERVA, que_no_senale
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.informe_cartera.partes import Parte, Pregunta, parte_de, sumar
from cobranza.informes.informe_cartera.quienes import CUADROS, FLUJO, cuentas, por_cobrabilidad
from cobranza.informes.pedido import comprobado
from cobranza.papel.celdas_chicas import renglones_por_reservar
from cobranza.papel.cuaderno import mostrar_reserva
from cobranza.papel.escala import Escala, escala_de
from cobranza.papel.mascara import resguardada
from cobranza.papel.palabras import AMBITOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, kw_only=True)
class Datos(Pregunta):
    """Lo que se preguntó y la suma de lo que contestó cada parte de la cartera; importes en centavos."""

    nominativo: bool
    suma: Parte
    indicadores: list[Indicador]
    lotes: pd.DataFrame
    cuarentena: pd.DataFrame
    entrada: Entrada

    @property
    def cubo(self) -> pd.DataFrame:
        """El cubo de los créditos con saldo al corte."""
        return self.suma.cubo

    @cached_property
    def saldo(self) -> int:
        """Lo que se debe al corte."""
        return int(self.cubo["total"].sum())

    @property
    def vigentes(self) -> int:
        """Créditos con saldo al corte."""
        return int(self.cubo["creditos"].sum())

    @cached_property
    def escala(self) -> Escala:
        """La unidad en que se imprime el saldo: millones, o pesos si es una cartera chica."""
        return escala_de(self.saldo)

    @cached_property
    def total(self) -> pd.DataFrame:
        """El puente de todo el informe: número e importe por causa."""
        return total_del_puente(self.suma.puente).set_index("causa")

    @cached_property
    def minimo(self) -> int:
        """Con menos contribuyentes, un renglón de lo que se comparte se calla."""
        return minimo_de_contribuyentes()

    @cached_property
    def cuentas(self) -> Mapping[tuple[str, str, str], int]:
        """Contribuyentes detrás de cada renglón: (cuadro, valor, parte) → cuántos, hasta el mínimo."""
        return cuentas(self.suma.quienes)

    def contribuyentes(self, cuadro: str, valores: Iterable[object], parte: str = "") -> list[int]:
        """Los de cada renglón de un cuadro."""
        return [self.cuentas.get((cuadro, str(valor), parte), 0) for valor in valores]

    def movidos(self, causa: str) -> frozenset[str]:
        """A quiénes movió una causa en todo el informe: todos o, si son muchos, los que bastan para no callarla."""
        q = self.suma.quienes
        suyas = (q["cuadro"] == FLUJO) & (q["parte"] == causa)
        if self.delegacion:
            suyas &= q["valor"].astype(str) == self.delegacion
        return frozenset(q.loc[suyas, "rfc"].astype(str))

    def callar(self, cuadro: str, valores: Iterable[object]) -> list[bool]:
        """Qué renglones de un cuadro se callan; en lo reservado, ninguno."""
        return [str(valor) in self._callados[cuadro] for valor in valores]

    def por_tamano(self, cuadro: str) -> list[str]:
        """Los renglones de un cuadro, del que tiene más créditos al que menos."""
        valores = self.cubo[cuadro] if cuadro != "clase" else por_cobrabilidad(self.cubo)["clase"]
        creditos = self.cubo["creditos"].groupby(valores.astype(str)).sum()
        return sorted(creditos.index, key=lambda valor: (-int(creditos[valor]), valor))

    @cached_property
    def _callados(self) -> dict[str, frozenset[str]]:
        """De cada cuadro, los mismos renglones en cualquier parte del informe que hable de ellos."""
        if self.nominativo:
            return dict.fromkeys(CUADROS, frozenset())
        ordenados = {cuadro: self.por_tamano(cuadro) for cuadro in CUADROS}
        callar = {c: renglones_por_reservar(self.contribuyentes(c, v), self.minimo) for c, v in ordenados.items()}
        # un concepto es todo de un ámbito: lo callado de cada ámbito también debe ser de los que hacen falta
        for ambito in AMBITOS:
            suyos = self.contribuyentes("concepto", ordenados["concepto"], ambito)
            ya = [c and n > 0 for c, n in zip(callar["concepto"], suyos, strict=True)]
            tambien = renglones_por_reservar(suyos, self.minimo, ya)
            callar["concepto"] = [a or b for a, b in zip(callar["concepto"], tambien, strict=True)]
        return {c: frozenset(v for v, si in zip(ordenados[c], callar[c], strict=True) if si) for c in CUADROS}

    @cached_property
    def delegaciones_calladas(self) -> frozenset[str]:
        """De qué delegaciones no se dice cuánto, en ningún cuadro."""
        return self._callados["delegacion"]

    @cached_property
    def resguardo(self) -> pd.DataFrame:
        """Por folio, el seudónimo y el rango con que va en las relaciones que se comparten."""
        return resguardada(self.suma.relacion, self.minimo, partial(self.entrada.seudonimos.de, CONTRIBUYENTE))

    @cached_property
    def contrastes(self) -> list[Contraste]:
        """Las dos cuentas de cada saldo, para el sello del cuadre."""
        s = self.suma
        return contrastes(
            puente=s.puente, cubo=s.cubo, ejecutores=s.ejecutores, pagos=s.pagos, transiciones=s.transiciones
        )


@comprobado
def preparar(
    corte: str, desde: str = "", delegacion: str = "", nominativo: bool = False, conocido_al: str = ""
) -> Datos:
    """Lee la foto por partes y las suma: la cartera al corte, la de la víspera del periodo y lo que pasó en medio.

    `desde` vacío es el primer día del año del corte; `delegacion` vacía, todas; `conocido_al` vacío, todo lo que hoy
    se sabe (con fecha, el informe sale como habría salido ese día). Sin créditos sale en ceros. Errores: `ErrorDeUso`
    si la delegación o el periodo no existen, o se comparte una delegación de muy pocos;
    `ErrorDeDatos` si no hay libros; `ErrorDeLey` si falta un parámetro.
    """
    mostrar_reserva(nominativo)
    de = entrada(corte, delegacion, conocido_al)
    inicio = fecha(desde) if desde else de.corte.replace(month=1, day=1)
    pregunta = Pregunta(desde=inicio, corte=de.corte, delegacion=delegacion, conocido_al=conocido_al)
    suma = sumar(por_partes(de.suya, partial(parte_de, pregunta, de.normas)))
    de.normas.sumar(suma.consultado)
    if not nominativo:
        que_no_senale(len(suma.deudores), minimo_de_contribuyentes(), delegacion, EN_RESERVA)
    conexion = de.conexion
    return Datos(
        **asdict(pregunta),
        nominativo=nominativo,
        suma=suma,
        indicadores=evaluar(_con_recaudacion(conexion, pregunta, suma.acervos)),
        lotes=conexion.execute("SELECT * FROM lote WHERE layout <> 'deshacer' ORDER BY id").df(),
        cuarentena=conexion.execute("SELECT archivo, linea, motivo FROM cuarentena ORDER BY id").df(),
        entrada=de,
    )


def _con_recaudacion(conexion: DuckDBPyConnection, pregunta: Pregunta, acervos: tuple[Acervo, ...]) -> list[Acervo]:
    """La mora de cada cierre con la recaudación de su año, que sólo la hay de todo el estado."""
    recaudado = {} if pregunta.delegacion else recaudacion_anual(conexion)
    return [replace(acervo, recaudacion=recaudado.get(acervo.ejercicio)) for acervo in acervos]
