"""La nómina de gastos de ejecución: de cada peso cobrado a la diligencia, a las personas y a su neto.

Aquí no se decide a quién se le paga (lo dice la norma habilitante registrada) ni se aplican los recibos al crédito.
"""
