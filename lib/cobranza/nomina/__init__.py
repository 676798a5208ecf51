"""La nómina de gastos de ejecución: de cada peso cobrado a la diligencia, a las personas y a su neto.

Conceptos: un *cobro* es lo pagado de un gasto u honorario; una *parte*, lo que de él toca a una persona o a un
fondo por la *norma habilitante*. Camino: `cobros` → `participantes` (quién intervino ese día) →
`norma_habilitante` → `partes` → `netos` (tope, ISR, descuentos) → `cuadre` (las cuatro igualdades), `poliza` y
`alertas`.

Empieza por `calculo.calcular`. Aquí no se decide a quién se le paga (lo dice la norma registrada) ni se aplican
recibos.
"""
