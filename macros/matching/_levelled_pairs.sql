{#
    The level that each pair reached in every comparison, as CTEs without the word with;
    the last one is levelled: the columns of both records as left_<column> and
    right_<column>, the measures, and <comparison>_level (integer, -1 where the comparison
    could not be made).

    pairs and records name relations: left_key, right_key; int_records_prepared.
    Every measure is computed once per pair, before the levels that use it.
#}
{% macro _levelled_pairs(pairs, records, comparisons) -%}
{%- set columns = _compared_columns(comparisons) -%}
paired as (

    select
        pairs.left_key,
        pairs.right_key
{%- for column in columns %},
        left_records.{{ column }} as left_{{ column }},
        right_records.{{ column }} as right_{{ column }}
{%- endfor %}
    from {{ pairs }} as pairs
    inner join {{ records }} as left_records
        on pairs.left_key = left_records.record_key
    inner join {{ records }} as right_records
        on pairs.right_key = right_records.record_key

),

measured as (

    select
        paired.*
{%- if 'person_key' in columns %},
        -- how many people the pair itself makes, to leave them out of the other people
        -- who hold a value
        case
            when left_person_key <> right_person_key then 2
            else 1
        end as pair_person_count
{%- endif %}
    from paired
    {{ computed_once() }}

),

scaled as (

    select
        measured.*
{%- for comparison in comparisons %}
{%- for measure, expression in comparison.measures.items() %},
        {{ expression }} as {{ measure }}
{%- endfor %}
{%- endfor %}
    from measured
    {{ computed_once() }}

),

levelled as (

    select
        scaled.*
{%- for comparison in comparisons %},
        case
            when not coalesce({{ comparison.comparable }}, false) then -1
{%- for level in comparison.levels if level.when is not none %}
            when {{ level.when }} then {{ level.number }}
{%- endfor %}
            else {{ comparison.levels | length - 1 }}
        end as {{ comparison.name }}_level
{%- endfor %}
    from scaled
    {{ computed_once() }}

)
{%- endmacro %}


{# Columns of int_records_prepared that the comparisons' SQL refers to, each once. #}
{% macro _compared_columns(comparisons) -%}
    {%- set texts = [] -%}
    {%- for comparison in comparisons -%}
        {%- do texts.append(comparison.comparable) -%}
        {%- do texts.extend(comparison.measures.values()) -%}
        {%- for level in comparison.levels -%}
            {%- do texts.append(level.when or '') -%}
            {%- do texts.append(level.frequency or '') -%}
            {%- do texts.append(level.household_frequency or '') -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set measures = [] -%}
    {%- for comparison in comparisons -%}
        {%- do measures.extend(comparison.measures.keys()) -%}
    {%- endfor -%}
    {%- set columns = ['person_key'] if 'pair_person_count' in texts | join(' ') else [] -%}
    {%- for side, column in sided_columns(texts) -%}
        {%- if column not in columns and (side ~ '_' ~ column) not in measures -%}
            {%- do columns.append(column) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(columns | sort) }}
{%- endmacro %}


{# Sum of the logarithms of the frequencies at the levels that a pair has reached. #}
{% macro _log_frequencies(comparisons, key, household=none) -%}
    {%- set terms = ['cast(0 as ' ~ type_double() ~ ')'] -%}
    {%- for comparison in comparisons
        if household is none or comparison.household == household -%}
        {%- for level in comparison.levels if level[key] is not none -%}
            {%- do terms.append(
                'case when ' ~ comparison.name ~ '_level = ' ~ level.number
                ~ ' then ln(' ~ _floored_frequency(level[key]) ~ ') else 0 end'
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(terms | join('\n    + ')) }}
{%- endmacro %}


{# A frequency that a logarithm can be taken of: never NULL and never 0. #}
{% macro _floored_frequency(frequency) -%}
    {%- set least = '1e-300' if weights_are_declared() else '0.000000001' -%}
    {{ return('greatest(' ~ frequency ~ ', ' ~ least ~ ')') }}
{%- endmacro %}
