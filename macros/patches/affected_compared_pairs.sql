{#
    Pairs that blocking has found or lost, and those of records whose prepared form, further
    identifiers or other forms have changed.

    Returns a select of left and right keys, for a patched table.
#}
{% macro affected_compared_pairs(reads) -%}
    {{ _changed_pairs('int_pairs_blocked', reads) }}
{%- endmacro %}


{# The pairs of a table that came or went, and those of records that have changed. #}
{% macro _changed_pairs(pairs, reads) -%}
    {{ changes_of(pairs, ['left_key as part_1', 'right_key as part_2'], reads) }}
    {%- for column in ['left_key', 'right_key'] %}
    union
    select
        left_key as part_1,
        right_key as part_2
    from {{ _relation_of(pairs) }}
    where {{ column }} in (
        {%- for input in [
            'int_records_prepared', 'int_further_identifiers_shared',
            'int_record_forms_prepared',
        ] %}
        {{ changes_of(input, ['record_key'], reads) }}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    )
    {%- endfor %}
{%- endmacro %}
