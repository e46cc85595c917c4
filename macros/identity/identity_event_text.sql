{#
    An event of identity in one sentence.

    Returns a SQL expression, text, never NULL, over the columns event_type,
    from_customer_id, customer_id, record_count, edge_reason and match_probability.
#}
{% macro identity_event_text() -%}
{%- set counted -%}
case when record_count = 1 then '1 record' else cast(record_count as {{ dbt.type_string() }}) || ' records' end
{%- endset -%}
{%- set percent -%}
cast(cast({{ rounded('match_probability * 100', 0) }} as {{ dbt.type_bigint() }}) as {{ dbt.type_string() }})
{%- endset -%}
case event_type
    when 'created' then customer_id || ' is new, with ' || {{ counted }}
    when 'restored' then customer_id || ' is back, with ' || {{ counted }}
    when 'retired' then customer_id || ' ended: gone with all it had, ' || {{ counted }}
    when 'merged' then from_customer_id || ' ended, and ' || {{ counted }} || ' of it went to ' || customer_id
    when 'split' then customer_id || ' was split off from ' || from_customer_id || ', with ' || {{ counted }}
    else {{ counted }} || ' of ' || from_customer_id || ' went to ' || customer_id
end
|| case
    when edge_reason is null then ''
    when match_probability is null then ', by the rule ' || edge_reason
    when edge_reason = 'match probability' then ', by a ' || edge_reason || ' of ' || {{ percent }} || ' %'
    else ', by the rule ' || edge_reason || ', with a match probability of ' || {{ percent }} || ' %'
end
|| '.'
{%- endmacro %}
