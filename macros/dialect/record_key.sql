{#
    The 60-bit integer that stands for a record, or another text, inside the matching models.

    Returns a SQL expression, bigint: the first 15 hexadecimal digits of the MD5 of the
    text, so that it is the same on every engine, in every run and for any set of records,
    sorts without regard to collation, and joins faster than text. NULL gives NULL.
    Two of ten million records share a key with a chance of 1 in 23,000; a unique test on
    int_records_standardized stops the build in that case.
#}
{% macro record_key(text) -%}
    {{ return(adapter.dispatch('record_key', 'kindred')(text)) }}
{%- endmacro %}

{% macro default__record_key(text) -%}
    {{ exceptions.raise_compiler_error("record_key: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__record_key(text) -%}
    cast('0x' || substr(md5({{ text }}), 1, 15) as bigint)
{%- endmacro %}

{% macro postgres__record_key(text) -%}
    cast(cast('x' || lpad(substr(md5({{ text }}), 1, 15), 16, '0') as bit(64)) as bigint)
{%- endmacro %}

{% macro spark__record_key(text) -%}
    cast(conv(substr(md5({{ text }}), 1, 15), 16, 10) as bigint)
{%- endmacro %}
