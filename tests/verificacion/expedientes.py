"""Doce créditos ficticios con nombre propio; cada acto dudoso lleva en su clave lo que le pasa.

En cada expediente conviven el acto que incumple y el que cumple por un día, una hora o un centavo.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import oficina
import pandas as pd
from sqlalchemy import Connection

from cobranza.base.fechas import dia, fecha_de
from cobranza.ley.liquidacion import liquidar
from cobranza.ley.norma import norma
from cobranza.ley.plazos import exigible
from cobranza.libros import libro

CORTE = date(2025, 12, 30)  # el día 60 hacia atrás, 31 de octubre, es hábil
ULTIMA_CAPTURA = date(2025, 12, 15)  # la visita reciente
VENCIMIENTO, IMPORTE = "2023-04-30", 1_000_000
MINIMO_2025 = 56_000  # gasto mínimo de una diligencia en 2025: $560.00
EJECUTOR, EJECUTOR_HASTA_MARZO, DELEGADO, JEFE = "EJ-1", "EJ-2", "DEL-1", "JEFE-1"


def habil(desde: str, cuantos: int) -> str:
    """El `cuantos`-ésimo día hábil después de una fecha."""
    return fecha_de(norma("federal").calendario.mas_habiles(dia(date.fromisoformat(desde)), cuantos)).isoformat()


def natural(desde: str | date, cuantos: int) -> str:
    inicio = desde if isinstance(desde, date) else date.fromisoformat(desde)
    return (inicio + timedelta(days=cuantos)).isoformat()


def exigible_desde(notificacion: str) -> str:
    return fecha_de(exigible(norma("federal"), dia(date.fromisoformat(notificacion)))).isoformat()


def debido_al(fecha: str) -> int:
    """Lo que debe ese día un crédito de `IMPORTE` sin pagos ni gastos."""
    return liquidar(
        norma("federal"),
        monto=IMPORTE,
        vencimiento=dia(date.fromisoformat(VENCIMIENTO)),
        pago=dia(date.fromisoformat(fecha)),
    ).total


class Expediente:
    """Un crédito notificado el 1 de febrero de 2024, con sus actos."""

    def __init__(self, conexion: Connection, folio: str, **otros: Any) -> None:
        self.conexion, self.folio = conexion, folio
        datos = {
            "notificacion": "2024-02-01", "fecha_registro": "2024-02-05", "vencimiento": VENCIMIENTO,
            "importe": IMPORTE, "ejecutor": EJECUTOR,
        }  # fmt: skip
        oficina.credito(conexion, folio, **(datos | otros))

    def acto(self, nombre: str, tipo: str, fecha: str, **otros: Any) -> None:
        """Un acto con su clave `FOLIO:nombre`, de 10:00 a 10:30, por el ejecutor de siempre y sin anomalías."""
        gasto = otros.pop("gasto", 0)
        clave = f"{self.folio}:{nombre}"
        quien = DELEGADO if tipo == "MANDAMIENTO" else EJECUTOR
        oficina.acto(self.conexion, self.folio, tipo, fecha, **({"clave": clave, "persona": quien} | otros))
        if gasto:
            componente = "GASTO_EXTRAORDINARIO" if tipo == "AVALUO" else "GASTO_EJECUCION"
            oficina.gasto(self.conexion, self.folio, gasto, fecha, clave, componente)

    def mandamiento(self, fecha: str = "2025-02-10") -> None:
        self.acto("mandamiento", "MANDAMIENTO", fecha)

    def gestion_reciente(self) -> None:
        """Una visita dentro de los 60 días: el crédito no está olvidado."""
        self.acto("visita", "CITATORIO", ULTIMA_CAPTURA.isoformat())


def el_regular(conexion: Connection) -> None:
    """Cumple todo, y siempre en el último momento en que aún se cumple."""
    e = Expediente(conexion, "REGULAR")
    e.mandamiento()
    e.acto("requerimiento", "REQUERIMIENTO", "2025-02-12", gasto=MINIMO_2025, documento="ACTA-1")
    e.acto("embargo", "EMBARGO", "2025-02-20", forma="INMUEBLE", resultado="PRACTICADA")
    e.acto("depositario", "DEPOSITARIO", "2025-02-20")
    e.acto("inscripcion-dia-15", "INSCRIPCION", habil("2025-02-20", 15))
    e.acto("avaluo-dia-90", "AVALUO", natural("2025-02-20", 90), hasta="2025-08-01")
    e.acto("convocatoria", "CONVOCATORIA", "2025-07-01")
    e.acto("remate-dia-10", "REMATE", habil("2025-07-01", 10))
    e.acto("visita-dia-60", "CITATORIO", natural(CORTE, -60))


def el_mal_diligenciado(conexion: Connection) -> None:
    """Horas, días y citatorios."""
    e = Expediente(conexion, "DILIGENCIA")
    e.mandamiento()
    for hora in ("07:29", "07:30", "18:00", "18:01"):
        e.acto(f"a-las-{hora}", "CITATORIO", "2025-03-03", hora_inicio=hora, hora_fin="20:00")
    e.acto("en-domingo", "CITATORIO", "2025-03-09")
    e.acto("en-domingo-habilitado", "CITATORIO", "2025-03-16")
    e.acto("habilitacion", "HABILITACION", "2025-03-12", hasta="2025-03-16", persona=None)
    e.acto("en-festivo-tras-la-habilitacion", "CITATORIO", "2025-03-17")
    e.acto("citatorio-del-viernes", "CITATORIO", "2025-04-25")
    e.acto("lunes-con-citatorio", "REQUERIMIENTO", "2025-04-28", resultado="PRACTICADA_CON_TERCERO")
    e.acto("citatorio-viejo", "CITATORIO", "2025-05-07")
    e.acto("citatorio-de-dos-dias", "REQUERIMIENTO", "2025-05-09", resultado="PRACTICADA_CON_TERCERO")
    e.acto("sin-cierre", "CITATORIO", "2025-06-03", hora_fin=None)
    e.acto("sin-horas", "REQUERIMIENTO", "2025-06-04", hora_inicio=None, hora_fin=None)
    e.gestion_reciente()


def el_mal_nombrado(conexion: Connection) -> None:
    """Quién practica y quién ordena; lo lleva Tapachula."""
    e = Expediente(conexion, "NOMBRADO", delegacion="DH-TAP")
    e.acto("ultimo-dia-de-nombramiento", "CITATORIO", "2025-03-14", persona=EJECUTOR_HASTA_MARZO)
    e.acto("nombramiento-vencido", "CITATORIO", "2025-03-18", persona=EJECUTOR_HASTA_MARZO)
    e.acto("sin-persona", "CITATORIO", "2025-03-19", persona=None)
    e.acto("antes-del-mandamiento", "REQUERIMIENTO", "2025-04-01")
    e.acto("mandamiento-del-jefe", "MANDAMIENTO", "2025-04-02", persona=JEFE)
    e.acto("mismo-dia-del-mandamiento", "REQUERIMIENTO", "2025-04-02")
    e.gestion_reciente()


def el_apresurado(conexion: Connection) -> None:
    """El mandamiento sale el último día del plazo; el requerimiento, el primero en que es exigible."""
    notificacion = "2025-02-04"
    desde = exigible_desde(notificacion)
    e = Expediente(conexion, "APRESURADO", notificacion=notificacion, fecha_registro="2025-02-05")
    e.acto("ultimo-dia-del-plazo", "MANDAMIENTO", natural(desde, -1))
    e.acto("primer-dia-exigible", "REQUERIMIENTO", desde)
    e.gestion_reciente()


def el_suspendido(conexion: Connection) -> None:
    """Suspensión que termina y garantía que vence; lo lleva Tapachula."""
    e = Expediente(conexion, "SUSPENDIDO", delegacion="DH-TAP")
    e.mandamiento()
    e.acto("suspension", "SUSPENSION", "2025-03-03", persona=None)
    e.acto("en-suspension", "REQUERIMIENTO", "2025-03-05")
    e.acto("fin", "FIN_SUSPENSION", "2025-03-20", persona=None)
    e.acto("dia-en-que-termina", "REQUERIMIENTO", "2025-03-20")
    e.acto("garantia", "GARANTIA", "2025-05-06", hasta="2025-06-06", persona=None)
    e.acto("ultimo-dia-de-garantia", "REQUERIMIENTO", "2025-06-06")
    e.acto("garantia-vencida", "REQUERIMIENTO", "2025-06-09")
    e.gestion_reciente()


def el_pagado(conexion: Connection) -> None:
    """Convenio que se revoca y, después, pago total."""
    e = Expediente(conexion, "PAGADO")
    e.mandamiento()
    e.acto("convenio", "CONVENIO", "2025-02-17", persona=None)
    e.acto("en-convenio", "REQUERIMIENTO", "2025-02-19")
    e.acto("revocado", "CONVENIO_REVOCADO", "2025-03-03", persona=None)
    e.acto("dia-en-que-se-revoca", "REQUERIMIENTO", "2025-03-03")
    e.acto("dia-del-pago", "REQUERIMIENTO", "2025-05-06")
    oficina.asentar(conexion, oficina.hecho("PAGADO", "PAGO", "2025-05-06", 10 * IMPORTE))
    e.acto("ya-pagado", "INMOVILIZACION", "2025-05-07")


def el_mal_cobrado(conexion: Connection) -> None:
    """Gastos: un centavo de más, dos por una acta y uno de un día sin límites publicados."""
    e = Expediente(conexion, "COBRADO", notificacion="2022-02-01", fecha_registro="2022-02-05")
    e.mandamiento()
    e.acto("dia-sin-limites", "INMOVILIZACION", "2022-06-01", gasto=123_456)
    e.acto("exacto", "REQUERIMIENTO", "2025-03-04", gasto=MINIMO_2025, documento="ACTA-1")
    e.acto("un-centavo-de-mas", "REQUERIMIENTO", "2025-03-05", gasto=MINIMO_2025 + 1, documento="ACTA-2")
    e.acto("a-primero", "REQUERIMIENTO", "2025-03-06", gasto=MINIMO_2025, documento="ACTA-3")
    e.acto("b-segundo", "EMBARGO", "2025-03-06", gasto=MINIMO_2025, documento="ACTA-3", forma="DEPOSITOS")
    e.acto("otra-acta", "REQUERIMIENTO", "2025-03-06", gasto=MINIMO_2025, documento="ACTA-4")
    e.acto("avaluo-reembolsado", "AVALUO", "2025-03-10", gasto=345_678, documento="FACTURA-1")
    e.gestion_reciente()


def el_embargado(conexion: Connection) -> None:
    """Bienes sin depositario, sin inscripción y sin avalúo a tiempo."""
    e = Expediente(conexion, "EMBARGADO")
    e.mandamiento()
    e.acto("requerido", "REQUERIMIENTO", "2025-02-24")
    e.acto("muebles-solos", "EMBARGO", "2025-03-03", forma="MUEBLES", resultado="PRACTICADA")
    e.acto("inmueble", "REQ_Y_EMBARGO", "2025-04-01", forma="INMUEBLE", resultado="PRACTICADA")
    e.acto("depositario", "DEPOSITARIO", "2025-04-01")
    e.acto("inscripcion-dia-16", "INSCRIPCION", habil("2025-04-01", 16))
    e.acto("depositos", "EMBARGO", "2025-05-06", forma="DEPOSITOS", resultado="PRACTICADA")
    e.acto("con-oposicion", "EMBARGO", "2025-05-07", forma="VEHICULO", resultado="OPOSICION")
    e.acto("avaluo-dia-91", "AVALUO", natural("2025-03-03", 91))
    e.gestion_reciente()


def el_rematado(conexion: Connection) -> None:
    """Avalúos y convocatorias."""
    e = Expediente(conexion, "REMATADO")
    e.acto("avaluo", "AVALUO", "2025-03-03", hasta=habil("2025-06-02", 9))
    e.acto("convocatoria-1", "CONVOCATORIA", "2025-06-02")
    # el noveno día hábil es también el último del avalúo, que aún vale
    e.acto("remate-dia-9", "REMATE", habil("2025-06-02", 9))
    e.acto("con-avaluo-vencido", "CONVOCATORIA", habil("2025-06-02", 10))
    e.acto("avaluo-nuevo", "AVALUO", "2025-06-17", hasta="2025-12-31")
    e.acto("convocatoria-2", "CONVOCATORIA", "2025-07-01")
    e.acto("remate-dia-20", "REMATE", habil("2025-07-01", 20))
    e.acto("convocatoria-3", "CONVOCATORIA", "2025-08-01")
    e.acto("remate-dia-21", "REMATE", habil("2025-08-01", 21))
    e.gestion_reciente()


def el_inmovilizado(conexion: Connection) -> None:
    """Cuentas con de más: un centavo, y la liberación al tercer o al cuarto día."""
    e = Expediente(conexion, "INMOVILIZADO")
    for nombre, fecha, espera in (("a-los-3-dias", "2025-03-03", 3), ("a-los-4-dias", "2025-04-01", 4)):
        e.acto(nombre, "INMOVILIZACION", fecha, monto=debido_al(fecha) + 1)
        e.acto(f"liberacion-{nombre}", "LIBERACION", habil(fecha, espera), monto=1)
        e.acto(
            f"levantamiento-{nombre}", "LEVANTAMIENTO", habil(fecha, 10), persona=None,
            referencia=f"INMOVILIZADO:{nombre}",
        )  # fmt: skip
    e.acto("exacta", "INMOVILIZACION", "2025-05-06", monto=debido_al("2025-05-06"))
    e.acto("transferencia-exacta", "TRANSFERENCIA", "2025-05-07", monto=debido_al("2025-05-07"))
    e.acto("transferencia-de-mas", "TRANSFERENCIA", "2025-05-08", monto=debido_al("2025-05-08") + 1)
    e.gestion_reciente()


def el_prescrito(conexion: Connection) -> None:
    """Prescribe la víspera del corte y nadie lo ha dictaminado."""
    cinco_antes = natural(CORTE.replace(year=CORTE.year - 5), -1)
    dias_atras = (natural(cinco_antes, -k) for k in range(40, 60))
    notificacion = next(n for n in dias_atras if exigible_desde(n) == cinco_antes)
    Expediente(
        conexion, "PRESCRITO", notificacion=notificacion, fecha_registro=natural(notificacion, 5),
        vencimiento="2019-04-30",
    )  # fmt: skip


def el_olvidado(conexion: Connection) -> None:
    """Su última diligencia fue hace 61 días; lo lleva Tapachula."""
    e = Expediente(conexion, "OLVIDADO", delegacion="DH-TAP")
    e.acto("ultima", "CITATORIO", natural(CORTE, -61), resultado="NO_LOCALIZADO")


LOS_DOCE = (
    el_regular, el_mal_diligenciado, el_mal_nombrado, el_apresurado, el_suspendido, el_pagado,
    el_mal_cobrado, el_embargado, el_rematado, el_inmovilizado, el_prescrito, el_olvidado,
)  # fmt: skip


def personal(conexion: Connection) -> None:
    """Dos ejecutores, uno con nombramiento hasta el 14 de marzo de 2025; un delegado y un jefe.

    Todos lo tienen en Tuxtla y en Tapachula, que son las dos delegaciones de los doce.
    """
    puestos = {
        EJECUTOR: ("EJECUTOR", "NOTIFICAR; REQUERIR; EMBARGAR", None, "Elena Ruiz Ficticia"),
        EJECUTOR_HASTA_MARZO: ("EJECUTOR", "NOTIFICAR; REQUERIR; EMBARGAR", "2025-03-14", "Mario Paz Ficticio"),
        DELEGADO: ("DELEGADO", "MANDAMIENTO; DESIGNAR EJECUTORES", None, "Delia Gante Ficticia"),
        JEFE: ("JEFE_SECCION_EJECUCION", "SUPERVISAR", None, "Jaime Efe Ficticio"),
    }
    gente = [
        {
            "numero_empleado": numero, "nombre": nombre, "rfc": "XEXX010101000", "curp": "XEXX010101HNEXXXA4",
            "puesto": puesto, "delegacion": "DH-TGZ", "clabe": "0" * 18, "sueldo_mensual": 1_000_000,
            "alta": "2020-01-01", "baja": None, "lote": 1, "linea": 2,
        }
        for numero, (puesto, _, _, nombre) in puestos.items()
    ]  # fmt: skip
    oficios = [
        {
            "oficio": f"OF-{numero}-{delegacion}", "numero_empleado": numero, "puesto": puesto,
            "facultades": facultades, "delegacion": f"DH-{delegacion}", "desde": "2020-01-01", "hasta": hasta,
            "lote": 1, "linea": 2,
        }
        for numero, (puesto, facultades, hasta, _) in puestos.items()
        for delegacion in ("TGZ", "TAP")
    ]  # fmt: skip
    libro.agregar(conexion, "persona", pd.DataFrame(gente))
    libro.agregar(conexion, "nombramiento", pd.DataFrame(oficios))


def los_doce(carpeta: Path) -> str:
    """Un almacén con el personal y los doce expedientes; devuelve su URL."""
    url = oficina.en_carpeta(carpeta)
    with oficina.almacen_nuevo(url).begin() as conexion:
        personal(conexion)
        for expediente in LOS_DOCE:
            expediente(conexion)
    return url
