"""Lo publicado contra su registro, con núcleos de verdad: lo que cambia, falta o sobra se dice; lo quitado, no."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from ejecucion.conftest import AQUI, HuellaDada
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cobranza.base import encadenado, firma, nominativas
from cobranza.ejecucion import estanteria, huellas, manifiesto, publicadas, salidas
from cobranza.ejecucion.motor import Corrida, Entorno, correr
from cobranza.ejecucion.publicadas import Lugar
from cobranza.ejecucion.revision import revisar

pytestmark = pytest.mark.lenta


class Oficina:
    """Unas salidas con tres corridas (una fallida, una reservada) y su registro; se reponen tras cada prueba."""

    def __init__(self, carpeta: Path) -> None:
        self.carpeta = carpeta
        self.salidas = carpeta / "salidas"
        self.registro = carpeta / "datos" / "publicadas.jsonl"
        self.entorno = Entorno(
            raiz=AQUI.parents[1], cuadernos=AQUI / "cuadernos", salidas=self.salidas, params=carpeta / "params",
            ahora=datetime(2026, 1, 15, 9, 30), huella_de_datos=HuellaDada("f"), huella_de_la_norma=HuellaDada("n"),
        )  # fmt: skip
        self.buena = self.correr("bueno")
        self.rota = self.correr("roto")
        self.reservada = self.correr("bueno", nominativo="si")
        self._guardado = self._todo()

    def correr(self, cuaderno: str, **dados: str) -> Corrida:
        return correr(cuaderno, dados, entorno=self.entorno)

    def _todo(self) -> dict[Path, bytes]:
        return {r: r.read_bytes() for r in self.carpeta.rglob("*") if r.is_file()}

    def reponer(self) -> None:
        for ruta in self._todo().keys() - self._guardado.keys():
            ruta.unlink()
        for ruta in sorted(self.salidas.rglob("*"), reverse=True):
            if ruta.is_dir() and not any(ruta.iterdir()):
                ruta.rmdir()
        for ruta, contenido in self._guardado.items():
            ruta.parent.mkdir(parents=True, exist_ok=True)
            ruta.write_bytes(contenido)

    def fallas(self, publicas: tuple[str, ...] = ()) -> str:
        return " | ".join(hallado.falla for hallado in revisar(self.salidas, publicas) if hallado.falla)


@pytest.fixture(scope="module")
def una_oficina(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oficina]:
    carpeta = tmp_path_factory.mktemp("oficina")
    (carpeta / "params" / "catalogos").mkdir(parents=True)
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", f"sqlite:///{carpeta / 'datos' / 'libros.db'}")
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta / "salidas"))
        entorno.setenv("HOME", str(carpeta / "casa"))
        entorno.delenv(firma.VARIABLE, raising=False)
        yield Oficina(carpeta)


@pytest.fixture
def oficina(una_oficina: Oficina) -> Iterator[Oficina]:
    yield una_oficina
    una_oficina.reponer()


def _html(corrida: Corrida) -> Path:
    return corrida.carpeta / "informe.html"


def _cambiar_html(corrida: Corrida) -> None:
    _html(corrida).write_text(
        _html(corrida).read_text(encoding="utf-8").replace("</main>", "tercera parte</main>"), "utf-8"
    )


def _al_dia(corrida: Corrida) -> None:
    """Pone en el manifiesto la huella de los archivos como están: lo que haría quien quiere que cuadre."""
    ficha = json.loads((corrida.carpeta / "manifiesto.json").read_text(encoding="utf-8"))
    del ficha["archivos"], ficha["formato"]
    manifiesto.escribir(corrida.carpeta, ficha)


class TestF7:
    def test_sin_tocar_nada_todo_esta_bien(self, oficina: Oficina) -> None:
        hallados = list(revisar(oficina.salidas))
        assert [h.falla for h in hallados] == [""] * 8
        assert "3 renglones encadenados" in hallados[0].que
        assert "3 corridas con sus archivos" in hallados[-2].que

    def test_html_alterado(self, oficina: Oficina) -> None:
        _cambiar_html(oficina.buena)
        falla = oficina.fallas()
        assert f"2025-12-31/bueno/{oficina.buena.corrida} (cambió informe.html)" in falla
        assert "Vuelve a correrlas" in falla

    def test_html_y_manifiesto_alterados_juntos(self, oficina: Oficina) -> None:
        bueno = _html(oficina.buena).read_bytes()
        _cambiar_html(oficina.buena)
        _al_dia(oficina.buena)
        assert manifiesto.leer_integro(oficina.buena.carpeta), "entre sí cuadran"
        assert f"{oficina.buena.corrida} (cambió manifiesto.json)" in oficina.fallas()
        otra = oficina.correr("bueno")
        assert not otra.reutilizada
        assert otra.apartada == oficina.salidas / "apartado" / "2025-12-31" / "bueno" / otra.corrida
        assert "tercera parte" in (otra.apartada / "informe.html").read_text(encoding="utf-8")
        assert _html(otra).read_bytes() == bueno
        assert oficina.fallas() == ""
        assert oficina.correr("bueno").reutilizada

    def test_sin_archivos_en_el_manifiesto_y_el_html_borrado(self, oficina: Oficina) -> None:
        archivo = oficina.buena.carpeta / "manifiesto.json"
        ficha = json.loads(archivo.read_text(encoding="utf-8"))
        archivo.write_text(json.dumps(ficha | {"archivos": {}}), encoding="utf-8")
        _html(oficina.buena).unlink()
        assert "cambió manifiesto.json, cuaderno.ipynb, informe.html, informe.xlsx" in oficina.fallas()
        otra = oficina.correr("bueno")
        assert not otra.reutilizada and otra.apartada and _html(otra).is_file()
        assert oficina.fallas() == ""

    def test_ni_rehaciendo_el_renglon_del_registro(self, oficina: Oficina) -> None:
        _cambiar_html(oficina.buena)
        antes = huellas.de_archivo(oficina.buena.carpeta / "manifiesto.json")
        _al_dia(oficina.buena)
        despues = huellas.de_archivo(oficina.buena.carpeta / "manifiesto.json")
        oficina.registro.write_text(oficina.registro.read_text(encoding="utf-8").replace(antes, despues), "utf-8")
        assert "el renglón 1 de publicadas.jsonl cambió" in oficina.fallas()
        assert not oficina.correr("bueno").reutilizada


class TestLoQueFaltaOSobra:
    @pytest.mark.parametrize(
        "donde",
        ["informe.html", "informe corregido.xlsx", "2025-12-31/bueno/otra/informe.xlsx", "nuevo/cuaderno.ipynb"],
    )
    def test_un_informe_suelto_se_nombra(self, oficina: Oficina, donde: str) -> None:
        suelto = oficina.salidas / donde
        suelto.parent.mkdir(parents=True, exist_ok=True)
        suelto.write_bytes(b"")
        assert f"{donde} no es de ninguna corrida" in oficina.fallas()

    @pytest.mark.parametrize("como", ["borrado", "cortado", "rehecho"])
    def test_el_registro_de_nombres_se_cruza_con_lo_publicado(self, oficina: Oficina, como: str) -> None:
        archivo = oficina.carpeta / "datos" / "nominativas.jsonl"
        for numero in range(2):
            nominativas.registrar("nomina_gastos", {"numero": numero})
        oficina.correr("bueno", nominativo="si", maximo="3")
        assert oficina.fallas() == ""
        uno, _ = archivo.read_text(encoding="utf-8").splitlines(keepends=True)
        archivo.unlink()
        if como == "cortado":
            archivo.write_text(uno, encoding="utf-8")
        elif como == "rehecho":
            for numero in (0, 7):
                nominativas.registrar("nomina_gastos", {"numero": numero})
        assert "a nominativas.jsonl le faltan, o le cambiaron" in oficina.fallas()

    def test_borrada_a_mano_se_dice_y_quitada_no(self, oficina: Oficina) -> None:
        shutil.rmtree(oficina.buena.carpeta)
        assert f"2025-12-31/bueno/{oficina.buena.corrida} falta" in oficina.fallas()
        oficina.reponer()
        estanteria.quitar(oficina.salidas, estanteria.nombradas(oficina.salidas, [], fallidas=True))
        assert oficina.fallas() == ""
        assert publicadas.leer().renglones[-1]["hecho"] == "quitada"

    def test_archivada_se_sigue_comprobando(self, oficina: Oficina) -> None:
        todas = [e for e in estanteria.todas(oficina.salidas) if e.carpeta == oficina.buena.carpeta]
        (destino,) = estanteria.archivar(oficina.salidas, todas)
        assert oficina.fallas() == ""
        (destino / "informe.html").write_text("otro", encoding="utf-8")
        assert f"archivo/2025-12-31/bueno/{oficina.buena.corrida} (cambió informe.html)" in oficina.fallas()

    def test_archivar_una_alterada_no_la_da_por_buena(self, oficina: Oficina) -> None:
        _cambiar_html(oficina.buena)
        _al_dia(oficina.buena)
        todas = [e for e in estanteria.todas(oficina.salidas) if e.carpeta == oficina.buena.carpeta]
        estanteria.archivar(oficina.salidas, todas)
        assert "cambió manifiesto.json" in oficina.fallas()

    def test_lo_que_nadie_publico_no_pasa(self, oficina: Oficina) -> None:
        ajena = oficina.salidas / "2030-01-01" / "bueno" / "abcabcabcabc"
        shutil.copytree(oficina.buena.carpeta, ajena)
        assert "2030-01-01/bueno/abcabcabcabc no está en el registro" in oficina.fallas()

    def test_lo_reservado_tambien(self, oficina: Oficina) -> None:
        _cambiar_html(oficina.reservada)
        assert oficina.reservada.corrida in oficina.fallas()

    def test_sin_registro_nada_esta_publicado(self, oficina: Oficina) -> None:
        oficina.registro.unlink()
        assert "no están en el registro" in oficina.fallas()
        assert not oficina.correr("bueno").reutilizada

    def test_unas_salidas_que_cambian_de_lugar_siguen_valiendo(self, oficina: Oficina) -> None:
        nuevo = oficina.carpeta / "otro disco"
        shutil.copytree(oficina.salidas, nuevo)
        assert [h.falla for h in revisar(nuevo) if h.falla] == []
        (nuevo / "2025-12-31" / "bueno" / oficina.buena.corrida / "informe.html").write_text("x", encoding="utf-8")
        assert any("cambió informe.html" in h.falla for h in revisar(nuevo))
        shutil.rmtree(nuevo)


def _alteraciones(oficina: Oficina) -> st.SearchStrategy[tuple[str, Path, int]]:
    archivos = sorted(
        r for r in oficina.carpeta.rglob("*")
        if r.is_file() and (r.parent.name.startswith((oficina.buena.corrida, oficina.rota.corrida,
        oficina.reservada.corrida)) or r == oficina.registro)
    )  # fmt: skip
    return st.tuples(
        st.sampled_from(["byte", "borrar", "recortar", "copiar"]), st.sampled_from(archivos), st.integers(0)
    )


def _alterar(como: str, ruta: Path, n: int) -> None:
    contenido = ruta.read_bytes()
    if como == "borrar":
        ruta.unlink()
    elif como == "recortar":
        ruta.write_bytes(contenido[: n % len(contenido)])
    elif como == "copiar":
        ruta.with_name(f"otro-{ruta.name}").write_bytes(contenido) if ruta.suffix != ".jsonl" else ruta.unlink()
    else:
        lugar = n % len(contenido)
        ruta.write_bytes(contenido[:lugar] + bytes([contenido[lugar] ^ 1]) + contenido[lugar + 1 :])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(datos=st.data())
def test_ninguna_alteracion_al_azar_pasa(oficina: Oficina, datos: st.DataObject) -> None:
    oficina.reponer()
    for como, ruta, n in datos.draw(st.lists(_alteraciones(oficina), min_size=1, max_size=3)):
        if ruta.exists():
            _alterar(como, ruta, n)
    cambio = oficina._todo() != oficina._guardado
    assert bool(oficina.fallas()) == cambio


class TestConClave:
    def test_ni_quien_conoce_la_cadena_pasa_sin_la_clave(
        self, oficina: Oficina, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """HTML, manifiesto y un renglón nuevo bien encadenado, todo a la vez."""
        monkeypatch.setenv(firma.VARIABLE, str(tmp_path / "clave.pem"))
        publica = firma.crear()[1]
        hecha = correr("sin_parametros", {}, entorno=oficina.entorno)
        assert oficina.fallas((publica,)) == ""
        _cambiar_html(oficina.buena)
        _al_dia(oficina.buena)
        monkeypatch.setenv(firma.VARIABLE, str(tmp_path / "otra.pem"))
        firma.crear()
        ficha = manifiesto.leer(oficina.buena.carpeta)
        assert ficha
        lugar = Lugar.de(oficina.salidas, oficina.buena.carpeta)
        publicadas.anotar_publicada(lugar, oficina.buena.carpeta, ficha, 1.0)
        assert "trae una firma que no es" in oficina.fallas((publica,))
        assert hecha.falla is None


class TestLoInterrumpido:
    @pytest.mark.parametrize("forzar", [False, True])
    def test_morir_entre_anotarla_y_ponerla_en_su_lugar_se_termina_solo(self, oficina: Oficina, forzar: bool) -> None:
        if not forzar:
            estanteria.quitar(
                oficina.salidas, [e for e in estanteria.todas(oficina.salidas) if e.carpeta == oficina.buena.carpeta]
            )
        hijo = os.fork()
        if hijo == 0:
            salidas.publicar = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
            correr("bueno", {}, entorno=oficina.entorno, forzar=forzar)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(hijo, 0)[1]) == -signal.SIGKILL
        if not forzar:
            assert oficina.fallas() == "", "comprobar sabe que está por terminarse"
        salidas.recoger(oficina.salidas)
        assert oficina.fallas() == ""
        assert oficina.correr("bueno").reutilizada

    def test_lo_que_no_se_anoto_no_se_publica(self, oficina: Oficina) -> None:
        obra = salidas.obra_de(oficina.salidas, oficina.salidas / "2030-01-01" / "x" / "abc")
        shutil.copytree(oficina.buena.carpeta, obra)
        salidas.recoger(oficina.salidas)
        assert not (oficina.salidas / "2030-01-01").exists() and not obra.exists()


def test_el_registro_dice_quien_y_si_salio_con_nombres(oficina: Oficina) -> None:
    """F21."""
    anotados = {r["corrida"]: r for r in publicadas.leer().renglones}
    assert anotados[oficina.reservada.corrida]["nominativo"] is True
    assert anotados[oficina.buena.corrida]["nominativo"] is False
    assert all(r["quien"] and r["cuando"] and r["parametros"]["corte"] == "2025-12-31" for r in anotados.values())


def test_si_el_registro_de_nombres_se_altera_se_dice(oficina: Oficina) -> None:
    for numero in range(2):
        nominativas.registrar("nomina_gastos", {"numero": numero})
    archivo = oficina.carpeta / "datos" / "nominativas.jsonl"
    assert oficina.fallas() == ""
    archivo.write_text(archivo.read_text(encoding="utf-8").replace('"numero":0', '"numero":7'), encoding="utf-8")
    assert "renglón 1 de nominativas.jsonl cambió" in oficina.fallas()
    assert encadenado.leer(archivo).falla
