{#
    Pairs that are bridged now or no longer, and those of records whose prepared form,
    further identifiers or other forms have changed.

    Returns a select of left and right keys, for a patched table.
#}
{% macro affected_bridged_pairs_compared(reads) -%}
    {{ _changed_pairs('int_pairs_bridged', reads) }}
{%- endmacro %}
