{#
    Decisions of stewards that a seed or model of this project holds, beside the table that
    `kindred decide` writes (var more_decisions names it).

    Returns a relation body with the columns of the table of decisions, each of its declared
    type. A column that the seed lacks is NULL; decision_id is made of the pair, the decision
    and the moment. Without the pair, the decision or the moment it is a compiler error that
    names what is missing.
#}
{% macro more_decisions() -%}
    {% set name = var('more_decisions') %}
    {% set relation = ref(name) %}
    {% set documented = _raw_table_node('decisions', 'decisions').columns.values() | list
        if execute else [] %}
    {% set missing = _missing_columns(relation, documented) if execute else [] %}
    {% set made = ['decision_id'] %}
    {% set absent = [] %}
    {% set expressions = [] %}
    {% for column in documented %}
        {% if column.name not in missing %}
            {% do expressions.append(
                'cast(' ~ column.name ~ ' as ' ~ _raw_column_type(column) ~ ') as ' ~ column.name
            ) %}
        {% elif column.name in made %}
            {% do expressions.append(
                surrogate_key([
                    'left_record_id', 'right_record_id', 'decision',
                    second_text('cast(decided_at as ' ~ dbt.type_timestamp() ~ ')'),
                ]) ~ ' as ' ~ column.name
            ) %}
        {% elif _column_is_required(column) %}
            {% do absent.append(column.name) %}
        {% else %}
            {% do expressions.append(
                'cast(null as ' ~ _raw_column_type(column) ~ ') as ' ~ column.name
            ) %}
        {% endif %}
    {% endfor %}
    {% if absent %}
        {{ exceptions.raise_compiler_error(
            'var more_decisions: ' ~ relation ~ ' has no column ' ~ absent | join(', ')
            ~ '. It needs left_record_id, right_record_id, decision (same or different) and '
            ~ 'decided_at; add what is missing, or set more_decisions to null.'
        ) }}
    {% endif %}
    {{ return(
        'select\n        ' ~ (expressions or ['*']) | join(',\n        ') ~ '\n    from '
        ~ relation
    ) }}
{%- endmacro %}
