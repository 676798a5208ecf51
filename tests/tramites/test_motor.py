"""El motor de trámites, con uno escrito sólo en YAML: quién puede, qué lo impide y que todo queda o nada."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from oficina import con_lote, credito
from sqlalchemy import Engine, func, select, text

from cobranza.almacen.sesion import abrir as abrir_base
from cobranza.almacen.sesion import instante
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeDatos, ErrorDeLey, ErrorDeProceso, ErrorDeUso
from cobranza.base.fechas import ahora
from cobranza.base.impedimento import Impedimento
from cobranza.documentos import pdf
from cobranza.ingesta.anotacion import Mano
from cobranza.ley.norma import de_la_oficina
from cobranza.libros import libro, tablas
from cobranza.libros.comprobacion import revisar_libros
from cobranza.procesos.anotar import con_que_anotar
from cobranza.puertas.cli import ejecutar
from cobranza.tramites.automaticos import poner_al_dia
from cobranza.tramites.definicion import tipo
from cobranza.tramites.libro_de_pasos import leer, todos
from cobranza.tramites.lista import en_lista
from cobranza.tramites.papeles import Documentos, contribuyente_de
from cobranza.tramites.tramitar import Caso, Ocurrido, Orden, Pedido, Proceso, Vencimiento, abrir, paso
from cobranza.tramites.vista import Vista
from cobranza.verificacion.impedimentos import juez

HOY = datetime(2026, 3, 16, 12)
DIA = HOY.date()
PERMISO = {
    "titulo": "Permiso de prueba",
    "prefijo": "PERM",
    "fundamento": "CFF art. 144",
    "asunto": "folios",
    "datos": {
        "folios": {"tipo": "folios", "ayuda": "Créditos"},
        "importe": {"tipo": "importe", "ayuda": "Por cuánto"},
        "desde": {"tipo": "fecha", "ayuda": "Desde cuándo"},
        "nota": {"tipo": "texto", "ayuda": "Lo que se quiera"},
    },
    "estados": {
        "PEDIDO": {"titulo": "Pedido", "roles": ["DEL"], "pide": ["folios", "importe"], "admite": ["nota", "desde"],
                   "plazos": [{"clave": "MET-INSCRIBIR", "desde": "desde", "avisa": 3, "hasta": ["DADO", "NEGADO"]}]},
        "REVISADO": {"titulo": "Revisado", "desde": ["PEDIDO"], "roles": ["OSC"], "no_fue": ["PEDIDO"]},
        "DADO": {"titulo": "Dado", "desde": ["REVISADO"], "roles": ["DIR", "OSC"], "no_fue": ["PEDIDO", "REVISADO"],
                 "nivel": "importe", "comprueba": ["con_credito"], "efectos": ["suspende"]},
        "NEGADO": {"titulo": "Negado", "desde": ["PEDIDO", "REVISADO"], "roles": ["DIR"]},
    },
}  # fmt: skip
_NIVEL = {"unidad": "pesos", "desde": "2020-01-01", "calidad": "ilustrativo", "fuente": "prueba"}
NIVELES = [{"rol": "OSC", "hasta": "100.00"} | _NIVEL, {"rol": "DIR", "hasta": ""} | _NIVEL]
PERSONAS = {"D1": "DELEGADO", "S1": "SUPERVISOR_CENTRAL", "S2": "SUPERVISOR_CENTRAL", "J1": "DELEGADO"}


def con_credito(caso: Caso) -> list[Impedimento]:
    hay = caso.conexion.execute(select(tablas.credito.c.folio).where(tablas.credito.c.folio.in_(caso.asunto)))
    faltan = sorted({*caso.asunto} - {*hay.scalars()})
    return [caso.estado.impide("PRU01", "No hay crédito", f"{faltan}", "Corrígelo.")] if faltan else []


def suspende(caso: Caso) -> list[Any]:
    assert caso.anotar is not None
    return [caso.anotar({"folio": f, "acto": "SUSPENSION", "fecha": caso.al.isoformat()}) for f in caso.asunto]


def proceso() -> Proceso:
    return Proceso("permiso", {"con_credito": con_credito}, efectos={"suspende": suspende})


def orden(usuario: str, al: date = DIA, **otros: Any) -> Orden:
    normas = de_la_oficina()
    return Orden(usuario, al, HOY, normas, con_que_anotar(Mano(usuario, HOY, normas, juez(normas))), **otros)


@pytest.fixture
def permiso(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Deja el trámite de prueba en una copia de los catálogos; se puede cambiar algo de él."""
    params = tmp_path / "params"
    shutil.copytree(ajustes().params, params)
    roles = yaml.safe_load((params / "catalogos" / "roles.yaml").read_text(encoding="utf-8"))
    roles["roles"]["DIR"]["personas"] = ["J1"]
    roles["niveles"]["permiso"] = NIVELES
    (params / "catalogos" / "roles.yaml").write_text(yaml.safe_dump(roles), encoding="utf-8")
    (params / "catalogos" / "tramites").mkdir(exist_ok=True)
    monkeypatch.setenv("COBRANZA_PARAMS", str(params))

    def escribir(cambio: Callable[[dict[str, Any]], None] = lambda _: None) -> None:
        ficha = json.loads(json.dumps(PERMISO))
        cambio(ficha)
        (params / "catalogos" / "tramites" / "permiso.yaml").write_text(yaml.safe_dump(ficha, sort_keys=False))

    escribir()
    return escribir


@pytest.fixture
def siembra() -> Callable[[Engine], None]:
    return _dos_creditos


@pytest.fixture
def libros(motor: Engine, permiso: Callable[..., None]) -> Engine:
    return motor


def _dos_creditos(motor: Engine) -> None:
    """Dos créditos y cuatro personas: quien pide, dos que revisan y quien autoriza."""
    con_lote(motor)
    with motor.begin() as conexion:
        credito(conexion, "UNO")
        credito(conexion, "DOS")
        gente = [
            {"numero_empleado": numero, "nombre": f"Persona {numero}", "rfc": "XEXX010101000", "curp": "C",
             "puesto": puesto, "delegacion": "DH-TGZ", "clabe": "0" * 18, "sueldo_mensual": 1, "alta": "2015-01-01",
             "baja": None, "lote": 1, "linea": 2}
            for numero, puesto in PERSONAS.items()
        ]  # fmt: skip
        libro.agregar(conexion, "persona", pd.DataFrame(gente))


DATOS = {"folios": ["UNO", "DOS"], "importe": "100.00"}


def pedido(motor: Engine, **otros: Any) -> str:
    return abrir(motor, proceso(), DATOS | otros, orden("D1")).tramite.numero


def cuantos(motor: Engine, tabla: str) -> int:
    with motor.connect() as conexion:
        return conexion.execute(select(func.count()).select_from(tablas.metadata.tables[tabla])).scalar_one()


def reglas(error: pytest.ExceptionInfo[ErrorDeProceso]) -> list[str]:
    return [i.regla for i in error.value.impedimentos]


def test_un_tramite_de_principio_a_fin(libros: Engine) -> None:
    numero = pedido(libros, nota="urge")
    assert numero == "PERM-2026-000001"
    paso(libros, proceso(), Pedido("REVISADO", {}, numero), orden("S1"))
    dado = paso(libros, proceso(), Pedido("DADO", {}, numero), orden("S2")).tramite
    assert [p.estado for p in dado.pasos] == ["PEDIDO", "REVISADO", "DADO"]
    assert [p.rol for p in dado.pasos] == ["DEL", "OSC", "OSC"]
    assert dado.datos == {"folios": ["UNO", "DOS"], "importe": 10_000, "nota": "urge"}
    assert [(e["folio"], e["acto"]) for e in dado.pasos[-1].efectos] == [("UNO", "SUSPENSION"), ("DOS", "SUSPENSION")]
    assert cuantos(libros, "acto") == 4, "las dos notificaciones y las dos suspensiones"
    assert not [r.falla for r in revisar_libros(libros) if r.falla]


def test_el_numero_sigue_y_vuelve_a_empezar_cada_anio(libros: Engine) -> None:
    assert [pedido(libros, nota=n) for n in "abc"] == [f"PERM-2026-00000{k}" for k in (1, 2, 3)]
    del_anterior = abrir(libros, proceso(), DATOS, orden("D1", date(2025, 12, 30))).tramite.numero
    assert del_anterior == "PERM-2025-000001"


@pytest.mark.parametrize(
    ("estado", "usuario", "espera"),
    [
        ("DADO", "J1", ["TRA02"]),  # falta revisar
        ("REVISADO", "D1", ["TRA04", "TRA05"]),  # ni es suyo ni lo puede dar quien lo pidió
        ("REVISADO", "NADIE", ["TRA04"]),
        ("NEGADO", "S1", ["TRA04"]),
    ],
)
def test_lo_que_no_procede_no_deja_mas_que_el_intento(
    libros: Engine, estado: str, usuario: str, espera: list[str]
) -> None:
    numero = pedido(libros)
    antes = cuantos(libros, "paso"), cuantos(libros, "lote"), cuantos(libros, "acto")
    with pytest.raises(ErrorDeProceso) as negado:
        paso(libros, proceso(), Pedido(estado, {}, numero), orden(usuario))
    assert reglas(negado) == espera and negado.value.codigo == 5
    assert (cuantos(libros, "paso"), cuantos(libros, "lote"), cuantos(libros, "acto")) == antes
    with libros.connect() as conexion:
        (intento,) = conexion.execute(select(tablas.intento)).all()
    assert (intento.usuario, intento.asunto, intento.que) == (usuario, numero, f"permiso a {estado}")
    assert [i["regla"] for i in json.loads(intento.impedimentos)] == espera


CAMINO = {"PEDIDO": [], "REVISADO": ["REVISADO"], "DADO": ["REVISADO", "DADO"], "NEGADO": ["NEGADO"]}
QUIEN = {"PEDIDO": "D1", "REVISADO": "S1", "DADO": "J1", "NEGADO": "J1"}


@pytest.mark.parametrize("desde", CAMINO)
@pytest.mark.parametrize("hasta", CAMINO)
def test_ninguna_transicion_fuera_de_la_tabla(libros: Engine, desde: str, hasta: str) -> None:
    numero = pedido(libros)
    for estado in CAMINO[desde]:
        paso(libros, proceso(), Pedido(estado, {}, numero), orden(QUIEN[estado]))
    el_que_sigue = Pedido(hasta, DATOS if hasta == "PEDIDO" else {}, numero)
    if desde in proceso().definicion().estados[hasta].desde:
        assert paso(libros, proceso(), el_que_sigue, orden(QUIEN[hasta])).tramite.estado == hasta
        return
    with pytest.raises(ErrorDeProceso, match="El estado no sigue"):
        paso(libros, proceso(), el_que_sigue, orden(QUIEN[hasta], clave="otra"))
    assert todos_los_estados(libros) == [desde]


def test_el_nivel_es_un_dato(libros: Engine) -> None:
    numero = pedido(libros, importe="100.01")
    paso(libros, proceso(), Pedido("REVISADO", {}, numero), orden("S1"))
    with pytest.raises(ErrorDeProceso, match=r"100.01 y «S2» no alcanza.*Dirección de Cobranza") as negado:
        paso(libros, proceso(), Pedido("DADO", {}, numero), orden("S2"))
    assert reglas(negado) == ["TRA06"]
    assert paso(libros, proceso(), Pedido("DADO", {}, numero), orden("J1")).tramite.estado == "DADO"


class TestVigencia:
    """Niveles, puestos y segregación rigen por días: cuenta el del paso."""

    @pytest.fixture
    def roles(self, libros: Engine) -> Callable[[Callable[[dict[str, Any]], None]], None]:
        """Cambia algo de `roles.yaml`."""
        ruta = ajustes().params / "catalogos" / "roles.yaml"

        def escribir(cambio: Callable[[dict[str, Any]], None]) -> None:
            ficha = yaml.safe_load(ruta.read_text(encoding="utf-8"))
            cambio(ficha)
            ruta.write_text(yaml.safe_dump(ficha), encoding="utf-8")

        return escribir

    def dado(self, libros: Engine, usuario: str, al: date = DIA) -> str:
        numero = abrir(libros, proceso(), DATOS | {"nota": str(al)}, orden("D1", date(2026, 3, 2))).tramite.numero
        paso(libros, proceso(), Pedido("REVISADO", {}, numero), orden("S1", date(2026, 3, 2)))
        return paso(libros, proceso(), Pedido("DADO", {}, numero), orden(usuario, al)).tramite.estado

    def test_el_nivel_es_el_que_rige_el_dia_del_paso(self, libros: Engine, roles: Any) -> None:
        hasta_el_10 = {"rol": "OSC", "hasta": "100.00"} | _NIVEL | {"hasta_dia": "2026-03-10"}
        despues = {"rol": "OSC", "hasta": "99.99"} | _NIVEL | {"desde": "2026-03-11"}
        roles(lambda f: f["niveles"].update(permiso=[hasta_el_10, despues, NIVELES[1]]))
        assert self.dado(libros, "S2", date(2026, 3, 10)) == "DADO", "el último día cuenta"
        with pytest.raises(ErrorDeProceso) as negado:
            self.dado(libros, "S2", date(2026, 3, 11))
        assert reglas(negado) == ["TRA06"]

    @pytest.mark.parametrize(
        ("niveles", "dice"),
        [
            ([n | {"desde": "2026-03-17"} for n in NIVELES], "no dice quién autoriza «permiso» el 2026-03-16"),
            ([n | {"hasta_dia": "2026-03-15"} for n in NIVELES], "no dice quién autoriza «permiso» el 2026-03-16"),
            ([*NIVELES, NIVELES[1] | {"desde": "2026-01-01"}], "rigen dos niveles de DIR"),
        ],
    )
    def test_sin_un_nivel_vigente_es_la_norma_la_que_falta(
        self, libros: Engine, roles: Any, niveles: Any, dice: str
    ) -> None:
        roles(lambda f: f["niveles"].update(permiso=niveles))
        with pytest.raises(ErrorDeLey, match=r"params/catalogos/roles\.yaml.*" + dice) as falta:
            self.dado(libros, "J1")
        assert falta.value.codigo == 4

    @pytest.mark.parametrize(
        ("cambio", "dice"),
        [
            ({"vigencia": "2026"}, "dice «vigencia»"),
            ({"hasta_dia": "2019-01-01"}, "al revés"),
            ({"desde": "hoy"}, "hoy"),
        ],
    )
    def test_un_nivel_mal_escrito_no_se_ignora(self, libros: Engine, roles: Any, cambio: Any, dice: str) -> None:
        roles(lambda f: f["niveles"].update(permiso=[NIVELES[0] | cambio, NIVELES[1]]))
        with pytest.raises(ErrorDeUso, match=rf"roles\.yaml.*{dice}"):
            self.dado(libros, "J1")

    def test_el_puesto_da_el_rol_sus_dias(self, libros: Engine, roles: Any) -> None:
        dejo_de_serlo = {"puesto": "SUPERVISOR_CENTRAL", "hasta_dia": "2026-03-15"}
        roles(lambda f: f["roles"]["OSC"].update(puestos=[dejo_de_serlo]))
        assert self.dado(libros, "S2", date(2026, 3, 15)) == "DADO"
        with pytest.raises(ErrorDeProceso) as negado:
            self.dado(libros, "S2")
        assert reglas(negado) == ["TRA04"]

    def test_la_segregacion_se_exige_sus_dias(self, libros: Engine, permiso: Callable[..., None]) -> None:
        desde_el_16 = ["PEDIDO", {"estado": "REVISADO", "desde": "2026-03-16"}]
        permiso(lambda f: f["estados"]["DADO"].update(no_fue=desde_el_16))
        assert self.dado(libros, "S1", date(2026, 3, 15)) == "DADO"
        with pytest.raises(ErrorDeProceso) as negado:
            self.dado(libros, "S1")
        assert reglas(negado) == ["TRA05"]


def test_si_un_acto_no_procede_el_paso_tampoco(libros: Engine) -> None:
    numero = abrir(libros, proceso(), DATOS | {"folios": ["UNO", "NO-HAY"]}, orden("D1")).tramite.numero
    paso(libros, proceso(), Pedido("REVISADO", {}, numero), orden("S1"))
    with pytest.raises(ErrorDeProceso) as negado:
        paso(libros, proceso(), Pedido("DADO", {}, numero), orden("S2"))
    assert reglas(negado) == ["PRU01"]
    ciego = Proceso("permiso", {"con_credito": lambda caso: []}, efectos={"suspende": suspende})
    with pytest.raises(ErrorDeDatos, match="NO-HAY"):
        paso(libros, ciego, Pedido("DADO", {}, numero), orden("S2"))
    assert cuantos(libros, "acto") == 2, "tampoco el del crédito que sí está"
    assert todos_los_estados(libros) == ["REVISADO"]


def todos_los_estados(motor: Engine) -> list[str]:
    with instante(motor) as conexion:
        return [t.estado for t in todos(conexion)]


def test_la_misma_clave_es_un_solo_paso(libros: Engine) -> None:
    primero = abrir(libros, proceso(), DATOS, orden("D1", clave="K"))
    otra_vez = abrir(libros, proceso(), DATOS | {"nota": "x"}, orden("D1", clave="K"))
    assert not primero.ya_estaba and otra_vez.ya_estaba and otra_vez.tramite == primero.tramite
    sin_clave = [abrir(libros, proceso(), DATOS, orden("D1")) for _ in range(2)]
    assert [d.ya_estaba for d in sin_clave] == [False, True]


def test_volver_el_mismo_dia_a_un_estado_es_otro_paso(libros: Engine, permiso: Callable[..., None]) -> None:
    permiso(lambda f: f["estados"]["REVISADO"].update(desde=["PEDIDO", "NEGADO"]))
    numero = pedido(libros)
    for estado, quien in (("REVISADO", "S1"), ("NEGADO", "J1"), ("REVISADO", "S1")):
        assert not paso(libros, proceso(), Pedido(estado, {}, numero), orden(quien)).ya_estaba
    assert paso(libros, proceso(), Pedido("REVISADO", {}, numero), orden("S1")).ya_estaba
    with instante(libros) as conexion:
        assert len(leer(conexion, numero).pasos) == 4


@pytest.mark.parametrize(
    ("dichos", "al", "dice"),
    [
        ({"folios": []}, DIA, "lista con al menos 1"),
        ({"importe": "cien"}, DIA, "importe"),
        ({"otro": 1}, DIA, "no se conoce el campo «otro»"),
        ({"importe": None}, DIA, "falta «importe»"),
        ({}, date(2026, 3, 17), "hoy es 2026-03-16"),
    ],
)
def test_los_datos_se_comprueban(libros: Engine, dichos: dict[str, Any], al: date, dice: str) -> None:
    with pytest.raises((ErrorDeDatos, ErrorDeUso), match=dice):
        abrir(libros, proceso(), DATOS | dichos, orden("D1", al))
    assert cuantos(libros, "paso") == 0


def test_un_paso_no_va_antes_que_el_ultimo(libros: Engine) -> None:
    numero = pedido(libros)
    with pytest.raises(ErrorDeProceso) as negado:
        paso(libros, proceso(), Pedido("REVISADO", {}, numero), orden("S1", date(2026, 3, 13)))
    assert reglas(negado) == ["TRA03"]


def test_los_plazos_corren_en_el_calendario_de_la_ley(libros: Engine) -> None:
    numero = pedido(libros, desde="2026-02-20")

    def corren(al: date) -> list[dict[str, Any]]:
        with instante(libros) as conexion:
            return Vista(conexion, proceso(), al, de_la_oficina()).plazos(leer(conexion, numero))

    (plazo,) = corren(date(2026, 3, 9))
    vence = date.fromisoformat(plazo["vence"])  # 15 días hábiles; el 16 de marzo es inhábil
    assert (vence, plazo["dias"], plazo["semaforo"], plazo["es_meta"]) == (date(2026, 3, 13), 4, "verde", True)
    assert [corren(date(2026, 3, d))[0]["semaforo"] for d in (10, 13, 14)] == ["amarillo", "amarillo", "rojo"]
    paso(libros, proceso(), Pedido("REVISADO", {}, numero), orden("S1"))
    assert len(corren(DIA)) == 1, "sigue hasta que se resuelva"
    paso(libros, proceso(), Pedido("NEGADO", {}, numero), orden("J1"))
    assert corren(DIA) == []


def test_se_ve_que_sigue_quien_puede_y_que_lo_impide(libros: Engine) -> None:
    numero = abrir(libros, proceso(), DATOS | {"folios": ["NO-HAY"]}, orden("D1")).tramite.numero
    paso(libros, proceso(), Pedido("REVISADO", {}, numero), orden("S1"))
    with instante(libros) as conexion:
        visto = Vista(conexion, proceso(), DIA, de_la_oficina()).ver(leer(conexion, numero))
    por_estado = {s["estado"]: s for s in visto["puede"]}
    assert set(por_estado) == {"DADO", "NEGADO"}
    assert por_estado["DADO"]["no_fue"] == ["D1", "S1"]
    assert [i["regla"] for i in por_estado["DADO"]["impedimentos"]] == ["PRU01"]
    assert por_estado["NEGADO"]["roles"] == {"DIR": "Dirección de Cobranza"}
    json.dumps(visto)


@pytest.mark.lenta
def test_dos_a_la_vez_uno_pasa(libros: Engine, url_de_almacen: str) -> None:
    numero = pedido(libros)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as procesos:
        hechos = list(procesos.map(_revisar, [url_de_almacen] * 4, [numero] * 4, ["S1", "S2", "S1", "S2"]))
    assert hechos.count("pasa") == 1 and set(hechos) <= {"pasa", "ya estaba", "TRA02"}
    with instante(libros) as conexion:
        assert [p.estado for p in leer(conexion, numero).pasos] == ["PEDIDO", "REVISADO"]


def _revisar(url: str, numero: str, usuario: str) -> str:
    motor = abrir_base(url)
    try:
        dado = paso(motor, proceso(), Pedido("REVISADO", {}, numero), orden(usuario, clave=f"de {usuario}"))
        return "ya estaba" if dado.ya_estaba else "pasa"
    except ErrorDeProceso as negado:
        return "+".join(i.regla for i in negado.impedimentos)  # type: ignore[attr-defined]
    finally:
        motor.dispose()


def test_los_libros_de_pasos_no_se_cambian(libros: Engine) -> None:
    pedido(libros)
    for orden_sql in ("UPDATE paso SET usuario = 'otro'", "DELETE FROM paso", "DELETE FROM intento WHERE 1 = 1"):
        if "intento" in orden_sql:
            with pytest.raises(ErrorDeProceso):
                abrir(libros, proceso(), DATOS | {"nota": "z"}, orden("S1"))
        with pytest.raises(Exception, match="solo agregar"), libros.begin() as conexion:
            conexion.execute(text(orden_sql))


class TestAlDia:
    """Un estado que nadie da: ocurre el 10 de marzo si el permiso se pidió antes."""

    @pytest.fixture(autouse=True)
    def con_vencido(self, permiso: Callable[..., None]) -> None:
        vencido = {"titulo": "Vencido", "desde": ["PEDIDO"], "automatico": True, "pide": ["nota"]}
        permiso(lambda f: f["estados"].update(VENCIDO=vencido))

    def proceso(self, **otros: Any) -> Proceso:
        def vencio(caso: Caso) -> Ocurrido | None:
            cuando = date(2026, 3, 10)
            return Ocurrido(cuando, {"nota": "venció"}) if caso.al >= cuando else None

        base = proceso()
        return Proceso("permiso", base.comprueba, efectos=base.efectos, observa={"VENCIDO": vencio}, **otros)

    def test_lo_que_ocurrio_se_fecha_ese_dia_y_una_vez(self, libros: Engine) -> None:
        numero = abrir(libros, self.proceso(), DATOS, orden("D1", date(2026, 3, 2))).tramite.numero
        assert poner_al_dia(libros, lambda _: self.proceso(), orden("S1", date(2026, 3, 9))) == []
        (puesto,) = poner_al_dia(libros, lambda _: self.proceso(), orden("S1"))
        assert (puesto.numero, puesto.estado, puesto.fecha) == (numero, "VENCIDO", date(2026, 3, 10))
        assert poner_al_dia(libros, lambda _: self.proceso(), orden("S1")) == []
        with instante(libros) as conexion:
            ultimo = leer(conexion, numero).pasos[-1]
        assert (ultimo.estado, ultimo.rol, ultimo.datos) == ("VENCIDO", "", {"nota": "venció"})

    def test_lo_que_le_falta_a_uno_no_detiene_a_los_demas(self, libros: Engine) -> None:
        abiertos = (
            abrir(libros, self.proceso(), DATOS | {"nota": nota}, orden("D1", date(2026, 3, 2))) for nota in "ab"
        )
        uno, otro = (abierto.tramite.numero for abierto in abiertos)

        def observa(caso: Caso) -> Ocurrido | None:
            if caso.numero == uno:
                raise ErrorDeLey("inpc no tiene valor al 2026-03-01")
            return Ocurrido(date(2026, 3, 10), {"nota": "venció"})

        propio = replace(self.proceso(), observa={"VENCIDO": observa})
        puestos = {p.numero: p for p in poner_al_dia(libros, lambda _: propio, orden("S1"))}
        assert isinstance(puestos[uno].negado, ErrorDeLey) and puestos[uno].estado == "PEDIDO"
        assert (puestos[otro].estado, puestos[otro].negado) == ("VENCIDO", None)

    def test_no_antes_del_ultimo_paso(self, libros: Engine) -> None:
        abrir(libros, self.proceso(), DATOS, orden("D1", date(2026, 3, 13)))
        (puesto,) = poner_al_dia(libros, lambda _: self.proceso(), orden("S1"))
        assert puesto.fecha == date(2026, 3, 13)

    def test_nadie_lo_da_por_su_cuenta(self, libros: Engine) -> None:
        numero = abrir(libros, self.proceso(), DATOS, orden("D1")).tramite.numero
        with pytest.raises(ErrorDeProceso) as negado:
            paso(libros, self.proceso(), Pedido("VENCIDO", {"nota": "x"}, numero), orden("J1"))
        assert reglas(negado) == ["TRA07"]

    def test_un_automatico_que_nadie_observa_se_dice(self) -> None:
        with pytest.raises(ErrorDeUso, match="VENCIDO es automático"):
            proceso().definicion()

    def test_lo_que_vence_por_lo_convenido_corre_como_los_demas(self, libros: Engine) -> None:
        pago = Vencimiento("PAGO-1", date(2026, 3, 20), "CFF, art. 66-A")
        suyo = self.proceso(vencimientos=lambda caso: [pago], avisos=lambda caso: ["ojo"])
        numero = abrir(libros, suyo, DATOS, orden("D1")).tramite.numero
        with instante(libros) as conexion:
            visto = Vista(conexion, suyo, DIA, de_la_oficina()).ver(leer(conexion, numero))
        assert next((p["clave"], p["dias"], p["semaforo"]) for p in visto["plazos"]) == ("PAGO-1", 4, "amarillo")
        assert visto["avisos"] == ["ojo"]


class TestDocumentos:
    @pytest.fixture
    def con_aviso(self, permiso: Callable[..., None]) -> Proceso:
        permiso(lambda f: f["estados"]["PEDIDO"].update(documentos=["aviso_a_delegacion"]))

        def aviso(caso: Caso) -> list[dict[str, Any]]:
            return [
                {
                    "delegacion": "La delegación",
                    "asunto": f"{contribuyente_de(caso.conexion, f)['nombre']}: {caso.datos['importe']}",
                    "creditos": [{"folio": f, "que_se_resolvio": "Se pidió un permiso"}],
                    "que_hacer": ["Atenderlo"],
                }
                for f in caso.asunto
            ]

        base = proceso()
        return Proceso(
            "permiso", base.comprueba, efectos=base.efectos,
            documentos={"aviso_a_delegacion": aviso}, del_dia={"aviso_a_delegacion": aviso},
        )  # fmt: skip

    def test_el_de_un_paso_se_rehace_igual_aunque_el_tramite_siga(self, libros: Engine, con_aviso: Proceso) -> None:
        numero = abrir(libros, con_aviso, DATOS, orden("D1")).tramite.numero
        antes = self._de_los_pasos(libros, con_aviso, numero)
        paso(libros, con_aviso, Pedido("REVISADO", {}, numero), orden("S1"))
        assert self._de_los_pasos(libros, con_aviso, numero) == antes
        assert [d["archivo"] for d, _ in antes] == [f"{numero}-01-0{n}.pdf" for n in (1, 2)]

    def test_el_de_un_dia_lleva_el_dia(self, libros: Engine, con_aviso: Proceso) -> None:
        numero = abrir(libros, con_aviso, DATOS, orden("D1")).tramite.numero
        with instante(libros) as conexion:
            de = Documentos(conexion, con_aviso, de_la_oficina())
            hechos = de.del_dia(leer(conexion, numero), "aviso_a_delegacion", date(2026, 3, 20))
            with pytest.raises(ErrorDeUso, match="no tiene un documento del día «convenio»"):
                de.del_dia(leer(conexion, numero), "convenio", DIA)
        assert [d.datos["folio"] for d in hechos] == [f"{numero}-20260320-AAD-{n}" for n in (1, 2)]
        assert hechos[0].datos["fecha"] == "2026-03-20"

    def _de_los_pasos(self, motor: Engine, suyo: Proceso, numero: str) -> list[tuple[dict[str, str], bytes]]:
        with instante(motor) as conexion:
            hechos = Documentos(conexion, suyo, de_la_oficina()).de_los_pasos(leer(conexion, numero))
        return [(d.como_dict(), pdf(d.plantilla, d.datos)) for d in hechos]


class TestYaml:
    @pytest.mark.parametrize(
        ("cambio", "dice"),
        [
            (lambda f: f["estados"]["DADO"].update(desde=["NADA"]), "DADO nombra «NADA»"),
            (lambda f: f["estados"]["DADO"].update(desde=[]), "hay 2 estados sin «desde»"),
            (lambda f: f["estados"]["DADO"].update(pide=["x"]), "DADO nombra «x»"),
            (lambda f: f["estados"]["DADO"].update(roles=[]), "no dice quién puede"),
            (lambda f: f["estados"]["DADO"].update(rolez=["DIR"]), "dice «rolez»"),
            (lambda f: f["datos"]["nota"].update(tipo="prosa"), "es de tipo «prosa»"),
            (lambda f: f.update(asunto="nota"), "el asunto es «nota»"),
        ],
    )
    def test_lo_mal_escrito_se_dice(self, permiso: Callable[..., None], cambio: Any, dice: str) -> None:
        permiso(cambio)
        with pytest.raises(ErrorDeUso, match=dice):
            tipo("permiso")

    @pytest.mark.parametrize(
        ("cambio", "dice"),
        [
            (lambda f: f["estados"]["DADO"].update(efectos=["otro"]), "DADO nombra «otro» en «efectos»"),
            (lambda f: f["estados"]["DADO"].update(roles=["REY"]), "no tiene el rol «REY»"),
        ],
    )
    def test_lo_que_el_proceso_no_define_se_dice(self, permiso: Callable[..., None], cambio: Any, dice: str) -> None:
        permiso(cambio)
        with pytest.raises(ErrorDeUso, match=dice):
            proceso().definicion()


def test_todos_los_de_la_casa_se_entienden() -> None:
    from cobranza.puertas.ventanilla import proceso_de
    from cobranza.tramites.definicion import tipos

    for clave in tipos():
        definido = proceso_de(clave).definicion()
        assert definido.esquema(definido.inicial)["required"]


class TestConsola:
    @pytest.fixture(autouse=True)
    def sin_proceso(self, permiso: Callable[..., None], monkeypatch: pytest.MonkeyPatch, url_de_almacen: str) -> None:
        """Un trámite que es sólo su YAML también corre."""
        permiso(lambda f: [f["estados"]["DADO"].pop(que) for que in ("comprueba", "efectos", "nivel")])
        monkeypatch.setenv("COBRANZA_BD", url_de_almacen)

    def test_de_principio_a_fin(self, libros: Engine, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        hoy = ahora().date().isoformat()
        datos = tmp_path / "datos.json"
        datos.write_text(json.dumps(DATOS))
        if libros.dialect.name == "postgresql":
            # en un servidor nadie dice que es otro: su cuenta es la de su sesión
            assert ejecutar(["tramite", "abrir", "permiso", "--datos", str(datos), "--usuario", "D1"]) == 2
            assert "quien entró a la base" in capsys.readouterr().err
            return
        assert ejecutar(["tramite", "abrir", "permiso", "--datos", str(datos), "--usuario", "D1"]) == 0
        numero = capsys.readouterr().out.strip()
        assert numero.startswith(f"PERM-{hoy[:4]}-")
        assert ejecutar(["tramite", "paso", numero, "DADO", "--usuario", "J1"]) == 5
        assert "El estado no sigue" in capsys.readouterr().err
        assert ejecutar(["tramite", "paso", numero, "REVISADO", "--usuario", "S1"]) == 0
        capsys.readouterr()
        assert ejecutar(["tramite", "ver", numero, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["estado"] == "REVISADO"
        assert ejecutar(["tramite", "ver", numero]) == 0
        assert "Dirección de Cobranza" in capsys.readouterr().out
        assert ejecutar(["tramites", "--tipo", "permiso", "--estado", "REVISADO"]) == 0
        assert numero in capsys.readouterr().out
        assert ejecutar(["tramites", "--estado", "DADO"]) == 0
        assert "No hay trámites" in capsys.readouterr().out
        assert ejecutar(["tramite", "abrir", "permiso", "--esquema"]) == 0
        assert json.loads(capsys.readouterr().out)["required"] == ["folios", "importe"]
        assert ejecutar(["tramite", "tipos"]) == 0
        assert "PEDIDO · REVISADO" in capsys.readouterr().out


def test_el_indice_que_falta_hoy_no_impide_ver_en_que_va_un_tramite(libros: Engine) -> None:
    def sin_indice(_: Caso) -> list[Any]:
        raise ErrorDeLey("inpc no tiene valor al 2026-03-01")

    numero = pedido(libros, desde="2026-02-20")
    propio = proceso()
    sin = replace(
        propio, vencimientos=sin_indice, avisos=sin_indice, comprueba=dict.fromkeys(propio.comprueba, sin_indice)
    )
    with instante(libros) as conexion:
        (en_la_lista,) = en_lista(conexion, lambda _: sin, DIA, de_la_oficina())
        visto = Vista(conexion, sin, DIA, de_la_oficina()).ver(leer(conexion, numero))
    assert en_la_lista.falta.startswith("inpc") and [p["dias"] for p in en_la_lista.plazos] == [-3]
    assert visto["plazos"] == en_la_lista.plazos, "el que no sale de la cuenta sigue corriendo"
    assert [aviso for aviso in visto["avisos"] if "inpc no tiene valor" in aviso] != []
