{#
    The columns of int_records_prepared: those that a setting of matching reads, the raw forms
    among them, and what models need to know of every record, whether it has a given name of
    its own too. Other forms of a record follow from its e-mail address and its phone as a
    whole, so all columns of the one or the other are there where one is read.

    Returns a Jinja list of names. read: what matching_reads() gives.
#}
{% macro prepared_columns(read) -%}
    {%- set known = [
        'given_name_key', 'given_name_group', 'given_name_phonetic', 'given_name_padded',
        'given_name_letters', 'given_name_start', 'middle_name_key', 'family_name_key',
        'is_family_name_read', 'family_name_phonetic', 'family_name_padded',
        'family_name_letters', 'family_name_start', 'family_name_end', 'name_suffix_key',
        'sorted_names', 'full_name_key', 'name_letters', 'reversed_name_letters',
        'initial_name_letters', 'birth_date', 'birth_year', 'birth_month', 'birth_day', 'national_id',
        'national_id_person_count', 'national_id_end', 'loyalty_id',
        'loyalty_id_person_count', 'house_number', 'street_name_key', 'street_start',
        'address_key', 'unit_number', 'city_key', 'region_key', 'postal_code_key',
        'country', 'gender',
    ] -%}
    {%- set columns = [
        'record_key', 'record_id', 'source_name', 'person_key', 'given_name_key',
        'is_given_name_read',
    ] -%}
    {%- for column in known if column in read -%}
        {%- do columns.append(column) -%}
    {%- endfor -%}
    {%- for type in ['email', 'phone'] if form_columns(type) | select('in', read) | list -%}
        {%- do columns.extend(form_columns(type)) -%}
    {%- endfor -%}
    {%- if 'email_key' in columns -%}
        {#- which tell whether a mailbox is a name -#}
        {%- do columns.extend(['given_name_letters', 'family_name_letters']) -%}
    {%- endif -%}
    {%- for attribute, (column, holder) in counted_attributes(read).items() -%}
        {#- by the value it is found which records a changed frequency bears on -#}
        {%- do columns.append(column) -%}
        {%- for measure in ['_frequency', '_person_count']
            if attribute ~ measure in read and attribute ~ measure != 'full_name_person_count' -%}
            {%- do columns.append(attribute ~ measure) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set raw = raw_forms(read) -%}
    {%- for column in raw.columns -%}
        {%- do columns.append('raw_' ~ column) -%}
    {%- endfor -%}
    {%- for column in raw.frequencies -%}
        {%- do columns.append('raw_' ~ column ~ '_frequency') -%}
    {%- endfor -%}
    {{ return(columns | unique | list) }}
{%- endmacro %}
