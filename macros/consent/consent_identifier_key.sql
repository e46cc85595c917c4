{% macro consent_identifier_key(identifier_type, identifier_value, jurisdiction) -%}
    lower(trim({{ identifier_value }}))
{%- endmacro %}
