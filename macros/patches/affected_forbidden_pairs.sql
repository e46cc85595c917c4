{#
    Records that have changed, of which a decision came or went, or whose component is
    another, and all of the components that they are in.

    Returns a select of record keys, for a patched table.
#}
{% macro affected_forbidden_pairs(reads) -%}
    {%- set changed_records -%}
        {{ _changed_ends(['int_decisions_applied'], reads) }}
        {%- for input in ['int_components_labelled', 'int_decisions_grouped'] %}
        union
        {{ changes_of(input, ['node_key as record_key'], reads) }}
        {%- endfor %}
        {%- for input in ['int_records_prepared', 'int_further_identifiers_shared'] %}
        union
        {{ changes_of(input, ['record_key'], reads) }}
        {%- endfor %}
    {%- endset -%}
    {{ _with_their_groups(_relation_of('int_components_labelled'), changed_records) }}
{%- endmacro %}
