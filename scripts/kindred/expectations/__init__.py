"""What is expected of raw tables and of marts, as code that reads what YAML says of them.

    _sources.yml ──► raw ─────┐
    _models.yml  ──► marts ───┤                        ┌─► Great Expectations ─► Data Docs
    customers, consent ───────┴─► suites ─► measures ──┤
                                  (SQL in the warehouse)└─► <target>_validation.results

A suite is a table and its expectations. Each is measured in the warehouse, by counting, so
that a table of millions of rows comes out as a few numbers; Great Expectations judges these.
"""
