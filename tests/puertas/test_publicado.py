"""Lo publicado, desde la consola y con la cartera de ejemplo: las recetas con que pasaba un informe falso."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from cobranza.base import encadenado, firma
from cobranza.ejecucion import huellas, manifiesto, publicadas
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

RAIZ = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def instalacion(ejemplo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Una copia de la base de ejemplo y de la norma, con sus propias salidas y una clave con que firmar."""
    carpeta = tmp_path_factory.mktemp("instalacion")
    (carpeta / "datos").mkdir()
    for archivo in ejemplo.glob("demo.db*"):
        shutil.copy(archivo, carpeta / "datos" / archivo.name)
    shutil.copytree(RAIZ / "params", carpeta / "params")
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", f"sqlite:///{carpeta / 'datos' / 'demo.db'}")
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta / "outputs"))
        entorno.setenv("COBRANZA_PARAMS", str(carpeta / "params"))
        entorno.setenv(firma.VARIABLE, str(carpeta / "clave.pem"))
        (carpeta / "publica.txt").write_text(firma.crear()[1], encoding="utf-8")
        assert ejecutar(["corre", "informe_cartera"]) == 0
        yield carpeta


@pytest.fixture
def informe(instalacion: Path) -> Iterator[Path]:
    """La carpeta del informe; después de la prueba todo queda como estaba."""
    guardado = {r: r.read_bytes() for r in instalacion.rglob("*") if r.is_file()}
    (carpeta,) = (instalacion / "outputs").glob("*/informe_cartera/*")
    yield carpeta
    for ruta in [r for r in instalacion.rglob("*") if r.is_file() and r not in guardado]:
        ruta.unlink()
    for vacia in sorted((instalacion / "outputs").rglob("*"), reverse=True):
        if vacia.is_dir() and not any(vacia.iterdir()):
            vacia.rmdir()  # la carpeta de una corrida que ya no está no es una corrida
    for ruta, contenido in guardado.items():
        if not ruta.exists() or ruta.read_bytes() != contenido:
            ruta.parent.mkdir(parents=True, exist_ok=True)
            ruta.write_bytes(contenido)


def _falsear(html: Path) -> None:
    """Otra cifra en el primer párrafo con pesos."""
    texto = html.read_text(encoding="utf-8")
    falso = texto.replace("millones", "millones menos", 1)
    assert falso != texto
    html.write_text(falso, encoding="utf-8")


def test_recien_hecho_todo_esta_bien(informe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["comprobar", "--informes"]) == 0
    assert "1 corrida con sus archivos como se publicaron" in capsys.readouterr().out
    assert ejecutar(["corre", "informe_cartera"]) == 0
    assert "ya estaba" in capsys.readouterr().out


def test_html_alterado(informe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _falsear(informe / "informe.html")
    assert ejecutar(["comprobar", "--informes"]) == 3
    assert f"informe_cartera/{informe.name} (cambió informe.html)" in capsys.readouterr().err


def test_html_y_manifiesto_alterados_ya_no_son_ya_estaba(informe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bueno = (informe / "informe.html").read_bytes()
    _falsear(informe / "informe.html")
    ficha = json.loads((informe / "manifiesto.json").read_text(encoding="utf-8"))
    manifiesto.escribir(informe, {k: v for k, v in ficha.items() if k not in ("archivos", "formato")})
    assert ejecutar(["comprobar", "--informes"]) == 3
    assert ejecutar(["corre", "informe_cartera"]) == 0
    dicho = capsys.readouterr()
    assert "ya estaba" not in dicho.out
    assert "no era lo publicado; se apartó en" in dicho.err
    assert (informe / "informe.html").read_bytes() == bueno
    assert ejecutar(["comprobar", "--informes"]) == 0


def test_sin_archivos_en_el_manifiesto_y_el_html_borrado(informe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ficha = json.loads((informe / "manifiesto.json").read_text(encoding="utf-8"))
    (informe / "manifiesto.json").write_text(json.dumps(ficha | {"archivos": {}}), encoding="utf-8")
    (informe / "informe.html").unlink()
    assert ejecutar(["comprobar", "--informes"]) == 3
    assert ejecutar(["corre", "informe_cartera"]) == 0
    assert "ya estaba" not in capsys.readouterr().out
    assert (informe / "informe.html").is_file()


def test_recargos_de_1_47_a_0_01_se_dicen_en_la_portada_en_el_anexo_y_al_comprobar(
    informe: Path, instalacion: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serie = next((instalacion / "params" / "legales").glob("*/recargos_mora.*"))
    texto = serie.read_text(encoding="utf-8")
    assert "1.47" in texto
    serie.write_text(texto.replace("1.47", "0.01"), encoding="utf-8")
    dice = f"Norma editada sin publicar: {serie.name}."
    assert ejecutar(["comprobar"]) == 4
    assert dice in capsys.readouterr().err
    assert ejecutar(["corre", "informe_cartera"]) == 0
    (otra,) = [c for c in informe.parent.iterdir() if c != informe]
    pagina = BeautifulSoup((otra / "informe.html").read_text(encoding="utf-8"), "html.parser")
    assert dice in pagina.find(class_="cabeza").find(class_="tardio").text
    ficha = json.loads((otra / "manifiesto.json").read_text(encoding="utf-8"))
    assert ficha["norma_sin_publicar"] == dice
    portada = {str(a): b for a, b in load_workbook(otra / "informe.xlsx")["Portada"].iter_rows(values_only=True)}
    assert portada["Norma"] == dice

    capsys.readouterr()
    assert ejecutar(["params", "publicar", "--motivo", "Tasa de prueba"]) == 0
    assert f"publicado legales/{serie.parent.name}/{serie.name}" in capsys.readouterr().out
    assert ejecutar(["corre", "informe_cartera"]) == 0
    assert "ya estaba" not in capsys.readouterr().out, "el rotulado era otra corrida"
    (publicada,) = [c for c in informe.parent.iterdir() if c not in (informe, otra)]
    assert "sin publicar" not in (publicada / "informe.html").read_text(encoding="utf-8")
    for carpeta in (otra, publicada):
        shutil.rmtree(carpeta)


def test_agregar_un_parametro_lo_publica_con_su_fuente_y_no_tapa_lo_editado_a_mano(
    informe: Path, instalacion: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar(["params", "agregar", "inpc", "2026-09", "145.900", "--fuente", "Ejemplo"]) == 0
    registro = (instalacion / "params" / "legales" / "publicada.jsonl").read_text(encoding="utf-8").splitlines()
    assert "inpc desde 2026-09-01: Ejemplo" in registro[-1]
    assert ejecutar(["params", "publicar", "--motivo", "Nada"]) == 0
    assert "no había qué publicar" in capsys.readouterr().out
    inpc = instalacion / "params" / "legales" / "comunes" / "inpc.csv"
    inpc.write_text(inpc.read_text(encoding="utf-8").replace("145.462", "145.463"), encoding="utf-8")
    antes = inpc.read_bytes()
    assert ejecutar(["params", "agregar", "inpc", "2026-10", "146.100", "--fuente", "Ejemplo"]) == 4
    assert "inpc.csv tiene cambios sin publicar" in capsys.readouterr().err
    assert inpc.read_bytes() == antes


def test_un_manifiesto_ajeno_o_roto_no_detiene_nada(informe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """F17."""
    ajenas = ['{"formato":1}', '{"formato":2}', "[1", '{"formato":2,"estado":"terminada","base":[]}', "[" * 5000]
    for numero, texto in enumerate(ajenas):
        carpeta = informe.parents[2] / "2030-01-01" / "x" / f"y{numero}"
        carpeta.mkdir(parents=True)
        (carpeta / "manifiesto.json").write_text(texto, encoding="utf-8")
    assert ejecutar(["corre", "informe_cartera"]) == 0
    assert "2030-01-01/x/y0 no va en el índice" in capsys.readouterr().err
    assert ejecutar(["corridas"]) == 0
    assert ejecutar(["comprobar", "--informes"]) == 3
    assert "no están en el registro" in capsys.readouterr().err
    shutil.rmtree(informe.parents[2] / "2030-01-01")


def test_una_corrida_borrada_a_mano_se_da_de_baja(informe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(informe)
    assert ejecutar(["comprobar", "--informes"]) == 3
    assert f"informe_cartera/{informe.name} falta" in capsys.readouterr().err
    assert ejecutar(["corridas", "quitar", informe.name]) == 0
    assert ejecutar(["comprobar", "--informes"]) == 3, "sin --aplicar no se da de baja"
    assert ejecutar(["corridas", "quitar", informe.name, "--aplicar"]) == 0
    assert ejecutar(["comprobar", "--informes"]) == 0


@pytest.mark.parametrize("cual", ["datos/publicadas.jsonl", "params/legales/publicada.jsonl"])
def test_cortar_o_rehacer_un_registro_lo_descubre_el_ancla(
    informe: Path, instalacion: Path, capsys: pytest.CaptureFixture[str], cual: str
) -> None:
    """Con la corrida borrada y su renglón cortado, las salidas y el registro concuerdan: hace falta algo de fuera."""
    testigo = str(instalacion / "testigo.jsonl")
    assert ejecutar(["ancla", "--en", testigo]) == 0
    assert ejecutar(["comprobar", "--ancla", testigo]) == 0
    shutil.rmtree(informe)
    (instalacion / "datos" / "publicadas.jsonl").write_bytes(b"")
    assert ejecutar(["comprobar", "--informes"]) == 3, "el índice todavía la nombra"
    assert ejecutar(["comprobar", "--informes"]) == 0
    if cual.startswith("params"):
        (instalacion / cual).unlink()
    capsys.readouterr()
    assert ejecutar(["comprobar", "--ancla", testigo]) in (3, 4)
    assert "le quitaron o cambiaron renglones" in capsys.readouterr().err


def test_el_indice_editado_se_repone_y_se_dice(informe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archivo = informe.parents[2] / "index.html"
    assert ejecutar(["comprobar", "--informes"]) == 0
    assert "decía otra cosa" not in capsys.readouterr().out
    bueno = archivo.read_text(encoding="utf-8")
    archivo.write_text(bueno.replace("millones", "billones"), encoding="utf-8")
    assert ejecutar(["comprobar", "--informes"]) == 3
    assert "decía otra cosa" in capsys.readouterr().err
    assert "billones" not in archivo.read_text(encoding="utf-8")
    assert ejecutar(["comprobar", "--informes"]) == 0, "ya se repuso"
    archivo.write_text(bueno.replace("Índice generado el ", "Índice generado el despacho del director el "), "utf-8")
    assert ejecutar(["comprobar", "--informes"]) == 3, "ni donde va la hora"


def test_el_registro_rehecho_sin_la_clave_no_queda_verde(
    informe: Path, instalacion: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """El XLSX, el manifiesto y todo el registro, bien encadenado: sin firma no vale, ni firmando encima."""
    anexo, ficha = informe / "informe.xlsx", manifiesto.leer(informe)
    assert ficha
    anexo.write_bytes(anexo.read_bytes() + b"\0")
    del ficha["archivos"], ficha["formato"]
    manifiesto.escribir(informe, ficha)
    registro = instalacion / "datos" / "publicadas.jsonl"
    renglones = encadenado.leer(registro).renglones
    registro.unlink()
    for renglon in renglones:
        dicho = {k: v for k, v in renglon.items() if k not in ("n", "anterior", "huella", "firma")}
        if dicho["hecho"] == "publicada":
            dicho["manifiesto"] = huellas.de_archivo(informe / "manifiesto.json")
        encadenado.agregar(registro, dicho, con_firma=False)
    assert ejecutar(["comprobar", "--informes"]) == 3
    assert "ningún renglón de publicadas.jsonl trae firma" in capsys.readouterr().err
    publica = (instalacion / "publica.txt").read_text(encoding="utf-8")
    assert ejecutar(["comprobar", "--informes", "--clave-publica", publica]) == 3
    capsys.readouterr()
    encadenado.agregar(registro, {"hecho": "comprobada"})
    assert ejecutar(["comprobar", "--informes"]) == 3
    assert "aquí ya se firmaba desde antes" in capsys.readouterr().err


def test_el_html_alterado_lo_dice_su_sello_aunque_se_rehaga_lo_demas(
    informe: Path, instalacion: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _falsear(informe / "informe.html")
    ficha = manifiesto.leer(informe)
    assert ficha
    del ficha["archivos"], ficha["formato"]
    manifiesto.escribir(informe, ficha)
    publicadas.anotar_publicada(publicadas.Lugar.de(instalacion / "outputs", informe), informe, ficha, 1.0)
    assert ejecutar(["comprobar", "--informes"]) == 3
    assert "informe.html no es el que se selló" in capsys.readouterr().err


def test_desde_una_foto_en_el_orden_del_readme(
    informe: Path, instalacion: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lo que se corre desde la foto se anota entre lo reservado, y la base lo conoce."""
    monkeypatch.delenv("COBRANZA_LLAVE_SEUDONIMOS", raising=False)
    respaldo = instalacion / "datos" / "respaldo"
    assert ejecutar(["foto", "--corte", "2025-12-31", "--en", str(respaldo)]) == 0
    with monkeypatch.context() as lejos:
        lejos.setenv("COBRANZA_BD", f"foto:{respaldo / 'corte-2025-12-31.json'}")
        assert ejecutar(["corre", "informe_cartera", "-p", "corte", "2025-12-31"]) == 0
    assert ejecutar(["comprobar", "--informes"]) == 0, capsys.readouterr().err
    suyo = instalacion / "outputs" / "reservado" / "publicadas.jsonl"
    assert encadenado.leer(suyo).renglones and suyo.parent.stat().st_mode & 0o077 == 0
    for otra in {*informe.parent.iterdir()} - {informe}:
        assert ejecutar(["corridas", "quitar", otra.name, "--aplicar"]) == 0
    assert ejecutar(["comprobar", "--informes"]) == 0, "lo quitado se anota donde constaba"


def test_con_la_misma_llave_lo_de_la_base_y_lo_de_su_foto_es_la_misma_corrida(
    informe: Path, instalacion: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quien corre desde la foto halla el registro de la base aunque viva en otra carpeta: ni repite ni aparta."""
    llave = instalacion / "propia.llave"
    llave.write_text("0" * 64 + "\n", encoding="ascii")
    llave.chmod(0o600)
    monkeypatch.setenv("COBRANZA_LLAVE_SEUDONIMOS", str(llave))
    respaldo = instalacion / "datos" / "respaldo"
    assert ejecutar(["foto", "--corte", "2025-12-31", "--en", str(respaldo)]) == 0
    assert ejecutar(["corre", "informe_cartera"]) == 0
    capsys.readouterr()
    with monkeypatch.context() as lejos:
        lejos.setenv("COBRANZA_BD", f"foto:{respaldo / 'corte-2025-12-31.json'}")
        assert ejecutar(["corre", "informe_cartera", "-p", "corte", "2025-12-31"]) == 0
        assert "ya estaba" in capsys.readouterr().out
        assert ejecutar(["comprobar", "--informes"]) == 0
    assert not [r for r in (instalacion / "outputs" / "apartado").rglob("*") if r.is_file()]


class TestVerificarInforme:
    """En otra máquina: sin base, sin norma y sin la clave privada; sólo el archivo y la clave pública."""

    @pytest.fixture
    def lejos(self, informe: Path, instalacion: Path, tmp_path: Path) -> Path:
        for nombre in ("informe.html", "publica.txt"):
            shutil.copy((informe if nombre == "informe.html" else instalacion) / nombre, tmp_path / nombre)
        return tmp_path

    @staticmethod
    def _verificar(lejos: Path, *otros: str) -> tuple[int, str]:
        guion = "import sys; from cobranza.puertas.cli import ejecutar; sys.exit(ejecutar(sys.argv[1:]))"
        nada = {f"COBRANZA_{v}": str(lejos / "nada") for v in ("SALIDAS", "PARAMS")}
        entorno = {"PATH": os.environ["PATH"], "HOME": str(lejos), "COBRANZA_BD": "postgresql://no.existe/x", **nada}
        orden = [sys.executable, "-c", guion, "verificar-informe", "informe.html", *otros]
        hecho = subprocess.run(orden, capture_output=True, text=True, cwd=lejos, env=entorno, check=False)
        return hecho.returncode, hecho.stdout + hecho.stderr

    def test_el_bueno_es_autentico(self, lejos: Path, informe: Path) -> None:
        codigo, dicho = self._verificar(lejos, "--clave-publica", "publica.txt")
        assert codigo == 0
        assert dicho.startswith(f"auténtico: corrida {informe.name}, corte 2025-12-31, firmado con la clave ")
        assert sorted(r.name for r in lejos.iterdir()) == ["informe.html", "publica.txt"], "no escribe nada"

    def test_sin_decir_la_clave_no_se_da_por_bueno(self, lejos: Path) -> None:
        codigo, dicho = self._verificar(lejos)
        assert (codigo, "otra clave" in dicho, "--clave-publica" in dicho) == (3, True, True)

    def test_alterado(self, lejos: Path) -> None:
        _falsear(lejos / "informe.html")
        codigo, dicho = self._verificar(lejos, "--clave-publica", "publica.txt")
        assert (codigo, "alterado" in dicho) == (3, True)

    def test_sin_sello(self, lejos: Path) -> None:
        (lejos / "informe.html").write_text("<html></html>", encoding="utf-8")
        codigo, dicho = self._verificar(lejos, "--clave-publica", "publica.txt")
        assert (codigo, "sin sello" in dicho) == (3, True)

    def test_lo_que_no_existe_o_no_es_clave_es_de_uso(self, lejos: Path) -> None:
        (lejos / "informe.html").unlink()
        assert self._verificar(lejos)[0] == 2
        (lejos / "informe.html").mkdir()
        assert self._verificar(lejos)[0] == 2


def test_otra_clave_da_el_mismo_informe_con_otro_sello(
    informe: Path, instalacion: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """La misma corrida en otra máquina: sólo cambia el sello."""
    una = (informe / "informe.html").read_text(encoding="utf-8").splitlines()
    monkeypatch.setenv(firma.VARIABLE, str(tmp_path / "otra.pem"))
    firma.crear()
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "outputs"))
    (instalacion / "datos" / "publicadas.jsonl").unlink()
    assert ejecutar(["corre", "informe_cartera"]) == 0
    otra = (tmp_path / "outputs" / informe.relative_to(informe.parents[2]) / "informe.html").read_text(
        encoding="utf-8"
    )
    distintos = [a for a, b in zip(una, otra.splitlines(), strict=True) if a != b]
    assert len(distintos) == 1 and distintos[0].startswith('<meta name="cobranza-sello"')
