"""The sourced numbers that nemda rests on, as typed records, and the works they come from.

`tables` reads the numbers, `citations` the works, `search` finds rows by words, and `show` tells what
stands behind one parameter. The tables are data: a correction is a new row with its source, never a
silent edit.
"""
