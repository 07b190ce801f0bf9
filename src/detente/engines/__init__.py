"""Pure mathematics on variables, masks and formulas; knows no case and no names."""
