{#
    The integer that stands for a record as it is with one of its e-mail addresses and one
    of its phones: the record's own key for the first of both, else another one of 60 bits.

    Returns a SQL expression, bigint. record_key, email_number and phone_number are SQL
    expressions that are not NULL; the numbers count the usable values of the record.
#}
{% macro form_key(record_key_expression, email_number, phone_number) -%}
    case
            when {{ email_number }} = 1 and {{ phone_number }} = 1
                then {{ record_key_expression }}
            else {{ record_key(
                'cast(' ~ record_key_expression ~ ' as ' ~ dbt.type_string() ~ ") || '-' || "
                ~ 'cast(' ~ email_number ~ ' as ' ~ dbt.type_string() ~ ") || '-' || "
                ~ 'cast(' ~ phone_number ~ ' as ' ~ dbt.type_string() ~ ')'
            ) }}
        end
{%- endmacro %}
