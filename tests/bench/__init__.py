"""Measurements: `make bench`, or `python -m tests.bench NAME …` for some of them.

Every module here with a `main()` is run. It prints what it measured, or returns rows of
`tests.bench.table.Row`, which are printed as goal, measured and ratio. None of this runs in
`make test`: machines differ; the ratios, taken in one run on one machine, are what counts.
"""
