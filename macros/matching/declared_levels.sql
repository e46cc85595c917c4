{#
    The levels of every weight group: a comparison by itself, or a joint of two.

    Returns a relation body, one row per group × level_code:
      weight_group      text; the group 'prior' has the one level 'all', which every pair
                        reaches and whose shares are the shares of the classes themselves
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
            {%- for level in parts[0].levels -%}
                {%- do rows.append(_declared_level(group, parts[0], level, none, none)) -%}
            {%- endfor -%}
        {%- else -%}
            {%- for first_level in parts[0].levels + [none] -%}
                {%- for second_level in parts[1].levels + [none]
                    if first_level is not none or second_level is not none -%}
                    {%- do rows.append(_declared_level(
                        group, parts[0], first_level, parts[1], second_level
                    )) -%}
                {%- endfor -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do rows.append(_declared_row([
        "'prior'", "'all'", 'null', 'null', 'null', 'null', 'true', 0, 0, 'null', 'null', 'null',
        'false',
    ])) -%}
    {{ return(
        'select * from (values\n    ' ~ rows | join(',\n    ') ~ '\n) as declared_levels '
        ~ '(weight_group, level_code, first_comparison, first_level, second_comparison, '
        ~ 'second_level, is_whole, expected_match, expected_household, first_match_cap, '
        ~ 'first_household, second_household, is_random_learnt)'
    ) }}
{%- endmacro %}

{# One row; a level is an element of a comparison's levels, none where it is missing. #}
{% macro _declared_level(group, first, first_level, second, second_level) -%}
    {%- set first_number = first_level.number if first_level is not none else none -%}
    {%- set second_number = second_level.number if second_level is not none else none -%}
    {%- set codes = ['-' if first_number is none else first_number] -%}
    {%- if second is not none -%}
        {%- do codes.append('-' if second_number is none else second_number) -%}
    {%- endif -%}
    {%- set first_share = first_level.m if first_level is not none else 1 -%}
    {%- set second_share = second_level.m if second_level is not none else 1 -%}
    {{ return(_declared_row([
        _quoted(group),
        _quoted(codes | join('|')),
        _quoted(first.name),
        'null' if first_number is none else first_number,
        _quoted(second.name) if second is not none else 'null',
        'null' if second_number is none else second_number,
        first_number is not none and (second is none or second_number is not none),
        first_share * second_share,
        first_level.h if second is none and first.household in ('learnt', 'declared') else 0,
        first_level.max_m if first_number is not none and first_level.max_m is not none else 'null',
        _quoted(first.household),
        _quoted(second.household) if second is not none else 'null',
        first_number is not none and first_level.is_random_learnt,
    ])) }}
{%- endmacro %}

{% macro _quoted(text) -%}
    {{ return("'" ~ text ~ "'") }}
{%- endmacro %}

{# Every cell is cast, so that a NULL in the first row gives a column no wrong type. #}
{% macro _declared_row(cells) -%}
    {%- set text, double = dbt.type_string(), type_double() -%}
    {%- set types = [
        text, text, text, 'integer', text, 'integer', 'boolean', double, double, double, text,
        text, 'boolean',
    ] -%}
    {%- set cast_cells = [] -%}
    {%- for cell in cells -%}
        {%- do cast_cells.append('cast(' ~ cell ~ ' as ' ~ types[loop.index0] ~ ')') -%}
    {%- endfor -%}
    {{ return('(' ~ cast_cells | join(', ') ~ ')') }}
{%- endmacro %}
