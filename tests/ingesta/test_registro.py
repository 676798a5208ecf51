"""El registro de créditos: ensayo, todo o nada, remesa, deshacer, dictamen, folios y delegación automáticos."""

from __future__ import annotations

import importlib
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ingesta.test_ingesta import AHORA, CARTERA, INCIDENCIA, PERSONA, RECIBO, _consulta, _csv, _retrato
from sqlalchemy import Engine

from cobranza.almacen.sesion import instante
from cobranza.almacen.toma import foto_actual
from cobranza.base import catalogos
from cobranza.base.errores import ErrorDeDatos, ErrorDeProceso, ErrorDeUso
from cobranza.cartera.apartadas import apartadas
from cobranza.cartera.consultas import cartera_al, cartera_de
from cobranza.cartera.cuadres import revisar_todo
from cobranza.cartera.puente import puente, total_del_puente
from cobranza.expediente.historia import historia
from cobranza.ingesta import Remesa, Resultado, ingerir
from cobranza.ingesta.deshacer import deshacer
from cobranza.ley.norma import de_la_oficina
from cobranza.tramites.libro_de_pasos import Paso, agregar

SEGUNDO = CARTERA | {"Número de crédito": "TGZ-2019-000002", "Resolución": "R-2", "Multa": "500.00"}
MALO = CARTERA | {"Número de crédito": "TGZ-2019-000003", "Resolución": "R-3", "RFC": "GODE561331GR8"}
SIN_FOLIO = CARTERA | {"Número de crédito": ""}
TAPACHULA = SIN_FOLIO | {"Municipio": "Tapachula", "Delegación": "", "Resolución": "R-9"}


def _cargar(motor: Engine, carpeta: Path, layout: str, *filas: dict[str, str], **condiciones: Any) -> Resultado:
    ruta = _csv(carpeta / f"{layout}-{len(list(carpeta.glob('*.csv')))}.csv", filas)
    return ingerir(motor, layout, ruta, **({"usuario": "captura", "ahora": AHORA} | condiciones))


def _deshacer(motor: Engine, lote: int) -> None:
    deshacer(motor, lote, usuario="captura", ahora=AHORA)


def _cartera(url: str, carpeta: Path, corte: date) -> Any:
    return cartera_al(foto_actual(url, carpeta).conexion(), de_la_oficina(), corte).set_index("folio")


def test_un_ensayo_dice_lo_que_pasaria_y_no_deja_nada(motor: Engine, tmp_path: Path) -> None:
    antes = _retrato(motor)
    r = _cargar(motor, tmp_path, "cartera", CARTERA, SEGUNDO, MALO, ensayo=True)
    assert (r.leidas, r.aceptadas, r.cuarentena) == (3, 2, 1)
    assert [(reparo.linea, reparo.campo) for reparo in r.reparos] == [(4, "RFC")]
    assert r.efecto == (2, 1_000_000 + 1_000_000 + 50_000)
    assert _retrato(motor) == antes


def test_lo_ensayado_se_puede_cargar_despues(motor: Engine, tmp_path: Path) -> None:
    ruta = _csv(tmp_path / "c.csv", [CARTERA, SEGUNDO])
    ensayo = ingerir(motor, "cartera", ruta, usuario="captura", ahora=AHORA, ensayo=True)
    hecha = ingerir(motor, "cartera", ruta, usuario="captura", ahora=AHORA)
    assert not hecha.ya_conocido
    assert hecha.aceptadas == ensayo.aceptadas == 2


def test_el_ensayo_de_unos_recibos_dice_cuanto_bajaria_el_saldo(motor: Engine, tmp_path: Path) -> None:
    """Lo que se paga es lo que baja: los accesorios que el pago asienta ya se debían."""
    _cargar(motor, tmp_path, "cartera", CARTERA)
    r = _cargar(motor, tmp_path, "recibos", RECIBO, ensayo=True)
    assert r.efecto == (0, -50_000)


def test_un_ensayo_da_los_primeros_diez_reparos_aunque_haya_mas(motor: Engine, tmp_path: Path) -> None:
    malas = [MALO | {"Número de crédito": f"TGZ-2019-{i:06d}"} for i in range(1, 13)]
    r = _cargar(motor, tmp_path, "cartera", *malas, ensayo=True)
    assert [reparo.linea for reparo in r.reparos] == list(range(2, 12))


def test_con_todo_o_nada_una_fila_mala_detiene_a_las_buenas(motor: Engine, tmp_path: Path) -> None:
    antes = _retrato(motor)
    with pytest.raises(ErrorDeDatos, match=r"RFC con fecha que no existe: 1.*línea 3, RFC"):
        _cargar(motor, tmp_path, "cartera", CARTERA, MALO, todo_o_nada=True)
    assert _retrato(motor) == antes
    assert _cargar(motor, tmp_path, "cartera", CARTERA, SEGUNDO, todo_o_nada=True).aceptadas == 2


def test_una_remesa_que_concilia_queda_anotada_en_su_lote(motor: Engine, tmp_path: Path) -> None:
    """El importe cuenta también las filas que van a cuarentena: es lo que la emisora remitió."""
    remesa = Remesa("OF-1/2026", 3, 3 * 1_000_000 + 50_000)
    r = _cargar(motor, tmp_path, "cartera", CARTERA, SEGUNDO, MALO, remesa=remesa)
    assert _consulta(motor, "SELECT id, remesa FROM lote") == [(r.lote, "OF-1/2026")]


@pytest.mark.parametrize(
    ("numero", "importe", "diferencia"), [(2, 2_050_000, "-1 filas"), (1, 2_050_000, "−10,500.00")]
)
def test_una_remesa_que_no_concilia_no_entra(
    motor: Engine, tmp_path: Path, numero: int, importe: int, diferencia: str
) -> None:
    antes = _retrato(motor)
    with pytest.raises(ErrorDeDatos, match=diferencia):
        _cargar(motor, tmp_path, "cartera", CARTERA, remesa=Remesa("OF-1", numero, importe))
    assert _retrato(motor) == antes


def test_solo_la_cartera_llega_con_remesa(motor: Engine, tmp_path: Path) -> None:
    with pytest.raises(ErrorDeUso, match="recibos"):
        _cargar(motor, tmp_path, "recibos", RECIBO, remesa=Remesa("OF-1", 1, 50_000))


def test_lo_que_se_deshace_queda_en_cero_y_de_baja(motor: Engine, url_de_almacen: str, tmp_path: Path) -> None:
    _cargar(motor, tmp_path, "cartera", CARTERA)
    mala = _cargar(motor, tmp_path, "cartera", SEGUNDO)
    hecho = deshacer(motor, mala.lote, usuario="captura", ahora=AHORA)
    assert (hecho.creditos, hecho.importe, hecho.notificaciones) == (1, 1_050_000, 0)
    c = _cartera(url_de_almacen, tmp_path, date(2025, 12, 31))
    assert c["vida"].to_dict() == {"TGZ-2019-000001": "VIGENTE", "TGZ-2019-000002": "BAJA"}
    assert c.loc["TGZ-2019-000002", "total"] == 0
    assert _consulta(motor, "SELECT layout, leidas, usuario FROM lote WHERE id = (SELECT MAX(id) FROM lote)") == [
        ("deshacer", 1, "captura")
    ]


def test_el_puente_lo_muestra_como_devolucion_y_todo_cuadra(
    motor: Engine, url_de_almacen: str, tmp_path: Path
) -> None:
    _deshacer(motor, _cargar(motor, tmp_path, "cartera", CARTERA, SEGUNDO).lote)
    conexion = foto_actual(url_de_almacen, tmp_path).conexion()
    h = historia(conexion, de_la_oficina())
    antes, despues = cartera_de(h, date(2018, 12, 31)), cartera_de(h, date(2019, 12, 31))
    total = total_del_puente(puente(h, antes, despues, date(2019, 1, 1), date(2019, 12, 31)))
    causas = total.set_index("causa")[["numero", "importe"]]
    assert causas.loc["altas"].tolist() == [2, 2_050_000]
    assert causas.loc["devoluciones"].tolist() == [-2, -2_050_000]
    assert causas.loc["diferencia"].tolist() == [0, 0]
    fallas = [r for r in revisar_todo(motor, tmp_path, AHORA.date(), de_la_oficina()) if r.falla]
    assert fallas == []


def _con_un_recibo(motor: Engine, carpeta: Path) -> int:
    lote = _cargar(motor, carpeta, "cartera", CARTERA).lote
    _cargar(motor, carpeta, "recibos", RECIBO)
    return lote


def _con_un_tramite(motor: Engine, carpeta: Path) -> int:
    """Un trámite que aún no asienta ningún acto: sólo nombra al crédito, suelto o en una lista."""
    importlib.import_module("nbformat.sign")  # cambia en todo el proceso cómo escribe `sqlite3` una hora
    lote = _cargar(motor, carpeta, "cartera", CARTERA, SEGUNDO).lote
    dichos: tuple[dict[str, Any], ...] = ({"folio": "TGZ-2019-000001"}, {"creditos": [{"folio": "TGZ-2019-000002"}]})
    with motor.begin() as conexion:
        for k, datos in enumerate(dichos, 1):
            agregar(
                conexion,
                Paso(f"HALL-2019-00000{k}", 1, "hallazgo", "LEVANTADO", AHORA.date(), AHORA, "o", "E1", "OSC", datos,
                     clave=f"c{k}"),
            )  # fmt: skip
    return lote


def _ya_deshecho(motor: Engine, carpeta: Path) -> int:
    lote = _cargar(motor, carpeta, "cartera", CARTERA).lote
    _deshacer(motor, lote)
    return lote


def _de_ayer(motor: Engine, carpeta: Path) -> int:
    return _cargar(motor, carpeta, "cartera", CARTERA, ahora=AHORA - timedelta(days=1)).lote


def _de_personal(motor: Engine, carpeta: Path) -> int:
    return _cargar(motor, carpeta, "personal", PERSONA).lote


def _sin_creditos(motor: Engine, carpeta: Path) -> int:
    return _cargar(motor, carpeta, "cartera", MALO).lote


@pytest.mark.parametrize(
    ("lo_impide", "dice"),
    [
        (_con_un_tramite, r"HALL-2019-000001 trata de TGZ-2019-000001; HALL-2019-000002 trata de TGZ-2019-000002"),
        (_con_un_recibo, r"lote 2 \(recibos.*tocó 1 de sus créditos.*TGZ-2019-000001"),
        (_ya_deshecho, r"ya se deshizo \(lote 2\)"),
        (_de_ayer, "se registró el 01/01/2026"),
        (_de_personal, "personal"),
        (_sin_creditos, "ningún crédito"),
    ],
)
def test_lo_que_impide_deshacer_se_dice_y_nada_cambia(
    motor: Engine, tmp_path: Path, lo_impide: Any, dice: str
) -> None:
    lote = lo_impide(motor, tmp_path)
    antes = _retrato(motor)
    with pytest.raises(ErrorDeProceso, match=dice):
        _deshacer(motor, lote)
    assert _retrato(motor) == antes


def test_un_lote_que_no_existe_no_se_deshace(motor: Engine) -> None:
    with pytest.raises(ErrorDeUso, match="No hay un lote 99"):
        _deshacer(motor, 99)


def test_deshacer_avisa_de_las_notificaciones_que_se_quedan(motor: Engine, tmp_path: Path) -> None:
    _cargar(motor, tmp_path, "cartera", CARTERA | {"Fecha de notificación": "", "Forma de notificación": ""})
    lote = _cargar(motor, tmp_path, "cartera", CARTERA, SEGUNDO).lote
    assert deshacer(motor, lote, usuario="captura", ahora=AHORA).notificaciones == 1


def test_lo_deshecho_entra_corregido_con_otro_folio_y_no_con_el_mismo(motor: Engine, tmp_path: Path) -> None:
    _deshacer(motor, _cargar(motor, tmp_path, "cartera", CARTERA).lote)
    corregido = CARTERA | {"Importe histórico": "12,000.00"}
    r = _cargar(motor, tmp_path, "cartera", corregido)
    assert r.por_motivo == {"Folio de una carga que se deshizo": 1}
    assert _cargar(motor, tmp_path, "cartera", corregido | {"Número de crédito": "TGZ-2019-000050"}).aceptadas == 1


def test_lo_deshecho_no_cuenta_como_duplicado(motor: Engine, tmp_path: Path) -> None:
    _deshacer(motor, _cargar(motor, tmp_path, "cartera", CARTERA).lote)
    r = _cargar(motor, tmp_path, "cartera", SIN_FOLIO)
    assert (r.aceptadas, r.por_motivo) == (1, {})


def test_el_mismo_archivo_deshecho_pide_corregirlo(motor: Engine, tmp_path: Path) -> None:
    ruta = _csv(tmp_path / "c.csv", [CARTERA])
    lote = ingerir(motor, "cartera", ruta, usuario="captura", ahora=AHORA).lote
    _deshacer(motor, lote)
    with pytest.raises(ErrorDeDatos, match="se deshizo"):
        ingerir(motor, "cartera", ruta, usuario="captura", ahora=AHORA)


def test_un_duplicado_con_dictamen_entra_y_el_dictamen_ampara_su_alta(motor: Engine, tmp_path: Path) -> None:
    otro = CARTERA | {"Número de crédito": "TGZ-2019-000009", "Dictamen de duplicado": ""}
    r = _cargar(motor, tmp_path, "cartera", CARTERA | {"Dictamen de duplicado": ""}, otro)
    assert r.por_motivo == {"Crédito duplicado": 1}
    r = _cargar(motor, tmp_path, "cartera", otro | {"Dictamen de duplicado": "DICT-7/2026"})
    assert (r.aceptadas, r.por_motivo) == (1, {})
    documentos = _consulta(motor, "SELECT folio, documento FROM movimiento WHERE tipo = 'ALTA' ORDER BY folio")
    assert documentos == [("TGZ-2019-000001", "R-1"), ("TGZ-2019-000009", "DICT-7/2026")]


def test_un_dictamen_autoriza_un_solo_credito(motor: Engine, tmp_path: Path) -> None:
    con = SIN_FOLIO | {"Dictamen de duplicado": "DICT-7/2026"}
    otra_vez = con | {"Origen": "OTRO"}
    r = _cargar(motor, tmp_path, "cartera", CARTERA | {"Dictamen de duplicado": ""}, con, otra_vez)
    assert (r.aceptadas, r.por_motivo) == (2, {"Crédito duplicado": 1})
    r = _cargar(motor, tmp_path, "cartera", con)
    assert r.por_motivo == {"Crédito duplicado": 1}
    assert "TGZ-2019-000002" in r.reparos[0].mensaje


def test_quien_llega_sin_dictamen_duplica_tambien_al_que_si_lo_trae(motor: Engine, tmp_path: Path) -> None:
    con = CARTERA | {"Dictamen de duplicado": "DICT-7/2026"}
    sin = CARTERA | {"Número de crédito": "TGZ-2019-000009", "Dictamen de duplicado": ""}
    r = _cargar(motor, tmp_path, "cartera", con, sin)
    assert (r.aceptadas, r.por_motivo) == (1, {"Crédito duplicado": 1})


def test_el_folio_que_falta_es_el_que_sigue_en_su_delegacion_y_ano(motor: Engine, tmp_path: Path) -> None:
    _cargar(motor, tmp_path, "cartera", CARTERA)
    otro_ano = SIN_FOLIO | {"Resolución": "R-3", "Fecha de alta": "01/04/2020"}
    filas = [SIN_FOLIO | {"Resolución": "R-2"}, otro_ano, TAPACHULA, SIN_FOLIO | {"Resolución": "R-4"}]
    r = _cargar(motor, tmp_path, "cartera", *filas)
    folios = {f: n for n, f in _consulta(motor, "SELECT linea, folio FROM credito WHERE lote = 2")}
    assert folios == {"TGZ-2019-000002": 2, "TGZ-2020-000001": 3, "TAP-2019-000001": 4, "TGZ-2019-000003": 5}
    aviso = "Se asignaron 4 folios: TAP-2019-000001, de TGZ-2019-000002 a TGZ-2019-000003, "
    assert r.avisos == (aviso + "TGZ-2020-000001.",)


def test_el_folio_asignado_no_choca_con_los_capturados_ni_deja_huecos(motor: Engine, tmp_path: Path) -> None:
    caida = MALO | {"Número de crédito": ""}
    capturado = SEGUNDO | {"Número de crédito": "TGZ-2019-000007"}
    _cargar(motor, tmp_path, "cartera", caida, SIN_FOLIO, capturado, caida, SIN_FOLIO | {"Resolución": "R-8"})
    folios = _consulta(motor, "SELECT folio FROM credito ORDER BY folio")
    assert folios == [("TGZ-2019-000007",), ("TGZ-2019-000008",), ("TGZ-2019-000009",)]


def test_sin_folio_el_duplicado_dice_de_que_linea_lo_es(motor: Engine, tmp_path: Path) -> None:
    r = _cargar(motor, tmp_path, "cartera", SIN_FOLIO, SIN_FOLIO)
    assert r.por_motivo == {"Crédito duplicado": 1}
    assert "línea 2" in r.reparos[0].mensaje


def test_dos_cargas_a_la_vez_no_repiten_folio(motor: Engine, tmp_path: Path) -> None:
    rutas = [
        _csv(tmp_path / f"c{k}.csv", [SIN_FOLIO | {"Resolución": f"R-{k}-{i}"} for i in range(20)]) for k in range(2)
    ]
    hilos = [
        threading.Thread(target=ingerir, args=(motor, "cartera", ruta), kwargs={"usuario": "c", "ahora": AHORA})
        for ruta in rutas
    ]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    folios = [f for (f,) in _consulta(motor, "SELECT folio FROM credito ORDER BY folio")]
    assert folios == [f"TGZ-2019-{i:06d}" for i in range(1, 41)]


def test_la_delegacion_que_falta_es_la_del_municipio(motor: Engine, tmp_path: Path) -> None:
    _cargar(motor, tmp_path, "cartera", TAPACHULA)
    assert _consulta(motor, "SELECT delegacion, ejecutor FROM credito") == [("DH-TAP", None)]


def test_un_municipio_sin_delegacion_conocida_no_se_adivina(motor: Engine, tmp_path: Path) -> None:
    r = _cargar(motor, tmp_path, "cartera", CARTERA | {"Municipio": "Acala", "Delegación": ""})
    assert r.por_motivo == {"Municipio sin delegación": 1}
    assert "captúrala" in r.reparos[0].mensaje


def test_reasignar_y_traspasar_dejan_historia(motor: Engine, url_de_almacen: str, tmp_path: Path) -> None:
    _cargar(motor, tmp_path, "personal", PERSONA, PERSONA | {"Número de empleado": "E-2"})
    _cargar(motor, tmp_path, "cartera", CARTERA | {"Ejecutor": "E-1"})
    asignacion = INCIDENCIA | {"Tipo": "ASIGNACION", "Ejecutor": "E-2", "Fecha": "10/02/2020"}
    traspaso = INCIDENCIA | {"Clave": "I-2", "Tipo": "TRASPASO", "Documento": "TAP", "Fecha": "10/03/2020"}
    r = _cargar(motor, tmp_path, "incidencias", asignacion, traspaso | {"Ejecutor": ""})
    assert r.por_motivo == {}
    quien_y_donde = [
        tuple(_cartera(url_de_almacen, tmp_path, corte).loc["TGZ-2019-000001", ["ejecutor", "delegacion"]])
        for corte in (date(2020, 2, 9), date(2020, 2, 10), date(2020, 3, 10))
    ]
    assert quien_y_donde == [("E-1", "DH-TGZ"), ("E-2", "DH-TGZ"), ("E-2", "DH-TAP")]


def test_lo_apartado_sale_con_el_motivo_para_devolverlo(motor: Engine, tmp_path: Path) -> None:
    duplicado = CARTERA | {"Número de crédito": "TGZ-2019-000005"}
    sin_delegacion = SIN_FOLIO | {"Resolución": "R-6", "Municipio": "Acala", "Delegación": ""}
    _cargar(motor, tmp_path, "cartera", CARTERA, MALO, duplicado, sin_delegacion)
    _cargar(motor, tmp_path, "recibos", RECIBO | {"Importe": "nada"})
    with instante(motor) as conexion:
        vistas = [(a.lote, a.linea, a.columna, a.motivo, a.devolucion) for a in apartadas(conexion)]
        solo_el_segundo = [a.lote for a in apartadas(conexion, 2)]
    assert vistas == [
        (1, 3, "RFC", "RFC con fecha que no existe", "Nombre o RFC no corresponde"),
        (1, 4, "Resolución", "Crédito duplicado", "Duplicado"),
        (1, 5, "Municipio", "Municipio sin delegación", ""),
        (2, 2, "Importe", "Importe que no se entiende", ""),
    ]
    assert solo_el_segundo == [2]


def test_los_reparos_que_se_devuelven_son_columnas_de_la_cartera() -> None:
    from cobranza.ingesta.layouts import leer

    titulos = {columna.titulo for columna in leer("cartera").columnas.values()} | {"*"}
    columnas = {c for motivo in catalogos.motivos_devolucion().values() for c in motivo.get("reparos", {})}
    assert columnas <= titulos


def _motivos(motor: Engine, carpeta: Path, *filas: dict[str, str], layout: str = "cartera") -> list[str]:
    _cargar(motor, carpeta, layout, *filas)
    return [motivo for (motivo,) in _consulta(motor, "SELECT motivo FROM cuarentena ORDER BY id")]


VIEJO = CARTERA | {"Vencimiento": "30/04/2004", "Fecha de resolución": "02/01/2006"}


def test_lo_notificado_antes_del_calendario_no_entra_a_detener_los_informes(motor: Engine, tmp_path: Path) -> None:
    vieja = VIEJO | {"Fecha de notificación": "28/06/2006", "Fecha de alta": "30/06/2006"}
    assert _motivos(motor, tmp_path, vieja) == ["La norma capturada no alcanza"]
    assert "29 jun 2006" in _consulta(motor, "SELECT mensaje FROM cuarentena")[0][0]


def test_una_diligencia_de_notificacion_tampoco(motor: Engine, tmp_path: Path) -> None:
    _cargar(motor, tmp_path, "cartera", VIEJO | {"Fecha de notificación": "", "Forma de notificación": ""})
    notifica = {"Clave": "N-1", "Crédito": VIEJO["Número de crédito"], "Tipo": "NOTIFICACION",
                "Resultado": "PRACTICADA", "Fecha": "28/06/2006", "Fecha de captura": "30/06/2006"}  # fmt: skip
    otra = notifica | {"Clave": "N-2", "Fecha": "29/06/2006"}
    assert _motivos(motor, tmp_path, notifica, otra, layout="diligencias") == ["La norma capturada no alcanza"]


@pytest.mark.parametrize(
    ("alta", "dictamen", "motivos"),
    [
        ("22/03/2022", "", []),
        ("23/03/2022", "", ["Prescrito al registrarse"]),
        ("23/03/2022", "DICT-9/2022", []),
    ],
)
def test_el_que_llega_prescrito_se_devuelve_si_nadie_acredita_que_se_interrumpio(
    motor: Engine, tmp_path: Path, alta: str, dictamen: str, motivos: list[str]
) -> None:
    """Notificado el 3 de febrero de 2017: surte el 7, vence el 22 de marzo y es exigible el 23."""
    credito = CARTERA | {"Vencimiento": "30/04/2014", "Fecha de resolución": "02/01/2017", "Dictamen": dictamen,
                         "Fecha de notificación": "03/02/2017", "Fecha de alta": alta}  # fmt: skip
    assert _motivos(motor, tmp_path, credito) == motivos


@pytest.mark.parametrize(
    ("origen", "alta", "motivos"),
    [
        ("Autodeterminado", "30/04/2021", []),
        ("Autodeterminado", "03/05/2021", ["Prescrito al registrarse"]),  # los cinco años terminan en sábado
        ("LIQUIDACION", "03/05/2021", []),
    ],
)
def test_lo_declarado_prescribe_desde_su_vencimiento_y_lo_demas_sin_notificar_no(
    motor: Engine, tmp_path: Path, origen: str, alta: str, motivos: list[str]
) -> None:
    """Vencido el 30 de abril de 2016, es exigible el 1 de mayo sin notificación (CFF, arts. 6, 145 y 146)."""
    credito = CARTERA | {"Origen": origen, "Vencimiento": "30/04/2016", "Fecha de resolución": "02/05/2016",
                         "Fecha de notificación": "", "Forma de notificación": "", "Fecha de alta": alta,
                         "Clave de concepto": "F-ISR", "Ámbito": "FEDERAL"}  # fmt: skip
    assert _motivos(motor, tmp_path, credito) == motivos


def test_un_convenio_anterior_a_las_tasas_capturadas_no_entra(motor: Engine, tmp_path: Path) -> None:
    _cargar(motor, tmp_path, "cartera", CARTERA)
    convenio = {"Clave": "I-1", "Crédito": CARTERA["Número de crédito"], "Tipo": "CONVENIO", "Fecha": "10/03/2008",
                "Hasta": "10/01/2009", "Fecha de captura": "11/03/2008"}  # fmt: skip
    assert _motivos(motor, tmp_path, convenio, layout="incidencias") == ["La norma capturada no alcanza"]
