{#
    Whether a folded name is a single Latin letter. A single Chinese or Korean character
    is a whole name.

    Returns a SQL expression, boolean; NULL for NULL.
#}
{% macro is_initial(name_key) -%}
    (length({{ name_key }}) = 1 and {{ bytewise(name_key) }} between 'a' and 'z')
{%- endmacro %}
