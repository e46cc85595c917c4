{#
    The columns of int_records_prepared that follow from the e-mail address or the phone of
    a record, which are other ones in its other forms (int_record_forms_prepared): all of
    a kind of which a setting of matching reads one.

    Returns a Jinja list of names.
#}
{% macro form_columns() -%}
    {%- set kinds = [
        [
            'email_key', 'email_person_count', 'email_user', 'email_domain',
            'email_letters', 'email_digits', 'is_email_user_a_name',
        ],
        ['phone_key', 'phone_person_count', 'phone_end'],
    ] -%}
    {%- set read = matching_reads() -%}
    {%- set columns = [] -%}
    {%- for kind in kinds if kind | select('in', read) | list -%}
        {%- do columns.extend(kind) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}
