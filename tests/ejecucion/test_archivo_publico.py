"""`cobranza publicar`: lo que se comparte, en una carpeta que se comprueba sola; lo demás, nunca."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree as Xml
from ejecucion.test_indice import ERROR, Estante

from cobranza.base import firma, nominativas
from cobranza.ejecucion import archivo_publico, estanteria, lugares, manifiesto, publicadas
from cobranza.puertas.cli import ejecutar

ATOM = {"a": "http://www.w3.org/2005/Atom"}


class Salidas(Estante):
    """Unas salidas donde cada corrida que se pone queda también en el registro de lo publicado."""

    def poner(self, corte: str = "2025-12-31", **cambios: Any) -> Path:
        carpeta = super().poner(corte, **cambios)
        publicadas.anotar_publicada(
            publicadas.Lugar.de(self.carpeta, carpeta), carpeta, manifiesto.leer(carpeta) or {}, 1.0
        )
        return carpeta

    def poner_reservada(self) -> Path:
        aparte = Salidas(lugares.abrir_reservado(self.carpeta))
        aparte.cuantas = 100
        return aparte.poner(parametros={"nominativo": True})


@pytest.fixture
def salidas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Salidas:
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "outputs"))
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path}/datos/libros.db")
    monkeypatch.setenv("HOME", str(tmp_path / "casa"))
    (tmp_path / "datos").mkdir()
    return Salidas(tmp_path / "outputs")


@pytest.fixture
def destino(tmp_path: Path) -> Path:
    return tmp_path / "web"


def _archivos(carpeta: Path) -> dict[str, bytes]:
    return {r.relative_to(carpeta).as_posix(): r.read_bytes() for r in carpeta.rglob("*") if r.is_file()}


def _comprueba(destino: Path) -> subprocess.CompletedProcess[str]:
    orden = ["sha256sum", "--check", "--strict", archivo_publico.HUELLAS]
    return subprocess.run(orden, cwd=destino, capture_output=True, text=True, check=False)


def test_va_lo_terminado_y_nunca_lo_que_fallo_ni_lo_reservado(salidas: Salidas, destino: Path) -> None:
    buena, _ = salidas.poner(), salidas.poner(estado="fallida", error=ERROR)
    salidas.poner_reservada()
    assert ejecutar(["publicar", str(destino)]) == 0
    assert {r.rsplit("/", 2)[-2] for r in _archivos(destino) if r.endswith("informe.html")} == {buena.name}
    assert not (destino / "reservado").exists()
    assert _comprueba(destino).returncode == 0


def test_los_enlaces_son_los_de_las_salidas_y_abren(salidas: Salidas, destino: Path) -> None:
    for corte in ("2025-11-30", "2025-12-31"):
        salidas.poner(corte)
    archivo_publico.publicar(salidas.carpeta, destino)
    pagina = BeautifulSoup((destino / "index.html").read_text(encoding="utf-8"), "html.parser")
    enlaces = [a["href"] for a in pagina.find_all("a") if not str(a["href"]).startswith("#")]
    assert len(enlaces) == 2 * 3 + 2
    assert all((destino / str(enlace)).is_file() for enlace in enlaces)
    assert {str(e) for e in enlaces if "/" in str(e)} <= set(_archivos(salidas.carpeta))


def test_los_avisos_son_atom_con_identidad_estable(salidas: Salidas, destino: Path) -> None:
    vieja, nueva = salidas.poner("2025-11-30"), salidas.poner("2025-12-31", hallazgo="Bajó & <subió>")
    archivo_publico.publicar(salidas.carpeta, destino, direccion="https://oficina.gob.mx/informes/")
    fuente = Xml.parse(destino / archivo_publico.AVISOS).getroot()
    avisos = fuente.findall("a:entry", ATOM)
    enlaces = [aviso.find("a:link", ATOM).get("href") for aviso in avisos]
    assert [enlace.split("/")[-2] for enlace in enlaces] == [nueva.name, vieja.name]
    assert avisos[0].findtext("a:summary", namespaces=ATOM) == "Bajó & <subió>"
    assert fuente.get("{http://www.w3.org/XML/1998/namespace}base") == "https://oficina.gob.mx/informes/"
    for elemento in (fuente, *avisos):  # RFC 4287: cada uno con título, identidad y hora con zona
        assert elemento.findtext("a:title", namespaces=ATOM)
        assert elemento.findtext("a:updated", namespaces=ATOM)[-6] in "+-"
    antes = [aviso.findtext("a:id", namespaces=ATOM) for aviso in avisos]
    archivo_publico.publicar(salidas.carpeta, destino)
    otra = Xml.parse(destino / archivo_publico.AVISOS).getroot()
    assert [aviso.findtext("a:id", namespaces=ATOM) for aviso in otra.findall("a:entry", ATOM)] == antes
    assert len({*antes}) == 2
    assert not urlsplit(otra.find("a:entry/a:link", ATOM).get("href")).netloc


def test_lo_alterado_no_va_y_lo_demas_si(salidas: Salidas, destino: Path, capsys: pytest.CaptureFixture[str]) -> None:
    buena, mala = salidas.poner("2025-11-30"), salidas.poner()
    (mala / "informe.html").write_text("otra cifra", encoding="utf-8")
    assert ejecutar(["publicar", str(destino)]) == 3
    assert mala.name in capsys.readouterr().err
    assert {r.split("/")[-2] for r in _archivos(destino) if r.endswith("informe.html")} == {buena.name}


def test_lo_que_se_quita_se_retira_y_lo_ajeno_se_queda(salidas: Salidas, destino: Path) -> None:
    quitada, queda = salidas.poner("2025-11-30"), salidas.poner()
    archivo_publico.publicar(salidas.carpeta, destino)
    (destino / "robots.txt").write_text("ajeno", encoding="utf-8")
    estanteria.quitar(salidas.carpeta, estanteria.nombradas(salidas.carpeta, [quitada.name]))
    hecha = archivo_publico.publicar(salidas.carpeta, destino)
    assert (hecha.corridas, hecha.copiados, hecha.retirados) == (1, 0, 3)
    assert not (destino / "2025-11-30").exists()
    assert (destino / "robots.txt").read_text(encoding="utf-8") == "ajeno"
    assert queda.name in (destino / "index.html").read_text(encoding="utf-8")
    assert _comprueba(destino).returncode == 0


def test_lo_que_alguien_cambia_alla_lo_dicen_las_huellas_y_se_repone(salidas: Salidas, destino: Path) -> None:
    carpeta = salidas.poner()
    archivo_publico.publicar(salidas.carpeta, destino)
    copia = destino / carpeta.relative_to(salidas.carpeta) / "informe.html"
    copia.write_text("falso", encoding="utf-8")
    assert _comprueba(destino).returncode != 0
    assert archivo_publico.publicar(salidas.carpeta, destino).copiados == 1
    assert _comprueba(destino).returncode == 0


def test_lo_reservado_solo_si_se_pide_aparte_cerrado_y_anotado(salidas: Salidas, destino: Path) -> None:
    salidas.poner()
    reservada = salidas.poner_reservada()
    assert ejecutar(["publicar", str(destino), "--nominativo"]) == 0
    alla = destino / reservada.relative_to(salidas.carpeta)
    assert reservada.name in (destino / "reservado" / "index.html").read_text(encoding="utf-8")
    assert all(reservada.name not in (destino / p).read_text(encoding="utf-8") for p in ("index.html", "avisos.atom"))
    assert (alla / "informe.html").stat().st_mode & 0o077 == 0
    assert [r["cuaderno"] for r in nominativas.leer().renglones] == [reservada.parent.name]
    assert ejecutar(["publicar", str(destino)]) == 0
    assert not (destino / "reservado").exists(), "sin pedirlo, lo reservado se retira"


def test_con_clave_las_huellas_salen_firmadas(
    salidas: Salidas, destino: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(firma.VARIABLE, str(tmp_path / "clave.pem"))
    publica = firma.crear()[1].strip()
    salidas.poner()
    archivo_publico.publicar(salidas.carpeta, destino)
    lista, firmada = ((destino / n).read_bytes() for n in (archivo_publico.HUELLAS, archivo_publico.FIRMA))
    assert firma.verificada(lista, firmada.decode().strip(), publica)
    assert not firma.verificada(lista + b"x", firmada.decode().strip(), publica)


@pytest.mark.parametrize("donde", ["outputs", "outputs/web", "."])
def test_no_se_publica_dentro_de_las_salidas(
    salidas: Salidas, tmp_path: Path, donde: str, capsys: pytest.CaptureFixture[str]
) -> None:
    salidas.poner()
    antes = _archivos(tmp_path)
    assert ejecutar(["publicar", str(tmp_path / donde)]) == 2
    assert "carpeta aparte" in capsys.readouterr().err
    assert _archivos(tmp_path) == antes


def test_sin_informes_dice_como_hacer_uno(
    salidas: Salidas, destino: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    salidas.carpeta.mkdir()
    assert ejecutar(["publicar", str(destino)]) == 0
    assert "cobranza corre informe_cartera" in capsys.readouterr().out
    assert ejecutar(["publicar", str(destino), "--direccion", "ftp://x"]) == 2


def test_una_lista_ajena_no_hace_borrar_fuera(salidas: Salidas, destino: Path, tmp_path: Path) -> None:
    from cobranza.ejecucion.huellas import de_texto

    ajeno = tmp_path / "ajeno.txt"
    ajeno.write_text("x", encoding="utf-8")
    destino.mkdir()
    rutas = ("../ajeno.txt", str(ajeno), "a/../../ajeno.txt")
    (destino / archivo_publico.HUELLAS).write_text(
        "".join(f"{de_texto('x')}  {r}\n" for r in rutas), encoding="utf-8"
    )
    salidas.poner()
    archivo_publico.publicar(salidas.carpeta, destino)
    assert ajeno.is_file()
