{#
    Faults of the vars that measure matching on labels, and of the table that they name.

    Returns a Jinja list of sentences, empty when all is well; config_check raises them.
#}
{% macro _config_check_labels() -%}
    {% set faults = [] %}
    {% set name = var('labels_relation') %}
    {% for floor in ['min_match_precision', 'min_match_recall'] if var(floor) is not none %}
        {% if var(floor) is not number or var(floor) is boolean or not 0 < var(floor) <= 1 %}
            {% do faults.append(
                'var ' ~ floor ~ ' is ' ~ var(floor) ~ '; null, or a share above 0, up to 1.'
            ) %}
        {% endif %}
        {% if name is none %}
            {% do faults.append(
                'var ' ~ floor ~ ' is set, but there are no labels to measure on. Name their '
                ~ 'table in var labels_relation, or set ' ~ floor ~ ' to null.'
            ) %}
        {% endif %}
    {% endfor %}
    {% set share = var('advised_precision') %}
    {% if share is not number or share is boolean or not 0 < share < 1 %}
        {% do faults.append(
            'var advised_precision is ' ~ share ~ '; a share above 0, below 1.'
        ) %}
    {% endif %}
    {% if name is none %}
        {{ return(faults) }}
    {% endif %}
    {% if name is not string or not modules.re.match('^[^.\\s]+[.][^.\\s]+$', name) %}
        {% do faults.append(
            'var labels_relation is ' ~ name ~ '; null, or schema.table of this database, '
            ~ 'such as labels.people.'
        ) %}
    {% elif flags.WHICH != 'seed' %}
        {% do faults.extend(_labels_table_faults(name)) %}
    {% endif %}
    {{ return(faults) }}
{%- endmacro %}

{# The table of labels is there, with its two columns. Returns a Jinja list of sentences. #}
{% macro _labels_table_faults(name) -%}
    {% set relation = source('labels', 'labelled_records') %}
    {% set existing = adapter.get_relation(
        database=relation.database, schema=relation.schema, identifier=relation.identifier
    ) %}
    {% if existing is none %}
        {{ return([
            'var labels_relation is ' ~ name ~ ', but there is no table ' ~ relation
            ~ '. Load your labels there (record_id, entity_id), name the table where they are, '
            ~ 'or set labels_relation to null.'
        ]) }}
    {% endif %}
    {% set documented = _raw_table_node('labels', 'labelled_records').columns.values() | list %}
    {% set missing = _missing_columns(relation, documented) %}
    {% if missing %}
        {{ return([
            'var labels_relation: the table ' ~ relation ~ ' has no column '
            ~ missing | join(', ') ~ '; it needs record_id and entity_id.'
        ]) }}
    {% endif %}
    {{ return([]) }}
{%- endmacro %}
