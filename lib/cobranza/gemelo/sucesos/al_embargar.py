"""Lo que sale mal, o casi, al embargar bienes y cuentas y al intervenir; se lee como `al_notificar`."""

from __future__ import annotations

SUCESOS = """
PAE009 falta embargado: no se nombró depositario
    quita dep
    ! emb
PAE009 casi embargado: se nombró al día siguiente
    mueve dep emb+1
PAE009 falta embargado: al nombrado antes ya se le había removido
    mueve dep inicio+50
    agrega dep+2 REMOCION_DEPOSITARIO #rdp ref=dep
    agrega rdp+1 ENTREGA_DEPOSITARIO ref=rdp
    ! emb
PAE009 casi embargado: se nombró antes
    mueve dep inicio+50
PAE009 casi embargado: se le removió ese mismo día
    mueve dep inicio+50
    agrega emb REMOCION_DEPOSITARIO #rdp ref=dep
    agrega rdp+1 ENTREGA_DEPOSITARIO ref=rdp
PAE009 casi embargado: al removido le siguió otro
    mueve dep inicio+50
    agrega dep+2 REMOCION_DEPOSITARIO #rdp ref=dep
    agrega rdp+1 ENTREGA_DEPOSITARIO ref=rdp
    agrega emb DEPOSITARIO
PAE009 casi embargado: depósitos, que no se dejan en guarda
    quita dep bien pro ins ava
    pon emb forma=DEPOSITOS
    pon sen forma=DEPOSITOS
PAE009 casi embargado: no se practicó
    quita dep sen bien pro avi ins ava
    pon emb resultado=OPOSICION
PAE010 falta embargado: se inscribió el decimosexto día
    mueve ins emb+16
    ! emb
PAE010 casi embargado: se inscribió el decimoquinto
    mueve ins emb+15
PAE010 falta embargado: lo inscrito era de antes
    mueve ins inicio+50
    ! emb
PAE010 casi embargado: se levantó
    quita ins
    agrega emb+5 LEVANTAMIENTO ref=emb
PAE010 casi embargado: ya no debe, aunque falta levantar
    quita ins
    agrega emb+10 PAGO monto=todo
    ! emb PAE080
PAE010 casi embargado: se inscribió ese mismo día
    mueve ins emb
PAE010 casi requerido: aún corren los plazos para inscribir y valuar
    agrega corte-10 EMBARGO #emb forma=INMUEBLE resultado=PRACTICADA
    agrega emb DEPOSITARIO
    agrega emb PROTESTA_GRAVAMENES ref=emb
    agrega emb+1 AVISO_BUZON ref=emb
PAE016 falta embargado: se valuó a los noventa y un días
    mueve ava emb+91n
    ! emb
PAE016 falta embargado: no se valuó
    quita ava
    ! emb
PAE016 casi embargado: se valuó a los noventa
    mueve ava emb+90n
PAE016 casi embargado: ya no debe
    quita ava
    agrega emb+10 PAGO monto=todo
    agrega emb+12 LEVANTAMIENTO ref=emb
PAE016 casi requerido: hoy vencen los noventa días
    agrega corte-90n EMBARGO #emb forma=VEHICULO resultado=PRACTICADA
    agrega emb DEPOSITARIO
    agrega emb+1 AVISO_BUZON ref=emb
PAE045 falta embargado: los libros con que trabaja
    pon bien forma=LIBROS_E_INSTRUMENTOS
    ! bien
PAE045 falta embargado: el ajuar de casa
    pon bien forma=AJUAR_DE_CASA
    ! bien
PAE045 falta embargado: la maquinaria, sin la negociación
    pon bien forma=MAQUINARIA doc=LUJO
    ! bien
PAE045 falta embargado: el patrimonio de familia
    pon bien forma=PATRIMONIO_DE_FAMILIA
    ! bien
PAE045 casi embargado: ajuar de lujo
    pon bien forma=AJUAR_DE_CASA doc=LUJO
PAE045 casi embargado: la maquinaria, con toda la negociación
    pon bien forma=MAQUINARIA doc=TODA_LA_NEGOCIACION
PAE045 casi embargado: los frutos del usufructo
    pon bien forma=USUFRUCTO doc=FRUTOS
PAE047 falta embargado: señaló muebles y se trabó el inmueble
    pon sen forma=MUEBLES
    ! emb
PAE047 casi embargado: los muebles no alcanzaban
    pon sen forma=MUEBLES doc=INSUFICIENTE
PAE047 casi embargado: señaló un bien de un lugar posterior
    pon sen forma=NEGOCIACION
PAE048 falta embargado: el acta no lleva la protesta
    quita pro
    ! emb
PAE048 casi embargado: se negó, y consta
    pon pro forma=NEGATIVA
PAE048 casi embargado: no es un inmueble
    quita pro
    pon emb forma=VEHICULO
    pon sen forma=VEHICULO
PAE048 casi requerido: se embargó hoy, y lo que sigue aún puede hacerse
    agrega corte EMBARGO #hoy forma=INMUEBLE resultado=PRACTICADA
    agrega corte DEPOSITARIO
    agrega corte EMBARGO_PREVIO
    agrega corte ROMPIMIENTO doc=ACUERDO-1
    agrega corte EMBARGO forma=CREDITOS resultado=PRACTICADA
PAE056 falta embargado: la negociación, el decimosexto día
    pon emb forma=NEGOCIACION
    pon sen forma=NEGOCIACION
    mueve ins emb+16
    ! emb
PAE056 casi embargado: la negociación, el decimoquinto
    pon emb forma=NEGOCIACION
    pon sen forma=NEGOCIACION
    mueve ins emb+15
PAE056 falta embargado: el derecho real, nunca
    quita dep sen ins
    pon emb forma=DERECHO_REAL
    ! emb
PAE056 casi embargado: se levantó
    quita ins
    pon emb forma=NEGOCIACION
    pon sen forma=NEGOCIACION
    agrega emb+5 LEVANTAMIENTO ref=emb
PAE056 casi embargado: la negociación, ese mismo día
    pon emb forma=NEGOCIACION
    pon sen forma=NEGOCIACION
    mueve ins emb
PAE056 falta embargado: lo inscrito de la negociación era de antes
    pon emb forma=NEGOCIACION
    pon sen forma=NEGOCIACION
    mueve ins inicio+50
    ! emb
PAE056 casi requerido: la negociación, y aún corre el plazo
    agrega corte-10 EMBARGO #emb forma=NEGOCIACION resultado=PRACTICADA
    agrega emb DEPOSITARIO
    agrega emb+1 AVISO_BUZON ref=emb
PAE056 casi embargado: la negociación, y ya no debe
    pon emb forma=NEGOCIACION
    pon sen forma=NEGOCIACION
    quita ins
    agrega emb+10 PAGO monto=todo
    ! emb PAE080
PAE057 falta embargado: no se avisó por buzón
    quita avi
    ! emb
PAE057 casi embargado: no tiene buzón
    pon avi forma=SIN_BUZON
PAE058 falta embargado: nadie resolvió la oposición
    agrega emb OPOSICION_TERCERO #opo
    ! opo
PAE058 casi embargado: se resolvió
    agrega emb OPOSICION_TERCERO #opo
    agrega emb+3 ACUERDO_OPOSICION ref=opo
PAE058 casi embargado: el tercero se opuso hoy
    agrega corte OPOSICION_TERCERO
PAE059 falta embargado: no se avisó a quien había embargado antes
    agrega emb EMBARGO_PREVIO #previo
    ! previo
PAE059 casi embargado: se avisó a quien había embargado antes
    agrega emb EMBARGO_PREVIO #previo
    agrega emb+2 AVISO_EMBARGO_PREVIO ref=previo
PAE060 falta embargado: no se notificó a quien debe
    quita dep bien pro ins ava
    pon emb forma=CREDITOS
    pon sen forma=CREDITOS
    ! emb
PAE060 casi embargado: se notificó a quien debe
    quita dep bien pro ins ava
    pon emb forma=CREDITOS
    pon sen forma=CREDITOS
    agrega emb+3 NOTIFICACION_TERCERO ref=emb
PAE060 casi embargado: se obtuvo el título
    quita dep bien pro ins ava
    pon emb forma=CREDITOS
    pon sen forma=CREDITOS
    agrega emb NOTIFICACION_TERCERO ref=emb forma=TITULO_OBTENIDO
PAE061 falta embargado: el dinero, a los dos días hábiles
    quita dep bien pro ins ava
    pon emb forma=DINERO
    pon sen forma=DINERO
    agrega emb+2 ENTREGA_DINERO ref=emb
    ! emb
PAE061 falta embargado: el dinero, nunca
    quita dep bien pro ins ava
    pon emb forma=DINERO
    pon sen forma=DINERO
    ! emb
PAE061 casi embargado: el dinero, al día siguiente
    quita dep bien pro ins ava
    pon emb forma=DINERO
    pon sen forma=DINERO
    agrega emb+1n ENTREGA_DINERO ref=emb
PAE061 casi embargado: el dinero, el siguiente día hábil
    quita dep bien pro ins ava
    pon emb forma=DINERO
    pon sen forma=DINERO
    agrega emb+1 ENTREGA_DINERO ref=emb
PAE061 casi requerido: el dinero se embargó ayer
    agrega corte-1n EMBARGO #emb forma=DINERO resultado=PRACTICADA
    agrega emb AVISO_BUZON ref=emb
PAE089 falta embargado: se le removió y nunca entregó
    agrega emb+9 REMOCION_DEPOSITARIO #rdp ref=dep
    ! rdp
PAE089 falta embargado: se aceptó su renuncia y entregó al sexto día de saberlo
    agrega emb+9 REMOCION_DEPOSITARIO #rdp ref=dep forma=RENUNCIA notificado=@rdp+2
    agrega rdp+8 ENTREGA_DEPOSITARIO ref=rdp
    ! rdp
PAE089 falta embargado: lo que entregó era por otra remoción
    agrega emb+9 REMOCION_DEPOSITARIO #rdp ref=dep
    agrega emb+9 DEPOSITARIO #otro
    agrega emb+12 REMOCION_DEPOSITARIO #rdo ref=otro
    agrega rdo+1 ENTREGA_DEPOSITARIO ref=rdo
    ! rdp
PAE089 casi embargado: entregó al quinto
    agrega emb+9 REMOCION_DEPOSITARIO #rdp ref=dep notificado=@rdp+2
    agrega rdp+7 ENTREGA_DEPOSITARIO ref=rdp
PAE089 casi embargado: hoy vencen sus cinco días
    agrega corte-5 REMOCION_DEPOSITARIO ref=dep
PAE089 casi embargado: sigue en su cargo
    agrega emb+9 DEPOSITARIO
PAE062 falta embargado: un solo testigo
    agrega emb ROMPIMIENTO #rom doc=ACUERDO-1
    agrega emb TESTIGO ref=rom
    ! rom
PAE062 falta embargado: sin acuerdo
    agrega emb ROMPIMIENTO #rom
    agrega emb TESTIGO ref=rom
    agrega emb TESTIGO ref=rom
    ! rom
PAE062 casi embargado: con acuerdo y dos testigos
    agrega emb ROMPIMIENTO #rom doc=ACUERDO-1
    agrega emb TESTIGO ref=rom
    agrega emb TESTIGO ref=rom
PAE063 falta embargado: se amplió y lo embargado alcanzaba
    pon bien monto=debido(amp)
    agrega emb+60 EMBARGO #amp forma=DEPOSITOS resultado=PRACTICADA
    agrega amp+1 AVISO_BUZON ref=amp
    ! amp
PAE063 casi embargado: faltaba un centavo
    pon bien monto=debido(amp)-0.01
    agrega emb+60 EMBARGO #amp forma=DEPOSITOS resultado=PRACTICADA
    agrega amp+1 AVISO_BUZON ref=amp
PAE063 casi embargado: la oficina estimó por escrito que no alcanza
    pon bien monto=3/1importe
    agrega emb+50 ACUERDO_AMPLIACION
    agrega emb+60 EMBARGO #amp forma=DEPOSITOS resultado=PRACTICADA
    agrega amp+1 AVISO_BUZON ref=amp
PAE063 falta embargado: lo estimó después
    pon bien monto=3/1importe
    agrega emb+61 ACUERDO_AMPLIACION
    agrega emb+60 EMBARGO #amp forma=DEPOSITOS resultado=PRACTICADA
    agrega amp+1 AVISO_BUZON ref=amp
    ! amp
PAE063 casi embargado: lo estimó ese día
    pon bien monto=3/1importe
    agrega emb+60 ACUERDO_AMPLIACION
    agrega emb+60 EMBARGO #amp forma=DEPOSITOS resultado=PRACTICADA
    agrega amp+1 AVISO_BUZON ref=amp

PAE017 falta cuentas: se transfirió un centavo de más
    pon tra monto=debido+0.01
    agrega tra+15 REINTEGRO ref=tra monto=0.01
    ! tra
PAE017 casi cuentas: se transfirió lo debido
    pon tra monto=debido
PAE018 falta cuentas: se liberó al cuarto día del informe
    pon inm monto=debido+0.01
    agrega inf+4 LIBERACION monto=0.01
    ! inm
PAE018 casi cuentas: se liberó al tercer día del informe
    pon inm monto=debido+0.01
    agrega inf+3 LIBERACION monto=0.01
PAE018 casi cuentas: no había de más
    pon inm monto=debido
PAE018 falta cuentas: sin informe, al cuarto día
    quita inf
    pon inm monto=debido+0.01
    agrega inm+4 LIBERACION monto=0.01
    ! inm
PAE018 casi cuentas: sin informe, al tercer día
    quita inf
    pon inm monto=debido+0.01
    agrega inm+3 LIBERACION monto=0.01
PAE018 falta cuentas: lo liberado era de antes
    pon inm monto=debido+0.01
    agrega inm-2 LIBERACION monto=0.01
    ! inm
PAE018 casi cuentas: se liberó ese mismo día
    pon inm monto=debido+0.01
    agrega inm LIBERACION monto=0.01
PAE046 falta cuentas: la cuenta de sueldo
    pon cta forma=CUENTA_DE_SUELDO
    ! cta
PAE046 falta cuentas: la cuenta de retiro
    pon cta forma=CUENTA_DE_RETIRO
    ! cta
PAE046 falta cuentas: la pensión
    pon cta forma=CUENTA_DE_PENSION
    ! cta
PAE046 casi cuentas: lo voluntario que pasa del tope
    pon cta forma=CUENTA_DE_RETIRO doc=VOLUNTARIAS_EXCEDENTE
PAE049 falta cuentas: impugnado y sin supuesto
    agrega inm-5 IMPUGNACION #imp forma=NULIDAD
    agrega inm+5 RESOLUCION ref=imp resultado=CONFIRMA
    ! inm
PAE049 casi cuentas: no se le localizaba
    agrega inm-8 NO_LOCALIZADO
    agrega inm-5 IMPUGNACION #imp forma=NULIDAD
    agrega inm+5 RESOLUCION ref=imp resultado=CONFIRMA
PAE049 casi cuentas: la garantía no alcanzaba
    agrega inm-5 IMPUGNACION #imp forma=NULIDAD
    agrega inm-2 CAUSA_INMOVILIZACION forma=GARANTIA_INSUFICIENTE
    agrega inm+5 RESOLUCION ref=imp resultado=CONFIRMA
PAE049 casi cuentas: se resolvió la víspera
    agrega inm-5 IMPUGNACION #imp forma=NULIDAD
    agrega inm-1 RESOLUCION ref=imp resultado=CONFIRMA
PAE049 falta cuentas: la causa se dijo después
    agrega inm-5 IMPUGNACION #imp forma=NULIDAD
    agrega inm+1 CAUSA_INMOVILIZACION forma=GARANTIA_INSUFICIENTE
    agrega inm+5 RESOLUCION ref=imp resultado=CONFIRMA
    ! inm
PAE049 casi cuentas: la causa se dijo ese día
    agrega inm-5 IMPUGNACION #imp forma=NULIDAD
    agrega inm CAUSA_INMOVILIZACION forma=GARANTIA_INSUFICIENTE
    agrega inm+5 RESOLUCION ref=imp resultado=CONFIRMA
PAE049 casi cuentas: desocupó sin avisar
    agrega inm-8 DESOCUPACION hasta=@inm+5
    agrega inm-5 IMPUGNACION #imp forma=NULIDAD
    agrega inm+5 RESOLUCION ref=imp resultado=CONFIRMA
PAE050 falta embargado: con la segunda cuenta se pasó de lo debido
    quita dep pro ins ava
    pon emb forma=DEPOSITOS monto=1/2importe
    pon sen forma=DEPOSITOS
    agrega emb+5 EMBARGO #otra forma=DEPOSITOS resultado=PRACTICADA monto=3/1importe
    agrega emb+6 AVISO_BUZON ref=otra
    ! otra
PAE050 casi embargado: entre las dos no pasan
    quita dep pro ins ava
    pon emb forma=DEPOSITOS monto=1/2importe
    pon sen forma=DEPOSITOS
    agrega emb+5 EMBARGO #otra forma=DEPOSITOS resultado=PRACTICADA monto=1/2importe
    agrega emb+6 AVISO_BUZON ref=otra
PAE050 casi embargado: no se conocían los saldos
    quita dep pro ins ava
    pon emb forma=DEPOSITOS monto=3/1importe
    pon sen forma=DEPOSITOS
    agrega emb SALDOS_DESCONOCIDOS ref=emb
PAE050 casi embargado: la primera se levantó
    quita dep pro ins ava
    pon emb forma=DEPOSITOS monto=1/1importe
    pon sen forma=DEPOSITOS
    agrega emb+3 LEVANTAMIENTO ref=emb
    agrega emb+5 EMBARGO #otra forma=DEPOSITOS resultado=PRACTICADA monto=1/1importe
    agrega emb+6 AVISO_BUZON ref=otra
PAE050 casi embargado: justo lo debido
    quita dep pro ins ava
    pon emb forma=DEPOSITOS monto=debido
    pon sen forma=DEPOSITOS
PAE050 falta embargado: se pasó, y de la segunda no consta cuánto
    quita dep pro ins ava
    pon emb forma=DEPOSITOS monto=3/1importe
    pon sen forma=DEPOSITOS
    agrega emb+5 EMBARGO #otra forma=DEPOSITOS resultado=PRACTICADA
    agrega emb+6 AVISO_BUZON ref=otra
    ! emb
PAE051 falta cuentas: se hizo saber el vigésimo primer día
    pon inm notificado=@inf+21
    ! inm
PAE051 falta cuentas: nunca se hizo saber
    pon inm notificado=
    ! inm
PAE051 casi cuentas: se hizo saber el vigésimo
    pon inm notificado=@inf+20
PAE052 falta cuentas: se transfirió con un juicio sin resolver
    agrega inm+10 IMPUGNACION #imp forma=NULIDAD
    agrega tra+10 RESOLUCION ref=imp resultado=CONFIRMA
    ! tra
PAE052 casi cuentas: el juicio se resolvió la víspera
    agrega inm+10 IMPUGNACION #imp forma=NULIDAD
    agrega tra-1 RESOLUCION ref=imp resultado=CONFIRMA
PAE052 falta notificado: el último día para impugnar
    agrega exigible-1 TRANSFERENCIA #tra monto=1/2importe
    ! tra
PAE052 casi notificado: vencido el plazo para impugnar
    agrega exigible TRANSFERENCIA #tra monto=1/2importe
PAE053 falta cuentas: se requirió el pago cinco días antes
    agrega inm+5 GARANTIA #gar forma=FIANZA
    agrega tra-5 REQUERIMIENTO_GARANTIA
    agrega tra+1 FIN_GARANTIA ref=gar
    ! tra
PAE053 falta cuentas: no se requirió el pago
    agrega inm+5 GARANTIA #gar forma=FIANZA
    agrega tra+1 FIN_GARANTIA ref=gar
    ! tra
PAE053 casi cuentas: se requirió el pago seis días antes
    agrega inm+5 GARANTIA #gar forma=FIANZA
    agrega tra-6 REQUERIMIENTO_GARANTIA
    agrega tra+1 FIN_GARANTIA ref=gar
PAE053 casi cuentas: garantizado con billete
    agrega inm+5 GARANTIA #gar forma=BILLETE_DE_DEPOSITO
    agrega tra+1 FIN_GARANTIA ref=gar
PAE054 falta cuentas: se notificó el vigésimo primer día
    pon tra notificado=@inf2+21
    ! tra
PAE054 casi cuentas: se notificó el vigésimo
    pon tra notificado=@inf2+20
PAE054 falta cuentas: el exceso se reintegró el vigésimo primer día
    pon tra monto=debido+100.00
    agrega tra+29 REINTEGRO ref=tra monto=100.00
    ! tra
    ! tra PAE017
PAE054 casi cuentas: el exceso se reintegró el vigésimo
    pon tra monto=debido+100.00
    agrega tra+28 REINTEGRO ref=tra monto=100.00
    ! tra PAE017
PAE054 casi cuentas: las pruebas no bastaron, y se le dijo
    pon tra monto=debido+100.00
    agrega tra+28 REINTEGRO ref=tra forma=NEGADO
    ! tra PAE017
PAE054 falta cuentas: se notificó tarde y el exceso tampoco se reintegró
    pon tra monto=debido+100.00 notificado=@inf2+21
    ! tra
    ! tra PAE017
PAE055 falta cuentas: se resolvió al sexto día
    agrega inm+5 OFRECIMIENTO_GARANTIA #ofr
    agrega ofr+6 RESOLUCION_GARANTIA #rg ref=ofr
    agrega rg+2 AVISO_ENTIDAD ref=rg
    ! ofr
PAE055 falta cuentas: se avisó a la entidad al sexto día
    agrega inm+5 OFRECIMIENTO_GARANTIA #ofr
    agrega ofr+5 RESOLUCION_GARANTIA #rg ref=ofr
    agrega rg+6 AVISO_ENTIDAD ref=rg
    ! ofr
PAE055 casi cuentas: se resolvió y avisó el quinto día
    agrega inm+5 OFRECIMIENTO_GARANTIA #ofr
    agrega ofr+5 RESOLUCION_GARANTIA #rg ref=ofr
    agrega rg+5 AVISO_ENTIDAD ref=rg
PAE055 casi cuentas: se le pidió completar
    agrega inm+5 OFRECIMIENTO_GARANTIA #ofr
    agrega ofr+3 PREVENCION_GARANTIA ref=ofr
PAE055 falta cuentas: se le pidió completar al sexto día
    agrega inm+5 OFRECIMIENTO_GARANTIA #ofr
    agrega ofr+6 PREVENCION_GARANTIA ref=ofr
    ! ofr
PAE055 falta cuentas: se resolvió a tiempo y se notificó al sexto día
    agrega inm+5 OFRECIMIENTO_GARANTIA #ofr
    agrega ofr+4 RESOLUCION_GARANTIA #rg ref=ofr notificado=@ofr+6
    agrega ofr+7 AVISO_ENTIDAD ref=rg
    ! ofr
PAE055 casi cuentas: el aviso se cuenta desde que se notificó la resolución
    agrega inm+5 OFRECIMIENTO_GARANTIA #ofr
    agrega ofr+2 RESOLUCION_GARANTIA #rg ref=ofr notificado=@ofr+5
    agrega ofr+10 AVISO_ENTIDAD ref=rg
PAE064 falta precautorio: sin supuesto
    pon pre forma=
    ! pre
PAE064 falta precautorio: sin acta
    pon pre doc=
    ! pre
PAE064 falta precautorio: un centavo más que el tope
    pon pre monto=2/3debido+0.01
    ! pre
PAE064 casi precautorio: el tope
    pon pre monto=2/3debido
PAE064 casi precautorio: único bien, bajo protesta
    pon pre forma=UNICO_BIEN monto=3/1importe
PAE065 falta precautorio: se notificó el vigésimo primer día
    pon pre notificado=@pre+21
    mueve ces pre+30
    ! pre
PAE065 falta precautorio: se levantó al cuarto día
    mueve lev ces+4
    ! pre
PAE065 casi precautorio: se notificó el vigésimo y se levantó el tercero
    pon pre notificado=@pre+20
    mueve ces pre+30
    mueve lev ces+3
PAE065 casi notificado: ya era exigible y pasa a definitivo
    agrega inicio+5 EMBARGO_PRECAUTORIO #pre forma=A monto=1/2importe doc=ACTA-1 notificado=@pre+5
    agrega exigible CESE_CONDUCTA ref=pre
PAE065 falta notificado: cesó la víspera de ser exigible
    agrega inicio+5 EMBARGO_PRECAUTORIO #pre forma=A monto=1/2importe doc=ACTA-1 notificado=@pre+5
    agrega exigible-1 CESE_CONDUCTA ref=pre
    ! pre

PAE066 falta intervenido: un centavo más que el diez por ciento
    pon ente monto=1/10cue+0.01
    ! ente
PAE066 casi intervenido: el diez por ciento
    pon ente monto=1/10cue
PAE067 falta intervenido: la última cuenta pasa de un mes
    mueve cue corte-40n
    ! int
PAE067 falta intervenido: en administración y sin anotar
    pon int forma=ADMINISTRACION
    ! int
PAE067 casi intervenido: en administración, anotada
    pon int forma=ADMINISTRACION
    agrega int+3 INSCRIPCION
PAE067 falta intervenido: ya no debe y sigue
    agrega corte-5 PAGO monto=todo
    agrega corte-3 LEVANTAMIENTO ref=emb
    ! int
PAE067 casi intervenido: se levantó
    mueve cue corte-40n
    agrega corte-5 LEVANTAMIENTO ref=int
PAE067 casi intervenido: hoy se cumple el mes de la última cuenta
    mueve cue corte-1m
    quita ente
PAE067 casi intervenido: en administración, anotada ese día
    pon int forma=ADMINISTRACION
    agrega int INSCRIPCION
PAE067 casi embargado: en administración, desde hoy
    agrega corte INTERVENCION forma=ADMINISTRACION
PAE068 falta embargado: lo recaudado llegaba al veinticuatro por ciento
    agrega emb+30 INTERVENCION #int forma=CAJA
    agrega int+30 ENTERO_INTERVENTOR monto=24/100debido(int)+0.01
    agrega int+90 ENAJENACION_NEGOCIACION #ena
    agrega ena+1 LEVANTAMIENTO ref=int
    ! ena
PAE068 casi embargado: le faltaba para el veinticuatro por ciento
    agrega emb+30 INTERVENCION #int forma=CAJA
    agrega int+30 ENTERO_INTERVENTOR monto=24/100debido(int)-0.01
    agrega int+90 ENAJENACION_NEGOCIACION #ena
    agrega ena+1 LEVANTAMIENTO ref=int
PAE068 casi embargado: hubo irregularidades
    agrega emb+30 INTERVENCION #int forma=CAJA
    agrega int+30 ENTERO_INTERVENTOR monto=1/2importe
    agrega int+90 ENAJENACION_NEGOCIACION #ena forma=IRREGULARIDADES
    agrega ena+1 LEVANTAMIENTO ref=int
PAE068 falta embargado: no habían pasado los tres meses
    agrega emb+30 INTERVENCION #int forma=CAJA
    agrega int+30 ENAJENACION_NEGOCIACION #ena
    agrega ena+1 LEVANTAMIENTO ref=int
    ! ena
PAE068 falta embargado: el día en que se cumplen los tres meses
    agrega emb+30 INTERVENCION #int forma=CAJA
    agrega int+3m ENAJENACION_NEGOCIACION #ena
    agrega ena+1 LEVANTAMIENTO ref=int
    ! ena
PAE068 falta embargado: estacional, y llegaba al ocho por ciento de cada uno de cuatro meses
    agrega emb+30 INTERVENCION #int forma=CAJA
    agrega int+4m ENTERO_INTERVENTOR #ent monto=32/100debido(int)+0.01
    agrega ent+1 ENAJENACION_NEGOCIACION #ena forma=ESTACIONAL
    agrega ena+1 LEVANTAMIENTO ref=int
    ! ena
PAE068 casi embargado: estacional, y le faltaba un centavo
    agrega emb+30 INTERVENCION #int forma=CAJA
    agrega int+4m ENTERO_INTERVENTOR #ent monto=32/100debido(int)-0.01
    agrega ent+1 ENAJENACION_NEGOCIACION #ena forma=ESTACIONAL
    agrega ena+1 LEVANTAMIENTO ref=int
PAE068 falta embargado: estacional, el día en que se cumple el cuarto mes
    agrega emb+30 INTERVENCION #int forma=CAJA
    agrega int+30 ENTERO_INTERVENTOR monto=24/100debido(int)+0.01
    agrega int+4m ENAJENACION_NEGOCIACION #ena forma=ESTACIONAL
    agrega ena+1 LEVANTAMIENTO ref=int
    ! ena
PAE068 casi embargado: estacional, antes de tres meses
    agrega emb+30 INTERVENCION #int forma=CAJA
    agrega int+1m ENTERO_INTERVENTOR #ent monto=8/100debido(int)-0.01
    agrega ent+1 ENAJENACION_NEGOCIACION #ena forma=ESTACIONAL
    agrega ena+1 LEVANTAMIENTO ref=int
PAE068 falta embargado: estacional, sin que pasara un mes
    agrega emb+30 INTERVENCION #int forma=CAJA
    agrega int+10 ENAJENACION_NEGOCIACION #ena forma=ESTACIONAL
    agrega ena+1 LEVANTAMIENTO ref=int
    ! ena
PAE068 falta embargado: estacional, el día en que se intervino
    agrega emb+30 INTERVENCION #int forma=CAJA
    agrega int ENAJENACION_NEGOCIACION #ena forma=ESTACIONAL
    agrega ena+1 LEVANTAMIENTO ref=int
    ! ena
PAE068 casi embargado: estacional, y lo demás llegó después de venderla
    agrega emb+30 INTERVENCION #int forma=CAJA
    agrega int+4m ENTERO_INTERVENTOR #ent monto=1/10debido(int)
    agrega ent+1 ENAJENACION_NEGOCIACION #ena forma=ESTACIONAL
    agrega ena+1 ENTERO_INTERVENTOR monto=1/2debido(int)
    agrega ena+1 LEVANTAMIENTO ref=int
PAE068 casi embargado: en tres meses no llegó, y después sí
    agrega emb+30 INTERVENCION #int forma=CAJA
    agrega int+85 ENTERO_INTERVENTOR monto=1/2debido(int)
    agrega int+90 ENAJENACION_NEGOCIACION #ena forma=ORDINARIA
    agrega ena+1 LEVANTAMIENTO ref=int
"""
