{#
    The key form of a company's name: folded as by key_text, without the words that say what
    kind of company it is (GmbH, Inc, S.A. …) at its end, and without "and" and "the".

    Returns a SQL expression, text; NULL stays NULL, and a name of such words alone is NULL.
    The words are those of the var company_legal_forms. Dots go first, so that S.A. and SA
    are one. It says nothing about whether the name is a filler (n/a, self).
#}
{% macro company_key(text) -%}
    {%- set dotless = "replace(" ~ text ~ ", '.', '')" -%}
    {%- set spaced = "' ' || " ~ key_text(dotless) ~ " || ' '" -%}
    {%- set worded = regexp_replace_all(
        regexp_replace_all(spaced, "' (and|und|et|the) '", "' '"),
        "'( (" ~ _company_legal_forms() ~ "))+ *$'", "''"
    ) -%}
    nullif(trim({{ worded }}), '')
{%- endmacro %}

{# The var as alternatives of a regular expression, longer ones first. #}
{% macro _company_legal_forms() -%}
    {% set by_length = [] -%}
    {% for length in range(20, 0, -1) -%}
        {% for form in var('company_legal_forms') if form | length == length -%}
            {% do by_length.append(form) -%}
        {% endfor -%}
    {% endfor -%}
    {{ return(by_length | join('|')) }}
{%- endmacro %}
