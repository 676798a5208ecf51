"""El motor con núcleos de verdad: lo que termina es completo y repetible; lo que falla lo explica."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from ejecucion.test_lote import con_cuadernos
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cobranza.base import topes
from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion import manifiesto, publicadas, salidas
from cobranza.ejecucion.motor import Corrida, Entorno, correr
from cobranza.ejecucion.pasada import Plazos

RAIZ = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.lenta


def _bytes(carpeta: Path) -> dict[str, bytes]:
    return {ruta.name: ruta.read_bytes() for ruta in sorted(carpeta.iterdir())}


def _visibles(entorno: Entorno) -> list[str]:
    """Carpetas de corridas que vería quien abre outputs/."""
    return sorted(p.parent.relative_to(entorno.salidas).as_posix() for p in entorno.salidas.glob("[!.]*/*/*/*"))


class TestLoQueTermina:
    def test_deja_los_cuatro_archivos_y_su_manifiesto(self, entorno: Entorno) -> None:
        avance: list[tuple[int, int]] = []
        hecha = correr("bueno", {"maximo": "7"}, entorno=entorno, al_avanzar=lambda *a: avance.append(a))
        assert hecha.falla is None
        assert hecha.carpeta == entorno.salidas / "2025-12-31" / "bueno" / hecha.corrida
        assert set(_bytes(hecha.carpeta)) == {"cuaderno.ipynb", "informe.html", "informe.xlsx", "manifiesto.json"}
        ficha = manifiesto.leer_integro(hecha.carpeta)
        assert ficha is not None
        assert ficha["titulo"] == "¿Cuánto hay por cobrar?"
        assert ficha["hallazgo"] == "Se recuperó la mitad de la cartera."
        assert ficha["parametros"]["maximo"] == 7
        assert ficha["procedencia"] == {"foto": "abc", "parametros": ["recargos_mora"]}
        assert avance[-1] == (6, 6)

    def test_no_guarda_rutas_ni_tiempos(self, entorno: Entorno) -> None:
        hecha = correr("bueno", {}, entorno=entorno)
        for nombre in ("cuaderno.ipynb", "informe.html", "manifiesto.json"):
            texto = (hecha.carpeta / nombre).read_text(encoding="utf-8")
            assert str(RAIZ) not in texto
            assert str(entorno.salidas) not in texto
            assert "papermill" not in texto
            assert "ipykernel_" not in texto
            assert "iopub" not in texto

    def test_repetir_con_lo_mismo_da_los_mismos_bytes(self, entorno: Entorno, tmp_path: Path) -> None:
        una = correr("bueno", {}, entorno=entorno)
        otra = correr("bueno", {}, entorno=replace(entorno, salidas=tmp_path / "en otro lugar {raro}"))
        forzada = correr("bueno", {}, entorno=entorno, forzar=True)
        assert _bytes(una.carpeta) == _bytes(otra.carpeta) == _bytes(forzada.carpeta)

    def test_si_ya_se_corrio_con_lo_mismo_se_reutiliza(self, entorno: Entorno) -> None:
        una = correr("bueno", {}, entorno=entorno)
        otra = correr("bueno", {"maximo": 5}, entorno=entorno)
        assert otra.reutilizada
        assert (otra.carpeta, otra.titulo, otra.hallazgo) == (una.carpeta, una.titulo, una.hallazgo)

    def test_lo_mismo_preguntado_de_otra_manera_es_la_misma_corrida(self, entorno: Entorno) -> None:
        una = correr("bueno", {"delegacion": "DH-TAP", "nominativo": "no"}, entorno=entorno)
        otra = correr("bueno", {"delegacion": " tapachula ", "nominativo": "", "maximo": "5"}, entorno=entorno)
        assert otra.reutilizada
        assert otra.parametros["delegacion"] == "DH-TAP"
        assert otra.carpeta == una.carpeta

    def test_una_corrida_incompleta_o_alterada_no_se_reutiliza(self, entorno: Entorno) -> None:
        una = correr("bueno", {}, entorno=entorno)
        (una.carpeta / "informe.html").write_text("otra cosa", encoding="utf-8")
        otra = correr("bueno", {}, entorno=entorno)
        assert not otra.reutilizada
        assert manifiesto.leer_integro(otra.carpeta)

    def test_otros_datos_otra_norma_u_otro_parametro_es_otra_corrida(self, entorno: Entorno) -> None:
        una = correr("sin_parametros", {}, entorno=entorno)
        datos = correr("sin_parametros", {}, entorno=replace(entorno, huella_de_datos=lambda: "otra"))
        norma = correr("sin_parametros", {}, entorno=replace(entorno, huella_de_la_norma=lambda: "otra"))
        (entorno.params / "catalogos" / "actos.yaml").write_text("titulo: Remate\n", encoding="utf-8")
        catalogo = correr("sin_parametros", {}, entorno=entorno)
        (entorno.params / "corridas" / "principal.yaml").write_text("cuadernos: [bueno]\n", encoding="utf-8")
        corridas = correr("sin_parametros", {}, entorno=entorno)
        assert len({una.corrida, datos.corrida, norma.corrida, catalogo.corrida}) == 4
        assert corridas.reutilizada

    def test_un_cuaderno_sin_corte_tambien_corre(self, entorno: Entorno) -> None:
        hecha = correr("sin_parametros", {}, entorno=entorno)
        assert hecha.corte == "sin_corte"
        assert not (hecha.carpeta / "informe.xlsx").exists()


class TestLoQueFalla:
    def test_un_parametro_desconocido_se_rechaza_antes_del_nucleo(
        self, entorno: Entorno, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import papermill

        monkeypatch.setattr(papermill, "execute_notebook", lambda *a, **k: pytest.fail("abrió el núcleo"))
        with pytest.raises(ErrorDeUso, match="delegación"):
            correr("bueno", {"cortes": "2025-12-31"}, entorno=entorno)
        assert not entorno.salidas.exists()

    def test_un_cuaderno_que_no_existe_sugiere_el_parecido(self, entorno: Entorno) -> None:
        with pytest.raises(ErrorDeUso, match="¿Quisiste decir «bueno»"):
            correr("buenos", {}, entorno=entorno)

    def test_deja_un_documento_legible_que_dice_donde_y_por_que(self, entorno: Entorno) -> None:
        hecha = correr("roto", {}, entorno=entorno)
        assert hecha.codigo == 6
        assert hecha.falla is not None
        assert (hecha.falla.celda, hecha.falla.apartado, hecha.falla.nombre) == (4, "Cuadre", "KeyError")
        ficha = json.loads((hecha.carpeta / "manifiesto.json").read_text(encoding="utf-8"))
        assert ficha["estado"] == "fallida"
        assert ficha["error"]["mensaje"] == "La celda 4 terminó con KeyError: 'saldo'."
        html = (hecha.carpeta / "informe.html").read_text(encoding="utf-8")
        assert "La celda 4 terminó con KeyError" in html.replace("&#39;", "'")
        assert (hecha.carpeta / "cuaderno.ipynb").is_file()
        assert _visibles(entorno) == [f"2025-12-31/roto/{hecha.corrida}-fallida"] * 3

    def test_un_error_de_la_casa_conserva_su_mensaje_y_su_codigo(self, entorno: Entorno) -> None:
        hecha = correr("con_error_de_ley", {}, entorno=entorno)
        assert hecha.codigo == 4
        assert hecha.falla is not None
        assert hecha.falla.mensaje == "recargos_mora no tiene valor al 1999-01-01. Agrégalo en params/legales."

    def test_lo_mal_preguntado_que_descubre_el_cuaderno_no_deja_documento(
        self, entorno: Entorno, tmp_path: Path
    ) -> None:
        carpeta = tmp_path / "cuadernos"
        carpeta.mkdir()
        codigo = "from cobranza.base.errores import ErrorDeUso\nraise ErrorDeUso('No existe ese archivo.')"
        nbformat.write(
            new_notebook(cells=[new_markdown_cell("# ¿Qué?"), new_code_cell(codigo)]), carpeta / "pregunta.ipynb"
        )
        hecha = correr("pregunta", {}, entorno=replace(entorno, cuadernos=carpeta))
        assert hecha.falla is not None
        assert (hecha.codigo, hecha.falla.mensaje, hecha.corrida) == (2, "No existe ese archivo.", "")
        assert _visibles(entorno) == []

    def test_lo_que_imprime_de_mas_se_dice_pronto_y_no_se_guarda(self, entorno: Entorno, tmp_path: Path) -> None:
        carpeta = tmp_path / "cuadernos"
        carpeta.mkdir()
        celdas = [new_markdown_cell("# ¿Qué?"), new_code_cell(f"print('x' * {topes.LETRAS_DE_SALIDA + 1})")]
        nbformat.write(new_notebook(cells=celdas), carpeta / "imprime.ipynb")
        inicio = time.process_time()
        hecha = correr("imprime", {}, entorno=replace(entorno, cuadernos=carpeta))
        assert time.process_time() - inicio < 30
        assert hecha.falla is not None
        assert (hecha.codigo, hecha.falla.celda) == (6, 2)
        assert f"más de {topes.LETRAS_DE_SALIDA:,} letras" in hecha.falla.mensaje
        assert (hecha.carpeta / "cuaderno.ipynb").stat().st_size < 100_000

    def test_una_celda_que_pasa_de_su_plazo_se_detiene_y_dice_cual(self, entorno: Entorno) -> None:
        hecha = correr("lento", {"segundos": 600}, entorno=replace(entorno, plazos=Plazos(celda=1)))
        assert hecha.falla is not None
        assert (hecha.codigo, hecha.falla.celda) == (6, 3)
        assert "pasó de 1 s " in hecha.falla.mensaje
        assert hecha.segundos < 120

    def test_un_bucle_sin_fin_que_no_se_deja_interrumpir_tambien_se_detiene(
        self, entorno: Entorno, tmp_path: Path
    ) -> None:
        quien = tmp_path / "quien"
        terco = (
            f"import os\nopen({str(quien)!r}, 'w').write(str(os.getpid()))\n"
            "while True:\n    try:\n        while True: pass\n    except KeyboardInterrupt: pass"
        )
        en = replace(con_cuadernos(entorno, tmp_path, terco=terco), plazos=Plazos(celda=1))
        hecha = correr("terco", {}, entorno=en)
        assert hecha.falla is not None
        assert (hecha.codigo, hecha.falla.celda) == (6, 2)
        assert "Una celda pasó de 1 s y se detuvo" in (hecha.carpeta / "informe.html").read_text(encoding="utf-8")
        assert not Path("/proc", quien.read_text()).exists(), "su núcleo no se queda dando vueltas"

    def test_un_nucleo_que_muere_tambien_deja_documento(self, entorno: Entorno) -> None:
        hecha = correr("muere", {}, entorno=entorno)
        assert hecha.codigo == 6
        assert hecha.falla is not None
        assert hecha.falla.celda == 4
        assert "memoria" in hecha.falla.mensaje
        assert (hecha.carpeta / "informe.html").is_file()
        celdas = json.loads((hecha.carpeta / "cuaderno.ipynb").read_text(encoding="utf-8"))["cells"]
        pasos = ["".join(c["source"]) for c in celdas if c["cell_type"] == "code"]
        assert len(pasos) == len(set(pasos)), "ninguna celda se repite ni se pierde"

    def test_nunca_reemplaza_una_buena(self, entorno: Entorno, monkeypatch: pytest.MonkeyPatch) -> None:
        buena = correr("bueno", {}, entorno=entorno)
        antes = _bytes(buena.carpeta)
        fallo = correr("roto", {}, entorno=entorno).falla
        from cobranza.ejecucion import documento

        monkeypatch.setattr(documento, "falla", lambda _: fallo)
        mala = correr("bueno", {}, entorno=entorno, forzar=True)
        assert mala.carpeta.name == f"{buena.corrida}-fallida"
        assert _bytes(buena.carpeta) == antes
        monkeypatch.undo()
        correr("bueno", {}, entorno=entorno, forzar=True)
        assert not mala.carpeta.exists()


GUION = """
import sys
from datetime import datetime
from pathlib import Path
from cobranza.ejecucion.motor import Entorno, correr
raiz, cuadernos, salidas, params, cuaderno, aviso, segundos = sys.argv[1:]
dados = {"aviso": aviso, "segundos": segundos} if cuaderno == "lento" else {}
hecha = correr(cuaderno, dados, entorno=Entorno(
    Path(raiz), Path(cuadernos), Path(salidas), Path(params), datetime(2026, 1, 1), lambda: "foto-de-ensayo",
    lambda: "norma-de-ensayo"))
print(hecha.carpeta, hecha.reutilizada)
sys.exit(hecha.codigo)
"""


def _aparte(entorno: Entorno, cuaderno: str, aviso: Path, segundos: int) -> subprocess.Popen[str]:
    rutas = [str(r) for r in (entorno.raiz, entorno.cuadernos, entorno.salidas, entorno.params)]
    orden = [sys.executable, "-c", GUION, *rutas, cuaderno, str(aviso), str(segundos)]
    return subprocess.Popen(orden, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _hasta(condicion: Path, limite_segundos: int = 600) -> None:
    fin = time.monotonic() + limite_segundos
    while not condicion.exists():
        assert time.monotonic() < fin, f"no apareció {condicion}"
        time.sleep(0.02)


class TestLoQueSeInterrumpe:
    def test_matar_el_proceso_no_deja_nada_que_parezca_bueno(self, entorno: Entorno, tmp_path: Path) -> None:
        aviso = tmp_path / "ya"
        proceso = _aparte(entorno, "lento", aviso, 60)
        _hasta(aviso)
        proceso.send_signal(signal.SIGKILL)
        proceso.communicate()
        assert _visibles(entorno) == []
        assert list((entorno.salidas / ".corridas").glob("*.parcial"))
        correr("sin_parametros", {}, entorno=entorno)
        assert not list((entorno.salidas / ".corridas").iterdir())

    def test_matar_en_cualquier_momento_deja_una_corrida_buena_o_ninguna(
        self, entorno: Entorno, tmp_path: Path
    ) -> None:
        """Se mata durante la publicación: cada paso del cambio de lugar, uno por uno."""
        carpeta = entorno.salidas / "2025-12-31" / "x" / "abc"
        for paso in range(4):
            carpeta.mkdir(parents=True, exist_ok=True)
            (carpeta / "dato").write_text("viejo", encoding="utf-8")
            hijo = os.fork()
            if hijo == 0:
                _publica_y_muere(entorno.salidas, carpeta, paso)
            os.waitpid(hijo, 0)
            salidas.recoger(entorno.salidas)
            assert (carpeta / "dato").read_text(encoding="utf-8") in {"viejo", "nuevo"}
            assert not list((entorno.salidas / ".corridas").iterdir())

    def test_dos_procesos_a_la_vez_terminan_en_una_sola_corrida_buena(self, entorno: Entorno, tmp_path: Path) -> None:
        aviso = tmp_path / "ya"
        aviso.write_text("ya", encoding="utf-8")  # un archivo que se pide es parte de lo pedido: igual para los dos
        procesos = [_aparte(entorno, "lento", aviso, 1) for _ in range(2)]
        dicho = [proceso.communicate() for proceso in procesos]
        assert [p.returncode for p in procesos] == [0, 0], dicho
        assert sorted(texto.split()[-1] for texto, _ in dicho) == ["False", "True"]
        (hecha,) = (entorno.salidas / "2025-12-31" / "lento").iterdir()
        assert manifiesto.leer_integro(hecha)


def _publica_y_muere(raiz: Path, destino: Path, paso: int) -> None:
    """En un proceso aparte: publica y se mata al llegar al paso pedido."""
    hechos = 0
    original = Path.replace

    def replace_contado(self: Path, otro: Path) -> Path:
        nonlocal hechos
        if hechos == paso:
            os.kill(os.getpid(), signal.SIGKILL)
        hechos += 1
        return original(self, otro)

    Path.replace = replace_contado  # type: ignore[assignment,method-assign]
    with salidas.obra(raiz, destino) as parcial:
        (parcial / "dato").write_text("nuevo", encoding="utf-8")
        salidas.publicar(parcial, destino)
        os.kill(os.getpid(), signal.SIGKILL)


def test_el_registro_lleva_lo_que_el_manifiesto_no(entorno: Entorno, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "analista")
    hecha: Corrida = correr("sin_parametros", {}, entorno=entorno)
    (anotado,) = publicadas.leer().renglones
    assert anotado["manifiesto"] == hashlib.sha256((hecha.carpeta / "manifiesto.json").read_bytes()).hexdigest()
    assert (anotado["quien"], anotado["corrida"], anotado["nominativo"]) == ("analista", hecha.corrida, False)
    assert anotado["segundos"] > 0
    assert not (entorno.salidas / "bitacora.jsonl").exists()
