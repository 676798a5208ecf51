"""El archivo que nombra un parámetro es parte de la corrida: con otro contenido, es otra."""

from __future__ import annotations

from pathlib import Path

from cobranza.ejecucion import huellas


def test_cambiar_el_archivo_que_nombra_un_parametro_es_otra_corrida(tmp_path: Path) -> None:
    archivo = tmp_path / "demo" / "verdad.csv"
    archivo.parent.mkdir()
    valores = {"corte": "2025-12-31", "nominativo": False, "maximo": 3, "verdad": "demo/verdad.csv"}
    vistas = []
    for contenido in ("una", "otra", "una"):
        archivo.write_text(contenido, encoding="utf-8")
        con = huellas.de_los_archivos(valores, tmp_path)
        assert con == {"archivo:verdad": huellas.de_archivo(archivo)}
        vistas.append(huellas.de_corrida(valores, con))
    assert vistas[0] == vistas[2] != vistas[1]


def test_lo_que_no_es_un_archivo_no_lleva_huella(tmp_path: Path) -> None:
    (tmp_path / "2025-12-31").mkdir()
    valores = {"corte": "2025-12-31", "vacio": "", "largo": "x" * 5_000, "nulo": "a\0b", "otro": "no/existe.csv"}
    assert huellas.de_los_archivos(valores, tmp_path) == {}
