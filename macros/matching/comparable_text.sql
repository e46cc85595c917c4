{#
    A key form as comparisons take it: ASCII, and at most 100 characters.

    Returns a SQL expression, text; NULL stays NULL. DuckDB's edit distance counts bytes
    where PostgreSQL and Spark count characters, and PostgreSQL's stops at 255; a text that
    is not ASCII after folding (Chinese, Hebrew, Thai …) is its MD5, so that it is equal to
    itself and far from all else on every engine.
#}
{% macro comparable_text(text) -%}
    case when {{ is_ascii(text) }} then substr({{ text }}, 1, 100) else md5({{ text }}) end
{%- endmacro %}
