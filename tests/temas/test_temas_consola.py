"""`cobranza calcular` de punta a punta: lista dentro y lista fuera, errores en su lugar, códigos y esquemas."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from cobranza import temas
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

CASOS = Path(__file__).parents[1] / "casos"


@pytest.fixture
def calcula(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Corre la orden con esa entrada: (código, salida estándar leída como JSON, salida de errores)."""

    def corre(tema: str, entrada: object, *opciones: str) -> tuple[int, Any, str]:
        crudo = entrada if isinstance(entrada, str) else json.dumps(entrada)
        monkeypatch.setattr("sys.stdin", io.StringIO(crudo))
        codigo = ejecutar(["calcular", tema, *opciones])
        salida = capsys.readouterr()
        return codigo, json.loads(salida.out) if salida.out else None, salida.err

    return corre


def test_un_objeto_entra_y_un_objeto_sale(calcula: Any) -> None:
    codigo, salida, errores = calcula("redondeo_pago", {"importe": "1.51"})
    assert (codigo, salida["a_pagar"], errores) == (0, "2.00", "")


def test_una_lista_entra_y_una_lista_del_mismo_largo_y_orden_sale(calcula: Any) -> None:
    codigo, salida, _ = calcula("redondeo_pago", [{"importe": f"{n}.51"} for n in range(50)])
    assert codigo == 0
    assert [r["a_pagar"] for r in salida] == [f"{n + 1}.00" for n in range(50)]


def test_una_lista_vacia_da_una_lista_vacia(calcula: Any) -> None:
    assert calcula("redondeo_pago", []) == (0, [], "")


def test_el_error_va_en_su_lugar_y_manda_el_codigo_del_peor(calcula: Any) -> None:
    sin_udi = {"importes": ["1"], "costo": "0", "fecha": "2026-11-10"}
    bueno = {**sin_udi, "fecha": "2026-03-10"}
    codigo, salida, errores = calcula("incosteabilidad", [bueno, {**sin_udi, "costo": "x"}, sin_udi, 7])
    assert codigo == 4
    assert [r.get("codigo") for r in salida] == [None, 3, 4, 3]
    assert set(salida[2]) == {"error", "codigo"}
    assert "udi.csv" in salida[2]["error"]
    assert errores.startswith("error: 3 de 4 casos")


def test_un_solo_caso_malo_dice_su_error_en_las_dos_salidas(calcula: Any) -> None:
    codigo, salida, errores = calcula("redondeo_pago", {"importe": "x"})
    assert (codigo, salida["codigo"]) == (3, 3)
    assert errores == f"error: {salida['error']}\n"


def test_los_decimales_de_json_no_pasan_por_flotante(calcula: Any) -> None:
    codigo, salida, _ = calcula("redondeo_pago", '{"importe": 90071992547409.93}')
    assert (codigo, salida["renglones"][0]["monto"]) == (0, "90071992547409.93")


def test_lee_un_archivo(calcula: Any, tmp_path: Path) -> None:
    archivo = tmp_path / "casos.json"
    archivo.write_text('\ufeff{"cheque": "100.00"}', encoding="utf-8")
    assert calcula("cheque", "", "--entrada", str(archivo))[1]["indemnizacion"] == "20.00"


def test_un_json_roto_es_error_de_datos(calcula: Any) -> None:
    codigo, salida, errores = calcula("cheque", "{")
    assert (codigo, salida) == (3, None)
    assert "no es JSON válido" in errores


def test_un_tema_que_no_existe_es_mal_uso(calcula: Any) -> None:
    codigo, salida, errores = calcula("cheques", "{}")
    assert (codigo, salida) == (2, None)
    assert "cheque" in errores


def test_la_interpretacion_elegida_en_la_orden_se_imprime(calcula: Any) -> None:
    caso = {"notificacion": "2025-07-14", "dias_habiles": 10}
    codigo, salida, _ = calcula("plazo_dias", caso, "--parametro", "vacaciones.sat=publicadas")
    assert (codigo, salida["interpretaciones"]) == (0, {"vacaciones.sat": "publicadas"})


@pytest.mark.parametrize("parametro", ["vacaciones.sat", "vacaciones.sat=a_veces", "otra=1"])
def test_un_parametro_mal_dicho_es_mal_uso_y_no_calcula(calcula: Any, parametro: str) -> None:
    codigo, salida, errores = calcula("cheque", {"cheque": "1"}, "--parametro", parametro)
    assert (codigo, salida) == (2, None)
    assert parametro.split("=")[0] in errores


def test_temas_lista_cada_uno(capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["calcular", "--temas"]) == 0
    claves = [linea.split()[0] for linea in capsys.readouterr().out.splitlines()]
    assert claves == [t.clave for t in temas.temas()]


@pytest.mark.parametrize("tema", [t.clave for t in temas.temas()])
def test_el_esquema_es_valido_y_acepta_los_casos_del_tema(tema: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["calcular", tema, "--esquema"]) == 0
    esquema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(esquema)
    validador = Draft202012Validator(esquema)
    for archivo in CASOS.glob("*.yaml"):
        for caso in yaml.safe_load_all(archivo.read_text(encoding="utf-8")):
            entradas = caso["entrada"] if isinstance(caso["entrada"], list) else [caso["entrada"]]
            for entrada in entradas if caso["tema"] == tema else []:
                validador.validate(entrada)
    assert not validador.is_valid({"campo_que_no_existe": 1})
    assert not validador.is_valid({})
