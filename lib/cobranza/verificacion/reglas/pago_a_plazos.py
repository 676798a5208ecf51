"""El pago a plazos: el que caducó y sigue en pie, y el que la ley no deja autorizar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, dia, dias, fecha_de
from cobranza.cuenta.cotizacion import Propuesta, cotizacion, garantia_exigida, pagos_iniciales
from cobranza.expediente.significado import efectos
from cobranza.ley.calendario import partes
from cobranza.verificacion.cruces import alcanza, plazo_de, tienen, ultimo_de
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.garantizado_a import garantizado_el
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

MESES_EXCLUIDOS = "PLZ-03"
TOPE_PARCIALIDADES, TOPE_DIFERIDO = "PLZ-01", "PLZ-02"
GARANTIA = "plazos_garantia"
MESES = 12


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
    fundamento="CFF, arts. 66, párrafo primero y fr. II, y 66-A, frs. III y VI",
    titulo="Convenio improcedente",
    corto="Convenio improcedente",
    que_hacer="Dejar sin efectos la autorización o ajustarla al plazo, al pago inicial y a la garantía de ley.",
    etapa="producto",
    efecto="D",
    por_que="Autorizar lo que la ley excluye detiene el cobro y genera responsabilidad a quien firma.",
    ambito="F",
    sobre=("CONVENIO",),
    en_parte=("CONVENIO.resultado",),
    rompe="""
        2025-03-03 SOLICITUD_PLAZOS
        2025-03-03 PAGO monto=4000.00
        2025-03-03 CONVENIO forma=PARCIALIDADES parcialidades=37 hasta=2028-04-03 resultado=DISPENSADO !
    """,
    tambien=(
        """
        2025-03-03 SOLICITUD_PLAZOS
        2025-03-03 PAGO monto=4000.00
        2025-03-03 CONVENIO forma=DIFERIDO hasta=2026-04-03 resultado=DISPENSADO !
        """,
        """
        credito vencimiento=2024-11-19
        2025-03-03 SOLICITUD_PLAZOS
        2025-03-03 PAGO monto=4000.00
        2025-03-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-03-03 resultado=DISPENSADO !
        """,
        """
        2025-03-03 SOLICITUD_PLAZOS
        2025-03-03 PAGO monto=2000.00
        2025-03-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-03-03 resultado=DISPENSADO !
        """,
        """
        2025-03-03 SOLICITUD_PLAZOS
        2025-03-03 PAGO monto=4000.00 revertido=2025-03-10
        2025-03-04 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-03-03 resultado=DISPENSADO !
        """,
        """
        2025-03-03 SOLICITUD_PLAZOS
        2025-03-03 PAGO monto=4000.00
        2025-03-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-03-03 !
        """,
        """
        2025-03-03 SOLICITUD_PLAZOS
        2025-03-03 PAGO monto=4000.00
        2025-03-03 GARANTIA forma=FIANZA monto=12267.25
        2025-03-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-03-03 resultado=GARANTIZADO !
        """,
    ),
    cumple="""
        2025-03-03 SOLICITUD_PLAZOS
        2025-03-03 PAGO monto=4000.00
        2025-03-03 GARANTIA forma=FIANZA monto=12267.26
        2025-03-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-03-03 resultado=GARANTIZADO
    """,
    salvo=(
        (
            "Aportaciones de seguridad social (fr. VI, inciso a)",
            """
            credito vencimiento=2024-11-19 origen=SEGURIDAD_SOCIAL
            2025-03-03 SOLICITUD_PLAZOS
            2025-03-03 PAGO monto=4000.00
            2025-03-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-03-03 resultado=DISPENSADO
            """,
        ),
        (
            "La garantía se dispensó por reglas de carácter general (fr. III)",
            """
            2025-03-03 SOLICITUD_PLAZOS
            2025-03-03 PAGO monto=4000.00
            2025-03-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-03-03 resultado=DISPENSADO
            """,
        ),
        (
            "Es de varios créditos: su pago inicial y su garantía son de todos juntos y los exige su trámite",
            """
            2025-03-03 SOLICITUD_PLAZOS
            2025-03-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-03-03 resultado=DE_VARIOS_CREDITOS
            """,
        ),
        (
            "Modifica el que sigue en pie (art. 66, fr. I)",
            """
            2025-03-03 SOLICITUD_PLAZOS
            2025-03-03 PAGO monto=4000.00
            2025-03-03 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-03-03 resultado=DISPENSADO
            2025-04-02 SOLICITUD_PLAZOS
            2025-04-02 CONVENIO forma=PARCIALIDADES parcialidades=24 hasta=2027-04-02
            """,
        ),
    ),
)  # fmt: skip
def convenio_improcedente(pae: Pae) -> pd.DataFrame:
    """Pago a plazos de más de 36 parcialidades o 12 meses diferido, o de lo debido en los seis meses anteriores.

    También de lo que debió pagarse en el mismo año. Se cuenta hacia atrás desde el mes de la solicitud; sin ella,
    desde el de la autorización. Sólo se excluyen contribuciones: impuestos y derechos. También si el día de la
    solicitud no se pagó el 20 % de lo debido, o si al autorizar no había garantía del 80 % y de la prórroga.
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
    no_procede = largo | excluido
    malos = actos[no_procede].assign(necesita="")
    # el que se pide con otro en pie lo modifica, y no se paga otra vez (art. 66, fr. I)
    nuevo = (se_cerro >= de_otro) & (actos["resultado"] != "DE_VARIOS_CREDITOS")
    otros = pae.dicen(actos.assign(pedido=desde, numero=numero)[nuevo & ~no_procede], "CONVENIO.resultado")
    halladas = redactar(malos, "El pago a plazos del {dia:fecha} pasa del tope o es de lo que la ley excluye.")
    return pd.concat([halladas, *_sin_pago_o_garantia(pae, otros)]) if len(otros) else halladas


def _sin_pago_o_garantia(pae: Pae, actos: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(los que no pagaron la parte inicial, los demás sin la garantía que se exige), a la solicitud."""
    pagos = pae.en_pie(pae.dinero[(pae.dinero["tipo"] == "PAGO") & (pae.dinero["importe"] < 0)])
    suma = (-pagos["importe"]).groupby([pagos["credito"], pagos["dia"]]).sum()
    llave = pd.MultiIndex.from_arrays([actos["credito"], actos["pedido"]])
    actos = actos.assign(
        necesita="CONVENIO.resultado",
        pagado=suma.reindex(llave).fillna(0).to_numpy(np.int64),
        adeudo=pae.debido(actos.assign(dia=actos["pedido"])),
    )
    exigido = np.zeros(len(actos), dtype=np.int64)
    for ambito in actos["ambito"].unique():
        cual = np.flatnonzero(actos["ambito"] == ambito)
        exigido[cual] = pagos_iniciales(pae.normas.de(str(ambito)), actos["adeudo"].to_numpy(np.int64)[cual])
    corto = (actos["pagado"] < exigido).to_numpy()
    sin_pago = actos.assign(exigido=exigido)[corto]
    por_garantizar = actos[~corto & (actos["resultado"] != "DISPENSADO").to_numpy()]
    sin_garantia = por_garantizar[_sin_garantia(pae, por_garantizar)]
    return (
        redactar(sin_pago, "Al pedirlo el {pedido:fecha} se pagaron ${pagado:pesos} de ${exigido:pesos}."),
        redactar(
            sin_garantia, "Se autorizó el {dia:fecha} sin garantía del 80 % de ${adeudo:pesos} y de su prórroga."
        ),
    )


def _sin_garantia(pae: Pae, actos: pd.DataFrame) -> NDArray[np.bool_]:
    """De cada convenio, si las garantías de su crédito no alcanzan lo que el art. 66-A, fr. III exige."""
    garantizado = garantizado_el(pae, actos)
    falta = ~alcanza(pae.normas, actos["ambito"], GARANTIA, garantizado, actos["adeudo"].to_numpy(np.int64))
    # la prórroga de todo el plazo sólo se cotiza si lo garantizado cubre lo demás
    for k in np.flatnonzero(~falta):
        falta[k] = garantizado[k] < _exigida(pae, actos.iloc[k])
    return falta


def _exigida(pae: Pae, convenio: pd.Series[Any]) -> int:
    norma, pedido = pae.normas.de(str(convenio["ambito"])), fecha_de(int(convenio["pedido"]))
    adeudo, numero, hasta = (int(convenio[c]) for c in ("adeudo", "numero", "hasta"))
    if (hasta if convenio["forma"] == "DIFERIDO" else numero) <= 0:  # sin plazo no se sabe su prórroga
        return garantia_exigida(norma, adeudo, 0, pedido)
    liquida_el = fecha_de(hasta) if convenio["forma"] == "DIFERIDO" else None
    # por el plazo solicitado, pagado en su día: lo que tarde la autorización no la encarece
    de = Propuesta(pedido, pedido, numero, liquida_el)
    recargos = cotizacion(norma, de, [adeudo - int(convenio["pagado"])]).recargos
    return garantia_exigida(norma, adeudo, recargos, pedido)
