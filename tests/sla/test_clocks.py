from django.utils import translation

from tuntas.sla.clocks import Kind, Unit


def test_every_kind_has_its_code_and_its_name() -> None:
    codes = [kind.code for kind in Kind]
    assert codes == ["K1", "K2", "K3", "K4", "K5", "K6", "K7", "L14", "L60", "O2Y", "KP", "KT"]
    with translation.override("id"):
        assert len({str(kind.label) for kind in Kind}) == 12
        assert str(Kind.WAITING.label) == "Menunggu pihak lain"
        assert str(Unit.WORKING.label) == "hari kerja"


def test_a_kind_is_its_value() -> None:
    assert Kind("SETTLEMENT") is Kind.SETTLEMENT
    assert Kind.SETTLEMENT == "SETTLEMENT"
    assert f"{Unit.YEARS}" == "YEARS"
