# Órdenes de la casa. `make corre` y `make prueba` bastan en una máquina con Python 3.11 o posterior y make.
.DEFAULT_GOAL := todo
.PHONY: todo listo corre prueba rapida cobertura revisa formato ganchos cuadernos oro docs banco oraculo fija limpia
PYTHON ?= python3
V := .venv/bin
# con uv se compila el bytecode al instalar; sin él, cada cuaderno pagaría el doble de arranque
unexport PYTHONDONTWRITEBYTECODE

todo: revisa prueba            ## revisa y prueba

listo: .venv/listo             ## crea .venv con versiones fijas y huellas

.venv/listo: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: se encontró $$($(PYTHON) --version); se esperaba Python 3.11 o posterior. Indica otro con: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@$(PYTHON) -m venv .venv || { echo "error: Python no puede crear entornos; instala su módulo venv (en Debian: apt-get install python3-venv)" >&2; exit 2; }
	@sh .ci/instala $(V)
	@touch $@

corre: .venv/listo             ## cartera de ejemplo y los tres informes en outputs/index.html
	@$(V)/cobranza demo
	@$(V)/cobranza lote params/corridas/principal.yaml

prueba: .venv/listo            ## toda la suite
	@$(V)/python -m pytest -n 2

rapida: .venv/listo             ## las pruebas que no abren cuadernos, navegadores ni servidores
	@$(V)/python -m pytest -n 2 -m "not lenta"

cobertura: .venv/listo         ## qué líneas no recorre ninguna prueba rápida
	@$(V)/python -m pytest -n 2 -m "not lenta" --cov --cov-report=term-missing:skip-covered

revisa: .venv/listo            ## estilo, tipos, importaciones y cuadernos sin salidas
	@$(V)/ruff format --check . && $(V)/ruff check . && $(V)/mypy && $(V)/lint-imports --no-logo
	@$(V)/nbstripout --keep-id --verify notebooks/*.ipynb

formato: .venv/listo           ## da formato al código y limpia cuadernos
	@$(V)/ruff format . && $(V)/ruff check --fix . && $(V)/nbstripout --keep-id notebooks/*.ipynb

ganchos: .venv/listo           ## instala lo que se revisa antes de cada commit
	@$(V)/pre-commit install

cuadernos: .venv/listo         ## abre JupyterLab en los cuadernos
	@$(V)/jupyter lab notebooks

oro: .venv/listo               ## regenera el texto de oro de los informes (revisa el diff)
	@$(V)/python -m pytest tests/informes --actualizar-oro

docs: .venv/listo              ## regenera las tablas del README y las referencias de docs/
	@$(V)/python tests/documentos.py

banco: .venv/listo             ## tabla de tiempos, en una misma corrida
	@$(V)/python tests/banco/banco.py

oraculo: .venv/listo           ## cien mil historias al azar, el producto contra la ley escrita aparte
	@$(V)/python tests/cuenta/comparar.py

fija: .venv/listo              ## vuelve a fijar requirements.txt con lo que pide pyproject.toml
	@$(V)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra desarrollo pyproject.toml -o requirements.txt

limpia:                        ## borra entorno y salidas
	@rm -rf .venv outputs
