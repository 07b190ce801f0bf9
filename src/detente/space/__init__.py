"""The one room that knows both name and index: a case, at a table on a date, as variables, masks and formulas."""
