"""Lo que se ve sólo dentro de un cuaderno abierto: el aviso de reserva y lo que falló sin que nadie lo esperara.

Fuera de IPython (la consola, las pruebas) ninguna de estas funciones hace nada.
"""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from cobranza.base.errores import ErrorDeCobranza, en_recuadro
from cobranza.papel.formato import escapar
from cobranza.papel.marco import solo_del_cuaderno
from cobranza.papel.palabras import RESERVADO

_AVISO_DE_RESERVA = (
    "Este cuaderno muestra nombres, RFC o cuentas de contribuyentes o de personal (CFF, art. 69). No lo compartas "
    "ni lo guardes con salidas; para compartir, ponlo con nominativo = False y vuelve a correrlo."
)
_NO_ESPERADO = "✗ Algo falló y no se esperaba"
_SI_FALLA_OTRA_VEZ = (
    "Corre el cuaderno desde el principio. Si falla otra vez, guárdalo con sus salidas y entrégalo a quien mantiene "
    "los cuadernos: el detalle técnico va plegado en esta celda."
)
_FALTAN_CELDAS = "Corre las celdas en orden, desde la primera: en el menú Ejecutar, «Ejecutar todas las celdas»."


@dataclass(frozen=True)
class _Suelta:
    """Una salida ya armada, como la pide IPython."""

    datos: dict[str, Any]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return self.datos


def mostrar_reserva(nominativo: object) -> None:
    """Con nombres a la vista, el aviso que el informe lleva en su membrete, antes de lo demás."""
    if nominativo is True and _consola() is not None:
        _mostrar(
            f'<p class="aviso atencion reservado" role="note"><b>{RESERVADO}.</b> {escapar(_AVISO_DE_RESERVA)}</p>',
            f"{RESERVADO}. {_AVISO_DE_RESERVA}",
        )


def atender_fallas() -> None:
    """Desde aquí, lo que falle en el cuaderno abierto se dice en español y con su rastro plegado."""
    consola = _consola()
    if consola is not None:
        consola.set_custom_exc((Exception,), _falla)


def _falla(
    consola: Any,
    clase: type[BaseException],
    error: BaseException,
    rastro: TracebackType,
    tb_offset: int | None = None,
) -> None:
    """Los errores de la casa se explican solos; de los demás, una frase, y el rastro para quien los atienda.

    La celda queda en error como siempre: así lo saben la corrida y quien la mire.
    """
    if isinstance(error, ErrorDeCobranza):
        consola.showtraceback((clase, error, rastro), tb_offset=tb_offset)
        return
    escrito = "".join(traceback.format_exception(error))
    _mostrar(
        f'<details class="rastro"><summary>Detalle técnico, para quien mantiene los cuadernos</summary>'
        f'<pre tabindex="0">{escapar(escrito)}</pre></details>',
        "",
    )
    # papermill y nbclient leen de aquí el nombre y el mensaje
    consola._showtraceback(clase, error, _recuadro(clase, error))


def _recuadro(clase: type[BaseException], error: BaseException) -> list[str]:
    if isinstance(error, NameError) and error.name:
        return en_recuadro("✗ No se pudo continuar", f"Aquí todavía no existe «{error.name}».", _FALTAN_CELDAS)
    return en_recuadro(_NO_ESPERADO, f"{clase.__name__}: {error}", _SI_FALLA_OTRA_VEZ)


def _consola() -> Any:
    """La sesión de IPython en que corre este Python; None si no hay. No la importa: sólo mira si ya está."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _mostrar(html: str, texto: str) -> None:
    sys.modules["IPython"].display.display(_Suelta(solo_del_cuaderno(html, texto)))
