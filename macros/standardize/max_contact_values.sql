{#
    How many e-mail addresses, and how many phones, a record may have: what a field or the
    columns of a source hold beyond that is left unread, so that no text costs more than
    a few values. A withdrawal reaches all values that its text names.

    Returns a Jinja integer.
#}
{% macro max_contact_values() -%}
    {{ return(5) }}
{%- endmacro %}
