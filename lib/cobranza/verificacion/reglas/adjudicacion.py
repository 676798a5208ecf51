"""Lo que sigue a la subasta: a quién y en cuánto se adjudica, la venta fuera de remate y el saldo por enterar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dia
from cobranza.verificacion.cruces import (
    alcanza,
    citan,
    despues_de,
    pasa_de,
    que_cita,
    tienen,
    ultimo_de,
)
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae


@regla(
    "PAE076",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 189",
    titulo="Remata quien lo tiene prohibido",
    corto="Adjudicado a servidor",
    que_hacer="Anular la adjudicación y dar vista al órgano interno de control.",
    etapa="remate",
    efecto="N",
    por_que="Quien ejecuta no puede comprar lo que remata: la venta es nula y hay responsabilidad.",
    sobre=("ADJUDICACION", "REMATE"),
    requiere=("ADJUDICACION",),
    rompe="""
        2025-06-20 ADJUDICACION forma=MUEBLES doc=EJ1X010101AAA monto=6000.00 !
    """,
    cumple="""
        2025-06-20 ADJUDICACION forma=MUEBLES doc=POST010101AAA monto=6000.00
    """,
)  # fmt: skip
def adjudicado_a_servidor(pae: Pae) -> pd.DataFrame:
    """Adjudicación a un RFC que es el de alguien de la plantilla; la interpósita persona es un indicio aparte."""
    actos = pae.de_tipo("ADJUDICACION")
    malos = actos[(actos["documento"] != "") & actos["documento"].isin(pae.personas["rfc"])]
    return redactar(malos, "El {dia:fecha} se adjudicó a quien está en la plantilla de la autoridad.")


@regla(
    "PAE077",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 190 y 191, párrafo primero",
    titulo="Adjudicación al fisco mal valuada",
    corto="Adjudicado mal valuado",
    que_hacer="Corregir el valor al 60 % del avalúo, o fincar a la postura legal que hubo.",
    etapa="remate",
    efecto="D",
    por_que="El fisco se adjudica sólo si nadie puja y por el valor que la ley fija: otro daña a una de las partes.",
    ambito="F",
    sobre=("ADJUDICACION", "REMATE"),
    requiere=("ADJUDICACION", "AVALUO.monto"),
    rompe="""
        2025-03-03 AVALUO monto=9000.00
        2025-06-20 ADJUDICACION forma=FISCO monto=5000.00 !
    """,
    tambien=("""
        2025-03-03 AVALUO monto=9000.00
        2025-06-17 POSTURA monto=7000.00 doc=POST010101AAA
        2025-06-20 ADJUDICACION forma=FISCO monto=5400.00 !
    """, """
        2025-03-03 AVALUO monto=9000.00
        2025-06-17 POSTURA monto=6000.00 doc=POST010101AAA
        2025-06-20 ADJUDICACION forma=FISCO monto=6000.00 !
    """, """
        2025-03-03 AVALUO monto=9000.00
        2025-06-17 POSTURA monto=6000.00 doc=POST010101AAA
        2025-06-17 POSTURA monto=6000.00 doc=POST020202BBB
        2025-06-20 ADJUDICACION forma=FISCO monto=5400.00 !
    """, """
        2025-03-03 AVALUO monto=9000.00
        2025-06-17 POSTURA monto=6000.00 doc=POST010101AAA
        2025-06-17 POSTURA monto=6000.00 doc=POST020202BBB
        2025-06-20 ADJUDICACION forma=FISCO monto=8000.00 !
    """, """
        2025-03-03 AVALUO monto=9000.00
        2025-06-20 ADJUDICACION forma=FISCO monto=7000.00 !
        2025-06-21 POSTURA monto=7000.00 doc=POST010101AAA
        2025-06-21 POSTURA monto=7000.00 doc=POST020202BBB
    """,),
    cumple="""
        2025-03-03 AVALUO monto=9000.00
        2025-06-20 ADJUDICACION forma=FISCO monto=5400.00
    """,
    salvo=((
        "La postura era igual a la del fisco: éste tiene preferencia (art. 190)",
        """
        2025-03-03 AVALUO monto=9000.00
        2025-06-17 POSTURA monto=5400.00 doc=POST010101AAA
        2025-06-20 ADJUDICACION forma=FISCO monto=5400.00
        """,
    ), (
        "Hubo dos posturas iguales: el fisco se adjudica por ese valor (art. 190, fr. III)",
        """
        2025-03-03 AVALUO monto=9000.00
        2025-06-20 POSTURA monto=7000.00 doc=POST010101AAA
        2025-06-20 POSTURA monto=7000.00 doc=POST020202BBB
        2025-06-20 ADJUDICACION forma=FISCO monto=7000.00
        """,
    ), (
        "La única postura no era legal, por menos de dos tercios (art. 191)",
        """
        2025-03-03 AVALUO monto=9000.00
        2025-06-17 POSTURA monto=5999.99 doc=POST010101AAA
        2025-06-20 ADJUDICACION forma=FISCO monto=5400.00
        """,
    ),),
)  # fmt: skip
def adjudicado_mal_valuado(pae: Pae) -> pd.DataFrame:
    """Adjudicación al fisco por un valor que no es el 60 % del avalúo, o habiendo una postura legal mayor.

    Con posturas iguales el fisco tiene preferencia y se adjudica por lo que ofrecieron.
    """
    actos = pae.de_tipo("ADJUDICACION")
    actos = actos[actos["forma"] == "FISCO"]
    base = ultimo_de(actos, pae.practicados("AVALUO"), mismo_dia=True, mas=("monto",))["monto"].to_numpy(np.int64)
    monto = actos["monto"].to_numpy(np.int64)
    # al centavo: el exacto o, si no lo hay, cualquiera de los dos que lo rodean
    exacto = ~alcanza(pae.normas, actos["ambito"], "remate_adjudicacion", monto - 1, base)
    exacto &= pasa_de(pae.normas, actos["ambito"], "remate_adjudicacion", monto + 1, base)
    posturas = pae.de_tipo("POSTURA")
    posturas = posturas[posturas["forma"] != "DESECHADA"]
    actos = actos.assign(base=base)
    mayor = tienen(
        actos, posturas.assign(base=0),
        lambda p: (p["dia_otro"] <= p["dia"]) & (p["monto_otro"] > p["monto"])
        & alcanza(pae.normas, p["ambito"], "remate_postura", p["monto_otro"].to_numpy(), p["base"].to_numpy()),
        mas=("monto", "base"),
    )  # fmt: skip
    iguales = posturas[posturas.duplicated(["credito", "monto"], keep=False)]
    igual = tienen(
        actos, iguales, lambda p: (p["dia_otro"] <= p["dia"]) & (p["monto_otro"] == p["monto"]), mas=("monto",)
    )
    malos = actos[~(exacto | igual) | mayor]
    return redactar(malos, "El fisco se adjudicó el {dia:fecha} por ${monto:pesos} un bien valuado en ${base:pesos}.")


@regla(
    "PAE078",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 192, frs. I y II",
    titulo="Venta fuera de remate sin supuesto",
    corto="Venta fuera de remate",
    que_hacer="Dejar sin efectos la venta y rematar.",
    etapa="remate",
    efecto="N",
    por_que="Fuera de remate sólo se vende con comprador que cubra el valor o lo que se echa a perder.",
    sobre=("VENTA_FUERA_DE_REMATE",),
    rompe="""
        2025-06-16 VENTA_FUERA_DE_REMATE monto=9000.00 !
    """,
    tambien=("""
        2025-03-03 AVALUO monto=9000.00
        2025-06-16 VENTA_FUERA_DE_REMATE forma=COMPRADOR monto=8999.99 !
    """, """
        2025-06-16 VENTA_FUERA_DE_REMATE forma=COMPRADOR monto=9000.00 !
    """,),
    cumple="""
        2025-03-03 AVALUO monto=9000.00
        2025-06-16 VENTA_FUERA_DE_REMATE forma=COMPRADOR monto=9000.00
    """,
    salvo=(
        (
            "Bienes de fácil descomposición (fr. II)",
            """
            2025-06-16 VENTA_FUERA_DE_REMATE forma=PERECEDERO monto=100.00
            """,
        ),
        (
            "Negociación intervenida (art. 172)",
            """
            2025-06-16 VENTA_FUERA_DE_REMATE forma=NEGOCIACION monto=100.00
            """,
        ),
    ),
)  # fmt: skip
def venta_fuera_de_remate(pae: Pae) -> pd.DataFrame:
    """Venta fuera de remate que no es de perecederos ni de la negociación, ni tiene comprador que cubra el avalúo.

    Sin avalúo no hay valor señalado que cubrir.
    """
    actos = pae.de_tipo("VENTA_FUERA_DE_REMATE")
    avaluo = ultimo_de(actos, pae.practicados("AVALUO"), mismo_dia=True, mas=("monto",))
    valuado = avaluo["dia"] != SIN_DIA
    cubre = (actos["forma"] == "COMPRADOR") & valuado & (actos["monto"] >= avaluo["monto"])
    malos = actos[~cubre & ~actos["forma"].isin(["PERECEDERO", "NEGOCIACION"])]
    return redactar(malos, "Se vendió el {dia:fecha} fuera de remate por ${monto:pesos} sin un supuesto de la ley.")


@regla(
    "PAE075",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 184, 185, párrafo primero, y 186, párrafo primero",
    titulo="Saldo no enterado y garantía no aplicada",
    corto="Saldo sin enterar",
    que_hacer="Aplicar el depósito al fisco y adjudicar a la postura que sigue, o volver a rematar.",
    etapa="remate",
    efecto="D",
    por_que="Quien ganó y no paga pierde su depósito; si no se aplica, el fisco pierde el tiempo y el dinero.",
    sobre=("ADJUDICACION/MUEBLES", "ADJUDICACION/INMUEBLE", "ADJUDICACION/NEGOCIACION"),
    requiere=("SALDO_POSTURA",),
    rompe="""
        2025-06-20 ADJUDICACION #a forma=MUEBLES doc=POST010101AAA monto=6000.00 !
        2025-06-26 SALDO_POSTURA ref=a
    """,
    tambien=("""
        2025-06-20 ADJUDICACION forma=INMUEBLE doc=POST010101AAA monto=6000.00 !
    """,),
    cumple="""
        2025-06-20 ADJUDICACION #a forma=INMUEBLE doc=POST010101AAA monto=6000.00
        2025-06-26 SALDO_POSTURA ref=a
    """,
    salvo=((
        "Se aplicó el depósito y se siguió con la otra postura",
        """
        2025-06-20 ADJUDICACION #a forma=MUEBLES doc=POST010101AAA monto=6000.00
        2025-06-25 DEPOSITO_APLICADO ref=a
        """,
    ),),
)  # fmt: skip
def saldo_sin_enterar(pae: Pae) -> pd.DataFrame:
    """Adjudicación cuyo saldo no se enteró en tres días hábiles (diez, lo no mueble) ni se aplicó su depósito."""
    actos = pae.de_tipo("ADJUDICACION")
    actos = actos[actos["forma"].isin(["MUEBLES", "INMUEBLE", "NEGOCIACION"])]
    actos = actos[~citan(actos, pae.de_tipo("DEPOSITO_APLICADO"))]
    pago = que_cita(actos, pae.de_tipo("SALDO_POSTURA"))["dia"].to_numpy(np.int64)
    cuando = np.where(pago == SIN_DIA, dia(pae.corte), pago)
    desde = actos["dia"].to_numpy()
    tarde = np.where(
        actos["forma"] == "MUEBLES",
        despues_de(pae.normas, actos["ambito"], desde, "REM-14", cuando),
        despues_de(pae.normas, actos["ambito"], desde, "REM-16", cuando),
    )
    return redactar(actos[tarde], "Se adjudicó el {dia:fecha} y el saldo no se enteró ni se aplicó el depósito.")
