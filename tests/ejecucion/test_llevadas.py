"""Lo corrido, también en un almacén de objetos de verdad (S3, en la interfaz local) y en otra carpeta."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ejecucion.conftest import s3
from ejecucion.muestra import cuaderno, ficha

from cobranza.base.errores import ErrorDeEjecucion, ErrorDeUso
from cobranza.ejecucion import llevadas, manifiesto
from cobranza.ejecucion.motor import Corrida, Entorno

pytestmark = pytest.mark.lenta


@pytest.fixture
def hecha(entorno: Entorno) -> Corrida:
    """Una corrida terminada, en sus salidas."""
    dicho = ficha(cuaderno())
    carpeta = entorno.salidas / dicho["corte"] / dicho["cuaderno"] / dicho["corrida"]
    carpeta.mkdir(parents=True)
    for nombre in ("informe.html", "informe.xlsx", "cuaderno.ipynb"):
        (carpeta / nombre).write_text(f"lo de {nombre}", encoding="utf-8")
    manifiesto.escribir(carpeta, dicho)
    return Corrida(dicho["cuaderno"], dicho["parametros"], dicho["corte"], dicho["corrida"], carpeta)


def test_alla_queda_byte_por_byte_y_llevarla_otra_vez_no_escribe(
    cubeta: str, hecha: Corrida, entorno: Entorno
) -> None:
    assert llevadas.llevar(hecha, entorno.salidas, cubeta)
    suyo = f"{cubeta[5:]}/{hecha.carpeta.relative_to(entorno.salidas).as_posix()}"
    alla = {Path(r).name: s3().cat_file(r) for r in s3().ls(suyo)}
    assert alla == {r.name: r.read_bytes() for r in hecha.carpeta.iterdir()}
    cuando = s3().info(f"{suyo}/informe.html")["LastModified"]
    assert not llevadas.llevar(hecha, entorno.salidas, cubeta)
    assert s3().info(f"{suyo}/informe.html")["LastModified"] == cuando
    llevadas.llevar_indice(entorno.salidas, cubeta)
    assert f"{hecha.corrida}/informe.html" in s3().cat_file(f"{cubeta[5:]}/index.html").decode()


def test_si_se_pierde_el_camino_alla_no_parece_terminada_y_repetir_lo_completa(
    cubeta: str, hecha: Corrida, entorno: Entorno, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Se corta después de cada archivo: nunca hay manifiesto sin que todo lo demás esté."""
    de_verdad, escritos = llevadas._poner, [0]
    archivos = len(list(hecha.carpeta.iterdir()))
    for alcanzan in range(archivos):
        escritos[0] = 0

        def poner(fs: Any, donde: str, contenido: bytes, hasta: int = alcanzan) -> None:
            if escritos[0] == hasta:
                raise ConnectionError("se fue la red")
            escritos[0] += 1
            de_verdad(fs, donde, contenido)

        monkeypatch.setattr(llevadas, "_poner", poner)
        llevada = llevadas.llevada(hecha, entorno, cubeta)
        assert llevada.falla is not None and "repite la misma orden" in llevada.falla.mensaje
        assert not s3().glob(f"{cubeta[5:]}/**/{manifiesto.ARCHIVO}")
    monkeypatch.setattr(llevadas, "_poner", de_verdad)
    assert llevadas.llevada(hecha, entorno, cubeta).falla is None
    assert len(s3().glob(f"{cubeta[5:]}/**/{manifiesto.ARCHIVO}")) == 1


def test_con_el_servidor_apagado_se_dice_que_hacer_y_aqui_no_falta_nada(
    cubeta: str, hecha: Corrida, entorno: Entorno, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(ErrorDeEjecucion, match="Aquí quedó entero"):
        llevadas.llevar(hecha, entorno.salidas, cubeta)
    assert manifiesto.leer_integro(hecha.carpeta) is not None


def test_a_una_carpeta_y_con_otro_contenido_se_cambia(hecha: Corrida, entorno: Entorno, tmp_path: Path) -> None:
    destino = tmp_path / "otra"
    assert llevadas.llevar(hecha, entorno.salidas, str(destino))
    alla = destino / hecha.carpeta.relative_to(entorno.salidas)
    (alla / manifiesto.ARCHIVO).write_text("{}", encoding="utf-8")
    (alla / "de otra vuelta.xlsx").write_text("sobra", encoding="utf-8")
    assert llevadas.llevar(hecha, entorno.salidas, str(destino))
    assert {r.name: r.read_bytes() for r in alla.iterdir()} == {
        r.name: r.read_bytes() for r in hecha.carpeta.iterdir()
    }


def test_lo_que_sale_con_nombres_no_se_lleva(hecha: Corrida, entorno: Entorno, tmp_path: Path) -> None:
    con_nombres = replace(hecha, parametros={**hecha.parametros, "nominativo": True})
    assert not llevadas.llevar(con_nombres, entorno.salidas, str(tmp_path / "otra"))
    assert not (tmp_path / "otra").exists()


def test_a_donde_no_se_sabe_ir_se_dice_sin_ensenar_la_clave(hecha: Corrida, entorno: Entorno) -> None:
    with pytest.raises(ErrorDeUso, match=r"No se sabe llegar a «nada://…»") as dicho:
        llevadas.llevar(hecha, entorno.salidas, "nada://ana:secreta@lugar")
    assert "secreta" not in dicho.value.mensaje
