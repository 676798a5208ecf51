"""Cada plantilla: se compone con lo que declara, con nada más y con cualquiera de sus opciones, y sale accesible."""

from __future__ import annotations

import copy
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from cobranza.base import ajustes
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.documentos import plantillas
from cobranza.documentos.datos_declarados import Campo
from cobranza.documentos.hechura import pdf

TODAS = plantillas.nombres()
Datos = dict[str, Any]


def test_hay_un_ejemplo_de_cada_documento(ejemplos: dict[str, Datos]) -> None:
    assert sorted(ejemplos) == TODAS


@pytest.mark.parametrize("tipo", TODAS)
def test_los_mismos_datos_dan_los_mismos_bytes(tipo: str, ejemplos: dict[str, Datos]) -> None:
    datos = ejemplos[tipo]
    al_reves = dict(reversed(datos.items()))
    hecho = pdf(tipo, datos)
    assert pdf(tipo, al_reves) == hecho
    assert pdf(tipo, datos | {"lugar": "Tapachula"}) != hecho


def _nombres(elemento: Any) -> Iterator[tuple[str, Any]]:
    """Cada elemento del árbol de estructura, con su tipo."""
    if isinstance(elemento, pikepdf.Array):
        for uno in elemento:
            yield from _nombres(uno)
    elif isinstance(elemento, pikepdf.Dictionary):
        if "/S" in elemento:
            yield str(elemento.S), elemento
        if "/K" in elemento:
            yield from _nombres(elemento.K)


@pytest.mark.parametrize("tipo", TODAS)
def test_es_accesible_y_para_archivo(tipo: str, ejemplos: dict[str, Datos]) -> None:
    with pikepdf.open(io.BytesIO(pdf(tipo, ejemplos[tipo]))) as hecho:
        raiz = hecho.Root
        assert str(raiz.Lang) == "es-MX"
        assert bool(raiz.MarkInfo.Marked)
        assert bool(raiz.ViewerPreferences.DisplayDocTitle)
        with hecho.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("3", "A", "1")
            assert ejemplos[tipo]["folio"] in xmp["dc:title"]
        estructura = list(_nombres(raiz.StructTreeRoot.K))
        clases = {clase for clase, _ in estructura}
        assert {"/H1", "/P", "/Figure"} <= clases
        assert all("/Alt" in elemento for clase, elemento in estructura if clase == "/Figure")
        if "/Table" in clases:
            assert {"/THead", "/TH", "/TD"} <= clases
        for fuente in (o for o in hecho.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"):
            for descrita in fuente.get("/DescendantFonts", []):
                assert {"/FontFile2", "/FontFile3"} & set(descrita.FontDescriptor.keys()), (
                    "una tipografía no va dentro"
                )


@pytest.mark.parametrize("tipo", TODAS)
def test_dice_lo_que_todo_documento_dice(tipo: str, ejemplos: dict[str, Datos]) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("falta pdftotext para leer el documento")
    datos = ejemplos[tipo]
    dicho = _texto(pdf(tipo, datos))
    for esperado in (datos["folio"], datos["autoriza"]["puesto"], datos["lugar"], "Sin firma", "Fundamento"):
        assert esperado in dicho, esperado
    assert "Secretaría de Finanzas del Estado de Chiapas" in dicho
    assert "no oficial" in dicho if datos["ambito"] == "estatal" else "supletorio" not in dicho


def test_la_dependencia_es_la_que_habia_ese_dia(ejemplos: dict[str, Datos]) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("falta pdftotext para leer el documento")
    antes = _texto(pdf("convenio", ejemplos["convenio"] | {"fecha": "2025-12-31"}))
    assert "Secretaría de Hacienda del Estado de Chiapas" in antes
    assert "Finanzas" not in antes


def test_el_encabezado_de_una_tabla_larga_se_repite_en_cada_hoja(ejemplos: dict[str, Datos]) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("falta pdftotext para leer el documento")
    datos = ejemplos["relacion_de_cancelados"]
    uno = datos["creditos"][0]
    datos["creditos"] = [{**uno, "folio": f"TGZ-2011-{k:06d}", "importe": "1.00"} for k in range(120)]
    datos["por_causal"] = [{"causal": uno["causal"], "cuantos": 120, "importe": "120.00"}]
    datos["total"] = "120.00"
    hojas = [h for h in _texto(pdf("relacion_de_cancelados", datos)).split("\f") if "TGZ-2011-" in h]
    assert len(hojas) > 2
    assert all(re.search(r"Crédito\s+Causal\s+Acuerdo\s+Pesos", hoja) for hoja in hojas)


def _texto(hecho: bytes) -> str:
    leido = subprocess.run(["pdftotext", "-layout", "-", "-"], input=hecho, capture_output=True, check=True)
    return leido.stdout.decode()


def _lugares(campos: tuple[Campo, ...], ruta: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Campo]]:
    for campo in campos:
        yield (*ruta, campo.nombre), campo
        yield from _lugares(campo.campos, (*ruta, campo.nombre))


def _sin(datos: Any, ruta: tuple[str, ...]) -> bool:
    """Quita un dato de donde esté; dice si estaba."""
    if isinstance(datos, list):
        estaba = [_sin(uno, ruta) for uno in datos]
        return any(estaba)
    if ruta[0] not in datos:
        return False
    if len(ruta) == 1:
        del datos[ruta[0]]
        return True
    return _sin(datos[ruta[0]], ruta[1:])


@pytest.mark.parametrize("tipo", TODAS)
def test_lo_obligatorio_se_exige_por_su_nombre(tipo: str, ejemplos: dict[str, Datos]) -> None:
    for ruta, campo in _lugares(plantillas.leer(tipo).campos):
        datos = copy.deepcopy(ejemplos[tipo])
        if campo.puede_faltar or not _sin(datos, ruta):
            continue
        with pytest.raises(ErrorDeDatos, match=rf"falta «[\w.\[\]]*{campo.nombre}»"):
            plantillas.leer(tipo).comprobados(datos)


@pytest.mark.lenta
@pytest.mark.parametrize("tipo", TODAS)
def test_lo_que_puede_faltar_puede_faltar(tipo: str, ejemplos: dict[str, Datos]) -> None:
    que_faltan = [ruta for ruta, campo in _lugares(plantillas.leer(tipo).campos) if campo.puede_faltar]
    sin_nada = copy.deepcopy(ejemplos[tipo])
    for ruta in que_faltan:
        _sin(sin_nada, ruta)
        datos = copy.deepcopy(ejemplos[tipo])
        if _sin(datos, ruta):
            _compone(tipo, datos)
    _compone(tipo, sin_nada)


def _compone(tipo: str, datos: Datos) -> None:
    """Quitar un sumando puede descuadrar el ejemplo, y está bien que lo diga; lo demás debe componerse."""
    try:
        assert pdf(tipo, datos).startswith(b"%PDF-1.7")
    except ErrorDeDatos as error:
        assert "no cuadran" in error.mensaje


@pytest.mark.lenta
@pytest.mark.parametrize("tipo", TODAS)
def test_cada_opcion_se_compone(tipo: str, ejemplos: dict[str, Datos]) -> None:
    for ruta, campo in _lugares(plantillas.leer(tipo).campos):
        if campo.tipo is None or not campo.tipo.que_es.startswith("uno de: "):
            continue
        for opcion in campo.tipo.anotado.__args__:
            datos = copy.deepcopy(ejemplos[tipo])
            donde = datos
            for paso in ruta[:-1]:
                donde = donde[paso]
            donde[ruta[-1]] = opcion
            assert pdf(tipo, datos)


def test_una_plantilla_nueva_es_un_archivo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ejemplos: dict[str, Datos]
) -> None:
    shutil.copytree(ajustes.ajustes().params, tmp_path / "params")
    monkeypatch.setenv("COBRANZA_PARAMS", str(tmp_path / "params"))
    nueva = tmp_path / "params" / "plantillas" / "acuse.typ"
    cabeza = [
        "// ---",
        "// titulo: Acuse",
        "// para_que: Acusa recibo.",
        "// fundamento: [CFF, art. 18]",
        "// datos:",
    ]
    cuerpo = [
        '#import "comun.typ": *',
        "#show: oficio",
        "Se recibió #d.que.",
        "#cierre(antes: fundamento())[Conste.]",
    ]
    nueva.write_text("\n".join([*cabeza, "//   que: texto | Qué se recibió", "// ---", *cuerpo]), encoding="utf-8")
    comunes = {k: ejemplos["convenio"][k] for k in ("folio", "fecha", "lugar", "ambito", "autoriza")}
    primero = pdf("acuse", {**comunes, "que": "un escrito"})
    nueva.write_text(nueva.read_text(encoding="utf-8").replace("Se recibió", "Recibimos"), encoding="utf-8")
    assert pdf("acuse", {**comunes, "que": "un escrito"}) != primero, "un archivo editado se vuelve a leer"
    nueva.write_text("// sin encabezado", encoding="utf-8")
    with pytest.raises(ErrorDeUso, match="encabezado"):
        pdf("acuse", {**comunes, "que": "un escrito"})


@pytest.mark.parametrize(
    ("cabeza", "dice"),
    [
        ("// titulo: x", "le falta 'datos'|le falta"),
        ("// titulo: x\n// para_que: y\n// fundamento: [z]\n// datos:", "no tiene la forma esperada"),
        ("// titulo: x\n// para_que: y\n// fundamento: [z]\n// datos: {a: numero}", "«a» es «numero»"),
        ("// titulo: x\n// para_que: y\n// fundamento: [z]\n// datos: {a: importe}\n// cuadra: [a]", "en «cuadra»"),
        ("// titulo: [", "encabezado en YAML"),
        ("// 3", "no declara nada"),
    ],
)
def test_una_plantilla_mal_escrita_se_explica(
    cabeza: str, dice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ajustes.ajustes().params, tmp_path / "params")
    monkeypatch.setenv("COBRANZA_PARAMS", str(tmp_path / "params"))
    carpeta = tmp_path / "params" / "plantillas"
    (carpeta / "mala.typ").write_text(f"// ---\n{cabeza}\n// ---\n", encoding="utf-8")
    with pytest.raises(ErrorDeUso, match=dice):
        plantillas.leer("mala")
    (carpeta / "comun.typ").unlink()
    with pytest.raises(ErrorDeUso, match=r"No se puede leer .*comun\.typ"):
        plantillas.leer("convenio")
    shutil.rmtree(carpeta)
    with pytest.raises(ErrorDeUso, match="No hay plantillas"):
        plantillas.leer("convenio")
