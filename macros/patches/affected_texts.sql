{#
    Texts that are found and have no reading yet, and those of readings that are found no
    longer.

    Returns a select of what the model is patched by, for a patched table that reads texts.
    Its config texts says what a reading is of: columns, its columns of the table, the key
    first; found, where such texts are: the name of an input, and an expression for each
    column. A row without the whole key is no text. The reading of a text is the same as long
    as the model's SQL is, whoever has it.
#}
{% macro affected_texts(reads) -%}
    {%- set texts = config.require('texts') -%}
    {%- set columns = texts.columns | join(', ') -%}
    {%- set key = config.require('patch_by')[0] -%}
    with found_texts as (

        select distinct {{ columns }}
        from (
            {%- for input, expressions in texts.found %}
            select
            {%- for expression in expressions %}
                {{ expression }} as {{ texts.columns[loop.index0] }}{{ ',' if not loop.last }}
            {%- endfor %}
            from {{ _relation_of(input) }}
            {{ 'union all' if not loop.last }}
            {%- endfor %}
        ) as found
        where {{ key | join(' is not null and ') }} is not null

    ),

    read_texts as (

        select distinct {{ columns }}
        from {{ this }}

    )

    select distinct
        {%- for column in key %}
        {{ column }} as part_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        (select {{ columns }} from found_texts except select {{ columns }} from read_texts)
        union all
        (select {{ columns }} from read_texts except select {{ columns }} from found_texts)
    ) as differing
{%- endmacro %}
