{#
    Pairs that the deterministic match rules join, as stars: every record that shares a
    rule's values is joined to the record with the least key among them, so that k records
    cost k − 1 pairs instead of k·(k − 1)/2.

    Returns a relation body: left_key, right_key (bigint, left < right), match_rule (text).
    Rules come from the var match_rules, which may have none; a missing value never agrees.
#}
{% macro rule_stars(records) -%}
{%- for rule in matching_settings('match_rules', 'columns', may_be_empty=true) %}
select
    hub_key as left_key,
    record_key as right_key,
    '{{ rule.name }}' as match_rule
from (
    select
        record_key,
        min(record_key) over (partition by {{ rule.columns | join(', ') }}) as hub_key
    from {{ records }}
    where
        {{ rule.columns | join(' is not null\n        and ') }} is not null
) as ruled_records
where hub_key < record_key
{%- if not loop.last %}
union all
{%- endif %}
{%- else %}
select
    record_key as left_key,
    record_key as right_key,
    cast(null as {{ dbt.type_string() }}) as match_rule
from {{ records }}
where 1 = 0
{%- endfor %}
{%- endmacro %}
