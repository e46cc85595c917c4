{#
    An event of identity in one sentence.

    Returns a SQL expression, text, never NULL, over the columns event_type,
    from_customer_id, customer_id, record_count, cause_type, cause, match_probability,
    left_record_id and right_record_id.
#}
{% macro identity_event_text() -%}
{%- set counted -%}
case when record_count = 1 then '1 record' else cast(record_count as {{ dbt.type_string() }}) || ' records' end
{%- endset -%}
{%- set percent = percent_text('match_probability') -%}
case event_type
    when 'created' then customer_id || ' is new, with ' || {{ counted }}
    when 'restored' then customer_id || ' is back, with ' || {{ counted }}
    when 'retired' then customer_id || ' ended: gone with all it had, ' || {{ counted }}
    when 'merged' then from_customer_id || ' ended, and ' || {{ counted }} || ' of it went to ' || customer_id
    when 'split' then customer_id || ' was split off from ' || from_customer_id || ', with ' || {{ counted }}
    else {{ counted }} || ' of ' || from_customer_id || ' went to ' || customer_id
end
|| case
    when cause_type is null then ''
    when cause_type = 'decision' then ', as ' || coalesce(cause, 'a steward') || ' decided'
    when cause_type = 'conflict' then coalesce(', by the conflict rule ' || cause, ', by a conflict rule')
    when cause_type = 'score' then coalesce(', by a match probability of ' || {{ percent }}, ', by a match probability')
    when cause_type = 'record_gone' then ', since ' || coalesce(cause, 'a record') || ' is gone, which held it there'
    when cause_type = 'linkage' then ', since the two match too little on average (merge_threshold)'
    when cause_type = 'edge_gone'
        then ', since ' || coalesce(cause, 'an edge of theirs is gone')
            || coalesce(
                case when position('below merge_threshold' in cause) > 0 then ', with ' else ', after ' end || {{ percent }}, ''
            )
    else coalesce(', by the rule ' || cause, ', by a rule') || coalesce(', with a match probability of ' || {{ percent }}, '')
end
|| case
    when left_record_id is null then ''
    else ' (' || left_record_id || ' and ' || right_record_id || ')'
end
|| '.'
{%- endmacro %}
