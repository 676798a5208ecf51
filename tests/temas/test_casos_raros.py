"""Lo mal escrito en el contrato JSON: un caso malo da su error en su lugar, y la lista no se pierde."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from cobranza.base import topes
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

BUENO = '{"importe": "1.51"}'


@pytest.fixture
def calcula(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def corre(tema: str, entrada: str | bytes, *opciones: str) -> tuple[int, Any, str]:
        crudo = entrada if isinstance(entrada, bytes) else entrada.encode("utf-8", "surrogatepass")
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(crudo)))
        codigo = ejecutar(["calcular", tema, *opciones])
        salida = capsys.readouterr()
        return codigo, json.loads(salida.out) if salida.out else None, salida.err

    return corre


@pytest.mark.parametrize(
    ("malo", "dice"),
    [
        ('{"importe": "\\ud800"}', "no es un número decimal"),
        ('{"\\ud800": "1"}', "no se conoce el campo"),
        ('{"importe": ' + "[" * 5_000 + "]" * 5_000 + "}", "niveles"),
        ('{"importe": ' + "9" * 6_000 + "}", "6,000 cifras"),
        ('{"importe": "' + "9" * 6_000 + '"}', "no es un número decimal"),
        ('{"importe": 1e400}', "no es un número decimal"),
        ('{"importe": NaN}', "NaN no es un número"),
        ('{"importe": -Infinity}', "Infinity no es un número"),
        ('{"importe": "1_000"}', "no es un número decimal"),
        ('{"importe": "٣٤٥"}', "no es un número decimal"),
        ('{"importe": "１２３"}', "no es un número decimal"),
        ('{"importe": "-1"}', "no negativo"),
        ('{"importe": 1, "importe": 2}', "dos veces la misma clave"),
        ('{"importe": 1]', "no es JSON válido"),
        ('{"importe" 1}', "no es JSON válido"),
        ("", "no es JSON válido"),
        ('"\\u202e"', "se esperaba un objeto"),
        ('{"importe": "1", "\\u202e\\u0000": 1}', "no se conoce el campo"),
    ],
)
def test_un_caso_malo_da_su_error_en_su_lugar(calcula: Any, malo: str, dice: str) -> None:
    codigo, salida, errores = calcula("redondeo_pago", f"[{BUENO},\n{malo},{BUENO}]")
    assert (codigo, len(salida)) == (3, 3)
    assert [r.get("a_pagar") for r in salida] == ["2.00", None, "2.00"]
    assert dice in salida[1]["error"]
    assert salida[1]["codigo"] == 3
    assert "\u202e" not in salida[1]["error"] + errores
    solo = calcula("redondeo_pago", malo)
    assert solo[0] == 3


@pytest.mark.parametrize(
    "bueno", ['{"importe": " 12 "}', '{"importe": "-0"}', '{"importe": 12}', '{"importe": 1.50}']
)
def test_lo_que_si_es_un_numero_se_acepta(calcula: Any, bueno: str) -> None:
    assert calcula("redondeo_pago", bueno)[0] == 0


def test_lo_que_no_esta_en_utf8_solo_pierde_su_caso(calcula: Any) -> None:
    codigo, salida, _ = calcula("redondeo_pago", b'[{"importe": "1.51"}, {"importe": "a\xf1o"}, {"importe": "1.51"}]')
    assert (codigo, [r.get("a_pagar") for r in salida]) == (3, ["2.00", None, "2.00"])
    assert "UTF-8" in salida[1]["error"]


@pytest.mark.parametrize("entrada", [f"[{BUENO}", f"[{BUENO}]]", f"[{BUENO}] x", "[", "", '["'])
def test_una_lista_que_no_se_cierra_se_dice(calcula: Any, entrada: str) -> None:
    codigo, salida, errores = calcula("redondeo_pago", entrada)
    assert (codigo, salida) == (3, None)
    assert "no es JSON válido" in errores


def test_niveles_cifras_y_casos_justo_abajo_y_justo_arriba(calcula: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hondo = "[" * (topes.NIVELES_DE_JSON - 1) + "]" * (topes.NIVELES_DE_JSON - 1)
    assert "niveles" not in calcula("redondeo_pago", f'{{"importe": {hondo}}}')[1]["error"]
    assert "niveles" in calcula("redondeo_pago", f'{{"importe": [{hondo}]}}')[2]
    assert "cifras" not in calcula("redondeo_pago", f'{{"importe": {"9" * topes.CIFRAS}}}')[1]["error"]
    assert "cifras" in calcula("redondeo_pago", f'{{"importe": {"9" * (topes.CIFRAS + 1)}}}')[2]
    monkeypatch.setattr(topes, "CASOS", 2)
    assert calcula("redondeo_pago", f"[{BUENO},{BUENO}]")[0] == 0
    codigo, _, errores = calcula("redondeo_pago", f"[{BUENO},{BUENO},{BUENO}]")
    assert (codigo, "más de 2 casos" in errores) == (3, True)


def test_los_bytes_de_la_entrada_tienen_tope(calcula: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topes, "BYTES_DE_JSON", len(BUENO))
    assert calcula("redondeo_pago", BUENO)[0] == 0
    assert calcula("redondeo_pago", BUENO + " ")[0] == 2


@pytest.mark.parametrize(
    "escrita", ["20250817", "2025-W33-7", "２０２５-08-17", "2025-8-17", "2025-08-17T00:00", "17/08/2025"]
)
def test_una_fecha_es_solo_aaaa_mm_dd(calcula: Any, escrita: str) -> None:
    codigo, _, errores = calcula("plazo_meses", json.dumps({"desde": escrita, "meses": 3}))
    assert (codigo, "AAAA-MM-DD" in errores) == (3, True)


@pytest.mark.parametrize("escrito", ["٣", "３", "1_0", "1.5", "+3", "9" * 5_000])
def test_un_entero_es_solo_de_cifras(calcula: Any, escrito: str) -> None:
    assert calcula("plazo_meses", json.dumps({"desde": "2026-01-31", "meses": escrito}))[0] == 3


def test_lo_que_no_es_un_archivo_no_se_espera(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "tuberia")
    for ruta in (tmp_path / "tuberia", Path("/dev/zero"), tmp_path, tmp_path / "no_existe.json"):
        assert ejecutar(["calcular", "redondeo_pago", "--entrada", str(ruta)]) == 2
        assert str(ruta) in capsys.readouterr().err
