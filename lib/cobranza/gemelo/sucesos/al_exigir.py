"""Lo que sale mal, o casi, al exigir el pago y en la cartera; se lee como `al_notificar`."""

from __future__ import annotations

SUCESOS = """
PAE005 falta requerido: se ordenó antes de vencer el plazo
    mueve man inicio+20
    ! man
PAE005 falta requerido: se ordenó el último día del plazo
    mueve man exigible-1
    ! man
PAE005 casi requerido: se ordenó el primer día en que era exigible
    mueve man exigible
PAE005 falta requerido: no se había notificado
    quita not
    ! man req
PAE005 casi requerido: autodeterminado, no se notifica
    quita not
    credito origen=AUTODETERMINADO
PAE005 falta notificado: se embargó antes de los seis días del cese del pago a plazos
    agrega inicio+35 SOLICITUD_PLAZOS
    agrega inicio+35 PAGO monto=1/5debido+1.00
    agrega inicio+35 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega inicio+50 CONVENIO_REVOCADO
    agrega inicio+52 MANDAMIENTO monto=importe
    agrega inicio+55 REQUERIMIENTO #req resultado=PRACTICADA
    agrega req+7 EMBARGO #emb forma=DEPOSITOS resultado=PRACTICADA
    agrega emb+1 AVISO_BUZON ref=emb
    ! emb
PAE005 casi notificado: se embargó pasados los seis días del cese
    agrega inicio+35 SOLICITUD_PLAZOS
    agrega inicio+35 PAGO monto=1/5debido+1.00
    agrega inicio+35 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega inicio+50 CONVENIO_REVOCADO
    agrega inicio+52 MANDAMIENTO monto=importe
    agrega inicio+55 REQUERIMIENTO #req resultado=PRACTICADA
    agrega req+8 EMBARGO #emb forma=DEPOSITOS resultado=PRACTICADA
    agrega emb+1 AVISO_BUZON ref=emb
PAE005 falta notificado: se ordenó, requirió y embargó sin vencer el plazo, tras cesar el pago a plazos
    agrega inicio+3 SOLICITUD_PLAZOS
    agrega inicio+3 PAGO monto=1/5debido+1.00
    agrega inicio+3 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega inicio+8 CONVENIO_REVOCADO
    agrega inicio+9 MANDAMIENTO #man monto=importe
    agrega inicio+10 REQUERIMIENTO #req resultado=PRACTICADA
    agrega req+3 EMBARGO #emb forma=DEPOSITOS resultado=PRACTICADA
    agrega emb+1 AVISO_BUZON ref=emb
    ! man req emb
PAE005 falta notificado: sin notificar y tras cesar el pago a plazos
    quita not
    agrega inicio+35 SOLICITUD_PLAZOS
    agrega inicio+35 PAGO monto=1/5debido+1.00
    agrega inicio+35 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega inicio+50 CONVENIO_REVOCADO
    agrega inicio+52 MANDAMIENTO #man monto=importe
    agrega inicio+55 REQUERIMIENTO #req resultado=PRACTICADA
    agrega req+3 EMBARGO #emb forma=DEPOSITOS resultado=PRACTICADA
    agrega emb+1 AVISO_BUZON ref=emb
    ! man req emb
PAE006 falta requerido: se requirió suspendido
    agrega inicio+42 SUSPENSION #sus
    agrega inicio+60 FIN_SUSPENSION ref=sus
    ! req
PAE006 casi requerido: se requirió el día en que terminó la suspensión
    agrega inicio+42 SUSPENSION #sus
    agrega req FIN_SUSPENSION ref=sus
PAE006 falta requerido: el último día de la garantía
    agrega inicio+42 GARANTIA forma=BILLETE_DE_DEPOSITO hasta=@req
    ! req
PAE006 casi requerido: la garantía venció la víspera
    agrega inicio+42 GARANTIA forma=BILLETE_DE_DEPOSITO hasta=@req-1n
PAE006 falta requerido: pagaba a plazos
    agrega inicio+41 SOLICITUD_PLAZOS
    agrega inicio+41 PAGO monto=1/5debido+1.00
    agrega inicio+41 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega inicio+60 CONVENIO_REVOCADO
    ! req
PAE006 casi requerido: el pago a plazos se revocó ese día
    agrega inicio+41 SOLICITUD_PLAZOS
    agrega inicio+41 PAGO monto=1/5debido+1.00
    agrega inicio+41 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega req CONVENIO_REVOCADO
PAE006 falta requerido: ya había pagado
    agrega inicio+44 PAGO monto=todo
    ! req
PAE006 casi requerido: pagó ese día
    agrega req PAGO monto=todo
PAE006 falta cuentas: se inmovilizó suspendido
    agrega inicio+50 SUSPENSION #sus
    agrega inicio+58 FIN_SUSPENSION ref=sus
    ! inm
PAE006 casi cuentas: se inmovilizó lo garantizado, porque la garantía no alcanza
    agrega inm-5 GARANTIA #gar forma=FIANZA
    agrega inm-2 CAUSA_INMOVILIZACION forma=GARANTIA_INSUFICIENTE
    agrega inm+1 FIN_GARANTIA ref=gar
PAE006 casi cuentas: la causa para inmovilizar lo garantizado es de ese día
    agrega inm-5 GARANTIA #gar forma=FIANZA
    agrega inm CAUSA_INMOVILIZACION forma=GARANTIA_INSUFICIENTE
    agrega inm+1 FIN_GARANTIA ref=gar
PAE006 falta cuentas: lo garantizado se inmovilizó antes de decir la causa
    agrega inm-5 GARANTIA #gar forma=FIANZA
    agrega inm+1 CAUSA_INMOVILIZACION forma=GARANTIA_INSUFICIENTE
    agrega inm+1 FIN_GARANTIA ref=gar
    ! inm
PAE006 falta cuentas: la causa no levanta una suspensión
    agrega inm-5 SUSPENSION #sus
    agrega inm-2 CAUSA_INMOVILIZACION forma=GARANTIA_INSUFICIENTE
    agrega inm+1 FIN_SUSPENSION ref=sus
    ! inm
PAE006 falta requerido: la causa para inmovilizar no deja requerir lo garantizado
    agrega inicio+41 GARANTIA forma=FIANZA hasta=@req
    agrega inicio+42 CAUSA_INMOVILIZACION forma=GARANTIA_INSUFICIENTE
    ! req
PAE006 falta requerido: con una solicitud de estímulo en trámite
    inicio 2026-01-07
    credito ambito=federal
    agrega inicio+44 SOLICITUD_ESTIMULO #est
    agrega inicio+50 FIN_ESTIMULO ref=est resultado=DESISTIDO
    ! req
PAE006 casi requerido: el crédito se registró después
    credito fecha_registro=@req+5
    pon man monto=
PAE006 casi requerido: el crédito se registró ese día
    credito fecha_registro=@req
    pon man monto=
PAE007 falta requerido: un centavo de más
    pon req gasto=legal+0.01 doc=ACTA-7
    ! req
PAE007 falta requerido: un centavo de menos
    pon req gasto=legal-0.01 doc=ACTA-7
    ! req
PAE007 casi requerido: el gasto exacto
    pon req gasto=legal doc=ACTA-7
PAE007 falta requerido: dos gastos de una sola acta
    pon req gasto=legal doc=ACTA-7
    agrega req EMBARGO #segundo forma=DEPOSITOS resultado=PRACTICADA gasto=legal doc=ACTA-7
    agrega req+1 AVISO_BUZON ref=segundo
    ! segundo
PAE007 casi requerido: dos actas, dos gastos
    pon req gasto=legal doc=ACTA-7
    agrega req EMBARGO #segundo forma=DEPOSITOS resultado=PRACTICADA gasto=legal doc=ACTA-8
    agrega req+1 AVISO_BUZON ref=segundo
PAE007 casi requerido: dos gastos del mismo día, sin decir de qué acta
    pon req gasto=legal
    agrega req EMBARGO #segundo forma=DEPOSITOS resultado=PRACTICADA gasto=legal
    agrega req+1 AVISO_BUZON ref=segundo
PAE031 falta embargado: no se había requerido
    quita req cit cita
    ! emb
PAE031 falta embargado: el requerimiento no se pudo practicar
    pon req resultado=NO_LOCALIZADO
    ! emb
PAE031 falta embargado: se requirió al día siguiente
    mueve req emb+1
    pon req resultado=PRACTICADA
    ! emb
PAE031 casi embargado: se requirió ese mismo día
    mueve req inicio+56
    pon req resultado=PRACTICADA
PAE031 casi embargado: requerimiento y embargo en una diligencia
    quita req cit cita
    pon emb tipo=REQ_Y_EMBARGO
PAE031 casi embargado: por declaración omitida
    quita req cit cita
    credito origen=OMISION_DECLARACION
    agrega inicio-60 REQUERIMIENTO_DECLARACION
    agrega inicio-50 REQUERIMIENTO_DECLARACION
    agrega inicio-40 REQUERIMIENTO_DECLARACION
PAE031 casi embargado: se trabó antes como garantía
    quita req cit cita
    agrega inicio+50 GARANTIA forma=EMBARGO hasta=@emb-1n
PAE031 casi embargado: hubo precautorio
    quita req cit cita
    agrega inicio+34 EMBARGO_PRECAUTORIO forma=A monto=1/4importe doc=ACTA-1 notificado=@inicio+36
PAE031 casi embargado: por estrados, con su declaratoria previa
    quita req cit cita
    agrega inicio+54 DECLARATORIA_EMBARGO #dec forma=ESTRADOS
    pon emb ref=dec
PAE031 casi embargado: por buzón, con su declaratoria de ese día
    quita req cit cita
    agrega inicio+56 DECLARATORIA_EMBARGO #dec forma=BUZON
    pon emb ref=dec
PAE031 falta embargado: la declaratoria fue después
    quita req cit cita
    agrega inicio+57 DECLARATORIA_EMBARGO #dec forma=ESTRADOS
    pon emb ref=dec
    ! emb
PAE031 falta embargado: no cita su declaratoria
    quita req cit cita
    agrega inicio+54 DECLARATORIA_EMBARGO forma=ESTRADOS
    ! emb
PAE031 falta embargado: la declaratoria se entregó de otro modo
    quita req cit cita
    agrega inicio+54 DECLARATORIA_EMBARGO #dec forma=CORREO
    pon emb ref=dec
    ! emb
PAE031 falta embargado: con declaratoria, un vehículo, que no es de los que así se embargan
    quita req cit cita pro ins
    agrega inicio+54 DECLARATORIA_EMBARGO #dec forma=BUZON
    pon emb ref=dec forma=VEHICULO
    pon sen forma=VEHICULO
    pon bien forma=VEHICULO
    ! emb
PAE032 falta embargado: pagó todo ese día
    agrega emb PAGO monto=debido
    agrega emb+2 LEVANTAMIENTO ref=emb
    ! emb
PAE032 falta embargado: pagó en el acto
    agrega emb REQUERIMIENTO resultado=PAGO_EN_ACTO
    ! emb
PAE032 casi embargado: pagó una parte
    agrega emb PAGO monto=1/2importe
PAE032 casi embargado: le faltó un centavo
    agrega emb PAGO monto=debido-0.01
    agrega emb+2 LEVANTAMIENTO ref=emb
PAE032 casi embargado: el cheque no se pagó
    agrega emb PAGO monto=debido revertido=@emb+2
PAE032 casi embargado: pagó en el acto otro día
    agrega inicio+52 REQUERIMIENTO resultado=PAGO_EN_ACTO
PAE032 falta embargado: el acta del embargo dice que pagó
    pon emb resultado=PAGO_EN_ACTO
    ! emb
PAE032 falta embargado: un recibo se canceló y otro lo sustituyó
    agrega emb PAGO #errado monto=debido revertido=@emb
    agrega emb PAGO #bueno monto=debido
    agrega emb+2 LEVANTAMIENTO ref=emb
    ! emb
PAE033 falta embargado: error aritmético, al séptimo día
    credito origen=ERROR_ARITMETICO
    mueve emb req+7
    ! emb
PAE033 falta embargado: error aritmético, requerido y embargado a la vez
    credito origen=ERROR_ARITMETICO
    quita req cit cita
    pon emb tipo=REQ_Y_EMBARGO
    ! emb
PAE033 casi embargado: error aritmético, pasados los seis días
    credito origen=ERROR_ARITMETICO
    mueve emb req+8
PAE033 casi embargado: no nace de error aritmético
    mueve emb req+2
PAE034 falta notificado: dos requerimientos de la declaración
    credito origen=OMISION_DECLARACION
    agrega inicio-60 REQUERIMIENTO_DECLARACION
    agrega inicio-40 REQUERIMIENTO_DECLARACION
    ! not
PAE034 falta notificado: el tercero, el mismo día
    credito origen=OMISION_DECLARACION
    agrega inicio-60 REQUERIMIENTO_DECLARACION
    agrega inicio-40 REQUERIMIENTO_DECLARACION
    agrega inicio REQUERIMIENTO_DECLARACION
    ! not
PAE034 casi notificado: tres requerimientos de la declaración
    credito origen=OMISION_DECLARACION
    agrega inicio-60 REQUERIMIENTO_DECLARACION
    agrega inicio-40 REQUERIMIENTO_DECLARACION
    agrega inicio-1 REQUERIMIENTO_DECLARACION
PAE035 falta embargado: se convocó en los seis meses de la revocación
    inicio 2025-10-15
    agrega inicio+90 IMPUGNACION forma=REVOCACION
    agrega inicio+116 CONVOCATORIA #con
    ! con
PAE035 casi embargado: se resolvió y pasaron los diez días
    inicio 2025-10-15
    agrega inicio+80 IMPUGNACION #imp forma=REVOCACION
    agrega inicio+95 RESOLUCION ref=imp resultado=CONFIRMA
    agrega inicio+120 CONVOCATORIA #con
PAE035 falta embargado: se resolvió y no habían pasado los diez días
    inicio 2025-10-15
    agrega inicio+90 IMPUGNACION #imp forma=REVOCACION
    agrega inicio+110 RESOLUCION ref=imp resultado=CONFIRMA
    agrega inicio+118 CONVOCATORIA #con
    ! con
PAE035 casi embargado: es un juicio de nulidad
    inicio 2025-10-15
    agrega inicio+90 IMPUGNACION forma=NULIDAD
    agrega inicio+116 CONVOCATORIA #con
PAE036 falta requerido: en concurso mercantil
    agrega inicio+44 CONCURSO
    ! req
PAE036 casi requerido: el día en que se notificó la sentencia
    agrega req CONCURSO
PAE036 casi requerido: en quiebra
    agrega inicio+44 CONCURSO forma=QUIEBRA
PAE036 casi requerido: el concurso terminó ese día
    agrega inicio+30 CONCURSO #cur
    agrega req FIN_CONCURSO ref=cur forma=INCUMPLIDO
PAE036 falta requerido: el concurso terminó al día siguiente
    agrega inicio+30 CONCURSO #cur
    agrega req+1 FIN_CONCURSO ref=cur forma=INCUMPLIDO
    ! req
PAE037 falta embargado: se convocó con el estímulo en trámite
    inicio 2025-10-15
    agrega inicio+116 CONVOCATORIA #con
    agrega con-5 SOLICITUD_ESTIMULO
    ! con
PAE037 casi embargado: vencieron los plazos para pagar
    inicio 2025-10-15
    agrega inicio+116 CONVOCATORIA #con
    agrega con-50n SOLICITUD_ESTIMULO
PAE037 casi embargado: el trámite terminó la víspera
    inicio 2025-10-15
    agrega inicio+116 CONVOCATORIA #con
    agrega con-5 SOLICITUD_ESTIMULO #est
    agrega con-1 FIN_ESTIMULO ref=est resultado=DESISTIDO
PAE038 falta embargado: con la reducción garantizada y sin resolver
    agrega inicio+116 CONVOCATORIA #con
    agrega con-10 SOLICITUD_REDUCCION forma=CON_SUSPENSION
    agrega con-9 GARANTIA forma=BILLETE_DE_DEPOSITO
    ! con
PAE038 casi embargado: la reducción se resolvió antes
    agrega inicio+116 CONVOCATORIA #con
    agrega con-10 SOLICITUD_REDUCCION #sol forma=CON_SUSPENSION
    agrega con-9 GARANTIA forma=BILLETE_DE_DEPOSITO
    agrega con-2 CONDONACION ref=sol monto=100.00
PAE038 casi embargado: la reducción, sin garantía
    agrega inicio+116 CONVOCATORIA #con
    agrega con-10 SOLICITUD_REDUCCION forma=CON_SUSPENSION
PAE038 casi embargado: se pidió sin suspensión
    agrega inicio+116 CONVOCATORIA #con
    agrega con-10 SOLICITUD_REDUCCION forma=SIN_SUSPENSION
    agrega con-9 GARANTIA forma=BILLETE_DE_DEPOSITO
PAE038 falta embargado: la reducción se pidió ese mismo día
    agrega inicio+116 CONVOCATORIA #con
    agrega con SOLICITUD_REDUCCION forma=CON_SUSPENSION
    agrega con-9 GARANTIA forma=BILLETE_DE_DEPOSITO
    ! con
PAE038 casi embargado: la reducción se pidió después
    agrega inicio+116 CONVOCATORIA #con
    agrega con+2 SOLICITUD_REDUCCION forma=CON_SUSPENSION
    agrega con-9 GARANTIA forma=BILLETE_DE_DEPOSITO
PAE038 casi embargado: la reducción se resolvió ese día
    agrega inicio+116 CONVOCATORIA #con
    agrega con-10 SOLICITUD_REDUCCION #sol forma=CON_SUSPENSION
    agrega con-9 GARANTIA forma=BILLETE_DE_DEPOSITO
    agrega con CONDONACION ref=sol monto=100.00
PAE039 falta requerido: se impugnó una parte y lo demás no se exigió
    agrega req+5 IMPUGNACION #imp forma=NULIDAD monto=1/2importe
    ! imp
PAE039 casi requerido: lo demás se requirió
    agrega inicio+44 IMPUGNACION forma=NULIDAD monto=1/2importe
PAE039 casi requerido: se impugnó todo
    agrega req+5 IMPUGNACION forma=NULIDAD monto=importe
PAE039 casi requerido: se pagó
    agrega req+5 IMPUGNACION forma=NULIDAD monto=1/2importe
    agrega req+15 PAGO monto=todo
PAE039 casi notificado: aún corren los treinta días
    agrega corte-20 IMPUGNACION forma=NULIDAD monto=1/2importe
PAE039 casi requerido: lo demás se requirió ese mismo día
    agrega req IMPUGNACION forma=NULIDAD monto=1/2importe
PAE040 falta notificado: se requirió lo que ya había prescrito
    inicio 2019-01-15
    credito vencimiento=2018-04-30
    quita visita
    agrega corte-40 MANDAMIENTO monto=importe
    agrega corte-35 REQUERIMIENTO #req resultado=PRACTICADA
    ! req
    ! credito PAE015
PAE040 casi notificado: el plazo se interrumpió antes
    inicio 2019-01-15
    credito vencimiento=2018-04-30
    agrega inicio+780 MANDAMIENTO monto=importe
    agrega inicio+790 REQUERIMIENTO resultado=PRACTICADA
    agrega corte-35 REQUERIMIENTO resultado=PRACTICADA
PAE040 casi notificado: el plazo estuvo suspendido
    inicio 2019-01-15
    credito vencimiento=2018-04-30
    agrega inicio+240 SUSPENSION #sus
    agrega inicio+1250 FIN_SUSPENSION ref=sus
    agrega corte-40 MANDAMIENTO monto=importe
    agrega corte-35 REQUERIMIENTO resultado=PRACTICADA
PAE040 casi notificado: el último día, que aún interrumpe
    inicio 2021-03-01
    credito vencimiento=2020-04-30
    agrega exigible+1000 MANDAMIENTO monto=importe
    agrega exigible+1000 HABILITACION hasta=@corte
    agrega exigible+60m REQUERIMIENTO resultado=PRACTICADA
PAE040 falta notificado: al día siguiente de prescribir
    inicio 2021-03-01
    credito vencimiento=2020-04-30
    quita visita
    agrega exigible+1000 MANDAMIENTO #man monto=importe
    agrega exigible+1000 HABILITACION hasta=@corte
    agrega exigible+60m HABILITACION #tarde
    agrega tarde+1n REQUERIMIENTO #req resultado=PRACTICADA
    ! req
    ! credito PAE015
PAE040 falta notificado: se inmovilizó lo que ya había prescrito
    inicio 2019-01-15
    credito vencimiento=2018-04-30
    quita visita
    agrega corte-40 MANDAMIENTO monto=importe
    agrega corte-35 INMOVILIZACION #inm monto=1/2importe
    ! inm
    ! credito PAE015
PAE041 falta requerido: se dirigió a otra persona
    agrega req DESTINATARIO ref=req doc=OTRO010101AAA
    ! req
PAE041 casi requerido: se dirigió al deudor
    agrega req DESTINATARIO ref=req doc=XEXX010101000
PAE041 casi requerido: a un responsable solidario ya notificado
    agrega inicio+41 RESPONSABLE_SOLIDARIO doc=OTRO010101AAA notificado=@req
    agrega req DESTINATARIO ref=req doc=OTRO010101AAA
PAE041 falta requerido: al responsable se le notificó después
    agrega inicio+41 RESPONSABLE_SOLIDARIO doc=OTRO010101AAA notificado=@req+1
    agrega req DESTINATARIO ref=req doc=OTRO010101AAA
    ! req
PAE041 casi requerido: a la sucesión
    agrega req DESTINATARIO ref=req forma=SUCESION doc=OTRO010101AAA
PAE041 falta requerido: el responsable notificado es otro
    agrega inicio+41 RESPONSABLE_SOLIDARIO doc=OTRO020202BBB notificado=@req
    agrega req DESTINATARIO ref=req doc=OTRO010101AAA
    ! req
PAE042 falta requerido: se ordenó cobrar un centavo de más
    pon man monto=debido+0.01
    ! man
PAE042 casi requerido: se ordenó cobrar lo debido
    pon man monto=debido
PAE044 falta requerido: el cheque, al tercer día
    agrega inicio+42 REQUERIMIENTO_CHEQUE
    ! req
PAE044 casi requerido: el cheque, pasados los tres días
    agrega inicio+41 REQUERIMIENTO_CHEQUE
PAE044 falta requerido: el cheque, ese mismo día
    agrega req REQUERIMIENTO_CHEQUE
    ! req

PAE014 falta notificado: nadie ha ido en sesenta y un días
    mueve visita corte-61n
    pon visita hasta=
    ! credito
PAE014 casi notificado: alguien fue hace sesenta
    mueve visita corte-60n
    pon visita hasta=
PAE014 casi plazos: paga a plazos
PAE014 casi notificado: aún corre el plazo para pagar
    mueve not corte-15
    quita visita
PAE014 casi notificado: suspendido
    quita visita
    agrega inicio+50 SUSPENSION
PAE015 falta notificado: prescribió y nadie lo ha declarado
    inicio 2019-01-15
    credito vencimiento=2018-04-30
    quita visita
    ! credito
PAE015 casi notificado: se interrumpió y aún no prescribe
    inicio 2019-01-15
    credito vencimiento=2018-04-30
    agrega inicio+780 MANDAMIENTO monto=importe
    agrega inicio+790 REQUERIMIENTO resultado=PRACTICADA
PAE015 casi notificado: ya se declaró
    inicio 2019-01-15
    credito vencimiento=2018-04-30
    quita visita
    agrega corte-40 PAGO monto=todo
    agrega corte-40 PRESCRIPCION_DECLARADA
PAE087 falta notificado: cancelado por insolvencia sin investigar
    quita visita
    agrega inicio+60 CANCELACION #can resultado=INSOLVENCIA
    ! can
PAE087 casi notificado: la investigación es reciente
    quita visita
    agrega inicio+50 INSOLVENCIA
    agrega inicio+60 CANCELACION resultado=INSOLVENCIA
PAE087 casi notificado: no se le localizó
    quita visita
    agrega inicio+50 NO_LOCALIZADO
    agrega inicio+60 CANCELACION resultado=INSOLVENCIA
PAE087 falta notificado: la investigación es de hace dos años
    inicio 2023-02-15
    quita visita
    agrega inicio+40 INSOLVENCIA
    agrega inicio+560 CANCELACION #can resultado=INSOLVENCIA
    ! can
PAE087 falta notificado: cancelado por no localizado sin buscarlo
    quita visita
    agrega inicio+60 CANCELACION #can resultado=NO_LOCALIZADO
    ! can
PAE087 casi notificado: por incosteable, de menos de 200 UDI
    quita visita
    credito rfc=propio importe=50000
    agrega inicio+60 CANCELACION resultado=INCOSTEABILIDAD
PAE087 falta notificado: sola no llega a 200 UDI, con el otro crédito del deudor sí
    quita visita
    credito rfc=propio importe=80000
    agrega inicio+60 CANCELACION #can resultado=INCOSTEABILIDAD
    ! can
    ---
    credito rfc=propio importe=80000
PAE087 casi notificado: con el otro crédito no llega a 200 UDI
    quita visita
    credito rfc=propio importe=50000
    agrega inicio+60 CANCELACION resultado=INCOSTEABILIDAD
    ---
    credito rfc=propio importe=30000
PAE087 casi notificado: el otro crédito se registró después
    quita visita
    credito rfc=propio importe=80000
    agrega inicio+60 CANCELACION resultado=INCOSTEABILIDAD
    ---
    credito rfc=propio importe=80000 fecha_registro=@inicio+61
PAE087 falta notificado: el otro crédito se registró ese día
    quita visita
    credito rfc=propio importe=80000
    agrega inicio+60 CANCELACION #can resultado=INCOSTEABILIDAD
    ! can
    ---
    credito rfc=propio importe=80000 fecha_registro=@inicio+60
PAE087 casi notificado: el otro crédito ya se había pagado
    quita visita
    credito rfc=propio importe=80000
    agrega inicio+60 CANCELACION resultado=INCOSTEABILIDAD
    ---
    credito rfc=propio importe=80000
    agrega inicio+50 PAGO monto=800.00
PAE087 falta notificado: debe más de 200 UDI y no se dijo lo que costaría
    quita visita
    credito rfc=propio importe=5000000
    agrega inicio+60 CANCELACION #can resultado=INCOSTEABILIDAD
    ! can
PAE087 falta notificado: cobrarle no cuesta el setenta y cinco por ciento
    quita visita
    credito rfc=propio importe=5000000
    agrega inicio+60 CANCELACION #can resultado=INCOSTEABILIDAD monto=40000.00
    ! can
PAE087 casi notificado: cobrarle cuesta más del setenta y cinco por ciento
    quita visita
    credito rfc=propio importe=5000000
    agrega inicio+60 CANCELACION resultado=INCOSTEABILIDAD monto=70000.00
PAE087 falta notificado: pasa de 20,000 UDI y cobrarle cuesta menos de lo que debe
    quita visita
    credito rfc=propio importe=20000000
    agrega inicio+60 CANCELACION #can resultado=INCOSTEABILIDAD monto=270000.00
    ! can
PAE087 casi notificado: pasa de 20,000 UDI y cobrarle cuesta más de lo que debe
    quita visita
    credito rfc=propio importe=20000000
    agrega inicio+60 CANCELACION resultado=INCOSTEABILIDAD monto=400000.00
PAE088 falta requerido: la supresión venció
    quita man
    agrega req+5 SUPRESION #sup ref=req forma=PAE004 resultado=EN_ARCHIVO de=delegado hasta=@corte-1n
    ! sup
    ! req PAE004
PAE088 falta requerido: la supresión no dice por qué
    quita man
    agrega req+5 SUPRESION #sup ref=req forma=PAE004 de=delegado hasta=@corte+60n
    ! sup
    ! req PAE004
PAE088 falta requerido: la supresión no dice quién
    quita man
    agrega req+5 SUPRESION #sup ref=req forma=PAE004 resultado=EN_ARCHIVO hasta=@corte+60n de=
    ! sup
    ! req PAE004
PAE088 casi requerido: la supresión rige el último día
    quita man
    agrega req+5 SUPRESION ref=req forma=PAE004 resultado=EN_ARCHIVO de=delegado hasta=@corte
PAE088 falta requerido: la supresión no dice hasta cuándo
    quita man
    agrega req+5 SUPRESION #sup ref=req forma=PAE004 resultado=EN_ARCHIVO de=delegado
    ! sup
    ! req PAE004
PAE088 falta requerido: la supresión no dice qué regla
    quita man
    agrega req+5 SUPRESION #sup ref=req resultado=EN_ARCHIVO de=delegado hasta=@corte+60n
    ! sup
    ! req PAE004
"""
