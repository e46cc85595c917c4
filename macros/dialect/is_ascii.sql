{#
    Whether a text holds ASCII characters only, so that slower folding can be skipped.

    Returns a SQL expression, boolean; NULL when the text is NULL. A text is ASCII when
    it has as many bytes as characters; engines name the count of bytes differently.
#}
{% macro is_ascii(text) -%}
    {{ return(adapter.dispatch('is_ascii', 'kindred')(text)) }}
{%- endmacro %}

{% macro default__is_ascii(text) -%}
    {{ exceptions.raise_compiler_error("is_ascii: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__is_ascii(text) -%}
    strlen({{ text }}) = length({{ text }})
{%- endmacro %}

{% macro postgres__is_ascii(text) -%}
    octet_length({{ text }}) = length({{ text }})
{%- endmacro %}

{% macro spark__is_ascii(text) -%}
    octet_length({{ text }}) = length({{ text }})
{%- endmacro %}
