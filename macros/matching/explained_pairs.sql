{#
    Every comparison that pairs could make, with what is needed to weigh it by itself.
    For the few pairs that are explained; compared_pairs tells all pairs in one number.

    Returns a relation body, one row per pair × comparison that could be made, and one for
    the comparison 'prior', which stands for what is known before anything is compared:
      left_key, right_key    bigint
      comparison_number      integer, 0 for the prior, then the order of the var comparisons
      comparison             text
      agreement_level        text, the name of the level that was reached
      weight_group           text, see declared_levels
      level_code             text, see declared_levels; of a joint the part that is known so
                             far: the first level alone, then both
      given_level_code       text, the code that the second part of a joint builds on, else
                             NULL: its share is the share of level_code over that of
                             given_level_code
      household_frequency, random_frequency   double, frequency of the value agreed on where
                             relatives or strangers agree on it by chance, else 1

    pairs and records name relations: left_key, right_key; int_records_prepared.
#}
{% macro explained_pairs(pairs, records) -%}
{%- set comparisons = match_comparisons() -%}
{%- set firsts = {} -%}
{%- for comparison in comparisons if comparison.is_joint -%}
    {%- do firsts.setdefault(comparison.group, comparison) -%}
{%- endfor -%}
with {{ _levelled_pairs(pairs, records, comparisons) }},

weighable as (

    select
        left_key,
        right_key
{%- for comparison in comparisons %},
        {{ comparison.name }}_level
{%- if comparison.household == 'random' %},
        {{ _frequency(comparison, 'household_frequency') }}
            as {{ comparison.name }}_household_frequency
{%- endif %},
        {{ _frequency(comparison, 'frequency') }} as {{ comparison.name }}_random_frequency
{%- endfor %}
    from levelled
    {{ computed_once() }}

),

numbers as (

    -- crossed rather than one select per comparison, so that the levels are computed once
    select *
    from (
        values
        (0, 'prior', 'prior')
{%- for comparison in comparisons %},
        ({{ loop.index }}, '{{ comparison.name }}', '{{ comparison.group }}')
{%- endfor %}
    ) as numbers (comparison_number, comparison, weight_group)

),

told as (

    select
        weighable.left_key,
        weighable.right_key,
        numbers.comparison_number,
        numbers.comparison,
        numbers.weight_group,
        case numbers.comparison_number
            when 0 then 'any two records'
{%- for comparison in comparisons %}
            when {{ loop.index }}
                then case {{ comparison.name }}_level
{%- for level in comparison.levels %}
                    when {{ level.number }} then '{{ level.name }}'
{%- endfor %}
                end
{%- endfor %}
        end as agreement_level,
        case numbers.comparison_number
            when 0 then 'all'
{%- for comparison in comparisons %}
            when {{ loop.index }} then {{ _code_so_far(comparison, firsts) }}
{%- endfor %}
        end as level_code,
        case numbers.comparison_number
            when 0 then null
{%- for comparison in comparisons
    if comparison.is_joint and firsts[comparison.group].name != comparison.name %}
            when {{ comparisons.index(comparison) + 1 }}
                then case
                    when {{ firsts[comparison.group].name }}_level >= 0
                        then {{ _code_so_far(firsts[comparison.group], firsts) }}
                end
{%- endfor %}
        end as given_level_code,
        case numbers.comparison_number
{%- for comparison in comparisons if comparison.household == 'random' %}
            when {{ comparisons.index(comparison) + 1 }}
                then weighable.{{ comparison.name }}_household_frequency
{%- endfor %}
            else 1
        end as household_frequency,
        case numbers.comparison_number
{%- for comparison in comparisons %}
            when {{ loop.index }} then weighable.{{ comparison.name }}_random_frequency
{%- endfor %}
            else 1
        end as random_frequency
    from weighable
    cross join numbers

)

select
    left_key,
    right_key,
    comparison_number,
    comparison,
    agreement_level,
    weight_group,
    level_code,
    cast(given_level_code as {{ dbt.type_string() }}) as given_level_code,
    cast(household_frequency as {{ type_double() }}) as household_frequency,
    cast(random_frequency as {{ type_double() }}) as random_frequency
from told
-- a comparison that could not be made has no level
where agreement_level is not null
{%- endmacro %}


{# Level code of a comparison when those after it are not known yet. #}
{% macro _code_so_far(comparison, firsts) -%}
    {%- set text = 'cast(' ~ comparison.name ~ '_level as ' ~ dbt.type_string() ~ ')' -%}
    {%- if not comparison.is_joint -%}
        {{ return(text) }}
    {%- endif -%}
    {%- set first = firsts[comparison.group] -%}
    {%- if first.name == comparison.name -%}
        {{ return(text ~ " || '|-'") }}
    {%- endif -%}
    {{ return(
        'case when ' ~ first.name ~ "_level < 0 then '-' else cast(" ~ first.name
        ~ '_level as ' ~ dbt.type_string() ~ ") end || '|' || " ~ text
    ) }}
{%- endmacro %}


{# Frequency of the value at the level that a pair has reached; 1 where it counts for none. #}
{% macro _frequency(comparison, key) -%}
    {%- set terms = [] -%}
    {%- for level in comparison.levels if level[key] is not none -%}
        {%- do terms.append(
            'when ' ~ level.number ~ ' then ' ~ _floored_frequency(level[key])
        ) -%}
    {%- endfor -%}
    {%- if terms -%}
        {{ return('case ' ~ comparison.name ~ '_level ' ~ terms | join(' ') ~ ' else 1 end') }}
    {%- endif -%}
    {{ return('1') }}
{%- endmacro %}
