"""Lo que se obtuvo y cómo termina: excedentes, liberación, abandono, garantías y pagos a plazos."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dia, dias
from cobranza.expediente.lapsos import vigente
from cobranza.expediente.significado import efectos
from cobranza.ley.calendario import partes
from cobranza.verificacion.cruces import (
    citan,
    cubierto_el,
    despues_de,
    limite_de,
    plazo_de,
    que_cita,
    tienen,
    ultimo_de,
)
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

DE_EXCEDENTE, CANCELAR_GRAVAMEN = "ADJ-03", "REM-18"
ABANDONO, ABANDONO_DE_MUEBLES = "ABA-01", "ABA-03"
VIGENCIA_DE_GARANTIA, MESES_EXCLUIDOS = "GAR-02", "PLZ-03"
TOPE_PARCIALIDADES, TOPE_DIFERIDO = "PLZ-01", "PLZ-02"
MESES = 12


@regla(
    "PAE079",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 20, párrafo octavo, 194 y 196, párrafo primero",
    titulo="Excedente retenido",
    corto="Excedente retenido",
    que_hacer="Entregar el excedente al deudor, o a quien diga la autoridad que lo ordenó.",
    etapa="producto",
    efecto="D",
    por_que="Lo que sobra del remate es del deudor: retenerlo es cobrarle lo que no debe.",
    mide="diferencia",
    sobre=("EXCEDENTE", "REMATE"),
    requiere=("EXCEDENTE",),
    rompe="""
        2025-06-20 EXCEDENTE monto=500.00 !
    """,
    tambien=(
        """
        2023-06-20 EXCEDENTE forma=ADJUDICACION monto=500.00 !
        """,
        """
        2025-06-20 EXCEDENTE #x monto=500.00 !
        2025-06-24 ENTREGA_EXCEDENTE ref=x monto=499.99
        """,
    ),
    cumple="""
        2025-06-20 EXCEDENTE #x monto=500.00
        2025-06-24 ENTREGA_EXCEDENTE ref=x
    """,
    salvo=(
        (
            "Orden de otra autoridad",
            """
            2025-06-20 EXCEDENTE #x monto=500.00
            2025-06-24 ENTREGA_EXCEDENTE ref=x forma=ORDEN_DE_AUTORIDAD
            """,
        ),
        (
            "Adjudicado al fisco y aún no se enajena: veinticuatro meses (art. 196)",
            """
            2025-06-20 EXCEDENTE forma=ADJUDICACION monto=500.00
            """,
        ),
    ),
)  # fmt: skip
def excedente_retenido(pae: Pae) -> pd.DataFrame:
    """Excedente sin entregar, en todo o en parte; el de lo adjudicado al fisco, pasados veinticuatro meses."""
    actos, entregas = pae.de_tipo("EXCEDENTE"), pae.de_tipo("ENTREGA_EXCEDENTE")
    entregas = entregas.assign(monto=entregas["monto"].where(entregas["forma"] != "ORDEN_DE_AUTORIDAD", 0))
    actos = actos[cubierto_el(actos, entregas, actos["monto"].to_numpy(np.int64)) == SIN_DIA]
    entregado = actos["clave"].map(entregas.groupby("referencia")["monto"].sum()).fillna(0).astype("int64")
    limite = limite_de(pae.normas, actos["ambito"], DE_EXCEDENTE, actos["dia"].to_numpy())
    limite = np.where(actos["forma"] == "ADJUDICACION", limite, actos["dia"])
    malos = actos.assign(importe=actos["monto"] - entregado)[limite < dia(pae.corte)]
    return redactar(malos, "Hay ${importe:pesos} de excedente del {dia:fecha} sin entregar.")


@regla(
    "PAE080",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 187 y 195",
    titulo="Bienes o gravámenes que no se liberan",
    corto="Gravamen sin liberar",
    que_hacer="Levantar el embargo y comunicar la cancelación al registro.",
    etapa="producto",
    efecto="D",
    por_que="Quien ya pagó no puede vender ni usar lo suyo: el daño corre cada día.",
    sobre=("EMBARGO", "REQ_Y_EMBARGO", "INMOVILIZACION", "ADJUDICACION/INMUEBLE"),
    requiere=("LEVANTAMIENTO",),
    rompe="""
        2025-03-03 REQ_Y_EMBARGO forma=INMUEBLE !
        2025-05-06 PAGO monto=todo
    """,
    tambien=("""
        2025-06-20 ADJUDICACION forma=INMUEBLE doc=POST010101AAA monto=6000.00 !
    """,),
    cumple="""
        2025-03-03 REQ_Y_EMBARGO #e forma=INMUEBLE
        2025-05-06 PAGO monto=todo
        2025-05-20 LEVANTAMIENTO ref=e
    """,
    salvo=(
        (
            "Sólo se pagó una parte",
            """
            2025-03-03 REQ_Y_EMBARGO forma=INMUEBLE
            2025-05-06 PAGO monto=100.00
            """,
        ),
        (
            "Se comunicó al registro en quince días",
            """
            2025-06-20 ADJUDICACION #a forma=INMUEBLE doc=POST010101AAA monto=6000.00
            2025-07-04 AVISO_REGISTRO ref=a
            """,
        ),
    ),
)  # fmt: skip
def gravamen_sin_liberar(pae: Pae) -> pd.DataFrame:
    """Embargo o inmovilización sin levantar de un crédito que ya no debe; o inmueble adjudicado sin avisar.

    El aviso al registro va en los quince días hábiles que siguen a la adjudicación.
    """
    asegurados = pd.concat([pae.practicados("EMBARGO", "REQ_Y_EMBARGO"), pae.de_tipo("INMOVILIZACION")])
    pagado = (pae.del_credito(asegurados, "vida") == "BAJA") & (asegurados["dia"] < dia(pae.corte))
    sin_levantar = asegurados[pagado & ~citan(asegurados, pae.de_tipo("LEVANTAMIENTO"))]
    vendidos = pae.de_tipo("ADJUDICACION")
    vendidos = vendidos[vendidos["forma"] == "INMUEBLE"]
    aviso = que_cita(vendidos, pae.de_tipo("AVISO_REGISTRO"))["dia"].to_numpy(np.int64)
    cuando = np.where(aviso == SIN_DIA, dia(pae.corte), aviso)
    tarde = despues_de(pae.normas, vendidos["ambito"], vendidos["dia"].to_numpy(), CANCELAR_GRAVAMEN, cuando)
    return pd.concat(
        [
            redactar(sin_levantar, "El crédito ya no debe y lo asegurado el {dia:fecha} no se ha levantado."),
            redactar(vendidos[tarde], "Se adjudicó el {dia:fecha} y la cancelación no se comunicó en quince días."),
        ]
    )


@regla(
    "PAE081",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 196-A, frs. I a IV, y 196-B",
    titulo="Abandono anticipado",
    corto="Abandono anticipado",
    que_hacer="Dejar sin efectos el abandono y poner los bienes a disposición de su dueño.",
    etapa="producto",
    efecto="N",
    por_que="El abandono quita la propiedad: antes de su plazo, o con un pleito abierto, es un despojo.",
    sobre=("ABANDONO",),
    requiere=("A_DISPOSICION",),
    rompe="""
        2025-03-03 A_DISPOSICION
        2025-05-02 ABANDONO !
    """,
    tambien=(
        """
        2024-06-03 REQ_Y_EMBARGO forma=MUEBLES
        2025-06-03 ABANDONO forma=MUEBLES_NO_REMATADOS !
        """,
        """
        2025-03-03 A_DISPOSICION
        2025-04-03 IMPUGNACION forma=NULIDAD
        2025-06-03 ABANDONO !
        """,
        """
        2025-03-03 A_DISPOSICION
        2025-03-03 IMPUGNACION #i forma=NULIDAD
        2025-04-28 RESOLUCION ref=i resultado=DEJA_SIN_EFECTOS
        2025-06-03 ABANDONO !
        """,
    ),
    cumple="""
        2025-03-03 A_DISPOSICION
        2025-05-07 ABANDONO
    """,
    salvo=((
        "El medio de defensa ya se resolvió",
        """
        2025-02-03 IMPUGNACION #i forma=NULIDAD
        2025-03-03 RESOLUCION ref=i resultado=CONFIRMA
        2025-03-04 A_DISPOSICION
        2025-05-07 ABANDONO
        """,
    ),),
)  # fmt: skip
def abandono_anticipado(pae: Pae) -> pd.DataFrame:
    """Abandono antes de dos meses de puestos los bienes a disposición, o de dieciocho del embargo de muebles.

    También con un medio de defensa sin resolver. El que se interpuso mientras corría el plazo y no confirmó lo
    impugnado lo interrumpió: vuelve a contarse desde que se resolvió (art. 196-B, fr. I).
    """
    actos = pae.de_tipo("ABANDONO")
    puestos = ultimo_de(actos, pae.de_tipo("A_DISPOSICION"), mismo_dia=True)["dia"].to_numpy(np.int64)
    embargado = ultimo_de(actos, pae.practicados("EMBARGO", "REQ_Y_EMBARGO"), mismo_dia=True)["dia"].to_numpy(
        np.int64
    )
    de_muebles = (actos["forma"] == "MUEBLES_NO_REMATADOS").to_numpy()
    desde = np.where(de_muebles, embargado, puestos)
    desde = np.where(desde == SIN_DIA, actos["dia"].to_numpy(), desde)
    no_confirma = pae.de_tipo("RESOLUCION")
    no_confirma = no_confirma[no_confirma["resultado"] != "CONFIRMA"]
    recurso = ultimo_de(no_confirma, pae.de_tipo("IMPUGNACION"), mismo_dia=True)
    no_confirma = no_confirma.assign(interpuesto=recurso["dia"])
    interrumpe = ultimo_de(actos, no_confirma, mismo_dia=True, mas=("interpuesto",))
    resuelto, interpuesto = (interrumpe[c].to_numpy(np.int64) for c in ("dia", "interpuesto"))
    desde = np.where(interpuesto >= desde, resuelto, desde)
    vence = np.where(
        de_muebles,
        limite_de(pae.normas, actos["ambito"], ABANDONO_DE_MUEBLES, desde),
        limite_de(pae.normas, actos["ambito"], ABANDONO, desde),
    )
    pleito = vigente(pae.historia, "controvertido", actos["dia"].to_numpy(), pae.lugares(actos))
    return redactar(
        actos[(actos["dia"].to_numpy() <= vence) | pleito], "El abandono del {dia:fecha} fue antes de tiempo."
    )


@regla(
    "PAE084",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 141, párrafos segundo y tercero",
    titulo="Garantía vencida o sin ampliar",
    corto="Garantía sin ampliar",
    que_hacer="Requerir que se actualice y amplíe la garantía por los doce meses siguientes.",
    etapa="producto",
    efecto="D",
    por_que="La garantía cubre los accesorios de doce meses: sin ampliarla el fisco cobra menos de lo que se debe.",
    ambito="F",
    sobre=("GARANTIA",),
    requiere=("AMPLIACION_GARANTIA",),
    rompe="""
        2024-06-03 GARANTIA forma=FIANZA monto=20000.00 !
    """,
    cumple="""
        2024-06-03 GARANTIA #g forma=FIANZA monto=20000.00
        2025-06-03 AMPLIACION_GARANTIA ref=g
    """,
    salvo=(
        (
            "Billete de depósito por su capacidad máxima",
            """
            2024-06-03 GARANTIA forma=BILLETE_DE_DEPOSITO monto=20000.00
            """,
        ),
        (
            "Ya terminó",
            """
            2024-06-03 GARANTIA #g forma=FIANZA monto=20000.00
            2025-03-03 FIN_GARANTIA ref=g
            """,
        ),
    ),
)  # fmt: skip
def garantia_sin_ampliar(pae: Pae) -> pd.DataFrame:
    """Garantía que sigue vigente más de doce meses después de otorgada o de su última ampliación."""
    actos = pae.de_tipo("GARANTIA")
    actos = actos[(actos["forma"] != "BILLETE_DE_DEPOSITO") & ~citan(actos, pae.de_tipo("FIN_GARANTIA"))]
    actos = actos[(actos["hasta"] == SIN_DIA) | (actos["hasta"] >= dia(pae.corte))]
    ampliaciones = pae.de_tipo("AMPLIACION_GARANTIA").sort_values("dia", ascending=False, kind="stable")
    ampliada = que_cita(actos, ampliaciones)["dia"]
    desde = np.maximum(ampliada.to_numpy(np.int64), actos["dia"].to_numpy(np.int64))
    rige = vigente(pae.historia, "garantia", pae.al_corte(actos), pae.lugares(actos))
    malos = actos[(limite_de(pae.normas, actos["ambito"], VIGENCIA_DE_GARANTIA, desde) < dia(pae.corte)) & rige]
    return redactar(malos, "La garantía del {dia:fecha} lleva más de doce meses sin ampliarse.")


@regla(
    "PAE085",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 66-A, fr. IV, incisos c) y d)",
    titulo="Convenio caduco sin revocar",
    corto="Convenio sin revocar",
    que_hacer="Revocar la autorización y cobrar el saldo con lo que la ley manda desde el último pago.",
    etapa="producto",
    efecto="D",
    por_que="Mientras no se revoca, el crédito parece al corriente y nadie lo cobra.",
    ambito="F",
    sobre=("CONVENIO",),
    requiere=("CONVENIO.hasta",),
    rompe="""
        2024-06-03 SOLICITUD_PLAZOS
        2024-06-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2025-06-03 !
    """,
    cumple="""
        2024-06-03 SOLICITUD_PLAZOS
        2024-06-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2025-06-03
        2025-06-10 CONVENIO_REVOCADO
    """,
    salvo=(
        (
            "Se cumplió",
            """
            2024-06-03 SOLICITUD_PLAZOS
            2024-06-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2025-06-03
            2025-06-03 CONVENIO_CUMPLIDO
            """,
        ),
        (
            "El crédito ya no debe",
            """
            2024-06-03 SOLICITUD_PLAZOS
            2024-06-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2025-06-03
            2024-06-20 PAGO monto=todo
            """,
        ),
    ),
)  # fmt: skip
def convenio_sin_revocar(pae: Pae) -> pd.DataFrame:
    """Pago a plazos que caducó solo (tres parcialidades, la última o el diferido sin pagar) y no se ha revocado.

    Cuándo caduca lo dice la misma cuenta que liquida el crédito.
    """
    actos = pae.de_tipo("CONVENIO")
    caidos = [(lugar, cuando) for tipo, lugar, cuando in pae.historia.derivados if tipo == "CONVENIO_CADUCO"]
    if not caidos:
        return redactar(actos.iloc[:0], "")
    de = pd.DataFrame({
        "lugar": np.concatenate([c[0] for c in caidos]), "dia": np.concatenate([c[1] for c in caidos]),
    })  # fmt: skip
    lugares = actos.assign(lugar=pae.lugares(actos))
    pares = lugares[["clave", "lugar", "dia"]].merge(de, on="lugar", suffixes=("", "_cae"))
    pares = pares[(pares["dia_cae"] >= pares["dia"]) & (pares["dia_cae"] <= dia(pae.corte))]
    cae = actos["clave"].map(pares.groupby("clave")["dia_cae"].min()).fillna(SIN_DIA).astype("int64")
    actos = actos.assign(cae=cae)[(cae != SIN_DIA) & (pae.del_credito(actos, "vida") == "VIGENTE")]
    cerrados = pae.de_tipo("CONVENIO_REVOCADO", "CONVENIO_CUMPLIDO", "CONVENIO")
    terminado = tienen(actos, cerrados, lambda p: p["dia_otro"] > p["dia"])
    return redactar(actos[~terminado], "El pago a plazos del {dia:fecha} caducó el {cae:fecha} y no se ha revocado.")


@regla(
    "PAE086",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 66, párrafo primero, y 66-A, fr. VI",
    titulo="Convenio improcedente",
    corto="Convenio improcedente",
    que_hacer="Dejar sin efectos la autorización o ajustarla al plazo que la ley permite.",
    etapa="producto",
    efecto="D",
    por_que="Autorizar lo que la ley excluye detiene el cobro y genera responsabilidad a quien firma.",
    ambito="F",
    sobre=("CONVENIO",),
    rompe="""
        2025-03-03 SOLICITUD_PLAZOS
        2025-03-03 CONVENIO forma=PARCIALIDADES parcialidades=37 hasta=2028-04-03 !
    """,
    tambien=(
        """
        2025-03-03 SOLICITUD_PLAZOS
        2025-03-03 CONVENIO forma=DIFERIDO hasta=2026-04-03 !
        """,
        """
        credito vencimiento=2024-11-19
        2025-03-03 SOLICITUD_PLAZOS
        2025-03-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-03-03 !
        """,
    ),
    cumple="""
        2025-03-03 SOLICITUD_PLAZOS
        2025-03-03 CONVENIO forma=PARCIALIDADES parcialidades=36 hasta=2028-03-03
    """,
    salvo=((
        "Aportaciones de seguridad social (fr. VI, inciso a)",
        """
        credito vencimiento=2024-11-19 origen=SEGURIDAD_SOCIAL
        2025-03-03 SOLICITUD_PLAZOS
        2025-03-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-03-03
        """,
    ),),
)  # fmt: skip
def convenio_improcedente(pae: Pae) -> pd.DataFrame:
    """Pago a plazos de más de 36 parcialidades o 12 meses diferido, o de lo debido en los seis meses anteriores.

    También de lo que debió pagarse en el mismo año. Se cuenta hacia atrás desde el mes de la solicitud; sin ella,
    desde el de la autorización. Sólo se excluyen contribuciones: impuestos y derechos.
    """
    actos = pae.de_tipo("CONVENIO")
    solicitud = ultimo_de(actos, pae.de_tipo("SOLICITUD_PLAZOS"), mismo_dia=True)["dia"]
    # la de un convenio anterior no es la suya (`cuenta.convenios`)
    de_otro = ultimo_de(actos, pae.de_tipo("CONVENIO"), mismo_dia=False)["dia"]
    se_cerro = ultimo_de(actos, pae.de_tipo(*efectos("cierra", "convenio")), mismo_dia=False)["dia"]
    propia = (solicitud > de_otro) & (solicitud >= se_cerro)
    desde = solicitud.where(propia, actos["dia"]).to_numpy(np.int64)
    con_fin = actos["hasta"].where(actos["hasta"] != SIN_DIA, actos["dia"]).to_numpy(np.int64)
    meses = partes(con_fin)[0] - partes(desde)[0]
    diferido = (actos["forma"] == "DIFERIDO").to_numpy()
    numero = np.where(actos["parcialidades"] > 0, actos["parcialidades"], meses)
    tope = np.where(
        diferido,
        plazo_de(pae.normas, actos["ambito"], TOPE_DIFERIDO, desde),
        plazo_de(pae.normas, actos["ambito"], TOPE_PARCIALIDADES, desde),
    )
    largo = np.where(diferido, meses, numero) > tope
    debio = dias(pae.del_credito(actos, "vencimiento"))
    recientes = plazo_de(pae.normas, actos["ambito"], MESES_EXCLUIDOS, desde)
    origen = pae.del_credito(actos, "origen").astype("str")
    pedido, debido = partes(desde)[0], partes(debio)[0]
    reciente = (pedido - debido < recientes) | (pedido // MESES == debido // MESES)
    # las multas y demás aprovechamientos no son contribuciones: no se excluyen
    contribucion = pae.del_credito(actos, "naturaleza").isin(["impuesto", "derecho"]).to_numpy()
    excluido = reciente & contribucion & (origen != "SEGURIDAD_SOCIAL").to_numpy()
    malos = actos[largo | excluido]
    return redactar(malos, "El pago a plazos del {dia:fecha} pasa del tope o es de lo que la ley excluye.")
