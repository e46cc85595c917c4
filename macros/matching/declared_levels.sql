{#
    The levels of every weight group: a comparison by itself, or a joint of two.

    Returns a relation body, one row per group × level_code:
      weight_group      text
      level_code        text: the level's number, or for a joint both numbers ('0|3'),
                        '-' for the part that is missing
      first_comparison, first_level     text, integer (NULL: that part is missing)
      second_comparison, second_level   text, integer (NULL outside of joints)
      is_whole          boolean: no part is missing
      expected_match, expected_household   double, the declared shares; they add up to 1
                        over the whole levels of a group
      first_match_cap   double, cap on the share of first_level among matches, or NULL
      first_household, second_household   text: random | learnt | mixed (NULL outside of
                        joints)
      is_random_learnt  boolean
#}
{% macro declared_levels() -%}
    {%- set groups = {} -%}
    {%- for comparison in match_comparisons() -%}
        {%- do groups.setdefault(comparison.group, []).append(comparison) -%}
    {%- endfor -%}
    {%- set rows = [] -%}
    {%- for group, parts in groups.items() -%}
        {%- if parts | length == 1 -%}
            {%- set part = parts[0] -%}
            {%- for level in part.levels -%}
                {%- do rows.append(_declared_level(
                    group, part, level, none, none,
                    level.m, level.h if part.household == 'learnt' else 0
                )) -%}
            {%- endfor -%}
        {%- else -%}
            {%- set first, second = parts[0], parts[1] -%}
            {%- for first_level in first.levels + [none] -%}
                {%- for second_level in second.levels + [none] -%}
                    {%- if first_level is not none or second_level is not none -%}
                        {%- do rows.append(_declared_level(
                            group, first, first_level, second, second_level,
                            (first_level.m if first_level is not none else 1)
                            * (second_level.m if second_level is not none else 1),
                            0
                        )) -%}
                    {%- endif -%}
                {%- endfor -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(rows | join('\nunion all\n')) }}
{%- endmacro %}

{% macro _declared_level(group, first, first_level, second, second_level, m, h) -%}
    {%- set first_code = first_level.number if first_level is not none else '-' -%}
    {%- if second is none -%}
        {%- set code, whole = first_code, true -%}
    {%- else -%}
        {%- set second_code = second_level.number if second_level is not none else '-' -%}
        {%- set code = first_code ~ '|' ~ second_code -%}
        {%- set whole = first_level is not none and second_level is not none -%}
    {%- endif -%}
    {%- set text = dbt.type_string() -%}
    {{ return(
        "select '" ~ group ~ "' as weight_group, '" ~ code ~ "' as level_code, "
        ~ "'" ~ first.name ~ "' as first_comparison, "
        ~ 'cast(' ~ (first_level.number if first_level is not none else 'null')
        ~ ' as integer) as first_level, '
        ~ 'cast(' ~ ("'" ~ second.name ~ "'" if second is not none else 'null') ~ ' as ' ~ text
        ~ ') as second_comparison, '
        ~ 'cast(' ~ (second_level.number if second_level is not none else 'null')
        ~ ' as integer) as second_level, '
        ~ whole ~ ' as is_whole, '
        ~ 'cast(' ~ m ~ ' as ' ~ type_double() ~ ') as expected_match, '
        ~ 'cast(' ~ h ~ ' as ' ~ type_double() ~ ') as expected_household, '
        ~ 'cast(' ~ (first_level.max_m if first_level is not none and first_level.max_m is not none else 'null')
        ~ ' as ' ~ type_double() ~ ') as first_match_cap, '
        ~ "'" ~ first.household ~ "' as first_household, "
        ~ 'cast(' ~ ("'" ~ second.household ~ "'" if second is not none else 'null') ~ ' as '
        ~ text ~ ') as second_household, '
        ~ (first_level is not none and first_level.is_random_learnt) ~ ' as is_random_learnt'
    ) }}
{%- endmacro %}
