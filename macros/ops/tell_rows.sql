{#
    Tells what a data test found in words of its own, as dbt itself tells only how many
    rows failed.

    Returns nothing. query gives one text column named message. In dbt build and dbt test
    each message becomes a warning; with is_fatal the test fails with all of them in one
    error. Elsewhere, where the tables may not be there, nothing is run. A message holds
    names and counts, never personal data.
#}
{% macro tell_rows(query, is_fatal=false) -%}
    {%- do _told_messages(query, is_fatal) -%}
{%- endmacro %}

{# Tells the messages of a query, and returns them as a Jinja list; none where it is not run. #}
{% macro _told_messages(query, is_fatal) -%}
    {%- set messages = [] -%}
    {%- if execute and flags.WHICH in ['build', 'test'] -%}
        {%- set ordered -%}
            select message
            from (
                {{ query }}
            ) as told
            order by {{ bytewise('message') }}
        {%- endset -%}
        {%- do messages.extend(run_query(ordered).columns[0].values()) -%}
        {%- if messages and is_fatal -%}
            {{ exceptions.raise_compiler_error(messages | join('\n')) }}
        {%- endif -%}
        {%- for message in messages -%}
            {%- do exceptions.warn(message) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(messages) }}
{%- endmacro %}
