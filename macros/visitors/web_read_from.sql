{#
    The load time from which a build reads messages of the web source: web_lookback_days
    before the last one that int_web_events_received has.

    Returns a SQL expression, timestamp. It is asked of the table before the model runs and
    stands in its SQL as a value, since an engine reads all of the raw tables when it is to
    find the value in the same statement. Called by that model alone, and only where
    is_incremental() holds.
#}
{% macro web_read_from() -%}
    {%- set moment = none -%}
    {%- if execute -%}
        {%- set query -%}
            select {{ second_text('read_from') }} as read_from
            from (
                {{ _web_lookback(this) }}
            ) as lookback
        {%- endset -%}
        {%- set moment = run_query(query).columns[0].values()[0] -%}
    {%- endif -%}
    cast('{{ moment or "1000-01-01 00:00:00" }}' as {{ dbt.type_timestamp() }})
{%- endmacro %}

{#
    The same as a relation body of one row, asked of int_web_events_received. What a build
    whose clock was ahead took in at a moment that is still to come tells nothing of how far
    the messages go.
#}
{% macro _web_lookback(received) -%}
    select max(loaded_at) - interval '{{ var('web_lookback_days') }}' day as read_from
    from {{ received }}
    where
        origin = {{ web_origin() }}
        and loaded_at <= {{ as_of() }}
{%- endmacro %}
