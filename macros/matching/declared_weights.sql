{#
    The shares of the levels as the var comparisons declares them, with no training: m among
    matches, u among strangers. Relatives are as strangers are, and no pair is one of
    relatives; the var prior is the share of matches among all pairs.

    Returns a relation body with the columns of a training round, see training_start.
#}
{% macro declared_weights() -%}
    {%- set rows = [_declared_share('prior', 'all', var('prior'), 0, 1 - (var('prior') or 0))] -%}
    {%- for comparison in match_comparisons() -%}
        {%- for level in comparison.levels -%}
            {%- set random = level.r if level.frequency is none else 1 -%}
            {%- do rows.append(
                _declared_share(comparison.group, level.number, level.m, random, random)
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(
        'select\n    declared_shares.*,\n    match_share as second_match_share,\n    '
        ~ 'cast(0 as ' ~ type_double() ~ ') as household_mix,\n    0 as round_number,\n    '
        ~ 'cast(0 as ' ~ type_double() ~ ') as largest_change\nfrom (values\n    '
        ~ rows | join(',\n    ') ~ '\n) as declared_shares '
        ~ '(weight_group, level_code, match_share, household_share, random_share)'
    ) }}
{%- endmacro %}

{% macro _declared_share(group, code, match, household, random) -%}
    {%- set double = type_double() -%}
    {{ return(
        "(cast('" ~ group ~ "' as " ~ dbt.type_string() ~ "), cast('" ~ code ~ "' as "
        ~ dbt.type_string() ~ '), cast(' ~ (match if match is not none else 'null') ~ ' as ' ~ double
        ~ '), cast(' ~ household ~ ' as ' ~ double ~ '), cast(' ~ random ~ ' as ' ~ double ~ '))'
    ) }}
{%- endmacro %}
