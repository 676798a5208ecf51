"""La nómina de gastos de ejecución: de cada peso cobrado a la diligencia, a las personas y a su neto.

Empieza por `calculo.calcular`. El camino: `cobros` (qué se cobró y qué se reversó), `participantes` (quién
intervino el día de la diligencia), `norma_habilitante` y `asignacion` (qué parte es de quién), `liquidacion` (tope,
ISR, descuentos y neto), `cuadre` (las cuatro igualdades), `poliza` y `alertas`. Aquí no se decide a quién se le
paga (lo dice la norma habilitante registrada) ni se aplican los recibos al crédito.
"""
