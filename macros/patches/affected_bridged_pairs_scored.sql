{#
    Bridged pairs whose agreement pattern has changed; every one where a weight has.

    Returns a select of left and right keys, for a patched table.
#}
{% macro affected_bridged_pairs_scored(reads) -%}
    {{ _changed_scores('int_bridged_pairs_compared', reads) }}
{%- endmacro %}
