{#
    The columns of int_evidence_shown after the record's key and id: values that may speak
    for or against a pair, as people write them.

    Returns a Jinja list of names. A comparison shows the column of its own name, or the
    one that its setting shows names; without either its rows show no value.
#}
{% macro evidence_columns() -%}
    {{ return([
        'source_name', 'given_name', 'middle_name', 'family_name', 'name_suffix',
        'date_of_birth', 'email', 'phone', 'street_address', 'city', 'region',
        'postal_code', 'country', 'national_id', 'gender', 'loyalty_id',
    ]) }}
{%- endmacro %}
