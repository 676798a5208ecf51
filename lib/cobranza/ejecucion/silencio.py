"""Jupyter habla mucho: avisos y bitácoras en inglés que a quien corre un informe no le dicen nada."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def en_silencio() -> Iterator[None]:
    """Calla los avisos de papermill y jupyter mientras dura; los errores siguen saliendo como excepciones."""
    for nombre in ("papermill", "traitlets", "nbclient", "nbformat", "asyncio"):
        logging.getLogger(nombre).setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
