"""A walk that always goes to the nearest next place."""

from tuntas.institutions.nearness import Point, route

BANJARMASIN, BANJARBARU, MARTAPURA = Point(-3.32, 114.59), Point(-3.44, 114.83), Point(-3.41, 114.86)


def test_always_the_nearest_next():
    assert route([MARTAPURA, BANJARMASIN, BANJARBARU], start=Point(-3.3, 114.6)) == [1, 2, 0]
    assert route([MARTAPURA, BANJARMASIN, BANJARBARU], start=MARTAPURA) == [0, 2, 1]


def test_without_a_start_from_the_first_and_places_unknown_come_last():
    assert route([None, BANJARMASIN, None, BANJARBARU, MARTAPURA]) == [1, 3, 4, 0, 2]
    assert route([None, None]) == [0, 1]
    assert route([]) == []


def test_a_degree_of_longitude_is_shorter_away_from_the_equator():
    """On a flat map both would be as far; on the globe the eastern one is nearer at 60 degrees."""
    assert route([Point(60.9, 0), Point(60, 1)], start=Point(60, 0)) == [1, 0]
