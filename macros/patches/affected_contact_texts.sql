{#
    Texts of contacts as in affected_texts, and those that are parted into other values.

    Returns a select of raw texts, for a patched table that reads texts.
#}
{% macro affected_contact_texts(reads) -%}
    select part_1
    from ({{ affected_texts(reads) }}) as differing_texts
    union
    {{ changes_of('int_contact_texts_split', ['text_raw as part_1'], reads) }}
{%- endmacro %}
