{#
    The columns of stg_consent__events without a row, for when no consent source is on.

    Returns a relation body.
#}
{% macro no_consent_events() -%}
    select
        {% for column in [
            'event_id', 'identifier_type', 'identifier_value', 'purpose', 'channel',
            'status', 'lawful_basis', 'policy_version', 'jurisdiction', 'source_signal',
        ] -%}
        cast(null as {{ dbt.type_string() }}) as {{ column }},
        {% endfor -%}
        cast(null as {{ dbt.type_timestamp() }}) as occurred_at,
        cast(null as {{ dbt.type_timestamp() }}) as recorded_at
    where 1 = 0
{%- endmacro %}
