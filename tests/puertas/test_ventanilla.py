"""Las órdenes de los trámites y de sus documentos, una por una: qué dicen, con qué código terminan, qué aconsejan."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from oficina import almacen_nuevo, credito, en_carpeta
from sqlalchemy import Engine
from tramites.oficina_de_tramites import cae, pagar, personal

from cobranza.base import fechas
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

Captura = pytest.CaptureFixture[str]
FOLIO = "TGZ-2019-000001"
MULTA = 2_000_000
HOY = date(2026, 3, 20)
NUMERO = "COND-2026-000001"


@pytest.fixture
def libros(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Una multa firme, quien puede tramitar su reducción y el reloj en viernes 20 de marzo de 2026."""
    for variable in (
        "COBRANZA_CLAVE",
        "COBRANZA_CLAVE_PUBLICA",
        "COBRANZA_CERTIFICADO",
        "COBRANZA_CERTIFICADO_CLAVE",
    ):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "casa"))
    monkeypatch.setenv("COBRANZA_BD", en_carpeta(tmp_path))
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    el_reloj(monkeypatch, HOY)
    motor = almacen_nuevo(en_carpeta(tmp_path))
    with motor.begin() as conexion:
        personal(conexion)
        credito(conexion, FOLIO, concepto="F-MULF", importe=MULTA)
        credito(conexion, "TAP-2020-000002", concepto="F-MULF", importe=MULTA, delegacion="DH-TAP")
    return motor


def el_reloj(monkeypatch: pytest.MonkeyPatch, dia: date) -> None:
    ahora = fechas.ahora().replace(year=dia.year, month=dia.month, day=dia.day, hour=12)
    monkeypatch.setattr(fechas, "ahora", lambda: ahora)


def en_archivo(carpeta: Path, **datos: Any) -> str:
    ruta = carpeta / "datos.json"
    ruta.write_text(json.dumps(datos), encoding="utf-8")
    return str(ruta)


@pytest.fixture
def dice(capsys: Captura) -> Any:
    """Corre una orden y devuelve (código, salida, errores)."""

    def correr(*orden: str) -> tuple[int, str, str]:
        codigo = ejecutar(list(orden))
        dicho = capsys.readouterr()
        return codigo, dicho.out, dicho.err

    return correr


@pytest.fixture
def abierta(libros: Engine, tmp_path: Path, dice: Any) -> str:
    orden = ("tramite", "abrir", "condonacion", "--datos", en_archivo(tmp_path, folio=FOLIO))
    codigo, numero, _ = dice(*orden, "--usuario", "DEL1", "--al", "2026-03-02")
    assert codigo == 0
    return str(numero.strip())


class TestTipos:
    def test_dice_los_de_la_casa_con_sus_estados(self, dice: Any) -> None:
        codigo, dicho, _ = dice("tramite", "tipos")
        assert codigo == 0
        for linea in ("condonacion    Condonación o reducción de multa (COND; CFF art. 74)", "APLICADA · CADUCADA"):
            assert linea in dicho

    def test_en_json_con_quien_y_desde_donde(self, dice: Any) -> None:
        codigo, dicho, _ = dice("tramite", "tipos", "--json")
        fichas = {f["tipo"]: f for f in json.loads(dicho)}
        assert codigo == 0 and {*fichas} >= {"baja", "cancelacion", "condonacion", "convenio", "garantia"}
        assert fichas["condonacion"]["estados"]["AUTORIZADA"]["roles"] == ["DSC", "DIR", "SUB"]


class TestAbrir:
    def test_dice_su_numero_y_nada_mas_en_la_salida(self, libros: Engine, tmp_path: Path, dice: Any) -> None:
        orden = ("tramite", "abrir", "condonacion", "--datos", en_archivo(tmp_path, folio=FOLIO), "--usuario", "DEL1")
        assert dice(*orden) == (0, f"{NUMERO}\n", "SOLICITADA\n")
        assert dice(*orden) == (0, f"{NUMERO}\n", "SOLICITADA (ya estaba)\n"), "la misma orden no abre otro"

    def test_de_la_entrada_estandar(self, libros: Engine, monkeypatch: pytest.MonkeyPatch, dice: Any) -> None:
        entrada(monkeypatch, {"folio": FOLIO})
        codigo, numero, _ = dice("tramite", "abrir", "condonacion", "--datos", "-", "--usuario", "DEL1")
        assert (codigo, numero) == (0, f"{NUMERO}\n")

    @pytest.mark.parametrize(
        ("tipo", "datos", "codigo", "dice_que"),
        [
            ("permiso", {"folio": FOLIO}, 2, "No hay un trámite «permiso»"),
            ("condonacion", {}, 3, "folio"),
            ("condonacion", {"folio": FOLIO, "tope": "1"}, 3, "tope"),
            ("condonacion", ["no es un objeto"], 2, "son un objeto JSON"),
            ("condonacion", {"folio": "NO-ESTA"}, 3, "No hay un crédito «NO-ESTA»"),
        ],
    )
    def test_lo_mal_dicho(
        self, libros: Engine, tmp_path: Path, dice: Any, tipo: str, datos: Any, codigo: int, dice_que: str
    ) -> None:
        ruta = tmp_path / "datos.json"
        ruta.write_text(json.dumps(datos), encoding="utf-8")
        fallo, salida, error = dice("tramite", "abrir", tipo, "--datos", str(ruta), "--usuario", "DEL1")
        assert (fallo, salida) == (codigo, "") and dice_que in error
        assert dice("tramites")[1] == "No hay trámites así.\n"

    def test_quien_no_puede_termina_con_5_y_se_dice_que_hacer(
        self, libros: Engine, tmp_path: Path, dice: Any
    ) -> None:
        orden = ("tramite", "abrir", "condonacion", "--datos", en_archivo(tmp_path, folio=FOLIO))
        codigo, salida, error = dice(*orden, "--usuario", "OPG1")
        assert (codigo, salida) == (5, "")
        assert "TRA04" in error and "este paso es de: Delegación de Hacienda" in error and "roles.yaml" in error
        with libros.connect() as conexion:
            (intento,) = conexion.exec_driver_sql("SELECT usuario, que FROM intento").all()
        assert tuple(intento) == ("OPG1", "condonacion a SOLICITADA"), "queda el intento"

    def test_un_paso_no_se_da_manana(self, libros: Engine, tmp_path: Path, dice: Any) -> None:
        orden = ("tramite", "abrir", "condonacion", "--datos", en_archivo(tmp_path, folio=FOLIO), "--usuario", "DEL1")
        codigo, _, error = dice(*orden, "--al", "2026-03-21")
        assert codigo == 2 and "un paso se da cuando ocurre" in error

    def test_su_esquema_es_un_json_schema_sin_abrir_la_base(self, dice: Any) -> None:
        codigo, dicho, _ = dice("tramite", "abrir", "condonacion", "--esquema")
        esquema = json.loads(dicho)
        assert codigo == 0 and esquema["$schema"].endswith("2020-12/schema")
        assert (esquema["required"], esquema["additionalProperties"]) == (["folio"], False)
        assert all(campo["description"] for campo in esquema["properties"].values())


class TestPaso:
    def test_lo_lleva_al_estado(self, abierta: str, dice: Any) -> None:
        orden = ("tramite", "paso", abierta, "EN_REVISION", "--usuario", "OPG1", "--al", "2026-03-02")
        assert dice(*orden) == (0, f"{abierta}\n", "EN_REVISION\n")

    @pytest.mark.parametrize(
        ("numero", "estado", "codigo", "dice_que"),
        [
            (NUMERO, "AUTORIZADA", 5, "de ahí se pasa a: EN_REVISION"),
            (NUMERO, "NO_HAY", 2, "no es un estado de condonacion; son: SOLICITADA"),
            ("COND-2026-999999", "EN_REVISION", 3, "`cobranza tramites` los lista"),
        ],
    )
    def test_lo_que_no_procede(
        self, abierta: str, dice: Any, numero: str, estado: str, codigo: int, dice_que: str
    ) -> None:
        fallo, salida, error = dice("tramite", "paso", numero, estado, "--usuario", "DIR1")
        assert (fallo, salida) == (codigo, "") and dice_que in error

    def test_su_esquema_lo_dice_el_tipo(self, dice: Any) -> None:
        codigo, dicho, _ = dice("tramite", "paso", "condonacion", "DICTAMINADA", "--esquema")
        assert codigo == 0 and json.loads(dicho)["required"] == ["porcentaje", "causal", "motivacion"]
        codigo, _, error = dice("tramite", "paso", "condonacion", "NO_HAY", "--esquema")
        assert codigo == 2 and "no es un estado" in error


class TestVer:
    def test_dice_pasos_y_que_sigue_con_quien(self, abierta: str, dice: Any) -> None:
        codigo, dicho, _ = dice("tramite", "ver", abierta)
        assert codigo == 0
        assert dicho.splitlines()[:2] == [
            f"{abierta}  Condonación o reducción de multa: SOLICITADA",
            f"folio: {FOLIO}",
        ]
        assert "  2026-03-02  SOLICITADA                 DEL1 (DEL)" in dicho and "Puede seguir" in dicho
        assert "EN_REVISION                Oficina de Control de Pago a Plazos" in dicho

    def test_su_json_es_el_del_contrato(self, abierta: str, dice: Any) -> None:
        codigo, dicho, _ = dice("tramite", "ver", abierta, "--json")
        visto = json.loads(dicho)
        assert codigo == 0
        assert {*visto} >= {
            "numero", "tipo", "estado", "abierto_el", "asunto", "datos", "pasos", "plazos", "puede", "documentos",
            "efectos",
        }  # fmt: skip
        assert (visto["asunto"], visto["abierto_el"]) == ({"folio": FOLIO}, "2026-03-02")
        (dado,) = visto["pasos"]
        assert {*dado} >= {"estado", "fecha", "registrado", "usuario", "rol", "huella"} and len(dado["huella"]) >= 64
        assert {*visto["puede"][0]} >= {"estado", "roles", "impedimentos"}

    def test_el_que_no_hay(self, libros: Engine, dice: Any) -> None:
        codigo, salida, error = dice("tramite", "ver", NUMERO)
        assert (codigo, salida) == (3, "") and f"No hay un trámite {NUMERO}" in error


class TestTramites:
    @pytest.fixture
    def dos(self, abierta: str, tmp_path: Path, dice: Any) -> str:
        """La de Tuxtla, en revisión, y otra de Tapachula, recién abierta."""
        dice("tramite", "paso", abierta, "EN_REVISION", "--usuario", "OPG1", "--al", "2026-03-03")
        orden = ("tramite", "abrir", "condonacion", "--datos", en_archivo(tmp_path, folio="TAP-2020-000002"))
        assert dice(*orden, "--usuario", "DEL1", "--al", "2026-03-04")[0] == 0
        return abierta

    @pytest.mark.parametrize(
        ("filtros", "salen"),
        [
            ([], [1, 2]),
            (["--tipo", "condonacion"], [1, 2]),
            (["--tipo", "baja"], []),
            (["--estado", "EN_REVISION"], [1]),
            (["--delegacion", "DH-TAP"], [2]),
            (["--delegacion", "tapachula"], [2]),
            (["--delegacion", "DH-TGZ", "--estado", "SOLICITADA"], []),
            (["--vencen", "30"], []),
        ],
    )
    def test_sus_filtros(self, dos: str, dice: Any, filtros: list[str], salen: list[int]) -> None:
        codigo, dicho, _ = dice("tramites", *filtros)
        esperados = [f"COND-2026-00000{n}" for n in salen]
        assert codigo == 0 and [linea.split()[0] for linea in dicho.splitlines() if "COND" in linea] == esperados
        assert salen or dicho == "No hay trámites así.\n"
        codigo, dicho, _ = dice("tramites", *filtros, "--json")
        assert [t["numero"] for t in json.loads(dicho)] == esperados

    def test_los_que_vencen_con_su_semaforo(self, libros: Engine, por_pagar: str, dice: Any) -> None:
        codigo, dicho, _ = dice("tramites", "--vencen", "7")
        assert codigo == 0 and f"{por_pagar}   NOTIFICADA" in dicho
        assert "MET-CONDONACION vence 2026-03-27 (en tiempo, 7 días)" in dicho
        assert dice("tramites", "--vencen", "6")[1] == "No hay trámites así.\n"

    @pytest.mark.parametrize(
        ("filtro", "dice_que"),
        [
            (("--tipo", "permiso"), "No hay un trámite «permiso»; los que hay son: baja"),
            (("--estado", "ARCHIVADA"), "«ARCHIVADA» no es un estado; son:"),
            (("--delegacion", "DH-XXX"), "se esperaba la clave o el nombre de una delegación"),
        ],
    )
    def test_pedir_por_lo_que_no_hay_no_es_una_lista_vacia(
        self, libros: Engine, dice: Any, filtro: tuple[str, str], dice_que: str
    ) -> None:
        codigo, salida, error = dice("tramites", *filtro)
        assert (codigo, salida) == (2, "") and dice_que in error


@pytest.fixture
def por_pagar(abierta: str, tmp_path: Path, dice: Any) -> str:
    """La reducción autorizada y notificada: falta pagar el resto, a más tardar el 27 de marzo."""
    dictamen = {"porcentaje": "40", "causal": "primera_vez", "motivacion": "Es la primera."}
    for estado, usuario, al, datos in (
        ("EN_REVISION", "OPG1", "2026-03-02", {}),
        ("DICTAMINADA", "OPG1", "2026-03-02", dictamen),
        ("AUTORIZADA", "DIR1", "2026-03-03", {}),
        ("NOTIFICADA", "DEL1", "2026-03-04", {"notificada_el": "2026-03-04"}),
    ):
        orden = ("tramite", "paso", abierta, estado, "--datos", en_archivo(tmp_path, **datos))
        assert dice(*orden, "--usuario", usuario, "--al", al)[0] == 0
    return abierta


class TestDocumentos:
    def test_se_hacen_se_rehacen_igual_y_se_comprueban_sin_la_base(
        self, por_pagar: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dice: Any
    ) -> None:
        codigo, dicho, _ = dice("tramite", "documento", por_pagar, "--salida", str(tmp_path / "papel"))
        (hecho,) = (tmp_path / "papel").glob("*.pdf")
        assert codigo == 0 and hecho.name in dicho
        antes = hecho.read_bytes()
        assert dice("tramite", "documento", por_pagar, "condonacion", "--salida", str(tmp_path / "papel"))[0] == 0
        assert hecho.read_bytes() == antes
        monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'no_hay.db'}")
        codigo, dicho, error = dice("documento", "verificar", str(hecho))
        assert codigo == 0, error
        assert "sin firma" in (dicho + error).lower()
        hecho.write_bytes(antes[:-200] + b"0" * 200)
        assert dice("documento", "verificar", str(hecho))[0] == 3

    def test_sin_documentos_lo_dice(self, abierta: str, dice: Any) -> None:
        assert dice("tramite", "documento", abierta)[:2] == (0, f"{abierta} todavía no da documentos.\n")

    @pytest.mark.parametrize(
        ("orden", "codigo", "dice_que"),
        [
            (("documento", "verificar", "no_hay.pdf"), 2, "no_hay.pdf"),
            (("tramite", "documento", NUMERO, "--al", "2026-03-05"), 2, "falta decir cuál"),
            (("tramite", "documento", NUMERO, "no_hay"), 2, "no_hay"),
        ],
    )
    def test_lo_mal_pedido(self, abierta: str, dice: Any, orden: tuple[str, ...], codigo: int, dice_que: str) -> None:
        fallo, _, error = dice(*orden)
        assert fallo == codigo and dice_que in error


class TestAlDia:
    """Lo que ocurrió solo: a mano, o con la agenda una vez por día hábil."""

    def test_a_mano(self, libros: Engine, por_pagar: str, dice: Any) -> None:
        assert dice("tramite", "al-dia") == (0, "Todos están al día.\n", "")
        pagar(libros, FOLIO, "2026-03-09", MULTA * 2, "R-RESTO")
        codigo, dicho, _ = dice("tramite", "al-dia", "--json")
        (puesto,) = json.loads(dicho)
        assert (codigo, puesto) == (0, {"numero": por_pagar, "estado": "APLICADA", "fecha": "2026-03-09"})
        cae(libros, FOLIO, "2026-03-18", "R-RESTO")
        codigo, dicho, _ = dice("tramite", "al-dia")
        assert codigo == 0 and dicho.split() == [por_pagar, "RESTAURADA", "desde", "2026-03-18"]

    def test_la_agenda_los_pone_una_vez_por_dia_habil_aunque_se_llame_tarde(
        self, libros: Engine, por_pagar: str, monkeypatch: pytest.MonkeyPatch, dice: Any
    ) -> None:
        pagar(libros, FOLIO, "2026-03-09", MULTA * 2, "R-RESTO")
        assert por_pagar not in dice("agenda")[1], "mirar no da pasos"
        el_reloj(monkeypatch, date(2026, 3, 21))
        assert por_pagar not in dice("agenda", "--correr")[1], "en sábado no"
        el_reloj(monkeypatch, date(2026, 3, 23))
        codigo, dicho, error = dice("agenda", "--correr")
        assert codigo == 0, error
        assert f"{por_pagar}   APLICADA" in dicho and "desde 2026-03-09" in dicho, "tarde, y con su fecha"
        cae(libros, FOLIO, "2026-03-20", "R-RESTO")
        assert por_pagar not in dice("agenda", "--correr")[1], "ese día ya se hizo"
        el_reloj(monkeypatch, date(2026, 3, 24))
        assert "RESTAURADA" in dice("agenda", "--correr")[1]

    def test_sin_tramites_la_agenda_no_dice_nada_de_ellos(self, libros: Engine, dice: Any) -> None:
        codigo, dicho, error = dice("agenda", "--correr")
        assert codigo == 0 and "al día" not in dicho + error


def entrada(monkeypatch: pytest.MonkeyPatch, datos: Any) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(datos).encode())))
