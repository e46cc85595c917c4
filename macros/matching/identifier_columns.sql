{#
    The column of int_records_prepared that holds each type of identifier, where it passed
    the screen.

    Returns a Jinja dictionary, identifier type to column name.
#}
{% macro identifier_columns() -%}
    {{ return({
        'email': 'email_key',
        'phone': 'phone_key',
        'national_id': 'national_id',
        'loyalty_id': 'loyalty_id',
    }) }}
{%- endmacro %}
