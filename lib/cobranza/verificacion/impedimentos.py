"""¿Procede un acto? Las mismas reglas que verifican, sobre la historia del crédito más el acto por anotar.

Contesta a quien pregunta; la captura todavía no lo exige.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobranza.base.errores import ErrorDeProceso
from cobranza.verificacion.evaluacion import evaluar
from cobranza.verificacion.pae import ACTO_NUEVO
from cobranza.verificacion.regla import Severidad, reglas

if TYPE_CHECKING:
    from cobranza.verificacion.pae import ActoNuevo, Pae


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """Por qué un acto no procede: regla, gravedad, artículo, lo que se encontró y qué hacer."""

    regla: str
    severidad: Severidad
    titulo: str
    fundamento: str
    evidencia: str
    que_hacer: str

    def __str__(self) -> str:
        return f"{self.regla} {self.titulo} ({self.fundamento}). {self.evidencia} {self.que_hacer}"


def impedimentos(pae: Pae, acto_nuevo: ActoNuevo) -> list[Hallazgo]:
    """Los hallazgos críticos o altos que recaerían en ese acto si se anotara; vacía si procede.

    La historia se mira al día del acto: lo que ocurrió después no lo juzga, y los plazos que con él empiezan aún no
    vencen.
    """
    bloqueantes = [regla for regla in reglas() if regla.severidad.bloquea]
    hallados = evaluar(pae.con(acto_nuevo), [regla.clave for regla in bloqueantes])
    recaen = hallados[hallados["acto"] == ACTO_NUEVO].set_index("regla")["evidencia"]
    return [
        Hallazgo(r.clave, r.severidad, r.titulo, r.fundamento, str(recaen[r.clave]), r.que_hacer)
        for r in bloqueantes
        if r.clave in recaen.index
    ]


def exigir(pae: Pae, acto_nuevo: ActoNuevo) -> None:
    """Deja pasar el acto que procede. Errores: `ErrorDeProceso` con los impedimentos si no procede."""
    encontrados = impedimentos(pae, acto_nuevo)
    if encontrados:
        raise ErrorDeProceso(
            f"El acto {acto_nuevo.tipo} del {acto_nuevo.fecha} no procede en el crédito {acto_nuevo.folio}: "
            + " · ".join(str(hallazgo) for hallazgo in encontrados),
            impedimentos=encontrados,
            folio=acto_nuevo.folio,
        )
