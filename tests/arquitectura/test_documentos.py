"""La documentación se genera o se prueba: tablas del README, rutas que cita y órdenes que promete."""

from __future__ import annotations

import re
from pathlib import Path

import documentos
import pytest

TEXTO = documentos.README.read_text(encoding="utf-8")


@pytest.mark.parametrize("ruta", documentos.GENERADOS, ids=lambda ruta: ruta.name)
def test_lo_generado_esta_al_dia(ruta: Path) -> None:
    assert documentos.texto_de(ruta) == ruta.read_text(encoding="utf-8"), "corre `make docs` y revisa el diff"


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


@pytest.mark.parametrize("cuarto", documentos.cuartos())
def test_el_plano_dibuja_cada_cuarto_con_modulos_que_existen(cuarto: str) -> None:
    plano = documentos.CASA.read_text(encoding="utf-8")
    dibujo = re.search(rf"### {cuarto}\n\n```text\n(.*?)```", plano, re.DOTALL)
    assert dibujo, f"falta el dibujo de {cuarto}"
    citados = set(re.findall(r"\[(\w+)\]", dibujo[1]))
    assert citados
    assert not citados - _modulos_de(cuarto)


@pytest.mark.parametrize("cuarto", documentos.cuartos())
def test_el_docstring_de_un_cuarto_cita_lo_que_existe(cuarto: str) -> None:
    """Lo que va entre acentos graves es un cuarto, un módulo, un nombre de ese cuarto o una ruta."""
    docstring = "\n".join(documentos.dicho_por(cuarto))
    conocidos = {"cobranza", *documentos.cuartos(), *_modulos_de(cuarto), *_definidos_en(cuarto)}
    for otro in documentos.cuartos():
        conocidos |= {f"{otro}.{modulo}" for modulo in _modulos_de(otro)}
    for cita in re.findall(r"`([^`]+)`", docstring):
        ruta = documentos.RAIZ / cita
        assert cita in conocidos or cita in TIPOS or ("/" in cita and ruta.exists()), f"{cuarto} cita {cita}"


TIPOS = ("int", "int64")


def _modulos_de(cuarto: str) -> set[str]:
    carpeta = documentos.RAIZ / "lib" / "cobranza" / cuarto
    return {r.parent.name if r.stem == "__init__" else r.stem for r in carpeta.rglob("*.py")} - {cuarto}


def _definidos_en(cuarto: str) -> set[str]:
    """Funciones de un cuarto, solas y con su módulo."""
    hallados = set()
    for ruta in (documentos.RAIZ / "lib" / "cobranza" / cuarto).rglob("*.py"):
        for nombre in re.findall(r"^def (\w+)", ruta.read_text(encoding="utf-8"), re.MULTILINE):
            hallados |= {nombre, f"{ruta.stem}.{nombre}"}
    return hallados
