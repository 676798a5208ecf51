"""La norma publicada: lo que se edita a mano se nota hasta que alguien lo publica con su motivo."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from cobranza.base.errores import ErrorDeLey, ErrorDeUso
from cobranza.ley import publicacion

RAIZ = Path(__file__).resolve().parents[2]
FIRMA = (datetime(2026, 11, 29, 9), "analista")


@pytest.fixture
def params(tmp_path: Path) -> Path:
    copia = tmp_path / "params"
    shutil.copytree(RAIZ / "params", copia)
    return copia


def test_la_que_viene_en_el_repositorio_esta_publicada() -> None:
    assert publicacion.falla(RAIZ / "params") == ""


def _editar(ruta: str) -> Callable[[Path], None]:
    def hacer(params: Path) -> None:
        archivo = params / ruta
        archivo.write_text(archivo.read_text(encoding="utf-8") + "# otra cosa\n", encoding="utf-8")

    return hacer


def _quitar(params: Path) -> None:
    (params / "legales" / "federal" / "gastos_maximo.yaml").unlink()


def _meter(params: Path) -> None:
    shutil.copy(params / "legales" / "comunes" / "inpc.csv", params / "legales" / "federal" / "nuevo.csv")


def _sin_registro(params: Path) -> None:
    publicacion.registro(params).unlink()


def _registro_alterado(params: Path) -> None:
    archivo = publicacion.registro(params)
    archivo.write_text(archivo.read_text(encoding="utf-8").replace("0.2.0", "0.3.0"), encoding="utf-8")


def _registro_cortado(params: Path) -> None:
    archivo = publicacion.registro(params)
    archivo.write_bytes(archivo.read_bytes().split(b"\n")[0][:-5])  # a medio escribir, el primero


@pytest.mark.parametrize(
    ("como", "dice"),
    [
        (_editar("legales/federal/gastos_maximo.yaml"), "Norma editada sin publicar: gastos_maximo.yaml."),
        (_editar("legales/comunes/inpc.csv"), "Norma editada sin publicar: inpc.csv."),
        (_editar("catalogos/normas_de_reparto/il_ge.yaml"), "Catálogos editados sin publicar: il_ge.yaml."),
        (_editar("catalogos/institucion.yaml"), "Catálogos editados sin publicar: institucion.yaml."),
        (_quitar, "Norma editada sin publicar: gastos_maximo.yaml."),
        (_meter, "Norma editada sin publicar: nuevo.csv."),
        (_sin_registro, "Norma sin publicar: falta params/legales/publicada.jsonl."),
        (_registro_alterado, "Norma sin publicar: su registro se alteró (el renglón 1 de publicada.jsonl cambió"),
        (_registro_cortado, "Norma sin publicar: falta params/legales/publicada.jsonl."),
    ],
)  # fmt: skip
def test_lo_que_no_es_lo_publicado_se_rotula(params: Path, como: Callable[[Path], None], dice: str) -> None:
    como(params)
    assert publicacion.aviso(params).startswith(dice)
    assert "params publicar" in publicacion.falla(params)


def test_cada_archivo_de_la_norma_cuenta(params: Path) -> None:
    """Ninguno se escapa: cambiar cualquiera de los que leen los informes se nota."""
    for archivo in sorted([*(params / "legales").glob("*/*"), *(params / "catalogos").rglob("*.*")]):
        antes = archivo.read_bytes()
        archivo.write_bytes(antes + b"\n")
        se_nota = archivo.name in publicacion.aviso(params)
        assert se_nota != ("mapeos" in archivo.parts), archivo
        archivo.write_bytes(antes)


def test_publicar_pide_motivo_dice_que_cambio_y_deja_de_rotularse(params: Path) -> None:
    _editar("legales/comunes/inpc.csv")(params)
    _quitar(params)
    antes = publicacion.publicada(params).version
    with pytest.raises(ErrorDeUso, match="--motivo"):
        publicacion.publicar(params, "  ", FIRMA)
    assert publicacion.publicar(params, "Fe de erratas, DOF", FIRMA) == (
        "legales/comunes/inpc.csv", "legales/federal/gastos_maximo.yaml",
    )  # fmt: skip
    dicha = publicacion.publicada(params)
    assert (dicha.version, dicha.quien, dicha.motivo) == (antes + 1, "analista", "Fe de erratas, DOF")
    assert publicacion.aviso(params) == ""
    assert publicacion.publicar(params, "Otra vez", FIRMA) == ()
    assert publicacion.publicada(params).version == antes + 1


def test_sobre_un_registro_alterado_no_se_publica(params: Path) -> None:
    _registro_alterado(params)
    antes = publicacion.registro(params).read_bytes()
    with pytest.raises(ErrorDeLey, match="renglón 1"):
        publicacion.publicar(params, "Para taparlo", FIRMA)
    assert publicacion.registro(params).read_bytes() == antes


def test_los_fines_de_renglon_de_windows_no_son_una_edicion(params: Path) -> None:
    archivo = params / "legales" / "comunes" / "inpc.csv"
    archivo.write_bytes(archivo.read_bytes().replace(b"\n", b"\r\n"))
    assert publicacion.aviso(params) == ""


@pytest.mark.parametrize("que", ["editar", "borrar", "agregar"])
@pytest.mark.parametrize(
    ("ruta", "dice"),
    [
        ("plantillas/convenio.typ", "Plantillas editadas sin publicar"),
        ("corridas/principal.yaml", "Corridas editadas sin publicar"),
        ("catalogos/mapeos/_parecidos.yaml", "Mapeos editados sin publicar"),
    ],
)
def test_plantillas_corridas_y_mapeos_se_dicen_sin_rotular_los_informes(
    params: Path, ruta: str, dice: str, que: str
) -> None:
    """Cambian un documento, qué se corre o cómo se lee un archivo; las cifras de un informe, no."""
    archivo = params / ruta
    if que == "agregar":
        archivo = archivo.with_stem("nuevo")
        archivo.write_text("cuadernos: []\n", encoding="utf-8")
    elif que == "borrar":
        archivo.unlink()
    else:
        _editar(ruta)(params)
    assert publicacion.aviso(params) == ""
    assert publicacion.falla(params).startswith(f"{dice}: {archivo.name}.")
    assert publicacion.publicar(params, "Se revisó", FIRMA) == (archivo.relative_to(params).as_posix(),)
    assert publicacion.falla(params) == ""
