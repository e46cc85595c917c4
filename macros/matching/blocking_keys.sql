{#
    The blocking keys of every record under every blocking rule.

    Returns a relation body: record_key, blocking_rule, blocking_key (text), one row per
    record × rule × key; no row where a part of the key is missing. Rules come from the
    var blocking_rules.
#}
{% macro blocking_keys(records) -%}
{%- for rule in matching_settings('blocking_rules', 'keys') %}
{%- set rule_loop = loop %}
{%- for key in rule['keys'] %}
select
    record_key,
    '{{ rule.name }}' as blocking_rule,
    {{ _blocking_key(key) }} as blocking_key
from {{ records }}
where {{ _blocking_key(key) }} is not null
{%- for earlier_key in rule['keys'][:loop.index0] %}
    -- two keys of one rule may be the same for a record
    and coalesce({{ _blocking_key(earlier_key) }} <> {{ _blocking_key(key) }}, true)
{%- endfor %}
{%- if not (loop.last and rule_loop.last) %}
union all
{%- endif %}
{%- endfor %}
{%- endfor %}
{%- endmacro %}

{# One key: the parts as text with a separator that no value holds, NULL if one is NULL. #}
{% macro _blocking_key(key) -%}
    {%- set parts = [key] if key is string else key -%}
    {%- for part in parts -%}
        cast({{ part }} as {{ dbt.type_string() }}){{ " || chr(31) || " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
