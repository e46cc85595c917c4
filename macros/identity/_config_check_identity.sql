{#
    Faults of the vars that guard ids.

    Returns a Jinja list of sentences, empty when all is well; config_check raises them.
#}
{% macro _config_check_identity() -%}
    {% set limit = var('max_identity_churn') %}
    {% if limit is not none
        and (limit is not number or limit is boolean or not 0 <= limit <= 1) %}
        {{ return([
            'var max_identity_churn is ' ~ limit ~ '; null, or a share of the records from 0 '
            ~ 'to 1, such as 0.2.'
        ]) }}
    {% endif %}
    {{ return([]) }}
{%- endmacro %}
