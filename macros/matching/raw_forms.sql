{#
    The columns of int_records_unioned that settings of matching read as raw_<column>, the
    value as the source had it, and of those the ones whose raw_<column>_frequency they
    read, the share of the records with a value that hold this one. By default none do, and
    int_records_prepared has no such column.

    Returns a Jinja dictionary: columns, frequencies (lists of names, in canonical order).
    read: what matching_reads() gives.
#}
{% macro raw_forms(read) -%}
    {%- set columns, frequencies = [], [] -%}
    {%- for column in canonical_columns() | map(attribute='name') -%}
        {%- if 'raw_' ~ column ~ '_frequency' in read -%}
            {%- do frequencies.append(column) -%}
        {%- endif -%}
        {%- if 'raw_' ~ column in read or column in frequencies -%}
            {%- do columns.append(column) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return({'columns': columns, 'frequencies': frequencies}) }}
{%- endmacro %}
