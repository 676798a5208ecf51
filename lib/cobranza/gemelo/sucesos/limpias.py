"""Las vidas limpias: procedimientos completos en que nada falta, de los que cada suceso cambia unos renglones.

Cada renglón es `CUÁNDO TIPO #nombre campo=valor`; cómo se dice cuándo y cuánto está en `escribir`.
"""

from __future__ import annotations

_NOTIFICADO = """
    inicio NOTIFICACION #not forma=PERSONAL resultado=PRACTICADA de=notificador de_las=~
"""
_REQUERIDO = f"""{_NOTIFICADO}
    inicio+40 MANDAMIENTO #man monto=importe
    inicio+45 CITATORIO #cit forma=VECINO hasta=@cit+1
    cit+1 CITA #cita ref=cit de_las=10:00
    cit+1 REQUERIMIENTO #req resultado=PRACTICADA_CON_TERCERO de_las=10:05 a_las=10:45
"""
_EMBARGADO = f"""{_REQUERIDO}
    inicio+56 EMBARGO #emb forma=INMUEBLE resultado=PRACTICADA
    emb DEPOSITARIO #dep
    emb SENALAMIENTO #sen ref=emb forma=INMUEBLE
    emb BIEN #bien ref=emb forma=INMUEBLE monto=1/2importe
    emb PROTESTA_GRAVAMENES #pro ref=emb
    emb+1 AVISO_BUZON #avi ref=emb
    emb+8 INSCRIPCION #ins
    emb+20 AVALUO #ava monto=3/2importe notificado=@ava+3 hasta=@ava+250
"""
_VISITA = """
    corte-12 CITATORIO #visita forma=VECINO hasta=@visita+1
"""
VIDAS = {
    "notificado": f"{_NOTIFICADO}{_VISITA}",
    "estrados": f"""
    inicio-20 NO_LOCALIZADO #nol
    inicio-11 PUBLICACION #pub forma=ESTRADOS hasta=@pub+11
    inicio NOTIFICACION #not forma=ESTRADOS
{_VISITA}""",
    "buzon": f"""
    inicio AVISO_BUZON #avi
    inicio+5 NOTIFICACION #not forma=BUZON
{_VISITA}""",
    "edictos": f"""
    inicio-20 CAUSA_EDICTOS #cau forma=FALLECIMIENTO
    inicio-5 PUBLICACION #pub forma=DOF parcialidades=3
    inicio NOTIFICACION #not forma=EDICTOS
{_VISITA}""",
    "requerido": f"{_REQUERIDO}{_VISITA}",
    "embargado": f"{_EMBARGADO}{_VISITA}",
    "rematado": f"""{_EMBARGADO}
    inicio+90 CERTIFICADO_GRAVAMENES #cer
    inicio+90 ACREEDOR #acr
    inicio+95 CITACION_ACREEDOR #cac ref=acr
    inicio+116 CONVOCATORIA #con
    con+12 SUBASTA #sub de_las=12:00 a_las=12:00 hasta=@sub+4
    sub-1 DEPOSITO_POSTURA #depo doc=POST010101AAA monto=1/10ava
    sub+4 POSTURA #pos ref=sub doc=POST010101AAA de_las=11:30 a_las=11:30 monto=2/3ava
    sub+5 REMATE #rem
    rem ADJUDICACION #adj forma=INMUEBLE doc=POST010101AAA monto=2/3ava
    adj+5 SALDO_POSTURA #sal ref=adj
    adj+10 AVISO_REGISTRO #reg ref=adj
    adj+12 PAGO #pago monto=todo
    adj+14 LEVANTAMIENTO #lev ref=emb
    adj+14 EXCEDENTE #exc monto=100.00
    adj+16 ENTREGA_EXCEDENTE #ent ref=exc
""",
    "cuentas": f"""{_REQUERIDO}
    inicio+56 INMOVILIZACION #inm monto=9/10importe notificado=@inm+6
    inm BIEN #cta ref=inm forma=CUENTA_DE_CHEQUES monto=9/10importe
    inm+3 INFORME_ENTIDAD #inf ref=inm
    inm+20 TRANSFERENCIA #tra monto=9/10importe notificado=@tra+8
    tra+3 INFORME_ENTIDAD #inf2 ref=tra
{_VISITA}""",
    "defensa": f"""{_REQUERIDO}
    req+5 IMPUGNACION #imp forma=NULIDAD
    imp+2 GARANTIA #gar forma=BILLETE_DE_DEPOSITO monto=garantia
    imp+60 RESOLUCION #res ref=imp resultado=CONFIRMA
    imp+60 FIN_GARANTIA #fin ref=gar
{_VISITA}""",
    "plazos": f"""{_NOTIFICADO}
    corte-45n SOLICITUD_PLAZOS #sol
    sol PAGO #ini monto=inicial
    sol CONVENIO #conv forma=PARCIALIDADES parcialidades=36 hasta=@sol+36m resultado=DISPENSADO
""",
    "intervenido": f"""{_EMBARGADO}
    corte-50n INTERVENCION #int forma=CAJA
    corte-20n CUENTA_INTERVENTOR #cue monto=importe
    corte-20n ENTERO_INTERVENTOR #ente ref=cue monto=1/10cue
{_VISITA}""",
    "precautorio": """
    inicio EMBARGO_PRECAUTORIO #pre forma=A monto=1/2importe doc=ACTA-1 notificado=@pre+5
    pre+15 CESE_CONDUCTA #ces ref=pre
    ces+2 LEVANTAMIENTO #lev ref=pre
""",
}
"""De cada vida, sus renglones; la que no termina en pago lleva una visita reciente."""
