"""Lo que un litigante le diría a cada regla: cada objeción, un expediente con su nombre.

Son las de la auditoría de noviembre de 2026 a las dieciocho primeras reglas: lo que señalaban de más y lo que dejaban
pasar, o qué otra regla lo ve.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from verificacion.sembrados import leer_expedientes

from cobranza.verificacion.evaluacion import halladas
from cobranza.verificacion.regla import Severidad, reglas

Senalan = Callable[[str], set[str]]
HECHOS = {
    "domingo_sin_hora": "2025-03-09 REQUERIMIENTO de_las= a_las=",
    "notificado_en_domingo": "credito notificacion=\n2024-03-03 NOTIFICACION forma=PERSONAL de=NOT-1",
    "citado_para_despues": """
        2025-05-07 CITATORIO hasta=2025-05-12
        2025-05-12 REQUERIMIENTO resultado=PRACTICADA_CON_TERCERO
    """,
    "citado_para_otro_dia": """
        2025-05-08 CITATORIO hasta=2025-05-12
        2025-05-09 REQUERIMIENTO resultado=PRACTICADA_CON_TERCERO
    """,
    "otra_hora": """
        2025-05-08 CITATORIO #c hasta=2025-05-09
        2025-05-09 CITA ref=c de_las=10:00
        2025-05-09 REQUERIMIENTO resultado=PRACTICADA_CON_TERCERO de_las=16:00 a_las=16:30
    """,
    "notificado_con_tercero": "credito notificacion=\n2024-03-04 NOTIFICACION resultado=PRACTICADA_CON_TERCERO",
    "con_el_destinatario": "2025-05-09 REQUERIMIENTO resultado=PRACTICADA",
    "de_otra_delegacion": "2025-02-10 MANDAMIENTO\n2025-03-03 REQUERIMIENTO de=EJ-3",
    "omision_al_tercer_dia": """
        credito origen=OMISION_DECLARACION notificacion=2025-03-03
        2025-03-06 MANDAMIENTO
    """,
    "omision_al_segundo_dia": """
        credito origen=OMISION_DECLARACION notificacion=2025-03-03
        2025-03-05 MANDAMIENTO
    """,
    "precautorio_sin_exigible": """
        credito notificacion=
        2025-03-03 EMBARGO_PRECAUTORIO forma=A monto=5000.00 doc=ACTA-1 notificado=2025-03-10
    """,
    "garantia_insuficiente": """
        2025-03-03 IMPUGNACION forma=NULIDAD
        2025-03-04 GARANTIA forma=FIANZA
        2025-03-07 CAUSA_INMOVILIZACION forma=GARANTIA_INSUFICIENTE
        2025-03-10 INMOVILIZACION monto=5000.00
    """,
    "convenio_caduco": """
        2024-06-03 SOLICITUD_PLAZOS
        2024-06-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2025-06-03
        2025-01-07 MANDAMIENTO
        2025-01-10 REQUERIMIENTO
    """,
    "concurso_sin_suspension": "2025-02-03 CONCURSO\n2025-03-03 REQUERIMIENTO",
    "reduccion_garantizada": """
        2025-03-03 SOLICITUD_REDUCCION forma=CON_SUSPENSION
        2025-03-04 GARANTIA
        2025-03-10 REQUERIMIENTO
        2025-03-10 TRANSFERENCIA monto=100.00
    """,
    "gasto_en_revocacion": """
        2025-03-03 REQUERIMIENTO #r gasto=560.00 doc=ACTA-1
        2025-03-10 IMPUGNACION forma=REVOCACION
        2025-04-07 PAGO monto=560.00 a=GASTO_EJECUCION
    """,
    "depositario_antes": "2025-02-20 DEPOSITARIO\n2025-03-03 REQ_Y_EMBARGO forma=MUEBLES",
    "depositario_despues": "2025-03-03 REQ_Y_EMBARGO forma=MUEBLES\n2025-03-10 DEPOSITARIO",
    "avaluo_sin_vigencia": "2025-03-03 AVALUO\n2025-06-16 CONVOCATORIA",
    "fincado_dias_despues": """
        2025-06-02 CONVOCATORIA
        2025-06-13 SUBASTA de_las=12:00 a_las=12:00 hasta=2025-06-19
        2025-06-19 REMATE
    """,
    "fincado_tras_los_veinte": """
        2025-08-01 CONVOCATORIA
        2025-08-27 SUBASTA de_las=12:00 a_las=12:00 hasta=2025-09-02
        2025-09-03 REMATE
    """,
    "exceso_conocido_despues": """
        2025-04-01 INMOVILIZACION #i monto=90000.00
        2025-04-10 INFORME_ENTIDAD ref=i
        2025-04-14 LIBERACION monto=80000.00
    """,
    "exceso_sin_reintegrar": """
        2025-03-10 TRANSFERENCIA #t monto=90000.00 notificado=2025-03-20
        2025-03-12 INFORME_ENTIDAD ref=t
    """,
}


@pytest.fixture(scope="module")
def senalan() -> Senalan:
    """De cada regla, los expedientes en que señala algo."""
    pae = leer_expedientes(HECHOS)
    vistos: dict[str, set[str]] = {}

    def de(clave: str) -> set[str]:
        if clave not in vistos:
            (regla,) = reglas([clave])
            malas: pd.DataFrame = halladas(regla, pae)
            vistos[clave] = set(malas["folio"])
        return vistos[clave]

    return de


def test_en_domingo_es_inhabil_aunque_el_acta_no_diga_la_hora(senalan: Senalan) -> None:
    assert "domingo_sin_hora" in senalan("PAE001")


def test_la_notificacion_en_domingo_tambien_se_ve(senalan: Senalan) -> None:
    assert "notificado_en_domingo" in senalan("PAE019")


def test_el_citatorio_puede_senalar_un_dia_que_no_sea_el_inmediato(senalan: Senalan) -> None:
    assert "citado_para_despues" not in senalan("PAE002") | senalan("PAE021")


def test_practicar_otro_dia_que_el_citado_se_ve_aunque_haya_citatorio_de_la_vispera(senalan: Senalan) -> None:
    assert "citado_para_otro_dia" in senalan("PAE021") - senalan("PAE002")


def test_practicar_a_otra_hora_que_la_citada_se_ve(senalan: Senalan) -> None:
    assert "otra_hora" in senalan("PAE021") - senalan("PAE002")


def test_notificar_con_un_tercero_pide_citatorio_como_requerir(senalan: Senalan) -> None:
    assert "notificado_con_tercero" in senalan("PAE020")


def test_con_el_destinatario_no_hace_falta_citatorio(senalan: Senalan) -> None:
    assert "con_el_destinatario" not in senalan("PAE002") | senalan("PAE021")


def test_quien_tiene_nombramiento_en_otra_delegacion_no_es_competente(senalan: Senalan) -> None:
    assert "de_otra_delegacion" in senalan("PAE043") - senalan("PAE003")


def test_por_declaracion_omitida_se_ejecuta_desde_el_tercer_dia_y_no_antes(senalan: Senalan) -> None:
    assert {"omision_al_tercer_dia", "omision_al_segundo_dia"} & senalan("PAE005") == {"omision_al_segundo_dia"}


def test_el_precautorio_se_practica_antes_de_ser_exigible(senalan: Senalan) -> None:
    assert "precautorio_sin_exigible" not in senalan("PAE005") | senalan("PAE064")


def test_cobrar_lo_que_no_es_exigible_es_critico() -> None:
    assert reglas(["PAE005"])[0].severidad == Severidad.CRITICA


def test_si_la_garantia_no_alcanza_se_puede_inmovilizar(senalan: Senalan) -> None:
    assert "garantia_insuficiente" not in senalan("PAE006") | senalan("PAE049")


def test_el_convenio_caduco_ya_no_impide_cobrar(senalan: Senalan) -> None:
    assert "convenio_caduco" not in senalan("PAE006")
    assert "convenio_caduco" in senalan("PAE085")


def test_el_concurso_impide_aunque_nadie_anote_la_suspension(senalan: Senalan) -> None:
    assert "concurso_sin_suspension" in senalan("PAE036") - senalan("PAE006")


def test_la_reduccion_garantizada_detiene_el_cobro_y_la_ejecucion(senalan: Senalan) -> None:
    assert "reduccion_garantizada" in senalan("PAE006") & senalan("PAE038")


def test_con_la_revocacion_pendiente_los_gastos_no_son_exigibles(senalan: Senalan) -> None:
    assert "gasto_en_revocacion" in senalan("PAE082") - senalan("PAE007")


def test_el_depositario_pudo_nombrarse_antes(senalan: Senalan) -> None:
    assert "depositario_antes" not in senalan("PAE009")


def test_la_ley_no_dice_cuando_se_nombra_al_depositario(senalan: Senalan) -> None:
    assert "depositario_despues" not in senalan("PAE009")


def test_de_un_avaluo_que_no_dice_hasta_cuando_no_se_presume_vencido(senalan: Senalan) -> None:
    assert "avaluo_sin_vigencia" not in senalan("PAE011")


def test_los_plazos_del_remate_llegan_al_inicio_de_la_subasta_y_no_al_dia_en_que_se_finca(senalan: Senalan) -> None:
    assert "fincado_dias_despues" in senalan("PAE012")
    assert "fincado_tras_los_veinte" not in senalan("PAE013")


def test_el_exceso_se_cuenta_desde_que_se_conoce(senalan: Senalan) -> None:
    assert "exceso_conocido_despues" not in senalan("PAE018")


def test_el_exceso_transferido_que_no_se_reintegra_tambien_se_mide(senalan: Senalan) -> None:
    assert "exceso_sin_reintegrar" in senalan("PAE017") & senalan("PAE054")


def test_los_plazos_que_la_norma_no_fija_van_rotulados() -> None:
    assert all(r.es_ilustrativa for r in reglas(["PAE010", "PAE014", "PAE016"]))


def test_la_hora_de_cierre_es_cosa_de_forma() -> None:
    assert reglas(["PAE008"])[0].severidad == Severidad.BAJA
