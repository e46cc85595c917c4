{#
    The level of every weight group in agreement patterns, where it could be compared at
    least in part; the group 'prior' has one level that every pattern reaches.

    Returns a relation body: agreement_pattern (bigint), weight_group, level_code (text).
    patterns names a relation with one row per agreement_pattern.
#}
{% macro pattern_levels(patterns) -%}
{%- set groups = {} -%}
{%- for comparison in match_comparisons() -%}
    {%- do groups.setdefault(comparison.group, []).append(comparison) -%}
{%- endfor -%}
{%- for group, parts in groups.items() -%}
select
    agreement_pattern,
    '{{ group }}' as weight_group,
{%- for part in parts %}
    {{ "|| '|' || " if not loop.first }}case
        when {{ pattern_level(part) }} < 0 then '-'
        else cast({{ pattern_level(part) }} as {{ dbt.type_string() }})
    end
{%- endfor %} as level_code
from {{ patterns }}
where
{%- for part in parts %}
    {{ 'or ' if not loop.first }}{{ pattern_level(part) }} >= 0
{%- endfor %}

union all

{% endfor -%}
select
    agreement_pattern,
    'prior' as weight_group,
    'all' as level_code
from {{ patterns }}
{%- endmacro %}
