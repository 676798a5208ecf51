"""Lo que se lleva contado de una carga y lo que al final se dice de ella: leídas = aceptadas + en cuarentena."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from cobranza.ingesta.avisos import Avisos
from cobranza.ingesta.reparos import Reparo


@dataclass(frozen=True, slots=True)
class Resultado:
    """Qué pasó con un archivo. Siempre `leidas == aceptadas + cuarentena`."""

    lote: int
    leidas: int
    aceptadas: int
    cuarentena: int
    ya_conocido: bool
    por_motivo: dict[str, int] = field(default_factory=dict)
    """Filas en cuarentena por motivo (el primero de cada fila); vacío si el archivo ya se conocía."""
    ya_registradas: int = 0
    """De las aceptadas, las que ya estaban tal cual en el almacén: no tuvieron efecto."""
    avisos: tuple[str, ...] = ()
    reparos: tuple[Reparo, ...] = ()
    """Los primeros, en el orden del archivo."""
    importe: int = 0
    """Centavos que suman las filas leídas que se entienden; sólo en cartera."""
    efecto: tuple[int, int] | None = None
    """En un ensayo: créditos que daría de alta y centavos que sumaría al saldo."""
    folios: Path | None = None
    """El CSV que dice qué folio le tocó a cada fila; sólo si se pidió y hubo altas."""
    correcciones: Path | None = None
    """El CSV de lo que no entró, para corregirlo y volver a cargarlo; sólo si se pidió y algo no entró."""


@dataclass
class Cuenta:
    """Lo que se lleva contado de un archivo mientras se carga."""

    leidas: int = 0
    aceptadas: int = 0
    cuarentena: int = 0
    ya_registradas: int = 0
    por_motivo: Counter[str] = field(default_factory=Counter)
    reparos: list[Reparo] = field(default_factory=list)
    importe: int = 0
    folios: list[str] = field(default_factory=list)
    titulos: tuple[str, ...] = ()
    """El encabezado como venía."""
    vistos: Avisos = field(default_factory=Avisos)
    """Lo que entró y conviene revisar."""
    por_confirmar: int = 0
    """Filas que parecen absurdas y son posibles."""
    de_ejemplo: tuple[int, ...] = ()
    """En qué renglones venía la fila de ejemplo de la plantilla."""

    def lo_pasado_por_alto(self) -> tuple[str, ...]:
        """El aviso de que la fila de ejemplo no se cargó."""
        if not self.de_ejemplo:
            return ()
        donde = ", ".join(map(str, self.de_ejemplo))
        return (f"La fila de ejemplo de la plantilla (renglón {donde}) no se cargó.",)
