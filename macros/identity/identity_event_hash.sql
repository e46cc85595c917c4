{#
    The hash that seals a row of identity_events and chains it to the append before.

    Returns a SQL expression, text of 32 hexadecimal digits, never NULL: the MD5 of the
    row's columns as surrogate_key writes them, the moment to the second and the
    probability in whole millionths, so that it is the same on every engine. A row without
    a pair of records is hashed without the pair, as rows were that were written before
    events named one. kindred/audit.py computes it anew.
#}
{% macro identity_event_hash() -%}
    {%- set columns = [
        'previous_hash',
        'append_number',
        'append_size',
        'event_number',
        'event_id',
        'event_type',
        'from_customer_id',
        'customer_id',
        'run_number',
        second_text('occurred_at'),
        'record_count',
        'cause_type',
        'cause',
        'decision_id',
        'cast(' ~ rounded('match_probability * 1000000', 0) ~ ' as ' ~ dbt.type_bigint() ~ ')',
        'event_text',
    ] -%}
    case
        when left_record_id is null and right_record_id is null
            then {{ surrogate_key(columns) }}
        else {{ surrogate_key(columns + ['left_record_id', 'right_record_id']) }}
    end
{%- endmacro %}
