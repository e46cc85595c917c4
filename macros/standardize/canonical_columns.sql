{#
    The columns of a canonical record after its three ids, in order, with their types.

    Returns a Jinja list of {name, type}; every staging model that feeds
    int_records_unioned ends in record_id, source_name, source_record_id and these.
#}
{% macro canonical_columns() -%}
    {% set columns = [] %}
    {% for name in [
        'given_name', 'middle_name', 'family_name', 'full_name', 'date_of_birth', 'email',
        'phone', 'street_address', 'city', 'region', 'postal_code', 'country',
        'national_id', 'gender', 'loyalty_id',
    ] %}
        {% do columns.append({'name': name, 'type': 'string'}) %}
    {% endfor %}
    {% for name in ['created_at', 'updated_at'] %}
        {% do columns.append({'name': name, 'type': 'timestamp'}) %}
    {% endfor %}
    {{ return(columns) }}
{%- endmacro %}
