"""Las partes de un informe se calculan en el cúmulo y dan lo mismo; quien tiene otra cosa no calcula."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from distributed import Client
from ejecucion.conftest import s3
from ejecucion.cumulo_de_ensayo import coordinador, trabajador
from oficina import en_carpeta

from cobranza.almacen import partes
from cobranza.almacen.foto import Foto, ruta_de
from cobranza.almacen.toma import foto_actual, publicar
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeEjecucion, ErrorDeLey, ErrorDeUso
from cobranza.cartera.puente import puente_de
from cobranza.ejecucion.lote import correr_lote
from cobranza.ejecucion.motor import ANEXO, CUADERNO, INFORME
from cobranza.ejecucion.plan import Tarea
from cobranza.ejecucion.reparto import _empacada, _que_alcancen, repartir
from cobranza.informes.entrada import entrada
from cobranza.ley.norma import de_la_oficina
from cobranza.puertas.cli import ejecutar
from cobranza.puertas.instalacion import entorno

pytestmark = pytest.mark.lenta
CORTE, POR_PARTE = "2025-12-31", 30
PLAN = f"""
parametros: {{corte: '{CORTE}'}}
cuadernos: [{{cuaderno: informe_cartera, por_cada: {{delegacion: ['', DH-TGZ]}}}}]
"""


@pytest.fixture(scope="module")
def oficina(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Una cartera chica; los trabajadores que se enciendan heredan sus variables."""
    carpeta = tmp_path_factory.mktemp("oficina")
    with pytest.MonkeyPatch.context() as puesto:
        puesto.setenv("COBRANZA_BD", en_carpeta(carpeta))
        puesto.setenv("COBRANZA_SALIDAS", str(carpeta / "salidas"))
        assert ejecutar(["demo", "--creditos", "100"]) == 0
        yield carpeta


@pytest.fixture
def foto(oficina: Path) -> Foto:
    return foto_actual(ajustes().bd, ajustes().salidas)


def en_cuantas_partes(foto: Foto) -> int:
    return len(foto.partes(POR_PARTE))


def folios(foto: Foto) -> list[str]:
    return [folio for (folio,) in foto.conexion().execute("SELECT folio FROM credito ORDER BY folio").fetchall()]


def folios_y_quien(foto: Foto) -> tuple[int, list[str]]:
    return os.getpid(), folios(foto)


def falla(error: Exception, _: Foto) -> None:
    raise error


def muere(_: Foto) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def esperan(senas: Path, foto: Foto) -> tuple[int, list[str]]:
    """Dice quién es y no termina hasta que se le permite."""
    (senas / str(os.getpid())).touch()
    while not (senas / "sigan").exists():
        time.sleep(0.02)
    return folios_y_quien(foto)


def _hasta(llegue: Path | str, en: Path, segundos: float = 120) -> list[Path]:
    limite = time.monotonic() + segundos
    while not (hay := list(en.glob(str(llegue)))):
        assert time.monotonic() < limite, f"no llegó {llegue}"
        time.sleep(0.02)
    return hay


def test_en_un_cumulo_de_un_hilo_el_informe_sale_igual_y_sus_partes_son_tareas(
    direccion: str, oficina: Path, cubeta: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """El único hilo corre el informe y además calcula sus partes: si lo esperara, se trabaría.

    Son dos corridas: el núcleo de la primera nace de cero; el de la segunda se bifurca. Y quedan también en S3.
    """
    tareas = [Tarea("informe_cartera", {"corte": CORTE, "delegacion": d}) for d in ("", "DH-TGZ")]
    aqui = correr_lote(tareas, entorno=entorno(tmp_path / "aqui"), trabajadores=1)
    monkeypatch.setenv(partes.TOPE, str(POR_PARTE))
    cuantas = en_cuantas_partes(foto_actual(ajustes().bd, ajustes().salidas))
    # con otro azar en sus huellas: el orden de un conjunto no puede decidir nada de lo que sale
    with trabajador(direccion, PYTHONHASHSEED="7"):
        plan = tmp_path / "plan.yaml"
        plan.write_text(PLAN, encoding="utf-8")
        orden = ["lote", str(plan), "--dask", direccion, "--llevar", cubeta, "--salida", str(tmp_path / "alla")]
        assert ejecutar(orden) == 0
        with Client(direccion, timeout=10) as cliente:  # type: ignore[no-untyped-call]
            hechas = cliente.run_on_scheduler(_tareas_hechas)
    assert [h.falla for h in aqui] == [None] * 2
    assert cuantas > 3
    assert len(entrada(CORTE, "DH-TGZ").suya.partes(POR_PARTE)) == 1, "lo de una delegación cabe en una"
    assert hechas == 1 + cuantas + 1, "cada corrida y cada una de sus partes"
    for hecha in aqui:
        for archivo in (INFORME, ANEXO, CUADERNO):
            suyo, donde = (hecha.carpeta / archivo).read_bytes(), hecha.carpeta.relative_to(tmp_path / "aqui")
            assert (tmp_path / "alla" / donde / archivo).read_bytes() == suyo, archivo
            assert s3().cat_file(f"{cubeta}/{donde}/{archivo}") == suyo, archivo


def _tareas_hechas(dask_scheduler: object) -> int:
    return sum(p.state_counts["memory"] for p in dask_scheduler.task_prefixes.values())  # type: ignore[attr-defined]


def test_cada_maquina_lee_su_foto_y_la_que_tiene_otra_norma_no_calcula(
    direccion: str, foto: Foto, cubeta: str, tmp_path: Path
) -> None:
    """Quien pide lee la base; quien calcula, una copia de la foto en S3; la de otra norma, nada."""
    publicar(foto, ruta_de(f"{cubeta}/foto"))
    otros = shutil.copytree(ajustes().params, tmp_path / "params")
    tasas = otros / "legales" / "federal" / "recargos_prorroga.yaml"
    tasas.write_text(tasas.read_text(encoding="utf-8") + "\n# otra\n", encoding="utf-8")
    normas, desde, hasta = de_la_oficina(), date(2025, 1, 1), date(2025, 12, 31)
    tarea = partial(puente_de, desde, hasta, normas)
    lejos = {"COBRANZA_BD": f"foto:{cubeta}/foto", "COBRANZA_SALIDAS": str(tmp_path / "otras")}
    with trabajador(direccion, COBRANZA_PARAMS=str(otros)):
        with pytest.raises(ErrorDeEjecucion, match=r"Ningún trabajador.*otra huella de norma"):
            repartir(direccion, foto, POR_PARTE, tarea)
        with trabajador(direccion, **lejos), Client(direccion, timeout=10) as cliente:  # type: ignore[no-untyped-call]
            cliente.wait_for_workers(2, timeout=60)
            calculadas = repartir(direccion, foto, POR_PARTE, tarea)
    for calculada, parte in zip(calculadas, foto.partes(POR_PARTE), strict=True):
        pd.testing.assert_frame_equal(calculada, tarea(parte))


def test_matar_a_quien_calcula_no_pierde_ni_repite_partes(direccion: str, foto: Foto, tmp_path: Path) -> None:
    dadas: list[tuple[int, list[str]]] = []
    with trabajador(direccion) as uno, trabajador(direccion) as otro:
        pide = threading.Thread(
            target=lambda: dadas.extend(repartir(direccion, foto, POR_PARTE, partial(esperan, tmp_path))), daemon=True
        )
        pide.start()
        _hasta(str(uno.pid), tmp_path)
        uno.send_signal(signal.SIGKILL)
        uno.wait(60)
        (tmp_path / "sigan").touch()
        pide.join(120)
    assert {quien for quien, _ in dadas} == {otro.pid}
    assert sorted(folio for _, suyos in dadas for folio in suyos) == folios(foto)


def test_lo_de_unas_delegaciones_se_parte_alla_como_aqui(direccion: str, foto: Foto) -> None:
    suya = foto.solo({"DH-TGZ", "DH-TAP"})
    assert len(suya.partes(5)) > 2
    with trabajador(direccion):
        juntos = sorted(folio for suyos in repartir(direccion, suya, 5, folios) for folio in suyos)
    assert juntos == folios(suya) and len(juntos) < len(folios(foto))


def test_el_error_de_una_parte_llega_como_vino(direccion: str, foto: Foto) -> None:
    with trabajador(direccion):
        for error in (ErrorDeLey("recargos_mora no tiene valor"), FileNotFoundError("un segmento")):
            with pytest.raises(type(error), match=str(error)):
                repartir(direccion, foto, POR_PARTE, partial(falla, error))


def test_una_parte_que_mata_a_quien_la_calcula_no_se_pide_sin_fin(direccion: str, foto: Foto) -> None:
    with trabajador(direccion, que_vuelve=True), pytest.raises(ErrorDeEjecucion, match="COBRANZA_CREDITOS_POR_PARTE"):
        repartir(direccion, foto, POR_PARTE, muere)


def test_si_se_va_el_coordinador_a_media_parte_se_dice(foto: Foto, tmp_path: Path) -> None:
    dicho: list[Exception] = []
    with coordinador(tmp_path) as (proceso, direccion), trabajador(direccion) as uno:

        def pedir() -> None:
            try:
                repartir(direccion, foto, POR_PARTE, partial(esperan, tmp_path))
            except ErrorDeEjecucion as error:
                dicho.append(error)

        pide = threading.Thread(target=pedir, daemon=True)
        pide.start()
        _hasta(str(uno.pid), tmp_path)
        proceso.kill()
        pide.join(120)
    assert dicho and "Se perdió el cúmulo" in str(dicho[0]) and "repite la misma orden" in str(dicho[0])


def test_lo_que_viaja_es_la_pregunta_sin_norma_ni_claves(foto: Foto, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COBRANZA_BD", "postgresql+psycopg://duena:secreto@servidor/base")
    normas = de_la_oficina().aparte()
    normas.de("federal").ficha  # noqa: B018 — preguntarle algo
    viaja = _empacada(partial(puente_de, date(2025, 1, 1), date(2025, 12, 31), normas))
    assert len(viaja) < 500 and b"secreto" not in viaja
    llegan = pickle.loads(viaja).args[2]
    assert (llegan.huella, llegan.consultado) == (normas.huella, {})
    assert llegan is not pickle.loads(viaja).args[2], "cada parte lleva su propia cuenta de lo que pregunta"


def test_las_partes_se_hacen_mas_chicas_solo_mientras_falte_una_para_cada_turno(foto: Foto) -> None:
    assert _que_alcancen(foto, 80_000, turnos=1) == (80_000, 1)
    assert _que_alcancen(foto, 80_000, turnos=8) == (50_000, 1), "partir menos no vale la pena"
    assert _que_alcancen(foto, POR_PARTE, turnos=2) == (POR_PARTE, en_cuantas_partes(foto))


def test_un_tope_de_creditos_que_no_es_numero_se_dice(foto: Foto, monkeypatch: pytest.MonkeyPatch) -> None:
    for mal in ("cien", "0", "-5"):
        monkeypatch.setenv(partes.TOPE, mal)
        with pytest.raises(ErrorDeUso, match=f"COBRANZA_CREDITOS_POR_PARTE es «{mal}»; se esperaba un número"):
            partes.por_partes(foto, folios)
