{#
    Blocks that a record has joined or left.

    Returns a select of rules and keys, for a patched table.
#}
{% macro affected_blocks(reads) -%}
    {{ changes_of('int_blocking_keys_extracted', [
        'blocking_rule as part_1', 'blocking_key as part_2',
    ], reads) }}
{%- endmacro %}
