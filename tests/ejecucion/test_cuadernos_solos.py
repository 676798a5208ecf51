"""Los cuadernos de la casa con Papermill y nada nuestro delante, como los corre un calendario ajeno (CFF art. 69)."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from papermill import cli as papermill_cli  # type: ignore[import-untyped]  # no publica tipos

from cobranza.base import dominios
from cobranza.base.errores import ErrorDeUso

pytestmark = pytest.mark.lenta
CUADERNOS = Path(__file__).resolve().parents[2] / "notebooks"
CON_NOMBRES = ("convenios", "informe_cartera", "liquidacion", "lista_de_trabajo", "nomina_gastos", "verificacion_pae")
NO_ES_UN_SI = [
    *((cuaderno, "false") for cuaderno in CON_NOMBRES),
    *(("nomina_gastos", d) for d in ("no", "0", "", "None")),
]
MAL_PEDIDO = [
    ("cancelacion", "costo", "mucho", "«costo» es «mucho»; se esperaba un importe en pesos"),
    ("informe_cartera", "corte", "31/12/2025", "«corte» es «31/12/2025»; se esperaba una fecha"),
    ("informe_cartera", "desde", "2026-01-01", "«desde» es 2026-01-01 y «corte» es 2025-12-31"),
    ("liquidacion", "folio", "TGZ-1999-999999", "no hay un crédito con ese folio"),
    ("lista_de_trabajo", "ejecutor", "E9999", "no hay una persona con ese número de empleado"),
    ("nomina_gastos", "nominativo", "[1]", "«nominativo» es «[1]»; se esperaba sí o no"),
    ("que_pasa_si", "mora_a", "-3", "«mora_a» es «-3»; se esperaba una tasa"),
    ("verificacion_pae", "delegacio", "DH-TAP", "¿Quisiste decir «delegacion»?"),
]


@dataclass(frozen=True)
class Oficina:
    """Una cartera de ejemplo chica y lo que no debe salir de ella."""

    entorno: dict[str, str]
    carpeta: Path
    rfc: set[str]
    clabe: set[str]
    nombres: set[str]

    def papermill(self, cuaderno: str, *parametros: str) -> tuple[int, str, str]:
        """(código, lo que dejó en el cuaderno, lo que dijo)."""
        salida = self.carpeta / "salida.ipynb"
        salida.unlink(missing_ok=True)
        orden = [sys.executable, "-m", "papermill", str(CUADERNOS / f"{cuaderno}.ipynb"), str(salida), *parametros]
        hecho = subprocess.run(orden, capture_output=True, text=True, env=self.entorno, cwd=CUADERNOS, check=False)
        salidas = [c.get("outputs", []) for c in json.loads(salida.read_text(encoding="utf-8"))["cells"]]
        return hecho.returncode, json.dumps(salidas, ensure_ascii=False), hecho.stderr

    def cobranza(self, *orden: str) -> subprocess.CompletedProcess[str]:
        guion = "import sys; from cobranza.puertas.cli import ejecutar; sys.exit(ejecutar(sys.argv[1:]))"
        orden_entera = [sys.executable, "-c", guion, *orden]
        return subprocess.run(orden_entera, capture_output=True, text=True, env=self.entorno, check=False)

    def anotado(self) -> list[dict[str, object]]:
        archivo = self.carpeta / "datos" / "nominativas.jsonl"
        return [json.loads(r) for r in archivo.read_text(encoding="utf-8").splitlines()] if archivo.exists() else []


@pytest.fixture(scope="module")
def oficina(tmp_path_factory: pytest.TempPathFactory) -> Oficina:
    carpeta = tmp_path_factory.mktemp("sola")
    base = carpeta / "datos" / "libros.db"
    base.parent.mkdir()
    propio = {"COBRANZA_BD": f"sqlite:///{base}", "COBRANZA_SALIDAS": str(carpeta / "outputs")}
    vacia = Oficina(os.environ | propio, carpeta, set(), set(), set())
    assert vacia.cobranza("demo", "--creditos", "120").returncode == 0
    libros = sqlite3.connect(base)
    creditos = libros.execute("SELECT rfc, nombre FROM credito").fetchall()
    personas = libros.execute("SELECT rfc, nombre, clabe FROM persona").fetchall()
    libros.close()
    return Oficina(
        vacia.entorno,
        carpeta,
        {rfc for rfc, *_ in [*creditos, *personas] if rfc},
        {clabe for *_, clabe in personas if clabe},
        {nombre for _, nombre, *_ in [*creditos, *personas] if nombre},
    )


def _reservado_en(oficina: Oficina, texto: str) -> set[str]:
    return {secreto for secreto in oficina.rfc | oficina.clabe | oficina.nombres if secreto in texto}


@pytest.mark.parametrize(("cuaderno", "dado"), NO_ES_UN_SI)
def test_solo_un_si_trae_nombres(oficina: Oficina, cuaderno: str, dado: str) -> None:
    antes = len(oficina.anotado())
    codigo, dicho, errores = oficina.papermill(cuaderno, "-p", "nominativo", dado)
    assert codigo == 0, errores[-2000:]
    assert _reservado_en(oficina, dicho) == set()
    assert not re.search(r"\b\d{18}\b", dicho), "ni una CLABE"
    assert "Sueldo del mes" not in dicho
    assert len(oficina.anotado()) == antes


@pytest.mark.parametrize("escrito", ["no", "No", "0", "", "false", "False", "None", "no quiero", "00"])
def test_lo_que_papermill_entiende_de_un_no_tampoco_es_un_si(escrito: str) -> None:
    """`-p nominativo 0` llega como entero, «no» como texto y «» como nada: ninguno es un sí, o se dice que no va."""
    dado = papermill_cli._resolve_type(escrito)
    try:
        assert dominios.valor("nominativo", dado) is False
    except ErrorDeUso as error:
        assert escrito in ("no quiero", "00") and "«nominativo»" in error.mensaje
    assert dominios.valor("nominativo", papermill_cli._resolve_type("si")) is True


def test_con_un_si_salen_y_queda_anotado_quien(oficina: Oficina) -> None:
    """También prueba que la búsqueda de arriba sabe encontrar."""
    antes = len(oficina.anotado())
    codigo, dicho, errores = oficina.papermill("nomina_gastos", "-p", "nominativo", "si")
    assert codigo == 0, errores[-2000:]
    hallado = _reservado_en(oficina, dicho)
    assert hallado & oficina.rfc
    assert hallado & oficina.clabe
    assert hallado & oficina.nombres
    (renglon,) = oficina.anotado()[antes:]
    assert (renglon["cuaderno"], renglon["corrida"]) == ("nomina_gastos", "")
    assert renglon["quien"]


@pytest.mark.parametrize(("cuaderno", "parametro", "valor", "dice"), MAL_PEDIDO)
def test_lo_mal_pedido_se_detiene_en_los_parametros(
    oficina: Oficina, cuaderno: str, parametro: str, valor: str, dice: str
) -> None:
    como = ["-y", f"{parametro}: {valor}"] if valor.startswith("[") else ["-p", parametro, valor]
    codigo, dicho, _ = oficina.papermill(cuaderno, *como)
    assert codigo != 0
    assert dice in re.sub(r"\s+", " ", dicho)
    assert "ErrorDeUso" in dicho
    salidas = json.loads(dicho)
    assert sum(bool(s) for s in salidas if s) <= 2, "nada después de la celda de parámetros"


@pytest.mark.parametrize(("cuaderno", "parametro", "valor", "dice"), [m for m in MAL_PEDIDO if m[2] != "[1]"])
def test_la_consola_lo_detiene_antes_del_nucleo_y_no_deja_nada(
    oficina: Oficina, cuaderno: str, parametro: str, valor: str, dice: str
) -> None:
    def hay() -> list[str]:
        return sorted(str(r) for r in (oficina.carpeta / "outputs").rglob("*") if "foto" not in r.parts)

    assert oficina.cobranza("foto").returncode == 0
    antes = hay()
    hecho = oficina.cobranza("corre", cuaderno, "-p", parametro, valor)
    assert hecho.returncode == 2, hecho.stderr
    assert dice in hecho.stderr
    assert hay() == antes


@pytest.fixture(scope="module")
def hechas(oficina: Oficina) -> Callable[[str], list[Path]]:
    """La nómina, compartible y reservada; se piden por la carpeta donde están."""
    for dado in ("no", "si"):
        hecho = oficina.cobranza("corre", "nomina_gastos", "-p", "nominativo", dado)
        assert hecho.returncode == 0, hecho.stderr
    return lambda donde: sorted((oficina.carpeta / "outputs").glob(f"{donde}/nomina_gastos/*"))


class TestLoReservadoVaAparte:
    def test_cada_una_en_su_carpeta_y_con_su_indice(
        self, oficina: Oficina, hechas: Callable[[str], list[Path]]
    ) -> None:
        (comun,), (reservada,) = hechas("2025-12-31"), hechas("reservado/2025-12-31")
        indice = (oficina.carpeta / "outputs" / "index.html").read_text(encoding="utf-8")
        aparte = (oficina.carpeta / "outputs" / "reservado" / "index.html").read_text(encoding="utf-8")
        assert comun.name in indice
        assert reservada.name not in indice
        assert reservada.name in aparte
        assert comun.name not in aparte

    def test_de_lo_que_se_comparte_nada_identifica_a_nadie(
        self, oficina: Oficina, hechas: Callable[[str], list[Path]]
    ) -> None:
        (comun,), (reservada,) = hechas("2025-12-31"), hechas("reservado/2025-12-31")
        assert _reservado_en(oficina, (comun / "informe.html").read_text(encoding="utf-8")) == set()
        assert _reservado_en(oficina, (comun / "cuaderno.ipynb").read_text(encoding="utf-8")) == set()
        assert _reservado_en(oficina, (reservada / "informe.html").read_text(encoding="utf-8")) & oficina.clabe

    def test_nadie_mas_puede_abrirla(self, oficina: Oficina, hechas: Callable[[str], list[Path]]) -> None:
        (reservada,) = hechas("reservado/2025-12-31")
        cerradas = [oficina.carpeta / "outputs" / "reservado", reservada, *reservada.iterdir()]
        assert [r for r in cerradas if r.stat().st_mode & 0o077] == []

    def test_se_lista_quien_la_pidio(self, oficina: Oficina, hechas: Callable[[str], list[Path]]) -> None:
        (reservada,) = hechas("reservado/2025-12-31")
        assert reservada.name in oficina.cobranza("corridas", "--nominativas").stdout
        otra_vez = oficina.cobranza("corre", "nomina_gastos", "-p", "nominativo", "si")
        assert "ya estaba" in otra_vez.stdout
        assert "(ya estaba)" in oficina.cobranza("corridas", "--nominativas").stdout.splitlines()[0]
