"""Lo que sale mal, o casi, al notificar y al practicar una diligencia.

`CLAVE falta VIDA: qué pasó` y, debajo, qué cambia en la vida; `!` dice en qué recae la falta. En `casi`, la excepción
o el último momento en que aún se cumple: no se señala nada. Cómo se escribe, en `escribir`.
"""

from __future__ import annotations

SUCESOS = """
PAE019 falta notificado: se notificó en domingo
    mueve not inicio+1d
    ! not
PAE019 falta notificado: se empezó un minuto después de las seis
    pon not de_las=18:01 a_las=18:40
    ! not
PAE019 falta notificado: se empezó un minuto antes de las siete y media
    pon not de_las=07:29 a_las=08:10
    ! not
PAE019 casi notificado: a las seis en punto, y concluyó después
    pon not de_las=18:00 a_las=19:10
PAE019 casi notificado: a las siete y media en punto
    pon not de_las=07:30 a_las=08:10
PAE019 casi notificado: en domingo habilitado
    mueve not inicio+1d
    agrega inicio HABILITACION hasta=@not
PAE019 falta notificado: la habilitación venció la víspera
    mueve not inicio+1d
    agrega inicio-8 HABILITACION hasta=@not-1n
    ! not
PAE019 casi buzon: por buzón en domingo, que no es diligencia
    mueve not avi+2d
PAE019 casi notificado: en día hábil y no consta la hora
    pon not de_las= a_las=
PAE020 falta notificado: se entendió con un tercero sin citatorio
    pon not resultado=PRACTICADA_CON_TERCERO
    ! not
PAE020 falta notificado: el citatorio se dejó ese mismo día
    pon not resultado=PRACTICADA_CON_TERCERO
    agrega not CITATORIO forma=VECINO de_las=08:00 a_las=08:20
    ! not
PAE020 falta notificado: el citatorio era de otra diligencia, semanas antes
    pon not resultado=PRACTICADA_CON_TERCERO
    agrega inicio-20 CITATORIO forma=VECINO
    ! not
PAE020 casi notificado: con citatorio de la víspera
    pon not resultado=PRACTICADA_CON_TERCERO
    agrega inicio-1 CITATORIO forma=VECINO hasta=@inicio
PAE020 casi notificado: con el destinatario no hace falta
    pon not resultado=PRACTICADA
PAE021 falta requerido: se citó para otro día
    pon cit hasta=@cit+2
    ! req
PAE021 falta requerido: once minutos después de la hora citada
    pon req de_las=10:11
    ! req
PAE021 falta requerido: once minutos antes de la hora citada
    pon req de_las=09:49
    ! req
PAE021 casi requerido: diez minutos después
    pon req de_las=10:10
PAE021 casi requerido: con el destinatario, a otra hora
    pon req resultado=PRACTICADA de_las=12:00 a_las=12:30
PAE021 casi requerido: el citatorio no dice para qué día
    pon cit hasta=
    pon req de_las=12:00 a_las=12:30
PAE022 falta requerido: se fijó en la puerta y no se levantó constancia
    pon cit forma=PUERTA
    ! cit
PAE022 casi requerido: se fijó en la puerta, con constancia
    pon cit forma=PUERTA doc=CONSTANCIA-1
PAE023 falta estrados: nunca se le buscó
    quita nol
    ! not
PAE023 falta estrados: se le buscó después
    mueve nol not+2
    ! not
PAE023 casi estrados: se opuso a la diligencia
    quita nol
    agrega inicio-20 NOTIFICACION forma=PERSONAL resultado=OPOSICION de=notificador de_las=10:00 a_las=10:20
PAE023 casi estrados: desocupó sin avisar
    quita nol
    agrega inicio-20 DESOCUPACION
PAE023 casi estrados: no se le localizó ese mismo día
    mueve nol inicio
PAE024 falta estrados: se dio por notificado el décimo día
    mueve not pub+10
    ! not
PAE024 falta estrados: se dio por notificado el duodécimo
    mueve not pub+12
    ! not
PAE024 falta estrados: se retiró al noveno día
    pon pub hasta=@pub+9
    ! not
PAE024 casi estrados: se retiró al cumplirse los diez días
    pon pub hasta=@pub+10
PAE025 falta buzon: al tercer día del aviso y sin acuse
    mueve not avi+3
    ! not
PAE025 casi buzon: al cuarto día
    mueve not avi+4
PAE025 casi buzon: al día siguiente, porque lo abrió
    mueve not avi+1
    pon avi notificado=@avi+1
PAE025 falta buzon: lo abrió después de darse por notificado
    mueve not avi+1
    pon avi notificado=@avi+2
    ! not
PAE026 falta edictos: sin causa
    quita cau
    ! not
PAE026 falta edictos: catorce días en la página
    pon pub forma=PAGINA parcialidades=14
    ! not
PAE026 falta edictos: se publicó después de notificar
    mueve pub not+1
    ! not
PAE026 casi edictos: quince días en la página
    pon pub forma=PAGINA parcialidades=15
PAE026 casi edictos: residente en el extranjero, un diario
    pon cau forma=EXTRANJERO
    pon pub forma=DIARIO parcialidades=1
PAE026 falta edictos: dos publicaciones en el Diario Oficial
    pon pub parcialidades=2
    ! not
PAE026 casi edictos: la causa y la publicación son de ese día
    mueve cau inicio
    mueve pub inicio
PAE027 falta notificado: la resolución, por correo ordinario
    pon not forma=CORREO_ORDINARIO de= de_las= a_las=
    ! not
PAE027 falta requerido: el requerimiento, por telegrama
    pon req forma=TELEGRAMA
    ! req
PAE027 casi notificado: por correo certificado
    pon not forma=CORREO_CERTIFICADO de= de_las= a_las=
PAE028 falta notificado: se notificó la víspera de emitirse
    credito fecha_resolucion=@not+1
    ! not
PAE028 casi notificado: se emitió y notificó el mismo día
    credito fecha_resolucion=@not
PAE029 falta notificado: quien notificó ya no tenía nombramiento
    pon not de=relevado
    ! not
PAE029 falta notificado: su nombramiento terminó la víspera
    persona hasta=@not-1n
    pon not de=propio
    ! not
PAE029 falta notificado: el jefe, que sólo supervisa
    pon not de=jefe
    ! not
PAE029 casi notificado: el último día de su nombramiento
    persona hasta=@not
    pon not de=propio
PAE029 casi notificado: tercero habilitado
    pon not de=relevado
    agrega inicio-5 HABILITACION forma=TERCERO de=relevado hasta=@not
PAE029 falta notificado: la habilitación era de otra persona
    pon not de=relevado
    agrega inicio-5 HABILITACION forma=TERCERO de=jefe hasta=@not
    ! not
PAE029 falta notificado: la habilitación venció la víspera
    pon not de=relevado
    agrega inicio-5 HABILITACION forma=TERCERO de=relevado hasta=@not-1n
    ! not

PAE001 falta requerido: se requirió en domingo
    mueve req cit+1d
    pon req resultado=PRACTICADA
    ! req
PAE001 falta requerido: el citatorio, antes de las siete y media
    pon cit de_las=07:29 a_las=08:00
    ! cit
PAE001 falta requerido: se empezó después de las seis
    pon req resultado=PRACTICADA de_las=18:01 a_las=18:40
    ! req
PAE001 casi requerido: el citatorio, a las siete y media
    pon cit de_las=07:30 a_las=08:00
PAE001 casi requerido: a las seis en punto, y concluyó a las ocho
    pon req resultado=PRACTICADA de_las=18:00 a_las=20:00
PAE001 casi requerido: en domingo habilitado
    mueve req cit+1d
    pon req resultado=PRACTICADA
    agrega cit HABILITACION hasta=@req
PAE001 falta requerido: la habilitación venció la víspera
    mueve req cit+1d
    pon req resultado=PRACTICADA
    agrega inicio+42 HABILITACION hasta=@req-1n
    ! req
PAE002 falta requerido: con un tercero y sin citatorio
    quita cit cita
    mueve req inicio+46
    ! req
PAE002 falta requerido: el citatorio fue de dos días antes
    quita cita
    pon cit hasta=
    mueve req cit+2
    ! req
PAE002 falta requerido: el citatorio se dejó ese mismo día
    quita cita
    pon cit hasta= de_las=08:00 a_las=08:20
    mueve req cit
    ! req
PAE002 casi requerido: el citatorio señaló ese día
    pon cit hasta=@cit+3
    mueve cita cit+3
    mueve req cit+3
PAE002 casi requerido: con el destinatario, sin citatorio
    quita cit cita
    mueve req inicio+46
    pon req resultado=PRACTICADA
PAE002 falta requerido: el citatorio se dejó ese mismo día y para ese día
    quita cita
    pon cit hasta=@cit de_las=08:00 a_las=08:20
    mueve req cit
    ! req
PAE003 falta requerido: quien citó ya no tenía nombramiento
    pon cit de=relevado
    ! cit
PAE003 falta requerido: el acta no dice quién
    pon req de=
    ! req
PAE003 falta requerido: su nombramiento terminó la víspera
    persona hasta=@req-1n
    pon req de=propio
    ! req
PAE003 casi requerido: el último día de su nombramiento
    persona hasta=@req
    pon req de=propio
PAE004 falta requerido: se ordenó después de requerir
    mueve man inicio+50
    ! req
PAE004 falta requerido: nadie lo ordenó
    quita man
    ! req
PAE004 falta requerido: lo firmó el jefe de sección
    pon man de=jefe
    ! man
PAE004 casi requerido: se ordenó ese mismo día
    mueve man inicio+46
PAE008 falta requerido: el citatorio no dice cuándo terminó
    pon cit a_las=
    ! cit
PAE008 casi requerido: no se capturó ninguna hora
    pon req de_las= a_las=
PAE030 falta notificado: en dos municipios a la vez
    credito municipio=07101
    persona hasta=@corte
    quita visita
    agrega corte-10 CITATORIO #dos de=propio forma=VECINO hasta=@dos+1 de_las=10:00 a_las=10:40
    ! dos
    ---
    credito municipio=07089
    quita visita
    agrega corte-10 CITATORIO #dos de=propio forma=VECINO hasta=@dos+1 de_las=10:39 a_las=11:00
    ! dos
PAE030 casi notificado: una tras otra, en dos municipios
    credito municipio=07101
    persona hasta=@corte
    quita visita
    agrega corte-10 CITATORIO #dos de=propio forma=VECINO hasta=@dos+1 de_las=10:00 a_las=10:40
    ---
    credito municipio=07089
    quita visita
    agrega corte-10 CITATORIO #dos de=propio forma=VECINO hasta=@dos+1 de_las=10:40 a_las=11:00
PAE030 casi notificado: encimadas, en el mismo municipio
    persona hasta=@corte
    quita visita
    agrega corte-10 CITATORIO #dos de=propio forma=VECINO hasta=@dos+1 de_las=10:00 a_las=10:40
    ---
    quita visita
    agrega corte-10 CITATORIO #dos de=propio forma=VECINO hasta=@dos+1 de_las=10:20 a_las=11:00
PAE043 falta requerido: citó quien es de otra delegación
    pon cit de=de_otra
    ! cit
PAE043 falta requerido: ya se había traspasado
    agrega inicio+42 TRASPASO doc=otra
    ! cit req visita
PAE043 casi requerido: comisionado ese día
    pon cit de=de_otra
    agrega inicio+41 COMISION de=de_otra hasta=@cit
PAE043 casi requerido: traspasado, y actuó la que lo recibió
    agrega corte-30 TRASPASO doc=otra
    pon visita de=de_otra
PAE043 casi requerido: se traspasó ese mismo día, y actuó la que lo entregaba
    agrega visita TRASPASO doc=otra
PAE043 falta requerido: la comisión venció la víspera
    pon cit de=de_otra
    agrega inicio+41 COMISION de=de_otra hasta=@cit-1n
    ! cit
PAE043 falta requerido: el comisionado era otro
    pon cit de=de_otra
    agrega inicio+41 COMISION de=jefe hasta=@cit
    ! cit
"""
