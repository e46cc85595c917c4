{#
    The conflict rules of the project: those of the var conflict_rules, and one for each
    identifier of the var unique_identifiers, of which two values in one customer are a
    conflict. Placeholders and values that too many people hold are no values here, and of
    records with several e-mails or phones one that both have is enough.

    Returns a Jinja list of dictionaries, each with name, requires (columns of
    int_records_prepared) and when (SQL), and identifier (its type) where one is meant.
#}
{% macro all_conflict_rules() -%}
    {%- set rules = [] -%}
    {%- do rules.extend(var('conflict_rules') or []) -%}
    {%- for identifier in var('unique_identifiers') or [] -%}
        {%- set column = identifier_columns().get(identifier, identifier) -%}
        {%- do rules.append({
            'name': 'unique_' ~ identifier,
            'requires': [column],
            'when': 'left_' ~ column ~ ' <> right_' ~ column,
            'identifier': identifier,
        }) -%}
    {%- endfor -%}
    {{ return(rules) }}
{%- endmacro %}
