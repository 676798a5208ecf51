"""Los indicadores de la nómina: cuánto se cobra de lo causado, cuánto cuesta y cuánto falta por aclarar."""

from __future__ import annotations

from typing import Any

from cobranza.base.dinero import dividir_redondeando, pesos
from cobranza.informes.nomina_gastos.datos import Datos
from cobranza.papel.palabras import cuantos, de_cada_cien
from cobranza.papel.tabla import Columna, Tabla

_NO_SE_SABE, RESERVADO = "n. c.", "res."


def indicadores(datos: Datos) -> Tabla:
    """Los de la nómina completa (función F01), con de dónde sale cada uno."""
    i = datos.indicadores
    por_ejecutor = pesos(int(dividir_redondeando(i.de_ejecutores, i.ejecutores))) if i.ejecutores else _NO_SE_SABE
    if not datos.nominativo and 0 < i.ejecutores < datos.minimo:
        por_ejecutor = RESERVADO  # de tan pocos, el promedio diría lo de cada quien
    rechazos = _parte(i.rechazados or 0, i.dispersados or 0) if i.rechazados is not None else _NO_SE_SABE
    filas: list[dict[str, Any]] = [
        _fila("Gasto cobrado / gasto causado", _parte(i.cobrado, i.determinado),
              f"${pesos(i.cobrado)} entre ${pesos(i.determinado)} de gastos y honorarios causados en el periodo; lo "
              "cobrado puede ser de meses anteriores"),
        _fila("Bruto medio por ejecutor, pesos", por_ejecutor,
              f"{cuantos(i.ejecutores, 'ejecutor', 'ejecutores')} con parte"),
        _fila("Costo del reparto / recaudación del PAE", _parte(i.a_personas, i.del_pae),
              f"${pesos(i.a_personas)} a personas entre ${pesos(i.del_pae)} que entraron de créditos ya ejecutados"),
        _fila("Sin asignar / cobrado", _parte(i.sin_asignar, i.cobrado), f"${pesos(i.sin_asignar)}"),
        _fila("Reversas / cobrado", _parte(i.reversado, i.cobrado), f"${pesos(i.reversado)} de periodos anteriores"),
        _fila("Días entre el cierre y el pago", _NO_SE_SABE if i.dias is None else str(i.dias),
              "Del último día del periodo a la fecha de pago; sólo de una nómina guardada"),
        _fila("Rechazos del banco / pagos", rechazos, "Según su última respuesta; sólo de una nómina guardada"),
    ]  # fmt: skip
    return Tabla(
        "Indicadores de la nómina completa",
        [Columna("indicador", "Indicador"), Columna("valor", "Valor", "razon"), Columna("como", "De dónde sale")],
        filas,
        hoja="indicadores",
        ilustrativo=datos.es_ilustrativa,
        nota="n. c.: no calculable, porque falta el dato o no hay entre qué dividir.",
    )


def _fila(indicador: str, valor: str, como: str) -> dict[str, Any]:
    return {"indicador": indicador, "valor": valor, "como": f"{como}."}


def _parte(de: int, total: int) -> str:
    return de_cada_cien(de, total) if total > 0 else _NO_SE_SABE
