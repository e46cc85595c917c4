{#
    The columns of int_records_prepared that comparisons, blocking rules, match rules and
    conflict rules read, of either record; among them other words of their SQL.

    Returns a Jinja list of names.
#}
{% macro matching_reads() -%}
    {%- set texts = [
        match_comparisons(), matching_settings('blocking_rules', 'keys'),
        matching_settings('match_rules', 'columns', may_be_empty=true), all_conflict_rules(),
    ] | string | lower -%}
    {#- a line break in a setting is told as a backslash and a letter -#}
    {%- set words = modules.re.sub('\\\\[ntr]', ' ', texts) -%}
    {{ return(
        modules.re.findall('(?<![a-z0-9_])(?:left_|right_)?([a-z][a-z0-9_]*)', words)
        | unique | list
    ) }}
{%- endmacro %}
