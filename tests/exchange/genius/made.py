"""GENIUS files written for tests: discrete, integer, real and rectangle utility spaces."""

import random


def domain_xml(issues):
    """A domain file; each issue is (name, [options]) or (name, (low, high)) for integers."""
    rows = []
    for at, (name, what) in enumerate(issues, 1):
        if isinstance(what, tuple):
            rows.append(
                f'<issue index="{at}" name="{name}" type="integer" lowerbound="{what[0]}" upperbound="{what[1]}"/>'
            )
        else:
            items = "".join(f'<item index="{i}" value="{value}"/>' for i, value in enumerate(what, 1))
            rows.append(f'<issue index="{at}" name="{name}" type="discrete" vtype="discrete">{items}</issue>')
    body = "\n".join(rows)
    return (
        f'<negotiation_template>\n<utility_space number_of_issues="{len(issues)}">\n'
        f'<objective index="0" name="root" type="objective">\n{body}\n</objective>\n'
        "</utility_space>\n</negotiation_template>\n"
    )


def profile_xml(issues, weights, reservation="0", discount="1.0"):
    """An additive profile; each issue is (name, {option: evaluation}) or (name, (low, high, slope, offset))."""
    rows = []
    for at, (name, what) in enumerate(issues, 1):
        if isinstance(what, tuple):
            low, high, slope, offset = what
            rows.append(
                f'<issue index="{at}" name="{name}" type="integer" lowerbound="{low}" upperbound="{high}">'
                f'<evaluator ftype="linear" slope="{slope}" offset="{offset}"/></issue>'
            )
        else:
            items = "\n".join(
                f'<item index="{i}" value="{v}" evaluation="{e}"/>' for i, (v, e) in enumerate(what.items(), 1)
            )
            rows.append(f'<issue index="{at}" name="{name}" type="discrete" vtype="discrete">\n{items}\n</issue>')
    rows += [f'<weight index="{at}" value="{value}"/>' for at, value in enumerate(weights, 1)]
    body = "\n".join(rows)
    return (
        f'<utility_space>\n<objective index="0" name="root" type="objective">\n{body}\n</objective>\n'
        f'<discount_factor value="{discount}"/>\n<reservation value="{reservation}"/>\n</utility_space>\n'
    )


def rectangles_xml(count, span, rectangles, most, reservation="0"):
    """A nonlinear profile over `count` integer issues of 0..span-1; a rectangle is (utility, {index: (low, high)})."""
    issues = "\n".join(
        f'<issue index="{at}" name="i{at}" type="integer" vtype="integer" lowerbound="0" upperbound="{span - 1}"/>'
        for at in range(1, count + 1)
    )
    rows = []
    for utility, sides in rectangles:
        inner = "".join(f'<INCLUDES index="{at}" min="{low}" max="{high}"/>' for at, (low, high) in sides.items())
        rows.append(f'<hyperRectangle utility="{utility}">{inner}</hyperRectangle>')
    body = "\n".join(rows)
    return (
        f'<utility_space type="nonlinear">\n<objective index="0" name="root" type="objective">\n{issues}\n'
        f'<utility maxutility="{most}">\n'
        f'<ufun type="PlainUfun" weight="1" aggregation="sum">\n{body}\n</ufun>\n</utility>\n'
        f'</objective>\n<reservation value="{reservation}"/>\n</utility_space>\n'
    )


def scattered(count, span, number, seed, *, hubs=2):
    """Rectangles as in the nonlinear domains of ANAC 2014: one to four sides, many on a few hub issues."""
    rng = random.Random(seed)
    found = []
    for _ in range(number):
        sides = {}
        for _ in range(rng.randint(1, 4)):
            at = rng.randint(count - hubs + 1, count) if rng.random() < 0.5 else rng.randint(1, count)
            low = rng.randint(0, span - 1)
            sides[at] = (low, rng.randint(low, span - 1))
        found.append((rng.randint(1, 80), sides))
    return found
