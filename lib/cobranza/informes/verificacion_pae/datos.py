"""Lo que el informe necesita: las reglas corridas sobre la foto a su corte; todo lo que puede fallar falla aquí."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.almacen.identidad import DE_QUE_CARTERA, DEL_EJEMPLO
from cobranza.base.ajustes import ajustes
from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.seudonimos import CONTRIBUYENTE
from cobranza.informes.de_quien import EN_RESERVA, que_no_senale
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.pedido import comprobado
from cobranza.papel.celdas_chicas import renglones_por_reservar
from cobranza.papel.cuaderno import mostrar_reserva
from cobranza.papel.escala import Escala, escala_de
from cobranza.papel.mascara import resguardada
from cobranza.tramites.en_la_foto import tramites_al
from cobranza.verificacion.evaluacion import evaluar, no_evaluadas, suprimidos
from cobranza.verificacion.exactitud import exactitud, leer_verdad
from cobranza.verificacion.pae import Pae, leer
from cobranza.verificacion.regla import Efecto, Severidad, reglas
from cobranza.verificacion.seguimiento import TIPO, seguimiento

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

_DEL_CREDITO = ["folio", "delegacion", "concepto", "rfc", "nombre", "total"]


@dataclass(frozen=True)
class Datos:
    """Los hallazgos al corte y a quién tocan; importes en centavos.

    `creditos`: los verificados (folio, delegacion, concepto, rfc, nombre, total). `hallazgos`: como `evaluar`.
    `diligencias`: número por persona. `exactitud`: contra lo sembrado; None si no se dio la verdad del ejemplo.
    `sin_evaluar`: lo que no se pudo juzgar y por qué dato (`no_evaluadas`). `suprimidos`: lo que alguien calló.
    `actos`: los que alguna regla juzga (clave, delegacion, fecha). `antes` y `folios_de_antes`: los hallazgos y los
    créditos del `corte_anterior`, el fin del mes pasado. `seguidos`: los hallazgos levantados (`seguimiento`).
    """

    corte: date
    delegacion: str
    nominativo: bool
    creditos: pd.DataFrame
    hallazgos: pd.DataFrame
    personas: pd.DataFrame
    diligencias: pd.Series[int]
    exactitud: pd.DataFrame | None
    entrada: Entrada
    sin_evaluar: pd.DataFrame
    suprimidos: pd.DataFrame
    actos: pd.DataFrame
    corte_anterior: date
    antes: pd.DataFrame
    folios_de_antes: frozenset[str]
    seguidos: pd.DataFrame

    @property
    def graves(self) -> pd.DataFrame:
        """Los hallazgos críticos y altos."""
        return self.de([s for s in Severidad if s.bloquea])

    @property
    def con_falta_grave(self) -> pd.DataFrame:
        """Créditos con algún hallazgo crítico o alto, cada uno una vez."""
        return self.creditos[self.creditos["folio"].isin(self.graves["folio"])]

    @cached_property
    def calla_lo_grave(self) -> bool:
        """¿Se callan el saldo con faltas graves y el que puede anularse? Restados de otros dirían el de unos pocos.

        Se publican junto a los cuadros: con ellos se sabe lo de cada parte en que dividen lo que tiene hallazgos.
        """
        if self.nominativo:
            return False
        anulan = {r.clave for r in reglas() if Efecto.NULIDAD in r.efectos}
        todos, graves, criticos, nulos = (
            set(h["folio"])
            for h in (
                self.hallazgos,
                self.graves,
                self.de([Severidad.CRITICA]),
                self.hallazgos[self.hallazgos["regla"].isin(anulan)],
            )
        )
        partes = (criticos, graves - criticos, todos - graves, nulos, todos - nulos, nulos ^ criticos, nulos ^ graves)
        quien = self.de_quien_debe
        return any(0 < quien[quien.index.isin(p)].nunique() < minimo_de_contribuyentes() for p in partes)

    @cached_property
    def de_quien_debe(self) -> pd.Series[str]:
        """folio → rfc de los que deben algo: el saldo de seis créditos es el de uno solo si los demás pagaron."""
        return self.creditos[self.creditos["total"] > 0].set_index("folio")["rfc"]

    @cached_property
    def de_quien(self) -> pd.Series[str]:
        """folio → rfc de todos: lo cobrado de más a quien ya pagó también es suyo."""
        return self.creditos.set_index("folio")["rfc"]

    @property
    def escala(self) -> Escala:
        """La unidad en que se imprime el saldo."""
        return escala_de(int(self.creditos["total"].sum()))

    @cached_property
    def resguardo(self) -> pd.DataFrame:
        """Por folio, el seudónimo y el rango con que va en las relaciones que se comparten."""
        deben = self.creditos[self.creditos["total"] > 0]
        pagados = self.creditos[self.creditos["total"] <= 0]
        nombrar = partial(self.entrada.seudonimos.de, CONTRIBUYENTE)
        return pd.concat([resguardada(filas, minimo_de_contribuyentes(), nombrar) for filas in (deben, pagados)])

    def de_pocos(self, folios: pd.Series[str], de: pd.Series[str] | None = None) -> bool:
        """¿Son esos créditos de tan pocos contribuyentes que, al compartir, ni lo que suman se dice?

        `de`: el contribuyente de cada folio que aporta a la suma; si no se da, el que algo debe.
        """
        quienes = folios.map(self.de_quien_debe if de is None else de).nunique()
        return not self.nominativo and 0 < quienes < minimo_de_contribuyentes()

    def callar(
        self, grupos: pd.Series[str], folios: pd.Series[str], orden: Sequence[str], de: pd.Series[str] | None = None
    ) -> list[bool]:
        """De unos renglones que suman, cuáles se callan: `grupos`, el renglón en que está cada folio; `de`, ídem.

        Si entre todos son de pocos, todos: el que tuviera algo sería el total.
        """
        if self.nominativo or self.de_pocos(folios, de):
            return [not self.nominativo] * len(orden)
        rfc = (self.de_quien_debe if de is None else de).reindex(folios).to_numpy()
        cuantos = pd.Series(rfc).groupby(grupos.to_numpy()).nunique()
        return renglones_por_reservar([int(cuantos.get(g, 0)) for g in orden], minimo_de_contribuyentes())

    def saldo(self, hallazgos: pd.DataFrame) -> int:
        """Lo que deben los créditos de esos hallazgos, cada crédito una vez."""
        return int(self.creditos.loc[self.creditos["folio"].isin(hallazgos["folio"]), "total"].sum())

    def de(self, severidades: list[Severidad]) -> pd.DataFrame:
        """Los hallazgos de esas severidades."""
        return self.hallazgos[self.hallazgos["severidad"].isin(severidades)]


@comprobado
def preparar(corte: str, delegacion: str = "", nominativo: bool = False, verdad: str = "") -> Datos:
    """Lee la foto y corre las reglas sobre los créditos registrados al corte; `delegacion` vacía, todas.

    `verdad`: archivo de la carpeta de salidas con las anomalías sembradas, para medir la detección.
    Errores: `ErrorDeUso` si la delegación o el archivo no existen, o la cartera no es la de ejemplo; `ErrorDeDatos`
    si no hay cartera o la verdad es de otra; `ErrorDeLey` si falta un parámetro.
    """
    mostrar_reserva(nominativo)
    de = entrada(corte, delegacion)
    sembradas = _archivo_de(de, verdad) if verdad else None
    corte_anterior = de.corte.replace(day=1) - timedelta(days=1)
    antes, folios_de_antes = _al(de, corte_anterior)
    pae = leer(de.conexion, de.normas, de.corte, de.delegacion)
    hallazgos = evaluar(pae)
    if not nominativo:
        deben = pae.creditos.loc[pae.creditos["total"] > 0, "rfc"].nunique()
        que_no_senale(deben, minimo_de_contribuyentes(), delegacion, EN_RESERVA)
    return Datos(
        corte=de.corte,
        delegacion=delegacion,
        nominativo=nominativo,
        creditos=pae.creditos[_DEL_CREDITO],
        hallazgos=hallazgos,
        personas=pae.personas,
        diligencias=pae.actos.groupby("persona").size(),
        exactitud=exactitud(hallazgos, leer_verdad(sembradas, pae)) if sembradas else None,
        entrada=de,
        sin_evaluar=no_evaluadas(pae),
        suprimidos=suprimidos(pae),
        actos=_juzgados(pae),
        corte_anterior=corte_anterior,
        antes=antes,
        folios_de_antes=folios_de_antes,
        seguidos=_seguidos(de, pae),
    )


def _al(de: Entrada, corte: date) -> tuple[pd.DataFrame, frozenset[str]]:
    """Los hallazgos y los créditos que había a ese corte; se suelta lo leído antes de leer el otro."""
    pae = leer(de.conexion, de.normas, corte, de.delegacion)
    return evaluar(pae), frozenset(pae.creditos["folio"])


def _juzgados(pae: Pae) -> pd.DataFrame:
    """Los actos que alguna regla juzga, en la delegación que hoy tiene su crédito."""
    tipos = {entrada.partition("/")[0] for regla in reglas() for entrada in regla.sobre}
    actos = pae.actos[pae.actos["tipo"].isin(tipos)]
    return pd.DataFrame(
        {
            "clave": actos["clave"].to_numpy(),
            "delegacion": pae.del_credito(actos, "delegacion").astype("str").to_numpy(),
            "fecha": actos["fecha"].to_numpy(),
        }
    )


def _seguidos(de: Entrada, pae: Pae) -> pd.DataFrame:
    suyos = set(pae.creditos["folio"])
    levantados = [t for t in tramites_al(de.conexion, TIPO, de.corte) if t.datos["folio"] in suyos]
    return seguimiento(levantados, de.corte, de.normas)


def _archivo_de(de: Entrada, verdad: str) -> Path:
    """El archivo de lo sembrado; sólo la cartera de ejemplo trae escrito qué se sembró en ella."""
    if not de.foto.base.ejemplo:
        raise ErrorDeUso(f"El parámetro verdad es «{verdad}» y esta cartera no es la de ejemplo. Déjalo vacío.")
    archivo = ajustes().salidas / verdad
    if not archivo.is_file():
        raise ErrorDeUso(
            f"No existe {verdad} en {ajustes().salidas.name}/; lo deja «cobranza demo» en demo/verdad/anomalias.csv. "
            "Sin él, deja vacío el parámetro verdad."
        )
    if not _es_de_esta_base(de.conexion, archivo.with_name(DE_QUE_CARTERA)):
        raise ErrorDeDatos(
            f"{verdad} no es de la cartera de la base «{de.foto.base.nombre}»: es de un ejemplo de otro tamaño, "
            "semilla o versión. Repite con esa base la orden «cobranza demo» con que se hizo, o deja vacío verdad."
        )
    return archivo


def _es_de_esta_base(conexion: DuckDBPyConnection, anotadas: Path) -> bool:
    """¿Todo lo que cargó el ejemplo en la base es de la cartera que cuenta esa verdad?"""
    if not anotadas.is_file():
        return False
    suyas = set(pd.read_csv(anotadas, dtype=str)["huella"])
    consulta = conexion.execute("SELECT huella FROM lote WHERE usuario = ?", [DEL_EJEMPLO])
    return suyas == {huella for (huella,) in consulta.fetchall()}
