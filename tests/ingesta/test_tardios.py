"""Lo que se captura tarde deja el crédito como si se hubiera sabido a tiempo; lo oportuno no lo vuelve a contar.

Dos créditos iguales en todo menos en el orden en que la oficina capturó sus archivos.
"""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from cuenta.test_reversas import PRIMERO, Ventanilla
from ingesta.test_ingesta import CARTERA, DILIGENCIA, INCIDENCIA
from sqlalchemy import Connection, Engine, event

from cobranza.ingesta import Resultado

A_TIEMPO, TARDE = "TGZ-2020-000001", "TGZ-2020-000002"
_CREDITO = CARTERA | {
    "Ámbito": "FEDERAL COORDINADO", "Clave de concepto": "F-ISR", "Fecha de resolución": "10/01/2020",
    "Vencimiento": "30/04/2019", "Multa": "2,000.00", "Fecha de notificación": "", "Forma de notificación": "",
    "Fecha de alta": "20/01/2020",
}  # fmt: skip
_NOTIFICADO = _CREDITO | {"Fecha de notificación": "15/01/2020"}
PAGO = PRIMERO | {"Recibo": "A-1", "Importe": "14000.00"}
"""El 15 de marzo de 2023; alcanza a gastos, recargos, multa, indemnización y parte de la contribución."""
_GASTO = DILIGENCIA | {"Clave": "D-1", "Fecha": "2023-02-01", "Fecha de captura": "2025-02-01",
                       "Gasto determinado": "560.00"}  # fmt: skip
_NOTIFICACION = _GASTO | {"Clave": "N-1", "Tipo": "NOTIFICACION", "Fecha": "2020-01-15", "Gasto determinado": ""}
_CHEQUE = PRIMERO | {"Recibo": "A-0", "Fecha de ingreso": "2023-02-01", "Importe": "1000.00",
                     "Estado": "CHEQUE_DEVUELTO", "Fecha de estado": "2023-02-20"}  # fmt: skip
_RECURSO = INCIDENCIA | {"Clave": "I-1", "Fecha": "2023-02-10", "Fecha de captura": "2025-02-01",
                         "Medio o modalidad": "REVOCACION"}  # fmt: skip


def _de(folio: str, fila: dict[str, str]) -> dict[str, str]:
    """La fila, del crédito de ese folio y con clave propia."""
    propias = {"Clave": f"{folio}:{fila.get('Clave')}", "Recibo": f"{folio}:{fila.get('Recibo')}",
               "Resolución": f"R-{folio}", "Número de crédito": folio, "Crédito": folio}  # fmt: skip
    return fila | {campo: valor for campo, valor in propias.items() if campo in fila}


class Gemelos(Ventanilla):
    """Una oficina que captura lo mismo de dos créditos."""

    def ocurre(self, layout: str, fila: dict[str, str], *folios: str) -> Resultado:
        """Carga un archivo con esa fila de cada crédito."""
        return self.cargar(layout, *(_de(folio, fila) for folio in folios))

    def queda(self, folio: str) -> dict[str, int]:
        """Saldo de cada componente."""
        m = self.movimientos()
        suma = m[m["folio"] == folio].groupby("componente")["importe"].sum()
        return {str(c): int(s) for c, s in suma.items() if s}

    def se_volvio_a_contar(self, folio: str) -> bool:
        m = self.movimientos()
        return bool(m.loc[m["folio"] == folio, "reversa_de"].notna().any())


@pytest.fixture
def gemelos(motor: Engine, tmp_path: Path) -> Gemelos:
    return Gemelos(motor, tmp_path)


@pytest.mark.parametrize(
    ("credito", "layout", "hecho"),
    [
        pytest.param(_NOTIFICADO, "diligencias", _GASTO, id="un gasto"),
        pytest.param(_NOTIFICADO, "diligencias", _GASTO | {"Fecha": "2023-03-15"}, id="un gasto del día del pago"),
        pytest.param(
            _NOTIFICADO, "diligencias", _GASTO | {"Gasto determinado": "", "Honorario": "400.00"}, id="un honorario"
        ),
        pytest.param(_CREDITO, "cartera", _NOTIFICADO, id="la notificación de una multa, en la cartera"),
        pytest.param(_CREDITO, "diligencias", _NOTIFICACION, id="la notificación de una multa, como diligencia"),
        pytest.param(_NOTIFICADO, "recibos", _CHEQUE, id="un cheque que se supo devuelto"),
    ],
)
def test_lo_que_llega_despues_del_pago_deja_lo_que_habria_dejado_antes(
    gemelos: Gemelos, credito: dict[str, str], layout: str, hecho: dict[str, str]
) -> None:
    gemelos.ocurre("cartera", credito, A_TIEMPO, TARDE)
    gemelos.ocurre(layout, hecho, A_TIEMPO)
    gemelos.ocurre("recibos", PAGO, A_TIEMPO, TARDE)
    sin_saberlo = gemelos.queda(TARDE)
    r = gemelos.ocurre(layout, hecho, TARDE)
    assert gemelos.queda(TARDE) == gemelos.queda(A_TIEMPO) != sin_saberlo
    assert any("su historia se volvió a contar" in aviso for aviso in r.avisos)
    assert not gemelos.se_volvio_a_contar(A_TIEMPO)


@pytest.mark.parametrize(
    "baja",
    [
        {"Tipo": "CANCELACION"},
        {"Tipo": "PRESCRIPCION_DECLARADA"},
        {"Tipo": "RESOLUCION", "Causa": "DEJA_SIN_EFECTOS"},
    ],
)
def test_el_gasto_que_llega_despues_de_una_baja_que_nada_tuvo_que_retirar_tambien_se_retira(
    gemelos: Gemelos, baja: dict[str, str]
) -> None:
    """Se pagó todo, y al darse de baja no había saldo; el gasto anterior a la baja se captura después."""
    retiro = INCIDENCIA | {"Clave": "I-9", "Fecha": "2023-06-01", "Fecha de captura": "2025-02-01",
                           "Medio o modalidad": ""} | baja  # fmt: skip
    gasto = _GASTO | {"Fecha": "2023-04-01"}
    gemelos.ocurre("cartera", _NOTIFICADO, A_TIEMPO, TARDE)
    gemelos.ocurre("recibos", PAGO | {"Importe": "90000.00"}, A_TIEMPO, TARDE)
    gemelos.ocurre("diligencias", gasto, A_TIEMPO)
    gemelos.ocurre("incidencias", retiro, A_TIEMPO, TARDE)
    gemelos.ocurre("diligencias", gasto, TARDE)
    assert gemelos.queda(TARDE) == gemelos.queda(A_TIEMPO)
    assert set(gemelos.queda(TARDE)) == {"SALDO_A_FAVOR"}


def test_una_revocacion_que_llega_despues_del_pago_deja_sin_cobrar_los_gastos(gemelos: Gemelos) -> None:
    gemelos.ocurre("cartera", _NOTIFICADO, A_TIEMPO, TARDE)
    gemelos.ocurre("diligencias", _GASTO, A_TIEMPO, TARDE)
    gemelos.ocurre("incidencias", _RECURSO, A_TIEMPO)
    gemelos.ocurre("recibos", PAGO, A_TIEMPO, TARDE)
    gemelos.ocurre("incidencias", _RECURSO, TARDE)
    assert gemelos.queda(TARDE) == gemelos.queda(A_TIEMPO)
    assert gemelos.queda(TARDE)["GASTO_EJECUCION"] == 56_000


@pytest.mark.parametrize(
    ("credito", "layout", "hecho"),
    [
        pytest.param(_NOTIFICADO, "diligencias", _GASTO | {"Fecha": "2023-03-16"}, id="un gasto posterior al pago"),
        pytest.param(
            _NOTIFICADO, "diligencias", _GASTO | {"Gasto determinado": ""}, id="una diligencia que no causó gasto"
        ),
        pytest.param(
            _CREDITO | {"Multa": ""}, "diligencias", _NOTIFICACION, id="la notificación de lo que no tiene multa"
        ),
        pytest.param(
            _NOTIFICADO, "incidencias", _RECURSO | {"Medio o modalidad": "AMPARO"}, id="un medio que no es revocación"
        ),
    ],
)
def test_lo_que_no_cambia_lo_asentado_no_vuelve_a_contarlo(
    gemelos: Gemelos, credito: dict[str, str], layout: str, hecho: dict[str, str]
) -> None:
    gemelos.ocurre("cartera", credito, TARDE)
    gemelos.ocurre("recibos", PAGO, TARDE)
    r = gemelos.ocurre(layout, hecho, TARDE)
    assert r.avisos == ()
    assert not gemelos.se_volvio_a_contar(TARDE)


def test_de_una_carga_solo_se_vuelve_a_contar_el_credito_que_llego_tarde(gemelos: Gemelos) -> None:
    gemelos.ocurre("cartera", _NOTIFICADO, A_TIEMPO, TARDE)
    gemelos.ocurre("recibos", PAGO, TARDE)
    r = gemelos.ocurre("diligencias", _GASTO, A_TIEMPO, TARDE)
    assert [aviso.split()[0] for aviso in r.avisos] == ["1"]
    assert gemelos.queda(A_TIEMPO)["GASTO_EJECUCION"] == 56_000


_HECHOS = (
    ("diligencias", _NOTIFICACION),
    ("diligencias", _GASTO),
    ("recibos", PAGO | {"Importe": "3000.00"}),
    ("incidencias", INCIDENCIA | {"Clave": "I-2", "Tipo": "CONDONACION", "Fecha": "2023-06-01", "Monto": "500.00",
                                  "Fecha de captura": "2025-02-01"}),
    ("recibos", PAGO | {"Recibo": "A-2", "Fecha de ingreso": "2024-01-10", "Importe": "9000.00"}),
)  # fmt: skip


@pytest.mark.parametrize("uno_de_cada", [5, pytest.param(1, marks=pytest.mark.lenta)])
def test_en_cualquier_orden_que_lleguen_queda_lo_mismo(gemelos: Gemelos, uno_de_cada: int) -> None:
    """Un crédito por cada orden de los cinco archivos; cada ronda carga el que sigue de cada uno."""
    algunos = list(permutations(_HECHOS))[::uno_de_cada]
    ordenes = {f"TGZ-2020-{n:06d}": orden for n, orden in enumerate(algunos, start=1)}
    gemelos.ocurre("cartera", _CREDITO, *ordenes)
    for ronda in range(len(_HECHOS)):
        for layout in ("diligencias", "incidencias", "recibos"):
            filas = [_de(folio, orden[ronda][1]) for folio, orden in ordenes.items() if orden[ronda][0] == layout]
            gemelos.cargar(layout, *filas)
    m = gemelos.movimientos()
    queda = m.groupby(["folio", "componente"])["importe"].sum().unstack(fill_value=0)
    assert len(queda) == len(ordenes)
    assert len(queda.drop_duplicates()) == 1, queda.drop_duplicates()


@pytest.mark.parametrize("url_de_almacen", ["sqlite"], indirect=True)  # el plan que se lee es el suyo
def test_buscar_lo_asentado_despues_no_recorre_el_libro(gemelos: Gemelos) -> None:
    gemelos.ocurre("cartera", _CREDITO, *(f"TGZ-2020-{n:06d}" for n in range(1, 60)))
    planes: list[str] = []

    @event.listens_for(gemelos.motor, "after_cursor_execute")
    def _planear(conexion: Connection, _: object, orden: str, valores: tuple[object, ...], *__: object) -> None:
        if orden.startswith("SELECT f.folio FROM pasado_en_curso"):
            plan = conexion.connection.cursor().execute(f"EXPLAIN QUERY PLAN {orden}", valores).fetchall()
            planes.extend(paso[3] for paso in plan)

    gemelos.ocurre("diligencias", _GASTO, TARDE)
    assert any(plan.startswith("SEARCH m USING INDEX") for plan in planes), planes
    assert not any(plan.startswith("SCAN m") for plan in planes)
