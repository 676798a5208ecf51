"""La documentación se genera o se prueba: tablas del README, rutas que cita y órdenes que promete."""

from __future__ import annotations

import re

import documentos
import pytest

TEXTO = documentos.README.read_text(encoding="utf-8")


def test_las_tablas_del_readme_estan_al_dia() -> None:
    assert documentos.con_tablas_al_dia(TEXTO) == TEXTO, "corre `make docs` y revisa el diff"


@pytest.mark.parametrize("ruta", sorted(set(re.findall(r"`((?:params|notebooks|lib|tests|docs)/[\w./-]*)`", TEXTO))))
def test_las_rutas_que_cita_existen(ruta: str) -> None:
    assert (documentos.RAIZ / ruta).exists()


def test_las_imagenes_existen() -> None:
    imagenes = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXTO)
    assert imagenes
    assert all((documentos.RAIZ / imagen).is_file() for imagen in imagenes)


def test_cada_orden_de_consola_que_promete_existe() -> None:
    from typer.main import get_command

    from cobranza.puertas.cli import app

    conocidas = set(get_command(app).commands)  # type: ignore[attr-defined]
    prometidas = set(re.findall(r"(?:^|\s|`)(?:\.venv/bin/)?cobranza ([a-z]+)\b", TEXTO, re.MULTILINE))
    assert prometidas
    assert prometidas <= conocidas


def test_cada_objetivo_de_make_que_promete_existe() -> None:
    makefile = (documentos.RAIZ / "Makefile").read_text(encoding="utf-8")
    objetivos = set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)\b", TEXTO, re.MULTILINE)) <= objetivos
