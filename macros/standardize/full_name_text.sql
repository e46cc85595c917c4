{#
    The text that holds a record's whole name, if one is needed: full_name, or a name column
    with 'Last, First' whose partner is missing.

    Returns a SQL expression, text; NULL where given and family name are both there, or
    nothing holds a whole name.
#}
{% macro full_name_text(given_name, family_name, full_name) -%}
    case
        when {{ given_name }} is not null and {{ family_name }} is not null then null
        when {{ full_name }} is not null then {{ full_name }}
        when position(',' in {{ given_name }}) > 1 then {{ given_name }}
        when position(',' in {{ family_name }}) > 1 then {{ family_name }}
    end
{%- endmacro %}
