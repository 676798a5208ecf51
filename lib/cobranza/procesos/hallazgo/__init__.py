"""El hallazgo de la verificación como trámite: se levanta, se notifica, se contesta y se solventa, o vence.

Qué se incumple lo deciden las reglas de `verificacion`, aquí sólo se exige que hoy lo digan (`lo_hallado`).
`solventacion` comprueba lo contestado y `papeles_de_hallazgo`, la cédula por crédito y el oficio de observaciones.
"""

from cobranza.procesos.hallazgo import papeles_de_hallazgo as papeles
from cobranza.procesos.hallazgo.lo_hallado import ambito, cierto, lo_hallado, uno_solo
from cobranza.procesos.hallazgo.solventacion import (
    avisos,
    como_quedo,
    con_huella,
    corregido,
    de_su_delegacion,
    misma_evidencia,
    otra_vez,
    por_venir,
    suprime,
    vencido,
    ya_reiterado,
)
from cobranza.tramites.tramitar import Proceso

PROCESO = Proceso(
    "hallazgo",
    comprueba={
        f.__name__: f
        for f in (cierto, uno_solo, de_su_delegacion, con_huella, misma_evidencia, corregido, por_venir, ya_reiterado)
    },
    calcula={f.__name__: f for f in (lo_hallado, como_quedo, otra_vez)},
    efectos={"suprime": suprime},
    del_dia={"cedula_de_verificacion": papeles.cedulas, "oficio_de_observaciones": papeles.oficio},
    observa={"VENCIDO": vencido},
    avisos=avisos,
    ambito=ambito,
)
