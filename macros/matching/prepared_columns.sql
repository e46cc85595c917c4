{#
    The columns of int_records_prepared, and the raw forms that settings of matching read.

    Returns a Jinja list of names.
#}
{% macro prepared_columns() -%}
    {%- set columns = [
        'record_key', 'record_id', 'source_name', 'given_name_key', 'given_name_group',
        'given_name_phonetic', 'given_name_padded', 'given_name_letters',
        'given_name_start', 'middle_name_key', 'family_name_key',
        'family_name_phonetic', 'family_name_padded', 'family_name_letters',
        'family_name_start', 'name_suffix_key', 'person_key', 'sorted_names',
        'full_name_key', 'name_letters', 'reversed_name_letters',
        'initial_name_letters', 'birth_date', 'birth_year', 'birth_month', 'birth_day',
        'email_key', 'email_person_count', 'email_user', 'email_domain',
        'email_letters', 'email_digits', 'is_email_user_a_name', 'phone_key',
        'phone_person_count', 'phone_end', 'national_id', 'national_id_person_count',
        'national_id_end', 'loyalty_id', 'loyalty_id_person_count', 'house_number',
        'street_name_key', 'street_start', 'address_key', 'unit_number', 'city_key',
        'region_key', 'postal_code_key', 'country', 'gender', 'given_name_frequency',
        'given_name_person_count', 'family_name_frequency', 'family_name_person_count',
        'full_name_frequency', 'birth_date_frequency', 'birth_date_person_count',
        'address_frequency', 'address_person_count', 'postal_code_frequency',
        'city_frequency',
    ] -%}
    {%- set raw = raw_forms() -%}
    {%- for column in raw.columns -%}
        {%- do columns.append('raw_' ~ column) -%}
    {%- endfor -%}
    {%- for column in raw.frequencies -%}
        {%- do columns.append('raw_' ~ column ~ '_frequency') -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}
