{#
    The columns of int_records_prepared that follow from the e-mail address or the phone of
    a record, which are other ones in its other forms (int_record_forms_prepared).

    Returns a Jinja list of names. type: email or phone, for those of one alone.
#}
{% macro form_columns(type=none) -%}
    {%- set columns = {
        'email': [
            'email_key', 'email_person_count', 'email_user', 'email_domain',
            'email_letters', 'email_digits', 'is_email_user_a_name',
        ],
        'phone': ['phone_key', 'phone_person_count', 'phone_end'],
    } -%}
    {{ return(columns[type] if type else columns.email + columns.phone) }}
{%- endmacro %}
