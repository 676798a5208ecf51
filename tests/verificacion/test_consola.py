"""`cobranza verificar` y `cobranza explica`: lo mismo que el informe, desde la consola."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import oficina as libros
import pytest
from verificacion import expedientes

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.puertas.verificar import explicar_regla, verificar
from cobranza.verificacion.regla import reglas

pytestmark = pytest.mark.lenta

CORTE = expedientes.CORTE.isoformat()


@pytest.fixture(scope="module")
def oficina(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    carpeta = tmp_path_factory.mktemp("consola")
    url = expedientes.los_doce(carpeta)
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", url)
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta))
        yield carpeta


def test_verificar_resume_todas_las_reglas(oficina: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verificar(corte=CORTE)
    renglones = capsys.readouterr().out.splitlines()
    assert len(renglones) == len(reglas()) + 1
    assert renglones[0].split()[:3] == ["PAE001", "CRITICA", "4"]
    assert renglones[-1] == "27 hallazgos en 11 de 12 créditos, al 2025-12-30."


def test_lo_que_no_se_captura_se_cuenta_y_no_se_da_por_bueno(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verificar(corte=CORTE)
    por_regla = {r.split()[0]: r for r in capsys.readouterr().out.splitlines()}
    # doce notificaciones y ninguna dice en qué forma
    assert por_regla["PAE019"].endswith("(no evaluada: falta NOTIFICACION.forma en 12)")
    assert "no evaluada" not in por_regla["PAE001"]


def test_en_sarif_va_una_regla_por_regla_y_un_resultado_por_hallazgo(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verificar(corte=CORTE, en_sarif=True)
    sarif = json.loads(capsys.readouterr().out)
    (corrida,) = sarif["runs"]
    assert sarif["version"] == "2.1.0" and len(corrida["results"]) == 27
    claves = [r["id"] for r in corrida["tool"]["driver"]["rules"]]
    assert claves == [r.clave for r in reglas()]
    assert all(claves[r["ruleIndex"]] == r["ruleId"] for r in corrida["results"])
    assert len({r["partialFingerprints"]["hallazgo/v1"] for r in corrida["results"]}) == 27
    avisos = corrida["invocations"][0]["toolExecutionNotifications"]
    assert {"PAE019", "PAE045"} <= {a["associatedRule"]["id"] for a in avisos}
    assert "XEXX010101000" not in json.dumps(sarif)


def test_desde_un_dia_solo_sale_lo_nuevo(oficina: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verificar(corte=CORTE, desde="2025-12-29", en_json=True)
    nuevos = json.loads(capsys.readouterr().out)
    # ese día se consumó una prescripción y venció la última diligencia de otro
    assert {(h["regla"], h["folio"]) for h in nuevos} == {("PAE015", "PRESCRITO"), ("PAE014", "OLVIDADO")}


def test_lo_que_ya_traia_un_credito_traspasado_no_es_nuevo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = libros.en_carpeta(tmp_path)
    with libros.almacen_nuevo(url).begin() as conexion:
        expedientes.personal(conexion)
        e = expedientes.Expediente(conexion, "TRASPASADO", delegacion="DH-TAP")
        e.acto("en-domingo", "CITATORIO", "2025-03-09")
        e.acto("traspaso", "TRASPASO", "2025-12-20", persona=None, documento="DH-TGZ")
        e.acto("en-otro-domingo", "CITATORIO", "2025-12-21")
    monkeypatch.setenv("COBRANZA_BD", url)
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    verificar(corte=CORTE, desde="2025-12-10", delegacion="DH-TGZ", regla="PAE001", en_json=True)
    assert [h["acto"] for h in json.loads(capsys.readouterr().out)] == ["TRASPASADO:en-otro-domingo"]


def test_lo_nuevo_se_busca_desde_un_dia_que_ya_paso(oficina: Path) -> None:
    with pytest.raises(ErrorDeUso, match=r"--desde es 2025-12-31 y el corte, 2025-12-30"):
        verificar(corte=CORTE, desde="2025-12-31")


def test_con_lo_registrado_desde_un_dia_se_dice_cuanto_se_vio(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # las visitas de ese día, el último capturado
    assert verificar(corte=CORTE, registrado_desde="2025-12-15", tope=22) == 5
    *resumen, cuantos, parcial = capsys.readouterr().out.splitlines()
    assert len(resumen) == len(reglas()) and cuantos == "23 hallazgos en 8 de 8 créditos, al 2025-12-30."
    assert parcial == (
        "Se verificaron 8 de 12 créditos: los que tienen algo registrado desde el 2025-12-15. Lo que en los demás "
        "vence por el paso del tiempo lo da la corrida sin --registrado-desde."
    )


def test_lo_registrado_desde_un_dia_sale_igual_en_json_y_en_sarif(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verificar(corte=CORTE, registrado_desde="2025-03-05", en_json=True)
    dicho = capsys.readouterr()
    hallazgos = json.loads(dicho.out)
    verificar(corte=CORTE, en_json=True)
    vistos = {h["folio"] for h in hallazgos}
    assert 0 < len(hallazgos) < 27
    assert hallazgos == [h for h in json.loads(capsys.readouterr().out) if h["folio"] in vistos]
    assert dicho.err.startswith("Se verificaron ")  # quien lee sólo el JSON no sabe que no es todo
    verificar(corte=CORTE, registrado_desde="2025-03-05", en_sarif=True)
    (corrida,) = json.loads(capsys.readouterr().out)["runs"]
    assert len(corrida["results"]) == len(hallazgos)
    avisos = corrida["invocations"][0]["toolExecutionNotifications"]
    assert avisos[-1]["message"]["text"] == dicho.err.strip()


def test_los_dos_desde_juntos_dan_lo_nuevo_de_lo_que_llego(oficina: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verificar(corte=CORTE, desde="2025-03-10", registrado_desde="2025-03-05", en_json=True)
    juntos = {(h["regla"], h["acto"]) for h in json.loads(capsys.readouterr().out)}
    verificar(corte=CORTE, desde="2025-03-10", en_json=True)
    nuevos = {(h["regla"], h["acto"]) for h in json.loads(capsys.readouterr().out)}
    assert juntos and juntos < nuevos


@pytest.mark.parametrize("forma", [{}, {"regla": "PAE002"}])
def test_sin_nada_registrado_desde_ese_dia_no_se_dice_que_no_hay_hallazgos(
    oficina: Path, capsys: pytest.CaptureFixture[str], forma: dict[str, str]
) -> None:
    assert verificar(corte=CORTE, registrado_desde="2025-12-16", **forma) == 0
    assert capsys.readouterr().out == (
        "No hay nada registrado desde el 2025-12-16: se verificaron 0 de 12 créditos. Lo que en los demás vence por "
        "el paso del tiempo lo da la corrida sin --registrado-desde.\n"
    )


def test_de_una_delegacion_se_dice_que_solo_son_los_suyos(oficina: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verificar(corte=CORTE, registrado_desde="2025-12-15", delegacion="tapachula")
    assert "Se verificaron 2 de 12 créditos: los de DH-TAP que tienen algo registrado" in capsys.readouterr().out


def test_sin_nada_registrado_el_json_va_vacio(oficina: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verificar(corte=CORTE, registrado_desde="2025-12-16", en_json=True) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("opcion", ["desde", "registrado_desde"])
def test_un_dia_que_no_existe_dice_en_que_opcion(oficina: Path, opcion: str) -> None:
    with pytest.raises(ErrorDeUso, match=rf"--{opcion.replace('_', '-')} es «2025-02-30»; se esperaba AAAA-MM-DD"):
        verificar(corte=CORTE, **{opcion: "2025-02-30"})


def test_con_mas_de_los_que_se_toleran_termina_en_5(oficina: Path) -> None:
    assert verificar(corte=CORTE, regla="PAE009", tope=1) == 0
    assert verificar(corte=CORTE, regla="PAE009", tope=0) == 5
    assert verificar(corte=CORTE, regla="PAE009") == 0


def test_una_sola_regla_trae_su_evidencia(oficina: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verificar(regla="PAE009", corte=CORTE)
    assert "EMBARGADO:muebles-solos  DH-TGZ  Se embargó (muebles) el 3 mar 2025" in capsys.readouterr().out


@pytest.mark.parametrize("dicha", ["DH-TAP", "dh-tap", "Tapachula"])
def test_una_sola_delegacion_verifica_lo_suyo(oficina: Path, capsys: pytest.CaptureFixture[str], dicha: str) -> None:
    verificar(delegacion=dicha, corte=CORTE)
    assert "en 3 de 3 créditos" in capsys.readouterr().out


def test_en_json_van_todos_con_el_importe_exacto(oficina: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verificar(corte=CORTE, en_json=True)
    hallazgos = json.loads(capsys.readouterr().out)
    assert len(hallazgos) == 27
    de_mas = next(h for h in hallazgos if h["acto"] == "COBRADO:un-centavo-de-mas")
    assert (de_mas["regla"], de_mas["importe"], de_mas["fecha"]) == ("PAE007", "0.01", "2025-03-05")


def test_sin_corte_se_verifica_al_ultimo_dia_capturado(oficina: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verificar()
    assert capsys.readouterr().out.endswith(f"al {expedientes.ULTIMA_CAPTURA}, el último día capturado.\n")


def test_lo_que_no_existe_dice_que_hay(oficina: Path) -> None:
    with pytest.raises(ErrorDeUso, match=r"DH-XXX.*DH-TGZ"):
        verificar(delegacion="DH-XXX", corte=CORTE)
    with pytest.raises(ErrorDeUso, match=r"PAE999.*PAE001"):
        verificar(regla="PAE999", corte=CORTE)


def test_sin_cartera_dice_como_cargarla(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'vacia.db'}")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    with pytest.raises(ErrorDeDatos, match="cobranza ingerir cartera"):
        verificar()


def test_explicar_una_regla_dice_fundamento_deteccion_y_que_hacer(capsys: pytest.CaptureFixture[str]) -> None:
    explicar_regla("PAE002")
    dicho = capsys.readouterr().out
    for rotulo in (
        "PAE002. Sin citatorio", "Fundamento: CFF, art. 137", "Severidad: CRITICA; impide", "Efecto: nulidad",
        "Por qué importa: ", "Cómo se detecta: ", "Salvo: El citatorio señaló ese día", "Así se incumple:",
    ):  # fmt: skip
        assert rotulo in dicho
    assert dicho.endswith("Qué hacer: Reponer la diligencia dejando citatorio para el día hábil siguiente.\n")


def test_explicar_lo_que_no_es_regla_dice_cuales_hay() -> None:
    with pytest.raises(ErrorDeUso, match=r"NADA.*PAE001"):
        explicar_regla("NADA")
