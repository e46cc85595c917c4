{#
    The agreement pattern that each pair reached.

    Returns a relation body, one row per pair: left_key, right_key, agreement_pattern
    (bigint, see match_comparisons), household_log_frequency and random_log_frequency
    (double, natural logarithms of the frequencies of the values agreed on, as far as
    relatives and as far as strangers agree on them by chance).

    pairs and records name relations: left_key, right_key; int_records_prepared.
    Every measure is computed once per pair, before the levels that use it.
#}
{% macro compared_pairs(pairs, records) -%}
{%- set comparisons = match_comparisons() -%}
{%- set columns = _compared_columns(comparisons) -%}
with paired as (

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
        paired.*,
        -- how many people the pair itself makes, to leave them out of the other people
        -- who hold a value
        case
            when left_person_key <> right_person_key then 2
            else 1
        end as pair_person_count
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

select
    left_key,
    right_key,
{%- for comparison in comparisons %}
    {{ '+ ' if not loop.first }}cast({{ comparison.name }}_level + 1 as bigint) * {{ comparison.stride }}
{%- endfor %}
        as agreement_pattern,
    {{ rounded(_log_frequencies(comparisons, 'household_frequency', 'random'), 4) }} as household_log_frequency,
    {{ rounded(_log_frequencies(comparisons, 'frequency'), 4) }} as random_log_frequency
from levelled
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
    {%- set columns = ['person_key'] -%}
    {%- for side, column in modules.re.findall('\\b(left|right)_([a-z0-9_]+)', texts | join(' ')) -%}
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
                ~ ' then ln(greatest(' ~ level[key] ~ ', 0.000000001)) else 0 end'
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(terms | join('\n    + ')) }}
{%- endmacro %}
