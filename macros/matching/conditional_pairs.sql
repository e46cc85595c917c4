{#
    The pairs of a blocking rule that meet its condition (when).

    Returns a relation body: left_key, right_key, one row per pair × key that both records
    have. rule is an element of matching_settings('blocking_rules', 'keys'); keys names a
    relation of record_key, blocking_rule and key_column, which tells the blocks apart.
    A condition that is NULL is not met.
#}
{% macro conditional_pairs(rule, keys, key_column) -%}
select
    left_key,
    right_key
from (
    select
        left_keys.record_key as left_key,
        right_keys.record_key as right_key
        {%- for side, column in sided_columns([rule.when]) %},
        {{ side }}_records.{{ column }} as {{ side }}_{{ column }}
        {%- endfor %}
    from {{ keys }} as left_keys
    inner join {{ keys }} as right_keys
        on left_keys.{{ key_column }} = right_keys.{{ key_column }}
        and left_keys.blocking_rule = right_keys.blocking_rule
        and left_keys.record_key < right_keys.record_key
    inner join {{ ref('int_records_prepared') }} as left_records
        on left_keys.record_key = left_records.record_key
    inner join {{ ref('int_records_prepared') }} as right_records
        on right_keys.record_key = right_records.record_key
    where left_keys.blocking_rule = '{{ rule.name }}'
) as candidates
where {{ rule.when }}
{%- endmacro %}
