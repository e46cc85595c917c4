{#
    The text that holds a record's whole name, if one is needed: full_name, or a name column
    with 'Last, First' whose partner is missing, or a family name of several words without a
    given name, which is a whole name where int_full_names_split says so (is_whole_name).

    Returns a SQL expression, text; NULL where given and family name are both there, or
    nothing holds a whole name.
#}
{% macro full_name_text(given_name, family_name, full_name) -%}
    case
        when {{ given_name }} is not null and {{ family_name }} is not null then null
        when {{ full_name }} is not null then {{ full_name }}
        when position(',' in {{ given_name }}) > 1 then {{ given_name }}
        when position(',' in {{ family_name }}) > 1 then {{ family_name }}
        when {{ given_name }} is null and position(' ' in trim({{ family_name }})) > 0
            then {{ family_name }}
    end
{%- endmacro %}
