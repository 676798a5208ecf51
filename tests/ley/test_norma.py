"""La norma como valor: lo que dice y su huella cambian juntos, y la entidad se elige en un solo lugar."""

from __future__ import annotations

import ast
import pickle
import shutil
from datetime import date
from pathlib import Path

import pytest

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import dia
from cobranza.ley.liquidacion import liquidar
from cobranza.ley.norma import Normas, abrir, de_la_oficina
from cobranza.ley.recargos import tasa

AL = dia(date(2026, 6, 15))
VENCE = dia(date(2025, 1, 17))


@pytest.fixture
def params(tmp_path: Path) -> Path:
    """Una copia de los parámetros, para editarla."""
    copia = tmp_path / "params"
    shutil.copytree(ajustes().params, copia)
    return copia


def _recargos(normas: Normas, ambito: str = "federal") -> int:
    return int(liquidar(normas.de(ambito), monto=10_000_00, vencimiento=VENCE, pago=AL).recargos)


def _cambiar(archivo: Path, antes: str, despues: str) -> None:
    texto = archivo.read_text(encoding="utf-8")
    assert antes in texto
    archivo.write_text(texto.replace(antes, despues), encoding="utf-8")


def test_editar_una_tasa_en_un_proceso_vivo_cambia_el_importe_y_la_huella(params: Path) -> None:
    antes = abrir(params)
    importe = _recargos(antes)
    assert abrir(params) is antes
    _cambiar(params / "legales" / "federal" / "recargos_mora.yaml", '"2.07"', '"2.08"')
    despues = abrir(params)
    assert despues.huella != antes.huella
    assert _recargos(despues) > importe
    assert _recargos(antes) == importe  # quien ya la tenía abierta sigue con la suya


def test_lo_mismo_escrito_otra_vez_es_la_misma_norma(params: Path) -> None:
    antes = abrir(params)
    archivo = params / "legales" / "federal" / "recargos_mora.yaml"
    archivo.write_bytes(archivo.read_bytes())
    assert abrir(params) is antes


def test_viaja_a_otro_proceso_como_se_abrio(params: Path) -> None:
    antes = abrir(params).eligiendo({"recargos.tasa_del_mes": "dia_de_pago"})
    empacada = pickle.dumps(antes)
    importe = _recargos(antes)
    _cambiar(params / "legales" / "federal" / "recargos_mora.yaml", '"2.07"', '"2.08"')
    llegada: Normas = pickle.loads(empacada)
    assert (llegada.huella, llegada.elegidas, _recargos(llegada)) == (antes.huella, antes.elegidas, importe)


def test_anota_lo_que_se_le_pregunto() -> None:
    normas = de_la_oficina().aparte()
    assert normas.consultado == {}
    normas.de("estatal").valor("udi", date(2026, 1, 5))
    normas.de("estatal").valor("udi", date(2025, 1, 5))
    tasa(normas.de("federal"), VENCE, AL)
    assert normas.consultado[("estatal_chiapas", "udi")] == (dia(date(2025, 1, 5)), dia(date(2026, 1, 5)))
    meses = dia(date(2025, 1, 1)), dia(date(2026, 5, 1))
    assert normas.consultado[("federal", "recargos_mora")] == meses, "un mes de mora empieza el 18"
    otra = normas.aparte()
    assert otra.consultado == {}
    otra.sumar({("estatal_chiapas", "udi"): (AL, AL)})
    normas.sumar(otra.consultado)
    assert normas.consultado[("estatal_chiapas", "udi")] == (dia(date(2025, 1, 5)), AL)


class TestLaEntidad:
    """Dos estados lado a lado: rige el que se eligió, y si nadie eligió se dice."""

    @pytest.fixture
    def dos(self, params: Path) -> Path:
        """Chiapas y un Aguascalientes que cobra otra tasa; por orden alfabético va primero."""
        legales = params / "legales"
        shutil.copytree(legales / "estatal_chiapas", legales / "estatal_aguascalientes")
        ficha = legales / "estatal_aguascalientes" / "ordenamiento.yaml"
        _cambiar(ficha, "Código de la Hacienda Pública para el Estado de Chiapas", "Código Fiscal de Aguascalientes")
        shutil.copy(legales / "federal" / "recargos_mora.yaml", legales / "estatal_aguascalientes")
        _cambiar(legales / "estatal_aguascalientes" / "recargos_mora.yaml", '"2.07"', '"3.07"')
        return params

    def test_agregar_otro_estado_no_cambia_el_de_la_oficina(self, dos: Path) -> None:
        normas = abrir(dos)
        assert normas.entidad == normas.de("estatal").clave == "estatal_chiapas"
        assert _recargos(normas, "estatal") == _recargos(de_la_oficina(), "estatal")

    def test_se_elige_en_institucion_yaml(self, dos: Path) -> None:
        chiapas = abrir(dos)
        _cambiar(dos / "catalogos" / "institucion.yaml", "ordenamiento: estatal_chiapas",
                 "ordenamiento: estatal_aguascalientes")  # fmt: skip
        aguascalientes = abrir(dos)
        assert aguascalientes.de("estatal").nombre == "Código Fiscal de Aguascalientes"
        assert aguascalientes.huella != chiapas.huella
        assert _recargos(aguascalientes, "estatal") > _recargos(chiapas, "estatal")
        assert _recargos(aguascalientes) == _recargos(chiapas)

    def test_una_maquina_la_cambia_con_su_entorno(self, dos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COBRANZA_PARAMS", str(dos))
        monkeypatch.setenv("COBRANZA_ENTIDAD", "estatal_aguascalientes")
        assert de_la_oficina().de("estatal").clave == "estatal_aguascalientes"

    def test_dos_sin_elegir_es_mal_uso_y_dice_como(self, dos: Path) -> None:
        _cambiar(dos / "catalogos" / "institucion.yaml", "ordenamiento: estatal_chiapas\n", "")
        normas = abrir(dos)
        assert _recargos(normas) > 0  # lo federal no depende de la entidad
        with pytest.raises(ErrorDeUso, match=r"estatal_aguascalientes, estatal_chiapas.*COBRANZA_ENTIDAD"):
            normas.de("estatal")

    def test_uno_solo_no_hace_falta_elegirlo(self, params: Path) -> None:
        _cambiar(params / "catalogos" / "institucion.yaml", "ordenamiento: estatal_chiapas\n", "")
        assert abrir(params).entidad == "estatal_chiapas"

    def test_una_que_no_existe_dice_las_que_hay(self, dos: Path) -> None:
        with pytest.raises(ErrorDeUso, match=r"estatal_oaxaca.*hay estatal_aguascalientes, estatal_chiapas"):
            abrir(dos, "estatal_oaxaca")


def test_la_norma_se_pasa_y_solo_la_abren_las_entradas() -> None:
    """Quien la tomara del ambiente podría contestar con otra que la del informe."""
    lib = ajustes().raiz / "lib" / "cobranza"
    abren = {
        archivo.relative_to(lib).as_posix()
        for archivo in lib.rglob("*.py")
        for nodo in ast.walk(ast.parse(archivo.read_text(encoding="utf-8")))
        if isinstance(nodo, ast.ImportFrom)
        and nodo.module == "cobranza.ley.norma"
        and {n.name for n in nodo.names} & {"abrir", "de_ambito", "de_la_oficina", "norma"}
        and not archivo.is_relative_to(lib / "puertas")
    }
    assert abren == {"gemelo/__init__.py", "informes/entrada.py", "ingesta/carga.py", "temas/calculo.py"}
