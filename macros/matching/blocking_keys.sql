{#
    The blocking keys of every record under every blocking rule.

    Returns a relation body: record_key, blocking_rule, blocking_key (text), one row per
    record × rule × key; no row where a part of the key is missing, nor a second one where
    two keys of one rule are the same. Rules come from the var blocking_rules.
#}
{% macro blocking_keys(records) -%}
{%- set rules = [] -%}
{%- for rule in matching_settings('blocking_rules', 'keys') -%}
    {%- set keys = [] -%}
    {%- for key in rule['keys'] -%}
        {%- do keys.append(_blocking_key(key)) -%}
    {%- endfor -%}
    {%- do rules.append({'label': rule.name, 'values': keys}) -%}
{%- endfor -%}
{{ labelled_rows(records, 'record_key', 'blocking_rule', 'blocking_key', rules) }}
{%- endmacro %}

{# One key: the parts as text with a separator that no value holds, NULL if one is NULL. #}
{% macro _blocking_key(key) -%}
    {%- set parts = [key] if key is string else key -%}
    {%- for part in parts -%}
        cast({{ part }} as {{ dbt.type_string() }}){{ " || chr(31) || " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
