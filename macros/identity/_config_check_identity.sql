{#
    Faults of the vars that guard ids and that choose what stewards are asked.

    Returns a Jinja list of sentences, empty when all is well; config_check raises them.
#}
{% macro _config_check_identity() -%}
    {% set faults = [] %}
    {% set limit = var('max_identity_churn') %}
    {% if limit is not none
        and (limit is not number or limit is boolean or not 0 <= limit <= 1) %}
        {% do faults.append(
            'var max_identity_churn is ' ~ limit ~ '; null, or a share of the records from 0 '
            ~ 'to 1, such as 0.2.'
        ) %}
    {% endif %}
    {{ return(faults + _whole_number_faults([
        ('review_merge_records', 1, 1000000),
        ('shared_value_customers', 2, 1000000),
    ])) }}
{%- endmacro %}
