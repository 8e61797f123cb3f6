from collections import Counter
from time import perf_counter

import pytest

from tuntas.institutions.areas import (
    Area,
    Level,
    Nearest,
    all_areas,
    boundaries,
    contains,
    distance,
    inside_indonesia,
    nearest_village,
    parent_of,
    table_of,
    zone_of,
)


def test_every_level_is_complete() -> None:
    counts = Counter(area.level for area in all_areas())

    assert counts == {
        Level.PROVINCE: 38,
        Level.REGENCY: 514,
        Level.DISTRICT: 7_285,
        Level.VILLAGE: 83_762,
    }


def test_parents_come_before_their_children() -> None:
    seen = {""}
    for area in all_areas():
        assert area.parent in seen
        seen.add(area.code)


def test_an_area_knows_its_name_place_and_zone() -> None:
    gadang = next(area for area in all_areas() if area.code == "6371051008")

    assert gadang == Area(
        code="6371051008",
        name="Gadang",
        level=Level.VILLAGE,
        parent="637105",
        latitude=-3.3183,
        longitude=114.5955,
        postal_code="70231",
        utc_offset=8,
    )


def test_under_keeps_the_branch_and_what_it_hangs_from() -> None:
    codes = [area.code for area in all_areas(under="6371")]

    assert codes[:3] == ["63", "6371", "637101"]
    assert all(code.startswith("6371") for code in codes[1:])
    assert Counter(map(len, codes)) == {2: 1, 4: 1, 6: 5, 10: 52}


def test_south_kalimantan_has_thirteen_regencies_and_cities() -> None:
    regencies = [area.name for area in all_areas(under="63") if area.level == Level.REGENCY]

    assert len(regencies) == 13
    assert regencies[-2:] == ["Kota Banjarmasin", "Kota Banjarbaru"]


def test_points_missing_or_far_off_are_left_out_but_names_stay() -> None:
    assert table_of(Level.VILLAGE).latitudes.count(None) == 585
    assert table_of(Level.DISTRICT).latitudes.count(None) == 20
    assert all(table_of(Level.VILLAGE).names)


@pytest.mark.parametrize(
    ("lat", "lon", "village", "code", "postal_code", "metres"),
    [
        (-3.3186, 114.5944, "Gadang", "6371051008", "70231", 127),
        (-3.4425, 114.8301, "Komet", "6372041003", "70714", 832),
        (-6.1814, 106.8286, "Kebon Sirih", "3171061005", "10340", 478),
        (-7.8014, 110.3647, "Ngupasan", "3471101001", "55122", 174),
        (-8.6563, 115.2226, "Dangin Puri", "5171021010", "80232", 209),
        (-2.5337, 140.7181, "Mandala", "9171011006", "99115", 299),
        (5.8930, 95.3190, "Kuta Ateuh", "1172012008", "23511", 298),
        (-5.6100, 106.5500, "Pulau Kelapa", "3101011002", "14540", 4106),
    ],
)
def test_the_nearest_village_is_named(
    lat: float, lon: float, village: str, code: str, postal_code: str, metres: int
) -> None:
    nearest = nearest_village(lat, lon)

    assert nearest is not None
    found = (nearest.area.name, nearest.area.code, nearest.area.postal_code)
    assert found == (village, code, postal_code)
    assert round(nearest.distance_m) == metres


def test_the_grid_finds_what_a_full_search_finds() -> None:
    villages = [area for area in all_areas(under="6") if area.level == Level.VILLAGE]
    for step in range(40):
        lat, lon = -3.9 + step * 0.05, 114.9 + step * 0.011
        slow = min(
            (distance(lat, lon, area.latitude, area.longitude), area.code)
            for area in villages
            if area.latitude is not None and area.longitude is not None
        )
        fast = nearest_village(lat, lon)
        assert fast is None if slow[0] > 15_000 else (fast and fast.area.code) == slow[1]


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (-5.0, 112.0),  # Java Sea
        (1.3521, 103.8198),  # Singapore
        (1.2650, 103.8200),  # its harbour, 14 km from a village on Batam's side
        (1.4900, 103.7400),  # Johor Bahru
        (1.5500, 110.3500),  # Kuching
        (-8.5560, 125.5700),  # Dili
        (-2.6800, 141.3000),  # Vanimo
        (-37.8, 144.9),  # Melbourne
        (float("nan"), 114.6),
        (90.0, 0.0),
    ],
)
def test_no_village_at_sea_or_abroad(lat: float, lon: float) -> None:
    assert nearest_village(lat, lon) is None
    assert not inside_indonesia(lat, lon)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (-3.3186, 114.5944),  # Banjarmasin
        (0.9550, 110.3200),  # Entikong, on the border with Sarawak
        (-9.1060, 124.8920),  # Atambua, near Timor-Leste
        (4.1390, 117.6650),  # Nunukan, across the water from Tawau
        (-10.7200, 123.0500),  # Rote, the far south
    ],
)
def test_the_edges_of_the_country_are_inside(lat: float, lon: float) -> None:
    assert inside_indonesia(lat, lon)


def test_wild_land_is_inside_though_no_village_is_near() -> None:
    forest = (-2.65, 138.75)  # Mamberamo

    assert inside_indonesia(*forest)
    assert nearest_village(*forest) is None


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("6371051008", "Asia/Makassar"),
        ("63", "Asia/Makassar"),
        ("61", "Asia/Jakarta"),
        ("3171", "Asia/Jakarta"),
        ("917101", "Asia/Jayapura"),
    ],
)
def test_the_zone_follows_the_province(code: str, zone: str) -> None:
    assert zone_of(code) == zone


def test_an_unknown_province_has_no_zone() -> None:
    with pytest.raises(KeyError):
        zone_of("99")


def test_parents_by_code() -> None:
    parents = [parent_of(code) for code in ("63", "6371", "637105", "6371051008")]

    assert parents == ["", "63", "6371", "637105"]


def test_boundaries_carry_the_codes() -> None:
    provinces, regencies = boundaries(Level.PROVINCE), boundaries(Level.REGENCY)

    assert [len(level["features"]) for level in (provinces, regencies)] == [38, 514]
    codes = {area.code for area in all_areas() if area.level == Level.REGENCY}
    assert {feature["id"] for feature in regencies["features"]} == codes
    assert provinces["name"] == "batas indikatif"


def test_a_ring_contains_its_middle_only() -> None:
    square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0)]

    assert contains(square, 1.0, 1.0)
    assert not contains(square, 1.0, 3.0)


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert round(distance(0, 0, 1, 0)) == 111_195


def test_a_warm_search_is_fast() -> None:
    def search() -> Nearest | None:
        return nearest_village(-6.2, 106.8)

    search()
    started = perf_counter()
    for _ in range(200):
        search()
    # 0.1 ms on an idle machine; the bound leaves room for a busy one.
    assert (perf_counter() - started) / 200 < 0.001
