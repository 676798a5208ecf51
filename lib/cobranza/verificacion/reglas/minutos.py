"""Horas escritas `HH:MM` como minutos del día."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def minutos(horas: pd.Series[Any]) -> NDArray[np.int64]:
    """Minutos desde la medianoche de cada hora; −1 si no la hay.

    >>> minutos(pd.Series(["10:05", ""])).tolist()
    [605, -1]
    """
    distintas, cual = np.unique(horas.fillna("").astype(str).to_numpy(dtype=object).astype(str), return_inverse=True)
    valores = [int(h[:2]) * 60 + int(h[3:5]) if len(h) >= 5 else -1 for h in distintas]
    return np.array(valores, dtype=np.int64)[cual] if len(valores) else np.zeros(0, dtype=np.int64)
