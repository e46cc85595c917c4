{#
    The attributes of which a setting of matching reads how common a value is, or how many
    people hold it: their column of int_records_prepared, and the column that tells their
    holders apart.

    Returns a Jinja dictionary: attribute → list of the two names. read: what
    matching_reads() gives.
#}
{% macro counted_attributes(read) -%}
    {%- set known = {
        'given_name': ['given_name_key', 'family_name_phonetic'],
        'middle_name': ['middle_name_key', 'person_key'],
        'family_name': ['family_name_key', 'person_key'],
        'full_name': ['full_name_key', 'person_key'],
        'birth_date': ['birth_date', 'person_key'],
        'address': ['address_key', 'person_key'],
        'postal_code': ['postal_code_key', 'person_key'],
        'city': ['city_key', 'person_key'],
    } -%}
    {%- set attributes = {} -%}
    {%- for attribute, columns in known.items()
        if attribute ~ '_frequency' in read
        or (attribute != 'full_name' and attribute ~ '_person_count' in read) -%}
        {%- do attributes.update({attribute: columns}) -%}
    {%- endfor -%}
    {{ return(attributes) }}
{%- endmacro %}
