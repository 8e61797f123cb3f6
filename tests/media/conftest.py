import pytest

from tuntas.kernel.sealing import new_vault_key


@pytest.fixture(autouse=True)
def vault(settings, tmp_path):
    settings.TUNTAS_VAULT_KEY = new_vault_key()
    settings.TUNTAS_DATA_DIR = tmp_path
    return tmp_path
