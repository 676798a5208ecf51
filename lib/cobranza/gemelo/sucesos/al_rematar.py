"""Lo que sale mal, o casi, en el remate, su producto y los pagos a plazos; se lee como `al_notificar`."""

from __future__ import annotations

SUCESOS = """
PAE011 falta rematado: el avalúo venció la víspera de convocar
    pon ava hasta=@con-1n
    ! con rem
PAE011 falta rematado: el avalúo venció la víspera del remate
    pon ava hasta=@rem-1n
    ! rem
PAE011 casi rematado: el avalúo valía hasta ese día
    pon ava hasta=@rem
PAE011 casi rematado: el avalúo no dice hasta cuándo vale
    pon ava hasta=
PAE012 falta rematado: empezó el noveno día
    mueve sub con+9
    ! rem
PAE012 casi rematado: empezó el décimo
    mueve sub con+10
PAE012 falta rematado: la subasta empezó el día en que se convocó
    mueve sub con
    mueve rem con+12
    ! rem
PAE012 falta requerido: se remató sin convocar
    agrega req+30 REMATE #rem
    ! rem
    ! rem PAE072
PAE013 falta rematado: empezó el vigésimo primer día
    mueve sub con+21
    ! rem
PAE013 casi rematado: empezó el vigésimo, y se fincó después
    mueve sub con+20
PAE013 casi rematado: se fincó tarde una subasta que empezó pronto
    mueve sub con
    mueve rem con+22
    ! rem PAE012
PAE069 falta rematado: el avalúo se notificó después de convocar
    pon ava notificado=@con+1
    ! con
PAE069 falta rematado: el avalúo no se notificó
    pon ava notificado=
    ! con
PAE069 casi rematado: se notificó el día en que se convocó
    pon ava notificado=@con
PAE070 falta rematado: la inconformidad, sin dictamen, en el último día del perito
    agrega con-10 INCONFORMIDAD_AVALUO
    ! con
PAE070 casi rematado: pasó el último día del perito sin su dictamen
    agrega con-11 INCONFORMIDAD_AVALUO
PAE070 casi rematado: difieren en más del diez por ciento, y el dictamen llegó tarde
    agrega ava+5 INCONFORMIDAD_AVALUO #inc
    agrega ava+16 DICTAMEN_PERITO ref=inc monto=2/1ava
PAE070 falta rematado: difieren en más del diez por ciento y no hubo tercero
    agrega ava+5 INCONFORMIDAD_AVALUO #inc
    agrega ava+15 DICTAMEN_PERITO ref=inc monto=11/10ava+0.01
    ! con rem
PAE070 casi rematado: difieren en el diez por ciento
    agrega ava+5 INCONFORMIDAD_AVALUO #inc
    agrega ava+15 DICTAMEN_PERITO ref=inc monto=11/10ava
PAE070 casi rematado: resolvió el perito tercero
    agrega ava+5 INCONFORMIDAD_AVALUO #inc
    agrega ava+15 DICTAMEN_PERITO ref=inc monto=2/1ava
    agrega ava+21 PERITO_TERCERO ref=inc
PAE070 falta rematado: la inconformidad, el día en que se convocó
    agrega con INCONFORMIDAD_AVALUO
    ! con
PAE070 casi rematado: la inconformidad, ya rematado
    agrega rem+2 INCONFORMIDAD_AVALUO
PAE070 casi rematado: el perito tercero resolvió el día en que se convocó
    agrega ava+5 INCONFORMIDAD_AVALUO #inc
    agrega ava+15 DICTAMEN_PERITO ref=inc monto=2/1ava
    agrega con PERITO_TERCERO ref=inc
PAE071 falta rematado: suspendido
    agrega con+3 SUSPENSION #sus
    agrega adj+1 FIN_SUSPENSION ref=sus
    ! rem adj
PAE071 falta rematado: impugnado y garantizado
    agrega con+2 IMPUGNACION #imp forma=NULIDAD
    agrega con+3 GARANTIA #gar forma=BILLETE_DE_DEPOSITO
    agrega adj+1 RESOLUCION ref=imp resultado=CONFIRMA
    agrega adj+1 FIN_GARANTIA ref=gar
    ! rem adj
PAE071 casi rematado: la suspensión terminó ese día
    agrega con+3 SUSPENSION #sus
    agrega rem FIN_SUSPENSION ref=sus
PAE071 casi rematado: el juicio se resolvió antes
    agrega con+2 IMPUGNACION #imp forma=NULIDAD
    agrega con+3 GARANTIA #gar forma=BILLETE_DE_DEPOSITO
    agrega rem-1 RESOLUCION ref=imp resultado=CONFIRMA
    agrega rem-1 FIN_GARANTIA ref=gar
PAE071 casi embargado: se vendió lo perecedero
    agrega emb+30 IMPUGNACION #imp forma=NULIDAD
    agrega emb+31 GARANTIA #gar forma=BILLETE_DE_DEPOSITO
    agrega emb+35 VENTA_FUERA_DE_REMATE forma=PERECEDERO monto=100.00
    agrega emb+60 RESOLUCION ref=imp resultado=CONFIRMA
    agrega emb+60 FIN_GARANTIA ref=gar
PAE072 falta rematado: sin certificado
    quita cer
    ! rem
PAE072 falta rematado: no se citó al acreedor
    quita cac
    ! rem
PAE072 falta rematado: se le citó después
    mueve cac rem+1
    ! rem
PAE072 casi rematado: se le citó en la convocatoria
    mueve cac con
    pon cac forma=CONVOCATORIA
PAE072 casi rematado: el certificado es de ese día, y ese día se citó
    mueve cer rem
    mueve cac rem
PAE072 casi rematado: del otro acreedor se supo después
    agrega rem+2 ACREEDOR
PAE072 falta rematado: del otro acreedor se supo ese día
    agrega rem ACREEDOR
    ! rem
PAE073 falta rematado: duró cuatro días
    pon sub hasta=@sub+3
    ! sub
PAE073 falta rematado: empezó a las diez
    pon sub de_las=10:00
    ! sub
PAE073 falta rematado: hubo mejora al final y no se prorrogó
    pon pos de_las=11:40 a_las=11:40
    ! sub
PAE073 falta rematado: se prorrogó cuatro minutos
    pon pos de_las=11:59 a_las=11:59
    pon sub a_las=12:04
    ! sub
PAE073 casi rematado: se prorrogó cinco minutos
    pon pos de_las=11:59 a_las=11:59
    pon sub a_las=12:05
PAE073 casi rematado: la mejora fue un minuto antes de los veinte últimos
    pon pos de_las=11:39 a_las=11:39
PAE074 falta rematado: un centavo menos que los dos tercios
    pon pos monto=2/3ava-0.01
    ! pos
PAE074 falta rematado: el depósito, un centavo corto
    pon depo monto=1/10ava-0.01
    ! pos
PAE074 falta rematado: no dice de quién es
    pon pos doc=
    ! pos
PAE074 falta rematado: depositó después
    mueve depo pos+1
    ! pos
PAE074 casi rematado: los dos tercios y el diez por ciento
    pon pos monto=2/3ava
PAE074 casi rematado: se desechó
    agrega sub+2 POSTURA ref=sub de_las=11:00 a_las=11:00 forma=DESECHADA monto=100.00
PAE074 falta rematado: ni la postura ni el depósito dicen de quién son
    pon pos doc=
    pon depo doc=
    ! pos
PAE074 falta rematado: el depósito era de otro
    pon depo doc=OTRO010101AAA
    ! pos
PAE074 casi rematado: depositó ese mismo día
    mueve depo pos
PAE075 falta rematado: el inmueble, el undécimo día
    mueve sal adj+11
    ! adj
PAE075 casi rematado: el inmueble, el décimo
    mueve sal adj+10
PAE075 falta rematado: los muebles, el cuarto día
    pon adj forma=MUEBLES
    mueve sal adj+4
    ! adj
PAE075 casi rematado: los muebles, el tercero
    pon adj forma=MUEBLES
    mueve sal adj+3
PAE075 casi rematado: se aplicó su depósito
    quita sal
    agrega adj+11 DEPOSITO_APLICADO ref=adj
PAE076 falta rematado: se adjudicó a quien es de la plantilla
    pon adj doc=rfc:ejecutor
    ! adj
PAE076 casi rematado: se adjudicó a un particular
    pon adj doc=POST010101AAA
PAE077 falta rematado: el fisco, un centavo de más
    quita pos depo sal
    pon adj forma=FISCO doc= monto=60/100ava+0.01
    ! adj
PAE077 falta rematado: el fisco, un centavo de menos
    quita pos depo sal
    pon adj forma=FISCO doc= monto=60/100ava-0.01
    ! adj
PAE077 casi rematado: el fisco, por el sesenta por ciento
    quita pos depo sal
    pon adj forma=FISCO doc= monto=60/100ava
PAE077 falta rematado: el fisco, habiendo una postura mayor
    quita sal
    pon adj forma=FISCO doc= monto=60/100ava
    ! adj
PAE077 casi rematado: el fisco, y la postura mayor se desechó
    quita sal
    pon pos forma=DESECHADA
    pon adj forma=FISCO doc= monto=60/100ava
PAE077 casi rematado: el fisco, y la postura mayor llegó después
    quita sal
    mueve pos adj+1
    pon adj forma=FISCO doc= monto=60/100ava
PAE077 falta rematado: el fisco, y la postura mayor fue de ese día
    quita sal
    mueve pos adj
    pon adj forma=FISCO doc= monto=60/100ava
    ! adj
PAE078 falta embargado: se vendió sin supuesto
    agrega emb+50 VENTA_FUERA_DE_REMATE #ven monto=ava
    ! ven
PAE078 falta embargado: el comprador no cubrió el avalúo por un centavo
    agrega emb+50 VENTA_FUERA_DE_REMATE #ven forma=COMPRADOR monto=1/1ava-0.01
    ! ven
PAE078 casi embargado: el comprador cubrió el avalúo
    agrega emb+50 VENTA_FUERA_DE_REMATE forma=COMPRADOR monto=ava
PAE078 casi embargado: era de fácil descomposición
    agrega emb+50 VENTA_FUERA_DE_REMATE forma=PERECEDERO monto=100.00
PAE078 casi embargado: era la negociación intervenida
    agrega emb+50 VENTA_FUERA_DE_REMATE forma=NEGOCIACION monto=100.00

PAE079 falta rematado: el excedente no se entregó
    quita ent
    ! exc
PAE079 casi rematado: lo retuvo otra autoridad
    pon ent forma=ORDEN_DE_AUTORIDAD
PAE079 casi rematado: adjudicado al fisco hace menos de veinticuatro meses
    quita ent
    pon exc forma=ADJUDICACION
PAE079 falta rematado: adjudicado al fisco hace más de veinticuatro meses
    inicio 2023-06-12
    quita ent
    pon exc forma=ADJUDICACION
    ! exc
PAE079 casi rematado: el excedente es de hoy
    agrega corte EXCEDENTE monto=100.00
PAE080 falta rematado: pagó y el embargo sigue
    quita lev
    ! emb
PAE080 falta rematado: al registro se avisó el decimosexto día
    mueve reg adj+16
    ! adj
PAE080 casi rematado: al registro se avisó el decimoquinto
    mueve reg adj+15
PAE080 casi rematado: sólo pagó una parte
    quita lev
    pon pago monto=100.00
    agrega corte-12 CITATORIO forma=VECINO
PAE080 falta cuentas: se transfirió una parte, pagó y las cuentas siguen inmovilizadas
    pon tra monto=1/2importe
    agrega tra+10 PAGO monto=todo
    ! inm
PAE080 casi cuentas: pagó y todo lo inmovilizado se había transferido
    agrega tra+10 PAGO monto=todo
PAE080 casi cuentas: pagó y se liberó lo inmovilizado
    agrega tra+10 PAGO monto=todo
    agrega tra+11 LIBERACION monto=9/10importe
PAE080 falta cuentas: pagó y se liberó una parte
    pon tra monto=1/10importe
    agrega tra+10 PAGO monto=todo
    agrega tra+11 LIBERACION monto=7/10importe
    ! inm
PAE080 casi requerido: se embargó y pagó hoy
    agrega corte EMBARGO forma=DEPOSITOS resultado=PRACTICADA
    agrega corte PAGO monto=todo
PAE081 falta embargado: se tuvieron por abandonados antes de dos meses
    agrega emb+40 A_DISPOSICION #dis
    agrega dis+38 ABANDONO #aba
    ! aba
PAE081 casi embargado: pasaron los dos meses
    agrega emb+40 A_DISPOSICION #dis
    agrega dis+50 ABANDONO
PAE081 falta embargado: había un juicio
    agrega emb+40 A_DISPOSICION #dis
    agrega dis+5 IMPUGNACION #imp forma=NULIDAD
    agrega dis+50 ABANDONO #aba
    agrega aba+5 RESOLUCION ref=imp resultado=CONFIRMA
    ! aba
PAE081 casi embargado: el juicio se resolvió antes
    agrega emb+40 A_DISPOSICION #dis
    agrega dis+5 IMPUGNACION #imp forma=NULIDAD
    agrega dis+49 RESOLUCION ref=imp resultado=CONFIRMA
    agrega dis+50 ABANDONO
PAE081 falta embargado: el juicio que no confirmó interrumpió el plazo
    agrega emb+40 A_DISPOSICION #dis
    agrega dis+5 IMPUGNACION #imp forma=NULIDAD
    agrega dis+30 RESOLUCION ref=imp resultado=DEJA_SIN_EFECTOS
    agrega dis+50 ABANDONO #aba
    ! aba
PAE081 falta embargado: los muebles no rematados, antes de dieciocho meses
    inicio 2024-05-13
    agrega emb+340 ABANDONO #aba forma=MUEBLES_NO_REMATADOS
    ! aba
PAE081 casi embargado: los muebles no rematados, pasados los dieciocho meses
    inicio 2024-05-13
    agrega emb+395 ABANDONO forma=MUEBLES_NO_REMATADOS
PAE081 falta embargado: el día en que se cumplen los dos meses
    agrega emb+40 A_DISPOSICION #dis
    agrega dis+2m ABANDONO #aba
    ! aba
PAE082 falta requerido: se cobraron gastos con la revocación pendiente
    pon req gasto=legal doc=ACTA-7
    agrega req+5 IMPUGNACION #imp forma=REVOCACION
    agrega req+15 PAGO a=GASTO_EJECUCION monto=legal(req)
    ! imp
PAE082 casi requerido: los gastos se pagaron antes
    pon req gasto=legal doc=ACTA-7
    agrega req+2 PAGO a=GASTO_EJECUCION monto=legal(req)
    agrega req+5 IMPUGNACION forma=REVOCACION
PAE082 falta requerido: cayó el crédito y no se devolvieron
    pon req gasto=legal doc=ACTA-7
    agrega req+2 PAGO a=GASTO_EJECUCION monto=legal(req)
    agrega req+5 IMPUGNACION #imp forma=NULIDAD
    agrega req+60 RESOLUCION #res ref=imp resultado=DEJA_SIN_EFECTOS
    ! res
PAE082 casi requerido: cayó el crédito y se devolvieron
    pon req gasto=legal doc=ACTA-7
    agrega req+2 PAGO a=GASTO_EJECUCION monto=legal(req) revertido=@req+65
    agrega req+5 IMPUGNACION #imp forma=NULIDAD
    agrega req+60 RESOLUCION ref=imp resultado=DEJA_SIN_EFECTOS
PAE082 casi requerido: sólo cayó una parte
    pon req gasto=legal doc=ACTA-7
    agrega req+2 PAGO a=GASTO_EJECUCION monto=legal(req)
    agrega req+5 IMPUGNACION #imp forma=NULIDAD
    agrega req+60 RESOLUCION ref=imp resultado=DEJA_SIN_EFECTOS monto=1/10importe
PAE082 casi requerido: el juicio no es una revocación
    pon req gasto=legal doc=ACTA-7
    agrega req+5 IMPUGNACION forma=NULIDAD
    agrega req+15 PAGO a=GASTO_EJECUCION monto=legal(req)
PAE082 casi requerido: el juicio se perdió
    pon req gasto=legal doc=ACTA-7
    agrega req+2 PAGO a=GASTO_EJECUCION monto=legal(req)
    agrega req+5 IMPUGNACION #imp forma=NULIDAD
    agrega req+60 RESOLUCION ref=imp resultado=CONFIRMA
PAE082 casi requerido: cayó hoy
    pon req gasto=legal doc=ACTA-7
    agrega req+2 PAGO a=GASTO_EJECUCION monto=legal(req)
    agrega req+5 IMPUGNACION #imp forma=NULIDAD
    agrega corte RESOLUCION ref=imp resultado=DEJA_SIN_EFECTOS
PAE082 casi embargado: con la revocación pendiente pagó del crédito, no gastos
    inicio 2025-02-10
    agrega emb-2 IMPUGNACION #imp forma=REVOCACION
    agrega emb PAGO monto=100.00
    agrega emb+30 RESOLUCION ref=imp resultado=CONFIRMA
PAE082 falta requerido: cayó el crédito y sólo se devolvió uno de dos pagos
    pon req gasto=legal doc=ACTA-7
    agrega req+2 PAGO #uno a=GASTO_EJECUCION monto=legal(req) revertido=@req+65
    agrega req+3 PAGO #dos a=GASTO_EJECUCION monto=legal(req)
    agrega req+5 IMPUGNACION #imp forma=NULIDAD
    agrega req+60 RESOLUCION #res ref=imp resultado=DEJA_SIN_EFECTOS
    ! res
PAE083 falta embargado: el avalúo, sin factura
    pon ava gasto=3456.78
    ! ava
PAE083 casi embargado: el avalúo, con su factura
    pon ava gasto=3456.78 doc=FACTURA-1
PAE083 casi embargado: los derechos de inscripción, con su recibo
    pon ins gasto=800.00 doc=RECIBO-7
PAE083 falta requerido: se cargó a un requerimiento, que no los causa
    pon req gasto=800.00 componente=GASTO_EXTRAORDINARIO doc=RECIBO-7
    ! req
PAE084 falta requerido: la garantía lleva más de doce meses sin ampliarse
    inicio 2025-03-03
    agrega req+10 GARANTIA #gar forma=FIANZA monto=garantia
    ! gar
PAE084 casi requerido: la garantía se amplió
    inicio 2025-03-03
    agrega req+10 GARANTIA #gar forma=FIANZA monto=garantia
    agrega corte-120 AMPLIACION_GARANTIA ref=gar monto=garantia
PAE084 casi requerido: la garantía es un billete
    inicio 2025-03-03
    agrega req+10 GARANTIA forma=BILLETE_DE_DEPOSITO monto=garantia
PAE084 casi requerido: la garantía terminó
    inicio 2025-03-03
    agrega req+10 GARANTIA #gar forma=FIANZA monto=garantia
    agrega corte-60 FIN_GARANTIA ref=gar
PAE084 casi requerido: la garantía es de este año
    inicio 2026-01-12
    agrega req+10 GARANTIA forma=FIANZA monto=garantia
PAE084 casi requerido: venció su plazo
    inicio 2025-03-03
    agrega req+10 GARANTIA forma=FIANZA monto=garantia hasta=@corte-1n
PAE084 casi requerido: terminó, y hay otra reciente
    inicio 2025-03-03
    agrega req+10 GARANTIA #gar forma=FIANZA monto=garantia
    agrega corte-60 FIN_GARANTIA ref=gar
    agrega corte-60 GARANTIA forma=FIANZA monto=garantia
PAE084 casi requerido: venció su plazo, y hay otra reciente
    inicio 2025-03-03
    agrega req+10 GARANTIA forma=FIANZA monto=garantia hasta=@corte-1n
    agrega corte-60 GARANTIA forma=FIANZA monto=garantia
PAE084 casi requerido: terminó, y el acuerdo no dice cuál
    inicio 2025-03-03
    agrega req+10 GARANTIA forma=FIANZA monto=garantia
    agrega corte-60 FIN_GARANTIA
PAE084 falta requerido: vence hoy y no se amplió
    inicio 2025-03-03
    agrega req+10 GARANTIA #gar forma=FIANZA monto=garantia hasta=@corte
    ! gar
PAE084 casi requerido: hoy se cumplen los doce meses
    inicio 2025-03-03
    agrega req+10 GARANTIA #gar forma=FIANZA monto=garantia
    agrega corte-12m AMPLIACION_GARANTIA ref=gar monto=garantia
PAE084 falta requerido: es por un centavo menos
    inicio 2026-01-12
    agrega req+10 GARANTIA #gar forma=FIANZA monto=garantia-0.01
    ! gar
PAE084 falta requerido: cubre lo debido y no los doce meses
    inicio 2026-01-12
    agrega req+10 GARANTIA #gar forma=FIANZA monto=debido
    ! gar
PAE084 falta requerido: se amplió por lo mismo que tenía
    inicio 2025-03-03
    agrega req+10 GARANTIA #gar forma=FIANZA monto=garantia
    agrega gar+12m AMPLIACION_GARANTIA ref=gar monto=gar
    ! gar
PAE084 falta requerido: es por un centavo menos, y lleva más de doce meses
    inicio 2025-03-03
    agrega req+10 GARANTIA #gar forma=FIANZA monto=garantia-0.01
    ! gar
PAE084 casi requerido: es un billete por lo que alcanzó
    inicio 2026-01-12
    agrega req+10 GARANTIA forma=BILLETE_DE_DEPOSITO monto=1/10importe
PAE084 casi requerido: el billete y la prenda suman lo debido
    inicio 2026-01-12
    agrega req+10 GARANTIA forma=BILLETE_DE_DEPOSITO monto=1/2garantia
    agrega req+10 GARANTIA forma=PRENDA monto=1/2garantia+0.01
PAE084 falta requerido: el billete y la prenda no suman, por un centavo
    inicio 2026-01-12
    agrega req+10 GARANTIA #bil forma=BILLETE_DE_DEPOSITO monto=1/2garantia-0.01
    agrega req+10 GARANTIA #pre forma=PRENDA monto=1/2garantia
    ! pre
PAE084 falta requerido: la que la completaba terminó ese día
    inicio 2026-01-12
    agrega req+10 GARANTIA #uno forma=PRENDA monto=garantia
    agrega req+25 FIN_GARANTIA ref=uno
    agrega req+25 GARANTIA #dos forma=FIANZA monto=1/2importe
    ! dos
PAE084 falta requerido: la que la completaba venció la víspera
    inicio 2026-01-12
    agrega req+10 GARANTIA forma=PRENDA monto=garantia hasta=@dos-1n
    agrega req+25 GARANTIA #dos forma=FIANZA monto=1/2importe
    ! dos
PAE084 casi requerido: la que la completa vence ese día
    inicio 2026-01-12
    agrega req+10 GARANTIA forma=PRENDA monto=2/1garantia hasta=@dos
    agrega req+25 GARANTIA #dos forma=FIANZA monto=1/2importe
PAE084 falta requerido: la que la completa llegó después
    inicio 2026-01-12
    agrega req+10 GARANTIA #uno forma=PRENDA monto=1/2importe
    agrega req+25 GARANTIA forma=FIANZA monto=garantia
    ! uno
PAE084 casi requerido: con otra que no dice por cuánto
    inicio 2026-01-12
    agrega req+10 GARANTIA forma=PRENDA
    agrega req+10 GARANTIA forma=FIANZA monto=100.00
PAE084 casi requerido: la corta ya terminó
    inicio 2026-01-12
    agrega req+10 GARANTIA #gar forma=FIANZA monto=100.00
    agrega req+40 FIN_GARANTIA ref=gar
PAE084 casi requerido: ya no debe
    inicio 2025-03-03
    agrega req+10 GARANTIA forma=FIANZA monto=100.00
    agrega req+20 PAGO monto=todo
PAE085 falta notificado: dejó de pagar y no se ha revocado
    inicio 2025-01-20
    agrega inicio+35 SOLICITUD_PLAZOS
    agrega inicio+35 PAGO monto=1/5debido+1.00
    agrega inicio+35 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    ! conv
PAE085 falta notificado: la tercera parcialidad vencía ayer
    agrega corte-93n SOLICITUD_PLAZOS
    agrega corte-93n PAGO monto=1/5debido+1.00
    agrega corte-93n CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    ! conv
PAE085 casi notificado: la tercera parcialidad vence hoy
    agrega corte-92n SOLICITUD_PLAZOS
    agrega corte-92n PAGO monto=1/5debido+1.00
    agrega corte-92n CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
PAE085 casi notificado: se revocó
    inicio 2025-01-20
    agrega inicio+35 SOLICITUD_PLAZOS
    agrega inicio+35 PAGO monto=1/5debido+1.00
    agrega inicio+35 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega inicio+150 CONVENIO_REVOCADO
PAE085 casi notificado: se cumplió
    inicio 2025-01-20
    agrega inicio+35 SOLICITUD_PLAZOS
    agrega inicio+35 PAGO monto=1/5debido+1.00
    agrega inicio+35 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega conv+12m CONVENIO_CUMPLIDO
PAE085 casi notificado: ya no debe
    inicio 2025-01-20
    agrega inicio+35 SOLICITUD_PLAZOS
    agrega inicio+35 PAGO monto=1/5debido+1.00
    agrega inicio+35 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega conv+15 PAGO monto=todo
PAE085 casi notificado: caducó y después se pagó
    inicio 2025-01-20
    agrega inicio+35 SOLICITUD_PLAZOS
    agrega inicio+35 PAGO monto=1/5debido+1.00
    agrega inicio+35 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega conv+150 PAGO monto=todo
PAE085 casi plazos: aún no debe tres
    pon conv parcialidades=12 hasta=@sol+12m
PAE085 casi notificado: caducó y se autorizó otro
    inicio 2025-01-20
    agrega inicio+35 SOLICITUD_PLAZOS
    agrega inicio+35 PAGO monto=1/5debido+1.00
    agrega inicio+35 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega corte-45n SOLICITUD_PLAZOS
    agrega corte-45n PAGO monto=1/5debido+1.00
    agrega corte-45n CONVENIO #otro forma=PARCIALIDADES parcialidades=12 hasta=@otro+12m resultado=DISPENSADO
PAE086 casi notificado: el segundo no trae solicitud, y la del primero es de año y medio antes
    inicio 2025-01-20
    agrega inicio+35 SOLICITUD_PLAZOS
    agrega inicio+35 PAGO monto=1/5debido+1.00
    agrega inicio+35 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega inicio+150 CONVENIO_REVOCADO
    agrega corte-45n PAGO monto=1/5debido+1.00
    agrega corte-45n CONVENIO #otro forma=DIFERIDO parcialidades= hasta=@otro+11m resultado=DISPENSADO
PAE086 casi notificado: lo que pidió mientras pagaba otro se quedó sin efectos al revocárselo
    inicio 2025-01-20
    agrega inicio+35 SOLICITUD_PLAZOS
    agrega inicio+35 PAGO monto=1/5debido+1.00
    agrega inicio+35 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega inicio+100 SOLICITUD_PLAZOS
    agrega inicio+100 PAGO monto=1/5debido+1.00
    agrega inicio+150 CONVENIO_REVOCADO
    agrega corte-45n PAGO monto=1/5debido+1.00
    agrega corte-45n CONVENIO #otro forma=DIFERIDO parcialidades= hasta=@otro+11m resultado=DISPENSADO
PAE086 falta notificado: diferido a trece meses, pedido el día en que se revocó otro
    inicio 2026-02-02
    agrega inicio+35 SOLICITUD_PLAZOS
    agrega inicio+35 PAGO monto=1/5debido+1.00
    agrega inicio+35 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega corte-75n CONVENIO_REVOCADO
    agrega corte-75n SOLICITUD_PLAZOS #pide
    agrega corte-75n PAGO monto=1/5debido+1.00
    agrega corte-45n CONVENIO #otro forma=DIFERIDO parcialidades= hasta=@pide+13m resultado=DISPENSADO
    ! otro
PAE086 falta plazos: treinta y siete parcialidades
    pon conv parcialidades=37 hasta=@sol+37m
    ! conv
PAE086 casi plazos: treinta y seis
    pon conv parcialidades=36 hasta=@sol+36m
PAE086 falta plazos: diferido a trece meses
    pon conv forma=DIFERIDO parcialidades= hasta=@sol+13m
    ! conv
PAE086 casi plazos: diferido a doce
    pon conv forma=DIFERIDO parcialidades= hasta=@sol+12m
PAE086 falta plazos: lo debía de este mismo año
    mueve not sol-40
    credito vencimiento=2026-01-19
    ! conv
PAE086 casi plazos: es de seguridad social
    mueve not sol-40
    credito vencimiento=2026-01-19 origen=SEGURIDAD_SOCIAL
PAE086 casi plazos: lo debía del año pasado
    credito vencimiento=2025-12-17
    inicio 2026-03-02
PAE086 falta plazos: no dice cuántas, y son treinta y siete meses
    pon conv parcialidades= hasta=@sol+37m
    ! conv
PAE086 falta plazos: treinta y siete, aunque diga que termina antes
    pon conv parcialidades=37 hasta=@sol+36m
    ! conv
PAE086 casi plazos: es una multa, que no es contribución
    mueve not sol-40
    credito vencimiento=2026-01-19 concepto=F-MULF
PAE086 casi notificado: se debía desde hacía seis meses, del año anterior
    inicio 2026-02-02
    credito vencimiento=2025-10-17
    agrega inicio+45 SOLICITUD_PLAZOS
    agrega inicio+45 PAGO monto=1/5debido+1.00
    agrega inicio+45 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega inicio+100 CONVENIO_REVOCADO
PAE086 falta plazos: el pago inicial, por un centavo
    pon ini monto=inicial-0.01
    ! conv
PAE086 falta plazos: no pagó nada al pedirlo
    quita ini
    ! conv
PAE086 falta plazos: pagó la víspera
    mueve ini sol-1
    ! conv
PAE086 falta plazos: pagó al día siguiente
    mueve ini sol+1
    ! conv
PAE086 falta plazos: lo que pagó cayó después
    pon ini revertido=@sol+5
    ! conv
PAE086 casi plazos: pagó en dos recibos
    pon ini monto=1/10debido
    agrega sol PAGO monto=1/10debido+1.00
PAE086 falta plazos: ni garantía ni dispensa
    pon conv resultado=
    ! conv
PAE086 falta plazos: dice que se garantizó y no consta
    pon conv resultado=GARANTIZADO
    ! conv
PAE086 falta plazos: la garantía no llega al ochenta por ciento
    agrega sol GARANTIA forma=BILLETE_DE_DEPOSITO monto=8/10debido-0.01
    pon conv resultado=GARANTIZADO
    ! conv
PAE086 falta plazos: la garantía llega al ochenta por ciento y no a la prórroga
    agrega sol GARANTIA forma=BILLETE_DE_DEPOSITO monto=8/10debido+0.01
    pon conv resultado=GARANTIZADO
    ! conv
PAE086 casi plazos: la garantía cubre las dos cosas
    agrega sol GARANTIA forma=FIANZA monto=garantia
    pon conv resultado=GARANTIZADO
PAE086 casi plazos: dos garantías la cubren
    agrega sol-3 GARANTIA forma=BILLETE_DE_DEPOSITO monto=1/2garantia
    agrega sol GARANTIA forma=FIANZA monto=1/2garantia+100.00
    pon conv resultado=GARANTIZADO
PAE086 casi plazos: la garantía no dice por cuánto
    agrega sol GARANTIA forma=FIANZA
    pon conv resultado=GARANTIZADO
PAE086 falta plazos: la garantía ya había terminado
    agrega sol-9 GARANTIA #gar forma=FIANZA monto=garantia
    agrega sol-5 FIN_GARANTIA ref=gar
    pon conv resultado=GARANTIZADO
    ! conv
PAE086 falta plazos: la garantía llegó después
    agrega sol+3 GARANTIA forma=FIANZA monto=garantia
    pon conv resultado=GARANTIZADO
    ! conv
PAE086 casi plazos: es de varios créditos
    quita ini
    pon conv resultado=DE_VARIOS_CREDITOS
PAE086 casi plazos: modifica el que sigue en pie
    agrega sol+5 SOLICITUD_PLAZOS
    agrega sol+5 CONVENIO #otro forma=PARCIALIDADES parcialidades=24 hasta=@otro+24m
PAE086 falta plazos: se revocó y el otro se pidió sin pagar nada
    agrega sol+5 CONVENIO_REVOCADO
    agrega sol+10 SOLICITUD_PLAZOS
    agrega sol+10 CONVENIO #otro forma=PARCIALIDADES parcialidades=24 hasta=@otro+24m resultado=DISPENSADO
    ! otro
PAE086 casi plazos: diferido sin decir hasta cuándo
    agrega sol GARANTIA forma=FIANZA monto=garantia
    pon conv forma=DIFERIDO parcialidades= hasta= resultado=GARANTIZADO
PAE086 casi plazos: diferido en doce, sin decir hasta cuándo
    agrega sol GARANTIA forma=FIANZA monto=garantia
    pon conv forma=DIFERIDO parcialidades=12 hasta= resultado=GARANTIZADO
PAE086 casi plazos: no dice el plazo
    agrega sol GARANTIA forma=FIANZA monto=garantia
    pon conv parcialidades= hasta= resultado=GARANTIZADO
PAE086 falta plazos: diferido, y la garantía no llega a la prórroga
    agrega sol GARANTIA forma=BILLETE_DE_DEPOSITO monto=8/10debido+0.01
    pon conv forma=DIFERIDO parcialidades= hasta=@sol+12m resultado=GARANTIZADO
    ! conv
PAE086 falta plazos: treinta y siete parcialidades y sin pagar nada
    quita ini
    pon conv parcialidades=37 hasta=@sol+37m
    ! conv
PAE086 falta plazos: sin pagar nada ni garantizar
    quita ini
    pon conv resultado=
    ! conv
PAE086 casi plazos: ese día cayó otro pago
    agrega sol-3 PAGO monto=100.00 revertido=@sol
PAE086 casi notificado: diferido a doce meses, pedido el día en que se revocó otro
    inicio 2026-02-02
    agrega inicio+35 SOLICITUD_PLAZOS
    agrega inicio+35 PAGO monto=1/5debido+1.00
    agrega inicio+35 CONVENIO #conv forma=PARCIALIDADES parcialidades=12 hasta=@conv+12m resultado=DISPENSADO
    agrega corte-75n CONVENIO_REVOCADO
    agrega corte-75n SOLICITUD_PLAZOS #pide
    agrega corte-75n PAGO monto=1/5debido+1.00
    agrega corte-45n CONVENIO #otro forma=DIFERIDO parcialidades= hasta=@pide+12m resultado=DISPENSADO
"""
