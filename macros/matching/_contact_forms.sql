{# Last seven digits of a phone, NULL where it has fewer. #}
{% macro _phone_end(phone_key) -%}
    case
            when length({{ phone_key }}) >= 7
                then substr({{ phone_key }}, length({{ phone_key }}) - 6)
        end
{%- endmacro %}

{# What two records share of an identifier: a phone's end, else the whole. #}
{% macro _shared_part(identifier_type, identifier_value) -%}
    case
            when {{ identifier_type }} = 'phone'
                then substr({{ identifier_value }}, length({{ identifier_value }}) - 6)
            else {{ identifier_value }}
        end
{%- endmacro %}

{# Whether the user part of an address holds a name of its owner or is built like one. #}
{% macro _is_user_a_name(email_user, email_letters, given_letters, family_letters) -%}
    coalesce(
            (
                length({{ given_letters }}) >= 3
                and position({{ given_letters }} in {{ email_letters }}) > 0
            )
            or (
                length({{ family_letters }}) >= 3
                and position({{ family_letters }} in {{ email_letters }}) > 0
            )
            or {{ matches_regexp(email_user, "'^[a-z]{2,}[._-][a-z]{2,}[0-9]*$'") }},
            false
        )
{%- endmacro %}
