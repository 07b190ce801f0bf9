"""What one or two issues can do, against the definition; numbers may be longer than a machine word."""

import itertools

import pytest

from detente.engines.formulas import Formulas
from detente.engines.trading import Bonus, Budget, Ground


@pytest.mark.parametrize("unit", [1, 2**62 + 1, 2**90 + 7])
def test_cubes_and_contexts_are_sums_however_long_the_numbers(unit):
    formulas = Formulas([2, 3, 2])
    tied = formulas.any([formulas.literal(0, 1), formulas.literal(1, 4)])
    hard = formulas.any([formulas.literal(1, 3), formulas.literal(2, 1)])
    tables = [[[unit, -unit], [0, 3 * unit, 1], [5, 7]], [[2, 3], [unit, 1, 1], [0, unit]]]
    ground = Ground(formulas, tables, (hard,), (Bonus(1, tied, 9 * unit),))

    def worth(package):
        rows = [sum(options[one] for options, one in zip(table, package, strict=True)) for table in tables]
        rows[1] += 9 * unit * (package[0] == 0 or package[1] == 2)
        return rows

    cube = ground.cube((1, 1, 0), (0, 1))
    for one, other in itertools.product(range(2), range(3)):
        assert cube.feasible[one, other]
        assert cube.worth[:, one, other].tolist() == worth((one, other, 0))
    found = [gains for _, gains in ground.contexts(0, 1, Budget())]
    assert all(gains[1, 0, 2] - gains[1, 1, 0] == worth((0, 2, 0))[1] - worth((1, 0, 0))[1] for gains in found)
    assert found
