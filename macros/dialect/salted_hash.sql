{#
    A pseudo-random 64-bit number for an integer key, another one for every salt.

    Returns a SQL expression, an integer of 64 bits; NULL is not expected. The engines'
    own hashes differ: use it only where any choice leads to the same result, as in the
    contraction of graphs.
#}
{% macro salted_hash(key, salt) -%}
    {{ return(adapter.dispatch('salted_hash', 'kindred')(key, salt)) }}
{%- endmacro %}

{% macro default__salted_hash(key, salt) -%}
    {{ exceptions.raise_compiler_error("salted_hash: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__salted_hash(key, salt) -%}
    hash({{ key }}, {{ salt }})
{%- endmacro %}

{% macro postgres__salted_hash(key, salt) -%}
    hashint8extended({{ key }}, {{ salt }})
{%- endmacro %}

{% macro spark__salted_hash(key, salt) -%}
    xxhash64({{ key }}, {{ salt }})
{%- endmacro %}
