{#
    Records at the end of an edge that came, went or changed, and all that they were joined
    to: a component that an edge has left may fall apart.

    Returns a select of record keys, for a patched table of node_key and group_key.
#}
{% macro affected_components(reads) -%}
    {{ _with_their_groups(this, _changed_ends(['int_edges_proposed'], reads)) }}
{%- endmacro %}


{# A select of the ends, as record_key, of the pairs in the logs of some inputs. #}
{% macro _changed_ends(inputs, reads) -%}
    {%- for input in inputs %}
    {{ changes_of(input, ['left_key as record_key'], reads) }}
    union
    {{ changes_of(input, ['right_key as record_key'], reads) }}
    {{ 'union' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# Records of a select of record_key, with all that are in a group with one of them, by a
   table of node_key and group_key. Returns a select of record keys as part_1. #}
{% macro _with_their_groups(groups, records) -%}
    with changed_records as (

        {{ records }}

    )

    select record_key as part_1
    from changed_records
    union
    select node_key as part_1
    from {{ groups }}
    where group_key in (
        select group_key
        from {{ groups }}
        where node_key in (select record_key from changed_records)
    )
{%- endmacro %}
