{#
    Tells what a data test found, as tell_rows does, and gives the messages themselves to the
    test, so that a query that reads much runs once.

    Returns a relation body (a select) of one text column named message, a row for each
    message that was told. query is as for tell_rows.
#}
{% macro told_rows(query) -%}
    {%- set messages = _told_messages(query, false) -%}
    select message
    from (
        select cast(null as {{ dbt.type_string() }}) as message
        {%- for message in messages %}
        union all
        select '{{ dbt.escape_single_quotes(message) }}' as message
        {%- endfor %}
    ) as told
    where message is not null
{%- endmacro %}
