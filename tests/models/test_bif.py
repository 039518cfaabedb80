from pathlib import Path

import pytest

from facta.models.bif import read_bif

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "bn"
RAIN = """network weather {
  property author a friend;
}
variable rain { // of the day
  type discrete [ 2 ] { no, <5 };
  property position = (1, 2) ;
}
/* what follows
   from it */
variable "wet grass" { type discrete[3] {dry damp/moist "over wet"}; }
probability ( rain ) { table 0.8, 2e-1; }
probability ( "wet grass" | rain ) {
  (<5) 0.1, 0.2, 0.7;
  default 0.9 0.05 0.05;
}
"""


def test_a_file_is_read_as_it_is_written() -> None:
    network = read_bif(RAIN)
    assert [(node.name, node.states, node.parents) for node in network.nodes] == [
        ("rain", ("no", "<5"), ()),
        ("wet grass", ("dry", "damp/moist", "over wet"), ("rain",)),
    ]
    assert network.node("rain").table.tolist() == [0.8, 0.2]
    assert network.node("wet grass").table.tolist() == [[0.9, 0.05, 0.05], [0.1, 0.2, 0.7]]


def test_a_table_under_parents_has_the_states_of_the_child_slowest() -> None:
    text = RAIN[: RAIN.index("  (<5)")] + "table 0.9, 0.1, 0.05, 0.2, 0.05, 0.7; }"
    assert read_bif(text).node("wet grass").table.tolist() == [[0.9, 0.05, 0.05], [0.1, 0.2, 0.7]]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("variable rain", "variably rain", "line 4: 'variably' opens no block; write network, variable or"),
        ("[ 2 ]", "[ 3 ]", "line 5: 3 states are announced and 2 listed"),
        ("discrete [ 2 ]", "real [ 2 ]", "line 5: the type 'real' is not known; write discrete"),
        (
            'variable "wet grass"',
            "variable rain",
            "line 10: a variable needs one name of its own, not 'rain'",
        ),
        ("| rain )", "| snow )", "line 12: 'snow' is no variable declared above"),
        (
            'probability ( "wet grass" | rain )',
            "probability ( rain )",
            "line 12: 'rain' has a probability block",
        ),
        ('( "wet grass" |', '( "wet grass", rain |', "line 12: write probability"),
        ("(<5) 0.1", "(>5) 0.1", r"line 13: \(>5\) are no states of \(rain\)"),
        ("(<5) 0.1", "(<5, no) 0.1", r"line 13: \(<5, no\) are no states of \(rain\)"),
        ("0.7;", "0.7; (<5) 1, 0, 0;", r"line 13: the row \(<5\) stands twice"),
        ("0.1, 0.2, 0.7", "0.1, 0.9", r"line 12: a row of 'wet grass' has 2 numbers for 3 states: \(<5\)"),
        ("0.1, 0.2, 0.7", "0.1, o.2, 0.7", "line 13: could not convert string to float: 'o.2'"),
        ("0.1, 0.2, 0.7;", "0.1, 0.2, 0.7", "line 13: could not convert string to float: 'default'"),
        ("default 0.9 0.05 0.05;", "", r"line 12: 'wet grass' has no row for \(no\)"),
        ("table 0.8, 2e-1", "table 0.8", "line 11: the table of 'rain' has 1 numbers"),
        ("table 0.8, 2e-1", "table 0.8, 0.1", "a row of the table of 'rain' misses the sum of 1 by 0.1"),
        ("0.05;\n}\n", "0.05;\n", "line 14: the file ends inside a block"),
        ('"over wet"', '"over wet', "line 10: a quotation mark is not closed"),
        ("probability ( rain ) { table 0.8, 2e-1; }", "", "variable 'rain' has no probability block"),
        ("type discrete [ 2 ] { no, <5 };", "", "line 4: variable 'rain' has no type"),
        ("type discrete [ 2 ]", "type discrete ( 2 ]", r"line 5: '\[' should stand where '\(' stands"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, message: str) -> None:
    assert old in RAIN
    with pytest.raises(ValueError, match=message):
        read_bif(RAIN.replace(old, new, 1))


@pytest.mark.outside
def test_published_networks_are_read_whole() -> None:
    if not REFERENCE.exists():
        pytest.skip("no folder of references beside the repository")
    counts = {
        path.stem: len(read_bif(path.read_text(encoding="utf-8")).nodes) for path in REFERENCE.glob("*.bif")
    }
    known = {"asia": 8, "alarm": 37, "andes": 223, "child": 20, "hailfinder": 56, "insurance": 27}
    assert counts.items() >= known.items()
