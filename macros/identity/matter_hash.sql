{#
    Aggregate: a mark of what an item of review_items is about, another one as soon as one
    of its parts is.

    Returns a SQL expression, text of 8 hexadecimal digits. part is a SQL expression of text
    with an end of its own, so that two in a row cannot be read as two others; each counts
    as often as it is there.
#}
{% macro matter_hash(part) -%}
    substr(md5({{ joined_texts(part) }}), 1, 8)
{%- endmacro %}
